import { z } from 'zod'
import { columnName, name } from './field.ts'
import { baseUrl, callSettings, promptSettings, samplingSettings, vendorSettings } from './model-settings.ts'

/** A baseline of the catalogue, by name, with its parameters. */
const baselineModel = z.object({
  provider: z.literal('baseline').describe('a model of the catalogue'),
  model: z.string().min(1).max(200).describe('name in the catalogue'),
  parameters: z.record(z.string(), z.json()).default({}).describe('parameters of the model; see models.list'),
})

/** A model behind an OpenAI-compatible endpoint. */
const openaiCompatibleModel = z.object({
  provider: z.literal('openai-compatible').describe('a model behind an endpoint'),
  model: z.string().min(1).max(200).describe('model name, as the endpoint knows it'),
  base_url: baseUrl.describe('base URL of the API, usually ending in /v1; that of its chat completions will do'),
  ...promptSettings,
  ...samplingSettings,
  ...callSettings,
})

/** A model that a company serves under an API of its own. */
const vendorModel = z.object({
  provider: z
    .enum(['openai', 'mistral', 'deepseek', 'anthropic', 'google', 'huggingface'])
    .describe('who serves the model'),
  model: z.string().min(1).max(200).describe('model name, as the provider knows it'),
  base_url: baseUrl.optional().describe("base URL of the API; absent: the provider's own"),
  ...promptSettings,
  ...samplingSettings,
  ...vendorSettings,
  ...callSettings,
})

/** A model whose files the operator has put on the workers. */
const localModel = z.object({
  provider: z.literal('local').describe('a model of which the workers have the files'),
  model: z
    .string()
    .max(200)
    .regex(
      /^(?!\.)[\w.-]+(?:\/(?!\.)[\w.-]+)*$/,
      'must be a folder below the folder of models, as t5-small or org/name',
    )
    .describe('its folder in the folder of models (ASSAY_MODEL_DIR)'),
  ...promptSettings,
  ...samplingSettings,
  max_output_tokens: samplingSettings.max_output_tokens.unwrap().unwrap().default(256).describe('an answer ends here'),
  parameters: samplingSettings.parameters.describe('further settings of its generation, such as num_beams'),
  precision: z
    .enum(['fp32', 'fp16', 'q8', 'q4'])
    .optional()
    .describe('which of its files are computed with; absent: fp32'),
  revision: callSettings.revision,
  timeout_seconds: callSettings.timeout_seconds.unwrap().default(600).describe('for one answer'),
})

/** Predictions that a column of the dataset holds already. */
const datasetModel = z.object({
  provider: z.literal('dataset').describe('predictions that the dataset holds'),
  column: columnName.default('predictions').describe('the column that holds the predictions'),
})

const specs = [baselineModel, openaiCompatibleModel, vendorModel, localModel, datasetModel] as const

const providers = specs.flatMap(({ shape: { provider } }) =>
  'value' in provider ? [provider.value] : [...provider.options],
)
const unknownProvider =
  'must be a name in the catalogue, or have a "provider", one of ' +
  providers.map((provider) => `"${provider}"`).join(', ')

/** A model and how to call it. */
export const modelSpec = z
  .discriminatedUnion('provider', specs, unknownProvider)
  .describe('A model and how to call it.')

/** A model and how to call it. */
export type ModelSpec = z.infer<typeof modelSpec>

/** An entry of the catalogue, by name: yours, one for everyone, or a built-in one. */
const entryModel = z.object({
  provider: z.literal('entry').describe('an entry of the catalogue, with all that it says'),
  model: z.string().min(1).max(200).describe('name in the catalogue'),
})

const named = { name: name.optional().describe('of its run; absent: the model, and what tells it from others') }

const chosenModelSpec = z.discriminatedUnion(
  'provider',
  [
    baselineModel.extend(named),
    openaiCompatibleModel.extend(named),
    vendorModel.extend(named),
    localModel.extend(named),
    datasetModel.extend(named),
    entryModel.extend(named),
  ],
  unknownProvider,
)

/** A model, how to call it, and what to call its run. */
export type ChosenModelSpec = z.output<typeof chosenModelSpec>

/** A model as a user names it: a name of the catalogue, or provider and parameters. */
export const modelChoice = z.union(
  [z.string().min(1).max(200).describe('name in the catalogue'), chosenModelSpec],
  unknownProvider,
)

/** A model as a user names it: a name of the catalogue, or provider and parameters. */
export type ModelChoice = z.input<typeof modelChoice>

/** An entry of the model catalogue. */
export const model = z
  .object({
    name: z.string().describe('what to write in "models"'),
    title: z.string().describe('how people write it'),
    provider: z.string().describe('who computes it'),
    description: z.string().describe('what it does'),
    tasks: z.array(z.string()).describe('tasks that it can do'),
    offline: z.boolean().describe('whether it needs no network'),
    parameters: z.record(z.string(), z.json()).describe('JSON Schema of its parameters'),
  })
  .describe('A model of the catalogue.')

/** An entry of the model catalogue. */
export type Model = z.infer<typeof model>
