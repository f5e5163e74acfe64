import { createHash } from 'node:crypto'
import { createReadStream, readFileSync } from 'node:fs'
import { pipeline } from 'node:stream/promises'
import { createBrotliDecompress, gunzipSync } from 'node:zlib'
import { giveToPostgres } from '@assay/db/testing'
import { extract } from 'tar'
import { z } from 'zod'
import names from './fixtures/earlier-data-directory/names.json' with { type: 'json' }

const fixture = (name: string) => new URL(`./fixtures/earlier-data-directory/${name}`, import.meta.url)

const recorded = z.object({
  as: z.enum(['admin', 'grace']).describe('whose API key was shown'),
  path: z.string().describe('what was asked for, below /api/v1'),
  status: z.number(),
  answer: z.union([z.array(z.unknown()), z.record(z.string(), z.unknown())]),
})

/** A question, and what the platform that made the data directory answered. */
type Recorded = z.infer<typeof recorded>

export const recordedAnswers: readonly Recorded[] = gunzipSync(readFileSync(fixture('answers.jsonl.gz')))
  .toString('utf8')
  .trimEnd()
  .split('\n')
  .map((line) => recorded.parse(JSON.parse(line)))

/** Puts the earlier data directory, as it was when its platform had stopped, into an empty directory. */
export async function unpackEarlierData(directory: string): Promise<void> {
  const unpacked = extract({ cwd: directory, preserveOwner: false })
  await pipeline(createReadStream(fixture('data.tar.br')), createBrotliDecompress(), unpacked)
  await giveToPostgres(directory)
}

/** Asks the same question again; events come as a list, and of files their size and SHA-256. */
export async function askAgain(url: string, { as, path }: Recorded): Promise<Recorded> {
  const headers = { authorization: `Bearer ${names[as].key}` }
  const response = await fetch(`${url}/api/v1${path}`, { headers })
  return recorded.parse({ as, path, status: response.status, answer: await readAnswer(response) })
}

async function readAnswer(response: Response): Promise<unknown> {
  const type = response.headers.get('content-type') ?? ''
  if (type.startsWith('application/json')) return response.json()
  if (type.startsWith('text/event-stream')) return parseEvents(await response.text())
  const bytes = await response.bytes()
  return { bytes: bytes.length, sha256: createHash('sha256').update(bytes).digest('hex') }
}

function parseEvents(stream: string): unknown[] {
  return [...stream.matchAll(/^data: (.+)$/gm)].map(([, data = '']) => JSON.parse(data))
}
