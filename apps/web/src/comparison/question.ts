import {
  parseAsArrayOf,
  parseAsBoolean,
  parseAsFloat,
  parseAsInteger,
  parseAsString,
  parseAsStringLiteral,
  useQueryStates,
} from 'nuqs'

/** Which experiment a comparison is of; undefined: of runs of several, which the address names. */
export type ExperimentId = string | undefined

const address = {
  runs: parseAsArrayOf(parseAsString),
  baseline: parseAsString,
  metric: parseAsString,
  margins: parseAsArrayOf(parseAsString),
  level: parseAsFloat.withDefault(0.95),
  method: parseAsStringLiteral(['analytic', 'resampled']).withDefault('analytic'),
  cluster: parseAsString,
  seed: parseAsInteger.withDefault(0),
  slices: parseAsArrayOf(parseAsString).withDefault([]),
  of: parseAsString,
  details: parseAsBoolean.withDefault(false),
}

/** All that is asked, as it stands in the address. */
export function useQuestion() {
  return useQueryStates(address, { history: 'push', clearOnDefault: true })
}

export type Question = ReturnType<typeof useQuestion>[0]
export type Ask = ReturnType<typeof useQuestion>[1]

/** Margins stand in the address as score:number. */
export function readMargins(written: readonly string[] | null): Record<string, number> {
  return Object.fromEntries(
    (written ?? []).flatMap((text) => {
      const at = text.lastIndexOf(':')
      const margin = Number(text.slice(at + 1))
      return at > 0 && Number.isFinite(margin) && margin >= 0 ? [[text.slice(0, at), margin]] : []
    }),
  )
}

/** The margins with one of them set, or taken back to its default. */
export function writeMargin(written: readonly string[] | null, metric: string, margin: number | null): string[] | null {
  const kept = (written ?? []).filter((text) => !text.startsWith(`${metric}:`))
  const all = margin === null ? kept : [...kept, `${metric}:${margin}`]
  return all.length > 0 ? all : null
}

/** What the server is asked of it. */
export function toAsked({ runs, baseline, metric, margins, level, method, cluster, seed }: Question) {
  return {
    ...(baseline && { baseline_run_id: baseline }),
    ...(metric && { primary_metric: metric }),
    ...(cluster && { cluster_column: cluster }),
    ...(runs !== null && runs.length > 0 && { run_ids: runs }),
    margins: readMargins(margins),
    level,
    method,
    seed,
  }
}
