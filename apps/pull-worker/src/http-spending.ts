import type { EvaluationStore } from '@assay/runners'
import { Assay } from '@assay/sdk'
import type { HttpCallsOptions } from './http-calls.ts'
import { outlast } from './outlast.ts'

const timeoutMs = 60_000

/** Tells the server what jobs spend, until it knows. */
export function createHttpSpending({ url, token, reach }: HttpCallsOptions): EvaluationStore['spend'] {
  const { work } = new Assay({ url, apiKey: token, timeout: timeoutMs, maxRetries: 0, logLevel: 'off' }).trpc
  return async ({ id: job_id, worker_id: session_id, attempt }, spent, signal) => {
    const ask = () => work.spend.mutate({ session_id, job_id, attempt, ...spent })
    return (await outlast(reach, signal, ask)).left
  }
}
