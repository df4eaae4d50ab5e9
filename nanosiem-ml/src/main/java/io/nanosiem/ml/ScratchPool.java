package io.nanosiem.ml;

import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Lends working memory, so that scoring from any number of threads allocates nothing once it is
 * warm, and without thread-locals, which would outlive the model in other people's threads. A slot
 * is emptied while its content is lent; who finds it empty makes a new one. At most {@value #SLOTS}
 * pieces are kept. Thread-safe.
 */
final class ScratchPool<T> {
  private static final int SLOTS = 16;

  private final AtomicReferenceArray<@Nullable T> slots = new AtomicReferenceArray<>(SLOTS);
  private final Supplier<T> maker;

  ScratchPool(Supplier<T> maker) {
    this.maker = maker;
  }

  T take() {
    T kept = slots.getAndSet(slot(), null);
    return kept != null ? kept : maker.get();
  }

  void giveBack(T scratch) {
    slots.set(slot(), scratch);
  }

  private static int slot() {
    return (int) Thread.currentThread().getId() & (SLOTS - 1);
  }
}
