import { existsSync } from 'node:fs'
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { z } from 'zod'
import { runBench } from './measure/run-bench.ts'

/**
 * Runs the commands of this folder one after the other, and keeps what they print in results/<date>.json, beside what
 * others printed that day.
 */
const everything = [
  'job-pickup',
  'job-throughput',
  'claim',
  'pull-claim',
  'process-jobs',
  'list-jobs',
  'file-list',
  'file-transfer',
  'log',
  'log-followers',
  'api-get',
  'authentication',
  'lumigator',
  'mip',
  'csv-ingest',
  'evaluation',
  'metrics',
  'compare',
  'judge',
  'zip',
  'start',
  'pages',
  'idle-workers',
]
const named = process.argv.slice(2)
const commands = (named.length > 0 ? named : everything).filter((name) => existsSync(pathOf(name)))

const kept = z.record(z.string(), z.unknown())

function pathOf(name: string): string {
  return fileURLToPath(new URL(`${name}.ts`, import.meta.url))
}

const folder = new URL('results/', import.meta.url)
const file = new URL(`${new Date().toISOString().slice(0, 10)}.json`, folder)
const results = existsSync(file) ? kept.parse(JSON.parse(await readFile(file, 'utf8'))) : {}
for (const name of commands) {
  console.error(name)
  const found = await runBench(pathOf(name))
  results[name] = found
  await mkdir(folder, { recursive: true })
  await writeFile(file, `${JSON.stringify(results, null, 2)}\n`)
  for (const { what, hold, holds } of found.figures) {
    if (hold !== undefined) console.error(`  ${holds ? 'holds' : 'DOES NOT HOLD'}  ${what}: ${hold}`)
    if (holds === false) process.exitCode = 1
  }
}
console.error(fileURLToPath(file))
