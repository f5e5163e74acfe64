import { Readable } from 'node:stream'
import type { JobBytes, OwnAttempt } from '@assay/runners'
import { jobMaterial, workOutput } from '@assay/schemas'
import { readDomainError } from './domain-error.ts'
import { createHttpOutputs } from './http-outputs.ts'
import { isPassing, OutOfReach, type Reach } from './reach.ts'

interface HttpBytesOptions {
  readonly url: string
  readonly token: string
  readonly reach: Reach
}

/** How often a file goes on where it broke off without a single byte more. */
const failuresAtMost = 5

/** Bytes of jobs over HTTP. What broke off on its way in goes on where it stood. */
export function createHttpBytes({ url, token, reach }: HttpBytesOptions): JobBytes {
  const authorization = `Bearer ${token}`
  const sendOutput = createHttpOutputs({ url, token, reach })
  const addressOf = ({ worker_id, job_id, attempt }: OwnAttempt, rest: string) =>
    `${url.replace(/\/$/, '')}/api/v1/work/sessions/${worker_id}/jobs/${job_id}/attempts/${attempt}/${rest}`

  /** Throws OutOfReach, or the error of the catalogue that the server answers with. */
  async function request(address: string, init: RequestInit & { readonly duplex?: 'half' }): Promise<Response> {
    const headers = { authorization, ...Object.fromEntries(new Headers(init.headers)) }
    return reach.call(async () => {
      const response = await fetch(address, { ...init, headers }).catch((error: unknown) => {
        throw new OutOfReach('the server does not answer', { cause: error })
      })
      if (!response.ok) throw await errorOf(response)
      return response
    })
  }

  async function open(address: string, from: number): Promise<Response> {
    await reach.back()
    return request(address, from === 0 ? {} : { headers: { range: `bytes=${from}-` } })
  }

  async function* read(address: string): AsyncGenerator<Uint8Array> {
    let [offset, failures] = [0, 0]
    for (;;) {
      try {
        const response = await open(address, offset)
        // an empty rest, or a file that is sent from its beginning again
        if (offset > 0 && response.status !== 206) throw new OutOfReach('the server does not go on where it stood')
        for await (const piece of response.body ?? []) {
          offset += piece.length
          failures = 0
          yield piece
        }
        return
      } catch (error) {
        failures += 1
        const isBroken = error instanceof OutOfReach || error instanceof TypeError
        if (!isBroken) throw error
        if (failures > failuresAtMost) throw new OutOfReach('a file broke off again and again', { cause: error })
      }
    }
  }

  return {
    async material(attempt) {
      await reach.back()
      return jobMaterial.parse(await (await request(addressOf(attempt, 'material'), {})).json())
    },
    read: async (attempt, blob_id) =>
      Readable.from(read(addressOf(attempt, `inputs/${blob_id}`)), { objectMode: false }),
    async write(attempt, file) {
      await reach.back()
      const { name, path, size_bytes } = file
      const sent = await sendOutput(attempt, file)
      // where it lies is the server's own affair
      if ('stored' in sent) return { ...sent.stored, object_key: '' }
      const query = new URLSearchParams(path === '' ? {} : { path })
      const address = `${addressOf(attempt, `outputs/${encodeURIComponent(name)}`)}?${query}`
      const headers = { 'content-type': 'application/octet-stream', 'content-length': String(size_bytes) }
      const response = await request(address, {
        method: 'PUT',
        headers,
        body: Readable.toWeb(sent.bytes),
        duplex: 'half',
      })
      const stored = workOutput.parse(await response.json())
      return { ...stored, object_key: '' }
    },
  }
}

async function errorOf(response: Response): Promise<Error> {
  const text = await response.text().catch(() => '')
  const error = readDomainError(text)
  if (isPassing(response.status) || !error) return new OutOfReach(`the server answered with status ${response.status}`)
  return error
}
