package io.nanosiem.ml;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntFunction;
import java.util.zip.CRC32C;

/**
 * The form of a model on disk: little-endian, versioned, checksummed; nothing in it is code.
 *
 * <pre>
 * 8 bytes   89 4E 53 4D 0D 0A 1A 0A   as in PNG, a transfer as text shows at once
 * u32       version (2)
 * sections  4 letters, u32 length, content; each at most once, in any order
 * u32       CRC-32C of all before it
 * </pre>
 *
 * <p>{@code FRST}: u32 trees, u32 features, u32 sample size, i64 seed, then each tree in preorder;
 * a node is u16 feature and f32 threshold, a leaf is u16 0xFFFF and u16 rows. {@code NAME}: for
 * each feature u16 length and UTF-8. {@code CALB}, {@code PROF}, {@code DTCT}: see {@link
 * Calibration}, {@link FeatureProfile} and {@link AnomalyDetector}. A section with another name is
 * passed over, so that a later version may add some. Depths and expected values are not stored:
 * they follow from the rows in the leaves, so a file cannot contradict itself.
 */
final class ModelFile {
  static final int LARGEST = 256 << 20;
  private static final byte[] MAGIC = {(byte) 0x89, 'N', 'S', 'M', '\r', '\n', 0x1A, '\n'};
  private static final int VERSION = 2;
  private static final int HEADER = MAGIC.length + Integer.BYTES;
  private static final int LEAF = 0xFFFF;

  private final String origin;
  private final Map<String, Reader> sections;

  private ModelFile(String origin, Map<String, Reader> sections) {
    this.origin = origin;
    this.sections = sections;
  }

  static ModelFile load(Path file) {
    try {
      long size = Files.size(file);
      if (size > LARGEST) {
        throw new ModelFormatException(
            file.toString(), -1, "is larger than any model (" + size + " bytes)");
      }
      return parse(Files.readAllBytes(file), file.toString());
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read the model " + file, e);
    }
  }

  static ModelFile parse(byte[] bytes, String origin) {
    for (int i = 0; i < MAGIC.length; i++) {
      if (i >= bytes.length || bytes[i] != MAGIC[i]) {
        throw new ModelFormatException(
            origin, i, "is not a NanoSIEM model (a model begins with 89 4E 53 4D 0D 0A 1A 0A)");
      }
    }
    ByteBuffer buffer = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    if (bytes.length < HEADER + Integer.BYTES) {
      throw new ModelFormatException(origin, bytes.length, "ends in the middle of the header");
    }
    int version = buffer.getInt(MAGIC.length);
    if (version != VERSION) {
      throw new ModelFormatException(
          origin,
          MAGIC.length,
          "is of version "
              + Integer.toUnsignedString(version)
              + ", this program reads version "
              + VERSION);
    }
    int end = bytes.length - Integer.BYTES;
    CRC32C crc = new CRC32C();
    crc.update(bytes, 0, end);
    if (buffer.getInt(end) != (int) crc.getValue()) {
      throw new ModelFormatException(
          origin, end, "is damaged or cut off: the checksum does not fit the content");
    }
    Map<String, Reader> sections = new LinkedHashMap<>();
    int position = HEADER;
    while (position < end) {
      if (end - position < 8) {
        throw new ModelFormatException(origin, position, "has no room for a section");
      }
      String name = new String(bytes, position, 4, StandardCharsets.ISO_8859_1);
      int length = buffer.getInt(position + 4);
      if (length < 0 || length > end - position - 8) {
        throw new ModelFormatException(
            origin,
            position + 4,
            "a section claims "
                + Integer.toUnsignedString(length)
                + " bytes, "
                + (end - position - 8)
                + " are left");
      }
      Reader content = new Reader(origin, buffer, position + 8, position + 8 + length);
      if (sections.put(name, content) != null) {
        throw new ModelFormatException(origin, position, "has a section twice");
      }
      position += 8 + length;
    }
    return new ModelFile(origin, sections);
  }

  String origin() {
    return origin;
  }

  Reader section(String name, String meaning) {
    Reader reader = sections.get(name);
    if (reader == null) {
      throw new ModelFormatException(origin, -1, "holds no " + meaning + " (section " + name + ")");
    }
    return reader;
  }

  boolean has(String name) {
    return sections.containsKey(name);
  }

  static IsolationForest readForest(ModelFile file) {
    Reader in = file.section("FRST", "forest");
    Reader names = file.section("NAME", "feature names");
    IsolationForest forest = readTrees(in, features -> readNames(names, features));
    in.end();
    return forest;
  }

  /** Reads what {@link #writeTrees} wrote. */
  static IsolationForest readTrees(Reader in, IntFunction<List<String>> names) {
    int trees = in.intBetween("the number of trees", 1, IsolationForest.MOST_TREES);
    int features = in.intBetween("the number of features", 1, IsolationForest.MOST_FEATURES);
    int sampleSize = in.intBetween("the sample size", 2, IsolationForest.LARGEST_SAMPLE);
    long seed = in.int64();
    if ((long) trees * sampleSize > IsolationForest.MOST_SAMPLED_ROWS) {
      throw in.wrong(trees + " trees of " + sampleSize + " rows are more than a forest may have");
    }
    if (in.left() < 4L * trees) {
      throw in.wrong(trees + " trees do not fit into " + in.left() + " bytes");
    }
    PathLength pathLength = new PathLength(sampleSize);
    TreeArrays arrays = new TreeArrays(trees, sampleSize, pathLength);
    for (int tree = 0; tree < trees; tree++) {
      int rows = readNode(in, arrays, features, sampleSize, tree, 1, 0);
      if (rows != sampleSize) {
        throw in.wrong("the leaves of tree " + tree + " hold " + rows + " rows, not " + sampleSize);
      }
    }
    return new IsolationForest(arrays, names.apply(features), sampleSize, seed, pathLength);
  }

  private static int readNode(
      Reader in, TreeArrays arrays, int features, int sampleSize, int tree, int node, int depth) {
    int feature = in.uint16();
    if (feature == LEAF) {
      int rows = in.uint16();
      if (rows < 1 || rows > sampleSize) {
        throw in.wrong("a leaf holds " + rows + " rows, not 1 to " + sampleSize);
      }
      arrays.leaf(tree, node, depth, rows);
      return rows;
    }
    if (feature >= features) {
      throw in.wrong("a node splits feature " + feature + ", there are " + features);
    }
    if (depth == arrays.height) {
      throw in.wrong("tree " + tree + " is deeper than " + arrays.height);
    }
    float threshold = in.finiteFloat("a threshold");
    int rows =
        readNode(in, arrays, features, sampleSize, tree, 2 * node, depth + 1)
            + readNode(in, arrays, features, sampleSize, tree, 2 * node + 1, depth + 1);
    if (rows > sampleSize) {
      throw in.wrong("tree " + tree + " holds more than " + sampleSize + " rows");
    }
    arrays.split(tree, node, feature, threshold);
    return rows;
  }

  private static List<String> readNames(Reader in, int features) {
    List<String> names = new ArrayList<>();
    for (int feature = 0; feature < features; feature++) {
      names.add(in.text("the name of feature " + feature));
    }
    in.end();
    try {
      return IsolationForest.Builder.checkedNames(names);
    } catch (IllegalArgumentException e) {
      throw in.wrong(String.valueOf(e.getMessage()));
    }
  }

  /** Writes a forest without the names of its features. */
  static void writeTrees(Section out, IsolationForest forest) {
    TreeArrays arrays = forest.arrays();
    out.int32(arrays.trees)
        .int32(forest.features())
        .int32(forest.sampleSize())
        .int64(forest.seed());
    for (int tree = 0; tree < arrays.trees; tree++) {
      writeNode(out, arrays, tree, 1);
    }
  }

  private static void writeNode(Section into, TreeArrays arrays, int tree, int node) {
    if (arrays.isLeaf(tree, node)) {
      into.uint16(LEAF).uint16(arrays.cover(tree, node));
    } else {
      into.uint16(arrays.feature(tree, node))
          .float32(TreeArrays.number(arrays.threshold(tree, node)));
      writeNode(into, arrays, tree, 2 * node);
      writeNode(into, arrays, tree, 2 * node + 1);
    }
  }

  /**
   * Written beside the target under another name, then moved, so that no reader meets half of it.
   */
  static void save(byte[] bytes, Path file) {
    try {
      Path directory = file.toAbsolutePath().getParent();
      Path name = file.getFileName();
      if (directory == null || name == null) {
        throw new UncheckedIOException(new IOException(file + " is not the name of a file"));
      }
      Path temporary = Files.createTempFile(directory, "." + name, ".tmp");
      try {
        Files.write(temporary, bytes);
        try {
          Files.move(
              temporary, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (AtomicMoveNotSupportedException e) {
          Files.move(temporary, file, StandardCopyOption.REPLACE_EXISTING);
        }
      } finally {
        Files.deleteIfExists(temporary);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("cannot write the model " + file, e);
    }
  }

  /** Puts a model together. One thread. */
  static final class Writer {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream(1 << 16);

    Writer() {
      out.writeBytes(MAGIC);
      out.writeBytes(new Section().int32(VERSION).bytes());
    }

    Writer forest(IsolationForest forest) {
      Section trees = new Section();
      writeTrees(trees, forest);
      Section names = new Section();
      for (String name : forest.featureNames()) {
        names.text(name);
      }
      return section("FRST", trees).section("NAME", names);
    }

    Writer section(String name, Section content) {
      byte[] bytes = content.bytes();
      out.writeBytes(name.getBytes(StandardCharsets.ISO_8859_1));
      out.writeBytes(new Section().int32(bytes.length).bytes());
      out.writeBytes(bytes);
      return this;
    }

    byte[] toBytes() {
      byte[] body = out.toByteArray();
      CRC32C crc = new CRC32C();
      crc.update(body, 0, body.length);
      ByteArrayOutputStream whole = new ByteArrayOutputStream(body.length + 4);
      whole.writeBytes(body);
      whole.writeBytes(new Section().int32((int) crc.getValue()).bytes());
      return whole.toByteArray();
    }
  }

  /** The content of a section in the making. */
  static final class Section {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();

    Section uint16(int value) {
      out.write(value);
      out.write(value >> 8);
      return this;
    }

    Section int32(int value) {
      return uint16(value).uint16(value >> 16);
    }

    Section int64(long value) {
      return int32((int) value).int32((int) (value >> 32));
    }

    Section float32(float value) {
      return int32(Float.floatToIntBits(value));
    }

    Section float64(double value) {
      return int64(Double.doubleToLongBits(value));
    }

    Section text(String value) {
      byte[] bytes = value.getBytes(StandardCharsets.UTF_8);
      uint16(bytes.length);
      out.writeBytes(bytes);
      return this;
    }

    byte[] bytes() {
      return out.toByteArray();
    }
  }

  /** The content of a section, every read checked. */
  static final class Reader {
    private final String origin;
    private final ByteBuffer buffer;
    private final int end;
    private int position;

    Reader(String origin, ByteBuffer buffer, int begin, int end) {
      this.origin = origin;
      this.buffer = buffer;
      this.position = begin;
      this.end = end;
    }

    ModelFormatException wrong(String problem) {
      return new ModelFormatException(origin, position, problem);
    }

    int left() {
      return end - position;
    }

    void end() {
      if (position != end) {
        throw wrong("the section goes on for " + left() + " bytes after its content");
      }
    }

    private int take(int bytes) {
      if (left() < bytes) {
        throw wrong("the section ends where " + bytes + " more bytes are needed");
      }
      int at = position;
      position += bytes;
      return at;
    }

    int uint16() {
      return buffer.getShort(take(2)) & 0xFFFF;
    }

    int int32() {
      return buffer.getInt(take(4));
    }

    long int64() {
      return buffer.getLong(take(8));
    }

    int intBetween(String what, int least, int most) {
      int value = int32();
      if (value < least || value > most) {
        throw wrong(what + " is " + value + ", not between " + least + " and " + most);
      }
      return value;
    }

    float finiteFloat(String what) {
      float value = buffer.getFloat(take(4));
      if (!Float.isFinite(value)) {
        throw wrong(what + " is not finite");
      }
      return value;
    }

    double finiteDouble(String what) {
      double value = buffer.getDouble(take(8));
      if (!Double.isFinite(value)) {
        throw wrong(what + " is not finite");
      }
      return value;
    }

    String text(String what) {
      int length = uint16();
      int at = take(length);
      try {
        return StandardCharsets.UTF_8
            .newDecoder()
            .onMalformedInput(CodingErrorAction.REPORT)
            .onUnmappableCharacter(CodingErrorAction.REPORT)
            .decode(buffer.slice(at, length))
            .toString();
      } catch (CharacterCodingException e) {
        throw wrong(what + " is not UTF-8");
      }
    }
  }
}
