import type { roles } from '@assay/access'
import {
  type AnyTRPCProcedure,
  type AnyTRPCSubscriptionProcedure,
  callTRPCProcedure,
  type inferProcedureInput,
  type inferProcedureOutput,
  type inferSubscriptionOutput,
  type TrackedEnvelope,
} from '@trpc/server'
import { foldError } from './error.ts'
import type { ListedProcedure } from './procedure-list.ts'
import type { RequestContext } from './request-context.ts'
import { type AppRouter, appRouter } from './router.ts'

type Nouns = AppRouter['_def']['record']
type Name = { [Noun in keyof Nouns]: `${Noun}.${keyof Nouns[Noun] & string}` }[keyof Nouns]
type Named<Given extends Name> = Given extends `${infer Noun extends keyof Nouns}.${infer Verb}`
  ? Verb extends keyof Nouns[Noun]
    ? Extract<Nouns[Noun][Verb], AnyTRPCProcedure>
    : never
  : never

/** A procedure that yields while somebody reads, such as `runs.events`. */
export type StreamName = { [One in Name]: Named<One> extends AnyTRPCSubscriptionProcedure ? One : never }[Name]

/** A procedure that answers once, such as `runs.get`. */
export type ProcedureName = Exclude<Name, StreamName>

/** A route of HTTP with a function of core, which the router does not have because its bytes are streamed. */
export type PlainName = Exclude<keyof typeof roles, Name>

/** The input, as a client would send it. */
export type InputOf<Given extends Name> = inferProcedureInput<Named<Given>>

export type OutputOf<Given extends Name> = inferProcedureOutput<Named<Given>>

export type EventOf<Given extends StreamName> =
  inferSubscriptionOutput<Extract<Named<Given>, AnyTRPCSubscriptionProcedure>> extends { readonly data: infer Data }
    ? Data
    : never

/** An event of a stream, under the id after which to go on. */
export interface Yielded<Data> {
  readonly id: string
  readonly data: Data
}

interface ProcedureCall {
  /** Called once the caller may call the procedure. */
  readonly readInput: () => unknown
  /** The index of this call within its request; by the order of their mutations unless given. */
  readonly index?: number
  readonly signal?: AbortSignal
}

/**
 * Calls a procedure, the same for tRPC, REST and dialects: it authorises, counts for the limits, reads the input, runs
 * mutations once for an Idempotency-Key and with an audit log entry, and checks the answer. Throws errors of the
 * catalogue only.
 */
export async function callProcedure<Answer = unknown>(
  ctx: RequestContext,
  { name: path, type }: Pick<ListedProcedure, 'name' | 'type'>,
  { readInput, index = type === 'mutation' ? ctx.countMutation() : 0, signal }: ProcedureCall,
): Promise<Answer> {
  try {
    return await callTRPCProcedure({
      router: appRouter,
      path,
      type,
      ctx,
      getRawInput: async () => readInput(),
      signal,
      batchIndex: index,
    })
  } catch (error) {
    throw foldError(error)
  }
}

/** Takes events out of tRPC's envelopes. */
export async function* opened<Data>(events: AsyncIterable<TrackedEnvelope<Data>>): AsyncGenerator<Yielded<Data>> {
  for await (const [id, data] of events) yield { id, data }
}
