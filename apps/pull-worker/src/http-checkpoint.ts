import { Readable } from 'node:stream'
import type { EvaluationStore } from '@assay/runners'
import { Assay } from '@assay/sdk'
import type { HttpCallsOptions } from './http-calls.ts'
import { outlast } from './outlast.ts'

const timeoutMs = 60_000
const always = new AbortController().signal

/** What attempts of one job have computed so far, kept by the server. */
export function createHttpCheckpoint({ url, token, reach }: HttpCallsOptions): EvaluationStore['checkpoint'] {
  const { work } = new Assay({ url, apiKey: token, timeout: timeoutMs, maxRetries: 0, logLevel: 'off' }).trpc

  return ({ id: job_id, worker_id: session_id, attempt }) => {
    const own = { session_id, job_id, attempt }
    return {
      names: async () => (await outlast(reach, always, () => work.checkpoint.query(own))).names,
      async read(name) {
        const part = await outlast(reach, always, () => work.read_checkpoint.query({ ...own, name }))
        return part.content_base64 === null ? undefined : Readable.from([Buffer.from(part.content_base64, 'base64')])
      },
      // one that does not come through costs time, nothing else
      async put(name, bytes) {
        await reach.call(() => work.keep_checkpoint.mutate({ ...own, name, content_base64: bytes.toString('base64') }))
      },
      // the server deletes them once the job has ended
      async remove() {},
    }
  }
}
