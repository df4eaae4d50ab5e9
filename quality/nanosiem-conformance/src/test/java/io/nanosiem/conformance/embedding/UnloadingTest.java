package io.nanosiem.conformance.embedding;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.lang.ref.ReferenceQueue;
import java.lang.ref.WeakReference;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * A host that loads the library in a class loader of its own, as application servers do, can drop
 * it again: no thread, thread-local, shutdown hook or static of anybody else's holds on to it.
 */
@Timeout(120)
class UnloadingTest {
  private static final int LIVES = 50;

  private final ReferenceQueue<ClassLoader> collected = new ReferenceQueue<>();

  @Test
  void fiftyEnginesLeaveNoClassBehind() throws Exception {
    URL[] classPath = classPath();
    List<WeakReference<ClassLoader>> loaders = new ArrayList<>();
    for (int life = 0; life < LIVES; life++) {
      loaders.add(live(classPath));
    }
    for (int i = 0; i < 50 && stillThere(loaders) > 1; i++) {
      System.gc();
      collected.remove(20);
    }
    // A slot of the stack or a cache of the JDK may hold on to the last one for a while.
    loaders.remove(LIVES - 1);
    assertThat(stillThere(loaders)).as("class loaders that were not collected").isZero();
  }

  private static long stillThere(List<WeakReference<ClassLoader>> loaders) {
    return loaders.stream().filter(loader -> loader.get() != null).count();
  }

  private WeakReference<ClassLoader> live(URL[] classPath) throws Exception {
    try (URLClassLoader loader =
        new URLClassLoader(classPath, ClassLoader.getPlatformClassLoader())) {
      Runnable program =
          (Runnable)
              loader.loadClass(EngineLife.class.getName()).getDeclaredConstructor().newInstance();
      assertThat(program.getClass()).isNotEqualTo(EngineLife.class);
      program.run();
      return new WeakReference<>(loader, collected);
    }
  }

  private static URL[] classPath() throws IOException {
    List<URL> urls = new ArrayList<>();
    for (String entry : System.getProperty("java.class.path").split(File.pathSeparator, -1)) {
      urls.add(Path.of(entry).toUri().toURL());
    }
    return urls.toArray(new URL[0]);
  }
}
