import type { Actor } from '@assay/access'
import type { Prediction, PredictionPart, PredictionRequest } from '@assay/models'
import { type Completion, type CompletionPart, type completionInput, DomainError } from '@assay/schemas'
import type { z } from 'zod'
import type { EvaluationDeps } from './deps.ts'
import { callInTurn, openChosenModel } from './model-call.ts'

type CompletionInput = z.output<typeof completionInput>

/** Ends the call when whoever asks has left. */
interface Ending {
  readonly signal: AbortSignal
}

/**
 * Asks a model once: no retry, no cache. Throws MODEL_UNKNOWN, INPUT_INVALID, SECRET_NOT_FOUND, MODEL_CALL_FAILED,
 * COMPLETION_REFUSED, LIMIT_REACHED.
 */
export async function completeModel(
  deps: EvaluationDeps,
  actor: Actor,
  { signal, ...input }: CompletionInput & Ending,
): Promise<Completion> {
  const ask = await prepare(deps, actor, input)
  return ask(signal)
}

/** The same, piece by piece, with the whole at its end. What can be refused is before the first piece. */
export async function streamModel(
  deps: EvaluationDeps,
  actor: Actor,
  input: CompletionInput,
): Promise<(signal: AbortSignal) => AsyncIterable<CompletionPart>> {
  const ask = await prepare(deps, actor, input)
  return (signal) => partsOf(ask, signal)
}

type Ask = (signal: AbortSignal, onPart?: (part: PredictionPart) => void) => Promise<Completion>

async function prepare(deps: EvaluationDeps, actor: Actor, input: CompletionInput): Promise<Ask> {
  const request = toRequest(input)
  const { model, spec, entry } = await openChosenModel(deps, actor, input.model)
  return async (signal, onPart) => {
    const work = () => model.predict(request, signal, onPart)
    return toCompletion(await callInTurn(deps, actor, { signal, work }), { model: spec, entry })
  }
}

function toRequest({ prompt, messages, task, seed }: CompletionInput): PredictionRequest {
  const input = prompt ?? messages
  if (input === undefined || (prompt !== undefined && messages !== undefined)) {
    throw new DomainError('INPUT_INVALID', { issues: [{ path: 'prompt', message: 'give either prompt, or messages' }] })
  }
  return { input, task, repeat: 0, seed }
}

function toCompletion(
  { adaptations: _, answered_at: __, system_fingerprint: ___, ...prediction }: Prediction,
  from: Pick<Completion, 'model' | 'entry'>,
): Completion {
  return { ...prediction, ...from }
}

/** When nobody reads on, the call ends. */
async function* partsOf(ask: Ask, signal: AbortSignal): AsyncGenerator<CompletionPart> {
  const leaving = new AbortController()
  const parts = new ReadableStream<CompletionPart>({
    async start(controller) {
      try {
        const completion = await ask(AbortSignal.any([signal, leaving.signal]), (part) => controller.enqueue(part))
        controller.enqueue({ type: 'end', completion })
        controller.close()
      } catch (error) {
        if (!leaving.signal.aborted) controller.error(error)
      }
    },
    cancel: () => leaving.abort(),
  })
  yield* parts
}
