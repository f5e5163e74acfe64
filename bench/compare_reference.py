"""The statistics of a comparison by numpy and scipy, as one would write them down: argv is file, runs, scores, examples."""

import itertools
import json
import sys
import time

import numpy as np
from scipy import stats

LEVEL = 0.95
RESAMPLES = 10_000


def holm(p_values):
    order = np.argsort(p_values)
    m = len(p_values)
    adjusted = np.empty(m)
    bound = 0.0
    for rank, index in enumerate(order):
        bound = max(bound, min(1.0, (m - rank) * p_values[index]))
        adjusted[index] = bound
    return adjusted


def analytic(scores):
    found = []
    for columns in scores.swapaxes(0, 1):
        for column in columns:
            found.append(stats.t.interval(LEVEL, len(column) - 1, column.mean(), stats.sem(column)))
        p_values = []
        for a, b in itertools.combinations(columns, 2):
            d = b - a
            test = stats.ttest_rel(b, a)
            p_values.append(test.pvalue)
            found.append(test.confidence_interval(LEVEL))
            found.append((d.mean() / d.std(ddof=1), (d > 0).sum(), (d < 0).sum()))
        found.append(holm(np.nan_to_num(p_values, nan=1.0)))
    return found


def resampled(scores):
    """Draws shared between all columns: counts of each example times the columns, in blocks that fit the cache."""
    runs, metrics, n = scores.shape
    flat = scores.reshape(runs * metrics, n).T
    random = np.random.default_rng(0)
    means = np.empty((RESAMPLES, runs * metrics))
    block = 100
    for start in range(0, RESAMPLES, block):
        counts = np.empty((block, n))
        for row in range(block):
            counts[row] = np.bincount(random.integers(0, n, n), minlength=n)
        means[start : start + block] = counts @ flat / n
    means = means.reshape(RESAMPLES, runs, metrics)
    found = []
    for metric in range(metrics):
        columns = means[:, :, metric]
        found.append(np.quantile(columns, [0.025, 0.975], axis=0))
        p_values = []
        for a, b in itertools.combinations(range(runs), 2):
            d = columns[:, b] - columns[:, a]
            observed = scores[b, metric].mean() - scores[a, metric].mean()
            p_values.append(((np.abs(d - observed) >= abs(observed)).sum() + 1) / (RESAMPLES + 1))
            found.append(np.quantile(d, [0.025, 0.975]))
        found.append(holm(np.array(p_values)))
    return found


def seconds(compute, scores):
    start = time.perf_counter()
    compute(scores)
    return time.perf_counter() - start


file, runs, metrics, examples = sys.argv[1:]
scores = np.fromfile(file).reshape(int(runs), int(metrics), int(examples))
seconds(analytic, scores[:, :, :100])
print(json.dumps({"analytic": seconds(analytic, scores), "resampled": seconds(resampled, scores)}))
