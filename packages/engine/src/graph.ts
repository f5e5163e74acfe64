import { DomainError } from '@assay/schemas'

interface Node {
  readonly name: string
  readonly needs: readonly string[]
}

/**
 * Checks that jobs form an acyclic graph with unique names. The names, each after those that it needs. Throws
 * GRAPH_INVALID, naming the fault.
 */
export function checkGraph(jobs: readonly Node[]): readonly string[] {
  if (jobs.length === 0) throw invalid('a run needs at least one job.')
  const waits = new Map<string, number>()
  for (const job of jobs) {
    if (waits.has(job.name)) throw invalid(`two jobs are named "${job.name}".`)
    if (new Set(job.needs).size !== job.needs.length) throw invalid(`"${job.name}" needs the same job twice.`)
    waits.set(job.name, job.needs.length)
  }
  const dependents = Map.groupBy(
    jobs.flatMap((job) => job.needs.map((needed) => ({ needed, dependent: job.name }))),
    (edge) => edge.needed,
  )
  for (const [needed, edges] of dependents) {
    if (!waits.has(needed)) throw invalid(`"${edges[0]?.dependent}" needs "${needed}", which is no job of this run.`)
  }
  const ready = jobs.filter((job) => job.needs.length === 0).map((job) => job.name)
  for (const name of ready) {
    for (const { dependent } of dependents.get(name) ?? []) {
      const left = (waits.get(dependent) ?? 0) - 1
      waits.set(dependent, left)
      if (left === 0) ready.push(dependent)
    }
  }
  if (ready.length < jobs.length) {
    const cycle = cycleAmong(jobs.filter((job) => (waits.get(job.name) ?? 0) > 0))
    throw invalid(`"${cycle.at(-1)}" waits for itself: ${cycle.join(' needs ')}.`)
  }
  return ready
}

/** Names along a cycle, the first of them again at the end; each of these jobs needs another of them. */
function cycleAmong(stuck: readonly Node[]): string[] {
  const byName = new Map(stuck.map((job) => [job.name, job]))
  const path: string[] = []
  let next = stuck[0]?.name
  while (next !== undefined && !path.includes(next)) {
    path.push(next)
    next = byName.get(next)?.needs.find((needed) => byName.has(needed))
  }
  return next === undefined ? path : [...path.slice(path.indexOf(next)), next]
}

function invalid(reason: string): DomainError {
  return new DomainError('GRAPH_INVALID', { reason })
}
