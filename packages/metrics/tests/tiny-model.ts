import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'

/** Words of the tiny model and their vectors; the first three are special tokens. */
export const tinyVectors: ReadonlyMap<string, readonly [number, number]> = new Map([
  ['[UNK]', [1, 1]],
  ['[CLS]', [0, -1]],
  ['[SEP]', [-1, 0]],
  ['cat', [1, 0]],
  ['kitten', [0.8, 0.6]],
  ['car', [0, 1]],
])

/** Writes a model that looks a vector up for each word, as transformers lays models out. */
export async function writeTinyModel(folder: string): Promise<void> {
  const words = [...tinyVectors.keys()]
  const vocab = Object.fromEntries(words.map((word, id) => [word, id]))
  const special = (content: string, id: number) => ({ SpecialToken: { id: content, type_id: id } })
  const tokenizer = {
    version: '1.0',
    truncation: null,
    padding: null,
    added_tokens: words.slice(0, 3).map((content, id) => ({
      id,
      content,
      special: true,
      single_word: false,
      lstrip: false,
      rstrip: false,
      normalized: false,
    })),
    normalizer: null,
    pre_tokenizer: { type: 'Whitespace' },
    post_processor: {
      type: 'TemplateProcessing',
      single: [special('[CLS]', 0), { Sequence: { id: 'A', type_id: 0 } }, special('[SEP]', 0)],
      pair: [],
      special_tokens: Object.fromEntries(
        ['[CLS]', '[SEP]'].map((token) => [token, { id: token, ids: [vocab[token]], tokens: [token] }]),
      ),
    },
    decoder: null,
    model: { type: 'WordLevel', vocab, unk_token: '[UNK]' },
  }
  await mkdir(join(folder, 'onnx'), { recursive: true })
  const json = (name: string, value: unknown) => writeFile(join(folder, name), JSON.stringify(value))
  await json('config.json', { model_type: 'bert', hidden_size: 2 })
  await json('tokenizer.json', tokenizer)
  await json('tokenizer_config.json', { tokenizer_class: 'PreTrainedTokenizerFast', model_max_length: 64 })
  await writeFile(join(folder, 'onnx/model.onnx'), gatherModel([...tinyVectors.values()]))
}

const float32 = 1
const int64 = 7

/** An ONNX file: `last_hidden_state = Gather(vectors, input_ids)`. */
function gatherModel(vectors: readonly (readonly [number, number])[]): Uint8Array {
  const raw = new Uint8Array(new Float32Array(vectors.flat()).buffer)
  const table = [number(1, vectors.length), number(1, 2), number(2, float32), text(8, 'vectors'), bytes(9, raw)]
  const node = [text(1, 'vectors'), text(1, 'input_ids'), text(2, 'last_hidden_state'), text(4, 'Gather')]
  const graph = [
    message(1, node),
    text(2, 'tiny'),
    message(5, table),
    message(11, value('input_ids', int64, ['batch', 'sequence'])),
    message(12, value('last_hidden_state', float32, ['batch', 'sequence', 'width'])),
  ]
  return join8([number(1, 8), message(7, graph), message(8, [text(1, ''), number(2, 13)])])
}

function value(name: string, type: number, dimensions: readonly string[]): Uint8Array[] {
  const shape = dimensions.map((dimension) => message(1, [text(2, dimension)]))
  return [text(1, name), message(2, [message(1, [number(1, type), message(2, shape)])])]
}

function message(field: number, parts: readonly Uint8Array[]): Uint8Array {
  return bytes(field, join8(parts))
}

function text(field: number, value: string): Uint8Array {
  return bytes(field, new TextEncoder().encode(value))
}

function bytes(field: number, value: Uint8Array): Uint8Array {
  return join8([varint(field * 8 + 2), varint(value.length), value])
}

function number(field: number, value: number): Uint8Array {
  return join8([varint(field * 8), varint(value)])
}

function varint(value: number): Uint8Array {
  const digits: number[] = []
  for (let rest = value; ; rest >>>= 7) {
    if (rest < 128) return Uint8Array.from([...digits, rest])
    digits.push((rest & 127) | 128)
  }
}

function join8(parts: readonly Uint8Array[]): Uint8Array {
  return Uint8Array.from(parts.flatMap((part) => [...part]))
}
