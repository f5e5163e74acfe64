import type { Database, DatasetRow } from '@assay/db'
import { DomainError, faultOfName } from '@assay/schemas'
import type { Transaction } from 'kysely'
import { writeFileRow } from '../file/tree.ts'
import type { DataDeps } from './deps.ts'

const folder = 'data/datasets'
const mostBytes = 200
const invisible = /\p{Default_Ignorable_Code_Point}/gu
const unfit = /[/\\%\p{Cc}\p{Cs}\u2028-\u202e\u2066-\u2069\u200e\u200f\u061c]/gu

/**
 * Shows the original of a dataset in its owner's tree, where nothing is stored for it again: it goes when the dataset
 * does, and can be moved or deleted by itself. What is there already stays.
 */
export async function showOriginal(
  { queue }: Pick<DataDeps, 'queue'>,
  trx: Transaction<Database>,
  dataset: DatasetRow,
): Promise<void> {
  const { id: dataset_id, owner_id, original_blob_id: blob_id } = dataset
  if (blob_id === null) return
  for (const path of originalPaths(dataset)) {
    const file = { owner_id, path, blob_id, dataset_id, written_by: owner_id, if_exists: 'refuse' } as const
    try {
      await writeFileRow({ db: trx, queue }, file)
      return
    } catch (error) {
      if (!DomainError.is(error, 'PATH_TAKEN')) throw error
    }
  }
}

/** Where it may be shown; the second is nobody else's, whatever the names. */
export function originalPaths({
  id,
  name,
  version,
  filename,
}: Pick<DatasetRow, 'id' | 'name' | 'version' | 'filename'>) {
  const file = pathName(filename ?? '') ?? 'original'
  return [`${folder}/${pathName(name) ?? id}/${version}/${file}`, `${folder}/${id}/${file}`]
}

/** A name as one of a path; undefined where nothing is left of it. */
export function pathName(text: string): string | undefined {
  const trimmed = text
    .normalize('NFC')
    .toWellFormed()
    .replaceAll(unfit, '_')
    .replace(/^\s+|[\s.]+$/gu, '')
  const short = shorten(trimmed)
  if (faultOfName(short) === undefined) return short
  const seen = shorten(trimmed.replaceAll(invisible, ''))
  if (seen === '') return undefined
  return faultOfName(seen) === undefined ? seen : `_${seen}`
}

/** Keeps what stands behind the last dot: it says what a file is. */
function shorten(name: string): string {
  if (Buffer.byteLength(name) <= mostBytes) return name
  const extension = /\.[^.]{1,16}$/u.exec(name)?.[0] ?? ''
  const characters = [...name.slice(0, name.length - extension.length)]
  while (Buffer.byteLength(characters.join('') + extension) > mostBytes) characters.pop()
  return characters.join('').trimEnd() + extension
}
