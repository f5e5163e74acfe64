import { z } from 'zod'

/** What models are asked to do with each example. */
export const task = z
  .discriminatedUnion('type', [
    z
      .object({ type: z.literal('summarization').describe('the task') })
      .describe('the output is a summary of the input'),
    z
      .object({
        type: z.literal('translation').describe('the task'),
        source_language: z
          .string()
          .min(1)
          .max(100)
          .describe('English name, code or tag, such as German, de or pt-BR; see tasks.get'),
        target_language: z
          .string()
          .min(1)
          .max(100)
          .describe('English name, code or tag, such as German, de or pt-BR; see tasks.get'),
      })
      .describe('the output is the input in another language'),
    z.object({ type: z.literal('text-generation').describe('the task') }).describe('the output answers the input'),
  ])
  .describe('The evaluation task.')

/** What models are asked to do with each example. */
export type Task = z.infer<typeof task>

/** What models are asked to do, without its settings. */
export const taskType = z
  .enum(task.options.map((option) => option.shape.type.value))
  .describe('the task: summarization, translation or text-generation')

/** What models are asked to do, without its settings. */
export type TaskType = z.infer<typeof taskType>
