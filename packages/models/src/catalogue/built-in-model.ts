import { type Model, type ModelSpec, modelSpec, task } from '@assay/schemas'
import type { z } from 'zod'

/** An entry of the catalogue that every installation has, with the model and all that it is called with. */
export interface BuiltInModel extends Model {
  readonly model: ModelSpec
  /** What it takes to use it: `api_key`, `model_directory` or `llamafile`. */
  readonly requirements: string[]
}

export type TaskType = BuiltInModel['tasks'][number]

/** Whatever is written can be asked for. */
export const allTasks: readonly TaskType[] = task.options.map((option) => option.shape.type.value)

interface Declared {
  readonly title?: string
  readonly description: string
  readonly tasks?: readonly TaskType[]
  readonly offline?: boolean
  readonly requirements: readonly string[]
  readonly model: z.input<typeof modelSpec> & { readonly model: string }
}

/** An entry whose name says who computes which model. */
export function builtIn({ title, description, tasks = allTasks, offline = false, ...entry }: Declared): BuiltInModel {
  const { provider, model } = entry.model
  return {
    name: `${provider}/${model}`,
    title: title ?? model,
    provider,
    description,
    tasks: [...tasks],
    offline,
    parameters: {},
    requirements: [...entry.requirements],
    model: modelSpec.parse(entry.model),
  }
}
