import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { faultsOfChaos } from './chaos.ts'

/** One seed, in a process of its own: `program.ts <seed> <runs> <seconds>` prints what is wrong and ends with 1. */
const [seed = 0, runs = 14, seconds = 8] = process.argv.slice(2).map(Number)
const directory = await mkdtemp(join(tmpdir(), 'assay-chaos-'))
try {
  const within_ms = seconds * 1000
  const blows = Math.max(6, Math.round(within_ms / 1_300))
  const faults = await faultsOfChaos({ seed, runs, blows, within_ms, directory })
  for (const fault of faults) process.stdout.write(`${fault}\n`)
  if (faults.length > 0) process.exitCode = 1
} finally {
  await rm(directory, { recursive: true, force: true })
}
