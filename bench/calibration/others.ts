import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { z } from 'zod'
import type { Asymmetric } from './asymmetric.ts'
import { samplesOf } from './decision.ts'
import type { Measured } from './rate.ts'

const share = z.number().nullable()
const found = z.array(z.object({ of: z.string(), method: z.string(), n: z.number(), rejected: share, covered: share }))

/** How often others reject, and how often their intervals cover, on samples that `decisions` draws too. */
export interface Others {
  readonly rejected: Measured[]
  readonly covered: Measured[]
}

interface Asked {
  readonly python: string
  readonly sizes: readonly number[]
  readonly replicates: number
}

/** By scipy, numpy and, where this Python has it, MLflow. They know no clusters. */
export function others(populations: readonly Asymmetric[], { python, sizes, replicates }: Asked): Others {
  const folder = mkdtempSync(join(tmpdir(), 'assay-calibration-'))
  try {
    const cells = populations.flatMap((population) =>
      sizes.map((n) => {
        const samples = Array.from(samplesOf(population, n, replicates), ({ a, b }) => [a, b])
        return { of: population.name, n, truth: 0, samples }
      }),
    )
    const file = join(folder, 'samples.json')
    writeFileSync(file, JSON.stringify(cells))
    const script = join(import.meta.dirname, '../calibration_reference.py')
    const text = execFileSync(python, [script, file], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] })
    const rows = found.parse(JSON.parse(text))
    const measured = (key: 'rejected' | 'covered') =>
      rows.map(({ of, method, n, ...shares }) => ({
        of,
        method,
        n,
        share: shares[key],
        answers: replicates,
        replicates,
      }))
    return { rejected: measured('rejected'), covered: measured('covered').filter((cell) => cell.share !== null) }
  } finally {
    rmSync(folder, { recursive: true })
  }
}
