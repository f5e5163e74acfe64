import { z } from 'zod'
import { givenName, id, name, time } from './field.ts'

const about = {
  description: z.string().max(10_000).describe('what it is about'),
  models: z.array(z.string().min(1).max(200)).max(100).describe('names of models that do it'),
}
const language = z.object({ code: z.string().describe('its code'), name: z.string().describe('its English name') })

/** A task that models can be given: one that every installation has, or one that a user keeps. */
export const taskEntry = z
  .object({
    id: z.string().describe('UUIDv7; of one that every installation has, its name'),
    name: givenName,
    ...about,
    system_prompt: z.string().nullable().describe('what models are told unless their spec says it; null: nothing'),
    languages: z.array(language).describe('languages that it can name, by these codes or names'),
    created_at: time.nullable().describe('when it was kept; null: every installation has it'),
  })
  .describe('A task.')

/** A task that models can be given. */
export type TaskEntry = z.infer<typeof taskEntry>

/** Keeps a task. */
export const taskCreateInput = z.object({ name, ...about, description: about.description.default('') })

/** Names a task. */
export const taskRef = z.object({ task_id: z.string().min(1).max(200).describe('its id') })

/** Names a task that a user keeps. */
export const ownTaskRef = z.object({ task_id: id })

/** Tasks. */
export const taskList = z.object({
  items: z.array(taskEntry).describe('those of every installation; then own, newest first'),
})
