import { contentText, textOf } from '../input.ts'
import { translationCall } from '../language/translation-family.ts'
import { toMessages, toPrompt } from '../openai-compatible/prompt.ts'
import { PredictionError } from '../prediction-error.ts'
import type { PredictionRequest, SpecOf } from '../provider.ts'
import type { LocalQuestion } from './question.ts'

type Spec = SpecOf<'local'>
type LocalPrompt = Pick<LocalQuestion, 'model' | 'text' | 'languages' | 'task' | 'messages'>

/** What a local model is given: a text where it reads one and writes another, messages where it goes on with one. */
export function toLocalPrompt(spec: Spec, request: PredictionRequest): LocalPrompt {
  const { system_prompt: _, ...untold } = spec
  const asked = toMessages(toPrompt(spec, request))
  const messages = asked.map(({ role, content }) => ({ role, content: contentText(content) }))
  const text = textOf(toMessages(toPrompt(untold, request)))
  const task = spec.prompt === undefined ? request.task.type : null
  return { messages, task, ...inLanguages(spec, request, text) }
}

/** A template of the user's own says all that there is to say before a text. */
function inLanguages(
  { model, prompt }: Spec,
  { task }: PredictionRequest,
  text: string,
): Omit<LocalPrompt, 'messages' | 'task'> {
  if (task.type !== 'translation') return { model, text, languages: null }
  const call = translationCall({ ...task, model })
  if (call === undefined) return { model, text, languages: null }
  const { source_code, target_code } = call
  const languages = source_code === null || target_code === null ? null : { source: source_code, target: target_code }
  return { model: call.model, text: prompt === undefined ? call.prefix + text : text, languages }
}

/** Throws for a translation model that does not know the languages, whose answer would be in any. */
export function requireLanguages(
  { model, prompt }: Spec,
  { task }: PredictionRequest,
  family: string | undefined,
): void {
  if (task.type !== 'translation' || family === undefined || prompt !== undefined) return
  if (translationCall({ ...task, model }) !== undefined) return
  const { source_language, target_language } = task
  throw new PredictionError('final', `${family} does not translate from ${source_language} to ${target_language}.`)
}
