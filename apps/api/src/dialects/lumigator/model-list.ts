/** A model as Lumigator's catalogue shows it. */
interface ListedModel {
  readonly display_name: string
  readonly model: string
  readonly provider: string
  readonly base_url?: string
  readonly website_url: string
  readonly description: string
  readonly requirements: readonly ('api_key' | 'llamafile')[]
  readonly info?: { readonly parameter_count: string; readonly tensor_type?: string; readonly model_size: string }
  readonly tasks: readonly Readonly<Record<string, object>>[]
}

const both = [{ summarization: {} }, { translation: {} }]

const beams = { length_penalty: 2, early_stopping: true, no_repeat_ngram_size: 3, num_beams: 4 }

interface OnTheHub extends Pick<ListedModel, 'description' | 'info' | 'tasks'> {
  readonly website_url?: string
}

function onTheHub(model: string, { website_url = `https://huggingface.co/${model}`, ...told }: OnTheHub): ListedModel {
  return { display_name: model, model, provider: 'hf', website_url, requirements: [], ...told }
}

function sized(parameter_count: string, model_size: string, tensor_type?: string) {
  return { parameter_count, ...(tensor_type !== undefined && { tensor_type }), model_size }
}

interface WithKey extends Pick<ListedModel, 'provider' | 'description' | 'website_url'> {
  readonly display_name?: string
}

function withKey(model: string, { display_name = model, ...told }: WithKey): ListedModel {
  return { display_name, model, ...told, requirements: ['api_key'], tasks: both }
}

const translation = [{ translation: {} }]

const m2m100 = 'Translates between any two of a hundred languages.'
const mt0 = 'Follows instructions in many languages, translation among them.'
const openai = { provider: 'openai', website_url: 'https://platform.openai.com/docs/models' }
const deepseek = { provider: 'deepseek', website_url: 'https://deepseek.ai/' }

/** The fourteen models that the ancestor suggests, in its order. */
export const suggestedModels: readonly ListedModel[] = [
  onTheHub('facebook/bart-large-cnn', {
    description: 'BART, made to summarize news.',
    info: sized('406M', '1.63GB', 'F32'),
    tasks: [{ summarization: { max_length: 142, min_length: 56, ...beams } }],
  }),
  onTheHub('Falconsai/text_summarization', {
    description: 'A small T5, made to summarize.',
    info: sized('60.5M', '242MB', 'F32'),
    tasks: [{ summarization: { max_length: 200, min_length: 30, ...beams } }],
  }),
  onTheHub('facebook/m2m100_418M', { description: m2m100, info: sized('418M', '242MB'), tasks: translation }),
  onTheHub('facebook/m2m100_1.2B', { description: m2m100, info: sized('1.2B', '4.96GB'), tasks: translation }),
  onTheHub('Helsinki-NLP/opus-mt', {
    website_url: 'https://huggingface.co/docs/transformers/en/model_doc/marian',
    description: 'A family of small models, each for one pair of languages.',
    info: sized('67M', '298MB'),
    tasks: translation,
  }),
  onTheHub('bigscience/mt0-base', { description: mt0, info: sized('582M', '2.3GB', 'F32'), tasks: translation }),
  onTheHub('bigscience/mt0-large', { description: mt0, info: sized('1.23B', '4.93GB', 'F32'), tasks: translation }),
  onTheHub('bigscience/mt0-xl', { description: mt0, info: sized('3.7B', '14.5GB', 'F32'), tasks: translation }),
  withKey('gpt-4o-mini', {
    ...openai,
    website_url: `${openai.website_url}#gpt-4o-mini`,
    description: 'Small and quick.',
  }),
  withKey('gpt-4o', { ...openai, website_url: `${openai.website_url}#gpt-4o`, description: 'For any task.' }),
  withKey('deepseek-reasoner', { ...deepseek, display_name: 'deepseek-R1', description: 'Thinks before it answers.' }),
  withKey('deepseek-chat', { ...deepseek, display_name: 'deepseek-V3', description: 'Answers at once.' }),
  withKey('ministral-8b-latest', {
    display_name: 'ministral-8b',
    provider: 'mistral',
    website_url: 'https://mistral.ai/technology/#models',
    description: 'Small, and cheap to ask.',
  }),
  {
    display_name: 'Llamafile/Mistral-7B-Instruct-v0.2',
    model: 'mistralai/Mistral-7B-Instruct-v0.2',
    provider: 'hosted_vllm',
    base_url: 'http://localhost:8080/v1',
    website_url: 'https://huggingface.co/Mozilla/Mistral-7B-Instruct-v0.2-llamafile',
    description: 'Runs on your own machine, from one file.',
    requirements: ['llamafile'],
    info: sized('7.24B', '14.5GB', 'BF16'),
    tasks: both,
  },
]
