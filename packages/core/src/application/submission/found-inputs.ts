import { type Actor, viewerOf } from '@assay/access'
import { findObjectsOfFiles, findStageable } from '@assay/db'
import { DomainError } from '@assay/schemas'
import { findPlace } from '../../file/place.ts'
import { isRoot } from '../../file/tree.ts'
import { type FoundFile, filesOfDataset, findDatasetByReference } from './dataset-input.ts'
import type { SubmissionDeps } from './deps.ts'
import type { FileInput } from './wanted-job.ts'

/** What is at a place: files below it, or the one that it is. */
interface Found {
  readonly files: readonly FoundFile[]
  /** The path in a tree; null: it is a dataset's. */
  readonly from: string | null
}

/** What inputs are, by `keyOf`; what is not there is not among them. */
export type FoundInputs = ReadonlyMap<string, Found>

type TreeInput = Extract<FileInput, { readonly from: string }>

/** Looks all of them up, each once, however many jobs take it; files of one tree in one statement. */
export async function findInputs(
  deps: SubmissionDeps,
  actor: Actor,
  inputs: readonly FileInput[],
): Promise<FoundInputs> {
  const unique = [...new Map(inputs.map((input) => [keyOf(input), input])).values()]
  const found = new Map<string, Found>()
  const places = await placesOf(deps, actor, unique)
  for (const [owner_id, some] of Map.groupBy(places, (place) => place.owner_id)) {
    await findInTree(deps, { owner_id, some, found })
  }
  for (const input of unique) {
    if (!('dataset' in input)) continue
    const dataset = await findDatasetByReference(deps, viewerOf(actor), input.dataset)
    const files = await filesOfDataset(deps, dataset, input.path)
    if (files.length > 0) found.set(keyOf(input), { files, from: null })
  }
  return found
}

export function keyOf(input: FileInput): string {
  return JSON.stringify(
    'from' in input ? [input.owner ?? '', input.from] : ['dataset', input.dataset, input.path ?? ''],
  )
}

interface PlacedInput {
  readonly input: TreeInput
  readonly owner_id: string
}

/** Whose trees they are in; what is not shared with the actor is in none. */
async function placesOf(deps: SubmissionDeps, actor: Actor, inputs: readonly FileInput[]): Promise<PlacedInput[]> {
  const places: PlacedInput[] = []
  for (const input of inputs) {
    if (!('from' in input)) continue
    const owner_id = input.owner === undefined ? actor.user_id : await ownerOf(deps, actor, input)
    if (owner_id !== undefined) places.push({ input, owner_id })
  }
  return places
}

async function ownerOf(deps: SubmissionDeps, actor: Actor, { from, owner }: TreeInput): Promise<string | undefined> {
  try {
    return (await findPlace(deps, actor, { path: from, owner, access: 'read' })).owner_id
  } catch (error) {
    if (DomainError.is(error, 'FILE_NOT_FOUND')) return undefined
    throw error
  }
}

async function findInTree(
  { db }: SubmissionDeps,
  tree: { readonly owner_id: string; readonly some: readonly PlacedInput[]; readonly found: Map<string, Found> },
): Promise<void> {
  const { owner_id, some, found } = tree
  const rows = await findStageable(db, { owner_id, paths: some.map(({ input }) => input.from) })
  const byPath = new Map(rows.map((row) => [row.path, row]))
  for (const { input } of some) {
    const { from } = input
    const row = byPath.get(from)
    if (row?.blob_id) found.set(keyOf(input), { files: [{ path: '', blob_id: row.blob_id }], from })
    else if (row || isRoot(from))
      found.set(keyOf(input), { files: await filesBelow(db, { owner_id, path: from }), from })
  }
}

async function filesBelow(
  db: SubmissionDeps['db'],
  folder: { readonly owner_id: string; readonly path: string },
): Promise<FoundFile[]> {
  const rows = await findObjectsOfFiles(db, folder)
  return rows.flatMap(({ path, blob_id }) =>
    blob_id === null ? [] : [{ path: path.slice(folder.path.length + 1), blob_id }],
  )
}
