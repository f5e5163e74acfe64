import type { ChildProcess } from 'node:child_process'
import { type Call, childMessage, type Fault, fromFault, type ParentMessage } from '../protocol.ts'
import type { TableRow } from '../tables.ts'
import { ProcessLost } from './process-lost.ts'
import { ProcessSpent } from './process-spent.ts'

const mostSaid = 2000

export interface Caller {
  readonly onRows?: (rows: readonly TableRow[]) => void
}

interface Waiting extends Caller {
  readonly resolve: (result: unknown) => void
  readonly reject: (error: Error) => void
}

export interface Started {
  readonly result: Promise<unknown>
  more(): void
  stop(): void
}

export class TableProcess {
  readonly ended: Promise<void>
  readonly #child: ChildProcess
  readonly #waiting = new Map<number, Waiting>()
  #nextId = 1
  #addressBytes = 0
  #ended: Error | undefined
  #said = ''

  constructor(child: ChildProcess) {
    this.#child = child
    this.ended = new Promise((resolve) => {
      child.once('error', (error) => this.#fail(error))
      child.once('close', (code, signal) => {
        this.#fail(new ProcessLost({ code, signal, said: this.#said }))
        resolve()
      })
    })
    child.on('message', (message) => this.#hear(message))
    child.stderr?.setEncoding('utf8').on('data', (text: string) => {
      this.#said = (this.#said + text).slice(-mostSaid)
    })
    this.rest()
  }

  get pid(): number | undefined {
    return this.#child.pid
  }

  /** The address space that it had at the end of its last call; 0 where that is not known. */
  get address_bytes(): number {
    return this.#addressBytes
  }

  /** Whether it has answered or is answering something. */
  get isUsed(): boolean {
    return this.#nextId > 1
  }

  start(call: Call, caller: Caller): Started {
    const id = this.#nextId++
    const result = new Promise<unknown>((resolve, reject) => {
      if (this.#ended) return reject(this.#ended)
      this.#waiting.set(id, { ...caller, resolve, reject })
      this.#tell({ type: 'run', id, call })
    })
    return {
      result,
      more: () => this.#tell({ type: 'more', id }),
      stop: () => this.#tell({ type: 'stop', id }),
    }
  }

  /** Ends the process at once, whatever it works on. */
  kill(): void {
    this.#child.kill('SIGKILL')
  }

  /** Keeps the parent alive while there is work. */
  work(): void {
    this.#child.ref()
    this.#child.channel?.ref()
  }

  /** Lets the parent end when it has nothing else to do; the process then ends too. */
  rest(): void {
    this.#child.unref()
    this.#child.channel?.unref()
    // a pipe of a child process is a socket, which the types do not say
    const { stderr } = this.#child
    if (stderr && 'unref' in stderr && typeof stderr.unref === 'function') stderr.unref()
  }

  #tell(message: ParentMessage): void {
    // sending only fails when the process has ended, which 'close' reports
    if (this.#child.connected) this.#child.send(message, () => {})
  }

  #hear(message: unknown): void {
    const told = childMessage.parse(message)
    if (told.type === 'ready') return
    const waiting = this.#waiting.get(told.id)
    if (told.type === 'batch') {
      waiting?.onRows?.(told.rows)
      return
    }
    this.#waiting.delete(told.id)
    this.#addressBytes = told.address_bytes ?? 0
    if (told.type === 'done') waiting?.resolve(told.result)
    else waiting?.reject(this.#toError(told.fault))
  }

  /** What a call lacked may have been taken by others. */
  #toError(fault: Fault): Error {
    const error = fromFault(fault)
    const wasAlone = this.#nextId <= 2
    return fault.code === 'TABLE_TOO_LARGE' && !wasAlone ? new ProcessSpent({ cause: error }) : error
  }

  #fail(error: Error): void {
    this.#ended = error
    for (const { reject } of this.#waiting.values()) reject(error)
    this.#waiting.clear()
  }
}
