import { text } from 'node:stream/consumers'
import { pathToFileURL } from 'node:url'
import { DomainError } from '@assay/schemas'
import { openStorage } from '../../src/index.ts'

const [folder = ''] = process.argv.slice(2)

async function* bytes(size: number): AsyncGenerator<Uint8Array> {
  for (let left = size; left > 0; left -= 100_000) yield Buffer.alloc(Math.min(left, 100_000), 'x')
}

async function* words(said: string): AsyncGenerator<Uint8Array> {
  yield Buffer.from(said)
}

async function codeOf(work: Promise<unknown>): Promise<string> {
  return work.then(
    () => 'done',
    (error: unknown) => (DomainError.is(error) ? error.code : String(error)),
  )
}

await using storage = await openStorage(pathToFileURL(folder).href)
await storage.put('small', words('kept'))
await storage.append('upload', { offset: 0, body: words('first') })
const put = await codeOf(storage.put('small', bytes(5_000_000)))
const append = await codeOf(storage.append('upload', { offset: 5, body: bytes(5_000_000) }))
const appended = await storage.stat('upload')
const keys: string[] = []
for await (const { key } of storage.list('')) keys.push(key)
const listed = keys.toSorted()
const after = await text(await storage.read('small'))
process.stdout.write(JSON.stringify({ put, append, appended, listed, after }))
