import type { ModelSpec } from '@assay/schemas'
import { onTestFinished } from 'vitest'
import { createModelFetch, type Model, openModel, PredictionError, type PredictionRequest } from '../src/index.ts'
import { type ModelServer, type Reply, startModelServer } from './model-server.ts'

type Spec = Extract<ModelSpec, { provider: 'openai-compatible' }>

export const request: PredictionRequest = { input: 'a text', task: { type: 'summarization' }, repeat: 0, seed: 7 }

interface Setup {
  readonly spec?: Partial<Spec>
  readonly api_key?: string
}

/** A model behind a server on loopback that always replies so. */
export async function open(
  reply: Reply,
  { spec, ...context }: Setup = {},
): Promise<{ model: Model; server: ModelServer }> {
  const server = await startModelServer(() => reply)
  const outgoing = createModelFetch({ allow: [], allow_loopback: true })
  onTestFinished(async () => {
    await outgoing[Symbol.asyncDispose]()
    await server[Symbol.asyncDispose]()
  })
  const whole: Spec = {
    provider: 'openai-compatible',
    model: 'm',
    base_url: server.base_url,
    temperature: 0,
    max_output_tokens: 100,
    timeout_seconds: 30,
    ...spec,
  }
  return { model: openModel(whole, { ...context, fetch: outgoing.fetch }), server }
}

export async function failureOf(reply: Reply, setup?: Setup): Promise<PredictionError> {
  const { model } = await open(reply, setup)
  const error: unknown = await model.predict(request).catch((reason: unknown) => reason)
  if (!(error instanceof PredictionError)) throw new Error('it did not fail as a prediction', { cause: error })
  return error
}
