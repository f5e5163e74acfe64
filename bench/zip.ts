import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { get, type IncomingMessage } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Readable } from 'node:stream'
import { parseArgs } from 'node:util'
import { z } from 'zod'
import { startChild } from './measure/child.ts'
import { type Figure, figure, type Hold, ratioAtLeast } from './measure/figure.ts'
import { report } from './measure/report.ts'
import { median } from './measure/spread.ts'
import { createScratchDatabase } from './platform/scratch-database.ts'
import { place, writeFolder } from './zip/folder.ts'

/** A folder as a zip over HTTP, beside the program `zip` that stores the same files into a pipe. */
const { values } = parseArgs({
  options: { files: { type: 'string', default: '10000' }, rounds: { type: 'string', default: '5' } },
})
const files = Number(values.files)

async function seconds(open: () => Promise<Readable>, least_bytes: number): Promise<number> {
  const begun = performance.now()
  let passed_bytes = 0
  for await (const chunk of await open()) passed_bytes += chunk.length
  if (passed_bytes < least_bytes) throw new Error(`only ${passed_bytes} bytes came`)
  return (performance.now() - begun) / 1000
}

/** As it is without options that make it faster or slower: names from the folder above, nothing compressed. */
async function openZip(folder: string): Promise<Readable> {
  const zip = spawn('zip', ['-q', '-0', '-r', '-', '.'], { cwd: folder, stdio: ['ignore', 'pipe', 'inherit'] })
  await once(zip, 'spawn')
  return zip.stdout
}

interface Api {
  readonly url: string
  readonly key: string
}

async function openOurs({ url, key }: Api): Promise<Readable> {
  const asked = get(`${url}/api/v1/files/zip?path=${place}`, { headers: { authorization: `Bearer ${key}` } })
  const [answer]: IncomingMessage[] = await once(asked, 'response')
  if (answer?.statusCode !== 200) throw new Error(`the API answers ${answer?.statusCode}`)
  return answer
}

/** Most memory that a process has held, where the system tells. */
async function peakBytes(pid = 0): Promise<number> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8').catch(() => '')
  return Number(/VmHWM:\s+(\d+)/.exec(status)?.[1]) * 1024
}

interface Measured {
  readonly figure: Figure
  readonly peak_bytes: { readonly before: number; readonly after: number }
}

async function measure(size_bytes: number, hold?: Hold): Promise<Measured> {
  await using opened = new AsyncDisposableStack()
  const directory = await mkdtemp(join(tmpdir(), 'assay-bench-zip-'))
  opened.defer(() => rm(directory, { recursive: true, force: true }))
  const folder = join(directory, 'files')
  await writeFolder(folder, { files, size_bytes })
  const database = opened.use(await createScratchDatabase())
  const script = new URL('./zip/api-process.ts', import.meta.url)
  const message = z.object({ url: z.string(), key: z.string() })
  const api = opened.use(await startChild(script, [database.url, directory, folder], message))
  const before = await peakBytes(api.child.pid)
  const found = { ours: [] as number[], zip: [] as number[] }
  // the first round warms up
  for (let round = 0; round <= Number(values.rounds); round++) {
    const zip = await seconds(() => openZip(folder), files * size_bytes)
    const ours = await seconds(() => openOurs(api.said), files * size_bytes)
    if (round === 0) continue
    found.ours.push(ours)
    found.zip.push(zip)
  }
  return {
    figure: figure({
      what: `${files} files of ${size_bytes / 1024} KiB as a zip`,
      unit: 'files/s',
      ours: files / median(found.ours),
      alternative: { what: 'zip -0 into a pipe', value: files / median(found.zip) },
      ...(hold && { hold }),
    }),
    peak_bytes: { before, after: await peakBytes(api.child.pid) },
  }
}

const measured = [await measure(64 * 1024, ratioAtLeast(0.7)), await measure(8 * 1024)]
report({
  command: 'zip',
  figures: measured.map(({ figure }) => figure),
  details: { files, rounds: Number(values.rounds), peak_bytes: measured.map(({ peak_bytes }) => peak_bytes) },
})
