package io.nanosiem.ml;

import io.nanosiem.event.Event;
import io.nanosiem.event.Printable;
import java.math.BigDecimal;
import java.math.MathContext;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;

/**
 * Features put together from those that exist and your own.
 *
 * <pre>{@code
 * FeatureSet features =
 *     FeatureSet.extended(ZoneId.of("Europe/Berlin"))
 *         .number("amount", event -> amountOf(event))
 *         .category("customer", event -> (String) event.field("customer"));
 * }</pre>
 *
 * <p>Immutable; thread-safe if your functions are.
 */
public final class FeatureSet implements FeatureExtractor {
  private static final FeatureSet EMPTY = new FeatureSet(null, List.of(), List.of(), null);

  private final @Nullable FeatureExtractor base;
  private final int baseWidth;
  private final List<Feature> features;
  private final List<String> names;
  private final @Nullable ZoneId extendedIn;

  private FeatureSet(
      @Nullable FeatureExtractor base,
      List<Feature> features,
      List<String> names,
      @Nullable ZoneId extendedIn) {
    this.base = base;
    this.baseWidth = base == null ? 0 : base.names().size();
    this.features = features;
    this.names = names;
    this.extendedIn = extendedIn;
  }

  /**
   * One feature.
   *
   * @param words what an event shows in it, given that the value is not missing
   */
  private record Feature(
      String name, boolean category, ToDoubleFunction<? super Event> value, ToWords words) {}

  /** Puts an event's value into words. */
  @FunctionalInterface
  private interface ToWords {
    String describe(Event event, double value);
  }

  /**
   * No features, to begin with.
   *
   * @return the set; a model needs at least one feature
   */
  public static FeatureSet empty() {
    return EMPTY;
  }

  /**
   * What an extractor has, to begin with.
   *
   * @param base such as {@link StandardFeatures#utc()}
   * @return the set
   */
  public static FeatureSet of(FeatureExtractor base) {
    return new FeatureSet(base, List.of(), List.copyOf(base.names()), null);
  }

  /**
   * The 31 standard features and what they leave out: who, where, and what exactly was said. Of
   * each kind of thing, how rarely it was seen is what counts.
   *
   * <ul>
   *   <li>{@code host}, {@code user}, {@code user and host} together;
   *   <li>{@code source network}: the first 24 bits of an IPv4 address, 48 of an IPv6 address;
   *   <li>{@code destination port};
   *   <li>{@code message}: its words without names, numbers and whatever else varies;
   *   <li>{@code largest number}: the decimal logarithm of the largest number in the message;
   *   <li>{@code signs}: the share of characters that are neither letters, digits nor blanks.
   * </ul>
   *
   * @param zone where the sources' clocks are, for times that came without an offset
   * @return the set
   */
  public static FeatureSet extended(ZoneId zone) {
    FeatureSet set =
        of(StandardFeatures.in(zone))
            .category("host", Event::host)
            .category("user", Event::user)
            .with(
                "user and host",
                true,
                MessageFeatures::userAndHost,
                MessageFeatures::userAndHostText)
            .with(
                "source network",
                true,
                MessageFeatures::sourceNetwork,
                MessageFeatures::sourceNetworkText)
            .with(
                "destination port",
                true,
                MessageFeatures::destinationPort,
                event -> "destination port " + event.destinationPort().orElse(0))
            .with("message", true, MessageFeatures::shape, MessageFeatures::shapeText)
            .with(
                "largest number",
                false,
                MessageFeatures::largestNumber,
                MessageFeatures::largestNumberText)
            .with("signs", false, MessageFeatures::signs, MessageFeatures::signsText);
    return new FeatureSet(set.base, set.features, set.names, zone);
  }

  /**
   * The zone if these are the {@linkplain #extended extended} features and no others; else null.
   */
  @Nullable ZoneId extendedIn() {
    return extendedIn;
  }

  /**
   * Adds a measure.
   *
   * @param name what it is called, in the model's file and in explanations
   * @param value the number; NaN if the event has none
   * @return a larger set
   * @throws IllegalArgumentException if the name is there already
   */
  public FeatureSet number(String name, ToDoubleFunction<? super Event> value) {
    return with(new Feature(name, false, value, (event, number) -> name + " " + rounded(number)));
  }

  /**
   * Adds something that is seen or not, often or rarely.
   *
   * @param name what it is called, in the model's file and in explanations
   * @param value the text that stands for it; null if the event has none
   * @return a larger set
   * @throws IllegalArgumentException if the name is there already
   */
  public FeatureSet category(String name, Function<? super Event, @Nullable String> value) {
    return with(
        name,
        true,
        event -> FeatureExtractor.category(value.apply(event)),
        event -> {
          String text = value.apply(event);
          return text == null ? name : name + " " + Printable.of(text, 64);
        });
  }

  private FeatureSet with(
      String name,
      boolean category,
      ToDoubleFunction<? super Event> value,
      Function<Event, String> words) {
    return with(new Feature(name, category, value, (event, unused) -> words.apply(event)));
  }

  private FeatureSet with(Feature feature) {
    if (names.contains(feature.name())) {
      throw new IllegalArgumentException("there is a feature '" + feature.name() + "' already");
    }
    List<Feature> more = new ArrayList<>(features);
    more.add(feature);
    List<String> moreNames = new ArrayList<>(names);
    moreNames.add(feature.name());
    return new FeatureSet(base, List.copyOf(more), List.copyOf(moreNames), null);
  }

  /** Whole, or with four digits that matter. */
  private static String rounded(double number) {
    return number == Math.rint(number) && Math.abs(number) < 1e15
        ? Long.toString((long) number)
        : new BigDecimal(number).round(new MathContext(4)).toString();
  }

  @Override
  public List<String> names() {
    return names;
  }

  @Override
  public void extract(Event event, double[] into) {
    if (base != null) {
      base.extract(event, into);
    }
    for (int i = 0; i < features.size(); i++) {
      into[baseWidth + i] = features.get(i).value().applyAsDouble(event);
    }
  }

  @Override
  public String describe(Event event, int feature, double value) {
    if (base != null && feature < baseWidth) {
      return base.describe(event, feature, value);
    }
    Feature own = features.get(feature - baseWidth);
    return Double.isNaN(value) ? "having no " + own.name() : own.words().describe(event, value);
  }

  @Override
  public boolean isCategory(int feature) {
    return (base != null && feature < baseWidth)
        ? base.isCategory(feature)
        : features.get(feature - baseWidth).category();
  }
}
