import { createTestDatabase } from '@assay/db/testing'
import { it } from 'vitest'
import { checkProtocol } from './protocol/check.ts'

const { ASSAY_PROTOCOL_RUNS: runs = '20', ASSAY_PROTOCOL_SEED: seed } = process.env
const mostMsOfOne = 5_000

it(
  'keeps to its rules whatever workers, owners and sweepers do, and brings every run to an end',
  async () => {
    await using database = await createTestDatabase()
    const drawn = { runs: Number(runs), length: 40, seed: seed === undefined ? undefined : Number(seed) }
    await checkProtocol(database.db, drawn)
  },
  Number(runs) * mostMsOfOne,
)
