"""Texts per second of rouge-score, one thread: python rouge_score_rate.py PAIRS.jsonl RUNS"""

import json
import statistics
import sys
import time

from rouge_score.rouge_scorer import RougeScorer


def main(path, runs):
    with open(path, encoding="utf8") as lines:
        pairs = [(row["ground_truth"], row["predictions"]) for row in map(json.loads, lines)]
    rouge = RougeScorer(["rouge1", "rouge2", "rougeL", "rougeLsum"], use_stemmer=True)
    seconds = []
    for _ in range(int(runs)):
        begun = time.perf_counter()
        for target, prediction in pairs:
            rouge.score(target, prediction)
        seconds.append(time.perf_counter() - begun)
    print(len(pairs) / statistics.median(seconds))


main(*sys.argv[1:])
