import type { Run } from '@assay/schemas'
import { parse } from '../error.ts'
import { body, lax } from '../lax.ts'
import type { Asked } from '../routes.ts'
import { nameOfDataset } from './dataset.ts'
import { type JobOfRun, toJob, typeOf } from './job-view.ts'
import { listing, readPart } from './listing.ts'
import { type EvaluatedJob, type EvaluatedKind, isEvaluated } from './state.ts'

/** One word or several. */
const words = lax<string[]>((given) => ({ value: [given].flat().filter((word) => typeof word === 'string') }))

const query = body({ ...listing, job_types: words.prefault([]) })

const kindsOf: Readonly<Record<string, readonly EvaluatedKind[]>> = {
  inference: ['inference', 'annotation'],
  annotate: ['inference', 'annotation'],
  evaluator: ['evaluation'],
}

/** The caller's jobs, newest first; unknown types have none. */
export async function listJobs(asked: Asked) {
  const { job_types, skip, limit } = parse(query, asked.request.query, 'query')
  const found = await readJobs(asked, job_types.length === 0 ? undefined : job_types)
  const items = found.slice(Math.max(0, skip)).slice(0, Math.max(0, limit))
  const names = await datasetNames(asked, items)
  return {
    total: found.length,
    items: items.map((one) => {
      const { dataset_id: id } = one.job.spec
      return toJob(one, { id, name: names.get(id) ?? '' })
    }),
  }
}

/** All of these types, newest first. */
export async function readJobs(asked: Asked, types: readonly string[] = Object.keys(kindsOf)): Promise<JobOfRun[]> {
  const kinds = [...new Set(types.flatMap((type) => kindsOf[type] ?? []))]
  const jobs = (await Promise.all(kinds.map((kind) => readAll(asked, kind)))).flat()
  const found = (await withRuns(asked, jobs)).filter((one) => types.includes(typeOf(one)))
  return found.toSorted((a, b) => (a.job.id < b.job.id ? 1 : -1))
}

/** As many as are counted one by one. */
const most = 10_000

async function readAll({ platform, request }: Asked, kind: EvaluatedKind): Promise<EvaluatedJob[]> {
  const { items } = await readPart({ skip: 0, limit: most }, (page) =>
    platform.call(request, 'jobs.list', { scope: 'own', kind, ...page }),
  )
  return items.filter(isEvaluated)
}

async function withRuns({ platform, request }: Asked, jobs: readonly EvaluatedJob[]): Promise<JobOfRun[]> {
  const { items } = await readPart({ skip: 0, limit: most }, (page) =>
    platform.call(request, 'runs.list', { scope: 'own', ...page }),
  )
  const runs = new Map<string, Run>(items.map((run) => [run.id, run]))
  return jobs.flatMap((job) => {
    const run = runs.get(job.run_id)
    return run ? [{ run, job }] : []
  })
}

async function datasetNames(asked: Asked, items: readonly JobOfRun[]): Promise<Map<string, string>> {
  const ids = [...new Set(items.map(({ job }) => job.spec.dataset_id))]
  return new Map(await Promise.all(ids.map(async (id) => [id, await nameOfDataset(asked, id)] as const)))
}
