"""Pairs per second of rouge-score, sacrebleu and nltk: python metrics_reference.py WORDNET_DIR RUNS PAIRS.jsonl...

For each file one JSON line {"file", metric: {"wall", "cpu"}}: median over the runs, one thread. Start-up and loading are
not counted; caches that outlive a call are warm, but sacrebleu's tokeniser caches are emptied before each run.
"""

import json
import logging
import statistics
import sys
import time
import warnings


def reference_metrics(wordnet_dir):
    from nltk.corpus.reader.wordnet import WordNetCorpusReader
    from nltk.tokenize import NLTKWordTokenizer
    from nltk.translate.meteor_score import single_meteor_score
    from rouge_score.rouge_scorer import RougeScorer
    from sacrebleu.metrics import BLEU, CHRF, TER

    rouge = RougeScorer(["rouge1", "rouge2", "rougeL", "rougeLsum"], use_stemmer=True)
    bleu, chrf, chrf_plus_plus, ter = BLEU(effective_order=True), CHRF(), CHRF(word_order=2), TER()
    wordnet = WordNetCorpusReader(wordnet_dir, None)
    words = NLTKWordTokenizer().tokenize
    return {
        "rouge": lambda hypothesis, reference: rouge.score(reference, hypothesis),
        "bleu": lambda hypothesis, reference: bleu.sentence_score(hypothesis, [reference]),
        "chrf": lambda hypothesis, reference: chrf.sentence_score(hypothesis, [reference]),
        "chrf++": lambda hypothesis, reference: chrf_plus_plus.sentence_score(hypothesis, [reference]),
        "ter": lambda hypothesis, reference: ter.sentence_score(hypothesis, [reference]),
        "meteor": lambda hypothesis, reference: single_meteor_score(
            reference.split(), hypothesis.split(), wordnet=wordnet
        ),
        "meteor, nltk tokens": lambda hypothesis, reference: single_meteor_score(
            words(reference), words(hypothesis), wordnet=wordnet
        ),
    }


def clear_tokeniser_caches():
    from sacrebleu.tokenizers.tokenizer_13a import Tokenizer13a
    from sacrebleu.tokenizers.tokenizer_re import TokenizerRegexp
    from sacrebleu.tokenizers.tokenizer_ter import TercomTokenizer

    for tokenizer in (Tokenizer13a, TokenizerRegexp, TercomTokenizer):
        tokenizer.__call__.cache_clear()


def speed(score, pairs, runs):
    for pair in pairs[: max(20, len(pairs) // 10)]:
        score(*pair)
    wall, cpu = [], []
    for _ in range(runs):
        clear_tokeniser_caches()
        wall_start, cpu_start = time.perf_counter(), time.process_time()
        for pair in pairs:
            score(*pair)
        wall.append(time.perf_counter() - wall_start)
        cpu.append(time.process_time() - cpu_start)
    return {"wall": len(pairs) / statistics.median(wall), "cpu": len(pairs) / statistics.median(cpu)}


def main(wordnet_dir, runs, *files):
    metrics = reference_metrics(wordnet_dir)
    for file in files:
        with open(file, encoding="utf8") as lines:
            pairs = [(row["hypothesis"], row["reference"]) for row in map(json.loads, lines)]
        fewer = {"ter": pairs[:50]}
        speeds = {name: speed(score, fewer.get(name, pairs), int(runs)) for name, score in metrics.items()}
        print(json.dumps({"file": file, **speeds}), flush=True)


if __name__ == "__main__":
    warnings.filterwarnings("ignore")
    logging.disable(logging.WARNING)
    main(*sys.argv[1:])
