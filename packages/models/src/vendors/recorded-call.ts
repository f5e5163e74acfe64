import { z } from 'zod'
import { type HttpAnswer, jsonOf } from '../openai-compatible/http-answer.ts'
import { isEventStream } from '../openai-compatible/stream.ts'

/** What went out and what came back, whatever the package of a vendor made of it. */
export interface RecordedCall {
  readonly fetch: typeof globalThis.fetch
  readonly sent: Readonly<Record<string, unknown>>
  readonly answer: HttpAnswer | undefined
  /** Why there is no answer. */
  readonly failure: unknown
}

interface Recording {
  readonly fetch: typeof globalThis.fetch
  /** Whether a key is sent. */
  readonly has_key: boolean
  readonly mend: ((body: unknown) => unknown) | undefined
  readonly change: (body: Record<string, unknown>) => Record<string, unknown>
}

const body = z.record(z.string(), z.unknown())
const keyHeaders = ['authorization', 'x-api-key', 'x-goog-api-key']

const withoutBody: ReadonlySet<number> = new Set([204, 205, 304])

function mended(text: string, mend: Recording['mend']): string {
  const body = mend && jsonOf({ text })
  return mend === undefined || body === undefined ? text : JSON.stringify(mend(body))
}

/** A client for one call: changes its body, reads its answer whole unless it comes in pieces, and remembers both. */
export function recordCall({ fetch, has_key, change, mend }: Recording): RecordedCall {
  let sent: Record<string, unknown> = {}
  let answer: HttpAnswer | undefined
  let failure: unknown

  async function call(input: string | URL | Request, init: RequestInit = {}): Promise<Response> {
    const url = new URL(input instanceof Request ? input.url : input)
    sent = change(body.parse(JSON.parse(String(init.body))))
    const headers = new Headers(init.headers)
    for (const name of has_key ? [] : keyHeaders) headers.delete(name)
    try {
      const response = await fetch(url.href, { ...init, headers, body: JSON.stringify(sent), redirect: 'manual' })
      const { status, headers: told } = response
      const address = `${url.origin}${url.pathname}`
      if (isEventStream(response)) {
        answer = { status, headers: told, text: '', address }
        return response
      }
      const text = await response.text()
      answer = { status, headers: told, text, address }
      return new Response(withoutBody.has(status) ? null : mended(text, mend), { status, headers: told })
    } catch (error) {
      failure = error
      throw error
    }
  }

  return {
    fetch: call,
    get sent() {
      return sent
    },
    get answer() {
      return answer
    },
    get failure() {
      return failure
    },
  }
}
