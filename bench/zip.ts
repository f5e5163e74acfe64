import { once } from 'node:events'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { get, type IncomingMessage } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { z } from 'zod'
import { startChild } from './measure/child.ts'
import { type Figure, figure, type Hold, ratioAtLeast } from './measure/figure.ts'
import { report } from './measure/report.ts'
import { median } from './measure/spread.ts'
import { createScratchDatabase } from './platform/scratch-database.ts'
import { place, writeFolder } from './zip/folder.ts'

/** A folder as a zip, beside the program `zip` that stores the same files into an answer of node:http. */
const { values } = parseArgs({
  options: { files: { type: 'string', default: '10000' }, rounds: { type: 'string', default: '5' } },
})
const files = Number(values.files)

async function seconds(url: string, { key, least_bytes }: { key: string; least_bytes: number }): Promise<number> {
  const begun = performance.now()
  const asked = get(url, { headers: { authorization: `Bearer ${key}` } })
  const [answer]: IncomingMessage[] = await once(asked, 'response')
  if (answer?.statusCode !== 200) throw new Error(`${url} answers ${answer?.statusCode}`)
  let passed_bytes = 0
  answer.on('data', (chunk: Buffer) => {
    passed_bytes += chunk.length
  })
  await once(answer, 'end')
  if (passed_bytes < least_bytes) throw new Error(`only ${passed_bytes} bytes came`)
  return (performance.now() - begun) / 1000
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
  const bare = opened.use(await startChild(new URL('./zip/bare-process.ts', import.meta.url), [folder], z.string()))
  const asking = { key: api.said.key, least_bytes: files * size_bytes }
  const before = await peakBytes(api.child.pid)
  const found = { ours: [] as number[], zip: [] as number[] }
  // the first round warms up
  for (let round = 0; round <= Number(values.rounds); round++) {
    const zip = await seconds(bare.said, asking)
    const ours = await seconds(`${api.said.url}/api/v1/files/zip?path=${place}`, asking)
    if (round === 0) continue
    found.ours.push(ours)
    found.zip.push(zip)
  }
  return {
    figure: figure({
      what: `${files} files of ${size_bytes / 1024} KiB as a zip`,
      unit: 'files/s',
      ours: files / median(found.ours),
      alternative: { what: 'zip -0, piped into an answer', value: files / median(found.zip) },
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
