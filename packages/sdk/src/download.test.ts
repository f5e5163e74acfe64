import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { collect } from './testing/collect.ts'
import { errorBody, hangUp, type Reply, restError, startScriptedServer } from './testing/scripted-server.ts'

function file(disposition: string): Reply {
  return (response) =>
    response.writeHead(200, { 'content-length': '5', 'content-disposition': disposition }).end('a,b\n1')
}

async function temporaryFolder(): Promise<AsyncDisposable & { readonly path: string }> {
  const path = await mkdtemp(join(tmpdir(), 'assay-download-'))
  return { path, [Symbol.asyncDispose]: () => rm(path, { recursive: true }) }
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

const names: [string, string][] = [
  ['../../etc/passwd', 'passwd'],
  ['..\\..\\etc\\passwd', 'passwd'],
  ['a\n/../../../x.csv', 'x.csv'],
  ['a\r\n\\..\\x.csv', 'x.csv'],
  ['a\u2028/../x.csv', 'x.csv'],
  ['/x.csv\n', 'x.csv_'],
  ['C:x.csv', 'x.csv'],
  ['..', 'download'],
  ['a/..', 'download'],
  ['a\n/..', 'download'],
  ['/', 'download'],
  ['. .', 'download'],
  ['\u001b]0;owned\u0007.csv', '_]0;owned_.csv'],
  ['gpj\u202evsc.csv', 'gpj_vsc.csv'],
]
test.each(names)('a name never leads out of a folder, nor acts upon a terminal: %j is %j', async (given, name) => {
  const disposition = `attachment; filename*=UTF-8''${encodeURIComponent(given)}`
  await using server = await startScriptedServer({ 'GET /api/v1/datasets/set/download': [file(disposition)] })
  expect((await server.client().datasets.download('set')).filename).toBe(name)
})

test('a name without an encoded form never leads out of a folder either', async () => {
  const disposition = 'attachment; filename="..\\/..\\/x.csv"'
  await using server = await startScriptedServer({ 'GET /api/v1/datasets/set/download': [file(disposition)] })
  expect((await server.client().datasets.download('set')).filename).toBe('x.csv')
})

const escaping = file(`attachment; filename*=UTF-8''${encodeURIComponent('a\n/../../../x.csv')}`)

test('a download is saved in the folder that is named, and nowhere else', async () => {
  await using folder = await temporaryFolder()
  await using server = await startScriptedServer({ 'GET /api/v1/datasets/set/download': [escaping, escaping] })
  const download = await server.client().datasets.download('set')
  expect(await download.saveTo(`${folder.path}/a/b/c/`)).toBe(`${folder.path}/a/b/c/x.csv`)
  expect(await readdir(folder.path, { recursive: true })).toEqual(['a', 'a/b', 'a/b/c', 'a/b/c/x.csv'])
  expect(await (await server.client().datasets.download('set')).saveTo(folder.path)).toBe(`${folder.path}/x.csv`)
  expect(await readFile(`${folder.path}/x.csv`, 'utf8')).toBe('a,b\n1')
})

test('a file that is there is replaced only when that is said', async () => {
  await using folder = await temporaryFolder()
  const path = `${folder.path}/mine.csv`
  await writeFile(path, 'mine')
  await using server = await startScriptedServer({ 'GET /api/v1/datasets/set/download': [escaping, escaping] })
  const { datasets } = server.client()
  const error = await (await datasets.download('set')).saveTo(path).catch((thrown: unknown) => thrown)
  expect(error).toMatchObject({ code: 'DESTINATION_UNWRITABLE', message: expect.stringContaining('is there already') })
  expect(await readFile(path, 'utf8')).toBe('mine')
  await (await datasets.download('set')).saveTo(path, { overwrite: true })
  expect(await readFile(path, 'utf8')).toBe('a,b\n1')
  expect(await readdir(folder.path)).toEqual(['mine.csv'])
})

test.each([false, true])('nothing is kept of a download that breaks off, with overwrite %s', async (overwrite) => {
  await using folder = await temporaryFolder()
  const half: Reply = (response) => {
    response.writeHead(200, { 'content-length': '100' })
    response.write('half', () => response.destroy())
  }
  await using server = await startScriptedServer({ 'GET /api/v1/datasets/set/download': [half] })
  const download = await server.client().datasets.download('set')
  await expect(download.saveTo(folder.path, { overwrite })).rejects.toMatchObject({ code: 'CONNECTION_FAILED' })
  expect(await readdir(folder.path)).toEqual([])
})

test('a refusal has its code', async () => {
  const refusal = restError(404, errorBody('DATASET_NOT_FOUND', { data: { dataset_id: 'set' } }))
  await using server = await startScriptedServer({ 'GET /api/v1/datasets/set/download': [refusal] })
  await expect(server.client().datasets.download('set')).rejects.toMatchObject({
    code: 'DATASET_NOT_FOUND',
    status: 404,
  })
})
