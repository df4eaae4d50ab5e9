package io.nanosiem.sigma;

import io.nanosiem.event.Printable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Enumeration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import org.jspecify.annotations.Nullable;

/**
 * Reads the rule files of a zip archive, such as the releases of rule repositories, or of a jar.
 *
 * <p>Archives come from outside, so nothing they say of themselves is believed. Nothing is unpacked
 * to disk, hence no name can lead anywhere; one that tries to is still reported. Limits hold for
 * the bytes that come out, not for the sizes that the archive states: {@link RuleFile#MOST_BYTES}
 * for an entry, {@link #MOST_BYTES} for all, {@link #MOST_RATIO} times its packed size for an entry
 * of more than {@link #FREE_BYTES}. An entry past its limit is refused and the others are read;
 * past the limit for all, the rest is refused. The directory of the archive decides what is in it
 * (a zip could say one thing there and another in front of each entry, and overlap its entries: the
 * limits hold for that too).
 *
 * <p>Archives within the archive, hidden files and directories, and what is not {@code .yml} or
 * {@code .yaml} are passed over. The order is that of the names, whatever that of the archive.
 */
final class RuleArchive {
  static final long MOST_PACKED_BYTES = 64L << 20;
  static final long MOST_BYTES = 64L << 20;
  static final int MOST_ENTRIES = 100_000;
  static final int MOST_RATIO = 100;
  static final int FREE_BYTES = 1 << 16;
  private static final int MOST_BAD_NAMES = 10;

  private final ZipFile zip;
  private final long packedBytes;
  private final String label;
  private final @Nullable Path path;
  private final List<RuleFile> files = new ArrayList<>();
  private int badNames;

  private RuleArchive(ZipFile zip, long packedBytes, String label, @Nullable Path path) {
    this.zip = zip;
    this.packedBytes = packedBytes;
    this.label = label;
    this.path = path;
  }

  static boolean isArchive(Path path) {
    return path.toString().toLowerCase(Locale.ROOT).endsWith(".zip") && Files.isRegularFile(path);
  }

  /** The rule files of an archive; what is wrong with it is among them. */
  static List<RuleFile> in(Path archive) {
    String label = Printable.of(archive.toString());
    try {
      long packed = Files.size(archive);
      if (packed > MOST_PACKED_BYTES) {
        return List.of(
            RuleFile.refused(
                label,
                archive,
                "an archive of more than " + MOST_PACKED_BYTES + " bytes is not read",
                "a release of rules has about 4 million"));
      }
      try (ZipFile zip = new ZipFile(archive.toFile())) {
        return new RuleArchive(zip, packed, label + "!/", archive).read("");
      }
    } catch (IOException | IllegalArgumentException | UnsupportedOperationException e) {
      return List.of(
          RuleFile.refused(
              label, archive, "the archive cannot be read: " + RuleFile.reason(e), null));
    }
  }

  /** The rule files below a folder of a jar on the class path. */
  static List<RuleFile> in(ZipFile jar, String folder, String label) {
    return new RuleArchive(jar, Long.MAX_VALUE, label, null).read(folder + "/");
  }

  private List<RuleFile> read(String folder) {
    if (zip.size() > MOST_ENTRIES) {
      refuse("", "an archive of more than " + MOST_ENTRIES + " entries is not read", null);
      return files;
    }
    Map<String, List<ZipEntry>> entries = new TreeMap<>();
    for (Enumeration<? extends ZipEntry> all = zip.entries(); all.hasMoreElements(); ) {
      ZipEntry entry = all.nextElement();
      // Some programs for Windows write backslashes, though the format asks for slashes.
      String name = entry.getName().replace('\\', '/');
      if (name.startsWith(folder) && isWanted(name, name.substring(folder.length()))) {
        entries.computeIfAbsent(name, key -> new ArrayList<>(1)).add(entry);
      }
    }
    if (badNames > MOST_BAD_NAMES) {
      refuse("", (badNames - MOST_BAD_NAMES) + " further names lead out of the archive", null);
    }
    if (entries.isEmpty()) {
      refuse(folder, "there is no .yml or .yaml file in it", null);
    }
    long left = MOST_BYTES;
    int done = 0;
    for (Map.Entry<String, List<ZipEntry>> entry : entries.entrySet()) {
      if (left <= 0) {
        refuse(
            entry.getKey(),
            "the archive holds more than " + MOST_BYTES + " bytes",
            "this entry and the " + (entries.size() - done - 1) + " after it are not read");
        break;
      }
      if (entry.getValue().size() > 1) {
        refuse(entry.getKey(), "the archive holds this name more than once", "none is read");
      } else {
        left -= read(entry.getKey(), entry.getValue().get(0), left);
      }
      done++;
    }
    return files;
  }

  /** Whether the entry is a visible rule file; says so if its name is an attack. */
  private boolean isWanted(String name, String below) {
    boolean isHidden = false;
    boolean leads = name.startsWith("/") || (name.length() > 1 && name.charAt(1) == ':');
    for (String part : below.split("/", -1)) {
      leads |= part.equals("..");
      isHidden |= RuleFiles.isHidden(part) && !part.equals(".");
    }
    if (leads) {
      if (badNames++ < MOST_BAD_NAMES) {
        refuse(name, "the name leads out of the archive", "the entry is not read");
      }
      return false;
    }
    return !isHidden && RuleFiles.isRuleFile(name);
  }

  /** Reads one entry and returns how many bytes came out. */
  private long read(String name, ZipEntry entry, long left) {
    long packed = Math.max(0, Math.min(entry.getCompressedSize(), packedBytes));
    long mostByRatio =
        packed > Integer.MAX_VALUE / MOST_RATIO
            ? Long.MAX_VALUE
            : Math.max(FREE_BYTES, packed * MOST_RATIO);
    long most = Math.min(Math.min(left, RuleFile.MOST_BYTES), mostByRatio);
    byte[] bytes;
    try (InputStream in = zip.getInputStream(entry)) {
      if (in == null) {
        throw new IOException("no such entry");
      }
      bytes = in.readNBytes((int) most + 1);
    } catch (IOException | IllegalArgumentException e) {
      refuse(name, "the entry cannot be read: " + RuleFile.reason(e), null);
      return 0;
    }
    if (bytes.length <= most) {
      if (crc(bytes) == entry.getCrc()) {
        files.add(RuleFile.ofBytes(label + Printable.of(name), path, bytes));
      } else {
        refuse(name, "the entry is damaged: its checksum differs", null);
      }
    } else if (most == mostByRatio) {
      refuse(
          name,
          "the entry unpacks to more than " + MOST_RATIO + " times its size",
          "so do archives made to fill a disk; rules unpack to about 3 times");
    } else if (most == RuleFile.MOST_BYTES) {
      refuse(name, "a file of more than " + RuleFile.MOST_BYTES + " bytes is not read", "split it");
    } else {
      refuse(name, "the archive holds more than " + MOST_BYTES + " bytes", "the entry is not read");
    }
    return bytes.length;
  }

  private static long crc(byte[] bytes) {
    CRC32 crc = new CRC32();
    crc.update(bytes);
    return crc.getValue();
  }

  private void refuse(String name, String message, @Nullable String hint) {
    files.add(RuleFile.refused(label + Printable.of(name, 300), path, message, hint));
  }
}
