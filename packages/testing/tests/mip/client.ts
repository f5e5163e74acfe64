import { z } from 'zod'
import type { Platform, TestUser } from '../../src/index.ts'

interface Answer {
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
  /** Asks for a run, and waits until it has ended; its status. */
  run(payload: Readonly<Record<string, unknown>>): Promise<RunStatus>
}

const runStatus = z.looseObject({ run_id: z.string(), status: z.string(), log: z.string().nullable() })

export type RunStatus = z.infer<typeof runStatus>

export function clientOf(platform: Pick<Platform, 'url'>, user?: Pick<TestUser, 'key' | 'client'>): Client {
  const authorization = `Basic ${Buffer.from(`mip:${user?.key}`).toString('base64')}`
  async function send(path: string, init: RequestInit): Promise<Answer> {
    const headers = new Headers(user && { authorization })
    const answer = await fetch(`${platform.url}/mip${path}`, { ...init, headers })
    const bytes = Buffer.from(await answer.arrayBuffer())
    const type = answer.headers.get('content-type')
    const json: unknown = type === 'application/json' ? JSON.parse(bytes.toString()) : undefined
    return { status: answer.status, type, headers: answer.headers, bytes, json }
  }
  const get: Client['get'] = (path) => send(path, {})
  const post: Client['post'] = (path, body) =>
    // bytes have no media type
    send(path, { method: 'POST', body: new TextEncoder().encode(JSON.stringify(body)) })
  return {
    get,
    post,
    async run(payload) {
      const asked = { modules: ['map_crop'], map: 'WY_CO_Peach', force_rerun: false, openai_key: '', ...payload }
      const { status, json } = await post('/runs', asked)
      if (status !== 200) throw new TypeError(JSON.stringify(json))
      const run_id = runIdOf(json)
      await user?.client.runs.wait(nativeId(run_id))
      return runStatus.parse((await get(`/runs/${run_id}`)).json)
    },
  }
}

export function runIdOf(json: unknown): string {
  return runStatus.parse(json).run_id
}

/** The id of a run outside of the dialect. */
export function nativeId(run_id: string): string {
  const [, date, clock, ms, rest] = /^(\d{8})-(\d{6})-(\d{3})([\da-f]{19})$/.exec(run_id) ?? []
  const time = `${date}T${clock}`.replace(/^(....)(..)(..T..)(..)(..)$/, '$1-$2-$3:$4:$5')
  const hex = `${Date.parse(`${time}.${ms}Z`).toString(16).padStart(12, '0')}7${rest}`
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-')
}
