import type { Actor } from '@assay/access'
import {
  type Database,
  deleteEntrypointFiles,
  insertEntrypointFiles,
  insertEntrypoints,
  lockCatalogue,
  newId,
  updateEntrypoint,
} from '@assay/db'
import { transact } from '@assay/engine'
import { type applicationApplyInput, type CatalogueChange, DomainError } from '@assay/schemas'
import type { Transaction } from 'kysely'
import type { z } from 'zod'
import { builtinUser } from '../../builtin-user.ts'
import type { FileDeps } from '../../file/deps.ts'
import { releaseFiles } from '../../file/release.ts'
import { findSameBytes } from '../../file/same-bytes.ts'
import { type GivenFile, keepFile, toGivenFile } from './given-file.ts'
import { type Catalogue, type Planned, planCatalogue, usedError } from './plan.ts'

type Input = z.output<typeof applicationApplyInput>

/** What applying entries would do; nothing is changed. Throws as `applyApplications`, but not for what is used. */
export async function planApplications(deps: FileDeps, actor: Actor, input: Input): Promise<CatalogueChange> {
  const catalogue = await toCatalogue(deps, actor, input)
  const planned = await planCatalogue(deps, catalogue, { held: false })
  return { items: planned.map(({ item }) => item), missing_files: await missingFiles(deps, catalogue.files) }
}

/**
 * Puts entries into the catalogue: all of them, or none. Throws INPUT_INVALID, GRAPH_INVALID, APPLICATION_USED,
 * APPLICATION_FILES_MISSING, UPLOAD_NOT_FOUND, UPLOAD_INCOMPLETE, UPLOAD_USED.
 */
export async function applyApplications(deps: FileDeps, actor: Actor, input: Input): Promise<CatalogueChange> {
  return applyCatalogue(deps, actor, await toCatalogue(deps, actor, input))
}

/** The same for entries whose files are at hand. */
export async function applyCatalogue(deps: FileDeps, actor: Actor, catalogue: Catalogue): Promise<CatalogueChange> {
  return transact(deps, async (trx) => {
    const held = { ...deps, db: trx }
    await lockCatalogue(trx)
    const planned = await planCatalogue(held, catalogue, { held: true })
    const items = planned.map(({ item }) => item)
    const refused = items.filter(({ outcome }) => outcome === 'refused')
    if (refused.length > 0) throw usedError(refused)
    const changing = planned.filter(({ item }) => item.outcome !== 'unchanged')
    const blobs = await keepFiles(held, trx, changing)
    await insertNew(trx, actor, { planned: changing, blobs })
    for (const change of changing) await updateOne(held, trx, { ...change, actor, blobs })
    return { items, missing_files: [] }
  })
}

async function toCatalogue(deps: FileDeps, actor: Actor, { entries, files }: Input): Promise<Catalogue> {
  const given: GivenFile[] = []
  for (const file of files) given.push(await toGivenFile(deps, actor, file))
  return { entries, files: given }
}

async function missingFiles(deps: FileDeps, files: readonly GivenFile[]): Promise<string[]> {
  const { user_id: owner_id } = await builtinUser(deps)
  const missing: string[] = []
  for (const file of files) {
    if (!file.keep && !(await findSameBytes(deps, { ...file, owner_id }))) missing.push(file.path)
  }
  return missing
}

type Blobs = ReadonlyMap<string, string>

async function keepFiles(deps: FileDeps, trx: Transaction<Database>, planned: readonly Planned[]): Promise<Blobs> {
  const files = new Map(planned.flatMap((one) => one.files.map((file) => [file.path, file])))
  const { user_id: owner_id } = await builtinUser(deps)
  const blobs = new Map<string, string>()
  for (const [path, file] of files) {
    const id = await keepFile({ deps, trx, owner_id }, file)
    if (id !== undefined) blobs.set(path, id)
  }
  const paths = [...files.keys()].filter((path) => !blobs.has(path))
  if (paths.length > 0) throw new DomainError('APPLICATION_FILES_MISSING', { paths })
  return blobs
}

async function insertNew(
  trx: Transaction<Database>,
  { user_id: applied_by }: Actor,
  { planned, blobs }: { readonly planned: readonly Planned[]; readonly blobs: Blobs },
): Promise<void> {
  const created = planned.flatMap((one) => (one.row ? [] : [{ id: newId(), ...one }]))
  const rows = created.map(({ id, entry, position }) => {
    const { application, version, entrypoint } = entry
    return { id, application, version, entrypoint, position, definition: JSON.stringify(entry), applied_by }
  })
  await insertEntrypoints(trx, rows)
  await insertEntrypointFiles(
    trx,
    created.flatMap(({ id, files }) => filesOf(id, files, blobs)),
  )
}

interface Update extends Planned {
  readonly actor: Actor
  readonly blobs: Blobs
}

async function updateOne(
  deps: FileDeps,
  trx: Transaction<Database>,
  { row, entry, item, files, actor, blobs }: Update,
): Promise<void> {
  if (!row) return
  const applied_by = actor.user_id
  if (item.outcome === 'restored') return updateEntrypoint(trx, row.id, { removed_at: null, applied_by })
  await updateEntrypoint(trx, row.id, { definition: JSON.stringify(entry), removed_at: null, applied_by })
  const left = await deleteEntrypointFiles(trx, row.id)
  await insertEntrypointFiles(trx, filesOf(row.id, files, blobs))
  await releaseFiles(deps, trx, left)
}

function filesOf(entrypoint_id: string, files: readonly GivenFile[], blobs: Blobs) {
  return files.flatMap(({ path }) => {
    const blob_id = blobs.get(path)
    return blob_id === undefined ? [] : [{ entrypoint_id, path, blob_id }]
  })
}
