package io.nanosiem.sigma;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Rules from archives, released by friends or made by attackers. */
class RuleArchiveTest {
  @TempDir Path directory;

  private static String rule(String title) {
    return "title: "
        + title
        + "\nlogsource:\n    category: test\ndetection:\n    selection:\n        A: "
        + title
        + "\n    condition: selection\n";
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  /** Names and contents by turns. */
  private Path zip(Object... entries) throws IOException {
    Path file = directory.resolve("rules.zip");
    try (OutputStream out = Files.newOutputStream(file);
        ZipOutputStream zip = new ZipOutputStream(out)) {
      for (int i = 0; i < entries.length; i += 2) {
        zip.putNextEntry(new ZipEntry((String) entries[i]));
        zip.write(
            entries[i + 1] instanceof byte[] content ? content : bytes((String) entries[i + 1]));
        zip.closeEntry();
      }
    }
    return file;
  }

  private static SigmaRules lenient(Path zip) {
    return SigmaRules.load(zip, SigmaOptions.defaults().lenient());
  }

  @Test
  void readsTheRulesOfAReleaseByName() throws IOException {
    ByteArrayOutputStream inner = new ByteArrayOutputStream();
    try (ZipOutputStream nested = new ZipOutputStream(inner)) {
      nested.putNextEntry(new ZipEntry("x.yml"));
      nested.write(bytes(rule("nested")));
    }
    Path zip =
        zip(
            "version.txt",
            "not a rule",
            "rules/windows/b.yaml",
            rule("second"),
            "./rules/linux/a.yml",
            rule("zeroth"),
            "rules/windows/a.yml",
            '\uFEFF' + rule("first"),
            "rules/.github/workflows/test.yml",
            "on: push",
            "__MACOSX/rules/._a.yml",
            "rubbish",
            "more.zip",
            inner.toByteArray(),
            "windows\\c.yml",
            rule("third"));
    SigmaRules rules = SigmaRules.load(zip);
    assertThat(rules.rules())
        .extracting(SigmaRule::title)
        .containsExactly("zeroth", "first", "second", "third");
    assertThat(rules.rules().get(0).path()).isEqualTo(zip);
  }

  @Test
  void namesTheEntryOfABrokenRule() throws IOException {
    Path zip = zip("rules/a.yml", rule("a").replace("A:", "A|re|x:"));
    assertThatThrownBy(() -> SigmaRules.load(zip))
        .isInstanceOf(SigmaRulesException.class)
        .hasMessageStartingWith(
            "1 problem in Sigma rules\n" + zip + "!/rules/a.yml:6:14: unknown modifier 'x'");
  }

  @Test
  void aNameThatLeadsOutIsReportedAndTheRestIsRead() throws IOException {
    Path zip =
        zip(
            "../../evil.yml",
            rule("evil"),
            "..\\evil.yml",
            rule("evil"),
            "/etc/evil.yml",
            rule("evil"),
            "C:\\evil.yml",
            rule("evil"),
            "rules/../../passwd",
            "root",
            "rules/a\u001b[2J.yml",
            rule("escaped"),
            "rules/good..yml",
            rule("good"));
    SigmaRules rules = lenient(zip);
    assertThat(rules.rules()).extracting(SigmaRule::title).containsExactly("escaped", "good");
    assertThat(rules.problems())
        .hasSize(5)
        .allMatch(problem -> problem.message().equals("the name leads out of the archive"));
    assertThat(rules.problems().get(0).toString())
        .isEqualTo(
            zip
                + "!/../../evil.yml:1:1: the name leads out of the archive\n"
                + "    1 | \n      | ^ the entry is not read");
    Object[] many = new Object[1_000];
    for (int i = 0; i < many.length; i += 2) {
      many[i] = "../" + i;
      many[i + 1] = "";
    }
    SigmaRules none = lenient(zip(many));
    assertThat(none.problems()).hasSize(12);
    assertThat(none.problems().get(10).message())
        .isEqualTo("490 further names lead out of the archive");
  }

  @Test
  void anEntryThatUnpacksToFarMoreThanItsSizeIsRefusedAndTheRestIsRead() throws IOException {
    Path zip = zip("a.yml", rule("first"), "b.yml", new byte[50_000_000], "c.yml", rule("last"));
    assertThat(Files.size(zip)).isLessThan(60_000);
    SigmaRules rules = lenient(zip);
    assertThat(rules.rules()).extracting(SigmaRule::title).containsExactly("first", "last");
    assertThat(rules.problems())
        .singleElement()
        .satisfies(
            problem -> {
              assertThat(problem.file()).isEqualTo(zip + "!/b.yml");
              assertThat(problem.message())
                  .isEqualTo("the entry unpacks to more than 100 times its size");
            });
  }

  @Test
  void aShortRuleMayRepeatItselfAsOftenAsItLikes() throws IOException {
    Path zip = zip("a.yml", rule("wordy") + "#".repeat(60_000));
    assertThat(SigmaRules.load(zip).rules()).hasSize(1);
  }

  @Test
  void theLimitsHoldForWhatComesOutNotForWhatTheArchiveSays() throws IOException {
    Path zip = zip("a.yml", new byte[50_000_000]);
    byte[] raw = Files.readAllBytes(zip);
    int central = centralDirectory(raw);
    ByteBuffer.wrap(raw).order(ByteOrder.LITTLE_ENDIAN).putInt(central + 24, 100);
    Files.write(zip, raw);
    assertThat(lenient(zip).problems())
        .singleElement()
        .extracting(SigmaProblem::message)
        .isEqualTo("the entry unpacks to more than 100 times its size");
  }

  @Test
  void pastTheLimitForAllTheRestIsRefused() throws IOException {
    byte[] block = new byte[15 << 20];
    SplittableRandom random = new SplittableRandom(7);
    for (int i = 0; i < block.length; i++) {
      block[i] = (byte) (i % 1024 < 40 ? 'a' + random.nextInt(26) : '#');
    }
    Path zip =
        zip(
            "a.yml",
            rule("first"),
            "b.yml",
            block,
            "c.yml",
            block,
            "d.yml",
            block,
            "e.yml",
            block,
            "f.yml",
            block,
            "y.yml",
            rule("late"),
            "z.yml",
            rule("later"));
    SigmaRules rules = lenient(zip);
    assertThat(rules.rules()).extracting(SigmaRule::title).containsExactly("first");
    assertThat(rules.problems().subList(4, rules.problems().size()))
        .extracting(problem -> problem.file() + " " + problem.message() + ", " + problem.hint())
        .containsExactly(
            zip + "!/f.yml the archive holds more than 67108864 bytes, the entry is not read",
            zip
                + "!/y.yml the archive holds more than 67108864 bytes, this entry and the 1 after it"
                + " are not read");
  }

  @Test
  void entriesThatShareTheirBytesCountEachTime() throws IOException {
    // One packed entry of 600 kB, named by 2,000 entries of the directory of the archive.
    byte[] block = new byte[8 << 20];
    SplittableRandom random = new SplittableRandom(7);
    for (int i = 0; i < block.length; i++) {
      block[i] = (byte) (i % 1024 < 60 ? 'a' + random.nextInt(26) : '#');
    }
    byte[] raw = Files.readAllBytes(zip("0000.yml", block));
    int central = centralDirectory(raw);
    int length = 46 + 8;
    ByteBuffer out =
        ByteBuffer.allocate(central + 2_000 * length + 22).order(ByteOrder.LITTLE_ENDIAN);
    out.put(raw, 0, central);
    for (int i = 0; i < 2_000; i++) {
      byte[] record = Arrays.copyOfRange(raw, central, central + length);
      System.arraycopy(bytes(String.format(java.util.Locale.ROOT, "%04d", i)), 0, record, 46, 4);
      out.put(record);
    }
    out.putInt(0x06054b50).putShort((short) 0).putShort((short) 0);
    out.putShort((short) 2_000).putShort((short) 2_000);
    out.putInt(2_000 * length).putInt(central).putShort((short) 0);
    Path zip = Files.write(directory.resolve("overlap.zip"), out.array());
    SigmaRules rules = lenient(zip);
    assertThat(rules.problems()).hasSize(9);
    assertThat(rules.problems().get(8).file()).isEqualTo(zip + "!/0008.yml");
    assertThat(rules.problems().get(8).hint())
        .isEqualTo("this entry and the 1991 after it are not read");
  }

  @Test
  void aNameThatOccursTwiceIsReadNeitherTime() throws IOException {
    Path zip = zip("a.yml", rule("one"), "b.yml", rule("two"), "c.yml", rule("three"));
    String raw = Files.readString(zip, StandardCharsets.ISO_8859_1);
    Files.writeString(zip, raw.replace("b.yml", "a.yml"), StandardCharsets.ISO_8859_1);
    SigmaRules rules = lenient(zip);
    assertThat(rules.rules()).extracting(SigmaRule::title).containsExactly("three");
    assertThat(rules.problems())
        .singleElement()
        .extracting(SigmaProblem::message)
        .isEqualTo("the archive holds this name more than once");
  }

  @Test
  void damageIsFoundAndStaysWithTheEntry() throws IOException {
    Path zip = zip("a.yml", rule("first"), "b.yml", rule("second"));
    byte[] raw = Files.readAllBytes(zip);
    ByteBuffer all = ByteBuffer.wrap(raw).order(ByteOrder.LITTLE_ENDIAN);
    int central = centralDirectory(raw);
    all.putInt(central + 16, all.getInt(central + 16) ^ 1);
    Files.write(zip, raw);
    SigmaRules rules = lenient(zip);
    assertThat(rules.rules()).extracting(SigmaRule::title).containsExactly("second");
    assertThat(rules.problems())
        .singleElement()
        .extracting(SigmaProblem::message)
        .isEqualTo("the entry is damaged: its checksum differs");
  }

  @Test
  void whatIsNoArchiveOrHoldsNoRuleIsAProblem() throws IOException {
    Path text = Files.writeString(directory.resolve("text.zip"), "title: x");
    assertThatThrownBy(() -> SigmaRules.load(text))
        .isInstanceOf(SigmaRulesException.class)
        .hasMessageContaining(text + ":1:1: the archive cannot be read: Zip");
    Path empty = zip("readme.txt", "nothing here");
    assertThatThrownBy(() -> SigmaRules.load(empty))
        .isInstanceOf(SigmaRulesException.class)
        .hasMessageContaining("there is no .yml or .yaml file in it");
    assertThatThrownBy(() -> SigmaRules.load(directory.resolve("absent.zip")))
        .isInstanceOf(UncheckedIOException.class)
        .hasMessageContaining("cannot read the rules in " + directory.resolve("absent.zip"));
  }

  @Test
  void onlyDeclaredExceptionsLeaveWhateverTheBytes() throws IOException {
    long seed = Long.getLong("property.seed", System.nanoTime());
    SplittableRandom random = new SplittableRandom(seed);
    byte[] base =
        Files.readAllBytes(
            zip("a.yml", rule("first"), "b/b.yml", rule("second"), "c.txt", "x".repeat(300)));
    Path zip = directory.resolve("mutant.zip");
    for (int i = 0; i < 3_000; i++) {
      byte[] mutant = base.clone();
      for (int k = 1 + random.nextInt(6); k > 0; k--) {
        mutant[random.nextInt(mutant.length)] = (byte) random.nextInt(256);
      }
      int length = random.nextInt(8) == 0 ? random.nextInt(mutant.length) : mutant.length;
      Files.write(zip, Arrays.copyOf(mutant, length));
      try {
        assertThat(lenient(zip).rules().size()).isBetween(0, 3);
      } catch (RuntimeException e) {
        throw new AssertionError("seed " + seed + ", round " + i, e);
      }
    }
  }

  /** Where the directory of an archive begins, told by the last 22 bytes of it. */
  private static int centralDirectory(byte[] raw) {
    return ByteBuffer.wrap(raw).order(ByteOrder.LITTLE_ENDIAN).getInt(raw.length - 6);
  }
}
