import { createReadStream } from 'node:fs'
import { join } from 'node:path'
import { type Actor, type AuditedCall, audited, requireRoom, viewerOf } from '@assay/access'
import { insertBlobs, insertDatasetVersion, listLastReviews, lockFamilies, lockTree, newId } from '@assay/db'
import { transact } from '@assay/engine'
import { type Dataset, type DatasetAnnotation, DomainError, type datasetApplyInput } from '@assay/schemas'
import type { z } from 'zod'
import { getReadyTable, toDataset } from '../data/dataset.ts'
import type { DataDeps } from '../data/deps.ts'
import { showOriginal } from '../data/original-file.ts'
import { inTurn } from '../data/recomputation.ts'
import { stageTable } from '../data/staged-table.ts'
import { newObjectKey } from '../file/object-key.ts'
import { scratchDirectory } from '../file/staged.ts'
import { writeAnnotated } from './annotated-table.ts'
import { annotatedFileName } from './annotated-version.ts'
import { authorColumn, reviewedColumn, toReference } from './reviewed-table.ts'

type Input = z.output<typeof datasetApplyInput>
type Ready = Awaited<ReturnType<typeof getReadyTable>>

/**
 * Makes a new version of a dataset of what was reviewed: with the references that people left, and a column that says
 * who wrote each. Only its owner may. Throws DATASET_NOT_FOUND, FORBIDDEN, COLUMN_UNKNOWN, QUOTA_REACHED.
 */
export async function applyReviews(
  deps: DataDeps,
  actor: Actor,
  { call, ...input }: Input & { readonly call: AuditedCall },
): Promise<Dataset> {
  const viewer = viewerOf(actor)
  const dataset = await getReadyTable(deps, { dataset_id: input.dataset_id, viewer })
  if (dataset.owner_id !== actor.user_id && !viewer.sees_all) {
    throw new DomainError('FORBIDDEN', { needs: { owner_of: 'dataset' } })
  }
  const column = reviewedColumn(dataset, input.column)
  return inTurn(deps, actor, () => apply(deps, { dataset, column, call, name: input.name ?? dataset.name }))
}

interface Applied {
  readonly dataset: Ready
  readonly column: string
  readonly call: AuditedCall
  readonly name: string
}

async function apply(deps: DataDeps, { dataset, column, call, name }: Applied): Promise<Dataset> {
  await using scratch = await scratchDirectory(deps)
  await using table = await stageTable(deps, dataset)
  const tally = new ReviewTally()
  const written = join(scratch.path, 'reviewed.parquet')
  await deps.tables.write({
    output_path: written,
    columns: ['reference', 'author'].map((head) => ({ name: head, type: 'VARCHAR' })),
    rows: reviewedRows(deps, { dataset, column, path: table.path, tally }),
  })
  const columns = { [column]: 'reference', [authorColumn(column)]: 'author' }
  const source = { path: table.path, reading: dataset.reading }
  const { path, holds } = await writeAnnotated(deps, { dataset: source, written, columns, directory: scratch.path })
  const [blob_id, object_key] = [newId(), newObjectKey()]
  const stored = await deps.storage.put(object_key, createReadStream(path))
  const { owner_id } = dataset
  try {
    return await audited(deps, call, (held) =>
      transact(held, async (trx) => {
        await requireRoom({ ...held, db: trx }, { owner_id, bytes: stored.size_bytes })
        await lockTree(trx, owner_id, 'shared')
        await lockFamilies(trx, owner_id)
        await insertBlobs(trx, [{ id: blob_id, owner_id, object_key, ...stored }])
        const row = await insertDatasetVersion(trx, {
          ...{ id: newId(), owner_id, name, filename: annotatedFileName(name), format: 'parquet', state: 'ready' },
          ...{ size_bytes: stored.size_bytes, asked_reading: '{}', examples: holds.examples },
          columns: JSON.stringify(holds.columns),
          reading: JSON.stringify(holds.reading),
          original_blob_id: blob_id,
          table_blob_id: blob_id,
          annotation: JSON.stringify(tally.annotation({ from_dataset_id: dataset.id, column })),
        })
        await showOriginal(deps, trx, row)
        return toDataset(row)
      }),
    )
  } catch (error) {
    await deps.storage.delete(object_key)
    throw error
  }
}

interface Reviewing extends Pick<Applied, 'dataset' | 'column'> {
  readonly path: string
  readonly tally: ReviewTally
}

async function* reviewedRows(
  { db, tables }: DataDeps,
  { dataset, column, path, tally }: Reviewing,
): AsyncGenerator<(string | null)[][]> {
  const author = dataset.columns.filter(({ name }) => name === authorColumn(column)).map(({ name }) => name)
  const join = [{ path, columns: [column, ...author], prefix: '', decimals: 'text' }] as const
  for await (const rows of tables.scan({ join })) {
    const [from = 0, last = -1] = [rows[0]?.example, rows.at(-1)?.example]
    const found = await listLastReviews(db, { dataset_id: dataset.id, column }, { from, to: last + 1 })
    const reviews = new Map(found.map((review) => [review.example, review]))
    yield rows.map((row) => {
      const { reference, author: wrote, review } = toReference(row, { column, annotation: dataset.annotation, reviews })
      tally.add(review)
      return [reference, wrote]
    })
  }
}

/** What people made of the references of a version. */
class ReviewTally {
  readonly #counts = { accepted: 0, corrected: 0, rejected: 0, unreviewed: 0 }
  readonly #reviewers = new Set<string>()

  add(
    review: { readonly verdict: 'accepted' | 'corrected' | 'rejected'; readonly reviewer_email: string | null } | null,
  ) {
    this.#counts[review?.verdict ?? 'unreviewed'] += 1
    if (review?.reviewer_email) this.#reviewers.add(review.reviewer_email)
  }

  annotation(of: { readonly from_dataset_id: string; readonly column: string }): DatasetAnnotation {
    return { by: 'people', ...of, ...this.#counts, reviewers: [...this.#reviewers].toSorted() }
  }
}
