import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { request } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { parseArgs } from 'node:util'
import { Assay } from '@assay/sdk'
import { s3ServerMissing, startS3Server } from '@assay/storage/testing'
import { PutObjectCommand, S3Client } from '@aws-sdk/client-s3'
import pLimit from 'p-limit'
import { z } from 'zod'
import { startChild } from './measure/child.ts'
import { figure, ratioAtLeast } from './measure/figure.ts'
import { report } from './measure/report.ts'
import { median } from './measure/spread.ts'
import { createScratchDatabase } from './platform/scratch-database.ts'
import { writeFolder } from './zip/folder.ts'

/** Many small files up, in a folder beside one tar of them, and in a bucket beside the AWS SDK alone. */
const { values } = parseArgs({
  options: { files: { type: 'string', default: '10000' }, rounds: { type: 'string', default: '3' } },
})
const files = Number(values.files)
const rounds = Array.from({ length: Number(values.rounds) }, (_, round) => round)
const size_bytes = 8 * 1024
const atOnce = 16

const missing = s3ServerMissing('versitygw')
if (missing !== undefined) throw new Error(missing)

await using opened = new AsyncDisposableStack()
const directory = await mkdtemp(join(tmpdir(), 'assay-bench-small-files-'))
opened.defer(() => rm(directory, { recursive: true, force: true }))

const script = (name: string) => new URL(`${name}.ts`, import.meta.url)

/** A client of the API in a process of its own. */
async function startOurs(storage_url?: string): Promise<Assay> {
  const database = opened.use(await createScratchDatabase())
  const place = [database.url, directory, ...(storage_url === undefined ? [] : [storage_url])]
  const message = z.object({ url: z.string(), key: z.string() })
  const { said } = opened.use(await startChild(script('file-transfer/api-process'), place, message))
  return new Assay({ url: said.url, apiKey: said.key })
}

async function perSecond(work: () => Promise<unknown>): Promise<number> {
  const begun = performance.now()
  await work()
  return files / ((performance.now() - begun) / 1000)
}

async function sendEach(folder: string, send: (name: string) => Promise<unknown>): Promise<void> {
  await pLimit(atOnce).map(await readdir(folder), send)
}

async function sendTar(url: string, folder: string): Promise<void> {
  const sending = request(url, { method: 'PUT' })
  const answered = once(sending, 'response')
  const tar = spawn('tar', ['-cf', '-', '-C', folder, '.'], { stdio: ['ignore', 'pipe', 'inherit'] })
  await pipeline(tar.stdout, sending)
  const [answer] = await answered
  if (answer.statusCode !== 200) throw new Error(`it answers ${answer.statusCode}`)
  answer.resume()
}

const upload = (assay: Assay, folder: string, round: number) => async () => {
  const names = await readdir(folder)
  const sources = names.map((name) => ({ path: name, body: join(folder, name) }))
  const { items, failed } = await assay.files.uploadMany(sources, `data/${round}`)
  if (items.length !== names.length) throw new Error(`${failed.length} were refused, as ${failed[0]?.message}`)
}

const server = opened.use(await startS3Server('versitygw'))
Object.assign(process.env, server.env)
const client = new S3Client({ forcePathStyle: true })
opened.defer(() => client.destroy())
const [inFolder, inBucket] = [await startOurs(), await startOurs(server.newUrl())]
const bare = opened.use(
  await startChild(script('small-files/bare-process'), [directory], z.object({ url: z.string() })),
)

const rates = { folder: [] as number[], tar: [] as number[], bucket: [] as number[], alone: [] as number[] }
for (const round of rounds) {
  // other bytes in each round: those that a user has already are not stored again
  const folder = join(directory, `files-${round}`)
  await writeFolder(folder, { files, size_bytes })
  rates.folder.push(await perSecond(upload(inFolder, folder, round)))
  rates.tar.push(await perSecond(() => sendTar(bare.said.url, folder)))
  rates.bucket.push(await perSecond(upload(inBucket, folder, round)))
  const put = async (name: string) =>
    client.send(
      new PutObjectCommand({
        Bucket: server.bucket,
        Key: `alone/${round}/${name}`,
        Body: await readFile(join(folder, name)),
      }),
    )
  rates.alone.push(await perSecond(() => sendEach(folder, put)))
}

report({
  command: 'small-files',
  figures: [
    figure({
      what: `${files} files of ${size_bytes / 1024} KiB up, into a folder`,
      unit: 'files/s',
      ours: median(rates.folder),
      alternative: { what: 'a tar of them over one request', value: median(rates.tar) },
    }),
    figure({
      what: `${files} files of ${size_bytes / 1024} KiB up, into a bucket`,
      unit: 'files/s',
      ours: median(rates.bucket),
      alternative: { what: 'the AWS SDK alone', value: median(rates.alone) },
      hold: ratioAtLeast(0.7),
    }),
  ],
  details: { files, at_once: atOnce, rates },
})
