import { once } from 'node:events'
import { mkdtemp, readdir, readFile, rm, stat } from 'node:fs/promises'
import { type IncomingMessage, request } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { parseArgs } from 'node:util'
import { z } from 'zod'
import { type Child, startChild } from './measure/child.ts'
import { figure, ratioAtLeast, ratioAtMost } from './measure/figure.ts'
import { report } from './measure/report.ts'
import { median } from './measure/spread.ts'
import { createScratchDatabase } from './platform/scratch-database.ts'

/** A large file up and down over HTTP, in a folder, beside a bare pipe of `node:http` to the same disk. */
const { values } = parseArgs({
  options: { mebibytes: { type: 'string', default: '5000' }, rounds: { type: 'string', default: '3' } },
})
const mebibytes = Number(values.mebibytes)
const mebibyte = 1024 ** 2
const mostGrowthBytes = 64 * mebibyte
const target = '/api/v1/files/content?path=data/large.bin'

const listening = z.object({ url: z.string(), key: z.string() })
type Server = Child<z.output<typeof listening>>

/** Other bytes in each round: those that a user has already are not stored again. */
function* bytes(round: number): Generator<Buffer> {
  const piece = Buffer.alloc(mebibyte, `${round}`)
  for (let sent = 0; sent < mebibytes; sent++) yield piece
}

async function ask({ said }: Server, method: 'GET' | 'PUT', body?: Readable): Promise<IncomingMessage> {
  const sent = request(said.url + target, { method, headers: { authorization: `Bearer ${said.key}` } })
  const answered = once(sent, 'response')
  await (body ? pipeline(body, sent) : sent.end())
  const [answer]: IncomingMessage[] = await answered
  if (answer === undefined || (answer.statusCode ?? 0) >= 300) throw new Error(`it answers ${answer?.statusCode}`)
  return answer
}

async function rate(work: () => Promise<void>): Promise<number> {
  const begun = performance.now()
  await work()
  return mebibytes / ((performance.now() - begun) / 1000)
}

async function upload(server: Server, round: number): Promise<void> {
  const answer = await ask(server, 'PUT', Readable.from(bytes(round)))
  await answer.resume().toArray()
}

async function download(server: Server): Promise<void> {
  let passed = 0
  for await (const piece of await ask(server, 'GET')) passed += piece.length
  if (passed !== mebibytes * mebibyte) throw new Error(`only ${passed} bytes came`)
}

/** Most memory that a process has held, where the system tells. */
async function peakBytes(pid = 0): Promise<number> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8').catch(() => '')
  return Number(/VmHWM:\s+(\d+)/.exec(status)?.[1]) * 1024
}

/** Each upload finds the same disk, and as much memory for it: what was stored before is taken away. */
async function clear(folder: string): Promise<void> {
  for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) {
    const path = join(entry.parentPath, entry.name)
    if (entry.isFile() && (await stat(path)).size === mebibytes * mebibyte) await rm(path)
  }
}

await using opened = new AsyncDisposableStack()
const directory = await mkdtemp(join(tmpdir(), 'assay-bench-transfer-'))
opened.defer(() => rm(directory, { recursive: true, force: true }))
const database = opened.use(await createScratchDatabase())
const script = (name: string) => new URL(`./file-transfer/${name}.ts`, import.meta.url)
const ours = opened.use(await startChild(script('api-process'), [database.url, directory], listening))
const bare = opened.use(await startChild(script('bare-process'), [directory], listening))

const rates = { ours: { up: [] as number[], down: [] as number[] }, bare: { up: [] as number[], down: [] as number[] } }
const peak_bytes = { ours: [] as number[], bare: [] as number[] }
for (let round = 0; round < Number(values.rounds); round++) {
  for (const [name, server] of [
    ['ours', ours],
    ['bare', bare],
  ] as const) {
    rates[name].up.push(await rate(() => upload(server, round)))
    rates[name].down.push(await rate(() => download(server)))
    peak_bytes[name].push(await peakBytes(server.child.pid))
    await clear(directory)
  }
}

const pipe = (value: number) => ({ what: 'a pipe of node:http to disk', value })
const [first = 0] = peak_bytes.ours
report({
  command: 'file-transfer',
  figures: [
    figure({
      what: `${mebibytes} MiB up`,
      unit: 'MiB/s',
      ours: median(rates.ours.up),
      alternative: pipe(median(rates.bare.up)),
      hold: ratioAtLeast(0.9),
    }),
    figure({
      what: `${mebibytes} MiB down`,
      unit: 'MiB/s',
      ours: median(rates.ours.down),
      alternative: pipe(median(rates.bare.down)),
      hold: ratioAtLeast(0.9),
    }),
    figure({
      what: 'growth of memory after the first round',
      unit: 'bytes',
      ours: Math.max(...peak_bytes.ours) - first,
      alternative: { what: '64 MiB', value: mostGrowthBytes },
      hold: ratioAtMost(1),
    }),
  ],
  details: { rounds: Number(values.rounds), rates, peak_bytes },
})
