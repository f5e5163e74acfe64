import { Readable } from 'node:stream'
import type { Actor } from '@assay/access'
import { openDatabase } from '@assay/db'
import { filesManyInput } from '@assay/schemas'
import { pack } from 'tar-stream'
import { expect, it } from 'vitest'
import { putManyFiles } from '../src/file/put-many.ts'
import type { OpenCore } from '../src/open-core.ts'
import { fileScene } from './file-scene.ts'
import { openTestCore } from './open-test-core.ts'

function tarOf(files: Readonly<Record<string, string>>): Readable {
  const tar = pack()
  for (const [name, content] of Object.entries(files)) tar.entry({ name }, content)
  tar.finalize()
  return Readable.from(tar, { objectMode: false })
}

const filesOf = (count: number, content: (at: number) => string) =>
  Object.fromEntries(Array.from({ length: count }, (_, at) => [`plate ${at % 5}/${at}.txt`, content(at)]))

async function put(core: OpenCore, actor: Actor, files: Readonly<Record<string, string>>) {
  const call = { actor, procedure: 'files.upload_many', input: {}, schema: filesManyInput, address: '', request_id: '' }
  return putManyFiles(core, actor, { path: 'data/many', if_exists: 'replace', body: tarOf(files), call })
}

async function keysOf(core: OpenCore): Promise<string[]> {
  const keys: string[] = []
  for await (const { key } of core.storage.list('objects/')) keys.push(key)
  return keys
}
