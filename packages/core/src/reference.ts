import { type Actor, viewerOf } from '@assay/access'
import { findByShortId, findDatasetsByName, findExperimentsByName, type ReferenceMatch, type Viewer } from '@assay/db'
import { DomainError, type ErrorCode, faultOfPath } from '@assay/schemas'
import type { CoreDeps } from './deps.ts'
import { getEntry } from './file/file.ts'

type Find = (deps: Pick<CoreDeps, 'db'>, viewer: Viewer, reference: string) => Promise<ReferenceMatch[]>

/** A kind of thing that a field of a request names. */
interface Named {
  readonly noun: string
  readonly find: Find
  readonly absent: (reference: string) => DomainError
}

const most = 5
const uuid = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i
const shortId = /^[0-9a-f]{8}[0-9a-f-]*$/i

const dataset: Named = {
  noun: 'dataset',
  find: async ({ db }, viewer, reference) => {
    const exact = await findDatasetsByName(db, { viewer, most }, { name: reference })
    if (exact.length > 0) return exact
    const [, name, version] = /^(.+)[@:](\d{1,9})$/.exec(reference) ?? []
    if (name !== undefined) return findDatasetsByName(db, { viewer, most }, { name, version: Number(version) })
    return byShortId('datasets')({ db }, viewer, reference)
  },
  absent: (dataset_id) => new DomainError('DATASET_NOT_FOUND', { dataset_id }),
}

const experiment: Named = {
  noun: 'experiment',
  find: async ({ db }, viewer, reference) => {
    const exact = await findExperimentsByName(db, { viewer, most }, reference)
    return exact.length > 0 ? exact : byShortId('experiments')({ db }, viewer, reference)
  },
  absent: (experiment_id) => new DomainError('EXPERIMENT_NOT_FOUND', { experiment_id }),
}

const run: Named = {
  noun: 'run',
  find: byShortId('runs'),
  absent: (run_id) => new DomainError('RUN_NOT_FOUND', { run_id }),
}

const file: Named = {
  noun: 'file',
  find: async ({ db }, viewer, reference) => {
    const path = reference.replace(/\/$/, '')
    if (faultOfPath(path) !== undefined) return byShortId('files')({ db }, viewer, reference)
    const { id, created_at } = await getEntry({ db }, { owner_id: viewer.user_id, path })
    return [{ id, name: path, created_at }]
  },
  absent: (path) => new DomainError('FILE_NOT_FOUND', { path }),
}

/** The fields of requests that name a thing, whatever they are part of. */
const fields: Readonly<Record<string, Named>> = {
  dataset_id: dataset,
  experiment_id: experiment,
  file_id: file,
  run_id: run,
  run_ids: run,
  baseline_run_id: run,
  comparison_id: {
    noun: 'comparison',
    find: byShortId('comparisons'),
    absent: (comparison_id) => new DomainError('COMPARISON_NOT_FOUND', { comparison_id }),
  },
  job_id: {
    noun: 'job',
    find: byShortId('jobs'),
    absent: (job_id) => new DomainError('JOB_NOT_FOUND', { job_id }),
  },
}

/** How a request with these fields is refused when what they name is ambiguous, or is not there. */
export function referenceErrors(names: readonly string[]): ErrorCode[] {
  const named = names.flatMap((name) => fields[name] ?? [])
  return named.length === 0 ? [] : ['REFERENCE_AMBIGUOUS', ...new Set(named.map(({ absent }) => absent('').code))]
}

/**
 * A request in which things are named by their ids, whatever they were named by: the beginning of an id, a name. Ids
 * are left as they are. Throws REFERENCE_AMBIGUOUS, and the error of what is not found among all that the actor sees.
 */
export async function resolveReferences<Input>(deps: Pick<CoreDeps, 'db'>, actor: Actor, input: Input): Promise<Input> {
  if (!(input instanceof Object)) return input
  const resolved: Record<string, string | string[]> = {}
  for (const [field, named] of Object.entries(fields)) {
    const given: unknown = Reflect.get(input, field)
    const resolve = (reference: string) => resolveReference(deps, actor, { named, reference })
    if (isReference(given)) resolved[field] = await resolve(given)
    if (Array.isArray(given) && given.some(isReference)) {
      resolved[field] = await Promise.all(given.map((one: unknown) => (isReference(one) ? resolve(one) : String(one))))
    }
  }
  return Object.keys(resolved).length === 0 ? input : { ...input, ...resolved }
}

/** Whether it is something other than a whole id. */
function isReference(value: unknown): value is string {
  return typeof value === 'string' && !uuid.test(value)
}

async function resolveReference(
  deps: Pick<CoreDeps, 'db'>,
  actor: Actor,
  { named, reference }: { readonly named: Named; readonly reference: string },
): Promise<string> {
  const [first, ...others] = await named.find(deps, viewerOf(actor), reference)
  if (!first) throw named.absent(reference)
  if (others.length === 0) return first.id
  throw new DomainError('REFERENCE_AMBIGUOUS', { noun: named.noun, reference, candidates: [first, ...others] })
}

function byShortId(table: Parameters<typeof findByShortId>[1]['table']): Find {
  return async ({ db }, viewer, reference) =>
    shortId.test(reference) ? findByShortId(db, { table, viewer, most }, reference) : []
}
