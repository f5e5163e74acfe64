import { request } from 'node:http'
import { text } from 'node:stream/consumers'
import { z } from 'zod'
import type { Platform, TestUser } from '../../src/index.ts'

const grant = z.strictObject({
  method: z.enum(['get', 'post']),
  url: z.string(),
  headers: z.record(z.string(), z.string()),
  data: z.record(z.string(), z.string()),
})

interface Answer {
  readonly status: number
  readonly headers: Headers
  readonly bytes: Uint8Array
  readonly text: string
  readonly json: unknown
}

/** Speaks as the programs of DECODE do: a token of its user, paths as they come. */
export interface Client {
  ask(method: string, path: string, body?: unknown): Promise<Answer>
  /** With a file as the last field of a form. */
  send(path: string, file: File): Promise<Answer>
  /** Sends a request that was granted, as it is. */
  replay(granted: unknown, file?: File): Promise<Answer>
}

export function clientOf(
  { url }: Pick<Platform, 'url'>,
  user?: Pick<TestUser, 'key'>,
  api: 'user' | 'worker' = 'user',
): Client {
  const headers = new Headers(user && { authorization: `Bearer ${user.key}` })
  const base = `${url}/decode/${api}`
  return {
    async ask(method, path, body) {
      if (body === undefined) return read(await fetch(base + path, { method, headers, redirect: 'manual' }))
      const typed = new Headers([...headers, ['content-type', 'application/json']])
      return read(await fetch(base + path, { method, headers: typed, body: JSON.stringify(body) }))
    },
    send: async (path, file) => read(await fetch(base + path, { method: 'POST', headers, body: formOf({}, file) })),
    async replay(granted, file) {
      const { method, url: address, headers: given, data } = grant.parse(granted)
      const body = file && formOf(data, file)
      return read(await fetch(address, { method: method.toUpperCase(), headers: given, ...(body && { body }) }))
    },
  }
}

/** Sends an address as it is written, dots and slashes included; the status of the answer. */
export async function statusOf({ url }: Pick<Platform, 'url'>, user: TestUser, method: string, path: string) {
  const { hostname, port } = new URL(url)
  const { promise, resolve, reject } = Promise.withResolvers<number>()
  const headers = { authorization: `Bearer ${user.key}` }
  const asked = request({ hostname, port, method, path: `/decode/user${path}`, headers }, (answer) => {
    text(answer).then(() => resolve(answer.statusCode ?? 0), reject)
  })
  asked.on('error', reject).end()
  return promise
}

function formOf(data: Readonly<Record<string, string>>, file: File): FormData {
  const form = new FormData()
  for (const [name, value] of Object.entries(data)) form.set(name, value)
  form.set('file', file)
  return form
}

async function read(answer: Response): Promise<Answer> {
  const bytes = await answer.bytes()
  const written = new TextDecoder().decode(bytes)
  return { status: answer.status, headers: answer.headers, bytes, text: written, json: parsed(written) }
}

function parsed(written: string): unknown {
  try {
    return JSON.parse(written)
  } catch {
    return undefined
  }
}
