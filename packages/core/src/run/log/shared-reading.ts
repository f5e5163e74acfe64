import type { LogIdentity } from '@assay/db'
import type { FileDeps } from '../../file/deps.ts'
import { type LogReading, readLog } from './reading.ts'

/** How many logs' last readings are kept. */
const most = 64

interface Kept {
  readonly after_line: number
  readonly reading: LogReading
}

/**
 * What those who follow the same logs in this process read together: who asks for what somebody is reading at that
 * moment, or has read last, gets the same.
 */
export class SharedLogReading {
  readonly #reading = new Map<string, Promise<LogReading>>()
  readonly #last = new Map<string, Kept>()

  async read(deps: Pick<FileDeps, 'db' | 'storage'>, log: LogIdentity, after_line: number): Promise<LogReading> {
    const name = `${log.job_id}/${log.attempt}`
    const last = this.#last.get(name)
    if (last?.after_line === after_line) return last.reading
    const key = `${name}/${after_line}`
    const reading = this.#reading.get(key) ?? readLog(deps, log, after_line).finally(() => this.#reading.delete(key))
    this.#reading.set(key, reading)
    const read = await reading
    // lines never change; that there are none does
    if (read.chunks.length > 0) this.#keep(name, { after_line, reading: read })
    return read
  }

  #keep(name: string, kept: Kept): void {
    this.#last.delete(name)
    this.#last.set(name, kept)
    const oldest = this.#last.keys().next().value
    if (this.#last.size > most && oldest !== undefined) this.#last.delete(oldest)
  }
}
