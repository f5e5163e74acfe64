import { randomBytes } from 'node:crypto'
import { Readable } from 'node:stream'
import { openStorage, type Storage } from '@assay/storage'
import { s3ServerMissing, startS3Server } from '@assay/storage/testing'
import { GetObjectCommand, S3Client } from '@aws-sdk/client-s3'
import { Upload } from '@aws-sdk/lib-storage'
import { figure, ratioAtLeast, ratioAtMost } from './measure/figure.ts'
import { report } from './measure/report.ts'
import { median } from './measure/spread.ts'

/** An object up to a bucket of versitygw and down again, beside the AWS SDK alone: node s3-transfer.ts [megabytes] */
const megabytes = Number(process.argv[2] ?? 512)
const rounds = 3
const piece = randomBytes(1_000_000)
const mebibyte = 1024 * 1024

function* pieces(): Generator<Uint8Array> {
  for (let sent = 0; sent < megabytes; sent += 1) yield piece
}

interface Transfer {
  up(): Promise<unknown>
  down(): Promise<Readable>
}

function ours(storage: Storage): Transfer {
  return { up: () => storage.put('ours', Readable.from(pieces())), down: () => storage.read('ours') }
}

/** With the same parts, as many at once, and checksums of the store's choice. */
function alone(client: S3Client, Bucket: string): Transfer {
  const object = { Bucket, Key: 'alone' }
  return {
    up: () => {
      const params = { ...object, Body: Readable.from(pieces(), { objectMode: false }) }
      return new Upload({ client, params, partSize: 8 * mebibyte, queueSize: 4 }).done()
    },
    down: async () => {
      const { Body } = await client.send(new GetObjectCommand(object))
      if (!(Body instanceof Readable)) throw new Error('There is no body.')
      return Body
    },
  }
}

async function perSecond(work: () => Promise<unknown>): Promise<number> {
  const begun = performance.now()
  await work()
  return megabytes / ((performance.now() - begun) / 1000)
}

async function drain(stream: Readable): Promise<void> {
  let size = 0
  for await (const bytes of stream) size += bytes.length
  if (size !== megabytes * piece.length) throw new Error(`${size} bytes came back.`)
}

/** How much more memory the process holds at most while it works. */
async function growthOf(work: () => Promise<unknown>): Promise<number> {
  const before = process.memoryUsage.rss()
  let most = before
  const look = setInterval(() => {
    most = Math.max(most, process.memoryUsage.rss())
  }, 20)
  await work()
  clearInterval(look)
  return most - before
}

const missing = s3ServerMissing('versitygw')
if (missing !== undefined) throw new Error(missing)
await using server = await startS3Server('versitygw')
Object.assign(process.env, server.env)
await using storage = await openStorage(server.newUrl())
const client = new S3Client({ forcePathStyle: true })
const [we, they] = [ours(storage), alone(client, server.bucket)]
const up: number[] = []
const down: number[] = []
const up_alone: number[] = []
const down_alone: number[] = []
const grown: number[] = []
await drain(await we.up().then(() => we.down()))
for (let round = 0; round < rounds; round += 1) {
  grown.push(await growthOf(async () => up.push(await perSecond(() => we.up()))))
  up_alone.push(await perSecond(() => they.up()))
  grown.push(await growthOf(async () => down.push(await perSecond(async () => drain(await we.down())))))
  down_alone.push(await perSecond(async () => drain(await they.down())))
}
client.destroy()
const besides = { what: 'the AWS SDK alone' }
report({
  command: 's3-transfer',
  figures: [
    figure({
      what: 'an object up to a bucket',
      unit: 'MB/s',
      ours: median(up),
      alternative: { ...besides, value: median(up_alone) },
      hold: ratioAtLeast(0.9),
    }),
    figure({
      what: 'an object down from a bucket',
      unit: 'MB/s',
      ours: median(down),
      alternative: { ...besides, value: median(down_alone) },
      hold: ratioAtLeast(0.9),
    }),
    figure({
      what: 'most memory that it takes',
      unit: 'bytes',
      ours: Math.max(...grown),
      alternative: { what: '64 MB', value: 64_000_000 },
      hold: ratioAtMost(1),
    }),
  ],
  details: { megabytes, up, up_alone, down, down_alone, grown },
})
