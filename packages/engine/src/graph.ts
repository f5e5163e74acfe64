import { DomainError } from '@assay/schemas'

interface Node {
  readonly name: string
  readonly needs: readonly string[]
}

/** Checks that jobs form an acyclic graph with unique names. Throws GRAPH_INVALID, naming the fault. */
export function checkGraph(jobs: readonly Node[]): void {
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
    const stuck = jobs.find((job) => (waits.get(job.name) ?? 0) > 0)
    throw invalid(`"${stuck?.name}" waits for itself, through a cycle.`)
  }
}

function invalid(reason: string): DomainError {
  return new DomainError('GRAPH_INVALID', { reason })
}
