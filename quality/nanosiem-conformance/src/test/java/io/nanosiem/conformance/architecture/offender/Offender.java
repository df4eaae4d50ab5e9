package io.nanosiem.conformance.architecture.offender;

import java.io.IOException;
import java.io.InputStream;
import java.io.ObjectInputStream;
import java.net.InetAddress;
import java.util.List;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;

/** Never run; only looked at. */
@SuppressWarnings("all")
public final class Offender {
  static int changes;

  private static final ThreadLocal<String> LOCAL = new ThreadLocal<>();

  private Offender() {}

  /** Shows a library through a type argument. */
  public static List<JsonNode> nodes() {
    return List.of();
  }

  static Object stream(InputStream in) throws IOException, ClassNotFoundException {
    return new ObjectInputStream(in).readObject();
  }

  static InetAddress lookUp(String name) throws IOException {
    return InetAddress.getByName(name);
  }

  static void run() throws IOException {
    new ProcessBuilder("true").start();
  }

  static void print() {
    System.out.println(LOCAL.get());
  }

  static void end() {
    System.exit(changes++);
  }

  static boolean regex(String text) {
    return Pattern.matches("(a+)+", text);
  }

  static Class<?> reflect(String name) throws ClassNotFoundException {
    return Class.forName(name);
  }
}
