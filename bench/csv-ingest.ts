import { createWriteStream } from 'node:fs'
import { mkdtemp, readFile, rm, stat } from 'node:fs/promises'
import { availableParallelism, tmpdir } from 'node:os'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { openTables } from '@assay/tables'
import { DuckDBInstance } from '@duckdb/node-api'
import { figure, ratioAtLeast, ratioAtMost } from './measure/figure.ts'
import { report } from './measure/report.ts'
import { median } from './measure/spread.ts'

/** CSV in, checked and kept as Parquet, beside DuckDB alone: node csv-ingest.ts [rows] */
const rows = Number(process.argv[2] ?? 1_000_000)
const rounds = 5
const words = 'it was the best of times and it was the worst of times when nobody knew which was which'.split(' ')

function lineOf(row: number): string {
  const text = Array.from({ length: 40 }, (_, index) => words[(row * 31 + index * 17) % words.length]).join(' ')
  return `"${text}, said ""${row}""\nand went on",summary ${row},é鍵,${row / 7}\n`
}

function* csvOf(count: number): Generator<string> {
  yield 'examples,ground_truth,source,score\n'
  for (let start = 0; start < count; start += 1000) {
    yield Array.from({ length: Math.min(1000, count - start) }, (_, offset) => lineOf(start + offset)).join('')
  }
}

async function timeAlone(source_path: string): Promise<number> {
  const instance = await DuckDBInstance.create(':memory:', { threads: String(Math.min(2, availableParallelism())) })
  const connection = await instance.connect()
  const begun = performance.now()
  await connection.run(`COPY (FROM read_csv('${source_path}', all_varchar = true)) TO '${source_path}.alone'`)
  const seconds = (performance.now() - begun) / 1000
  connection.closeSync()
  instance.closeSync()
  return seconds
}

/** Most memory that a process has held, where the system tells. */
async function peakBytes(pid = 0): Promise<number> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8').catch(() => '')
  return Number(/VmHWM:\s+(\d+)/.exec(status)?.[1]) * 1024
}

interface Ingests {
  readonly seconds: readonly number[]
  readonly peak_bytes: number
}

/** Reads the file in rounds, each followed by what is measured beside it. */
async function timeIngests(source_path: string, beside: () => Promise<unknown>): Promise<Ingests> {
  await using tables = await openTables({ directory: `${source_path}.tables` })
  const seconds: number[] = []
  for (let round = 0; round < rounds; round += 1) {
    const begun = performance.now()
    await tables.ingest({ source_path, format: 'csv', output_path: `${source_path}.parquet` })
    seconds.push((performance.now() - begun) / 1000)
    await beside()
  }
  return { seconds, peak_bytes: await peakBytes(tables.pids()[0]) }
}

const folder = await mkdtemp(join(tmpdir(), 'assay-bench-'))
try {
  const [whole, quarter] = [join(folder, 'whole.csv'), join(folder, 'quarter.csv')]
  await pipeline(Readable.from(csvOf(rows)), createWriteStream(whole))
  await pipeline(Readable.from(csvOf(rows / 4)), createWriteStream(quarter))
  const alone: number[] = []
  const ours = await timeIngests(whole, async () => alone.push(await timeAlone(whole)))
  const less = await timeIngests(quarter, async () => {})
  const { size: size_bytes } = await stat(whole)
  report({
    command: 'csv-ingest',
    figures: [
      figure({
        what: `${rows} rows of CSV in`,
        unit: 'rows/s',
        ours: rows / median(ours.seconds),
        alternative: { what: 'DuckDB alone', value: rows / median(alone) },
        hold: ratioAtLeast(0.5),
      }),
      figure({
        what: 'most memory of the process that reads them',
        unit: 'bytes',
        ours: ours.peak_bytes,
        alternative: { what: 'with a quarter of the rows', value: less.peak_bytes },
        hold: ratioAtMost(1.5),
      }),
    ],
    details: { size_bytes, seconds: ours.seconds, seconds_alone: alone },
  })
} finally {
  await rm(folder, { recursive: true })
}
