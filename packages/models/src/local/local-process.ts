import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { readFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { PredictionError } from '../prediction-error.ts'
import { type LocalAnswer, type LocalQuestion, localAnswer } from './question.ts'

const child = fileURLToPath(new URL('./child.ts', import.meta.url))
const pageBytes = 4096
const lookEveryMs = 500

interface ProcessOptions {
  readonly directory: string
  readonly memory_bytes: number
}

/** A process that holds one model; it answers one question at a time. */
export class LocalProcess {
  readonly #child: ChildProcess
  readonly #memory_bytes: number
  readonly #watch: NodeJS.Timeout
  #last: Promise<unknown> = Promise.resolve()
  #isKilled = false
  #isTooLarge = false
  readonly ended: Promise<unknown>

  constructor({ directory, memory_bytes }: ProcessOptions) {
    this.#memory_bytes = memory_bytes
    // nothing of the parent's environment, which holds its keys
    this.#child = fork(child, [JSON.stringify({ directory })], {
      env: { TZ: 'UTC' },
      execArgv: [],
      stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
    })
    this.ended = once(this.#child, 'exit')
    this.#watch = setInterval(() => void this.#look(), lookEveryMs)
    this.#watch.unref()
    this.#child.unref()
    this.ended.catch(() => undefined).finally(() => clearInterval(this.#watch))
  }

  get pid(): number | undefined {
    return this.#child.pid
  }

  get isAlive(): boolean {
    return !this.#isKilled && this.#child.exitCode === null && this.#child.connected
  }

  /** When the question that is answered now has its answer. */
  async settled(): Promise<void> {
    await this.#last
  }

  kill(): void {
    this.#isKilled = true
    this.#child.kill('SIGKILL')
  }

  /** Asks when it is this question's turn. Aborted, the process is killed: nothing else stops a computation. */
  async ask(question: LocalQuestion, begin: () => AbortSignal): Promise<LocalAnswer> {
    const turn = this.#last.then(() => this.#askNow(question, begin()))
    this.#last = turn.catch(() => undefined)
    return turn
  }

  async #askNow(question: LocalQuestion, signal: AbortSignal): Promise<LocalAnswer> {
    signal.throwIfAborted()
    const kill = () => this.kill()
    signal.addEventListener('abort', kill, { once: true })
    const answered = Promise.withResolvers<unknown>()
    const end = () => answered.reject(this.#lost())
    this.#child.once('message', answered.resolve).once('exit', end).once('error', end)
    try {
      if (!this.isAlive) throw this.#lost()
      this.#child.send(question, (error) => error && end())
      return localAnswer.parse(await answered.promise)
    } finally {
      signal.removeEventListener('abort', kill)
      this.#child.off('message', answered.resolve).off('exit', end).off('error', end)
    }
  }

  #lost(): PredictionError {
    if (!this.#isTooLarge) return new PredictionError('unreadable', 'The process of the model ended.')
    const gibibytes = (this.#memory_bytes / 1024 ** 3).toFixed(1)
    return new PredictionError('final', `The model needs more memory than it may have: ${gibibytes} GiB.`)
  }

  /** Systems without /proc have no such limit. */
  async #look(): Promise<void> {
    const statm = await readFile(`/proc/${this.pid}/statm`, 'utf8').catch(() => '')
    const resident = Number(statm.split(' ')[1] ?? 0) * pageBytes
    if (resident <= this.#memory_bytes) return
    this.#isTooLarge = true
    this.kill()
  }
}
