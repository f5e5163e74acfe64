import type { Task } from '@assay/schemas'
import { z } from 'zod'
import { lax, strictBody, text } from '../lax.ts'
import type { Asked } from '../routes.ts'

const kinds = ['summarization', 'translation', 'text-generation'] as const

/** A task as Lumigator writes it. */
export type TaskDefinition =
  | { readonly task: 'summarization' | 'text-generation' }
  | { readonly task: 'translation'; readonly source_language: string; readonly target_language: string }

const shapes = {
  summarization: strictBody({ task: z.literal('summarization') }),
  translation: strictBody({ task: z.literal('translation'), source_language: text, target_language: text }),
  'text-generation': strictBody({ task: z.literal('text-generation') }),
} satisfies Record<(typeof kinds)[number], z.ZodType<TaskDefinition>>

const tag = lax<(typeof kinds)[number]>((given) => {
  const value = kinds.find((kind) => kind === given)
  if (value !== undefined) return { value }
  const expected_tags = kinds.map((kind) => `'${kind}'`).join(', ')
  const msg = `Input tag '${String(given)}' found using 'task' does not match any of the expected tags: ${expected_tags}`
  const ctx = { discriminator: "'task'", tag: String(given), expected_tags }
  return { fault: { type: 'union_tag_invalid', msg, ctx } }
})

/** A task; summarization where none is given. */
export const taskDefinition = z
  .unknown()
  .optional()
  .transform((given, context): TaskDefinition => {
    if (given === undefined) return { task: 'summarization' }
    const kind = readKind(given)
    if ('fault' in kind) {
      context.addIssue({ code: 'custom', message: kind.fault.msg, params: { ...kind.fault }, input: given })
      return z.NEVER
    }
    const parsed = shapes[kind.value].safeParse(given)
    if (parsed.success) return parsed.data
    for (const issue of parsed.error.issues) context.addIssue({ ...issue, path: [kind.value, ...issue.path] })
    return z.NEVER
  })

function readKind(given: unknown) {
  if (typeof given !== 'object' || given === null || Array.isArray(given)) {
    const msg = 'Input should be a valid dictionary or object to extract fields from'
    return { fault: { type: 'model_attributes_type', msg } }
  }
  if (!('task' in given)) {
    const fault = { type: 'union_tag_not_found', msg: "Unable to extract tag using discriminator 'task'" }
    return { fault: { ...fault, ctx: { discriminator: "'task'" } } }
  }
  const found = tag.safeParse(given.task)
  if (found.success) return { value: found.data }
  const { params } = z
    .object({ params: z.object({ type: z.string(), msg: z.string() }).loose() })
    .parse(found.error.issues[0])
  return { fault: params }
}

/** The same in our words. */
export function toTask(definition: TaskDefinition): Task {
  const { task: type, ...languages } = definition
  return 'source_language' in languages
    ? { type: 'translation', ...languages }
    : { type: type === 'translation' ? 'summarization' : type }
}

/** Ours in the words of Lumigator. */
export function toTaskDefinition({ type: task, ...languages }: Task) {
  return { task, ...languages }
}

/** What a model is told where nobody says; undefined: text generation has nothing of the kind. */
export async function defaultPrompt({ platform, request }: Asked, task: Task): Promise<string | undefined> {
  if (task.type === 'text-generation') return undefined
  const { system_prompt } = await platform.call(request, 'tasks.get', { task_id: task.type })
  const named = Object.entries(task).reduce(
    (text, [name, value]) => text.replaceAll(`{${name}}`, value),
    system_prompt ?? '',
  )
  return named === '' ? undefined : named
}
