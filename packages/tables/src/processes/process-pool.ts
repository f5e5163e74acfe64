import { DomainError } from '@assay/schemas'
import { Turns } from '@assay/turns'
import type { QueryLimits } from '../protocol.ts'
import { isWorn, launch, queriesPerProcess } from './launch.ts'
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

export interface PlaceRequest {
  /** Whose turn it is. */
  readonly owner: string
  /** In a process of its own, which has worked on nothing before. */
  readonly alone: boolean
  readonly signal?: AbortSignal | undefined
}

interface Member {
  readonly process: TableProcess
  queries: number
  isAlone: boolean
  /** It gets no more work, and ends with what it has. */
  isWorn: boolean
  idle?: NodeJS.Timeout | undefined
}

interface Waiter {
  readonly alone: boolean
  readonly resolve: (place: Place) => void
  readonly reject: (reason: unknown) => void
}

/** Child processes that start when they are needed and end when they are not, or are worn. */
export class ProcessPool {
  readonly #options: PoolOptions
  readonly #members = new Set<Member>()
  readonly #turns: Turns<Waiter>
  #isClosed = false

  constructor(options: PoolOptions) {
    this.#options = options
    const { processes, most_waiting } = options
    this.#turns = new Turns({ most_held: Math.max(1, processes * queriesPerProcess - 1), most_waiting })
  }

  /** Process ids of the children, for operators and tests. */
  get pids(): number[] {
    return [...this.#members].flatMap(({ process }) => process.pid ?? [])
  }

  /** Waits for a place; owners take turns. Throws TABLE_BUSY when this owner has too much waiting. */
  async take({ owner, alone, signal }: PlaceRequest): Promise<Place> {
    signal?.throwIfAborted()
    if (this.#isClosed) throw new Error('The tables are closed.')
    const { promise, resolve, reject } = Promise.withResolvers<Place>()
    const waiter = { alone, resolve, reject }
    if (!this.#turns.add(owner, waiter)) throw new DomainError('TABLE_BUSY', {})
    const leave = () => {
      this.#turns.remove(owner, waiter)
      reject(signal?.reason)
    }
    signal?.addEventListener('abort', leave, { once: true })
    this.#assign()
    return promise.finally(() => signal?.removeEventListener('abort', leave))
  }

  async close(): Promise<void> {
    this.#isClosed = true
    for (const { reject } of this.#turns.clear()) reject(new Error('The tables are closed.'))
    const members = [...this.#members]
    for (const { process } of members) {
      process.work()
      process.kill()
    }
    await Promise.all(members.map(({ process }) => process.ended))
  }

  #assign(): void {
    for (let next = this.#turns.peek(); next; next = this.#turns.peek()) {
      const { owner, item } = next
      const member = item.alone ? this.#findFresh() : this.#find()
      if (!member) return
      this.#turns.begin(owner)
      item.resolve(this.#occupy(member, { owner, alone: item.alone }))
    }
  }

  #find(): Member | undefined {
    const members = this.#working
    const idle = members.find(({ queries }) => queries === 0)
    if (idle) return idle
    if (members.length < this.#options.processes) return this.#launch()
    return members.find(({ queries, isAlone }) => queries < queriesPerProcess && !isAlone)
  }

  #findFresh(): Member | undefined {
    const members = this.#working
    const idle = members.find(({ queries }) => queries === 0)
    if (idle && !idle.process.isUsed) return idle
    if (idle) this.#retire(idle)
    else if (members.length >= this.#options.processes) return undefined
    return this.#launch()
  }

  get #working(): Member[] {
    return [...this.#members].filter((member) => !member.isWorn)
  }

  #launch(): Member {
    const process = new TableProcess(launch(this.#options.limits))
    const member: Member = { process, queries: 0, isAlone: false, isWorn: false }
    this.#members.add(member)
    void process.ended.then(() => {
      clearTimeout(member.idle)
      this.#members.delete(member)
      this.#assign()
    })
    return member
  }

  #occupy(member: Member, { owner, alone }: Pick<PlaceRequest, 'owner' | 'alone'>): Place {
    clearTimeout(member.idle)
    const { process } = member
    member.queries += 1
    member.isAlone = alone
    process.work()
    const leave = () => {
      this.#turns.end(owner)
      this.#leave(member)
    }
    return { process, [Symbol.dispose]: leave }
  }

  #leave(member: Member): void {
    const { limits, idle_seconds } = this.#options
    const { process } = member
    member.queries -= 1
    if (isWorn(limits, { address_bytes: process.address_bytes, queries: member.queries })) member.isWorn = true
    if (member.queries === 0) {
      member.isAlone = false
      process.rest()
      if (member.isWorn) this.#retire(member)
      else member.idle = setTimeout(() => process.kill(), idle_seconds * 1000).unref()
    }
    this.#assign()
  }

  /** Ends a process without work, whose place another one can have at once. */
  #retire(member: Member): void {
    clearTimeout(member.idle)
    member.isWorn = true
    member.process.kill()
  }
}
