import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { AssayError } from '@assay/sdk'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { openCatalogue } from './catalogue-source.ts'

let folder: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'assay-catalogue-'))
  await mkdir(join(folder, 'maps/lib'), { recursive: true })
  for (const path of ['out.py', 'maps/in.py', 'maps/lib/größe.py']) await writeFile(join(folder, path), path)
  await symlink('../out.py', join(folder, 'maps/link.py'))
  await symlink('..', join(folder, 'maps/up'))
  await symlink('in.py', join(folder, 'maps/inside.py'))
  await symlink('loop.py', join(folder, 'maps/loop.py'))
})
afterAll(() => rm(folder, { recursive: true }))

async function open(files: string) {
  const file = join(folder, 'maps/catalogue.yaml')
  await writeFile(file, `application: a\nversion: "1"\nentrypoint: e\ncommand: [x]\nfiles: ${files}\n`)
  return openCatalogue(file)
}

it('has the files that it names, from its own folder on, also by links within it', async () => {
  const { entries, files } = await open('[in.py, lib/größe.py, inside.py]')
  expect(entries).toHaveLength(1)
  expect(Object.keys(files)).toEqual(['in.py', 'lib/größe.py', 'inside.py'])
  expect(files['inside.py']).toMatch(/in\.py$/)
})

it.each([
  ['[in.py, absent.py]', '5:16: entries.0.files.1: there is no file "absent.py" beside the catalogue'],
  ['[link.py]', '5:9: entries.0.files.0: "link.py" leads out of the folder of the catalogue'],
  ['[up/out.py]', '5:9: entries.0.files.0: "up/out.py" leads out of the folder of the catalogue'],
  ['[../out.py]', '5:9: entries.0.files.0: must be a path below the folder of the catalogue'],
  ['[/etc/passwd]', '5:9: entries.0.files.0: must be a path below the folder of the catalogue'],
  ['["%2e%2e/out.py"]', '5:9: entries.0.files.0: must be a path below the folder of the catalogue'],
  ['[lib]', '5:9: entries.0.files.0: "lib" is no file'],
  ['"in.py', '6:1: Missing closing "quote.'],
])('refuses %s', async (files, message) => {
  await expect(open(files)).rejects.toThrow(`catalogue.yaml:${message}`)
})

it('refuses a link to itself', async () => {
  await expect(open('[loop.py]')).rejects.toThrow('loop.py')
})

it('gives what the server finds its place', async () => {
  const { explain } = await open('[in.py]')
  const issues = [{ path: 'entries.0.command.0', message: 'has something' }]
  const error = new AssayError({ code: 'INPUT_INVALID', message: '', data: { issues } })
  expect(explain(error)).toMatchObject({
    message: expect.stringMatching(/:4:11: entries\.0\.command\.0: has something$/),
  })
  const other = new Error('something else')
  expect(explain(other)).toBe(other)
})

it('says that it is no text, or not there', async () => {
  const file = join(folder, 'maps/latin.yaml')
  await writeFile(file, Buffer.from([0x61, 0xe4, 0x0a]))
  await expect(openCatalogue(file)).rejects.toThrow('is no text in UTF-8')
  await expect(openCatalogue(join(folder, 'absent.yaml'))).rejects.toThrow('There is no file')
})
