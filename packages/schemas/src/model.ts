import { z } from 'zod'
import { columnName, name } from './field.ts'
import { secretName } from './secret.ts'

/** What tokens cost. */
export const modelPrice = z.object({
  input_per_million: z.number().min(0).max(1e9).describe('for a million input tokens'),
  output_per_million: z.number().min(0).max(1e9).describe('for a million output tokens'),
})

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
  base_url: z
    .url({ protocol: /^https?$/ })
    .max(2000)
    .describe('base URL of the API, usually ending in /v1; that of its chat completions will do'),
  secret: secretName.optional().describe('name of the secret that holds the API key; absent: none is sent'),
  system_prompt: z.string().max(100_000).optional().describe('absent: one that fits the task'),
  prompt: z
    .string()
    .max(100_000)
    .optional()
    .describe('template with {input} and {<column>} of the dataset; absent: the input alone'),
  temperature: z.number().min(0).max(2).nullable().default(0).describe('0: the most probable answer; null: not sent'),
  top_p: z.number().gt(0).max(1).optional().describe('nucleus sampling; absent: that of the endpoint'),
  max_output_tokens: z
    .number()
    .int()
    .min(1)
    .max(1_000_000)
    .nullable()
    .default(1024)
    .describe('an answer is cut off here, reasoning included; null: not sent'),
  parameters: z
    .record(z.string().min(1).max(200), z.json())
    .optional()
    .describe('further fields of each request, such as stop or reasoning_effort'),
  reasoning: z
    .enum(['apart', 'keep'])
    .optional()
    .describe('apart (if absent): <think>…</think> is no part of the answer; keep: the answer is scored as it came'),
  cut_off: z
    .enum(['score', 'fail'])
    .optional()
    .describe('what becomes of an answer that was cut off; score (if absent): it is scored, and counted as cut off'),
  price: modelPrice.optional().describe('to account cost; the currency is yours'),
  revision: z.string().max(200).optional().describe('tells otherwise equal models apart in the cache'),
  timeout_seconds: z.number().positive().max(3600).default(120).describe('for one call'),
  outage_seconds: z
    .number()
    .min(0)
    .max(86_400)
    .optional()
    .describe('how long to wait for an endpoint that fails every call; absent: 300'),
})

/** Predictions that a column of the dataset holds already. */
const datasetModel = z.object({
  provider: z.literal('dataset').describe('predictions that the dataset holds'),
  column: columnName.default('predictions').describe('the column that holds the predictions'),
})

const providers = [openaiCompatibleModel, baselineModel, datasetModel].map(({ shape }) => `"${shape.provider.value}"`)
const unknownProvider = `must be a name in the catalogue, or have a "provider", one of ${providers.join(', ')}`

/** A model and how to call it. */
export const modelSpec = z
  .discriminatedUnion('provider', [baselineModel, openaiCompatibleModel, datasetModel], unknownProvider)
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
