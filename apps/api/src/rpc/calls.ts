import { DomainError } from '@assay/schemas'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { z } from 'zod'
import { parseJsonText } from '../body/json-body.ts'
import { foldError, inputInvalid, parseInput } from '../error.ts'
import { errorHeaders, reportError } from '../error-reply.ts'
import { type Platform, toContext } from '../platform.ts'
import { callProcedure } from '../procedure-call.ts'
import type { ListedProcedure } from '../procedure-list.ts'
import { answeredIdOf } from '../request-id.ts'
import { type ErrorShape, toErrorShape } from './error-shape.ts'

interface Calls {
  readonly platform: Platform
  readonly procedures: ReadonlyMap<string, ListedProcedure>
  /** The procedure, or those of a batch between commas. */
  readonly path: string
}

type Answer = { readonly result: { readonly data: unknown } } | { readonly error: ErrorShape }

const query = z.object({ batch: z.string().optional(), input: z.string().optional() })
const batchInputs = z.record(z.string(), z.unknown()).default({})

/** Answers one call, or those of a batch, by the protocol that tRPC documents (trpc.io/docs/rpc). */
export async function answerCalls(
  { platform, procedures, path }: Calls,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<Answer | Answer[]> {
  const { batch, inputs } = readInputs(request)
  const names = batch ? path.split(',') : [path]
  const context = toContext(platform, request, { calls: names.length })
  const answers = await Promise.all(
    names.map(async (name, index): Promise<Answer> => {
      try {
        const procedure = procedures.get(name)
        if (!procedure || !accepts(procedure, request.method)) throw new DomainError('ROUTE_NOT_FOUND', {})
        return { result: { data: await callProcedure(context, procedure, { readInput: () => inputs[index], index }) } }
      } catch (error) {
        const folded = foldError(error)
        reportError(folded, request)
        reply.headers(errorHeaders(folded, request))
        return { error: toErrorShape(folded, { path: name, request_id: answeredIdOf(request) }) }
      }
    }),
  )
  reply.code(statusOf(answers))
  return batch ? answers : (answers[0] ?? answers)
}

interface Inputs {
  readonly batch: boolean
  /** By the index of the call. */
  readonly inputs: Readonly<Record<string, unknown>>
}

/** The inputs of the calls, from the body or the address. Throws INPUT_INVALID. */
export function readInputs(request: FastifyRequest): Inputs {
  const { batch, input = '' } = parseInput(query, request.query)
  const inAddress = input === '' ? undefined : parseJsonText(input)
  const given = request.method === 'GET' ? inAddress : request.body
  return batch === '1' ? { batch: true, inputs: readBatch(given) } : { batch: false, inputs: { 0: given } }
}

/** A link that somebody is tricked into following must change nothing; long queries may come by POST. */
function accepts({ type }: ListedProcedure, method: string): boolean {
  return type === 'query' || (type === 'mutation' && method === 'POST')
}

function readBatch(given: unknown): Readonly<Record<string, unknown>> {
  const parsed = batchInputs.safeParse(given)
  if (parsed.success) return parsed.data
  throw inputInvalid(parsed.error)
}

function statusOf(answers: readonly Answer[]): number {
  const statuses = new Set(answers.map((answer) => ('error' in answer ? answer.error.data.httpStatus : 200)))
  const [status = 200] = statuses
  return statuses.size > 1 ? 207 : status
}
