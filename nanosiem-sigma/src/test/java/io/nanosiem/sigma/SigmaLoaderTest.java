package io.nanosiem.sigma;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One set from several places, on several threads. */
class SigmaLoaderTest {
  @TempDir Path directory;

  private static String rule(int number, String extra) {
    return "title: Rule "
        + number
        + "\nid: 5e1a3c0e-6f0e-4f57-9d3a-"
        + String.format(Locale.ROOT, "%012d", number)
        + "\nname: rule-"
        + number
        + "\nlogsource:\n    category: test\nlevel: low\n"
        + extra
        + "detection:\n    selection:\n        A|contains: 'x"
        + number
        + "'\n    condition: selection\n";
  }

  private static String filter(String rule) {
    return "title: Not on test machines\nlogsource:\n    category: test\nfilter:\n    rules: ["
        + rule
        + "]\n    selection:\n        Host: test\n    condition: not selection\n";
  }

  private Path write(String name, String text) throws IOException {
    Path file = directory.resolve(name);
    Files.createDirectories(file.getParent());
    return Files.writeString(file, text);
  }

  private Path jar(String name, boolean withFolders) throws IOException {
    Path file = directory.resolve(name);
    try (OutputStream out = Files.newOutputStream(file);
        JarOutputStream jar = new JarOutputStream(out)) {
      if (withFolders) {
        jar.putNextEntry(new JarEntry("sigma/"));
        jar.putNextEntry(new JarEntry("sigma/deep/"));
      }
      jar.putNextEntry(new JarEntry("sigma/deep/b.yml"));
      jar.write(rule(2, "").getBytes(StandardCharsets.UTF_8));
      jar.putNextEntry(new JarEntry("sigma/a.yml"));
      jar.write(rule(1, "").getBytes(StandardCharsets.UTF_8));
      jar.putNextEntry(new JarEntry("sigma2/c.yml"));
      jar.write(rule(3, "").getBytes(StandardCharsets.UTF_8));
      jar.putNextEntry(new JarEntry("sigma/readme.txt"));
    }
    return file;
  }

  @Test
  void aFilterNarrowsARuleFromAnotherPlace() throws IOException {
    write("ours/filter.yml", filter("rule-1"));
    Path theirs = write("theirs/rule.yml", rule(1, ""));
    SigmaRules rules =
        SigmaRules.loader()
            .path(directory.resolve("ours"))
            .path(theirs)
            .text("extra", rule(2, ""))
            .builtIn()
            .load();
    assertThat(rules.rules()).hasSize(9);
    assertThat(rules.rules()).extracting(SigmaRule::title).startsWith("Rule 1", "Rule 2");
    assertThat(rules.findings()).isEmpty();
    assertThat(rules.rule("rule-1").matches(Map.of("A", "x1")::get)).isTrue();
    assertThat(rules.rule("rule-1").matches(Map.of("A", "x1", "Host", "test")::get)).isFalse();
  }

  @Test
  void theFirstOfTwoEqualIdsIsThatOfThePlaceAddedFirst() throws IOException {
    Path a = write("a.yml", rule(1, ""));
    Path b = write("b.yml", rule(1, ""));
    SigmaRules rules = SigmaRules.loader().path(b).path(a).load();
    assertThat(rules.findings())
        .singleElement()
        .satisfies(
            finding -> {
              assertThat(finding.file()).isEqualTo(a.toString());
              assertThat(finding.hint()).isEqualTo("it is at " + b + ":1");
            });
    assertThat(rules.rule("rule-1").path()).isEqualTo(b);
  }

  @Test
  void aLoaderReadsAnewEachTime() throws IOException {
    write("rules/a.yml", rule(1, ""));
    SigmaLoader loader = SigmaRules.loader().path(directory.resolve("rules"));
    assertThat(loader.load().rules()).hasSize(1);
    write("rules/b.yml", rule(2, ""));
    assertThat(loader.load().rules()).hasSize(2);
  }

  @Test
  void findsRulesOnTheClassPathInJarsAndDirectories() throws IOException {
    Path jar = jar("rules with space.jar", true);
    write("classes/sigma/z.yml", rule(7, ""));
    URL[] path = {jar.toUri().toURL(), directory.resolve("classes").toUri().toURL()};
    try (URLClassLoader loader = new URLClassLoader(path, null)) {
      SigmaRules all = SigmaRules.loader().resources("/sigma/", loader).load();
      assertThat(all.rules())
          .extracting(SigmaRule::title)
          .containsExactly("Rule 1", "Rule 2", "Rule 7");
      assertThat(all.rule("rule-1").path()).isNull();
      SigmaRules one = SigmaRules.loader().resources("sigma/deep/b.yml", loader).load();
      assertThat(one.rules()).extracting(SigmaRule::title).containsExactly("Rule 2");
      assertThatThrownBy(() -> SigmaRules.loader().resources("sigmas", loader).load())
          .isInstanceOf(UncheckedIOException.class)
          .hasMessageContaining("no folder 'sigmas' on the class path");
      assertThatThrownBy(() -> SigmaRules.loader().resources("sigma/x.yml", loader).load())
          .isInstanceOf(UncheckedIOException.class)
          .hasMessageContaining("no resource 'sigma/x.yml' on the class path");
    }
    // Nothing holds the jar open.
    Files.delete(jar);
  }

  @Test
  void aJarWithoutFoldersGivesNamedResourcesOnly() throws IOException {
    Path jar = jar("flat.jar", false);
    URL[] path = {jar.toUri().toURL()};
    try (URLClassLoader loader = new URLClassLoader(path, null)) {
      assertThat(SigmaRules.loader().resources("sigma/a.yml", loader).load().rules()).hasSize(1);
      assertThatThrownBy(() -> SigmaRules.loader().resources("sigma", loader).load())
          .hasMessageContaining("of a jar without entries for folders, name the files");
    }
  }

  @Test
  void theContextClassLoaderIsAskedUnlessToldOtherwise() {
    assertThat(
            SigmaRules.loader()
                .resources("io/nanosiem/sigma/builtin/ssh-login-failed.yml")
                .load()
                .rules())
        .hasSize(1);
    assertThat(SigmaRules.loader().resources("io/nanosiem/sigma/builtin").load().rules())
        .hasSize(7);
    for (String name : List.of("", "/", "a//b", "../x", "a/./b.yml")) {
      assertThatThrownBy(() -> SigmaRules.loader().resources(name))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageStartingWith("a resource is named like 'sigma' or 'sigma/ssh.yml'");
    }
  }

  @Test
  void whatIsNotThereIsNamed() {
    Path absent = directory.resolve("absent");
    assertThatThrownBy(() -> SigmaRules.loader().builtIn().path(absent).load())
        .isInstanceOf(UncheckedIOException.class)
        .hasMessage("cannot read the rules in " + absent);
    assertThat(SigmaRules.loader().load().rules()).isEmpty();
  }

  @Test
  void linksThatLeadBackAndDeepDirectoriesAreProblems() throws IOException {
    write("rules/a.yml", rule(1, ""));
    Files.createSymbolicLink(directory.resolve("rules/back"), directory.resolve("rules"));
    write("rules/" + "d/".repeat(45) + "b.yml", rule(2, ""));
    SigmaRules rules =
        SigmaRules.load(directory.resolve("rules"), SigmaOptions.defaults().lenient());
    assertThat(rules.rules()).hasSize(1);
    assertThat(rules.problems())
        .extracting(SigmaProblem::message)
        .containsExactly(
            "a link back to a directory above it is not followed",
            "directories more than 40 levels deep are not read");
  }

  @Test
  void theResultIsTheSameOnAnyNumberOfThreads() throws IOException {
    long seed = Long.getLong("property.seed", System.nanoTime());
    SplittableRandom random = new SplittableRandom(seed);
    StringBuilder all = new StringBuilder();
    for (int round = 0; round < 8; round++) {
      Path set = directory.resolve("set" + round);
      int files = 40 + random.nextInt(300);
      for (int i = 0; i < files; i++) {
        Path file = set.resolve(random.nextInt(9) + "/" + random.nextInt(1_000) + ".yml");
        Files.createDirectories(file.getParent());
        StringBuilder text = new StringBuilder();
        for (int k = random.nextInt(3); k >= 0; k--) {
          int number = random.nextInt(200);
          text.append(
              switch (random.nextInt(8)) {
                case 0 -> filter("rule-" + number);
                case 1 -> filter("any");
                case 2 -> rule(number, "").replace("contains", "contians");
                case 3 -> rule(number, "").replace("contains: 'x", "re: '(x");
                case 4 -> rule(number, "level: high\n");
                case 5 ->
                    "title: Many\ncorrelation:\n    type: event_count\n    rules: [rule-"
                        + number
                        + "]\n";
                case 6 -> rule(number, "").replaceAll("id: .*\n", "");
                default -> rule(number, "tags: [odd, cve.2020]\n");
              });
          text.append("---\n");
        }
        Files.writeString(file, text);
      }
      String one = describe(set, 1);
      all.append(one);
      for (int threads : new int[] {2, 3, 8}) {
        assertThat(describe(set, threads)).as("seed %d, round %d", seed, round).isEqualTo(one);
      }
    }
    assertThat(all).contains("has the same id", "unknown modifier", "occurs twice", "not loaded");
  }

  private static String describe(Path set, int threads) {
    SigmaRules rules =
        SigmaRules.loader()
            .path(set)
            .options(SigmaOptions.defaults().lenient())
            .threads(threads)
            .load();
    StringBuilder out = new StringBuilder();
    for (SigmaRule rule : rules.rules()) {
      out.append(rule).append(rule.path()).append(rule.isBuildingBlock()).append(rule.text());
      out.append(rule.explain(Map.of("A", "x17", "Host", "test")::get)).append('\n');
    }
    rules.problems().forEach(problem -> out.append(problem).append('\n'));
    rules.findings().forEach(finding -> out.append(finding).append('\n'));
    return out.toString();
  }

  private Path manyFiles() throws IOException {
    for (int i = 0; i < 300; i++) {
      write("many/" + i + ".yml", rule(i, ""));
    }
    return directory.resolve("many");
  }

  @Test
  void tellsHowFarItHasComeInTheCallingThread() throws IOException {
    List<Long> done = new ArrayList<>();
    SigmaRules.loader()
        .path(manyFiles())
        .threads(4)
        .progress(
            (steps, total) -> {
              assertThat(total).isEqualTo(600);
              assertThat(Thread.currentThread().getName()).doesNotContain("nanosiem-rules");
              done.add(steps);
            })
        .load();
    assertThat(done).isSorted().contains(300L).endsWith(600L);
  }

  @Test
  void anInterruptCancelsAndLeavesNoThread() throws IOException {
    Path many = manyFiles();
    List<Thread> threads = Collections.synchronizedList(new ArrayList<>());
    SigmaLoader loader =
        SigmaRules.loader()
            .path(many)
            .threads(3)
            .threadFactory(
                task -> {
                  Thread thread = new Thread(task);
                  threads.add(thread);
                  return thread;
                })
            .progress((done, total) -> Thread.currentThread().interrupt());
    assertThatThrownBy(loader::load)
        .isInstanceOf(CancellationException.class)
        .hasMessageMatching("loading was interrupted after \\d+ of 600 steps");
    assertThat(Thread.interrupted()).isTrue();
    assertThat(threads).hasSizeBetween(2, 4).noneMatch(Thread::isAlive);
    assertThat(loader.progress((done, total) -> {}).load().rules()).hasSize(300);
    assertThat(threads).noneMatch(Thread::isAlive);
  }

  @Test
  void aListenerThatThrowsEndsLoadingAndLeavesNoThread() throws IOException {
    List<Thread> threads = Collections.synchronizedList(new ArrayList<>());
    SigmaLoader loader =
        SigmaRules.loader()
            .path(manyFiles())
            .threads(4)
            .threadFactory(
                task -> {
                  Thread thread = new Thread(task);
                  threads.add(thread);
                  return thread;
                })
            .progress(
                (done, total) -> {
                  throw new IllegalArgumentException("not now");
                });
    assertThatThrownBy(loader::load).hasMessage("not now");
    assertThat(threads).hasSize(3).noneMatch(Thread::isAlive);
  }

  @Test
  void aFewFilesNeedNoThread() throws IOException {
    AtomicInteger made = new AtomicInteger();
    write("few/a.yml", rule(1, ""));
    SigmaRules.loader()
        .path(directory.resolve("few"))
        .threads(8)
        .threadFactory(
            task -> {
              made.incrementAndGet();
              return new Thread(task);
            })
        .load();
    assertThat(made).hasValue(0);
  }

  @Test
  void whatAHelperThrowsIsThrownByLoading() {
    Thread caller = Thread.currentThread();
    Workers workers = new Workers(2, null, (done, total) -> {}, 2);
    CountDownLatch helped = new CountDownLatch(1);
    assertThatThrownBy(
            () ->
                workers.map(
                    List.of(1, 2),
                    item -> {
                      if (Thread.currentThread() == caller) {
                        awaitHelp(helped);
                        return item;
                      }
                      helped.countDown();
                      throw new IllegalStateException("broken");
                    }))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("a file could not be worked on")
        .hasRootCauseMessage("broken");
  }

  private static void awaitHelp(CountDownLatch helped) {
    try {
      assertThat(helped.await(20, TimeUnit.SECONDS)).isTrue();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void theNumberOfThreadsIsChecked() {
    assertThatThrownBy(() -> SigmaRules.loader().threads(0))
        .hasMessage("threads was 0, not between 1 and 64");
    assertThatThrownBy(() -> SigmaRules.loader().threads(65))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
