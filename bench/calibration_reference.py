"""What others decide on the same samples: argv is a JSON file of cells with the differences of their samples."""

import json
import sys
import warnings

import numpy as np
from scipy import stats

ALPHA = 0.05
RESAMPLES = 2_000

warnings.simplefilter("ignore")


def paired_t(a, b):
    test = stats.ttest_rel(b, a)
    interval = test.confidence_interval(1 - ALPHA)
    return test.pvalue <= ALPHA, interval.low, interval.high


def wilcoxon(a, b):
    return stats.wilcoxon(b, a).pvalue <= ALPHA, None, None


def percentile_bootstrap(a, b, random):
    d = b - a
    means = d[random.integers(0, len(d), (RESAMPLES, len(d)))].mean(1)
    low, high = np.quantile(means, [ALPHA / 2, 1 - ALPHA / 2])
    return low > 0 or high < 0, low, high


def mlflow(a, b):
    found = compare("score", a, b, value_type="numeric", greater_is_better=True, confidence_level=1 - ALPHA)
    if found.p_value is None:
        return None
    return found.p_value <= ALPHA, found.ci_low, found.ci_high


def opened():
    """The tests by name; what MLflow's compare_evaluations does with the paired scores once it has read its traces."""
    tests = {"scipy ttest_rel": paired_t, "scipy wilcoxon": wilcoxon}
    random = np.random.default_rng(0)
    tests["percentile bootstrap"] = lambda a, b: percentile_bootstrap(a, b, random)
    try:
        import mlflow as package
        from mlflow.genai.evaluation.comparison import paired_comparison
    except ImportError:
        return tests
    globals()["compare"] = paired_comparison._compare_paired_values
    tests[f"MLflow {package.__version__} compare_evaluations"] = mlflow
    return tests


def measure(cell, name, test):
    answers = [test(np.array(a), np.array(b)) for a, b in cell["samples"]]
    answers = [answer for answer in answers if answer is not None]
    intervals = [(low, high) for _, low, high in answers if low is not None and np.isfinite(low)]
    truth = cell["truth"]
    return {
        "of": cell["of"],
        "method": name,
        "n": cell["n"],
        "rejected": float(np.mean([bool(rejected) for rejected, _, _ in answers])) if answers else None,
        "covered": float(np.mean([low <= truth <= high for low, high in intervals])) if intervals else None,
    }


with open(sys.argv[1]) as file:
    cells = json.load(file)
tests = opened()
print(json.dumps([measure(cell, name, test) for cell in cells for name, test in tests.items()]))
