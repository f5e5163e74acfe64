import { expect, test } from 'vitest'
import { collect } from './testing/collect.ts'
import { errorBody, hangUp, type Reply, restError, startScriptedServer } from './testing/scripted-server.ts'

function file(disposition: string): Reply {
  return (response) =>
    response.writeHead(200, { 'content-length': '5', 'content-disposition': disposition }).end('a,b\n1')
}

test('a dataset is downloaded with its name and size', async () => {
  await using server = await startScriptedServer({
    'GET /api/v1/datasets/set/download': [hangUp, file(`attachment; filename="n.csv"; filename*=UTF-8''n%C3%A4.csv`)],
  })
  const download = await server.client().datasets.download('set')
  expect([download.filename, download.size_bytes, await download.text()]).toEqual(['nä.csv', 5, 'a,b\n1'])
})

test('an output of a job is downloaded as a stream', async () => {
  await using server = await startScriptedServer({
    'GET /api/v1/jobs/job/outputs/a%20b': [file('attachment; filename="a b"')],
  })
  const { stream } = await server.client().jobs.output('job', 'a b')
  expect(Buffer.concat(await collect(stream)).toString()).toBe('a,b\n1')
})

test.each(['attachment; filename="../../etc/passwd"', `attachment; filename*=UTF-8''..%2F..%2Fetc%2Fpasswd`])(
  'a name never leads out of a folder: %s',
  async (disposition) => {
    await using server = await startScriptedServer({ 'GET /api/v1/datasets/set/download': [file(disposition)] })
    expect((await server.client().datasets.download('set')).filename).toBe('passwd')
  },
)

test('a refusal has its code', async () => {
  const refusal = restError(404, errorBody('DATASET_NOT_FOUND', { data: { dataset_id: 'set' } }))
  await using server = await startScriptedServer({ 'GET /api/v1/datasets/set/download': [refusal] })
  await expect(server.client().datasets.download('set')).rejects.toMatchObject({
    code: 'DATASET_NOT_FOUND',
    status: 404,
  })
})
