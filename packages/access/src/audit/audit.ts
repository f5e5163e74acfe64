import { type AuditEntryRow, insertAuditEntry, listAuditEntries, newId } from '@assay/db'
import { type Transacting, transactAround } from '@assay/engine'
import type { AuditEntry, auditListInput, Page } from '@assay/schemas'
import { z } from 'zod'
import type { Actor } from '../actor.ts'
import type { AccessDeps } from '../deps.ts'
import { redact } from './redact.ts'

/** Where a call comes from, as the audit log keeps it. */
export interface CallOrigin {
  readonly address: string
  readonly request_id: string
  /** What the client calls its request. */
  readonly client_request_id?: string | undefined
}

/** The call that changes something, as the audit log keeps it. */
export interface AuditedCall extends CallOrigin {
  /** Undefined: nobody is signed in. */
  readonly actor: Actor | undefined
  readonly procedure: string
  readonly input: unknown
  /** The schema of the input, which says what of it is secret. */
  readonly schema: z.ZodType | undefined
}

const longestChanges = 8_000
const naming = ['number', 'name', 'email', 'path', 'to', 'application', 'version', 'entrypoint']
const identified = z.object({ id: z.string() })

/** Makes a change and writes it down: both commit, or neither. */
export async function audited<Deps extends Pick<AccessDeps, 'db' | 'hints'>, Result>(
  deps: Deps,
  call: AuditedCall,
  change: (deps: Deps & Transacting) => Promise<Result>,
): Promise<Result> {
  return transactAround(deps, async (held) => {
    const result = await change(held)
    await insertAuditEntry(held.db, toRow(call, result))
    return result
  })
}

export async function listAudit(
  deps: AccessDeps,
  _actor: Actor,
  { cursor, limit, include_total, ...filter }: z.output<typeof auditListInput>,
): Promise<Page<AuditEntry>> {
  const rows = await listAuditEntries(deps.db, filter, { cursor, limit, include_total })
  return { ...rows, items: rows.items.map(toAuditEntry) }
}

function toRow(
  { actor, procedure, input, schema, request_id, client_request_id, address }: AuditedCall,
  result: unknown,
) {
  const redacted = schema === undefined ? {} : z.record(z.string(), z.unknown()).parse(redact(schema, input ?? {}))
  return {
    id: newId(),
    actor_id: actor?.user_id ?? null,
    actor_email: actor?.email ?? null,
    credential: actor?.credential ? JSON.stringify(actor.credential) : null,
    procedure,
    target: JSON.stringify(targetOf(redacted, result)),
    changes: changesOf(redacted),
    request_id,
    client_request_id: client_request_id ?? null,
    address,
  }
}

/** Ids, names and paths that the call was about: those that it was given, and that of what it made. */
function targetOf(input: Record<string, unknown>, result: unknown): Record<string, string> {
  const given = Object.entries(input).filter(([key]) => key.endsWith('_id') || naming.includes(key))
  const made = identified.safeParse(result)
  return {
    ...Object.fromEntries(given.flatMap(([key, value]) => (isName(value) ? [[key, String(value)]] : []))),
    ...(made.success && { id: made.data.id }),
  }
}

function isName(value: unknown): value is string | number {
  return typeof value === 'string' || typeof value === 'number'
}

/** A long input is kept by the sizes of its fields. */
function changesOf(input: Record<string, unknown>): string {
  const text = JSON.stringify(input)
  if (text.length <= longestChanges) return text
  const sizes = Object.entries(input).map(([key, value]) => [key, `(${JSON.stringify(value)?.length ?? 0} characters)`])
  return JSON.stringify(Object.fromEntries(sizes))
}

export function toAuditEntry(row: AuditEntryRow): AuditEntry {
  return {
    id: row.id,
    actor_id: row.actor_id,
    actor_email: row.actor_email,
    credential: row.credential,
    procedure: row.procedure,
    target: row.target,
    changes: row.changes,
    request_id: row.request_id,
    client_request_id: row.client_request_id,
    address: row.address,
    created_at: row.created_at,
  }
}
