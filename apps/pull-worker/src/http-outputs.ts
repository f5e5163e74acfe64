import { Readable } from 'node:stream'
import type { LeftFile, OwnAttempt } from '@assay/runners'
import { Assay, AssayError } from '@assay/sdk'
import { toDomainError } from './domain-error.ts'
import { outlast } from './outlast.ts'
import { type Part, partsOf } from './parts.ts'
import { OutOfReach, type Reach } from './reach.ts'
import { type Signing, sendPart } from './send-part.ts'

interface HttpOutputsOptions {
  readonly url: string
  readonly token: string
  readonly reach: Reach
}

type Work = Assay['trpc']['work']
type Stored = Awaited<ReturnType<Work['complete_output']['mutate']>>

/** Either it is stored, or its bytes go through the server. */
export type SentOutput = { readonly stored: Stored } | { readonly bytes: Readable }

/** What is smaller goes through the server, whatever the store. */
const leastBytes = 8 * 1024 * 1024
const timeoutMs = 60_000
const partsAtOnce = 3
/** How often a part is tried; the first of a file less often, as the store may be out of reach from here. */
const tries = { first: 3, other: 8 }
/** For how long nothing is sent to a store that was out of reach. */
const leftAloneMs = 10 * 60_000

/** Sends large files straight to the store, one after the other, each in parts of which several are under way. */
export function createHttpOutputs({ url, token, reach }: HttpOutputsOptions) {
  const { work } = new Assay({ url, apiKey: token, timeout: timeoutMs, maxRetries: 0, logLevel: 'off' }).trpc
  let before: Promise<unknown> = Promise.resolve()
  let leftAloneUntil = 0

  async function send(attempt: OwnAttempt, file: LeftFile): Promise<SentOutput> {
    const { name, path, size_bytes, bytes } = file
    const named = { session_id: attempt.worker_id, job_id: attempt.job_id, attempt: attempt.attempt, name, path }
    const ending = endingOf(bytes)
    const ask = <Answer>(call: () => Promise<Answer>) => outlast(reach, ending.signal, call).catch(asCatalogued)
    if (performance.now() < leftAloneUntil) return { bytes }
    const { part_bytes } = await ask(() => work.begin_output.mutate({ ...named, size_bytes }))
    if (part_bytes === null) return { bytes }
    const parts = partsOf(bytes, { part_bytes, size_bytes })
    const sign: Signing = async ({ number, body, sha256 }) => {
      const asked = [{ number, size_bytes: body.length, sha256 }]
      return (await ask(() => work.sign_output.query({ ...named, parts: asked }))).parts[0]?.request
    }
    const hashes: string[] = []
    const sendNext = async (most: number, part: Part) => {
      await sendPart(part, { sign, tries: most, signal: ending.signal })
      hashes[part.number - 1] = part.sha256
    }
    const first = await parts.next()
    if (first.done) return { bytes: Readable.from([]) }
    try {
      await sendNext(tries.first, first.value)
    } catch (error) {
      if (!(error instanceof OutOfReach)) throw error
      leftAloneUntil = performance.now() + leftAloneMs
      return { bytes: Readable.from(bodiesOf(first.value, parts), { objectMode: false }) }
    }
    try {
      const lane = async () => {
        for (let next = await parts.next(); !next.done; next = await parts.next())
          await sendNext(tries.other, next.value)
      }
      await Promise.all(Array.from({ length: partsAtOnce }, lane))
    } catch (error) {
      ending.abort(error)
      throw error
    }
    const whole = hashes.map((sha256) => ({ sha256 }))
    return { stored: await ask(() => work.complete_output.mutate({ ...named, parts: whole })) }
  }

  return async (attempt: OwnAttempt, file: LeftFile): Promise<SentOutput> => {
    if (file.size_bytes < leastBytes) return file
    const sent = before.then(() => send(attempt, file))
    before = sent.catch(() => {})
    return sent
  }
}

/** Aborted when the stream breaks off, as it does where the job is stopped. */
function endingOf(bytes: Readable): AbortController {
  const ending = new AbortController()
  bytes.once('error', (error) => ending.abort(error))
  return ending
}

async function* bodiesOf(first: Part, rest: AsyncIterable<Part>): AsyncGenerator<Uint8Array> {
  yield first.body
  for await (const { body } of rest) yield body
}

function asCatalogued(error: unknown): never {
  throw (AssayError.is(error) && toDomainError(error)) || error
}
