"""What scikit-learn's isolation forest makes of labelled sets: a line for each set and seed.

    python3 quality/forest_parity.py SEEDS SET.csv.gz...  >lines

Fields, separated by tabs: name, rows, features, seed, area under the ROC curve, average precision, milliseconds to fit,
microseconds a row to score (both of processor time, one thread), and the two measures again with the same trees and exact
harmonic numbers in c(n), where scikit-learn takes a logarithm.
"""

import gzip
import os
import sys
import time

try:
    import numpy
    import sklearn
    from sklearn.ensemble import IsolationForest, _iforest
    from sklearn.metrics import average_precision_score, roc_auc_score
except ImportError as missing:
    sys.exit(f"{missing}: scikit-learn is needed beside {sys.executable}, on Debian apt install python3-sklearn")

SAMPLE = 256
logarithmic = _iforest._average_path_length
harmonic = numpy.concatenate([[0.0, 0.0], numpy.cumsum(1.0 / numpy.arange(1, SAMPLE))])


def exact(rows):
    n = numpy.asarray(rows)
    return numpy.where(n < 2, 0.0, 2 * harmonic[n] - 2 * (n - 1) / numpy.maximum(n, 1))


def read(path):
    with gzip.open(path, "rt") as lines:
        table = numpy.loadtxt(lines, delimiter=",", skiprows=1)
    return table[:, :-1], table[:, -1] != 0


def measures(labels, scores):
    return roc_auc_score(labels, scores), average_precision_score(labels, scores)


def main():
    print(f"# scikit-learn {sklearn.__version__}, numpy {numpy.__version__}, Python {sys.version.split()[0]}")
    for path in sys.argv[2:]:
        rows, labels = read(path)
        name = os.path.basename(path).removesuffix(".csv.gz")
        print(name, "…", file=sys.stderr)
        for seed in range(int(sys.argv[1])):
            begin = time.process_time()
            forest = IsolationForest(n_estimators=100, max_samples=min(SAMPLE, len(rows)), random_state=seed).fit(rows)
            fitted = time.process_time()
            scores = -forest.score_samples(rows)
            scored = time.process_time()
            _iforest._average_path_length = exact
            both = measures(labels, scores) + measures(labels, -forest.score_samples(rows))
            _iforest._average_path_length = logarithmic
            print(
                name,
                *rows.shape,
                seed,
                *(f"{measure:.6f}" for measure in both[:2]),
                f"{(fitted - begin) * 1e3:.2f}",
                f"{(scored - fitted) * 1e6 / len(rows):.3f}",
                *(f"{measure:.6f}" for measure in both[2:]),
                sep="\t",
                flush=True,
            )


main()
