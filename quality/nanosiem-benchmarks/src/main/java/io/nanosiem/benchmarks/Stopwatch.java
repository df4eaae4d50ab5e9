package io.nanosiem.benchmarks;

import com.sun.management.OperatingSystemMXBean;
import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.HashMap;
import java.util.Map;

/**
 * What a run costs: time on the clock, processor time of the whole process, so with collecting
 * garbage and compiling, and bytes that Java threads allocate. Thread-safe.
 */
public final class Stopwatch {
  private static final OperatingSystemMXBean PROCESS =
      ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);
  private static final ThreadMXBean THREADS =
      ManagementFactory.getPlatformMXBean(ThreadMXBean.class);

  private final Map<Long, Long> allocatedBefore = new HashMap<>();
  private long allocatedByEnded;
  private long allocated;
  private long cpu;
  private long wall;

  /** Before the first event. */
  public synchronized void start() {
    for (long thread : THREADS.getAllThreadIds()) {
      allocatedBefore.put(thread, THREADS.getThreadAllocatedBytes(thread));
    }
    cpu = PROCESS.getProcessCpuTime();
    wall = System.nanoTime();
  }

  /**
   * Called by a thread that will have ended before {@link #stop}: what it allocates is counted up
   * to here.
   */
  public synchronized void threadEnds() {
    long thread = Thread.currentThread().getId();
    long all = THREADS.getThreadAllocatedBytes(thread);
    allocatedByEnded += all - allocatedBefore.getOrDefault(thread, 0L);
    allocatedBefore.put(thread, all);
  }

  /** After the last alert. */
  public synchronized void stop() {
    wall = System.nanoTime() - wall;
    cpu = PROCESS.getProcessCpuTime() - cpu;
    allocated = allocatedByEnded;
    for (long thread : THREADS.getAllThreadIds()) {
      long all = THREADS.getThreadAllocatedBytes(thread);
      allocated += Math.max(0, all - allocatedBefore.getOrDefault(thread, 0L));
    }
  }

  /** Seconds on the clock. */
  synchronized double wallSeconds() {
    return wall / 1e9;
  }

  /** Seconds of all processors together. */
  synchronized double cpuSeconds() {
    return cpu / 1e9;
  }

  /** Bytes. */
  synchronized double allocatedBytes() {
    return allocated;
  }
}
