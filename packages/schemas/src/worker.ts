import { z } from 'zod'
import { givenName, id, name, time } from './field.ts'
import { pageInput, pageOf } from './page.ts'
import { offers } from './requirement.ts'
import { email, group } from './user.ts'

const label = z
  .string()
  .regex(/^[\w.-]{1,63}$/, 'must be 1 to 63 letters, digits, dots, dashes and underscores')
  .describe('1 to 63 letters, digits, dots, dashes and underscores')

const labels = z.array(label).max(50).describe('what the worker is labelled, besides what its programs say')

/** A job that a worker executes. */
export const workerJob = z.object({
  job_id: id,
  run_id: id,
  name: givenName,
  kind: z.string().describe('the kind of job'),
  attempt: z.number().int().describe('number of the attempt'),
  started_at: time.nullable().describe('when the job first began'),
})

/** A program that works under the token of a worker. */
export const workerProgram = z.object({
  id: id.describe('of its session'),
  name: givenName.describe('what the program calls its machine'),
  slots: z.number().int().describe('jobs at once'),
  kinds: z.array(z.string()).describe('the kinds of jobs that it takes'),
  offers: offers.nullable().describe('what it has in all; null: it takes what requires nothing'),
  version: z.string().nullable().describe('its version; null: it does not say'),
  opened_at: time,
  last_seen_at: time,
  is_online: z.boolean().describe('whether it was heard of within its lease'),
  jobs: z.array(workerJob).describe('what it executes'),
})

/** Whose jobs a worker takes. */
const workerFor = z
  .union([
    z.object({ user_id: id, email: z.string().describe('e-mail address of the user') }),
    z.object({ group: group.describe('everyone in this group') }),
  ])
  .nullable()
  .describe("whose jobs it takes; null: everybody's")

/** A machine, or several, that execute jobs over HTTP. */
export const worker = z
  .object({
    id,
    name: givenName,
    owner_id: id.describe('who registered it'),
    owner_email: z.string().describe('e-mail address of who registered it'),
    for: workerFor,
    labels,
    prefix: z.string().describe('the first characters of its token, to recognise it'),
    state: z
      .enum(['online', 'draining', 'away'])
      .describe('online: a program works under its token; draining: it is given no more jobs; away: nothing is heard'),
    programs: z.array(workerProgram).describe('what works under its token, or did within the last day'),
    created_at: time,
    last_seen_at: time.nullable().describe('when it was heard of last; null: never'),
  })
  .describe('A worker that gets its jobs over HTTP.')

/** A machine, or several, that execute jobs over HTTP. */
export type Worker = z.infer<typeof worker>

/** Registers a worker. */
export const workerCreateInput = z.object({
  name,
  labels: labels.default([]),
  for: z
    .union([
      z.strictObject({ email: email.describe('e-mail address of a user') }),
      z.strictObject({ user_id: id.describe('a user') }),
      z.strictObject({ group: group.describe('everyone in this group, now and later') }),
    ])
    .nullable()
    .optional()
    .describe('whose jobs it takes: {"email"}, {"user_id"}, {"group"}, or null: everybody\'s; absent: your own'),
})

/** Lists workers. */
export const workerListInput = pageInput.extend({
  scope: z.enum(['own', 'all']).default('own').describe("own: those that you registered; all: everybody's, for admins"),
})

/** A page of workers. */
export const workerPage = pageOf(worker)

/** Names a worker. */
export const workerRef = z.object({ worker_id: id })

/** Changes a worker; what is absent stays. */
export const workerUpdateInput = workerRef.extend({ name: name.optional(), labels: labels.optional() })

/** Has a worker take no more jobs, or take them again. */
export const workerDrainInput = workerRef.extend({
  draining: z.boolean().default(true).describe('true: what it has it finishes, and it is given no more; false: again'),
})

/** A worker with its token, shown this once. */
export const createdWorker = worker.extend({
  token: z.string().describe('what its programs present; only its SHA-256 is stored'),
})

/** A worker with its token, shown this once. */
export type CreatedWorker = z.infer<typeof createdWorker>
