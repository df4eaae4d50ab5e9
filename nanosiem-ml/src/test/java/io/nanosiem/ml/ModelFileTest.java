package io.nanosiem.ml;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nanosiem.event.Event;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ModelFileTest {
  @TempDir Path directory;

  private static IsolationForest small() {
    Random random = new Random(1);
    double[][] rows = new double[30][3];
    for (double[] row : rows) {
      Arrays.setAll(row, i -> random.nextInt(10));
    }
    return IsolationForest.builder()
        .trees(3)
        .sampleSize(8)
        .featureNames(List.of("size", "größe", "weight"))
        .fit(rows);
  }

  private static AnomalyDetector detector() {
    return AnomalyDetector.builder()
        .name("small")
        .features(StandardFeatures.utc())
        .baselinePer(Grouping.host())
        .groups(2, 100)
        .trees(2)
        .sampleSize(8)
        .train(SyntheticBaseline.events(1, 1200));
  }

  private static byte[] sealed(byte[] bytes) {
    CRC32C crc = new CRC32C();
    crc.update(bytes, 0, bytes.length - 4);
    ByteBuffer.wrap(bytes)
        .order(ByteOrder.LITTLE_ENDIAN)
        .putInt(bytes.length - 4, (int) crc.getValue());
    return bytes;
  }

  @Test
  void aForestComesBackAsItWas() {
    IsolationForest forest = small();
    Path file = directory.resolve("model.forest");
    forest.save(file);
    forest.save(file);
    IsolationForest loaded = IsolationForest.load(file);
    assertThat(loaded.toBytes()).isEqualTo(forest.toBytes());
    assertThat(loaded.featureNames()).containsExactly("size", "größe", "weight");
    assertThat(loaded.seed()).isEqualTo(42);
    assertThat(loaded.baseDepth()).isEqualTo(forest.baseDepth());
    double[] row = {1, 2, 3};
    assertThat(loaded.score(row)).isEqualTo(forest.score(row));
    assertThat(directory).isDirectoryContaining(path -> path.endsWith("model.forest"));
    assertThat(directory.toFile().list()).hasSize(1);
  }

  @Test
  void aUsualModelIsSmall() {
    Random random = new Random(2);
    double[][] rows = new double[3000][31];
    for (double[] row : rows) {
      Arrays.setAll(row, i -> random.nextGaussian());
    }
    assertThat(IsolationForest.builder().fit(rows).toBytes().length).isLessThan(160_000);
  }

  @Test
  void aUsualDetectorIsSmall() {
    List<Event> events = SyntheticBaseline.events(1, 30_000);
    AnomalyDetector.Builder builder =
        AnomalyDetector.builder().features(FeatureSet.extended(ZoneOffset.UTC));
    // Which thousands of things there are is most of what the extended features add.
    assertThat(builder.train(events).toBytes().length).isLessThan(200_000);
    builder.features(StandardFeatures.utc());
    assertThat(builder.train(events).toBytes().length).isLessThan(160_000);
  }

  @Test
  void anyChangedByteIsNoticed() {
    assertThat(detector().groups()).hasSize(2);
    for (byte[] good : List.of(small().toBytes(), detector().toBytes())) {
      for (int i = 0; i < good.length; i++) {
        for (int change : new int[] {1, 0x80, 0xFF}) {
          byte[] bad = good.clone();
          bad[i] ^= (byte) change;
          assertThatThrownBy(() -> IsolationForest.fromBytes(bad, "bad"))
              .isInstanceOf(ModelFormatException.class);
        }
      }
    }
  }

  @Test
  void aFileCutAnywhereIsNoticed() {
    byte[] good = small().toBytes();
    for (int length = 0; length < good.length; length++) {
      byte[] cut = Arrays.copyOf(good, length);
      assertThatThrownBy(() -> IsolationForest.fromBytes(cut, "cut"))
          .isInstanceOf(ModelFormatException.class);
    }
  }

  /** With a checksum that fits, so that what is behind it gets tested. */
  @Test
  void aForgedModelIsRefusedOrHarmless() {
    long seed = 20260602;
    Random random = new Random(seed);
    byte[] forest = small().toBytes();
    byte[] detector = detector().toBytes();
    for (int round = 0; round < 30_000; round++) {
      byte[] forged = (round % 2 == 0 ? forest : detector).clone();
      for (int changes = 1 + random.nextInt(3); changes > 0; changes--) {
        int at = 12 + random.nextInt(forged.length - 16);
        forged[at] =
            switch (random.nextInt(4)) {
              case 0 -> 0;
              case 1 -> (byte) 0xFF;
              case 2 -> (byte) (forged[at] + 1);
              default -> (byte) random.nextInt();
            };
      }
      if (random.nextInt(4) == 0) {
        forged = Arrays.copyOf(forged, 12 + random.nextInt(forged.length - 12));
        if (forged.length < 16) {
          continue;
        }
      }
      sealed(forged);
      try {
        if (round % 2 == 0) {
          IsolationForest loaded = IsolationForest.fromBytes(forged, "forged");
          assertThat(loaded.score(new double[loaded.features()])).isBetween(0.0, 1.0);
        } else {
          AnomalyDetector loaded =
              AnomalyDetector.read(ModelFile.parse(forged, "forged"), null, null);
          assertThat(loaded.score(SyntheticBaseline.events(1, 1).get(0)).score())
              .isBetween(0.0, 1.0);
        }
      } catch (ModelFormatException refused) {
        assertThat(refused.getMessage()).startsWith("forged");
      } catch (RuntimeException | Error e) {
        throw new AssertionError("seed " + seed + ", round " + round, e);
      }
    }
  }

  @Test
  void saysWhatIsWrongWithAFile() throws IOException {
    Path text = directory.resolve("notes.txt");
    Files.writeString(text, "not a model", StandardCharsets.UTF_8);
    assertThatThrownBy(() -> IsolationForest.load(text))
        .hasMessage(
            text
                + ", byte 0: is not a NanoSIEM model (a model begins with 89 4E 53 4D 0D 0A 1A 0A)")
        .isInstanceOfSatisfying(
            ModelFormatException.class,
            e -> {
              assertThat(e.origin()).isEqualTo(text.toString());
              assertThat(e.position()).isZero();
            });

    byte[] newer = small().toBytes();
    newer[8] = 3;
    assertThatThrownBy(() -> IsolationForest.fromBytes(sealed(newer), "new.forest"))
        .hasMessage("new.forest, byte 8: is of version 3, this program reads version 2");

    byte[] damaged = small().toBytes();
    damaged[40] ^= 4;
    assertThatThrownBy(() -> IsolationForest.fromBytes(damaged, "m"))
        .hasMessageEndingWith("is damaged or cut off: the checksum does not fit the content");

    // The first node's feature: 12 bytes of header, 8 of section, 20 of settings.
    byte[] wild = small().toBytes();
    wild[40] = 3;
    wild[41] = 0;
    assertThatThrownBy(() -> IsolationForest.fromBytes(sealed(wild), "m"))
        .hasMessage("m, byte 42: a node splits feature 3, there are 3");

    assertThatThrownBy(() -> IsolationForest.load(directory.resolve("nowhere")))
        .isInstanceOf(UncheckedIOException.class);
    assertThatThrownBy(() -> small().save(directory.resolve("no").resolve("such")))
        .isInstanceOf(UncheckedIOException.class);
  }

  @Test
  void aForestIsNoDetectorButADetectorHoldsAForest() {
    Path file = directory.resolve("f");
    small().save(file);
    assertThatThrownBy(() -> AnomalyDetector.load(file))
        .hasMessage(file + ": holds no anomaly detector, though perhaps a forest (section BASE)");
    AnomalyDetector detector = detector();
    detector.save(file);
    assertThat(IsolationForest.load(file).toBytes()).isEqualTo(detector.forest().toBytes());
  }
}
