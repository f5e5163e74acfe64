import type { IncomingHttpHeaders } from 'node:http'
import { z } from 'zod'
import type { ProviderName } from '../../src/provider.ts'

/** What a vendor is told to say. */
export interface Said {
  readonly text: string
  readonly reasoning?: string
  readonly ends?: 'stop' | 'length' | 'filter'
  /** `null`: the answer tells none. */
  readonly tokens?: { readonly input: number; readonly output: number; readonly thought?: number } | null
}

/** What a vendor's published documentation says of a call. */
export interface VendorContract {
  readonly provider: Exclude<ProviderName, 'baseline' | 'local' | 'openai-compatible'>
  readonly model: string
  /** Below the base URL. */
  readonly path: string
  readonly headers: z.ZodType
  readonly request: z.ZodObject
  answer(said: Said): unknown
  /** How an answer is asked for and comes in pieces. */
  readonly streaming: {
    /** Below the base URL, where it is another one. */
    readonly path?: string
    /** Fields of the request that it is then sent besides. */
    readonly request: Readonly<Record<string, z.ZodType>>
    events(pieces: readonly string[]): readonly unknown[]
  }
  failure(status: number, message: string): unknown
  /** Settings of a spec that use all that the vendor takes, and what is then in the request. */
  readonly settings: { readonly spec: Readonly<Record<string, unknown>>; readonly sent: unknown }
  /** Settings that the vendor does not take, with how the answer says so. */
  readonly untaken?: { readonly spec: Readonly<Record<string, unknown>>; readonly adaptations: readonly string[] }
}

/** The faults of a call, in the words of its checks. */
export function faultsOf(
  { path, headers, request, streaming }: VendorContract,
  call: { readonly path: string; readonly headers: IncomingHttpHeaders; readonly body: unknown },
): string[] {
  const said = (what: string, schema: z.ZodType, value: unknown) =>
    (schema.safeParse(value).error?.issues ?? []).map((issue) => `${what} ${issue.path.join('.')}: ${issue.message}`)
  return [
    ...(call.path === path || call.path === streaming.path ? [] : [`path ${call.path}`]),
    ...said('header', headers, call.headers),
    ...said('body', request.extend(streaming.request), call.body),
  ]
}

export const bearer = z.looseObject({
  authorization: z.string().regex(/^Bearer test-key$/),
  'content-type': z.string().regex(/^application\/json/),
})

const text = z.union([z.string(), z.array(z.strictObject({ type: z.literal('text'), text: z.string() })).min(1)])

/** Messages of OpenAI's chat completions, of the roles that a vendor knows. */
export function messagesOf(roles: readonly [string, ...string[]]): z.ZodType {
  return z.array(z.strictObject({ role: z.enum(roles), content: text })).min(1)
}

export const penalty = z.number().min(-2).max(2)
export const tokenCount = z.number().int().min(1)

/** A chat completion, as OpenAI and those who imitate it answer. */
export function chatCompletion({ text: content, reasoning, ends = 'stop', tokens }: Said, model: string): unknown {
  const reasons = { stop: 'stop', length: 'length', filter: 'content_filter' }
  const { input, output, thought } = tokens ?? { input: 12, output: 7 }
  return {
    id: 'c-1',
    object: 'chat.completion',
    created: 1_790_000_000,
    model: `${model}-2026`,
    system_fingerprint: 'fp_1',
    choices: [
      {
        index: 0,
        message: { role: 'assistant', content, ...(reasoning !== undefined && { reasoning_content: reasoning }) },
        finish_reason: reasons[ends],
      },
    ],
    ...(tokens !== null && {
      usage: {
        prompt_tokens: input,
        completion_tokens: output,
        total_tokens: input + output,
        ...(thought !== undefined && { completion_tokens_details: { reasoning_tokens: thought } }),
      },
    }),
  }
}

export function chatFailure(status: number, message: string): unknown {
  return { error: { message, type: status >= 500 ? 'server_error' : 'invalid_request_error', param: null, code: null } }
}

/** A chat completion in pieces, as OpenAI and those who imitate it answer. */
export function chatChunks(pieces: readonly string[], model: string): unknown[] {
  const chunk = (delta: object, finish_reason: string | null) => ({
    ...{ id: 'c-1', object: 'chat.completion.chunk', created: 1_790_000_000, model: `${model}-2026` },
    ...{ system_fingerprint: 'fp_1', choices: [{ index: 0, delta, finish_reason }] },
  })
  const usage = { prompt_tokens: 12, completion_tokens: 7, total_tokens: 19 }
  return [...pieces.map((content) => chunk({ role: 'assistant', content }, null)), { ...chunk({}, 'stop'), usage }]
}

/** Fields of OpenAI's chat completions that ask for pieces. */
export const chatStreaming = {
  stream: z.literal(true).optional(),
  stream_options: z.strictObject({ include_usage: z.boolean() }).optional(),
}
