import { Readable } from 'node:stream'
import type { Actor } from '@assay/access'
import {
  appendToUpload,
  type CoreDeps,
  completeUpload,
  createUpload,
  moveFile,
  putFile,
  putFileContent,
  putManyFiles,
  removeFile,
} from '@assay/core'
import { fileContentInput, filesManyInput } from '@assay/schemas'
import { pack } from 'tar-stream'

/** What is done to files before a process may be killed, and while it may. */
export interface Operation {
  prepare(core: CoreDeps, actor: Actor): Promise<string>
  /** `upload_id` is what was prepared, where that is an upload. */
  run(core: CoreDeps, actor: Actor, upload_id: string): Promise<unknown>
}

/** All that ever is in a file; the one and the other differ in length. */
export const contents = ['what was there before', 'what came later, and is longer'] as const
const [before, later] = contents
const bytes = (words: string) => Readable.from([Buffer.from(words)])

export const operations: Readonly<Record<string, Operation>> = {
  upload: {
    prepare: nothing,
    async run(core, actor) {
      const { id: upload_id } = await createUpload(core, actor, { filename: 'a.txt', size_bytes: null })
      const parts = [later.slice(0, 5), later.slice(5, 9), later.slice(9)]
      let offset = 0
      for (const part of parts) {
        await appendToUpload(core, actor, { upload_id, offset, body: bytes(part) })
        offset += part.length
      }
      await completeUpload(core, actor, { upload_id, size_bytes: offset })
      await putFile(core, actor, { path: 'data/a/b.txt', upload_id, if_exists: 'replace' })
    },
  },
  put: {
    async prepare(core, actor) {
      await write(core, actor, 'data/a/b.txt', before)
      const { id: upload_id } = await createUpload(core, actor, { filename: 'a.txt', size_bytes: later.length })
      await appendToUpload(core, actor, { upload_id, offset: 0, body: bytes(later) })
      return upload_id
    },
    run: (core, actor, upload_id) => putFile(core, actor, { path: 'data/a/b.txt', upload_id, if_exists: 'replace' }),
  },
  'put of content': {
    async prepare(core, actor) {
      await write(core, actor, 'data/a/b.txt', before)
      return ''
    },
    run: (core, actor) => write(core, actor, 'data/a/b.txt', later),
  },
  'put of many files': {
    prepare: twoFiles,
    run(core, actor) {
      const tar = pack()
      for (const name of ['b.txt', 'c.txt', 'd/e.txt']) tar.entry({ name }, later)
      tar.finalize()
      const call = { ...callOf(actor), procedure: 'files.upload_many', schema: filesManyInput }
      const body = Readable.from(tar, { objectMode: false })
      return putManyFiles(core, actor, { path: 'data/a', if_exists: 'replace', body, call })
    },
  },
  rename: {
    prepare: twoFiles,
    run: (core, actor) => moveFile(core, actor, { path: 'data/a', to: 'output/moved', if_exists: 'refuse' }),
  },
  delete: {
    prepare: twoFiles,
    run: (core, actor) => removeFile(core, actor, { path: 'data/a', recursive: true }),
  },
}

async function nothing(): Promise<string> {
  return ''
}

async function twoFiles(core: CoreDeps, actor: Actor): Promise<string> {
  await write(core, actor, 'data/a/b.txt', before)
  await write(core, actor, 'data/a/c.txt', later)
  return ''
}

async function write(core: CoreDeps, actor: Actor, path: string, words: string): Promise<void> {
  const call = { ...callOf(actor), procedure: 'files.upload', schema: fileContentInput }
  await putFileContent(core, actor, { path, if_exists: 'replace', body: bytes(words), sha256: [], call })
}

function callOf(actor: Actor) {
  return { actor, input: {}, address: '', request_id: 'crash' }
}
