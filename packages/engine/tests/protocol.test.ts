import { createTestDatabase } from '@assay/db/testing'
import { it } from 'vitest'
import { checkProtocol } from '../src/testing/protocol/check.ts'

it('keeps to its rules whatever workers, owners and sweepers do, and brings every run to an end', async () => {
  await using database = await createTestDatabase()
  await checkProtocol(database.db, { runs: 25, length: 40 })
})
