import type { Platform, TestUser } from '../../src/index.ts'

export interface Answer {
  readonly status: number
  readonly type: string | null
  readonly headers: Headers
  readonly bytes: Buffer
  readonly json: unknown
}

/** Speaks as mip_client.py: HTTP Basic, no media type of what it sends, redirects followed. */
export interface Client {
  /** Below /mip. */
  get(path: string): Promise<Answer>
  post(path: string, body: unknown): Promise<Answer>
}

export function clientOf({ url }: Pick<Platform, 'url'>, user?: Pick<TestUser, 'key'>): Client {
  const authorization = `Basic ${Buffer.from(`mip:${user?.key}`).toString('base64')}`
  async function send(path: string, init: RequestInit): Promise<Answer> {
    const answer = await fetch(`${url}/mip${path}`, { ...init, headers: new Headers(user && { authorization }) })
    const bytes = Buffer.from(await answer.arrayBuffer())
    const type = answer.headers.get('content-type')
    const json: unknown = type === 'application/json' ? JSON.parse(bytes.toString()) : undefined
    return { status: answer.status, type, headers: answer.headers, bytes, json }
  }
  return {
    get: (path) => send(path, {}),
    post: (path, body) => send(path, { method: 'POST', body: new TextEncoder().encode(JSON.stringify(body)) }),
  }
}
