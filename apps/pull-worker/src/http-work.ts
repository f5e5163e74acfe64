import { setTimeout as delay } from 'node:timers/promises'
import type { Claimed, Log, Wanted, WorkSource } from '@assay/dispatch'
import type { ApplicationSpec, AttemptEnding, ClaimedJob, LogEntry, Offers } from '@assay/schemas'
import { Assay, AssayError, toAssayError } from '@assay/sdk'
import { createReach, isOutage, type Reach } from './reach.ts'

export interface HttpWorkOptions {
  /** Where Assay is. */
  readonly url: string
  /** The token of the worker. */
  readonly token: string
  /** What this machine is called. */
  readonly name: string
  readonly slots: number
  readonly kinds: readonly string[]
  readonly offers?: Offers | undefined
  /** How it executes applications; as processes unless given. */
  readonly executors?: readonly ApplicationSpec['executor'][] | undefined
  readonly version?: string | undefined
  /** How long the session may go without renewal, in seconds; 20 unless given. It is renewed four times as often. */
  readonly lease_seconds?: number | undefined
  /** How long a claim waits at the server for a job, in seconds; 25 unless given. */
  readonly wait_seconds?: number | undefined
  /** Called when a claim has found nothing while nothing is executed here. */
  readonly onIdle?: (() => void) | undefined
  readonly log: Log
}

/** Work that comes over HTTP. */
export interface HttpWork extends WorkSource {
  readonly reach: Reach
  /** From now on no more is claimed; who waits for jobs waits no longer. */
  drain(): void
  /** Aborted, with the error, when the server no longer knows the token. */
  readonly refused: AbortSignal
}

type Work = Assay['trpc']['work']

const leaseSeconds = 20
const waitSeconds = 25
/** A connection that is dead without saying so must not cost the lease. */
const quickMs = 10_000
const slowMs = 60_000
const stoppedPauseMs = 1_000
/** As JSON a character may take six bytes, and a request takes 4 MiB. */
const logCharacters = 512 * 1024
const refusals = new Set(['UNAUTHENTICATED', 'CREDENTIALS_INVALID', 'FORBIDDEN'])
const nothing: Claimed = { jobs: [], is_partial: false }

/** Opens a session over HTTP. Throws what the server answers. */
export async function openHttpWork(options: HttpWorkOptions): Promise<HttpWork> {
  const { url, token: apiKey, slots, kinds, lease_seconds = leaseSeconds, wait_seconds = waitSeconds, log } = options
  const rpcOf = (timeout: number): Work => new Assay({ url, apiKey, timeout, maxRetries: 0, logLevel: 'off' }).trpc.work
  const [quick, slow] = [rpcOf(quickMs), rpcOf(slowMs)]
  const reach = createReach(log)
  const draining = new AbortController()
  const refused = new AbortController()
  const ending = new AbortController()
  const executed = new Set<string>()
  let wakeJobs = () => {}

  const ask = <Result>(call: () => Promise<Result>): Promise<Result> => reach.call(() => asked(call))
  const askPatiently = <Result>(call: () => Promise<Result>): Promise<Result> =>
    reach.patiently(() => asked(call), draining.signal)

  async function asked<Result>(call: () => Promise<Result>): Promise<Result> {
    try {
      return await call()
    } catch (thrown) {
      const error = toAssayError(thrown)
      if (refusals.has(error.code)) refused.abort(error)
      throw error
    }
  }

  async function open() {
    const { name, offers, version, executors } = options
    return ask(() =>
      quick.open.mutate({
        name,
        slots,
        kinds: [...kinds],
        offers,
        version,
        lease_seconds,
        executors: executors && [...executors],
      }),
    )
  }

  let { id: session_id, gives_up_seconds } = await open()

  function toClaimed({ jobs, is_partial }: Awaited<ReturnType<Work['claim']['mutate']>>): Claimed {
    for (const { id } of jobs) executed.add(id)
    return { jobs: jobs.map((job): ClaimedJob => ({ ...job, worker_id: session_id })), is_partial }
  }

  function toWanted({ slots: free, kinds: wanted }: Wanted) {
    return { slots: free, kinds: [...wanted] }
  }

  /** Tells of jobs that are to stop, for as long as somebody listens. */
  async function watchStops(stops: () => void): Promise<void> {
    while (!ending.signal.aborted) {
      const { signal } = ending
      const held = await askPatiently(() => slow.held.query({ session_id, wait_seconds }, { signal })).catch(() => {})
      const isToStop = held?.items.some(({ stop_requested }) => stop_requested) === true
      if (isToStop) stops()
      if (isToStop || !held) await delay(stoppedPauseMs, undefined, { signal }).catch(() => {})
    }
  }

  return {
    get worker_id() {
      return session_id
    },
    renewal_ms: (lease_seconds * 1000) / 4,
    get gives_up_ms() {
      return gives_up_seconds * 1000
    },
    reach,
    refused: refused.signal,
    drain: () => draining.abort(),
    isOutage,
    async claim(wanted) {
      const { signal } = draining
      if (signal.aborted) return nothing
      const input = { session_id, ...toWanted(wanted), wait_seconds }
      const claimed = await askPatiently(() => slow.claim.mutate(input, { signal }))
      if (claimed.jobs.length === 0 && !claimed.is_partial && executed.size === 0) options.onIdle?.()
      // it has waited for one, so the next may begin to wait at once
      if (claimed.jobs.length === 0 && wait_seconds > 0) wakeJobs()
      return toClaimed(claimed)
    },
    async held() {
      return (await ask(() => quick.held.query({ session_id, wait_seconds: 0 }))).items
    },
    async readopt(attempts) {
      const given = { session_id, attempts: [...attempts] }
      return new Set((await ask(() => quick.readopt.mutate(given))).job_ids)
    },
    async settle(endings, wanted) {
      const claim = wanted && !draining.signal.aborted ? toWanted(wanted) : undefined
      const settled = await askPatiently(() =>
        slow.settle.mutate({ session_id, endings: endings.map(toEnding), ...(claim && { claim }) }),
      )
      for (const { job_id } of endings) executed.delete(job_id)
      const claimed = toClaimed(settled)
      // where none was ready, a claim of its own waits for one
      const is_partial = claimed.is_partial || (claim !== undefined && claimed.jobs.length === 0)
      return { ...claimed, is_partial, moved: new Set(settled.moved) }
    },
    async note(progress) {
      const notes = progress.map(({ worker_id: _, ...note }) => note)
      await ask(() => quick.note.mutate({ session_id, notes }))
    },
    async log(entries) {
      for (const batch of batchesOf(entries)) {
        await askPatiently(() => slow.log.mutate({ session_id, entries: batch }))
      }
    },
    async renew() {
      try {
        await ask(() => quick.renew.mutate({ session_id }))
      } catch (error) {
        if (!AssayError.is(error, 'WORK_SESSION_NOT_FOUND')) throw error
        ;({ id: session_id, gives_up_seconds } = await open())
      }
    },
    async close() {
      ending.abort()
      await ask(() => quick.close.mutate({ session_id }))
    },
    watch({ jobs, stops }) {
      wakeJobs = jobs
      // there may be some already
      jobs()
      void watchStops(stops)
      return () => {
        wakeJobs = () => {}
        ending.abort()
      }
    },
  }
}

/** What an attempt has stored is known to the server. */
function toEnding({ end, ...attempt }: AttemptEnding) {
  if (end.kind !== 'succeeded') return { ...attempt, end }
  const { kind, result } = end
  return { ...attempt, end: { kind, result } }
}

function batchesOf(entries: readonly LogEntry[]): LogEntry[][] {
  const batches: LogEntry[][] = []
  let room = 0
  for (const entry of entries) {
    const characters = entry.chunk?.text.length ?? 0
    if (batches.length === 0 || characters > room) {
      batches.push([])
      room = logCharacters
    }
    batches.at(-1)?.push(entry)
    room -= characters
  }
  return batches
}
