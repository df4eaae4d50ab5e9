package io.nanosiem.junit;

import io.nanosiem.sigma.SigmaRules;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Finds rules and fixtures where a test says they are. */
final class RuleSource {
  private static final String CLASSPATH = "classpath:";

  private RuleSource() {}

  /** The annotation of a class, of one around it or of one above it. */
  static @Nullable SigmaRulesTest annotation(Class<?> test) {
    for (Class<?> type = test; type != null; type = type.getEnclosingClass()) {
      SigmaRulesTest found = type.getAnnotation(SigmaRulesTest.class);
      if (found != null) {
        return found;
      }
    }
    return null;
  }

  static SigmaRules load(String place, Class<?> test) {
    return at(place, test, SigmaRules::load);
  }

  /** Calls a function with a place as a path, which is valid during the call. */
  static <T> T at(String place, Class<?> test, Function<Path, T> use) {
    if (!place.startsWith(CLASSPATH)) {
      Path path = Path.of(place);
      if (!Files.exists(path)) {
        throw new IllegalArgumentException(
            "there is no '" + place + "' in the working directory " + Path.of("").toAbsolutePath());
      }
      return use.apply(path);
    }
    String name = place.substring(CLASSPATH.length());
    name = name.startsWith("/") ? name.substring(1) : name;
    ClassLoader loader =
        Objects.requireNonNullElseGet(test.getClassLoader(), ClassLoader::getSystemClassLoader);
    URL url = loader.getResource(name);
    if (url == null) {
      throw new IllegalArgumentException("there is no '" + name + "' on the class path");
    }
    try {
      URI uri = url.toURI();
      if (!"jar".equals(uri.getScheme())) {
        return use.apply(Path.of(uri));
      }
      String jar = uri.toString();
      URI inner = URI.create(jar.substring(0, jar.indexOf("!/")));
      try (FileSystem files =
          FileSystems.newFileSystem(Path.of(URI.create(inner.getSchemeSpecificPart())), Map.of())) {
        return use.apply(files.getPath("/" + name));
      }
    } catch (URISyntaxException e) {
      throw new IllegalArgumentException("cannot read '" + place + "'", e);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read '" + place + "'", e);
    }
  }
}
