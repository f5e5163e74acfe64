import type { CorpusSums, Scoring, SummandNames } from '@assay/compute'
import type { ScoredBatch } from './score-batches.ts'

/** Sums for corpus scores, batch by batch, for each repeat. */
export class CorpusTotals {
  readonly #names: SummandNames
  readonly #sums: ReadonlyMap<string, { texts: number; readonly sums: number[] }[]>

  constructor(names: SummandNames, repeats: number) {
    this.#names = names
    this.#sums = new Map(
      Object.entries(names).map(([metric, { length }]) => [
        metric,
        Array.from({ length: repeats }, () => ({ texts: 0, sums: new Array<number>(length).fill(0) })),
      ]),
    )
  }

  add({ summands }: Pick<ScoredBatch, 'summands'>): void {
    for (const [metric, repeats] of this.#sums) {
      const width = this.#names[metric]?.length ?? 0
      const rows = summands.get(metric) ?? new Float64Array()
      for (let position = 0; position * width < rows.length; position++) {
        const row = rows.subarray(position * width, (position + 1) * width)
        const total = repeats[position % repeats.length]
        if (total && !Number.isNaN(row[0])) addUp(total, row)
      }
    }
  }

  async result(scoring: Scoring, signal: AbortSignal): Promise<Record<string, number | null>> {
    const scores: Record<string, number | null> = {}
    for (const [metric, repeats] of this.#sums) {
      Object.assign(scores, await scoring.corpus({ metric, repeats: repeats satisfies CorpusSums[] }, signal))
    }
    return scores
  }
}

function addUp(total: { texts: number; readonly sums: number[] }, row: Float64Array): void {
  total.texts += 1
  for (const [index, value] of row.entries()) total.sums[index] = (total.sums[index] ?? 0) + value
}
