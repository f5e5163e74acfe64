import type { EvaluationStore } from '@assay/runners'
import { Assay } from '@assay/sdk'
import { outlast } from './outlast.ts'
import type { Reach } from './reach.ts'

export interface HttpCallsOptions {
  readonly url: string
  readonly token: string
  readonly reach: Reach
}

const timeoutMs = 60_000

/** What models answered before, over HTTP. An answer was paid for: it is sent until the server has it. */
export function createHttpCalls({ url, token, reach }: HttpCallsOptions): EvaluationStore['calls'] {
  const { work } = new Assay({ url, apiKey: token, timeout: timeoutMs, maxRetries: 0, logLevel: 'off' }).trpc

  return ({ id: job_id, worker_id: session_id, attempt }, { signal }) => {
    const own = { session_id, job_id, attempt }
    return {
      async getMany(keys) {
        const { items } = await outlast(reach, signal, () => work.calls.mutate({ ...own, keys: [...keys] }))
        return new Map(items.map(({ key, prediction }) => [key, prediction]))
      },
      async put(key, prediction) {
        const items = [{ key, prediction: { ...prediction, adaptations: [...prediction.adaptations] } }]
        await outlast(reach, signal, () => work.keep_calls.mutate({ ...own, items }))
      },
    }
  }
}
