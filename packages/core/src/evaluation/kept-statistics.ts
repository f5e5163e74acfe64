/** What the corpus scores of a metric are made of, in every repeat. */
export interface KeptStatistics {
  readonly metric: string
  /** Names of the numbers, in order. */
  readonly statistics: readonly string[]
  /** How many repeats there are. */
  readonly repeats: number
}

/** The columns of a score file for what a metric's corpus scores are made of, by repeat: `<metric>:<statistic>`, with several repeats `…#<repeat>`. */
export function statisticColumns({ metric, statistics, repeats }: KeptStatistics): string[][] {
  return Array.from({ length: repeats }, (_, repeat) =>
    statistics.map((name) => (repeats < 2 ? `${metric}:${name}` : `${metric}:${name}#${repeat + 1}`)),
  )
}
