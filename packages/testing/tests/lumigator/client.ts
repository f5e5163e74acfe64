import { z } from 'zod'
import type { Platform, TestUser } from '../../src/index.ts'

const anything = z.record(z.string(), z.unknown())

export interface Answer {
  readonly status: number
  readonly headers: Headers
  readonly text: string
  /** The body, where it is a JSON object. */
  readonly json: z.infer<typeof anything>
}

/** Speaks as the ancestor's client: JSON without a media type, no credential but that of its address. */
export interface Client {
  /** Below /lumigator. */
  ask(method: string, path: string, body?: unknown): Promise<Answer>
  upload(csv: string | Uint8Array<ArrayBuffer>, filename?: string): Promise<Answer>
}

export function clientOf({ url }: Pick<Platform, 'url'>, user?: Pick<TestUser, 'key'>): Client {
  const authorization = `Basic ${Buffer.from(`any:${user?.key ?? ''}`).toString('base64')}`
  const headers = new Headers(user && { authorization })
  async function send(method: string, path: string, body?: FormData | Uint8Array<ArrayBuffer>): Promise<Answer> {
    const answer = await fetch(`${url}/lumigator${path}`, {
      method,
      headers,
      redirect: 'manual',
      ...(body && { body }),
    })
    const text = await answer.text()
    return { status: answer.status, headers: answer.headers, text, json: readObject(text) }
  }
  const ask: Client['ask'] = (method, path, body) =>
    // bytes have no media type
    send(method, path, body === undefined ? undefined : new TextEncoder().encode(JSON.stringify(body)))
  return {
    ask,
    async upload(csv, filename = 'data.csv') {
      const form = new FormData()
      form.set('dataset', new File([csv], filename))
      form.set('format', 'job')
      return send('POST', '/api/v1/datasets/', form)
    },
  }
}

function readObject(text: string): z.infer<typeof anything> {
  try {
    return anything.safeParse(JSON.parse(text)).data ?? {}
  } catch {
    return {}
  }
}

/** A field that holds a text. */
export function textIn(json: Answer['json'], name: string): string {
  return z.string().parse(json[name])
}
