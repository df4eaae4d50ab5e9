package io.nanosiem.sigma;

import io.nanosiem.ProgressListener;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadFactory;
import org.jspecify.annotations.Nullable;

/**
 * Loads one rule set from several places, so that correlations and filters of one place can name
 * rules of another.
 *
 * <pre>{@code
 * SigmaRules rules = SigmaRules.loader()
 *     .path(Path.of("sigma_core.zip"))
 *     .path(Path.of("our-rules"))
 *     .options(SigmaOptions.defaults().minimumLevel(Severity.HIGH))
 *     .load();
 * }</pre>
 *
 * <p>One thread at a time. {@link #load()} may be called again, and reads everything anew.
 */
public final class SigmaLoader {
  private static final int FILES_A_THREAD = 32;

  private final List<Source> sources = new ArrayList<>();
  private SigmaOptions options = SigmaOptions.defaults();
  private int threads = Math.min(4, Runtime.getRuntime().availableProcessors());
  private @Nullable ThreadFactory threadFactory;
  private ProgressListener progress = ProgressListener.NONE;

  SigmaLoader() {}

  @FunctionalInterface
  private interface Source {
    List<RuleFile> files() throws IOException;
  }

  /**
   * Adds a file; every {@code .yml} and {@code .yaml} file below a directory; or those of a zip
   * archive, such as a release of a rule repository, if the name ends in {@code .zip}. What is
   * hidden (its name begins with a dot) is left out, and so are archives within directories and
   * archives.
   *
   * <p>Of an archive at most 64 MiB are read, packed or unpacked, and no entry that unpacks to more
   * than a hundred times its size. What is past a limit, damaged, or bears a name that leads out of
   * the archive is a problem of its own; the other entries are read.
   *
   * @param path a file, a directory or an archive
   * @return this
   */
  public SigmaLoader path(Path path) {
    sources.add(() -> named(path));
    return this;
  }

  private static List<RuleFile> named(Path path) throws IOException {
    try {
      return RuleArchive.isArchive(path) ? RuleArchive.in(path) : RuleFiles.in(path);
    } catch (IOException e) {
      throw new IOException("cannot read the rules in " + path, e);
    }
  }

  /**
   * Adds rules from the class path, as the context class loader of the calling thread sees it.
   *
   * @param name a folder, such as {@code sigma}, of which every jar and directory that has it is
   *     read; or one resource that ends in {@code .yml} or {@code .yaml}
   * @return this
   * @throws IllegalArgumentException if the name is blank or has empty parts, {@code .} or {@code
   *     ..}
   */
  public SigmaLoader resources(String name) {
    ClassLoader context = Thread.currentThread().getContextClassLoader();
    return resources(name, context != null ? context : ClassLoader.getSystemClassLoader());
  }

  /**
   * Adds rules from the class path, as a class loader sees it.
   *
   * @param name see {@link #resources(String)}
   * @param loader whom to ask
   * @return this
   * @throws IllegalArgumentException see {@link #resources(String)}
   */
  public SigmaLoader resources(String name, ClassLoader loader) {
    String checked = RuleResources.checked(name);
    sources.add(() -> RuleResources.in(loader, checked));
    return this;
  }

  /**
   * Adds a text.
   *
   * @param name what messages call it
   * @param yaml one or more documents
   * @return this
   */
  public SigmaLoader text(String name, String yaml) {
    RuleFile file = RuleFile.ofText(name, null, yaml);
    sources.add(() -> List.of(file));
    return this;
  }

  /**
   * Adds the rules that come with the library, see {@link SigmaRules#builtIn()}.
   *
   * @return this
   */
  public SigmaLoader builtIn() {
    sources.add(BuiltInRules::files);
    return this;
  }

  /**
   * Sets which rules are loaded, and how.
   *
   * @param value strict loading of all rules unless set
   * @return this
   */
  public SigmaLoader options(SigmaOptions value) {
    options = value;
    return this;
  }

  /**
   * Sets how many threads read and compile, the calling one included. The result does not depend on
   * it. The others are daemons and have ended when {@link #load()} returns or throws; for a few
   * files none are started.
   *
   * @param value 1 to 64; the number of processors, at most 4, unless set
   * @return this
   * @throws IllegalArgumentException if out of range
   */
  public SigmaLoader threads(int value) {
    if (value < 1 || value > 64) {
      throw new IllegalArgumentException("threads was " + value + ", not between 1 and 64");
    }
    threads = value;
    return this;
  }

  /**
   * Sets where the threads come from.
   *
   * @param factory makes threads that are not started; daemons called {@code nanosiem-rules-1} and
   *     so on unless set
   * @return this
   */
  public SigmaLoader threadFactory(ThreadFactory factory) {
    threadFactory = factory;
    return this;
  }

  /**
   * Sets who is told how far loading has come: two steps for each file, as it is read first and
   * then compiled together with the filters of other files.
   *
   * @param listener told in the thread that calls {@link #load()}
   * @return this
   */
  public SigmaLoader progress(ProgressListener listener) {
    progress = listener;
    return this;
  }

  /**
   * Reads and compiles all that was added.
   *
   * @return the rules: those of each place in the order the places were added, within a place by
   *     the names of files
   * @throws SigmaRulesException unless lenient, if anything cannot be run; it lists every problem
   * @throws UncheckedIOException if a path or resource is not there
   * @throws java.util.concurrent.CancellationException if the calling thread is interrupted; it
   *     stays so
   */
  public SigmaRules load() {
    List<RuleFile> files = new ArrayList<>();
    for (Source source : sources) {
      try {
        files.addAll(source.files());
      } catch (IOException e) {
        throw new UncheckedIOException(e.getMessage(), e);
      }
    }
    int helpful = Math.min(threads, 1 + files.size() / FILES_A_THREAD);
    return new RuleLoader(options, new Workers(helpful, threadFactory, progress, 2L * files.size()))
        .load(files);
  }
}
