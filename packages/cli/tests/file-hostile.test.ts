import { mkdir, readdir, readFile, symlink, writeFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { createMachine } from './assay.ts'

const time = '2026-12-01T00:00:00.000Z'

function entry(path: string, kind: 'file' | 'folder') {
  const isFile = kind === 'file'
  return {
    id: '01900000-0000-7000-8000-000000000000',
    path,
    name: path.split('/').at(-1),
    kind,
    size_bytes: isFile ? 4 : null,
    sha256: null,
    etag: isFile ? '"one"' : null,
    created_at: time,
    updated_at: time,
  }
}

/** A server that lists whatever names it likes. */
async function startHostileServer(paths: readonly string[]) {
  const server = createServer((request, response) => {
    const send = (data: unknown) =>
      response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify({ result: { data } }))
    if (request.url?.startsWith('/trpc/files.get')) send(entry('data/run', 'folder'))
    else if (request.url?.startsWith('/trpc/files.list'))
      send({ items: paths.map((path) => entry(path, 'file')), next_cursor: null })
    else response.writeHead(200, { etag: '"one"', 'content-length': 4 }).end('evil')
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  return {
    url: `http://127.0.0.1:${address instanceof Object ? address.port : 0}`,
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

test('names of a server that would lead out of the folder, or name a device, are refused; the others are saved', async () => {
  const evil = ['../out', '..', '%2e%2e/out', 'a\\..\\..\\out', 'nul', 'a\u0000b', 'a/../../../out', '/out', 'a//out']
  await using server = await startHostileServer([...evil, 'good'].map((name) => `data/run/${name}`))
  await using machine = await createMachine({ ASSAY_URL: server.url, ASSAY_API_KEY: 'assay_key' })
  const { exitCode, stderr } = await machine.assay(['files', 'get', 'data/run', 'in/here/'])
  expect(exitCode).toBe(1)
  expect(stderr).toContain(`${evil.length} of them were not saved:`)
  expect(await readdir(machine.folder, { recursive: true })).toEqual([
    'in',
    'in/here',
    'in/here/run',
    'in/here/run/good',
  ])
})

test('a server that lists what is elsewhere is not believed', async () => {
  await using server = await startHostileServer(['config/out'])
  await using machine = await createMachine({ ASSAY_URL: server.url, ASSAY_API_KEY: 'assay_key' })
  const { exitCode, stderr } = await machine.assay(['files', 'get', 'data/run'])
  expect([exitCode, stderr]).toEqual([
    1,
    'The server lists "config/out" in data/run, where it is not. Nothing was saved.\n',
  ])
  expect(await readdir(machine.folder)).toEqual([])
})

test('links in the folder here are not followed, nor written through, whatever is forced', async () => {
  await using server = await startHostileServer(['data/run/link/a', 'data/run/file'])
  await using machine = await createMachine({ ASSAY_URL: server.url, ASSAY_API_KEY: 'assay_key' })
  const here = (name: string) => join(machine.folder, name)
  await mkdir(here('here/run'), { recursive: true })
  await mkdir(here('outside'))
  await writeFile(here('outside/mine'), 'mine')
  await symlink(here('outside'), here('here/run/link'))
  await symlink(here('outside/mine'), here('here/run/file'))
  const refused = await machine.assay(['files', 'get', 'data/run', 'here'])
  expect(refused.exitCode).toBe(1)
  expect(refused.stderr).toContain('here/run/link is a symbolic link, and is not followed.')
  expect(refused.stderr).toContain('here/run/file is there already.')
  await machine.assay(['files', 'get', 'data/run', 'here', '--force'])
  expect([await readdir(here('outside')), await readFile(here('outside/mine'), 'utf8')]).toEqual([['mine'], 'mine'])
  expect(await readFile(here('here/run/file'), 'utf8')).toBe('evil')
})

test('names are shown as text, whatever a terminal would make of them', async () => {
  await using server = await startHostileServer(['data/run/\u001b]0;owned\u0007'])
  await using machine = await createMachine({ ASSAY_URL: server.url, ASSAY_API_KEY: 'assay_key' })
  const { stdout } = await machine.assay(['files', 'ls', 'data/run'])
  expect(stdout).toMatch(/ data\/run\/␛]0;owned␇\n$/)
  const json = await machine.assay(['files', 'ls', 'data/run', '--json'])
  expect(json.stdout).not.toContain('\u001b')
  expect(JSON.parse(json.stdout)[0].path).toBe('data/run/\u001b]0;owned\u0007')
})
