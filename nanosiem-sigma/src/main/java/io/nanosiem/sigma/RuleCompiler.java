package io.nanosiem.sigma;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Turns searches and conditions into nodes that run. One thread, one file. */
final class RuleCompiler {
  private final Problems problems;
  private final SigmaOptions options;
  private final RegexOverruns.Total overruns;

  RuleCompiler(Problems problems, SigmaOptions options, RegexOverruns.Total overruns) {
    this.problems = problems;
    this.options = options;
    this.overruns = overruns;
  }

  /** The condition over its searches, or null if something in it is refused. */
  @Nullable Node compile(String rule, Map<String, Ast.Search> searches, Ast.Condition condition) {
    int before = problems.refusals();
    ItemCompiler items = new ItemCompiler(problems, options, new RegexOverruns(rule, overruns));
    Map<String, Node> named = new HashMap<>();
    searches.forEach(
        (name, search) -> {
          Node node = compile(search, items);
          if (node != null) {
            named.put(name, new Node.Named(name, node));
          }
        });
    return problems.refusals() != before ? null : compile(condition, named);
  }

  private static @Nullable Node compile(Ast.Search search, ItemCompiler items) {
    if (search instanceof Ast.Item item) {
      return items.compile(item);
    }
    if (search instanceof Ast.AllOf all) {
      List<Node> parts = compileAll(all.parts(), items);
      return parts.isEmpty() ? null : new Node.All(parts, "all of");
    }
    List<Node> parts = compileAll(((Ast.AnyOf) search).branches(), items);
    return parts.isEmpty() ? null : new Node.Some(parts, 1, "one of");
  }

  private static List<Node> compileAll(List<? extends Ast.Search> searches, ItemCompiler items) {
    List<Node> parts = new ArrayList<>();
    for (Ast.Search search : searches) {
      Node part = compile(search, items);
      if (part != null) {
        parts.add(part);
      }
    }
    return parts;
  }

  private static Node compile(Ast.Condition condition, Map<String, Node> named) {
    if (condition instanceof Ast.And and) {
      return new Node.All(
          and.parts().stream().map(part -> compile(part, named)).toList(), "all of");
    }
    if (condition instanceof Ast.Or or) {
      return new Node.Some(
          or.parts().stream().map(part -> compile(part, named)).toList(), 1, "one of");
    }
    if (condition instanceof Ast.Not not) {
      return new Node.Not(compile(not.part(), named));
    }
    if (condition instanceof Ast.Quantified quantified) {
      List<Node> parts = quantified.names().stream().map(name -> node(name, named)).toList();
      return quantified.count() == 0
          ? new Node.All(parts, quantified.words())
          : new Node.Some(parts, quantified.count(), quantified.words());
    }
    return node(((Ast.Reference) condition).name(), named);
  }

  private static Node node(String name, Map<String, Node> named) {
    Node node = named.get(name);
    if (node == null) {
      throw new IllegalStateException("the parser let an unknown search pass: " + name);
    }
    return node;
  }
}
