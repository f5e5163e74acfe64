import { type ChildProcess, fork } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import type { QueryLimits } from '../protocol.ts'

/** Most queries that share a child process. */
export const queriesPerProcess = 2

// what Node and DuckDB reserve without using it, measured with two sessions open: 1.8 GB
const reservedBytes = 2.5 * 1_073_741_824

// WebAssembly, by which Node strips types, would reserve all the address space that there is
const flags = ['--max-old-space-size=512', '--disable-wasm-trap-handler', '--wasm-max-mem-pages=2048']

const child = fileURLToPath(new URL('../child.ts', import.meta.url))

/** How much address space a child process may have. */
function addressLimit({ memory_bytes }: QueryLimits): number {
  return Math.ceil(reservedBytes + 2 * queriesPerProcess * memory_bytes)
}

/**
 * Whether a process holds so much of its address space, beside what it works on, that the next query may lack some: the
 * allocator does not give everything back.
 */
export function isWorn({ memory_bytes }: QueryLimits, { address_bytes, queries }: Use): boolean {
  return address_bytes > reservedBytes + 2 * queries * memory_bytes
}

interface Use {
  readonly address_bytes: number
  /** How many it works on. */
  readonly queries: number
}

/**
 * Starts a child process with a limit on its address space: DuckDB keeps to its own limit of memory in most places, not
 * in all. The limit gives each query twice its memory, besides what is only reserved. Some systems have no such limit.
 */
export function launch(limits: QueryLimits): ChildProcess {
  const kibibytes = Math.ceil(addressLimit(limits) / 1024)
  const limited = `ulimit -v ${kibibytes} 2>/dev/null; exec "$0" "$@"`
  return fork(child, [], {
    execPath: '/bin/sh',
    execArgv: ['-c', limited, process.execPath, ...flags],
    // nothing of the parent's environment; few arenas, since each reserves address space
    env: { MALLOC_ARENA_MAX: '2', TZ: 'UTC' },
    serialization: 'advanced',
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
  })
}
