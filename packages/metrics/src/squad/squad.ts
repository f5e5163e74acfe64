import { MetricError } from '../metric-error.ts'
import { wordEnd, wordStart } from '../text/python-word.ts'
import { splitWords } from '../text/white-space.ts'

const articles = new RegExp(`${wordStart}(?:a|an|the)${wordEnd}`, 'gu')

/**
 * An answer as SQuAD compares it: lower case, ASCII punctuation deleted, articles replaced by a space, spaces
 * collapsed.
 */
export function normalizeAnswer(answer: string): string {
  return normalWords(answer).join(' ')
}

/**
 * 1 if the prediction is one of the answers after normalisation, else 0; equal to the SQuAD v1.1 evaluation.
 *
 * P. Rajpurkar et al., SQuAD: 100,000+ Questions for Machine Comprehension of Text (2016).
 *
 * @throws MetricError `REFERENCE_MISSING` without an answer.
 */
export function exactMatch(prediction: string, answers: string | readonly string[]): number {
  const wanted = normalizeAnswer(prediction)
  return present(answers).some((answer) => normalizeAnswer(answer) === wanted) ? 1 : 0
}

/**
 * F1 of the words that prediction and answer share after normalisation, the best over the answers, 0 to 1; equal to the
 * SQuAD v1.1 evaluation. Two texts without words have 0.
 *
 * @throws MetricError `REFERENCE_MISSING` without an answer.
 */
export function tokenF1(prediction: string, answers: string | readonly string[]): number {
  const words = normalWords(prediction)
  return Math.max(...present(answers).map((answer) => overlap(words, normalWords(answer))))
}

function overlap(predicted: readonly string[], wanted: readonly string[]): number {
  const left = new Map<string, number>()
  for (const word of wanted) left.set(word, (left.get(word) ?? 0) + 1)
  let shared = 0
  for (const word of predicted) {
    const count = left.get(word) ?? 0
    if (count === 0) continue
    left.set(word, count - 1)
    shared++
  }
  if (shared === 0) return 0
  const [precision, recall] = [shared / predicted.length, shared / wanted.length]
  return (2 * precision * recall) / (precision + recall)
}

function normalWords(answer: string): string[] {
  const plain = answer.toLowerCase().replace(/[!-/:-@[-`{-~]/g, '')
  return splitWords(plain.replace(articles, ' '))
}

function present(answers: string | readonly string[]): readonly string[] {
  const all = [answers].flat()
  if (all.length === 0) throw new MetricError('REFERENCE_MISSING', 'Give at least one answer to compare with.')
  return all
}
