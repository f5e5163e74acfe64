import { type Actor, viewerOf } from '@assay/access'
import { getWritableDataset, holdDataset, insertReview, listLastReviews, listReviewsOf, newId } from '@assay/db'
import { transact } from '@assay/engine'
import {
  DomainError,
  type Reference,
  type ReferenceList,
  type Review,
  type referenceListInput,
  type referenceRef,
  type referenceSetInput,
} from '@assay/schemas'
import type { z } from 'zod'
import { getReadyTable } from '../data/dataset.ts'
import type { DataDeps } from '../data/deps.ts'
import { stageTable } from '../data/staged-table.ts'
import { authorColumn, reviewedColumn, toReference, toReview } from './reviewed-table.ts'

/** Reviews of one example that are told. */
const mostReviews = 1000

/** References, each as it is since its last review. Throws COLUMN_UNKNOWN. */
export async function listReferences(
  deps: DataDeps,
  actor: Actor,
  { dataset_id, column: said, after, limit }: z.output<typeof referenceListInput>,
): Promise<ReferenceList> {
  const dataset = await getReadyTable(deps, { dataset_id, viewer: viewerOf(actor) })
  return readReferences(deps, dataset, { column: reviewedColumn(dataset, said), after, limit })
}

interface Part {
  readonly column: string
  readonly after: number
  readonly limit: number
}

type Ready = Awaited<ReturnType<typeof getReadyTable>>

async function readReferences(deps: DataDeps, dataset: Ready, { column, after, limit }: Part): Promise<ReferenceList> {
  await using table = await stageTable(deps, dataset)
  const author = dataset.columns.filter(({ name }) => name === authorColumn(column)).map(({ name }) => name)
  const { items, next_after } = await deps.tables.page({ path: table.path, columns: [column, ...author], after, limit })
  const [first, last] = [items[0], items.at(-1)]
  const between = first && last && { from: first.example, to: last.example + 1 }
  const rows = between ? await listLastReviews(deps.db, { dataset_id: dataset.id, column }, between) : []
  const reviews = new Map(rows.map((row) => [row.example, row]))
  const { annotation } = dataset
  return { items: items.map((row) => toReference(row, { column, annotation, reviews })), next_after }
}

/** What was made of the reference of an example, newest first. Throws COLUMN_UNKNOWN. */
export async function listReviews(
  deps: DataDeps,
  actor: Actor,
  { dataset_id, column: said, example }: z.output<typeof referenceRef>,
): Promise<{ items: Review[] }> {
  const dataset = await getReadyTable(deps, { dataset_id, viewer: viewerOf(actor) })
  const reviewed = { dataset_id: dataset.id, column: reviewedColumn(dataset, said) }
  const rows = await listReviewsOf(deps.db, reviewed, { example, limit: mostReviews })
  return { items: rows.map(toReview) }
}

/**
 * Accepts, corrects or rejects a reference, which needs a share for writing of who does not own the dataset. The
 * version itself never changes: a new one is made of what was reviewed. Throws FORBIDDEN, INPUT_INVALID.
 */
export async function reviewReference(
  deps: DataDeps,
  actor: Actor,
  input: z.output<typeof referenceSetInput>,
): Promise<Reference> {
  const { dataset_id, example, verdict, comment = null } = input
  const viewer = viewerOf(actor)
  await getWritableDataset(deps.db, { id: dataset_id, viewer })
  const dataset = await getReadyTable(deps, { dataset_id, viewer })
  const column = reviewedColumn(dataset, input.column)
  const [found] = (await readReferences(deps, dataset, { column, after: example - 1, limit: 1 })).items
  if (found?.example !== example) throw refused('example', `is none of the ${dataset.examples} of the dataset`)
  const before = found.reference
  const row = { dataset_id: dataset.id, column_name: column, example, verdict, before, comment }
  await transact(deps, async (trx) => {
    await holdDataset(trx, dataset.id)
    const reference = afterVerdict(input, before)
    await insertReview(trx, { ...row, id: newId(), reference, reviewer_id: actor.user_id })
  })
  const [reviewed] = (await readReferences(deps, dataset, { column, after: example - 1, limit: 1 })).items
  return reviewed ?? found
}

type Said = Pick<z.output<typeof referenceSetInput>, 'verdict' | 'reference'>

function afterVerdict({ verdict, reference }: Said, before: string | null): string | null {
  if (verdict !== 'corrected' && reference !== undefined) throw refused('reference', 'is for "corrected" alone')
  if (verdict === 'rejected') return null
  if (verdict === 'corrected') {
    if (reference === undefined || reference.trim() === '') throw refused('reference', 'must say what takes its place')
    return reference
  }
  if (before === null) throw refused('verdict', 'there is no reference to accept: correct it')
  return before
}

function refused(path: string, message: string): DomainError {
  return new DomainError('INPUT_INVALID', { issues: [{ path, message }] })
}
