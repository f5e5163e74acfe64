import { z } from 'zod'
import { id, time } from './field.ts'
import { pageInput, pageOf } from './page.ts'

/** A change that somebody made. */
export const auditEntry = z
  .object({
    id,
    actor_id: id.nullable().describe('who made it; null: nobody was signed in'),
    actor_email: z.string().nullable().describe('the e-mail address of that user at the time'),
    credential: z
      .object({
        kind: z
          .enum(['password', 'session', 'key', 'token'])
          .describe('how the caller signed in; token: a JWT of an issuer'),
        id: z.string().nullable().describe('the id of the key or session, the issuer of the token'),
      })
      .nullable()
      .describe('how the user was known; null: nobody was signed in'),
    procedure: z.string().describe('what was called, such as datasets.create'),
    target: z.record(z.string(), z.string()).describe('what it was about: ids, names and paths, by field'),
    changes: z.record(z.string(), z.unknown()).describe('what was asked for, without secrets'),
    request_id: z.string().describe('names the request in the server log'),
    client_request_id: z
      .string()
      .nullable()
      .describe('what the client called its request (X-Request-Id), which proves nothing; null: nothing'),
    address: z.string().describe('the network address that the request came from'),
    created_at: time,
  })
  .describe('An entry of the audit log.')

/** A change that somebody made. */
export type AuditEntry = z.infer<typeof auditEntry>

/** Chooses entries of the audit log. */
const auditFilter = z.object({
  actor_id: id.optional().describe('only what this user did'),
  procedure: z.string().max(100).optional().describe('only calls of this procedure'),
  target_id: z.string().max(1100).optional().describe('only what was about the thing of this id, name or path'),
  since: time.optional().describe('from this moment on'),
  until: time.optional().describe('before this moment'),
})

/** Lists the audit log. */
export const auditListInput = pageInput.extend(auditFilter.shape)

/** How the audit log is exported. */
export const auditExportFormat = z
  .enum(['jsonl', 'csv'])
  .describe('jsonl: an entry of the list a line; csv: for spreadsheets, with target and changes as JSON')

/** Exports the audit log. */
export const auditExportInput = auditFilter.extend({ format: auditExportFormat.default('jsonl') })

/** A page of the audit log. */
export const auditPage = pageOf(auditEntry)
