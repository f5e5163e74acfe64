import { execFile } from 'node:child_process'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { promisify } from 'node:util'
import type { Actor } from '@assay/access'
import { openCore, readLogPage, searchLog, storeLog } from '@assay/core'
import { appendLogs, claimJobs, openWorkerSession, submitRuns, transactAround } from '@assay/engine'
import type { LogEntry } from '@assay/schemas'
import { figure } from './measure/figure.ts'
import { report } from './measure/report.ts'
import { median } from './measure/spread.ts'
import { addOwner, noOpKind, noOpRun } from './platform/no-op.ts'
import { createScratchDatabase } from './platform/scratch-database.ts'

const lines = 1_000_000
const linesOfChunk = 1_000
const repeats = 20
const run = promisify(execFile)

await using database = await createScratchDatabase()
await using stack = new AsyncDisposableStack()
const directory = await mkdtemp(join(tmpdir(), 'assay-log-'))
stack.defer(() => rm(directory, { recursive: true, force: true }))
const quiet = { info() {}, warn: console.error, error: console.error }
const core = stack.use(
  await openCore({
    name: 'bench',
    database_url: database.url,
    storage_url: pathToFileURL(join(directory, 'storage/')).href,
    scratch_directory: join(directory, 'scratch'),
    secret_key: 'a key that is only good for benches, as everyone knows it',
    settings: {},
    log: quiet,
  }),
)
const owner_id = await addOwner(core.db)
const actor: Actor = { user_id: owner_id, email: 'bench@example.org', groups: ['users'] }
await transactAround(core, (held) => submitRuns(held, [noOpRun(owner_id, 1)]))
const worker_id = await openWorkerSession(core.db, { name: 'bench', slots: 1, lease_seconds: 600 })
const [claimed] = (await claimJobs(core, { worker_id, slots: 1, kinds: [noOpKind] })).jobs
if (!claimed) throw new Error('there is no job')
const log = { job_id: claimed.id, attempt: claimed.attempt }
const entry = { ...log, run_id: claimed.run_id, left_out: 0, is_last: false }

/** One line in a thousand says that something is rare; each says that it is a step. */
function textOf(number: number): string {
  const rare = number % 1_000 === 0 ? ' something rare' : ''
  return `step ${number}: loss ${(number * 7919) % 100_003} of a model that learns${rare}`
}

const texts: string[] = []
for (let first_line = 1; first_line <= lines; first_line += linesOfChunk) {
  const text = Array.from({ length: linesOfChunk }, (_, index) => `${textOf(first_line + index)}\n`).join('')
  texts.push(text)
  const chunk = { first_line, lines: linesOfChunk, at: new Date().toISOString(), text }
  const spans: [number, number, number][] = Array.from({ length: 100 }, (_, index) => [10, index, 0])
  const entries: LogEntry[] = [{ ...entry, chunk: { ...chunk, spans } }]
  await appendLogs(core, { worker_id, entries })
}
const plain = join(directory, 'plain.log')
await writeFile(plain, texts.join(''))

async function timed(call: (repeat: number) => Promise<unknown>): Promise<number> {
  const times: number[] = []
  for (let repeat = 0; repeat < repeats; repeat += 1) {
    const started_at = performance.now()
    await call(repeat)
    times.push(performance.now() - started_at)
  }
  return median(times)
}

const searches = { 'a line that is there once': 'step 777777:', '1,000 lines': 'something rare', 'every line': 'step ' }
const page = { after_line: 0, limit: 100 }

async function measure(where: string) {
  const line = await timed((repeat) =>
    readLogPage(core, actor, { ...log, after_line: (repeat * 48_611) % lines, limit: 1 }),
  )
  const found = [
    figure({
      what: `any line, ${where}: at most 300 ms`,
      unit: 'ms',
      ours: line,
      alternative: { what: 'promise', value: 300 },
      hold: { at: 'most', limit: 1 },
    }),
  ]
  for (const [what, text] of Object.entries(searches)) {
    const ours = await timed(() => searchLog(core, actor, { ...log, text, ...page }))
    const grep = await timed(() => run('grep', ['-c', '-F', text, plain]))
    found.push(
      figure({
        what: `count of ${what}, ${where}: at most 500 ms`,
        unit: 'ms',
        ours,
        alternative: { what: 'promise', value: 500 },
        hold: { at: 'most', limit: 1 },
      }),
      figure({
        what: `count of ${what}, ${where}`,
        unit: 'ms',
        ours,
        alternative: { what: 'grep -c -F', value: grep },
      }),
    )
  }
  return found
}

const live = await measure('while the job runs')
await appendLogs(core, { worker_id, entries: [{ ...entry, chunk: null, is_last: true }] })
const began = performance.now()
await storeLog(core, log)
const stored_ms = performance.now() - began
const stored = await measure('in storage')
report({
  command: 'log',
  figures: [...live, ...stored, figure({ what: 'the move to storage', unit: 'ms', ours: stored_ms })],
  details: { lines, bytes: texts.reduce((bytes, text) => bytes + text.length, 0) },
})
