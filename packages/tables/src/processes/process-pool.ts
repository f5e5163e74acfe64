import { DomainError } from '@assay/schemas'
import type { QueryLimits } from '../protocol.ts'
import { launch, queriesPerProcess } from './launch.ts'
import { TableProcess } from './table-process.ts'

export interface PoolOptions {
  readonly processes: number
  readonly most_waiting: number
  readonly idle_seconds: number
  readonly limits: QueryLimits
}

/** A place in a process, held until it is disposed of. */
export interface Place extends Disposable {
  readonly process: TableProcess
}

interface Member {
  readonly process: TableProcess
  queries: number
  isAlone: boolean
  idle?: NodeJS.Timeout | undefined
}

interface Waiter {
  readonly alone: boolean
  readonly resolve: (place: Place) => void
  readonly reject: (reason: unknown) => void
}

/** Child processes that start when they are needed and end when they are not. */
export class ProcessPool {
  readonly #options: PoolOptions
  readonly #members = new Set<Member>()
  #waiters: Waiter[] = []
  #isClosed = false

  constructor(options: PoolOptions) {
    this.#options = options
  }

  /** Process ids of the children, for operators and tests. */
  get pids(): number[] {
    return [...this.#members].flatMap(({ process }) => process.pid ?? [])
  }

  /** Waits for a place, in order of arrival; with `alone`, in a process that works on nothing else. */
  async take({
    alone,
    signal,
  }: {
    readonly alone: boolean
    readonly signal?: AbortSignal | undefined
  }): Promise<Place> {
    signal?.throwIfAborted()
    if (this.#isClosed) throw new Error('The tables are closed.')
    if (this.#waiters.length >= this.#options.most_waiting) throw new DomainError('TABLE_BUSY', {})
    const { promise, resolve, reject } = Promise.withResolvers<Place>()
    const waiter = { alone, resolve, reject }
    const leave = () => {
      this.#waiters = this.#waiters.filter((other) => other !== waiter)
      reject(signal?.reason)
    }
    signal?.addEventListener('abort', leave, { once: true })
    this.#waiters.push(waiter)
    this.#assign()
    return promise.finally(() => signal?.removeEventListener('abort', leave))
  }

  async close(): Promise<void> {
    this.#isClosed = true
    for (const { reject } of this.#waiters.splice(0)) reject(new Error('The tables are closed.'))
    const members = [...this.#members]
    for (const { process } of members) {
      process.work()
      process.kill()
    }
    await Promise.all(members.map(({ process }) => process.ended))
  }

  #assign(): void {
    for (let waiter = this.#waiters[0]; waiter; waiter = this.#waiters[0]) {
      const member = this.#find(waiter.alone)
      if (!member) return
      this.#waiters.shift()
      waiter.resolve(this.#occupy(member, waiter.alone))
    }
  }

  #find(alone: boolean): Member | undefined {
    const members = [...this.#members]
    const idle = members.find(({ queries }) => queries === 0)
    if (idle) return idle
    if (members.length < this.#options.processes) return this.#launch()
    return alone ? undefined : members.find(({ queries, isAlone }) => queries < queriesPerProcess && !isAlone)
  }

  #launch(): Member {
    const process = new TableProcess(launch(this.#options.limits))
    const member: Member = { process, queries: 0, isAlone: false }
    this.#members.add(member)
    void process.ended.then(() => {
      clearTimeout(member.idle)
      this.#members.delete(member)
      this.#assign()
    })
    return member
  }

  #occupy(member: Member, alone: boolean): Place {
    clearTimeout(member.idle)
    member.queries += 1
    member.isAlone = alone
    member.process.work()
    return { process: member.process, [Symbol.dispose]: () => this.#leave(member) }
  }

  #leave(member: Member): void {
    member.queries -= 1
    if (member.queries === 0) {
      member.isAlone = false
      member.process.rest()
      member.idle = setTimeout(() => member.process.kill(), this.#options.idle_seconds * 1000).unref()
    }
    this.#assign()
  }
}
