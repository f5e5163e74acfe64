import { DomainError } from '@assay/schemas'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { z } from 'zod'
import { foldError, inputInvalid, parseInput } from '../error.ts'
import { errorHeaders, reportError } from '../error-reply.ts'
import { type Platform, toContext } from '../platform.ts'
import { callProcedure } from '../procedure-call.ts'
import type { ListedProcedure } from '../procedure-list.ts'
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
  const { batch, input } = parseInput(query, request.query)
  const names = batch === '1' ? path.split(',') : [path]
  const given = request.method === 'GET' ? parseJson(input) : request.body
  const inputs = batch === '1' ? readBatch(given) : { 0: given }
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
        return { error: toErrorShape(folded, { path: name, request_id: request.id }) }
      }
    }),
  )
  reply.code(statusOf(answers))
  return batch === '1' ? answers : (answers[0] ?? answers)
}

/** A link that somebody is tricked into following must change nothing; long queries may come by POST. */
function accepts({ type }: ListedProcedure, method: string): boolean {
  return type === 'query' || (type === 'mutation' && method === 'POST')
}

function parseJson(text: string | undefined): unknown {
  if (text === undefined || text === '') return undefined
  try {
    return JSON.parse(text)
  } catch (error) {
    throw inputInvalid(error instanceof Error ? error : new Error('input is no JSON'))
  }
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
