package io.nanosiem.stix;

import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Objects that somebody made at some time: domain objects, relationship objects, and the meta
 * objects that bundles need.
 */
sealed interface Sdo extends StixObject {

  /** What they have in common. */
  Head head();

  @Override
  default String id() {
    return head().id();
  }

  @Override
  default @Nullable String modified() {
    return head().modified();
  }

  @Override
  default void write(StixWriter out) throws IOException {
    Head head = head();
    out.beginObject();
    out.text("type", type());
    out.text("spec_version", "2.1");
    out.text("id", head.id());
    out.text("created_by_ref", head.createdBy());
    out.text("created", head.created());
    out.text("modified", head.modified());
    properties(out);
    if (head.marking() != null) {
      out.texts("object_marking_refs", List.of(head.marking().id()));
    }
    extensions(out);
    out.endObject();
  }

  /** Writes what is particular to the type. */
  void properties(StixWriter out) throws IOException;

  /** Writes the extensions, if there are any. */
  default void extensions(StixWriter out) throws IOException {}

  /**
   * Name, author, age and marking.
   *
   * @param createdBy null for a marking definition, which nobody of us made
   * @param modified null for a marking definition, which has no versions
   */
  record Head(
      String id,
      @Nullable String createdBy,
      String created,
      @Nullable String modified,
      @Nullable Tlp marking) {}

  /** A step of a kill chain, by its short name, as ATT&CK calls its tactics. */
  static void phases(StixWriter out, List<String> phases) throws IOException {
    if (!phases.isEmpty()) {
      out.beginArray("kill_chain_phases");
      for (String phase : phases) {
        out.beginObject();
        out.text("kill_chain_name", "mitre-attack");
        out.text("phase_name", phase);
        out.endObject();
      }
      out.endArray();
    }
  }

  /** Where else something is described. */
  record Reference(String source, String externalId, @Nullable String url) {
    static void write(StixWriter out, List<Reference> references) throws IOException {
      if (!references.isEmpty()) {
        out.beginArray("external_references");
        for (Reference reference : references) {
          out.beginObject();
          out.text("source_name", reference.source());
          out.text("external_id", reference.externalId());
          out.text("url", reference.url());
          out.endObject();
        }
        out.endArray();
      }
    }
  }

  /** Who says so. */
  record Identity(Head head, String name, String identityClass, @Nullable String description)
      implements Sdo {
    @Override
    public void properties(StixWriter out) throws IOException {
      out.text("name", name);
      out.text("description", description);
      out.text("identity_class", identityClass);
    }
  }

  /** A TLP marking, as published. */
  record Marking(Tlp tlp) implements Sdo {
    private static final String TLP_2_EXTENSION =
        "extension-definition--60a3c5c5-0d10-413e-aab3-9e08dde9e88d";

    @Override
    public Head head() {
      String created =
          tlp.isSecondVersion() ? "2022-10-01T00:00:00.000Z" : "2017-01-20T00:00:00.000Z";
      return new Head(tlp.id(), null, created, null, null);
    }

    @Override
    public void properties(StixWriter out) throws IOException {
      if (tlp.isSecondVersion()) {
        out.text("name", tlp.label());
      } else {
        out.text("definition_type", "tlp");
        out.text("name", tlp.label());
        out.beginObject("definition");
        out.text("tlp", tlp.value());
        out.endObject();
      }
    }

    @Override
    public void extensions(StixWriter out) throws IOException {
      if (tlp.isSecondVersion()) {
        out.beginObject("extensions");
        out.beginObject(TLP_2_EXTENSION);
        out.text("extension_type", "property-extension");
        out.text("tlp_2_0", tlp.value());
        out.endObject();
        out.endObject();
      }
    }
  }

  /** What our own properties mean. */
  record ExtensionDefinition(
      Head head, String name, String description, String schema, String version) implements Sdo {
    @Override
    public void properties(StixWriter out) throws IOException {
      out.text("name", name);
      out.text("description", description);
      out.text("schema", schema);
      out.text("version", version);
      out.texts("extension_types", List.of("property-extension"));
    }
  }

  /** A technique of ATT&CK. */
  record AttackPattern(
      Head head, String name, List<String> phases, List<Reference> references, boolean revoked)
      implements Sdo {
    @Override
    public void properties(StixWriter out) throws IOException {
      if (revoked) {
        out.flag("revoked", true);
      }
      out.text("name", name);
      Sdo.phases(out, phases);
      Reference.write(out, references);
    }
  }

  /** A rule. */
  record Indicator(
      Head head,
      String name,
      String description,
      String indicatorType,
      String pattern,
      String patternType,
      String validFrom,
      List<String> phases,
      List<String> labels,
      int confidence,
      List<Reference> references)
      implements Sdo {
    @Override
    public void properties(StixWriter out) throws IOException {
      out.text("name", name);
      out.text("description", description);
      out.texts("indicator_types", List.of(indicatorType));
      out.text("pattern", pattern);
      out.text("pattern_type", patternType);
      out.text("valid_from", validFrom);
      Sdo.phases(out, phases);
      out.texts("labels", labels);
      out.number("confidence", confidence);
      Reference.write(out, references);
    }
  }

  /** Facts that were seen together, so and so often. */
  record ObservedData(
      Head head,
      String first,
      String last,
      long number,
      List<String> objects,
      @Nullable Extension extension)
      implements Sdo {
    @Override
    public void properties(StixWriter out) throws IOException {
      out.text("first_observed", first);
      out.text("last_observed", last);
      out.number("number_observed", number);
      out.texts("object_refs", objects);
    }

    @Override
    public void extensions(StixWriter out) throws IOException {
      Extension.write(out, extension);
    }
  }

  /** One object means something for another. */
  record Relationship(Head head, String kind, String source, String target) implements Sdo {
    @Override
    public void properties(StixWriter out) throws IOException {
      out.text("relationship_type", kind);
      out.text("source_ref", source);
      out.text("target_ref", target);
    }
  }

  /** What an indicator describes was seen. */
  record Sighting(
      Head head,
      String description,
      String first,
      String last,
      long count,
      String of,
      List<String> observedData,
      String where,
      int confidence,
      Extension extension)
      implements Sdo {
    @Override
    public void properties(StixWriter out) throws IOException {
      out.text("description", description);
      out.text("first_seen", first);
      out.text("last_seen", last);
      out.number("count", count);
      out.text("sighting_of_ref", of);
      out.texts("observed_data_refs", observedData);
      out.texts("where_sighted_refs", List.of(where));
      out.number("confidence", confidence);
    }

    @Override
    public void extensions(StixWriter out) throws IOException {
      Extension.write(out, extension);
    }
  }

  /** Objects that tell one story. */
  record Grouping(
      Head head,
      String name,
      String description,
      List<String> objects,
      int confidence,
      @Nullable Extension extension)
      implements Sdo {
    @Override
    public void properties(StixWriter out) throws IOException {
      out.text("name", name);
      out.text("description", description);
      out.text("context", "suspicious-activity");
      out.texts("object_refs", objects);
      out.number("confidence", confidence);
    }

    @Override
    public void extensions(StixWriter out) throws IOException {
      Extension.write(out, extension);
    }
  }

  /** Words about objects. */
  record Note(
      Head head,
      String summary,
      String content,
      List<String> objects,
      int confidence,
      @Nullable Extension extension)
      implements Sdo {
    @Override
    public void properties(StixWriter out) throws IOException {
      out.text("abstract", summary);
      out.text("content", content);
      out.texts("object_refs", objects);
      out.number("confidence", confidence);
    }

    @Override
    public void extensions(StixWriter out) throws IOException {
      Extension.write(out, extension);
    }
  }
}
