import type { ProviderContext, SpecOf } from '../provider.ts'

type Spec = SpecOf<'openai-compatible'>

/** What an endpoint answered, before anybody knows what it is. */
export interface HttpAnswer {
  readonly status: number
  readonly headers: Headers
  readonly text: string
  /** The address that was called, without its query, which may hold a key. */
  readonly address: string
}

const completions = '/chat/completions'

/** The base URL without what its users may write at its end. */
export function baseOf(base_url: string): string {
  return base_url
    .trim()
    .replace(/\/+$/, '')
    .replace(/\/chat\/completions$/, '')
    .replace(/\/+$/, '')
}

/** Where chat completions are: below the base URL, whose query is kept. */
function completionsOf(base_url: string): URL {
  const url = new URL(base_url.trim())
  url.pathname = baseOf(url.pathname) + completions
  url.hash = ''
  return url
}

/** Reads what came, whole; the text of the answer unless it is told otherwise. */
export type ReadAnswer = (answer: Response) => Promise<string>

/** Makes the call of an endpoint, once. */
export function createPost({ base_url }: Pick<Spec, 'base_url'>, { api_key, fetch }: ProviderContext) {
  const url = completionsOf(base_url)
  const headers = {
    'content-type': 'application/json',
    ...(api_key !== undefined && { authorization: `Bearer ${api_key}` }),
  }
  return async (body: Record<string, unknown>, signal: AbortSignal, read?: ReadAnswer): Promise<HttpAnswer> => {
    const accept = read ? 'text/event-stream, application/json' : 'application/json'
    const request = { method: 'POST', headers: { ...headers, accept }, redirect: 'manual' } as const
    const answer = await fetch(url.href, { ...request, body: JSON.stringify(body), signal })
    const text = await (read ? read(answer) : answer.text())
    return { status: answer.status, headers: answer.headers, text, address: `${url.origin}${url.pathname}` }
  }
}

/** The JSON that an endpoint answered; undefined when it is none. */
export function jsonOf({ text }: Pick<HttpAnswer, 'text'>): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
