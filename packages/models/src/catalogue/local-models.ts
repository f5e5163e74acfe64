import { type BuiltInModel, builtIn, type TaskType } from './built-in-model.ts'

interface Declared {
  readonly model: string
  readonly tasks: readonly TaskType[]
  readonly description: string
  readonly settings?: { readonly max_output_tokens: number; readonly parameters: Readonly<Record<string, number>> }
}

function localModel({ model, settings, ...declared }: Declared): BuiltInModel {
  return builtIn({
    ...declared,
    offline: true,
    requirements: ['model_directory'],
    model: { provider: 'local', model, ...settings },
  })
}

const translation = (model: string, size: string) =>
  localModel({ model, tasks: ['translation'], description: `Translates; ${size} parameters.` })

/** Sequence-to-sequence models that are often compared with; the operator puts their files where workers find them. */
export const localModels: readonly BuiltInModel[] = [
  localModel({
    model: 'facebook/bart-large-cnn',
    tasks: ['summarization'],
    description: 'Summarizes English news; 406 million parameters.',
    settings: { max_output_tokens: 142, parameters: { min_length: 56, no_repeat_ngram_size: 3 } },
  }),
  localModel({
    model: 'Falconsai/text_summarization',
    tasks: ['summarization'],
    description: 'Summarizes; 60.5 million parameters.',
    settings: { max_output_tokens: 200, parameters: { min_length: 30, no_repeat_ngram_size: 3 } },
  }),
  translation('facebook/m2m100_418M', '418 million'),
  translation('facebook/m2m100_1.2B', '1.2 billion'),
  localModel({
    model: 'Helsinki-NLP/opus-mt',
    tasks: ['translation'],
    description: 'A model for each pair of languages, in a folder of its own: opus-mt-en-de; 67 million parameters.',
  }),
  translation('bigscience/mt0-base', '582 million'),
  translation('bigscience/mt0-large', '1.23 billion'),
  translation('bigscience/mt0-xl', '3.7 billion'),
]
