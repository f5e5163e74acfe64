import { z } from 'zod'
import type { Ids, Visitor } from './scene.ts'

/** What a route is asked with, beside what its address says. */
export interface Asked {
  readonly query?: Readonly<Record<string, string>>
  readonly headers?: Readonly<Record<string, string>>
  /** Sent as JSON, or as bytes where it is text. */
  readonly body?: object | string
  /** What a parameter of the address stands for, where its name does not say it. */
  readonly path?: Readonly<Record<string, string>>
}

/** What came back. */
export interface Answer {
  readonly status: number
  readonly code: string
  readonly text: string
}

const coded = z.object({ code: z.string() })

/** Asks a route, and reads no more of a stream than its beginning. */
export async function knock(
  base: string,
  { method, url }: { readonly method: string; readonly url: string },
  { ids, visitor, asked }: { readonly ids: Ids; readonly visitor: Visitor; readonly asked: Asked },
): Promise<Answer> {
  const { query = {}, headers = {}, body, path = {} } = asked
  const filled = url.replaceAll(/:(\w+)/g, (_, name: string) => encodeURIComponent(path[name] ?? ids[name] ?? ''))
  const gone = new AbortController()
  const response = await fetch(`${base}${filled}?${new URLSearchParams(query)}`, {
    method,
    redirect: 'manual',
    signal: gone.signal,
    headers: {
      ...(visitor.authorization !== undefined && { authorization: visitor.authorization }),
      ...(typeof body === 'object' && { 'content-type': 'application/json' }),
      ...headers,
    },
    ...(body !== undefined && { body: typeof body === 'string' ? body : JSON.stringify(body) }),
  })
  const isStream = response.headers.get('content-type')?.startsWith('text/event-stream') === true
  const text = isStream ? '' : await response.text()
  gone.abort()
  return { status: response.status, code: codeOf(text), text }
}

/** Calls a procedure over tRPC. */
export async function call(
  base: string,
  { name, type }: { readonly name: string; readonly type: 'query' | 'mutation' | 'subscription' },
  { visitor, input }: { readonly visitor: Visitor; readonly input: unknown },
): Promise<Answer> {
  const isRead = type !== 'mutation'
  const query = isRead ? `?${new URLSearchParams({ input: JSON.stringify(input) })}` : ''
  const response = await fetch(`${base}/trpc/${name}${query}`, {
    method: isRead ? 'GET' : 'POST',
    headers: {
      'content-type': 'application/json',
      ...(visitor.authorization !== undefined && { authorization: visitor.authorization }),
    },
    ...(!isRead && { body: JSON.stringify(input) }),
  })
  const text = await response.text()
  const code = /"error":\{"code":"([A-Z_]+)"/.exec(text)?.[1] ?? ''
  return { status: response.status, code, text }
}

function codeOf(text: string): string {
  try {
    return coded.parse(JSON.parse(text)).code
  } catch {
    return ''
  }
}
