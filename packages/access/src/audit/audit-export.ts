import { Readable } from 'node:stream'
import { type AuditFilter, listAuditEntries } from '@assay/db'
import type { AuditEntry, auditExportFormat, auditExportInput } from '@assay/schemas'
import type { z } from 'zod'
import type { Actor } from '../actor.ts'
import type { AccessDeps } from '../deps.ts'
import { toAuditEntry } from './audit.ts'

type Format = z.output<typeof auditExportFormat>

export interface AuditExport {
  readonly filename: string
  readonly media_type: string
  readonly stream: Readable
}

interface Writer {
  readonly media_type: string
  readonly head: string
  readonly line: (entry: AuditEntry) => string
}

const entriesAtOnce = 200

const columns: Readonly<Record<string, (entry: AuditEntry) => string | null>> = {
  created_at: (entry) => entry.created_at,
  id: (entry) => entry.id,
  actor_id: (entry) => entry.actor_id,
  actor_email: (entry) => entry.actor_email,
  credential_kind: (entry) => entry.credential?.kind ?? null,
  credential_id: (entry) => entry.credential?.id ?? null,
  procedure: (entry) => entry.procedure,
  target: (entry) => JSON.stringify(entry.target),
  changes: (entry) => JSON.stringify(entry.changes),
  request_id: (entry) => entry.request_id,
  client_request_id: (entry) => entry.client_request_id,
  address: (entry) => entry.address,
}

const writers: Readonly<Record<Format, Writer>> = {
  jsonl: { media_type: 'application/x-ndjson', head: '', line: (entry) => `${JSON.stringify(entry)}\n` },
  csv: {
    media_type: 'text/csv; charset=utf-8',
    head: csvLine(Object.keys(columns)),
    line: (entry) => csvLine(Object.values(columns).map((read) => read(entry) ?? '')),
  },
}

/** Newest first, page after page: however large the log is, little of it is in memory. */
export async function exportAudit(
  { db }: Pick<AccessDeps, 'db'>,
  _actor: Actor,
  { format, ...filter }: z.output<typeof auditExportInput>,
): Promise<AuditExport> {
  const writer = writers[format]
  return {
    filename: `assay-audit.${format}`,
    media_type: writer.media_type,
    stream: Readable.from(write(writer, entries(db, filter)), { objectMode: false }),
  }
}

async function* entries(db: AccessDeps['db'], filter: AuditFilter): AsyncGenerator<AuditEntry[]> {
  let cursor: string | undefined
  do {
    const page = await listAuditEntries(db, filter, { cursor, limit: entriesAtOnce, include_total: false })
    yield page.items.map(toAuditEntry)
    cursor = page.next_cursor ?? undefined
  } while (cursor !== undefined)
}

async function* write({ head, line }: Writer, pages: AsyncIterable<AuditEntry[]>): AsyncGenerator<string> {
  yield head
  for await (const page of pages) yield page.map(line).join('')
}

function csvLine(cells: readonly string[]): string {
  return `${cells.map(csvCell).join(',')}\r\n`
}

/** Quoted, and no formula to a spreadsheet: what would be one begins with an apostrophe. */
function csvCell(text: string): string {
  const harmless = /^[\s=+\-@\uff0b\uff0d\uff1d\uff20]/.test(text) ? `'${text}` : text
  return `"${harmless.replaceAll('"', '""')}"`
}
