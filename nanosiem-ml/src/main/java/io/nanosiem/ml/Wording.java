package io.nanosiem.ml;

import io.nanosiem.detect.Evidence;
import io.nanosiem.event.Event;
import io.nanosiem.event.Printable;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Puts reasons into words. No state. */
final class Wording {
  private static final int MOST_DRIVERS = 5;
  private static final int DRIVERS_IN_SENTENCE = 3;
  private static final double UNUSUAL = 0.05;

  private Wording() {}

  /**
   * The features that made an event rare, strongest first.
   *
   * @param contributions what each feature added, in any unit; is changed
   * @param decades what they are to add up to, so that contributions of any event compare
   */
  static List<Evidence.Driver> drivers(
      FeatureExtractor features,
      Baseline baseline,
      Event event,
      double[] row,
      double[] contributions,
      double decades) {
    double sum = 0;
    for (double contribution : contributions) {
      sum += Math.max(0, contribution);
    }
    List<Evidence.Driver> drivers = new ArrayList<>(MOST_DRIVERS);
    double strongest = 0;
    while (drivers.size() < MOST_DRIVERS) {
      int best = 0;
      for (int i = 1; i < contributions.length; i++) {
        if (contributions[i] > contributions[best]) {
          best = i;
        }
      }
      double contribution = contributions[best];
      strongest = Math.max(strongest, contribution);
      // What made less than a twentieth of the strongest is no reason.
      if (contribution <= 0 || contribution < strongest / 20) {
        break;
      }
      add(
          drivers,
          new Evidence.Driver(
              features.names().get(best),
              row[best],
              decades * contribution / sum,
              words(features, baseline.profile(best), event, best, row[best])));
      contributions[best] = 0;
    }
    drivers.sort(Comparator.comparingDouble(driver -> -driver.contribution()));
    return drivers;
  }

  /** Two features may look at the same thing; then it is one reason. */
  private static void add(List<Evidence.Driver> drivers, Evidence.Driver driver) {
    for (int i = 0; i < drivers.size(); i++) {
      Evidence.Driver other = drivers.get(i);
      if (other.words().equals(driver.words())) {
        double both = other.contribution() + driver.contribution();
        drivers.set(i, new Evidence.Driver(other.feature(), other.value(), both, other.words()));
        return;
      }
    }
    drivers.add(driver);
  }

  static String words(
      FeatureExtractor features, FeatureProfile profile, Event event, int feature, double value) {
    boolean none = features.isCategory(feature) && value == RowReader.NO_THING;
    String what = features.describe(event, feature, none ? Double.NaN : value);
    double share = profile.share(value);
    if (Double.isNaN(share)) {
      return what + " is unusual in this combination";
    }
    if (share == 0) {
      return what
          + (profile.isCounted() ? " was never seen in training" : " is beyond all of training");
    }
    // Each minute of the hour is rare, and none is unusual: what counts is how many are as rare.
    double asRare = Calibration.rateOfDecades(profile.decades(value));
    return asRare < UNUSUAL
        ? what + " is unusual (" + percent(share) + " of training)"
        : what
            + " is unusual in this combination (alone: "
            + percent(asRare)
            + " of training is as rare)";
  }

  private static String percent(double share) {
    long thousandths = Math.round(share * 1000);
    if (thousandths == 0) {
      return "under 0.1 %";
    }
    return thousandths < 100 && thousandths % 10 != 0
        ? thousandths / 10 + "." + thousandths % 10 + " %"
        : Math.round(share * 100) + " %";
  }

  /**
   * A score in one sentence. No more is claimed than ten times what the training events can show.
   *
   * @param group what the event was compared with; null if with all events
   */
  static String sentence(
      AnomalyScore score, int trainingEvents, String groupedBy, @Nullable String group) {
    StringBuilder out = new StringBuilder(200);
    double provable = 0.1 / trainingEvents;
    out.append(score.rate() < provable ? "Less than 1 in " : "About 1 in ");
    appendRounded(out, 1 / Math.max(score.rate(), provable));
    out.append(" ordinary events");
    if (group != null) {
      out.append(" of ").append(groupedBy).append(' ').append(Printable.of(group, 64));
    }
    out.append(" is as unusual: ");
    int shown = Math.min(DRIVERS_IN_SENTENCE, score.drivers().size());
    for (int i = 0; i < shown; i++) {
      out.append(i == 0 ? "" : "; ").append(score.drivers().get(i).words());
    }
    return out.append('.').toString();
  }

  /** Two significant digits, thousands apart. */
  private static void appendRounded(StringBuilder out, double value) {
    long unit = 1;
    while (value / unit >= 100) {
      unit *= 10;
    }
    String digits = Long.toString(Math.round(value / unit) * unit);
    for (int i = 0; i < digits.length(); i++) {
      if (i > 0 && (digits.length() - i) % 3 == 0) {
        out.append(',');
      }
      out.append(digits.charAt(i));
    }
  }
}
