import { randomBytes } from 'node:crypto'
import {
  type Database,
  deleteWorker,
  drainSessionsOfWorker,
  findShareTarget,
  findWorker,
  findWorkerByHash,
  findWorkerOfAccount,
  insertWorker,
  listSessionsOfWorkers,
  listWorkers,
  newId,
  updateWorker,
  type WorkerChange,
  type WorkerDetailRow,
  type WorkerSessionRow,
} from '@assay/db'
import { transact } from '@assay/engine'
import {
  type CreatedWorker,
  DomainError,
  type Page,
  type Worker,
  type workerCreateInput,
  type workerDrainInput,
  type workerListInput,
  type workerUpdateInput,
} from '@assay/schemas'
import type { Transaction } from 'kysely'
import type { z } from 'zod'
import { type Actor, checkListScope, isAdmin, requireAdmin } from '../actor.ts'
import { requireScope } from '../authorize.ts'
import type { AccessDeps } from '../deps.ts'
import { requireUnlimited } from './bounds.ts'
import { type CheckedCredential, hashToken } from './credential.ts'

const mark = 'assay_worker_'
const prefixCharacters = mark.length + 6

type Named = { readonly worker_id: string }
type CreateInput = z.output<typeof workerCreateInput>

export function isWorkerToken(text: string): boolean {
  return text.startsWith(mark)
}

/**
 * A worker for the actor's own jobs; for those of others only an admin registers one. Throws FORBIDDEN,
 * USER_NOT_FOUND.
 */
export async function createWorker(deps: AccessDeps, actor: Actor, input: CreateInput): Promise<CreatedWorker> {
  requireUnlimited(actor, Number.POSITIVE_INFINITY)
  const token = newToken()
  const id = newId()
  return transact(deps, async (trx) => {
    const whose = await resolveOwners(trx, { deps, actor, whose: input.for })
    const { name, labels } = input
    await insertWorker(trx, { id, owner_id: actor.user_id, name, labels, ...whose, ...storedPart(token) })
    return { ...(await readWorker({ db: trx }, actor, { worker_id: id })), token }
  })
}

/** The old token ends at once; sessions go on under the new one. Throws WORKER_NOT_FOUND. */
export async function rotateWorker(deps: AccessDeps, actor: Actor, { worker_id }: Named): Promise<CreatedWorker> {
  requireUnlimited(actor, Number.POSITIVE_INFINITY)
  const token = newToken()
  await change(deps, actor, { worker_id, to: storedPart(token) })
  return { ...(await readWorker(deps, actor, { worker_id })), token }
}

/** Throws WORKER_NOT_FOUND. */
export async function readWorker(deps: Pick<AccessDeps, 'db'>, actor: Actor, { worker_id }: Named): Promise<Worker> {
  const row = await findWorker(deps.db, { id: worker_id, ...registrar(actor) })
  if (!row) throw new DomainError('WORKER_NOT_FOUND', { worker_id })
  return toWorker(row, await listSessionsOfWorkers(deps.db, [worker_id]))
}

/** Throws FORBIDDEN. */
export async function listOwnWorkers(
  deps: AccessDeps,
  actor: Actor,
  { scope, ...page }: z.output<typeof workerListInput>,
): Promise<Page<Worker>> {
  if (scope === 'all') checkListScope(actor, 'all')
  const rows = await listWorkers(deps.db, { owner_id: scope === 'all' ? null : actor.user_id }, page)
  const ids = rows.items.map(({ id }) => id)
  const sessions = await listSessionsOfWorkers(deps.db, ids)
  const sessionsOf = (id: string) => sessions.filter(({ registration_id }) => registration_id === id)
  return { ...rows, items: rows.items.map((row) => toWorker(row, sessionsOf(row.id))) }
}

/** Labels count from the next session on. Throws WORKER_NOT_FOUND. */
export async function editWorker(
  deps: AccessDeps,
  actor: Actor,
  { worker_id, ...changes }: z.output<typeof workerUpdateInput>,
): Promise<Worker> {
  const given = Object.values(changes).some((value) => value !== undefined)
  if (given) await change(deps, actor, { worker_id, to: changes })
  return readWorker(deps, actor, { worker_id })
}

/** Throws WORKER_NOT_FOUND. */
export async function drainWorker(
  deps: AccessDeps,
  actor: Actor,
  { worker_id, draining }: z.output<typeof workerDrainInput>,
): Promise<Worker> {
  return transact(deps, async (trx) => {
    await change({ db: trx }, actor, { worker_id, to: { draining_at: draining ? new Date().toISOString() : null } })
    await drainSessionsOfWorker(trx, { id: worker_id, draining })
    return readWorker({ db: trx }, actor, { worker_id })
  })
}

/** Its token and its sessions end at once; what it executes goes to others. Throws WORKER_NOT_FOUND. */
export async function removeWorker(deps: AccessDeps, actor: Actor, { worker_id }: Named): Promise<void> {
  const removed = await deleteWorker(deps.db, { id: worker_id, ...registrar(actor) })
  if (!removed) throw new DomainError('WORKER_NOT_FOUND', { worker_id })
}

/**
 * The worker of a token, which does what workers do and nothing else. One that takes jobs of others than its owner
 * counts only as long as that is an admin. Throws CREDENTIALS_INVALID.
 */
export async function verifyWorkerToken(db: AccessDeps['db'], token: string): Promise<CheckedCredential> {
  const found = await findWorkerByHash(db, hashToken(token))
  if (!found) throw new DomainError('CREDENTIALS_INVALID', {})
  const { worker, owner } = found
  const isForOthers = worker.for_user_id !== owner.id
  if (isForOthers && !owner.groups.includes('admin')) throw new DomainError('CREDENTIALS_INVALID', {})
  return {
    actor: {
      user_id: owner.id,
      email: owner.email,
      groups: [],
      scopes: [],
      worker_id: worker.id,
    },
  }
}

/**
 * The same for a user of the group `workers`, who takes everybody's jobs, without a token of a worker; the worker of a
 * token stays who it is. Throws FORBIDDEN.
 */
export async function actAsWorker({ db }: Pick<AccessDeps, 'db'>, actor: Actor): Promise<Actor> {
  if (actor.worker_id !== undefined) return actor
  const { user_id, email, groups } = actor
  if (!groups.includes('workers')) throw new DomainError('FORBIDDEN', { needs: { group: 'workers' } })
  requireScope(actor, 'write')
  const worker_id = await findWorkerOfAccount(db, {
    id: newId(),
    owner_id: user_id,
    name: email,
    ...storedPart(newToken()),
  })
  return { ...actor, groups: groups.filter((group) => group === 'cloud'), scopes: [], worker_id }
}

async function resolveOwners(
  trx: Transaction<Database>,
  { deps, actor, whose }: { readonly deps: AccessDeps; readonly actor: Actor; readonly whose: CreateInput['for'] },
) {
  if (whose === undefined) return { for_user_id: actor.user_id }
  if (whose === null || 'group' in whose) requireAdmin(actor)
  if (whose === null) return {}
  if ('group' in whose) return { for_group: whose.group }
  const user = await findShareTarget(trx, whose, { must_be_confirmed: deps.settings.mail !== undefined })
  if (user?.id !== actor.user_id) requireAdmin(actor)
  if (!user) throw new DomainError('USER_NOT_FOUND', whose)
  return { for_user_id: user.id }
}

async function change(
  { db }: Pick<AccessDeps, 'db'>,
  actor: Actor,
  { worker_id, to }: Named & { readonly to: WorkerChange },
): Promise<void> {
  const changed = await updateWorker(db, { id: worker_id, ...registrar(actor) }, to)
  if (!changed) throw new DomainError('WORKER_NOT_FOUND', { worker_id })
}

/** Admins manage everybody's. */
function registrar(actor: Actor): { readonly owner_id: string | null } {
  return { owner_id: isAdmin(actor) ? null : actor.user_id }
}

function newToken(): string {
  return mark + randomBytes(32).toString('base64url')
}

function storedPart(token: string): { readonly prefix: string; readonly token_hash: Buffer } {
  return { prefix: token.slice(0, prefixCharacters), token_hash: hashToken(token) }
}

function toWorker(row: WorkerDetailRow, sessions: readonly WorkerSessionRow[]): Worker {
  const { for_user_id, for_email, for_group, last_used_at, draining_at, ...rest } = row
  const isOnline = sessions.some(({ is_online }) => is_online)
  const seen = [last_used_at, ...sessions.map(({ renewed_at }) => renewed_at)].filter((time) => time !== null)
  return {
    ...rest,
    for: whoseOf({ for_user_id, for_email, for_group }),
    state: !isOnline ? 'away' : draining_at === null ? 'online' : 'draining',
    programs: sessions.map(toProgram),
    last_seen_at: seen.toSorted().at(-1) ?? null,
  }
}

function whoseOf({
  for_user_id: user_id,
  for_email: email,
  for_group,
}: Pick<WorkerDetailRow, 'for_user_id' | 'for_email' | 'for_group'>): Worker['for'] {
  if (for_group !== null) return { group: for_group }
  return user_id === null || email === null ? null : { user_id, email }
}

function toProgram({
  registration_id: _,
  created_at: opened_at,
  renewed_at: last_seen_at,
  jobs,
  ...program
}: WorkerSessionRow): Worker['programs'][number] {
  return { ...program, opened_at, last_seen_at, jobs: [...jobs] }
}
