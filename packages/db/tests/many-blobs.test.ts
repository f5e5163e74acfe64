import { expect, it } from 'vitest'
import { deleteUnreferencedBlobs, findBlobIdsOfRuns, insertBlobs, insertUser, newId } from '../src/index.ts'
import { createTestDatabase } from '../src/testing/index.ts'

it('deletes more blobs at once than a statement has parameters', async () => {
  await using database = await createTestDatabase()
  const { db } = database
  const owner_id = newId()
  await insertUser(db, { id: owner_id, email: 'somebody@example.org', name: 'Somebody', groups: ['users'] })
  const ids = Array.from({ length: 70_000 }, newId)
  await insertBlobs(db, [{ id: ids[0] ?? '', owner_id, object_key: 'objects/a', size_bytes: 1 }])
  expect(await findBlobIdsOfRuns(db, ids)).toEqual([])
  expect(await db.transaction().execute((trx) => deleteUnreferencedBlobs(trx, ids))).toEqual(['objects/a'])
})
