import { DomainError } from '@assay/schemas'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { z } from 'zod'
import { foldError } from '../error.ts'
import { errorHeaders, reportError } from '../error-reply.ts'

/** What is answered in the words of an ancestor. */
export class Refusal extends Error {
  override readonly name = 'Refusal'
  readonly status: number
  readonly detail: string | readonly object[]

  constructor(status: number, detail: string | readonly object[]) {
    super('a request was refused')
    this.status = status
    this.detail = detail
  }
}

/** Runs what throws an error of the catalogue, which is then answered in words of their own. */
export async function saying<Result>(
  work: Promise<Result>,
  words: Readonly<Record<string, (error: DomainError) => Refusal>>,
): Promise<Result> {
  return work.catch((error: unknown) => {
    const word = DomainError.is(error) ? words[error.code] : undefined
    throw DomainError.is(error) && word ? word(error) : error
  })
}

/** Answers every error as FastAPI does; what the ancestor has no words for is told in ours. */
export async function replyInDetail(error: unknown, request: FastifyRequest, reply: FastifyReply): Promise<void> {
  if (error instanceof Refusal) return void (await reply.code(error.status).send({ detail: error.detail }))
  const folded = foldError(error)
  reportError(folded, request)
  reply.code(folded.status).headers(errorHeaders(folded, request))
  if (folded.status === 500) return void (await reply.type('text/plain; charset=utf-8').send('Internal Server Error'))
  await reply.send({ detail: folded.message })
}

/** Reads what a client sent. Throws a refusal with the list of faults, as pydantic writes it. */
export function parse<Schema extends z.ZodType>(schema: Schema, given: unknown, place: string): z.output<Schema> {
  const parsed = schema.safeParse(given, { reportInput: true })
  if (parsed.success) return parsed.data
  throw new Refusal(
    422,
    parsed.error.issues.flatMap((issue) => toFaults(issue, { given, place })),
  )
}

const told = z.object({ type: z.string(), msg: z.string(), ctx: z.record(z.string(), z.unknown()).optional() })

interface Given {
  readonly given: unknown
  readonly place: string
}

function toFaults(issue: z.core.$ZodIssue, { given, place }: Given): object[] {
  const at = (path: readonly PropertyKey[]) => ({ loc: [place, ...path], input: valueAt(given, path) ?? null })
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((key) => ({
      type: 'extra_forbidden',
      msg: 'Extra inputs are not permitted',
      ...at([...issue.path, key]),
    }))
  }
  const fault = issue.code === 'custom' ? told.safeParse(issue.params).data : undefined
  const absent = valueAt(given, issue.path) === undefined
  if (absent) {
    const { input } = at(issue.path.slice(0, -1))
    return [{ type: 'missing', loc: [place, ...issue.path], msg: 'Field required', input }]
  }
  const { type = 'model_attributes_type', msg = issue.message, ctx } = fault ?? {}
  const { loc, input } = at(issue.path)
  return [{ type, loc, msg, input, ...(ctx && { ctx }) }]
}

function valueAt(given: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce<unknown>((value, key) => {
    if (typeof value !== 'object' || value === null) return undefined
    return Object.entries(value).find(([name]) => name === String(key))?.[1]
  }, given)
}
