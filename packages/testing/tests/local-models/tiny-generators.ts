import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { type OnnxGraph, onnxFile } from '@assay/metrics/testing'

const words = [
  ...['<pad>', '</s>', '<unk>', 'translate', 'summarize', 'English', 'to', 'German', ':'],
  ...['cat', 'dog', 'Katze', 'Hund', 'the', 'sat', 'there'],
]
const end = words.indexOf('</s>')

/** Rows of numbers, one for each word, that are 0 but where something is said. */
function table(said: Readonly<Record<string, Readonly<Record<string, number>>>>): number[][] {
  return words.map((word) => words.map((other) => said[word]?.[other] ?? 0))
}

const text = (name: string) => ({ name, type: 'int64', dimensions: ['batch', `${name}_length`] }) as const
const hidden = { name: 'encoder_hidden_states', type: 'float32', dimensions: ['batch', 'read', 'width'] } as const
const logits = { name: 'logits', type: 'float32', dimensions: ['batch', 'written', 'vocabulary'] } as const

/** What it has read makes a word likely: with its prefix "cat" becomes "Katze", and without it stays "cat". */
const encoder: OnnxGraph = {
  table: {
    name: 'meaning',
    rows: table({
      cat: { cat: 3, Katze: 2 },
      dog: { dog: 3, Hund: 2 },
      German: { cat: -2, dog: -2 },
      summarize: { the: 9 },
    }),
  },
  inputs: [text('input_ids')],
  nodes: [{ operator: 'Gather', inputs: ['meaning', 'input_ids'], output: 'last_hidden_state' }],
  output: { name: 'last_hidden_state', type: 'float32', dimensions: ['batch', 'read', 'width'] },
}

/** After its first word it ends. */
const decoder: OnnxGraph = {
  table: { name: 'next', rows: table(Object.fromEntries(words.slice(1).map((word) => [word, { '</s>': 99 }]))) },
  inputs: [text('input_ids'), hidden],
  nodes: [
    { operator: 'Gather', inputs: ['next', 'input_ids'], output: 'follows' },
    { operator: 'ReduceMean', inputs: ['encoder_hidden_states'], output: 'meant', axes: [1] },
    { operator: 'Add', inputs: ['follows', 'meant'], output: 'logits' },
  ],
  output: logits,
}

const follower: OnnxGraph = {
  table: {
    name: 'next',
    rows: table({ the: { cat: 5, dog: 4.9 }, cat: { sat: 5 }, dog: { sat: 5 }, sat: { '</s>': 5 } }),
  },
  inputs: [text('input_ids')],
  nodes: [{ operator: 'Gather', inputs: ['next', 'input_ids'], output: 'logits' }],
  output: logits,
}

/** Writes a T5 with one table for its encoder and one for its decoder. */
export async function writeTinyT5(folder: string): Promise<void> {
  await writeModel(
    folder,
    { encoder_model: encoder, decoder_model_merged: decoder },
    {
      ...{ model_type: 't5', is_encoder_decoder: true, decoder_start_token_id: 0 },
      ...{ d_kv: 1, num_heads: 1, num_layers: 1, num_decoder_layers: 1, d_model: words.length },
      task_specific_params: { summarization: { prefix: 'summarize: ' } },
    },
  )
}

/** Writes a GPT-2 in which each word tells the next. */
export async function writeTinyGpt(folder: string): Promise<void> {
  await writeModel(folder, { model: follower }, { model_type: 'gpt2', n_head: 1, n_layer: 1, n_embd: 1 })
}

async function writeModel(folder: string, graphs: Readonly<Record<string, OnnxGraph>>, config: object): Promise<void> {
  await mkdir(join(folder, 'onnx'), { recursive: true })
  const json = (name: string, value: unknown) => writeFile(join(folder, name), JSON.stringify(value))
  const ids = { eos_token_id: end, pad_token_id: 0, vocab_size: words.length }
  await json('config.json', { ...config, ...ids })
  await json('tokenizer.json', tokenizer())
  await json('tokenizer_config.json', { tokenizer_class: 'PreTrainedTokenizerFast', model_max_length: 64 })
  for (const [name, graph] of Object.entries(graphs))
    await writeFile(join(folder, `onnx/${name}.onnx`), onnxFile(graph))
}

function tokenizer() {
  const plain = { special: true, single_word: false, lstrip: false, rstrip: false, normalized: false }
  return {
    version: '1.0',
    ...{ truncation: null, padding: null, normalizer: null, post_processor: null, decoder: null },
    added_tokens: words.slice(0, 3).map((content, id) => ({ id, content, ...plain })),
    pre_tokenizer: { type: 'Whitespace' },
    model: { type: 'WordLevel', vocab: Object.fromEntries(words.map((word, id) => [word, id])), unk_token: '<unk>' },
  }
}
