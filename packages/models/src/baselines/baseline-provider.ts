import { DomainError } from '@assay/schemas'
import { textOf } from '../input.ts'
import { PredictionError, requireText } from '../prediction-error.ts'
import type { Model, Provider, SpecOf } from '../provider.ts'
import { type Baseline, findBaseline } from './baseline.ts'

/** What only endpoints tell. */
const untold = {
  reasoning: null,
  input_tokens: null,
  output_tokens: null,
  reasoning_tokens: null,
  served_model: null,
  system_fingerprint: null,
  adaptations: [],
  answered_at: null,
}

/** Changes when the output of a baseline does. */
const revision = 1

export const baselineProvider: Provider<SpecOf<'baseline'>> = {
  offline: true,

  problems({ model, parameters }) {
    const checked = findBaseline(model)?.parameters.safeParse(parameters)
    return (checked?.error?.issues ?? []).map(({ path, message }) => ({
      path: ['parameters', ...path].join('.'),
      message,
    }))
  },

  needs: () => ({ input: true, columns: [] }),

  open(spec) {
    const baseline = findBaseline(spec.model)
    if (baseline === undefined) throw new DomainError('MODEL_UNKNOWN', { model: spec.model, nearest: [] })
    return toModel(baseline, spec)
  },
}

function toModel(baseline: Baseline, { provider, model, parameters }: SpecOf<'baseline'>): Model {
  return {
    concurrency: 'cpu',
    deterministic: true,
    cacheable: false,
    identity: ({ input }) => ({ provider, model, revision, parameters, input }),
    async predict({ input, seed }) {
      const text = textOf(input)
      requireText(text)
      const started = performance.now()
      const picked = baseline.pick(text, seed, parameters)
      if (picked.length === 0) throw new PredictionError('final', 'The input holds no sentence.')
      return {
        ...untold,
        output: picked.join(' '),
        // 0 and not null, as it is computed here: a mix of baselines and priced models then has a front
        cost: 0,
        latency_ms: performance.now() - started,
        finish_reason: 'stop',
      }
    },
  }
}
