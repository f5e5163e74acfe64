import type { Actor } from '@assay/access'
import {
  type EntrypointFileRow,
  type EntrypointRow,
  findEntrypointFiles,
  findEntrypoints,
  getEntrypointFile,
  listCatalogueNames,
  listVersions,
  lockCatalogue,
  removeEntrypoints,
} from '@assay/db'
import { transact } from '@assay/engine'
import { nearestNames } from '@assay/metrics'
import {
  type Application,
  type ApplicationVersion,
  type applicationListInput,
  type applicationRef,
  DomainError,
  type entrypointFileRef,
  type Page,
  type RemovedApplication,
} from '@assay/schemas'
import { z } from 'zod'
import type { FileDeps } from '../../file/deps.ts'
import { type Download, toDownload } from '../../file/download.ts'
import { parameterSchema } from './parameter-schema.ts'

type Deps = Pick<FileDeps, 'db'>
type Ref = z.output<typeof applicationRef>

/** Everyone may see the catalogue. */
export async function listApplications(
  { db }: Deps,
  _actor: Actor,
  { application, ...page }: z.output<typeof applicationListInput>,
): Promise<Page<ApplicationVersion>> {
  const rows = await listVersions(db, { application }, page)
  const items = rows.items.map(({ application, version, entrypoints, used, created_at, updated_at }) => {
    return { application, version, entrypoints, used, created_at, updated_at }
  })
  return { ...rows, items }
}

/** A version with its entrypoints, or with the one that is asked for. Throws APPLICATION_NOT_FOUND. */
export async function getApplication({ db }: Deps, _actor: Actor, ref: Ref): Promise<Application> {
  const { application, version } = ref
  const all = await findEntrypoints(db, ref)
  const rows = all.filter(({ entrypoint }) => ref.entrypoint === undefined || entrypoint === ref.entrypoint)
  if (rows.length === 0) throw await notFound({ db }, ref)
  const files = await findEntrypointFiles(
    db,
    rows.map(({ id }) => id),
  )
  const byEntrypoint = Map.groupBy(files, ({ entrypoint_id }) => entrypoint_id)
  return { application, version, entrypoints: rows.map((row) => toEntrypoint(row, byEntrypoint.get(row.id) ?? [])) }
}

function toEntrypoint(
  { application, version, entrypoint, definition, created_at, updated_at, used_at }: EntrypointRow,
  rows: readonly EntrypointFileRow[],
): Application['entrypoints'][number] {
  const parameters = z.record(z.string(), z.json()).parse(parameterSchema(definition.parameters))
  const files = rows.map(({ path, size_bytes, sha256 }) => ({ path, size_bytes, sha256 }))
  return { application, version, entrypoint, definition, parameters, files, created_at, updated_at, used_at }
}

/** Throws APPLICATION_NOT_FOUND, FILE_NOT_FOUND. */
export async function downloadEntrypointFile(
  deps: FileDeps,
  actor: Actor,
  ref: z.output<typeof entrypointFileRef>,
): Promise<Download> {
  await getApplication(deps, actor, ref)
  const filename = ref.path.slice(ref.path.lastIndexOf('/') + 1)
  return toDownload(deps, await getEntrypointFile(deps.db, ref), filename)
}

/**
 * Hides a version, or an entrypoint of it, from lists and new runs; what jobs have used stays. Throws
 * APPLICATION_NOT_FOUND, APPLICATION_REQUIRED.
 */
export async function removeApplication(deps: Deps, _actor: Actor, ref: Ref): Promise<RemovedApplication> {
  return transact(deps, async (trx) => {
    await lockCatalogue(trx)
    const { application, version, entrypoint } = ref
    const there = await findEntrypoints(trx, ref)
    const required_by = there
      .filter(({ definition }) => entrypoint !== undefined && definition.requires.includes(entrypoint))
      .map((row) => row.entrypoint)
    const rows = await removeEntrypoints(trx, ref)
    if (rows.length === 0) throw await notFound({ db: trx }, ref)
    if (required_by.length > 0) {
      throw new DomainError('APPLICATION_REQUIRED', { application: written(ref), required_by })
    }
    return { application, version, entrypoints: rows.map((row) => row.entrypoint) }
  })
}

/** Says what the catalogue has that resembles it, of what it has: the application, the version, or none of it. */
async function notFound({ db }: Deps, ref: Ref): Promise<DomainError> {
  const { application, version, entrypoint } = ref
  const [applications, versions, entrypoints] = await Promise.all([
    listCatalogueNames(db, {}),
    listCatalogueNames(db, { application }),
    listCatalogueNames(db, { application, version }),
  ])
  if (versions.length === 0) return unknown(ref, nearestNames(application, applications))
  if (entrypoints.length === 0)
    return unknown(
      ref,
      versions.slice(-3).map((known) => `${application}/${known}`),
    )
  const alike = nearestNames(entrypoint ?? '', entrypoints)
  return unknown(
    ref,
    alike.map((known) => `${application}/${version}/${known}`),
  )
}

function unknown(ref: Ref, nearest: string[]): DomainError {
  return new DomainError('APPLICATION_NOT_FOUND', { application: written(ref), nearest })
}

function written({ application, version, entrypoint }: Ref): string {
  return [application, version, ...(entrypoint === undefined ? [] : [entrypoint])].join('/')
}
