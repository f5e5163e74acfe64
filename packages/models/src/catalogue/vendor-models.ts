import { type BuiltInModel, builtIn } from './built-in-model.ts'

type Vendor = keyof typeof secrets

/** The secret that holds the key of each, where its user has not chosen another name. */
const secrets = {
  openai: 'OPENAI_API_KEY',
  mistral: 'MISTRAL_API_KEY',
  deepseek: 'DEEPSEEK_API_KEY',
  anthropic: 'ANTHROPIC_API_KEY',
  google: 'GOOGLE_API_KEY',
  huggingface: 'HF_TOKEN',
} as const

interface Declared {
  readonly title?: string
  readonly description: string
  /** For a million input and output tokens, in US dollars, as published in 2025. */
  readonly price?: readonly [number, number]
  readonly settings?: { readonly temperature?: number | null; readonly max_output_tokens?: number }
}

const priced = 'The price is in US dollars, as published in 2025.'
/** Who thinks first needs room for it. */
const thinking = { max_output_tokens: 8192 }

function vendorModel(provider: Vendor, model: string, { title, description, price, settings }: Declared): BuiltInModel {
  const [input_per_million, output_per_million] = price ?? []
  return builtIn({
    ...(title !== undefined && { title }),
    description: price ? `${description} ${priced}` : description,
    requirements: ['api_key'],
    model: {
      ...{ provider, model, secret: secrets[provider], ...settings },
      ...(input_per_million !== undefined &&
        output_per_million !== undefined && { price: { input_per_million, output_per_million } }),
    },
  })
}

/** Well-known models of companies that serve them, callable as soon as there is a key. */
export const vendorModels: readonly BuiltInModel[] = [
  vendorModel('openai', 'gpt-4o-mini', { description: 'Small model of OpenAI.', price: [0.15, 0.6] }),
  vendorModel('openai', 'gpt-4o', { description: 'Large model of OpenAI.', price: [2.5, 10] }),
  vendorModel('openai', 'gpt-5-mini', {
    description: 'Small model of OpenAI that thinks before it answers.',
    price: [0.25, 2],
    settings: { ...thinking, temperature: null },
  }),
  vendorModel('mistral', 'ministral-8b-latest', {
    title: 'ministral-8b',
    description: 'Model of Mistral with 8 billion parameters.',
  }),
  vendorModel('mistral', 'mistral-large-latest', { description: 'Large model of Mistral.' }),
  vendorModel('deepseek', 'deepseek-chat', { title: 'deepseek-V3', description: 'Chat model of DeepSeek.' }),
  vendorModel('deepseek', 'deepseek-reasoner', {
    title: 'deepseek-R1',
    description: 'Model of DeepSeek that thinks before it answers.',
    settings: thinking,
  }),
  vendorModel('anthropic', 'claude-haiku-4-5', { description: 'Small model of Anthropic.', price: [1, 5] }),
  vendorModel('anthropic', 'claude-sonnet-4-5', { description: 'Larger model of Anthropic.', price: [3, 15] }),
  vendorModel('google', 'gemini-2.5-flash', {
    description: 'Model of Google that may think before it answers.',
    price: [0.3, 2.5],
    settings: thinking,
  }),
  vendorModel('huggingface', 'meta-llama/Llama-3.1-8B-Instruct', {
    description:
      'Open model of Meta with 8 billion parameters, at whichever service Hugging Face passes questions on to.',
  }),
]
