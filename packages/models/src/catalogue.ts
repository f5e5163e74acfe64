import { type Model as ModelEntry, task } from '@assay/schemas'
import { z } from 'zod'
import { baselines } from './baselines/baseline.ts'

/** Every task: a baseline only picks sentences, and tells how good "doing nothing clever" is. */
const allTasks = task.options.map((option) => option.shape.type.value)

/** The models that a user can name without an address, best known first. */
export const catalogue: readonly ModelEntry[] = Object.entries(baselines).map(
  ([name, { title, description, parameters }]) => ({
    name,
    title,
    provider: 'baseline',
    description,
    tasks: allTasks,
    offline: true,
    parameters: z.record(z.string(), z.json()).parse(z.toJSONSchema(parameters, { io: 'input' })),
  }),
)

export function findModel(name: string): ModelEntry | undefined {
  return catalogue.find((entry) => entry.name === name)
}
