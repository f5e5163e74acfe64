import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { setTimeout as delay } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { figure, ratioAtMost } from './measure/figure.ts'
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

/** What starts: a program of this repository, and its arguments for a data directory. */
type Program = (data_dir: string) => readonly [program: string, ...args: string[]]

const platform: Program = () => ['npm', 'start', '--silent']
const bare: Program = (data_dir) => [process.execPath, 'bench/start/bare-process.ts', data_dir]

/** A program until it says that it is ready, then until it is idle, then its end. */
async function measureStart(program: Program, data_dir: string): Promise<Start> {
  const started_at = performance.now()
  const [command, ...args] = program(data_dir)
  const child = spawn(command, args, {
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
  if (!stdout) throw new Error('it has no output')
  const lines = createInterface(stdout)
  for await (const line of lines) {
    if (!line.startsWith('ready ')) continue
    stdout.resume()
    return
  }
  throw new Error('it ended before it was ready')
}

await using opened = new AsyncDisposableStack()
async function makeDirectory(): Promise<string> {
  const directory = await mkdtemp(join(tmpdir(), 'assay-bench-start-'))
  opened.defer(() => rm(directory, { recursive: true, force: true }))
  return directory
}

const sides = [platform, bare].map((program) => ({ program, later: [] as Start[] }))
const places = await Promise.all(sides.map(async (side) => ({ ...side, data_dir: await makeDirectory() })))
// the first start makes the database
const firsts: Start[] = []
for (const { program, data_dir } of places) firsts.push(await measureStart(program, data_dir))
for (let start = 0; start < starts; start++) {
  for (const { program, data_dir, later } of places) later.push(await measureStart(program, data_dir))
}
const [ours, other] = places.map(({ later }) => ({
  ready_ms: median(later.map((start) => start.ready_ms)),
  proportional: median(later.map((start) => start.memory.proportional_bytes)) / mebibyte,
  resident: median(later.map((start) => start.memory.resident_bytes)) / mebibyte,
}))
const [first] = firsts
if (!ours || !other || !first) throw new Error('nothing was measured')
const what = 'the same Postgres and a bare Fastify, by node'

report({
  command: 'start',
  figures: [
    figure({
      what: 'npm start until ready, installed',
      unit: 'ms',
      ours: ours.ready_ms,
      alternative: { what, value: other.ready_ms },
      hold: ratioAtMost(4),
    }),
    figure({ what: 'the first start, which makes the database', unit: 'ms', ours: first.ready_ms }),
    figure({
      what: 'memory of all processes, idle, what they share counted once',
      unit: 'MiB',
      ours: ours.proportional,
      alternative: { what, value: other.proportional },
      hold: ratioAtMost(4),
    }),
    figure({ what: 'the same, as the sum of resident sizes', unit: 'MiB', ours: ours.resident }),
  ],
  details: {
    starts,
    processes: places.map(({ later }) => later[0]?.memory.processes),
    ready_ms: places.map(({ later }) => later.map((start) => rounded(start.ready_ms))),
    first_start_memory_mib: rounded(first.memory.proportional_bytes / mebibyte),
  },
})
