import type { Actor } from '@assay/access'
import { infer } from '@assay/models'
import type { GeneratedList, generateInput } from '@assay/schemas'
import type { z } from 'zod'
import type { EvaluationDeps } from './deps.ts'
import { callInTurn, openChosenModel } from './model-call.ts'

/**
 * Asks a model about several texts; a text without an answer says why. Retries as inference does; no cache. Throws
 * MODEL_UNKNOWN, INPUT_INVALID, SECRET_NOT_FOUND, LIMIT_REACHED.
 */
export async function generateTexts(
  deps: EvaluationDeps,
  actor: Actor,
  { signal, texts, task, seed, model: choice }: z.output<typeof generateInput> & { readonly signal: AbortSignal },
): Promise<GeneratedList> {
  const { model } = await openChosenModel(deps, actor, choice)
  const examples = texts.map((input, example) => ({ example, input }))
  return callInTurn(deps, actor, {
    signal,
    async work() {
      const items: GeneratedList['items'] = []
      for await (const answer of infer({ model, task, examples, repeat: 0, seed, signal })) {
        const { output, reasoning, error, input_tokens, output_tokens, cost } = answer
        items.push({ output, reasoning, error, input_tokens, output_tokens, cost })
      }
      return { items }
    },
  })
}
