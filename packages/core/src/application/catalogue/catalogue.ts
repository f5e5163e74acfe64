import type { Actor } from '@assay/access'
import {
  type EntrypointFileRow,
  type EntrypointRow,
  findEntrypointFiles,
  findEntrypoints,
  getEntrypointFile,
  listVersions,
  lockCatalogue,
  removeEntrypoints,
} from '@assay/db'
import { transact } from '@assay/engine'
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
import { withRequirements } from '../requirements.ts'
import { commonParameterSchema, parameterSchema } from './parameter-schema.ts'
import { unknownApplication, written } from './unknown-application.ts'

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
  if (rows.length === 0) throw await unknownApplication(db, ref)
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

/**
 * JSON Schema of the values that a run of an entrypoint takes, those of all that it requires among them. Throws
 * APPLICATION_NOT_FOUND.
 */
export async function describeRunParameters(
  { db }: Deps,
  actor: Actor,
  ref: Ref & { readonly entrypoint: string },
): Promise<{ readonly description: string; readonly parameters: Readonly<Record<string, unknown>> }> {
  await getApplication({ db }, actor, ref)
  const definitions = (await findEntrypoints(db, ref)).map(({ definition }) => definition)
  const running = withRequirements(definitions, [ref.entrypoint])
  const description = running.at(-1)?.description ?? ''
  return { description, parameters: commonParameterSchema(running.map(({ parameters }) => parameters)) }
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
    if (rows.length === 0) throw await unknownApplication(trx, ref)
    if (required_by.length > 0) {
      throw new DomainError('APPLICATION_REQUIRED', { application: written(ref), required_by })
    }
    return { application, version, entrypoints: rows.map((row) => row.entrypoint) }
  })
}
