import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { setTimeout as delay } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { atMost, figure } from './measure/figure.ts'
import { report } from './measure/report.ts'
import { median, rounded } from './measure/spread.ts'
import { memoryOfTree, type TreeMemory } from './start/process-tree.ts'

const repository = fileURLToPath(new URL('..', import.meta.url))
const starts = 3
const settlingMs = 5_000
const mebibyte = 1024 ** 2

interface Start {
  readonly ready_ms: number
  readonly memory: TreeMemory
}

/** `npm start` until it says that it is ready, then until it is idle, then its end. */
async function measureStart(data_dir: string): Promise<Start> {
  const started_at = performance.now()
  const child = spawn('npm', ['start', '--silent'], {
    cwd: repository,
    env: { ...process.env, ASSAY_DATA_DIR: data_dir, ASSAY_PORT: '0' },
    stdio: ['ignore', 'pipe', 'inherit'],
    detached: true,
  })
  const exited = once(child, 'exit')
  await sayReady(child)
  const ready_ms = performance.now() - started_at
  await delay(settlingMs)
  const memory = await memoryOfTree(child.pid ?? 0)
  process.kill(-(child.pid ?? 0), 'SIGTERM')
  await exited
  return { ready_ms, memory }
}

async function sayReady({ stdout }: ChildProcess): Promise<void> {
  if (!stdout) throw new Error('npm start has no output')
  const lines = createInterface(stdout)
  for await (const line of lines) {
    if (!line.startsWith('ready ')) continue
    stdout.resume()
    return
  }
  throw new Error('npm start ended before it was ready')
}

const data_dir = await mkdtemp(join(tmpdir(), 'assay-bench-start-'))
await using opened = new AsyncDisposableStack()
opened.defer(() => rm(data_dir, { recursive: true, force: true }))
const first = await measureStart(data_dir)
const later: Start[] = []
for (let start = 0; start < starts; start++) later.push(await measureStart(data_dir))
const memory = (name: 'resident_bytes' | 'proportional_bytes') =>
  median(later.map((start) => start.memory[name])) / mebibyte

report({
  command: 'start',
  figures: [
    figure({
      what: 'npm start until ready, installed',
      unit: 'ms',
      ours: median(later.map((start) => start.ready_ms)),
      alternative: { what: 'the first start, which makes the database', value: first.ready_ms },
      hold: atMost(5_000),
    }),
    figure({
      what: 'memory of all processes, idle, what they share counted once',
      unit: 'MiB',
      ours: memory('proportional_bytes'),
      hold: atMost(400),
    }),
    figure({ what: 'the same, as the sum of resident sizes', unit: 'MiB', ours: memory('resident_bytes') }),
  ],
  details: {
    starts,
    processes: later[0]?.memory.processes,
    ready_ms: later.map((start) => rounded(start.ready_ms)),
    first_start_memory_mib: rounded(first.memory.proportional_bytes / mebibyte),
  },
})
