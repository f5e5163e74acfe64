import { createThrowAwayDirectory } from '@assay/db/testing'
import { expect, it } from 'vitest'
import { faultsOfChaos } from './chaos.ts'

const { ASSAY_CHAOS_SEED: seed, ASSAY_CHAOS_RUNS: runs = '14', ASSAY_CHAOS_SECONDS: seconds = '8' } = process.env
const within_ms = Number(seconds) * 1000

it(
  'ends every job once, with each output once and nothing left running, whatever is killed under load',
  async () => {
    await using directory = await createThrowAwayDirectory()
    const drawn = { seed: seed === undefined ? Date.now() % 1_000_000 : Number(seed), runs: Number(runs) }
    const blows = Math.max(6, Math.round(within_ms / 1_300))
    expect(await faultsOfChaos({ ...drawn, blows, within_ms, directory: directory.path })).toEqual([])
  },
  240_000 + within_ms,
)
