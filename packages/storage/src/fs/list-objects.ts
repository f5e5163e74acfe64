import type { Dirent } from 'node:fs'
import { opendir, stat } from 'node:fs/promises'
import { join } from 'node:path'
import type { ListedObject } from '../storage.ts'
import { decodePart, encodePart, isPart, isShard } from './layout.ts'
import { unlessGone } from './system-error.ts'

export async function* listObjects(root: string, prefix: string): AsyncGenerator<ListedObject> {
  const parts = prefix.split('/').slice(0, -1)
  const folder = join(root, ...parts.map(encodePart))
  const under = parts.map((part) => `${part}/`).join('')
  for await (const object of walk(folder, under)) {
    if (object.key.startsWith(prefix)) yield object
  }
}

async function* walk(folder: string, under: string): AsyncGenerator<ListedObject> {
  for await (const entry of entriesOf(folder)) {
    if (!entry.isDirectory()) continue
    const inside = join(folder, entry.name)
    if (isShard(entry.name)) yield* objectsIn(inside, under)
    else if (isPart(entry.name)) yield* walk(inside, `${under}${decodePart(entry.name)}/`)
  }
}

async function* objectsIn(shard: string, under: string): AsyncGenerator<ListedObject> {
  for await (const entry of entriesOf(shard)) {
    const found = await stat(join(shard, entry.name)).catch(unlessGone)
    if (!found?.isFile()) continue
    yield { key: under + decodePart(entry.name), size_bytes: found.size, modified_at: found.mtime.toISOString() }
  }
}

async function* entriesOf(folder: string): AsyncGenerator<Dirent> {
  const entries = await opendir(folder).catch(unlessGone)
  if (entries) yield* entries
}
