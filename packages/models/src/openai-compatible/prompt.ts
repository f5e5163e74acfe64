import type { Task } from '@assay/schemas'
import type { SpecOf } from '../provider.ts'

export interface Prompt {
  readonly system: string | null
  readonly user: string
}

const placeholder = '{input}'

export function takesInput(template: string): boolean {
  return template.includes(placeholder)
}

/** The full prompt of an example, as valid Unicode: the user's own, or one that fits the task. */
export function toPrompt(spec: SpecOf<'openai-compatible'>, task: Task, input: string): Prompt {
  const system = spec.system_prompt ?? defaultSystemPrompt(task)
  const user = (spec.prompt ?? placeholder).replaceAll(placeholder, () => input)
  return { system: system?.toWellFormed() ?? null, user: user.toWellFormed() }
}

type TaskType = Task['type']
type TaskOf<Type extends TaskType> = Extract<Task, { type: Type }>

const defaultSystemPrompts: { readonly [Type in TaskType]: (task: TaskOf<Type>) => string | null } = {
  summarization: () =>
    'You summarize texts. Answer with a summary of the text that you are given: two or three sentences, in the ' +
    'language of the text, with its most important facts and nothing that it does not say. Answer with the ' +
    'summary alone.',
  translation: ({ source_language, target_language }) =>
    `You translate texts from ${source_language} to ${target_language}. Answer with the complete translation of ` +
    'the text that you are given and nothing else.',
  'text-generation': () => null,
}

/** What models are told of a task where their spec says nothing; null: nothing. */
export function defaultSystemPrompt<Type extends TaskType>(
  task: TaskOf<Type> & { readonly type: Type },
): string | null {
  return defaultSystemPrompts[task.type](task)
}
