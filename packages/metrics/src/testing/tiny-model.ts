import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { type OnnxGraph, type OnnxNode, type OnnxValue, onnxFile } from './onnx-file.ts'

/** Words of the tiny models and their vectors; the first three are special tokens. */
export const tinyVectors: ReadonlyMap<string, readonly [number, number]> = new Map([
  ['[UNK]', [1, 1]],
  ['[CLS]', [0, -1]],
  ['[SEP]', [-1, 0]],
  ['cat', [1, 0]],
  ['kitten', [0.8, 0.6]],
  ['car', [0, 1]],
])

/** The most tokens of a text that the tiny models read. */
export const tinyLength = 8

const table = { name: 'vectors', rows: [...tinyVectors.values()] }
const batch = 'batch'

/** Writes a model that looks a vector up for each word, as transformers lays models out. */
export async function writeTinyModel(folder: string): Promise<void> {
  await writeModel(folder, {
    table,
    inputs: [{ name: 'input_ids', type: 'int64', dimensions: [batch, 'sequence'] }],
    nodes: [lookUp('input_ids', 'last_hidden_state')],
    output: { name: 'last_hidden_state', type: 'float32', dimensions: [batch, 'sequence', 'width'] },
  })
}

/**
 * Writes a model with the inputs and the output of a COMET export. With `s`, `m` and `r` the mean vectors of source,
 * translation and reference, its score is the mean of `m · r + s − r` over the dimensions.
 */
export async function writeTinyComet(folder: string): Promise<void> {
  await writeModel(folder, {
    table,
    inputs: ['src', 'mt', 'ref'].flatMap((name) => [tokenInput(name, 'input_ids'), tokenInput(name, 'attention_mask')]),
    nodes: [
      ...['src', 'mt', 'ref'].flatMap((name): OnnxNode[] => [
        lookUp(`${name}_input_ids`, `${name}_vectors`),
        { operator: 'ReduceMean', inputs: [`${name}_vectors`], output: name, axes: [1] },
      ]),
      { operator: 'Mul', inputs: ['mt', 'ref'], output: 'product' },
      { operator: 'Add', inputs: ['product', 'src'], output: 'sum' },
      { operator: 'Sub', inputs: ['sum', 'ref'], output: 'difference' },
      { operator: 'ReduceMean', inputs: ['difference'], output: 'score', axes: [1] },
    ],
    output: { name: 'score', type: 'float32', dimensions: [batch] },
  })
}

function lookUp(input: string, output: string): OnnxNode {
  return { operator: 'Gather', inputs: ['vectors', input], output }
}

function tokenInput(text: string, part: string): OnnxValue {
  return { name: `${text}_${part}`, type: 'int64', dimensions: [batch, `${text}_tokens`] }
}

async function writeModel(folder: string, graph: OnnxGraph): Promise<void> {
  await mkdir(join(folder, 'onnx'), { recursive: true })
  const json = (name: string, value: unknown) => writeFile(join(folder, name), JSON.stringify(value))
  await json('config.json', { model_type: 'bert', hidden_size: 2 })
  await json('tokenizer.json', tokenizer())
  await json('tokenizer_config.json', { tokenizer_class: 'PreTrainedTokenizerFast', model_max_length: tinyLength })
  await writeFile(join(folder, 'onnx/model.onnx'), onnxFile(graph))
}

function tokenizer() {
  const words = [...tinyVectors.keys()]
  const vocab = Object.fromEntries(words.map((word, id) => [word, id]))
  const special = (content: string) => ({ SpecialToken: { id: content, type_id: 0 } })
  const plain = { special: true, single_word: false, lstrip: false, rstrip: false, normalized: false }
  return {
    version: '1.0',
    truncation: null,
    padding: null,
    added_tokens: words.slice(0, 3).map((content, id) => ({ id, content, ...plain })),
    normalizer: null,
    pre_tokenizer: { type: 'Whitespace' },
    post_processor: {
      type: 'TemplateProcessing',
      single: [special('[CLS]'), { Sequence: { id: 'A', type_id: 0 } }, special('[SEP]')],
      pair: [],
      special_tokens: Object.fromEntries(
        ['[CLS]', '[SEP]'].map((token) => [token, { id: token, ids: [vocab[token]], tokens: [token] }]),
      ),
    },
    decoder: null,
    model: { type: 'WordLevel', vocab, unk_token: '[UNK]' },
  }
}
