import { expect, test } from 'vitest'
import { type Reply, silence, startScriptedServer } from '../testing/scripted-server.ts'

test('an export may take longer to begin than other answers', async () => {
  const held = Promise.withResolvers<void>()
  const late: Reply = (response) => {
    held.promise.then(() => response.writeHead(200, { 'content-disposition': 'attachment; filename="a.csv"' }).end('n'))
  }
  await using server = await startScriptedServer({
    'GET /api/v1/comparisons/c/export': [late],
    'GET /trpc/session.whoami': [silence],
  })
  const assay = server.client({ timeout: 50, maxRetries: 0 })
  const exported = assay.comparisons.export('c', 'csv')
  await expect(assay.whoami()).rejects.toMatchObject({ code: 'TIMEOUT' })
  held.resolve()
  const { filename, size_bytes } = await exported
  expect([filename, size_bytes]).toEqual(['a.csv', undefined])
})
