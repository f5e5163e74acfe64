import { availableParallelism, cpus, release, totalmem, type } from 'node:os'

/** Where figures were measured; they mean little without it. */
export interface Machine {
  readonly cpu: string
  readonly cores: number
  readonly memory_bytes: number
  readonly system: string
  readonly node: string
}

export function describeMachine(): Machine {
  return {
    cpu: cpus()[0]?.model ?? 'unknown',
    cores: availableParallelism(),
    memory_bytes: totalmem(),
    system: `${type()} ${release()}`,
    node: process.version,
  }
}
