import { type Database, type FilePlace, type FileRow, lockAlikePath } from '@assay/db'
import { DomainError } from '@assay/schemas'
import type { Transaction } from 'kysely'
import { etagOf } from './file.ts'
import { requireNoRoot, requireReplaceable } from './tree.ts'

export interface Condition extends FilePlace {
  readonly if_exists: 'replace' | 'refuse'
  /** Header If-Match (RFC 9110, 13.1): the versions of which one has to be there. */
  readonly if_match?: string | undefined
  /** Header If-None-Match: those of which none may be there; `*`: nothing at all. */
  readonly if_none_match?: string | undefined
}

/** Holds what is at a path, and makes sure that it may be replaced. Throws FILE_CHANGED, PATH_TAKEN. */
export async function requireCondition(
  trx: Transaction<Database>,
  { owner_id, path, if_exists, if_match, if_none_match }: Condition,
): Promise<FileRow | undefined> {
  requireNoRoot(path)
  const there = await lockAlikePath(trx, { owner_id, path })
  const etag = there?.path === path ? etagOf(there) : null
  const isMet =
    (if_match === undefined || names(if_match, etag)) && (if_none_match === undefined || !names(if_none_match, etag))
  if (!isMet) throw new DomainError('FILE_CHANGED', { path, etag })
  if (there) requireReplaceable(there, { path, kind: 'file', if_exists })
  return there
}

function names(header: string, etag: string | null): boolean {
  if (etag === null) return false
  return header.split(',').some((one) => ['*', etag].includes(one.trim()))
}
