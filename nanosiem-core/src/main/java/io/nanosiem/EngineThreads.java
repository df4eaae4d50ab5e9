package io.nanosiem;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** Names threads, makes them daemons, and knows its own. Thread-safe. */
final class EngineThreads implements ThreadFactory {
  private final String name;
  private final @Nullable ThreadFactory delegate;
  private final AtomicInteger number = new AtomicInteger();
  private final Set<Thread> alive = ConcurrentHashMap.newKeySet();

  EngineThreads(String name, @Nullable ThreadFactory delegate) {
    this.name = name;
    this.delegate = delegate;
  }

  @Override
  public Thread newThread(Runnable task) {
    Runnable known =
        () -> {
          alive.add(Thread.currentThread());
          try {
            task.run();
          } finally {
            alive.remove(Thread.currentThread());
          }
        };
    if (delegate != null) {
      return delegate.newThread(known);
    }
    Thread thread = new Thread(known, name + "-" + number.incrementAndGet());
    thread.setDaemon(true);
    return thread;
  }

  /** Those that have begun and not ended. */
  Set<Thread> alive() {
    return alive;
  }

  boolean isOneOfOurs(Thread thread) {
    return alive.contains(thread);
  }
}
