package io.nanosiem;

import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What an engine has done so far. A snapshot; the numbers are counted apart, so that while records
 * are in flight they may not add up to the last one.
 *
 * <p>An engine that restores a checkpoint goes on counting where {@link #alertsOpened}, {@link
 * #alertRevisions}, {@link #detectionsSuppressed} and {@link #alertsClosedEarly} were; all else is
 * counted from its start.
 *
 * <p>Immutable.
 *
 * @param received records handed in by listeners and callers, those dropped included; a record that
 *     holds several (see {@code LogParser.split}) counts as so many once it is taken apart
 * @param dropped records for which there was no room, or that came while the engine was paused or
 *     closing
 * @param processed records that went through the whole pipe
 * @param byFormat records by the format they were read as
 * @param warnings parse warnings by code, and what the engine itself remarked ({@code future_time})
 * @param detections what detectors found
 * @param byDetector detections by the rule's id
 * @param alertsOpened alerts that were opened
 * @param alertRevisions revisions handed to sinks and observers
 * @param detectionsSuppressed detections below the least severity
 * @param alertsClosedEarly alerts closed before their time, to stay within memory
 * @param alertsUndelivered revisions that a sink did not take in time and that were dropped
 * @param faults exceptions from foreign code by component
 * @param queued records waiting or being worked on
 * @param alertsWaiting revisions that sinks have still to take
 * @param memoryBytes an estimate of what the engine holds
 * @param checkpointsWritten checkpoints that are in their place on the disk
 * @param checkpointsFailed checkpoints that could not be written; the one before stays
 * @param lastCheckpoint when the last of those written was cut, by the engine's clock; null if
 *     there was none yet
 */
public record EngineStats(
    long received,
    long dropped,
    long processed,
    Map<String, Long> byFormat,
    Map<String, Long> warnings,
    long detections,
    Map<String, Long> byDetector,
    long alertsOpened,
    long alertRevisions,
    long detectionsSuppressed,
    long alertsClosedEarly,
    long alertsUndelivered,
    Map<String, Long> faults,
    long queued,
    long alertsWaiting,
    long memoryBytes,
    long checkpointsWritten,
    long checkpointsFailed,
    @Nullable Instant lastCheckpoint) {}
