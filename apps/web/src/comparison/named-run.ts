import type { ReadyComparison } from '@assay/schemas'

/** What each run is called; runs of one name are told apart by their ids. */
export function nameRuns({ runs }: Pick<ReadyComparison, 'runs'>): (run_id: string) => string {
  const times = new Map<string, number>()
  for (const { name } of runs) times.set(name, (times.get(name) ?? 0) + 1)
  const names = new Map(
    runs.map(({ run_id, name }) => [run_id, (times.get(name) ?? 0) > 1 ? `${name} · ${run_id.slice(-6)}` : name]),
  )
  return (run_id) => names.get(run_id) ?? run_id
}
