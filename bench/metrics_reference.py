"""The Python references, timed on request: python metrics_reference.py WORDNET_DIR PAIRS.jsonl...

Reads lines of JSON {"file", "metric", "texts": "new" or "known"} and answers each with one line {"wall", "cpu", "pairs"}:
seconds for one pass over the pairs of the file, one thread. Start-up and loading are not counted. Before a pass over
new texts every cache that holds something of a text or of its words is emptied.
"""

import json
import logging
import sys
import time
import warnings


def reference_metrics(wordnet):
    from nltk.tokenize import NLTKWordTokenizer
    from nltk.translate.meteor_score import single_meteor_score
    from rapidfuzz.distance import JaroWinkler, Levenshtein
    from rouge_score.rouge_scorer import RougeScorer
    from sacrebleu.metrics import BLEU, CHRF, TER

    rouge = RougeScorer(["rouge1", "rouge2", "rougeL", "rougeLsum"], use_stemmer=True)
    bleu, chrf, chrf_plus_plus, ter = BLEU(effective_order=True), CHRF(), CHRF(word_order=2), TER()
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
        "levenshtein": Levenshtein.distance,
        "jaro_winkler": JaroWinkler.similarity,
    }


def clear_caches(wordnet):
    from sacrebleu.tokenizers.tokenizer_13a import Tokenizer13a
    from sacrebleu.tokenizers.tokenizer_re import TokenizerRegexp
    from sacrebleu.tokenizers.tokenizer_ter import TercomTokenizer

    for tokenizer in (Tokenizer13a, TokenizerRegexp, TercomTokenizer):
        tokenizer.__call__.cache_clear()
    wordnet._synset_offset_cache.clear()


def load(file):
    with open(file, encoding="utf8") as lines:
        return [(row["hypothesis"], row["reference"]) for row in map(json.loads, lines)]


def main(wordnet_dir, *files):
    from nltk.corpus.reader.wordnet import WordNetCorpusReader

    wordnet = WordNetCorpusReader(wordnet_dir, None)
    metrics = reference_metrics(wordnet)
    pairs_of = {file: load(file) for file in files}
    for line in sys.stdin:
        asked = json.loads(line)
        pairs = pairs_of[asked["file"]]
        if asked["metric"] == "ter":
            pairs = pairs[:50]
        score = metrics[asked["metric"]]
        if asked["texts"] == "new":
            clear_caches(wordnet)
        wall, cpu = time.perf_counter(), time.process_time()
        for pair in pairs:
            score(*pair)
        seconds = {"wall": time.perf_counter() - wall, "cpu": time.process_time() - cpu}
        print(json.dumps({**seconds, "pairs": len(pairs)}), flush=True)


if __name__ == "__main__":
    warnings.filterwarnings("ignore")
    logging.disable(logging.WARNING)
    main(*sys.argv[1:])
