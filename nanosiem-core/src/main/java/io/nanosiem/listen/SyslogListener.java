package io.nanosiem.listen;

import io.nanosiem.parse.LogParser;
import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.charset.Charset;
import java.time.ZoneId;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;

/**
 * Syslog over TCP: RFC 5424 and 3164, CEF and JSON, framed by octet count or line feed (RFC 6587),
 * told apart frame by frame unless {@link #framing} says otherwise.
 *
 * <p>Binds to the loopback address; {@link #on(InetAddress)} opens it to others, and since nobody
 * is asked who they are, that is a decision to take knowingly. At most 256 connections at once,
 * each with a thread; further ones are closed at once. A connection that is silent for five minutes
 * is closed. A frame longer than a mebibyte is cut there and flagged. A record whose end the sender
 * did not mark before hanging up has the warning {@code unterminated}; a counted one that did not
 * come whole is not a record, but reported. A sender of TLS or of compressed syslog is told apart
 * and refused. When the engine has no room the senders wait.
 *
 * <p>Use one for one engine. Methods may be called from any thread.
 */
public final class SyslogListener implements Listener {
  private static final int MAX_FRAME = 1 << 20;
  private static final int MAX_CONNECTIONS = 256;
  private static final int IDLE_MILLIS = 300_000;

  private final InetSocketAddress address;
  private final Framing framing;
  private final Reading reading;
  private final Semaphore room = new Semaphore(MAX_CONNECTIONS);
  private final Set<Socket> connections = ConcurrentHashMap.newKeySet();
  private volatile @Nullable ServerSocket server;
  private volatile boolean stopped;

  private SyslogListener(InetSocketAddress address, Framing framing, Reading reading) {
    this.address = address;
    this.framing = framing;
    this.reading = reading;
  }

  /**
   * A listener on a port of the loopback address.
   *
   * @param port 1 to 65535; 0 for any that is free, see {@link #port()}
   * @return the listener
   * @throws IllegalArgumentException if out of range
   */
  public static SyslogListener tcp(int port) {
    return new SyslogListener(
        new InetSocketAddress(InetAddress.getLoopbackAddress(), port),
        Framing.AUTO,
        Reading.DEFAULT);
  }

  /**
   * The same port on another address of this machine, open to whoever can reach it.
   *
   * @param bind one of this machine's addresses, or the wildcard address
   * @return a copy
   */
  public SyslogListener on(InetAddress bind) {
    return new SyslogListener(new InetSocketAddress(bind, address.getPort()), framing, reading);
  }

  /**
   * The same, with the zone of its senders.
   *
   * @param zone of time stamps that name none; UTC if not said
   * @return a copy
   */
  public SyslogListener zone(ZoneId zone) {
    return new SyslogListener(address, framing, reading.in(zone));
  }

  /**
   * The same, with the charset of records that are not UTF-8.
   *
   * @param charset such as windows-1252, GBK or Shift_JIS; a record read in it has the warning
   *     {@code charset_guess}
   * @return a copy
   */
  public SyslogListener charset(Charset charset) {
    return new SyslogListener(address, framing, reading.with(charset));
  }

  /**
   * The same, with a parser of its own instead of the engine's: to pin a format, or to read it
   * strictly.
   *
   * @param parser thread-safe
   * @return a copy
   */
  public SyslogListener parser(LogParser parser) {
    return new SyslogListener(address, framing, reading.with(parser));
  }

  /**
   * The same, with one way of framing only.
   *
   * @param framing how the stream is cut into records; {@link Framing#AUTO} if not said
   * @return a copy
   */
  public SyslogListener framing(Framing framing) {
    return new SyslogListener(address, Objects.requireNonNull(framing, "framing"), reading);
  }

  /**
   * The port it listens on.
   *
   * @return the port, once started
   * @throws IllegalStateException if not started
   */
  public int port() {
    ServerSocket bound = server;
    if (bound == null) {
      throw new IllegalStateException("not started yet");
    }
    return bound.getLocalPort();
  }

  @Override
  public String name() {
    return "tcp:" + address.getPort();
  }

  @Override
  public ZoneId zone() {
    return reading.zone();
  }

  @Override
  public @Nullable Charset charset() {
    return reading.charset();
  }

  @Override
  public @Nullable LogParser parser() {
    return reading.parser();
  }

  @Override
  public void start(Intake intake) throws IOException {
    ServerSocket socket = new ServerSocket();
    try {
      socket.setReuseAddress(true);
      socket.bind(address);
    } catch (BindException e) {
      socket.close();
      throw new IOException(
          "cannot listen on "
              + address.getAddress().getHostAddress()
              + ":"
              + address.getPort()
              + ": "
              + e.getMessage()
              + "; choose another port, or 0 for any",
          e);
    }
    server = socket;
    intake.threads().newThread(() -> acceptAll(socket, intake)).start();
  }

  private void acceptAll(ServerSocket socket, Intake intake) {
    while (!stopped) {
      Socket connection;
      try {
        connection = socket.accept();
      } catch (IOException e) {
        if (!stopped) {
          intake.report(e);
        }
        if (socket.isClosed()) {
          return;
        }
        continue;
      }
      if (!room.tryAcquire()) {
        close(connection);
        intake.report(
            new IOException("more than " + MAX_CONNECTIONS + " connections; refused one"));
        continue;
      }
      connections.add(connection);
      try {
        intake.threads().newThread(() -> read(connection, intake)).start();
      } catch (RuntimeException | Error e) {
        end(connection);
        intake.report(e);
      }
    }
  }

  private void read(Socket connection, Intake intake) {
    try {
      connection.setSoTimeout(IDLE_MILLIS);
      String peer = connection.getInetAddress().getHostAddress();
      SyslogFramer frames =
          new SyslogFramer(
              connection.getInputStream(), MAX_FRAME, framing, fault -> intake.report(fault));
      for (RawRecord frame = frames.next(); frame != null; frame = frames.next()) {
        if (!intake.submit(frame.from(peer)) && stopped) {
          return;
        }
      }
    } catch (SocketTimeoutException e) {
      intake.report(new IOException("connection silent for five minutes; closed", e));
    } catch (SocketException e) {
      // The peer hung up, or we did: the stream is over either way.
      if (!stopped && connection.isConnected() && !connection.isClosed()) {
        intake.report(e);
      }
    } catch (IOException e) {
      intake.report(e);
    } finally {
      end(connection);
    }
  }

  private void end(Socket connection) {
    close(connection);
    if (connections.remove(connection)) {
      room.release();
    }
  }

  private static void close(Socket connection) {
    try {
      connection.close();
    } catch (IOException e) {
      // Closing is all that was wanted of it.
      return;
    }
  }

  @Override
  public void close() throws IOException {
    stopped = true;
    ServerSocket bound = server;
    if (bound != null) {
      bound.close();
    }
    for (Socket connection : connections) {
      close(connection);
    }
  }
}
