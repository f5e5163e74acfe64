import type { Database } from '@assay/db'
import type { Offers, Requirements } from '@assay/schemas'
import { sql, type Transaction } from 'kysely'
import type { Locking } from './run-ledger.ts'

/** How much there is of what jobs require, and what the worker is labelled. */
export type Amounts = Offers

/** The advisory locks of workers, beside those that others take. */
const workerLocks = 2

export interface Offering {
  readonly worker_id: string
  /** What the worker has in all, what its jobs have taken of it included; absent: it takes what requires nothing. */
  readonly offers?: Offers | undefined
}

/** Lets one transaction at a time give jobs to a worker; whether this one may. Taken before any run is locked. */
export async function lockWorker(
  trx: Transaction<Database>,
  worker_id: string,
  { skip_locked }: Locking,
): Promise<boolean> {
  const lock = skip_locked ? sql`pg_try_advisory_xact_lock` : sql`pg_advisory_xact_lock`
  const { rows } = await sql<{ locked: unknown }>`
    select ${lock}(${workerLocks}::int, hashtext(${worker_id})) as locked`.execute(trx)
  return rows[0]?.locked !== false
}

/** What is left of what a locked worker offers beside what its running jobs require. */
export async function freeOf(
  trx: Transaction<Database>,
  { worker_id, offers }: Offering & { readonly offers: Offers },
): Promise<Amounts> {
  const { rows } = await sql<Record<'cpu' | 'memory_bytes' | 'gpu', number>>`
    select coalesce(sum((requires ->> 'cpu')::float8), 0) as cpu,
      coalesce(sum((requires ->> 'memory_bytes')::float8), 0) as memory_bytes,
      coalesce(sum((requires ->> 'gpu')::float8), 0) as gpu
    from jobs where worker_id = ${worker_id} and state = 'running' and requires is not null`.execute(trx)
  const [booked] = rows
  return {
    cpu: offers.cpu - (booked?.cpu ?? 0),
    memory_bytes: offers.memory_bytes - (booked?.memory_bytes ?? 0),
    gpu: offers.gpu - (booked?.gpu ?? 0),
    labels: offers.labels,
  }
}

/** What is left of a worker while jobs are given to it one by one. */
export class Room {
  #cpu: number
  #memory_bytes: number
  #gpu: number

  constructor({ cpu, memory_bytes, gpu }: Amounts) {
    this.#cpu = cpu
    this.#memory_bytes = memory_bytes
    this.#gpu = gpu
  }

  /**
   * Those of the jobs that fit beside each other, the first ones first; one that does not fit any more is passed over.
   */
  fill<Job extends { readonly requires: Requirements | null }>(jobs: readonly Job[]): Job[] {
    return jobs.filter(({ requires }) => requires === null || this.#take(requires))
  }

  #take({ cpu, memory_bytes, gpu }: Requirements): boolean {
    if (cpu > this.#cpu || memory_bytes > this.#memory_bytes || gpu > this.#gpu) return false
    this.#cpu -= cpu
    this.#memory_bytes -= memory_bytes
    this.#gpu -= gpu
    return true
  }
}
