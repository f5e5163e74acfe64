import type { Actor } from '@assay/access'
import { job, submit } from '@assay/engine/testing'
import { fileListInput } from '@assay/schemas'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { z } from 'zod'
import { getFile, getFileUsage, listOwnFiles } from '../src/file/file.ts'
import type { OpenCore } from '../src/open-core.ts'
import { fileScene } from './file-scene.ts'
import { openTestCore } from './open-test-core.ts'

let core: OpenCore
let scene: ReturnType<typeof fileScene>

beforeAll(async () => {
  core = await openTestCore()
  scene = fileScene(core)
})
afterAll(() => core[Symbol.asyncDispose]())

type Input = z.input<typeof fileListInput>

const list = (actor: Actor, input: Input) => listOwnFiles(core, actor, fileListInput.parse(input))

async function pathsOf(actor: Actor, input: Input): Promise<string[]> {
  return (await list(actor, input)).items.map(({ path }) => path)
}

/** The paths of all pages, read one after the other. */
async function walk(actor: Actor, input: Input, between: () => Promise<unknown> = async () => {}): Promise<string[]> {
  const paths: string[] = []
  for (let cursor: string | null | undefined; cursor !== null; await between()) {
    const page = await list(actor, { ...input, ...(cursor !== undefined && { cursor }) })
    paths.push(...page.items.map(({ path }) => path))
    cursor = page.next_cursor
  }
  return paths
}

async function addTree(paths: readonly string[]): Promise<Actor> {
  const actor = await scene.addActor()
  for (const path of paths) await scene.write(actor, path)
  return actor
}

const roots = ['artifact', 'config', 'data', 'log', 'output', 'temp']

describe('a list of files', () => {
  it('has the six top folders, also of whoever has no file yet', async () => {
    const actor = await scene.addActor()
    expect(await pathsOf(actor, {})).toEqual(roots)
    expect(await getFile(core, actor, { path: 'log' })).toMatchObject({ kind: 'folder', name: 'log', etag: null })
    const other = await scene.addActor()
    expect(await getFile(core, other, { path: 'temp' })).toMatchObject({ kind: 'folder', size_bytes: null })
    expect(await pathsOf(other, { path: 'data' })).toEqual([])
  })

  it('has what is in a folder, or also what is below it, in order of code points', async () => {
    const emoji = 'data/\u{1f600}'
    const actor = await addTree(['data/b/x', 'data/b.txt', 'data/a', 'data/Z', 'data/\uffee', emoji, 'output/o'])
    const inside = ['data/Z', 'data/a', 'data/b', 'data/b.txt', 'data/\uffee', emoji]
    expect(await pathsOf(actor, { path: 'data' })).toEqual(inside)
    expect(await pathsOf(actor, { path: 'data/' })).toEqual(inside)
    expect(await pathsOf(actor, { path: 'data', recursive: true })).toEqual([
      ...inside.slice(0, 4),
      'data/b/x',
      ...inside.slice(4),
    ])
    expect(await pathsOf(actor, { recursive: true, kind: 'file' })).toContain('output/o')
    expect(await pathsOf(actor, { path: 'data/b', recursive: true })).toEqual(['data/b/x'])
  })

  it('has only files, only folders, or only what begins so, where that is asked for', async () => {
    const actor = await addTree(['data/run-1/a', 'data/run-1.log', 'data/run-2/deep/b', 'data/other', 'data/run/x'])
    expect(await pathsOf(actor, { path: 'data', kind: 'folder' })).toEqual(['data/run', 'data/run-1', 'data/run-2'])
    expect(await pathsOf(actor, { path: 'data', kind: 'file' })).toEqual(['data/other', 'data/run-1.log'])
    expect(await pathsOf(actor, { path: 'data', prefix: 'run-1' })).toEqual(['data/run-1', 'data/run-1.log'])
    const below = { path: 'data', prefix: 'run-', recursive: true, kind: 'file' } as const
    expect(await pathsOf(actor, below)).toEqual(['data/run-1.log', 'data/run-1/a', 'data/run-2/deep/b'])
    expect(await pathsOf(actor, { prefix: 'data/run-2/d', recursive: true })).toEqual([
      'data/run-2/deep',
      'data/run-2/deep/b',
    ])
    expect(await pathsOf(actor, { path: 'data', prefix: '%' })).toEqual([])
  })

  it('goes on where the page before ended, whatever is written or deleted meanwhile', async () => {
    const names = Array.from({ length: 25 }, (_, n) => `data/${String(n * 2).padStart(3, '0')}`)
    for (const recursive of [false, true]) {
      const actor = await addTree(names)
      const input = { path: 'data', recursive, limit: 4 }
      expect(await walk(actor, input)).toEqual(names)
      let written = 0
      const paths = await walk(actor, input, async () => {
        await scene.write(actor, `data/${String(written++).padStart(3, '0')}-more`)
      })
      expect(paths.filter((path) => names.includes(path))).toEqual(names)
      expect(new Set(paths).size).toBe(paths.length)
    }
  })

  it('goes on although what ended the page before is gone', async () => {
    const actor = await addTree(['data/a', 'data/b'])
    const { next_cursor } = await list(actor, { path: 'data', limit: 1 })
    await core.db.deleteFrom('files').where('owner_id', '=', actor.user_id).where('path', '=', 'data/a').execute()
    expect(await pathsOf(actor, { path: 'data', cursor: next_cursor ?? '' })).toEqual(['data/b'])
  })

  it('counts what there is when asked, and takes no cursor but its own', async () => {
    const actor = await addTree(['data/a', 'data/b/c', 'data/d'])
    expect(await list(actor, { path: 'data', limit: 1, include_total: true })).toMatchObject({ total: 3 })
    expect(await list(actor, { path: 'data', recursive: true, include_total: true })).toMatchObject({ total: 4 })
    for (const cursor of [
      'x',
      Buffer.from('data/a\0').toString('base64url'),
      Buffer.from('../a').toString('base64url'),
    ])
      await expect(list(actor, { path: 'data', cursor })).rejects.toMatchObject({ code: 'CURSOR_INVALID' })
  })

  it('is of a folder that is there', async () => {
    const actor = await addTree(['data/a'])
    await expect(list(actor, { path: 'data/b' })).rejects.toMatchObject({ code: 'FILE_NOT_FOUND' })
    for (const recursive of [false, true]) {
      const refused = list(actor, { path: 'data/a', recursive })
      await expect(refused).rejects.toMatchObject({ code: 'NOT_A_FOLDER', data: { path: 'data/a' } })
    }
  })
})

describe('a file', () => {
  it('tells its bytes, and who wrote it', async () => {
    const actor = await scene.addActor()
    const blob = await scene.addBlob(actor, 'some bytes')
    const made = await scene.write(actor, 'output/r\u00e9sultat.csv', { blob_id: blob.id })
    expect(await getFile(core, actor, { path: made.path })).toEqual({
      id: made.id,
      path: 'output/r\u00e9sultat.csv',
      name: 'r\u00e9sultat.csv',
      kind: 'file',
      owner_id: actor.user_id,
      size_bytes: 10,
      sha256: blob.sha256,
      etag: `"${blob.id}"`,
      content_type: 'text/csv',
      written_by: actor.user_id,
      run_id: null,
      job_id: null,
      dataset_id: null,
      created_at: made.created_at,
      updated_at: made.updated_at,
    })
  })

  it('stays when the run that wrote it is deleted', async () => {
    const actor = await scene.addActor()
    const run_id = await submit(core.db, actor.user_id, [job('a')])
    await scene.write(actor, 'output/a', { run_id })
    expect(await getFile(core, actor, { path: 'output/a' })).toMatchObject({ run_id })
    await core.db.deleteFrom('runs').where('id', '=', run_id).execute()
    expect(await getFile(core, actor, { path: 'output/a' })).toMatchObject({ run_id: null, size_bytes: 3 })
  })

  it('is counted with what is beside and below it', async () => {
    const actor = await addTree(['data/a', 'data/b/c', 'data/b/d/e', 'data/b.txt', 'output/x'])
    const usage = (path: string) => getFileUsage(core, actor, { path, owner: undefined })
    expect(await usage('data/b')).toEqual({ files: 2, folders: 1, size_bytes: 6 })
    expect(await usage('data/a')).toEqual({ files: 1, folders: 0, size_bytes: 3 })
    expect(await usage('data')).toEqual({ files: 4, folders: 2, size_bytes: 12 })
    expect(await usage('')).toMatchObject({ files: 5, size_bytes: 15 })
    await expect(usage('data/none')).rejects.toMatchObject({ code: 'FILE_NOT_FOUND' })
  })
})
