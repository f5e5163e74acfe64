import { z } from 'zod'
import { id, name, time } from './field.ts'
import { model, modelSpec } from './model.ts'
import { modelPrice } from './model-settings.ts'
import { pageInput, pageOf } from './page.ts'
import { taskType } from './task.ts'

/** What an entry of the model catalogue is called: any text on one line, such as `provider/model`. */
export const modelName = name.describe('what to write in "models", such as provider/model; 1 to 200 characters')

const requirements = z
  .array(name)
  .max(20)
  .describe('what it takes to use it, in words for people, such as api_key or llamafile')

/** Whose an entry is; a name is looked up in this order. */
export const modelOrigin = z
  .enum(['own', 'everyone', 'catalogue'])
  .describe(
    'own: yours; everyone: an admin made it for everyone; catalogue: built in. A name is looked up in this order',
  )

/** Where an entry of the catalogue comes from. */
export type ModelOrigin = z.infer<typeof modelOrigin>

/** An entry of the model catalogue: yours, one for everyone, or a built-in one. */
export const modelEntry = model
  .extend({
    id: id.nullable().describe('UUIDv7; null: it is built in'),
    origin: modelOrigin,
    alias_of: modelName.nullable().describe('the entry that it points at, whose model it is; null: it points at none'),
    model: modelSpec.nullable().describe('the model and how it is called; null: it points at an entry that is gone'),
    requirements,
    shared_secret: z
      .boolean()
      .describe('true: everyone calls it with the secret of the admin who made it; false: each with their own'),
    requires_secret: z
      .string()
      .nullable()
      .describe('the secret of yours that it is called with, which must be there; null: none is needed'),
    price: modelPrice.nullable().describe('for a million tokens; null: no price is known'),
    created_at: time.nullable().describe('when it was made; null: it is built in'),
    updated_at: time.nullable().describe('when it was last put; null: it is built in'),
  })
  .describe('An entry of the model catalogue.')

/** An entry of the model catalogue. */
export type ModelEntry = z.infer<typeof modelEntry>

/** A page of the model catalogue. */
export const modelEntryPage = pageOf(
  modelEntry,
  'your own, those for everyone, then the built-in ones; by name, those best known first',
)

/** Which entries of the model catalogue to list. */
export const modelListInput = pageInput.extend({
  task: taskType.optional().describe('only those that can do it'),
  origin: modelOrigin.optional().describe('only those from there; absent: all that a name can mean'),
})

/** Makes an entry of the model catalogue, or replaces it. */
export const modelPutInput = z.object({
  name: modelName,
  model: modelSpec.optional().describe('the model and how to call it; absent where alias_of is given'),
  alias_of: modelName.optional().describe('the entry that it is to point at, by name'),
  title: name.optional().describe('how people write it; absent: its name'),
  description: z.string().max(10_000).default('').describe('what it does'),
  tasks: z.array(taskType).min(1).max(20).optional().describe('what it can do; absent: every task'),
  requirements: requirements.default([]),
  for_everyone: z.boolean().default(false).describe('true: everyone may name it; for admins'),
  shared_secret: z
    .boolean()
    .default(false)
    .describe('true: everyone calls it with your secret, and you pay; false: each with their own of that name'),
})

/** Names an entry of the model catalogue. */
export const modelRef = z.object({ name: modelName.describe('its name, or its id') })

/** Names an entry to remove. */
export const modelRemoveInput = modelRef.extend({
  for_everyone: z.boolean().default(false).describe('true: the one for everyone; for admins'),
})

/** The entry that a job took its model from, as it was then. */
export const usedEntry = z
  .object({
    id: id.nullable().describe('UUIDv7; null: it was built in'),
    name: modelName.describe('the name that was asked for'),
    origin: modelOrigin,
    title: z.string().describe('how people write it'),
    description: z.string().describe('what it does'),
    tasks: z.array(z.string()).describe('tasks that it can do'),
    requirements,
    pointed_at: z
      .array(z.string())
      .describe('the entries that it led over, where it was an alias; the last has the model'),
    model_id: id.nullable().describe('the entry that has the model; null: it was built in'),
  })
  .describe('An entry of the model catalogue as it was.')

/** The entry that a job took its model from, as it was then. */
export type UsedEntry = z.infer<typeof usedEntry>
