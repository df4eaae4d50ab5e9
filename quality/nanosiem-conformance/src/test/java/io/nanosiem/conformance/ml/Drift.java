package io.nanosiem.conformance.ml;

/**
 * How a site changes from week to week after the weeks a model was trained on. Times move as in
 * life: not for all at once but for whoever is new, and for all when the clocks change.
 *
 * @param since the first week that is changed, counted from 0
 * @param people who join in each changed week
 * @param host whether a web server is added
 * @param release whether the shop's messages are worded anew
 * @param growth by how much traffic grows in each changed week, such as 0.1
 * @param clock hours by which all people come earlier, as seen in UTC
 */
record Drift(int since, int people, boolean host, boolean release, double growth, int clock) {
  static final Drift NONE = new Drift(Integer.MAX_VALUE, 0, false, false, 0, 0);
  static final Drift PEOPLE = new Drift(2, 5, false, false, 0, 0);
  static final Drift HOST = new Drift(2, 0, true, false, 0, 0);
  static final Drift RELEASE = new Drift(2, 0, false, true, 0, 0);
  static final Drift GROWTH = new Drift(2, 0, false, false, 0.15, 0);
  static final Drift CLOCK = new Drift(2, 0, false, false, 0, 1);
  static final Drift ALL = new Drift(2, 5, true, true, 0.15, 1);

  /** How many changed weeks there have been, this one included. */
  int weeks(int week) {
    return week < since ? 0 : week - since + 1;
  }

  double growth(int week) {
    return Math.pow(1 + growth, weeks(week));
  }

  int clock(int week) {
    return weeks(week) > 0 ? clock : 0;
  }

  boolean host(int week) {
    return host && weeks(week) > 0;
  }

  boolean release(int week) {
    return release && weeks(week) > 0;
  }

  int people(int week) {
    return people * weeks(week);
  }
}
