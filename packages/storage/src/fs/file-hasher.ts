import { Worker } from 'node:worker_threads'
import type { HashAnswer, HashAsked } from './hash-thread.ts'

interface Waiting {
  resolve(sha256: string | null): void
  reject(error: unknown): void
}

/** Computes the hashes of open files in a thread of its own, which lives from the first of them on. */
export class FileHasher implements AsyncDisposable {
  /** Answers come in the order of what was asked. */
  readonly #waiting: Waiting[] = []
  #thread: Worker | undefined
  #last_id = 0

  /** The SHA-256 of what will be written to a file from `position` on. */
  follow(fd: number, position: number): FollowingHash {
    this.#last_id += 1
    const id = this.#last_id
    return new FollowingHash(position, (range) => this.#ask({ id, fd, ...range }))
  }

  #ask(asked: HashAsked): Promise<string | null> {
    const thread = this.#start()
    const { promise, ...waiting } = Promise.withResolvers<string | null>()
    this.#waiting.push(waiting)
    thread.ref()
    thread.postMessage(asked)
    return promise
  }

  #start(): Worker {
    if (this.#thread) return this.#thread
    const thread = new Worker(new URL('./hash-thread.ts', import.meta.url))
    thread.on('message', ({ sha256, error }: HashAnswer) => {
      const waiting = this.#waiting.shift()
      if (this.#waiting.length === 0) thread.unref()
      if (error === undefined) waiting?.resolve(sha256)
      else waiting?.reject(Object.assign(new Error(error.message), error.code && { code: error.code }))
    })
    thread.once('error', (error) => this.#lose(thread, error))
    thread.once('exit', () => this.#lose(thread, new Error('The thread that hashes has ended.')))
    this.#thread = thread
    return thread
  }

  #lose(thread: Worker, error: unknown): void {
    if (this.#thread !== thread) return
    this.#thread = undefined
    for (const waiting of this.#waiting.splice(0)) waiting.reject(error)
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#thread?.terminate()
  }
}

type Range = Pick<HashAsked, 'start' | 'end' | 'is_last'>

/** The SHA-256 of bytes of a file, computed behind who writes them. The file stays open until it is told. */
export class FollowingHash {
  readonly #ask: (range: Range) => Promise<string | null>
  #position: number
  #failure: { readonly error: unknown } | undefined

  constructor(position: number, ask: (range: Range) => Promise<string | null>) {
    this.#position = position
    this.#ask = ask
  }

  /** The bytes before `end` are written, and do not change any more. */
  async reach(end: number): Promise<void> {
    const start = this.#position
    this.#position = end
    await this.#ask({ start, end, is_last: false }).catch((error: unknown) => {
      this.#failure ??= { error }
    })
  }

  /** Of all bytes that were reached, hexadecimal. */
  async digest(): Promise<string> {
    const end = this.#position
    const sha256 = await this.#ask({ start: end, end, is_last: true })
    if (this.#failure) throw this.#failure.error
    if (sha256 === null) throw new TypeError('a hash that is asked for is not told')
    return sha256
  }
}
