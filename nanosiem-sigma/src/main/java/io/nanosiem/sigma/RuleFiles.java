package io.nanosiem.sigma;

import io.nanosiem.event.Printable;
import java.io.IOException;
import java.nio.file.FileSystemLoopException;
import java.nio.file.FileVisitOption;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** Finds the rule files of a path. */
final class RuleFiles {
  static final int MOST_FILES = 100_000;
  private static final int MOST_LEVELS = 40;

  private RuleFiles() {}

  /**
   * The file itself, or every {@code .yml} and {@code .yaml} below a directory, in sorted order.
   *
   * @throws IOException if there is nothing at the path
   */
  static List<RuleFile> in(Path path) throws IOException {
    if (!Files.isDirectory(path)) {
      if (!Files.exists(path)) {
        throw new NoSuchFileException(path.toString());
      }
      return List.of(RuleFile.ofPath(path));
    }
    Walk walk = new Walk(path);
    Files.walkFileTree(path, Set.of(FileVisitOption.FOLLOW_LINKS), MOST_LEVELS, walk);
    walk.found.sort((a, b) -> a.label().compareTo(b.label()));
    return walk.found;
  }

  /** Whether a file of this name holds rules. */
  static boolean isRuleFile(String name) {
    String lower = name.toLowerCase(Locale.ROOT);
    return lower.endsWith(".yml") || lower.endsWith(".yaml");
  }

  /** Whether a file or directory of this name is left out. */
  static boolean isHidden(String name) {
    return name.startsWith(".");
  }

  private static final class Walk extends SimpleFileVisitor<Path> {
    private final Path root;
    private final List<RuleFile> found = new ArrayList<>();

    Walk(Path root) {
      this.root = root;
    }

    @Override
    public FileVisitResult preVisitDirectory(Path directory, BasicFileAttributes attributes) {
      // Hidden directories hold version control, or the files a mounted volume links to.
      return directory.equals(root) || !isHidden(name(directory))
          ? FileVisitResult.CONTINUE
          : FileVisitResult.SKIP_SUBTREE;
    }

    @Override
    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
      String name = name(file);
      if (isHidden(name)) {
        return FileVisitResult.CONTINUE;
      }
      if (attributes.isDirectory()) {
        refuse(file, "directories more than " + MOST_LEVELS + " levels deep are not read");
      } else if (attributes.isRegularFile() && isRuleFile(name)) {
        if (found.size() == MOST_FILES) {
          refuse(file, "more than " + MOST_FILES + " files of rules are not read");
          return FileVisitResult.TERMINATE;
        }
        found.add(RuleFile.ofPath(file));
      }
      return FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult visitFileFailed(Path file, IOException e) {
      refuse(
          file,
          e instanceof FileSystemLoopException
              ? "a link back to a directory above it is not followed"
              : "cannot be read: " + RuleFile.reason(e));
      return FileVisitResult.CONTINUE;
    }

    private void refuse(Path file, String message) {
      found.add(RuleFile.refused(Printable.of(file.toString()), file, message, null));
    }

    private static String name(Path path) {
      Path name = path.getFileName();
      return name == null ? "" : name.toString();
    }
  }
}
