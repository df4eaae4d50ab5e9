package io.nanosiem.sigma;

import io.nanosiem.event.Printable;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.common.Anchor;
import org.snakeyaml.engine.v2.events.AliasEvent;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.events.NodeEvent;
import org.snakeyaml.engine.v2.events.ScalarEvent;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.ReaderException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.parser.Parser;
import org.snakeyaml.engine.v2.parser.ParserImpl;
import org.snakeyaml.engine.v2.scanner.StreamReader;

/**
 * Reads YAML into {@link Yaml} nodes that know their place.
 *
 * <p>It builds the tree from the parser's events instead of using the library's composer, for four
 * reasons: the composer recurses and overflows the stack at some thousand nested brackets, so depth
 * has to be checked before it; it forgets the place of a key; aliases are counted by it but their
 * expansion is not; and a key that occurs twice should be reported together with everything else
 * that is wrong, not instead of it.
 *
 * <p>Limits: {@link #MAX_CHARACTERS} a file, {@link #MAX_DEPTH} levels, {@link #MAX_NODES} nodes a
 * document and {@link #MAX_FILE_NODES} a file, with aliases expanded, {@link #MAX_KEY} characters a
 * key. Past a limit the file is refused. Plain scalars mean what the core schema of YAML 1.2 says:
 * {@code yes} and dates are text, {@code 017} is seventeen.
 */
final class YamlReader {
  static final int MAX_CHARACTERS = 4 << 20;
  static final int MAX_DEPTH = 50;
  static final int MAX_NODES = 200_000;
  static final int MAX_FILE_NODES = 1_000_000;
  static final int MAX_KEY = 1_000;

  // Immutable. One for all files, as each would make a schema, which is of no use here.
  private static final LoadSettings SETTINGS =
      LoadSettings.builder().setCodePointLimit(MAX_CHARACTERS + 1).build();

  /**
   * One document of a file.
   *
   * @param root what it holds
   * @param text its own part of the file
   */
  record Document(Yaml root, String text) {}

  private final SourceText source;
  private final Problems problems;
  private final Deque<Open> stack = new ArrayDeque<>();
  private final Map<Anchor, Yaml> anchors = new HashMap<>();
  private int nodes;
  private int fileNodes;

  private YamlReader(SourceText source, Problems problems) {
    this.source = source;
    this.problems = problems;
  }

  /** A list or map whose end has not come yet. */
  private static final class Open {
    final boolean isMap;
    final int start;
    final Optional<Anchor> anchor;
    final List<Yaml> items = new ArrayList<>();
    final List<Yaml.Entry> entries = new ArrayList<>();
    final Map<String, Yaml.Scalar> keys = new HashMap<>();
    Yaml.@Nullable Scalar key;
    boolean hasKey;
    int weight = 1;

    Open(boolean isMap, int start, Optional<Anchor> anchor) {
      this.isMap = isMap;
      this.start = start;
      this.anchor = anchor;
    }
  }

  /** Reads all documents. What is wrong is reported; then the list is empty. */
  static List<Document> read(SourceText source, Problems problems) {
    return new YamlReader(source, problems).read();
  }

  private List<Document> read() {
    if (source.text().length() > MAX_CHARACTERS) {
      problems.refuse(
          Span.START,
          "a file of more than " + MAX_CHARACTERS + " characters is not read",
          "split it");
      return List.of();
    }
    int before = problems.refusals();
    List<Document> documents = new ArrayList<>();
    try {
      int documentStart = 0;
      Yaml root = null;
      // Not api.lowlevel.Parse: the library's module does not export that package.
      Parser parser = new ParserImpl(SETTINGS, new StreamReader(SETTINGS, source.text()));
      while (parser.hasNext()) {
        Event event = parser.next();
        switch (event.getEventId()) {
          case DocumentStart -> {
            documentStart = offset(event.getStartMark());
            anchors.clear();
            nodes = 0;
            root = null;
          }
          case DocumentEnd -> {
            if (root != null && !isEmpty(root)) {
              documents.add(new Document(root, slice(documentStart, offset(event.getEndMark()))));
            }
          }
          case Scalar -> {
            Yaml done = add(scalar((ScalarEvent) event), ((ScalarEvent) event).getAnchor(), event);
            root = done == null ? root : done;
          }
          case Alias -> {
            Yaml done = add(alias((AliasEvent) event), Optional.empty(), event);
            root = done == null ? root : done;
          }
          case SequenceStart, MappingStart -> open(event);
          case SequenceEnd, MappingEnd -> {
            Yaml done = close(event);
            root = done == null ? root : done;
          }
          default -> {
            // The begin and end of the stream, and comments, which are not asked for.
          }
        }
      }
    } catch (TooMuch e) {
      return List.of();
    } catch (MarkedYamlEngineException e) {
      // What was opened and never closed is to be looked for where it was opened.
      boolean isOpen = String.valueOf(e.getProblem()).contains("unexpected end of stream");
      Optional<Mark> mark =
          isOpen && e.getContextMark().isPresent() ? e.getContextMark() : e.getProblemMark();
      Span at = mark.map(this::span).orElse(Span.START);
      problems.refuse(at, "not YAML: " + Printable.of(words(e), 200), hint(e));
      return List.of();
    } catch (ReaderException e) {
      // The position of the exception is one in a buffer. It is the first such character anyway.
      int at = Math.max(0, source.text().indexOf(e.getCodePoint()));
      problems.refuse(
          source.span(at, at + 1),
          "not YAML: the character U+"
              + String.format(java.util.Locale.ROOT, "%04X", e.getCodePoint())
              + " may not stand in a YAML file",
          "write it as an escape in a double-quoted text");
      return List.of();
    } catch (YamlEngineException e) {
      problems.refuse(
          Span.START, "not YAML: " + Printable.of(String.valueOf(e.getMessage()), 200), null);
      return List.of();
    }
    return problems.refusals() == before ? documents : List.of();
  }

  private static boolean isEmpty(Yaml root) {
    return root instanceof Yaml.Scalar scalar && scalar.type() == Yaml.Scalar.Type.NULL;
  }

  private static String words(MarkedYamlEngineException e) {
    String problem = e.getProblem();
    String context = e.getContext();
    String text = problem == null ? String.valueOf(e.getMessage()) : problem;
    return context == null || context.isBlank() ? text : context + ": " + text;
  }

  private static @Nullable String hint(MarkedYamlEngineException e) {
    String problem = String.valueOf(e.getProblem());
    if (problem.contains("\\t") || problem.contains("TAB")) {
      return "indent with spaces";
    }
    if (problem.contains("found unknown escape character")) {
      return "in double quotes a backslash begins an escape; use single quotes";
    }
    if (problem.contains("mapping values are not allowed")) {
      return "a text that holds ': ' needs quotes";
    }
    return null;
  }

  /** Ends reading at a limit; what was wrong is reported already. */
  private static final class TooMuch extends RuntimeException {
    private static final long serialVersionUID = 1L;

    TooMuch() {
      super(null, null, false, false);
    }
  }

  private void open(Event event) {
    if (stack.size() == MAX_DEPTH) {
      problems.refuse(
          span(event), "nested more than " + MAX_DEPTH + " levels deep", "a rule needs about five");
      throw new TooMuch();
    }
    refuseComplexKey(event);
    stack.push(
        new Open(
            event.getEventId() == Event.ID.MappingStart,
            offset(event.getStartMark()),
            ((NodeEvent) event).getAnchor()));
  }

  private void refuseComplexKey(Event event) {
    Open top = stack.peek();
    if (top != null && top.isMap && !top.hasKey) {
      problems.refuse(span(event), "a key has to be a single value, not a list or map", null);
      throw new TooMuch();
    }
  }

  private @Nullable Yaml close(Event event) {
    Open open = stack.pop();
    int end = offset(event.getEndMark());
    Span span = source.span(open.start, Math.max(open.start + 1, end));
    Yaml node =
        open.isMap
            ? new Yaml.Mapping(List.copyOf(open.entries), span, open.weight)
            : new Yaml.Sequence(List.copyOf(open.items), span, open.weight);
    return add(node, open.anchor, event);
  }

  /** Puts a finished node where it belongs; returns it if it is the root of the document. */
  private @Nullable Yaml add(Yaml node, Optional<Anchor> anchor, Event event) {
    anchor.ifPresent(name -> anchors.put(name, node));
    int weight = node instanceof Yaml.Scalar || event instanceof AliasEvent ? node.weight() : 1;
    nodes += weight;
    fileNodes += weight;
    if (nodes > MAX_NODES || fileNodes > MAX_FILE_NODES) {
      problems.refuse(
          span(event),
          nodes > MAX_NODES
              ? "more than " + MAX_NODES + " values, with aliases expanded"
              : "more than " + MAX_FILE_NODES + " values in one file, with aliases expanded",
          "split it");
      throw new TooMuch();
    }
    Open top = stack.peek();
    if (top == null) {
      return node;
    }
    top.weight += node.weight();
    if (!top.isMap) {
      top.items.add(node);
    } else if (!top.hasKey) {
      if (!(node instanceof Yaml.Scalar key)) {
        problems.refuse(span(event), "a key has to be a single value, not a list or map", null);
        throw new TooMuch();
      }
      if (key.text().length() > MAX_KEY) {
        problems.refuse(key.span(), "a key of more than " + MAX_KEY + " characters", null);
        throw new TooMuch();
      }
      if (key.isPlain() && key.text().equals("<<")) {
        problems.refuse(
            key.span(),
            "merge keys are not part of YAML 1.2: '<<'",
            "repeat the entries, or use 'action: global'");
      }
      Yaml.Scalar first = top.keys.putIfAbsent(key.text(), key);
      if (first != null) {
        problems.refuse(
            key.span(),
            "key " + Words.quoted(key.text()) + " occurs twice in this map",
            "it is also on line " + first.span().line() + "; only one of them could count");
      }
      top.key = key;
      top.hasKey = true;
    } else {
      Yaml.Scalar key = top.key;
      if (key != null) {
        top.entries.add(new Yaml.Entry(key, node));
      }
      top.hasKey = false;
    }
    return null;
  }

  private Yaml alias(AliasEvent event) {
    Yaml target = anchors.get(event.getAlias());
    if (target == null) {
      problems.refuse(
          span(event),
          "alias " + Words.quoted("*" + event.getAlias()) + " refers to nothing before it",
          null);
      throw new TooMuch();
    }
    return target;
  }

  private Yaml.Scalar scalar(ScalarEvent event) {
    String text = event.getValue();
    Yaml.Scalar.Type type;
    String tag = event.getTag().orElse(null);
    if (tag == null || event.getImplicit().canOmitTagInPlainScalar()) {
      type = event.isPlain() ? Yaml.resolve(text) : Yaml.Scalar.Type.STRING;
    } else {
      switch (tag) {
        case "!", "tag:yaml.org,2002:str" -> type = Yaml.Scalar.Type.STRING;
        case "tag:yaml.org,2002:int",
            "tag:yaml.org,2002:float",
            "tag:yaml.org,2002:bool",
            "tag:yaml.org,2002:null" ->
            type = Yaml.resolve(text);
        default -> {
          problems.refuse(span(event), "unknown tag " + Words.quoted(tag), "leave it out");
          type = Yaml.Scalar.Type.STRING;
        }
      }
    }
    int start = offset(event.getStartMark());
    int end = Math.max(offset(event.getEndMark()), start);
    return new Yaml.Scalar(source, text, event.isPlain(), type, start, end);
  }

  private String slice(int from, int to) {
    String text = source.text().substring(Math.min(from, to), Math.max(from, to));
    if (text.startsWith("---")) {
      int line = text.indexOf('\n');
      text = line < 0 ? "" : text.substring(line + 1);
    }
    return text;
  }

  private Span span(Event event) {
    int start = offset(event.getStartMark());
    return source.span(start, Math.max(start + 1, offset(event.getEndMark())));
  }

  private Span span(Mark mark) {
    int at = source.offset(mark.getIndex());
    return source.span(at, at + 1);
  }

  private int offset(Optional<Mark> mark) {
    return mark.map(m -> source.offset(m.getIndex())).orElse(0);
  }
}
