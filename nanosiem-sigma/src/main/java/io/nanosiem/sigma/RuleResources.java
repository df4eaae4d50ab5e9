package io.nanosiem.sigma;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.net.JarURLConnection;
import java.net.URISyntaxException;
import java.net.URL;
import java.net.URLConnection;
import java.nio.file.FileSystemNotFoundException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.jar.JarFile;

/**
 * Finds rules on the class path, in jars and in directories, by asking a class loader. Jars within
 * jars work where the class loader that knows them hands out a {@link JarURLConnection}.
 */
final class RuleResources {
  private static final String LABEL = "classpath:";

  private RuleResources() {}

  /**
   * The name without slashes around it.
   *
   * @throws IllegalArgumentException if it is blank or has parts that lead elsewhere
   */
  static String checked(String name) {
    String plain = name.strip();
    int from = 0;
    int to = plain.length();
    while (from < to && plain.charAt(from) == '/') {
      from++;
    }
    while (to > from && plain.charAt(to - 1) == '/') {
      to--;
    }
    plain = plain.substring(from, to);
    if (Arrays.stream(plain.split("/", -1))
        .anyMatch(part -> part.isBlank() || part.equals(".") || part.equals(".."))) {
      throw new IllegalArgumentException(
          "a resource is named like 'sigma' or 'sigma/ssh.yml', not " + Words.quoted(name));
    }
    return plain;
  }

  /**
   * A resource that ends in {@code .yml} or {@code .yaml}, or all of them below a folder, in each
   * jar and directory that has the folder.
   *
   * @throws IOException if there is nothing of that name
   */
  static List<RuleFile> in(ClassLoader loader, String name) throws IOException {
    if (RuleFiles.isRuleFile(name)) {
      return List.of(file(loader, name));
    }
    List<RuleFile> files = new ArrayList<>();
    List<URL> folders = Collections.list(loader.getResources(name));
    if (folders.isEmpty()) {
      throw new FileNotFoundException(
          "no folder "
              + Words.quoted(name)
              + " on the class path; of a jar without entries for folders, name the files");
    }
    for (URL folder : folders) {
      files.addAll(in(folder, name));
    }
    return files;
  }

  private static RuleFile file(ClassLoader loader, String name) throws IOException {
    URL url = loader.getResource(name);
    if (url == null) {
      throw new FileNotFoundException("no resource " + Words.quoted(name) + " on the class path");
    }
    URLConnection connection = url.openConnection();
    // A cached jar would stay open, and show old content after it was replaced.
    connection.setUseCaches(false);
    try (InputStream in = connection.getInputStream()) {
      return RuleFile.ofBytes(LABEL + name, null, RuleFile.read(in));
    }
  }

  private static List<RuleFile> in(URL folder, String name) throws IOException {
    URLConnection connection = folder.openConnection();
    if (connection instanceof JarURLConnection inJar) {
      inJar.setUseCaches(false);
      try (JarFile jar = inJar.getJarFile()) {
        String entry = inJar.getEntryName();
        return RuleArchive.in(jar, entry == null ? name : RuleResources.checked(entry), LABEL);
      }
    }
    try {
      return RuleFiles.in(Path.of(folder.toURI()));
    } catch (URISyntaxException | IllegalArgumentException | FileSystemNotFoundException e) {
      throw new IOException(
          "a folder of the kind '" + folder.getProtocol() + "' cannot be listed: name the files",
          e);
    }
  }
}
