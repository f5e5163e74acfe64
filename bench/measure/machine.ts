import { availableParallelism, cpus, loadavg, release, totalmem, type } from 'node:os'

/** Where figures were measured; they mean little without it. */
export interface Machine {
  readonly cpu: string
  readonly cores: number
  readonly memory_bytes: number
  readonly system: string
  readonly node: string
  /**
   * How many programs ran at once over the minute before the command began: figures of a busy machine are those of a
   * slower one.
   */
  readonly load_before: number
}

const [load_before = 0] = loadavg()

export function describeMachine(): Machine {
  return {
    cpu: cpus()[0]?.model ?? 'unknown',
    cores: availableParallelism(),
    memory_bytes: totalmem(),
    system: `${type()} ${release()}`,
    node: process.version,
    load_before,
  }
}
