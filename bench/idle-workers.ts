import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { setTimeout as pause } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { z } from 'zod'
import { processorSeconds } from './idle-workers/processor-time.ts'
import { figure, ratioAtMost } from './measure/figure.ts'
import { report } from './measure/report.ts'

/** What a server with three pull workers uses of a core while there is nothing to do, all processes together. */
const { values } = parseArgs({
  options: {
    seconds: { type: 'string', default: '600' },
    settling_seconds: { type: 'string', default: '20' },
    workers: { type: 'string', default: '3' },
  },
})
const seconds = Number(values.seconds)
const repository = fileURLToPath(new URL('..', import.meta.url))
const account = { ASSAY_ADMIN_EMAIL: 'ada@example.org', ASSAY_ADMIN_PASSWORD: 'a password that is good for measuring' }

await using opened = new AsyncDisposableStack()
const directory = await mkdtemp(join(tmpdir(), 'assay-bench-idle-'))
opened.defer(() => rm(directory, { recursive: true, force: true }))
const data_dir = join(directory, 'data')

/** Starts a program of the repository; the line that says that it is ready. */
async function start(program: string, args: readonly string[], variables: object, ready: RegExp) {
  const child: ChildProcess = spawn(process.execPath, [program, ...args], {
    cwd: repository,
    env: { ...process.env, ...variables },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const exited = once(child, 'exit')
  opened.defer(async () => {
    child.kill('SIGTERM')
    await exited
  })
  if (!child.stdout) throw new Error('it has no output')
  for await (const line of createInterface(child.stdout)) {
    const [, said] = ready.exec(line) ?? []
    if (said === undefined) continue
    child.stdout.resume()
    return { pid: child.pid ?? 0, said }
  }
  throw new Error(`${program} ended before it was ready`)
}

async function createToken(url: string, name: string): Promise<string> {
  const { ASSAY_ADMIN_EMAIL: email, ASSAY_ADMIN_PASSWORD: password } = account
  const answer = await fetch(`${url}/api/v1/workers`, {
    method: 'POST',
    headers: {
      authorization: `Basic ${Buffer.from(`${email}:${password}`).toString('base64')}`,
      'content-type': 'application/json',
    },
    body: JSON.stringify({ name }),
  })
  return z.object({ token: z.string() }).parse(await answer.json()).token
}

/** The share of a core that all of them use. */
async function measure(pids: readonly number[]): Promise<number> {
  await pause(Number(values.settling_seconds) * 1000)
  const [before, begun_at] = [await processorSeconds(pids, data_dir), performance.now()]
  await pause(seconds * 1000)
  return ((await processorSeconds(pids, data_dir)) - before) / ((performance.now() - begun_at) / 1000)
}

const variables = { ...account, ASSAY_DATA_DIR: data_dir, ASSAY_PORT: '0', ASSAY_SAMPLE: 'off' }
const server = await start('apps/standalone/src/main.ts', [], variables, /^ready (\S+)/)
const pids = [server.pid]
const alone = await measure(pids)
for (let worker = 0; worker < Number(values.workers); worker++) {
  const ASSAY_WORKER_TOKEN = await createToken(server.said, `worker-${worker}`)
  const args = ['--url', server.said, '--work-dir', join(directory, `work-${worker}`), '--sandbox', 'none']
  const { pid } = await start('apps/pull-worker/src/main.ts', args, { ASSAY_WORKER_TOKEN }, /(has \d+ slots)/)
  pids.push(pid)
}
const together = await measure(pids)
report({
  command: 'idle-workers',
  figures: [
    figure({
      what: `of one core, idle: the server, its Postgres and ${values.workers} pull workers`,
      unit: '%',
      ours: together * 100,
      alternative: { what: 'two hundredths of one core', value: 2 },
      hold: ratioAtMost(1),
    }),
    figure({ what: 'the same without pull workers', unit: '%', ours: alone * 100 }),
  ],
  details: { seconds, workers: Number(values.workers) },
})
