import { z } from 'zod'
import { columnName, name } from './field.ts'
import { secretName } from './secret.ts'

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
    .describe('base URL of the API, usually ending in /v1'),
  secret: secretName.optional().describe('name of the secret that holds the API key; absent: none is sent'),
  system_prompt: z.string().max(100_000).optional().describe('absent: one that fits the task'),
  prompt: z.string().max(100_000).optional().describe('template with {input}; absent: the input alone'),
  temperature: z.number().min(0).max(2).default(0).describe('0: the most probable answer'),
  top_p: z.number().gt(0).max(1).optional().describe('nucleus sampling; absent: that of the endpoint'),
  max_output_tokens: z.number().int().min(1).max(1_000_000).default(1024).describe('an answer is cut off here'),
  price: z
    .object({
      input_per_million: z.number().min(0).describe('for a million input tokens'),
      output_per_million: z.number().min(0).describe('for a million output tokens'),
    })
    .optional()
    .describe('to account cost; the currency is yours'),
  revision: z.string().max(200).optional().describe('tells otherwise equal models apart in the cache'),
  timeout_seconds: z.number().positive().max(3600).default(120).describe('for one call'),
})

/** Predictions that a column of the dataset holds already. */
const datasetModel = z.object({
  provider: z.literal('dataset').describe('predictions that the dataset holds'),
  column: columnName.default('predictions').describe('the column that holds the predictions'),
})

/** A model and how to call it. */
export const modelSpec = z
  .discriminatedUnion('provider', [baselineModel, openaiCompatibleModel, datasetModel])
  .describe('A model and how to call it.')

/** A model and how to call it. */
export type ModelSpec = z.infer<typeof modelSpec>

const named = { name: name.optional().describe('of its run; absent: the model, and what tells it from others') }

const chosenModelSpec = z.discriminatedUnion('provider', [
  baselineModel.extend(named),
  openaiCompatibleModel.extend(named),
  datasetModel.extend(named),
])

/** A model, how to call it, and what to call its run. */
export type ChosenModelSpec = z.output<typeof chosenModelSpec>

/** A model as a user names it: a name of the catalogue, or provider and parameters. */
export const modelChoice = z.union([z.string().min(1).max(200).describe('name in the catalogue'), chosenModelSpec])

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

/** All models of the catalogue. */
export const modelList = z.object({ items: z.array(model).describe('best known first') })
