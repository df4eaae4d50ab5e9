package io.nanosiem.sigma;

import io.nanosiem.event.Printable;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How rules are changed before they are compiled, so that they fit the events they will meet: field
 * names, values, log sources. It is read from the YAML of pySigma's processing pipelines.
 *
 * <pre>{@code
 * ProcessingPipeline ours = ProcessingPipeline.load(Path.of("our-fields.yml"));
 * SigmaRules rules = SigmaRules.load(Path.of("rules"), SigmaOptions.defaults().pipeline(ours));
 * }</pre>
 *
 * <p>Reading is strict: a transformation, condition or parameter that is not known is refused by
 * name, with its place. Which ones there are, and where the meaning differs from pySigma's, is in
 * the documentation of the module.
 *
 * <p>Immutable and thread-safe.
 */
public final class ProcessingPipeline {
  private static final int MOST_BYTES = 4 * YamlReader.MAX_CHARACTERS;

  private final @Nullable String name;
  private final int priority;
  private final Map<String, List<String>> vars;
  private final List<PipelineStep> steps;
  private final List<SigmaProblem> findings;

  private ProcessingPipeline(PipelineReader.Read read, List<SigmaProblem> findings) {
    this.name = read.name();
    this.priority = read.priority();
    this.vars = read.vars();
    this.steps = read.steps();
    this.findings = List.copyOf(findings);
  }

  /**
   * Reads a pipeline from a file.
   *
   * @param file YAML, in UTF-8
   * @return the pipeline
   * @throws SigmaRulesException if anything in it is not known or has no meaning; it lists every
   *     problem
   * @throws UncheckedIOException if the file cannot be read
   */
  public static ProcessingPipeline load(Path file) {
    byte[] bytes;
    try (InputStream in = Files.newInputStream(file)) {
      bytes = in.readNBytes(MOST_BYTES + 1);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read the pipeline " + file, e);
    }
    String label = Printable.of(file.toString());
    if (bytes.length > MOST_BYTES) {
      throw refused(label, file, "a file of more than " + MOST_BYTES + " bytes is not read");
    }
    try {
      String text =
          StandardCharsets.UTF_8
              .newDecoder()
              .onMalformedInput(CodingErrorAction.REPORT)
              .onUnmappableCharacter(CodingErrorAction.REPORT)
              .decode(ByteBuffer.wrap(bytes))
              .toString();
      return read(label, file, text);
    } catch (CharacterCodingException e) {
      throw refused(label, file, "the file is not UTF-8");
    }
  }

  private static SigmaRulesException refused(String label, Path file, String message) {
    Problems problems = new Problems(new SourceText(label, file, ""));
    problems.refuse(Span.START, message, null);
    return new SigmaRulesException(problems.inOrder(), "a processing pipeline");
  }

  /**
   * Reads a pipeline from text.
   *
   * @param yaml one document
   * @return the pipeline
   * @throws SigmaRulesException if anything in it is not known or has no meaning; it lists every
   *     problem
   */
  public static ProcessingPipeline parse(String yaml) {
    return read("<text>", null, yaml);
  }

  private static ProcessingPipeline read(String label, @Nullable Path path, String yaml) {
    String text = yaml.startsWith("\uFEFF") ? yaml.substring(1) : yaml;
    SourceText source = new SourceText(label, path, text);
    Problems problems = new Problems(source);
    PipelineReader.Read read = new PipelineReader(problems).read(YamlReader.read(source, problems));
    List<SigmaProblem> all =
        problems.inOrder().stream()
            .sorted(
                Comparator.comparingInt(SigmaProblem::line).thenComparingInt(SigmaProblem::column))
            .toList();
    if (read == null) {
      throw new SigmaRulesException(
          all.stream().filter(one -> one.kind() == SigmaProblem.Kind.REFUSED).toList(),
          "a processing pipeline");
    }
    return new ProcessingPipeline(read, all);
  }

  /**
   * For rules with Sysmon's names, which are Sigma's, and events with those of the Elastic Common
   * Schema, as Winlogbeat and the Elastic Agent send them: {@code CommandLine} is looked for in
   * {@code process.command_line}. Windows and Linux; priority 20.
   *
   * @return the pipeline
   */
  public static ProcessingPipeline sysmonToEcs() {
    return builtIn("sysmon-to-ecs.yml");
  }

  /**
   * For rules with the names of the Elastic Common Schema, and events with Sysmon's: the other way
   * round. Windows and Linux; priority 20.
   *
   * @return the pipeline
   */
  public static ProcessingPipeline ecsToSysmon() {
    return builtIn("ecs-to-sysmon.yml");
  }

  private static ProcessingPipeline builtIn(String name) {
    try (InputStream in = ProcessingPipeline.class.getResourceAsStream("pipelines/" + name)) {
      if (in == null) {
        throw new IllegalStateException("missing from the jar: " + name);
      }
      return read("builtin/" + name, null, new String(in.readAllBytes(), StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read the built-in pipeline " + name, e);
    }
  }

  /**
   * What it calls itself.
   *
   * @return the name, or null if it has none
   */
  public @Nullable String name() {
    return name;
  }

  /**
   * Its place among others: lower ones are applied first, and of equals the one that was given
   * first.
   *
   * @return the priority; 0 if it does not say
   */
  public int priority() {
    return priority;
  }

  /**
   * What its author should know: parts that have no effect here, ids of steps that do not exist.
   *
   * @return unmodifiable, in the order of the text
   */
  public List<SigmaProblem> findings() {
    return findings;
  }

  Map<String, List<String>> vars() {
    return vars;
  }

  List<PipelineStep> steps() {
    return steps;
  }

  @Override
  public String toString() {
    return "ProcessingPipeline["
        + (name == null ? "" : Printable.of(name, 60) + ", ")
        + steps.size()
        + " steps]";
  }
}
