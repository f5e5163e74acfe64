import { type Task, type TaskEntry, task } from '@assay/schemas'
import { catalogue } from './catalogue.ts'
import { languages } from './language/language.ts'
import { defaultSystemPrompt } from './openai-compatible/prompt.ts'

const descriptions: { readonly [Type in Task['type']]: string } = {
  summarization: 'The output is a summary of the input.',
  translation: 'The output is the input in another language.',
  'text-generation': 'The output answers the input.',
}

/** The prompt of a task whose languages are open. */
const anyLanguages = { source_language: '{source_language}', target_language: '{target_language}' }

/** The tasks that every installation has; they are named by their types. */
export const builtinTasks: readonly TaskEntry[] = task.options.map(({ shape: { type } }) => {
  const { value: name } = type
  return {
    id: name,
    name,
    description: descriptions[name],
    models: catalogue.flatMap((model) => (model.tasks.includes(name) ? [model.name] : [])),
    system_prompt: defaultSystemPrompt({ type: name, ...anyLanguages }),
    languages: name === 'translation' ? languages.map(({ code, name: called }) => ({ code, name: called })) : [],
    created_at: null,
  }
})
