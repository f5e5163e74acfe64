import type { Page, PageInput } from '@assay/schemas'
import { type Insertable, type Kysely, sql } from 'kysely'
import { paginate } from '../paging.ts'
import type { AuditEntryRow, AuditEntryTable } from '../tables/audit-entry.ts'
import type { Database } from '../tables/index.ts'

export interface AuditFilter {
  readonly actor_id?: string | undefined
  readonly procedure?: string | undefined
  /** An id or a name that is in the target, in any field. */
  readonly target_id?: string | undefined
  readonly since?: string | undefined
  readonly until?: string | undefined
}

export async function insertAuditEntry(db: Kysely<Database>, entry: Insertable<AuditEntryTable>): Promise<void> {
  await db.insertInto('audit_entries').values(entry).execute()
}

export async function listAuditEntries(
  db: Kysely<Database>,
  { actor_id, procedure, target_id, since, until }: AuditFilter,
  page: PageInput,
): Promise<Page<AuditEntryRow>> {
  let query = db.selectFrom('audit_entries').selectAll()
  if (actor_id !== undefined) query = query.where('actor_id', '=', actor_id)
  if (procedure !== undefined) query = query.where('procedure', '=', procedure)
  if (target_id !== undefined) query = query.where(sql<boolean>`target @? ${pathTo(target_id)}::jsonpath`)
  if (since !== undefined) query = query.where('created_at', '>=', since)
  if (until !== undefined) query = query.where('created_at', '<', until)
  return paginate(db, { query, table: 'audit_entries', page })
}

function pathTo(value: string): string {
  return `$.* ? (@ == ${JSON.stringify(value)})`
}
