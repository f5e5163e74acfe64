import { MetricError } from '../metric-error.ts'
import { type EmbedTexts, mismatch, type Vector } from './embedding.ts'

/** What this module needs of an HTTP answer. */
export interface EmbeddingResponse {
  readonly ok: boolean
  readonly status: number
  json(): Promise<unknown>
}

/** What this module needs of `fetch`. */
export type EmbeddingFetch = (
  url: string,
  request: { readonly method: 'POST'; readonly headers: Readonly<Record<string, string>>; readonly body: string },
) => Promise<EmbeddingResponse>

/** An OpenAI-compatible server. */
export interface OpenAiEmbeddingsOptions {
  /** With the version: `https://api.openai.com/v1`. */
  readonly baseUrl: string
  readonly model: string
  /** Sent as a bearer token; left out where the server asks for none. */
  readonly apiKey?: string
  /** Texts per request. Default: 100. */
  readonly batchSize?: number
  /** The `fetch` to use, e.g. one that refuses private addresses, or one with a time-out. */
  readonly fetch: EmbeddingFetch
}

/**
 * Embeddings of a server that speaks OpenAI's `/v1/embeddings`. Nothing is retried: give a `fetch` that does.
 *
 * The function throws MetricError `EMBEDDING_FAILED` with `data.status` for an answer other than 2xx, or one without a
 * vector for each text.
 *
 * @example
 * const embed = openAiEmbeddings({ baseUrl: 'http://127.0.0.1:8000/v1', model: 'bge-small', fetch })
 * const registry = createRegistry([embeddingCosineMetric(embed, { model: 'bge-small' })])
 */
export function openAiEmbeddings(options: OpenAiEmbeddingsOptions): EmbedTexts {
  const { batchSize = 100 } = options
  return async (texts) => {
    const vectors: Vector[] = []
    for (let start = 0; start < texts.length; start += batchSize) {
      vectors.push(...(await request(texts.slice(start, start + batchSize), options)))
    }
    return vectors
  }
}

async function request(
  input: readonly string[],
  { baseUrl, model, apiKey, fetch }: OpenAiEmbeddingsOptions,
): Promise<readonly Vector[]> {
  const response = await fetch(`${baseUrl.replace(/\/+$/, '')}/embeddings`, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      ...(apiKey === undefined ? {} : { authorization: `Bearer ${apiKey}` }),
    },
    body: JSON.stringify({ model, input, encoding_format: 'float' }),
  }).catch((cause: unknown) => {
    throw new MetricError('EMBEDDING_FAILED', 'The embedding server cannot be reached.', { cause })
  })
  if (!response.ok) {
    throw new MetricError('EMBEDDING_FAILED', `The embedding server answered ${response.status}.`, {
      data: { status: response.status },
    })
  }
  return ordered(await response.json().catch(() => undefined), input.length)
}

function ordered(answer: unknown, count: number): readonly Vector[] {
  const vectors = new Array<Vector | undefined>(count).fill(undefined)
  const rows = property(answer, 'data')
  for (const row of Array.isArray(rows) ? rows : []) {
    const [index, vector] = [property(row, 'index'), property(row, 'embedding')]
    if (typeof index === 'number' && isVector(vector)) vectors[index] = vector
  }
  const complete = vectors.filter((vector) => vector !== undefined)
  if (complete.length !== count || vectors.length !== count) throw mismatch('no vector for some of the texts')
  return complete
}

function isVector(value: unknown): value is readonly number[] {
  return Array.isArray(value) && value.length > 0 && value.every((entry) => typeof entry === 'number')
}

function property(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null ? Reflect.get(value, name) : undefined
}
