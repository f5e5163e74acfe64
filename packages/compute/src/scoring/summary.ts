import { readFile } from 'node:fs/promises'
import type { CorpusScorer } from '@assay/metrics'
import { type MeanInterval, meanInterval, type ScoreRange } from '@assay/metrics'

/** The sums behind a corpus score, and over how many texts. */
export interface CorpusSums {
  readonly texts: number
  readonly sums: readonly number[]
}

export interface IntervalTask {
  /** A file of 64-bit floats, one for each example. */
  readonly path: string
  readonly range: ScoreRange
  readonly seed: number
}

export async function intervalOf({ path, range, seed }: IntervalTask): Promise<MeanInterval> {
  const { buffer, byteOffset, byteLength } = await readFile(path)
  return meanInterval(new Float64Array(buffer.slice(byteOffset, byteOffset + byteLength)), { range, seed })
}

/**
 * Corpus scores of a model: the mean over its repeats of the corpus score of each, which is what one repeat is expected
 * to reach. Sums pooled over repeats would be the score of a corpus that nobody has, and of one length penalty for all.
 */
export function corpusScores(scorer: CorpusScorer, repeats: readonly CorpusSums[]): Record<string, number | null> {
  const values = new Map<string, number[]>()
  for (const { texts, sums } of repeats) {
    if (texts === 0) continue
    for (const [score, value] of Object.entries(scorer.value(sums))) {
      values.set(score, [...(values.get(score) ?? []), value])
    }
  }
  return Object.fromEntries([...values].map(([score, found]) => [score, meanOf(found)]))
}

function meanOf(values: readonly number[]): number | null {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length
  return Number.isFinite(mean) ? mean : null
}
