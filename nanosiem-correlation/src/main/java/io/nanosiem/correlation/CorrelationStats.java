package io.nanosiem.correlation;

/**
 * What a {@link CorrelationDetector} has done and dropped so far. Immutable.
 *
 * @param events events seen
 * @param duplicates events not looked at, as one of the same id was seen shortly before
 * @param relevant events that concerned some chain or correlation, counted for each grouping
 * @param fired detections reported
 * @param suppressed completions not reported because the same group had been reported shortly
 *     before
 * @param late events that were older than one of the same group seen before
 * @param lateDropped of these, events that came too late to be evaluated
 * @param reworked how often a late or tied event made a chain be worked out again
 * @param fieldMissing relevant events without a field to group by
 * @param futureClocks events stamped further ahead of their arrival than is believable; taken at
 *     their time of arrival
 * @param factFailures facts that threw
 * @param notNumeric values that a correlation measures and that were no numbers
 * @param groups groups being followed
 * @param expired groups forgotten because their time was over
 * @param evicted groups forgotten to make room
 * @param protectedEvicted of these, groups on which an attack may have been under way
 * @param evidenceDropped how often events were not kept, or no longer kept, as evidence to save
 *     memory
 * @param links logins that link a user on a host to an address
 * @param linksEvicted logins forgotten to make room
 * @param sources machines whose clocks are followed
 * @param sourcesForgotten machines forgotten to make room
 * @param zoneSuspects machines reported because their time zone is probably read wrong
 * @param memoryBytes heap in use, estimated
 */
public record CorrelationStats(
    long events,
    long duplicates,
    long relevant,
    long fired,
    long suppressed,
    long late,
    long lateDropped,
    long reworked,
    long fieldMissing,
    long futureClocks,
    long factFailures,
    long notNumeric,
    int groups,
    long expired,
    long evicted,
    long protectedEvicted,
    long evidenceDropped,
    int links,
    long linksEvicted,
    int sources,
    long sourcesForgotten,
    long zoneSuspects,
    long memoryBytes) {}
