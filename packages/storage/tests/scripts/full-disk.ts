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
const upload = { key: 'upload', upload_id: await storage.begin('upload') }
const first = await storage.part(upload, { number: 1, offset: 0, body: words('first') })
const put = await codeOf(storage.put('small', bytes(5_000_000)))
const second = (size: number) => storage.part(upload, { number: 2, offset: 5, body: bytes(size) })
const part = await codeOf(second(5_000_000))
const again = await codeOf(second(5_000_000))
await storage.complete(upload, [first, await second(1)])
const keys: string[] = []
for await (const { key } of storage.list('')) keys.push(key)
const listed = keys.toSorted()
const after = await text(await storage.read('small'))
process.stdout.write(
  JSON.stringify({ put, part, again, listed, after, upload: await text(await storage.read('upload')) }),
)
