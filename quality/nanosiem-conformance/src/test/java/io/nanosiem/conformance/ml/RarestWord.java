package io.nanosiem.conformance.ml;

import io.nanosiem.event.Event;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * How rare the rarest word of a line is, all digits being one. Knows nothing of features: a
 * yardstick for what the text alone gives away, and for how often something new is nothing bad.
 * Words are counted in every other event, thresholds taken from the rest.
 */
final class RarestWord {
  private final Map<String, Integer> counts = new HashMap<>();
  private int events;

  private RarestWord() {}

  static EventScorer.Trained train(List<Event> training, long seed) {
    RarestWord words = new RarestWord();
    List<Event> others = new ArrayList<>();
    for (int i = 0; i < training.size(); i++) {
      if (i % 2 == 0) {
        words.add(training.get(i));
      } else {
        others.add(training.get(i));
      }
    }
    double[] known = others.stream().mapToDouble(words::score).toArray();
    return asked ->
        EventScorer.byPercentile(known, asked.stream().mapToDouble(words::score).toArray());
  }

  private void add(Event event) {
    events++;
    for (String word : words(event)) {
      counts.merge(word, 1, Integer::sum);
    }
  }

  /** Rarity, and a little for each word that was never seen, so that few events are level. */
  private double score(Event event) {
    double rarest = 0;
    int unseen = 0;
    for (String word : words(event)) {
      int count = counts.getOrDefault(word, 0);
      rarest = Math.max(rarest, Math.log((events + 1) / (count + 0.5)));
      unseen += count == 0 ? 1 : 0;
    }
    return rarest + unseen / 1000.0;
  }

  private static Set<String> words(Event event) {
    Set<String> words = new HashSet<>();
    StringBuilder word = new StringBuilder();
    String text = String.valueOf(event.raw());
    for (int i = 0; i <= text.length(); i++) {
      char c = i < text.length() ? text.charAt(i) : ' ';
      if (Character.isDigit(c)) {
        if (word.length() == 0 || word.charAt(word.length() - 1) != '0') {
          word.append('0');
        }
      } else if (Character.isLetter(c)) {
        word.append(c);
      } else if (word.length() > 0) {
        words.add(word.toString());
        word.setLength(0);
      }
    }
    return words;
  }
}
