import type { Database } from '@assay/db'
import { sql, type Transaction } from 'kysely'
import type { Locking } from './run-ledger.ts'

/** A job that would be one more of those that count towards limits. */
export interface Limited {
  readonly owner_id: string
  /** How many jobs of the owner may run at once; null: any number. */
  readonly max_running: number | null
  readonly limit_key: string | null
  readonly limit_running: number | null
}

/** What limits are for; by the number of their advisory locks, beside those that others take. */
const lockClasses = { owner: 1, limit: 3 } as const

interface Limit {
  readonly of: keyof typeof lockClasses
  readonly key: string
  readonly most: number
}

/**
 * Leaves out what would exceed the number of jobs that may run at once, of an owner or of one key. Another claim may
 * have started some since the look, so these are locked, before any run, and counted anew: only claims take these
 * locks, and of two claims at once the second sees what the first has started.
 */
export async function withinLimits<Job extends Limited>(
  trx: Transaction<Database>,
  jobs: readonly Job[],
  locking: Locking,
): Promise<readonly Job[]> {
  const limits = new Map(jobs.flatMap(limitsOf).map((limit) => [nameOf(limit), limit]))
  if (limits.size === 0) return jobs
  const running = await lockAndCount(trx, [...limits.values()], locking)
  return jobs.filter((job) => {
    const mine = limitsOf(job)
    const fits = mine.every((limit) => (running.get(nameOf(limit)) ?? limit.most) < limit.most)
    if (fits) for (const name of mine.map(nameOf)) running.set(name, (running.get(name) ?? 0) + 1)
    return fits
  })
}

function limitsOf({ owner_id, max_running, limit_key, limit_running }: Limited): Limit[] {
  const ofOwner: Limit[] = max_running === null ? [] : [{ of: 'owner', key: owner_id, most: max_running }]
  if (limit_key === null || limit_running === null) return ofOwner
  return [...ofOwner, { of: 'limit', key: limit_key, most: limit_running }]
}

function nameOf({ of, key }: Pick<Limit, 'of' | 'key'>): string {
  return `${of} ${key}`
}

/**
 * In the order of their locks, so that claims never wait for each other in a circle; how many jobs of each are running,
 * by name. Those that another claim holds are left out where the claim must not wait.
 */
async function lockAndCount(
  trx: Transaction<Database>,
  limits: readonly Limit[],
  { skip_locked }: Locking,
): Promise<Map<string, number>> {
  const lock = skip_locked ? sql`pg_try_advisory_xact_lock` : sql`pg_advisory_xact_lock`
  const wanted = limits.map(({ of, key }) => ({ of, key, class: lockClasses[of] }))
  const { rows } = await sql<Pick<Limit, 'of' | 'key'> & { locked: unknown }>`
    select "of", key, ${lock}(class, hash) as locked
    from (
      select "of", key, class, hashtext(key) as hash
      from json_to_recordset(${JSON.stringify(wanted)}::json) as l("of" text, key text, class int)
      order by class, hash
    ) as limits`.execute(trx)
  const locked = rows.filter((row) => row.locked !== false)
  const counted = await sql<Pick<Limit, 'of' | 'key'> & { running: number }>`
    select "of", key, case "of"
      when 'owner' then (select count(*)::int from jobs where state = 'running' and owner_id = key::uuid)
      else (select count(*)::int from jobs where state = 'running' and limit_key = key) end as running
    from json_to_recordset(${JSON.stringify(locked)}::json) as l("of" text, key text)`.execute(trx)
  return new Map(counted.rows.map((row) => [nameOf(row), row.running]))
}
