import { z } from 'zod'
import { baselines } from './baselines/baseline.ts'
import { allTasks, type BuiltInModel, builtIn } from './catalogue/built-in-model.ts'
import { localModels } from './catalogue/local-models.ts'
import { vendorModels } from './catalogue/vendor-models.ts'

/** A baseline only picks sentences, and tells how good "doing nothing clever" is. */
const baselineModels: readonly BuiltInModel[] = Object.entries(baselines).map(
  ([name, { title, description, parameters }]) => ({
    ...{ name, title, description },
    provider: 'baseline',
    tasks: [...allTasks],
    offline: true,
    parameters: z.record(z.string(), z.json()).parse(z.toJSONSchema(parameters, { io: 'input' })),
    requirements: [],
    model: { provider: 'baseline', model: name, parameters: {} },
  }),
)

const llamafile = builtIn({
  title: 'Llamafile/Mistral-7B-Instruct-v0.2',
  description: 'Open model of Mistral with 7.24 billion parameters, as a llamafile on this machine serves it.',
  requirements: ['llamafile'],
  model: {
    provider: 'openai-compatible',
    model: 'mistralai/Mistral-7B-Instruct-v0.2',
    base_url: 'http://localhost:8080/v1',
  },
})

/** The models that a user can name without an address, those that need nothing first. */
export const catalogue: readonly BuiltInModel[] = [...baselineModels, ...vendorModels, ...localModels, llamafile]

export function findModel(name: string): BuiltInModel | undefined {
  return catalogue.find((entry) => entry.name === name)
}
