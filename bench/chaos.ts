import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { report } from './measure/report.ts'

/**
 * Kills workers, server and Postgres under load, seed after seed, until so many have been tried or the time is over,
 * and says how many held. What was wrong with the others goes to stderr, with their seeds.
 */
const { values } = parseArgs({
  options: {
    seeds: { type: 'string', default: '1000' },
    first: { type: 'string', default: '1' },
    hours: { type: 'string', default: 'Infinity' },
    runs: { type: 'string', default: '14' },
    seconds: { type: 'string', default: '8' },
  },
})
const program = fileURLToPath(new URL('../packages/testing/tests/chaos/program.ts', import.meta.url))
const until = performance.now() + Number(values.hours) * 3_600_000
const broken: number[] = []
let tried = 0

for (let seed = Number(values.first); tried < Number(values.seeds) && performance.now() < until; seed += 1) {
  const args = [program, String(seed), values.runs, values.seconds]
  const child = spawn(process.execPath, args, { stdio: ['ignore', process.stderr, process.stderr] })
  const [code] = await once(child, 'exit')
  tried += 1
  if (code !== 0) broken.push(seed)
  console.error(`seed ${seed} ${code === 0 ? 'holds' : 'DOES NOT HOLD'}: ${tried - broken.length} of ${tried} hold`)
}
report({
  command: 'chaos',
  figures: [
    {
      what: 'seeds after which something was wrong',
      unit: 'seeds',
      ours: broken.length,
      hold: '= 0',
      holds: broken.length === 0,
    },
  ],
  details: { tried, broken },
})
