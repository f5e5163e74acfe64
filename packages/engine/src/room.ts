import type { Database } from '@assay/db'
import type { Gpu, Offers, Requirements } from '@assay/schemas'
import { sql, type Transaction } from 'kysely'
import type { Locking } from './run-ledger.ts'

interface PlacedGpu extends Gpu {
  /** Its 0-based place in what the worker offers. */
  readonly place: number
}

/** How much is left of what jobs require, and what the worker is labelled. */
export interface Amounts extends Omit<Offers, 'gpus'> {
  readonly gpus: readonly PlacedGpu[]
}

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
  const { rows } = await sql<{ cpu: number; memory_bytes: number; gpus: number[] }>`
    with booking as (
      select requires, gpus from jobs where worker_id = ${worker_id} and state = 'running' and requires is not null
    )
    select coalesce(sum((requires ->> 'cpu')::float8), 0) as cpu,
      coalesce(sum((requires ->> 'memory_bytes')::float8), 0) as memory_bytes,
      array(select unnest(gpus) from booking) as gpus
    from booking`.execute(trx)
  const [booked] = rows
  const taken = new Set(booked?.gpus)
  return {
    cpu: offers.cpu - (booked?.cpu ?? 0),
    memory_bytes: offers.memory_bytes - (booked?.memory_bytes ?? 0),
    gpus: offers.gpus.map((gpu, place) => ({ ...gpu, place })).filter(({ place }) => !taken.has(place)),
    labels: offers.labels,
  }
}

interface Requiring {
  readonly requires: Requirements | null
}

interface Booked {
  /** The places of the GPUs that are the job's. */
  readonly gpus: readonly number[] | null
}

/** What is left of a worker while jobs are given to it one by one. */
export class Room {
  #cpu: number
  #memory_bytes: number
  #gpus: readonly PlacedGpu[]

  constructor({ cpu, memory_bytes, gpus }: Amounts) {
    this.#cpu = cpu
    this.#memory_bytes = memory_bytes
    // those that more jobs can use are kept to the last
    this.#gpus = gpus.toSorted((one, other) => one.memory_bytes - other.memory_bytes)
  }

  /**
   * Those of the jobs that fit beside each other, the first ones first; one that does not fit any more is passed over.
   */
  fill<Job extends Requiring>(jobs: readonly Job[]): (Job & Booked)[] {
    return jobs.flatMap((job): (Job & Booked)[] => {
      if (job.requires === null) return [{ ...job, gpus: null }]
      const gpus = this.#suiting(job.requires).slice(0, job.requires.gpu)
      return this.#take(job.requires, gpus) ? [{ ...job, gpus: gpus.map(({ place }) => place) }] : []
    })
  }

  /** Whether there is still room for a job that is being executed on GPUs which it had before. */
  takeBack({ requires, gpus }: Requiring & Booked): boolean {
    if (requires === null) return true
    const held = new Set(gpus)
    return this.#take(
      requires,
      this.#gpus.filter(({ place }) => held.has(place)),
    )
  }

  #suiting({ gpu_model, gpu_arch, gpu_memory_bytes = 0 }: Requirements): PlacedGpu[] {
    return this.#gpus.filter(
      ({ model, arch, memory_bytes }) =>
        (gpu_model === undefined || model === gpu_model) &&
        (gpu_arch === undefined || arch === gpu_arch) &&
        memory_bytes >= gpu_memory_bytes,
    )
  }

  #take({ cpu, memory_bytes, gpu }: Requirements, gpus: readonly PlacedGpu[]): boolean {
    if (cpu > this.#cpu || memory_bytes > this.#memory_bytes || gpu > gpus.length) return false
    this.#cpu -= cpu
    this.#memory_bytes -= memory_bytes
    this.#gpus = this.#gpus.filter((free) => !gpus.includes(free))
    return true
  }
}
