import type { Task } from '@assay/schemas'
import { type ChatMessage, contentText, type Input } from '../input.ts'
import { languageName } from '../language/language.ts'
import { emptyInput, PredictionError } from '../prediction-error.ts'
import type { PredictionRequest } from '../provider.ts'
import { fill, placeValues } from './template.ts'

/** The user's own words for what is asked. */
export interface PromptSettings {
  readonly system_prompt?: string | undefined
  readonly prompt?: string | undefined
}

/** What an endpoint is sent: a text with its instructions, or a chat as the dataset holds it. */
export type Prompt = { readonly system: string | null; readonly user: string } | { readonly chat: ChatMessage[] }

/** The full prompt of an example, as valid Unicode: the user's own, or one that fits the task. */
export function toPrompt(spec: PromptSettings, { task, input, fields = {} }: PredictionRequest): Prompt {
  if (typeof input !== 'string') return { chat: toChat(spec, input, fields) }
  const system = spec.system_prompt ?? defaultSystemPrompt(task)
  const user = spec.prompt === undefined ? input : fill(spec.prompt, placeValues(input, fields))
  return { system: system?.toWellFormed() ?? null, user: user.toWellFormed() }
}

/** A chat brings its own instructions, which only a system prompt of the spec replaces. */
function toChat(
  { system_prompt, prompt }: PromptSettings,
  input: Exclude<Input, string>,
  fields: Record<string, string>,
) {
  const chat = system_prompt === undefined ? input : input.filter(({ role }) => !isInstruction(role))
  const last = chat.findLastIndex(({ role }) => role === 'user')
  return [
    ...(system_prompt === undefined ? [] : [{ role: 'system' as const, content: system_prompt.toWellFormed() }]),
    ...chat.map((message, at) => {
      if (prompt === undefined || at !== last) return message
      return { ...message, content: fill(prompt, placeValues(contentText(message.content), fields)).toWellFormed() }
    }),
  ]
}

function isInstruction(role: ChatMessage['role']): boolean {
  return role === 'system' || role === 'developer'
}

export function toMessages(prompt: Prompt): ChatMessage[] {
  if ('chat' in prompt) return prompt.chat
  const instructions = prompt.system === null ? [] : [{ role: 'system' as const, content: prompt.system }]
  return [...instructions, { role: 'user', content: prompt.user }]
}

/** Throws for a prompt that asks nothing. */
export function requireQuestion({ input, fields }: PredictionRequest): void {
  const texts = typeof input === 'string' ? [input] : input.map(({ content }) => contentText(content))
  // beside an input that is absent, the columns of the template ask
  const isEmpty = [...texts, ...Object.values(fields ?? {})].every((text) => text.trim() === '')
  const holdsOther = typeof input !== 'string' && input.some(({ content }) => Array.isArray(content))
  if (isEmpty && !holdsOther) throw new PredictionError('final', emptyInput)
}

type TaskType = Task['type']
type TaskOf<Type extends TaskType> = Extract<Task, { type: Type }>

const defaultSystemPrompts: { readonly [Type in TaskType]: (task: TaskOf<Type>) => string | null } = {
  summarization: () =>
    'You summarize texts. Answer with a summary of the text that you are given: two or three sentences, in the ' +
    'language of the text, with its most important facts and nothing that it does not say. Answer with the ' +
    'summary alone.',
  translation: ({ source_language, target_language }) =>
    `You translate texts from ${languageName(source_language)} to ${languageName(target_language)}. Answer with the complete translation of ` +
    'the text that you are given and nothing else.',
  'text-generation': () => null,
}

/** What models are told of a task where their spec says nothing; null: nothing. */
export function defaultSystemPrompt<Type extends TaskType>(
  task: TaskOf<Type> & { readonly type: Type },
): string | null {
  return defaultSystemPrompts[task.type](task)
}
