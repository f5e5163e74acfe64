import { DomainError } from '@assay/schemas'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { foldError } from '../../error.ts'
import { Refusal, replyInDetail } from '../error.ts'

/** Answers every error as both APIs of DECODE do. */
export async function replyAsDecode(error: unknown, request: FastifyRequest, reply: FastifyReply): Promise<void> {
  await replyInDetail(error instanceof Refusal ? error : inItsWords(error, request), request, reply)
}

function inItsWords(error: unknown, { headers }: FastifyRequest): unknown {
  const folded = foldError(error)
  if (folded.status === 401) {
    return new Refusal(401, headers.authorization === undefined ? 'Not authenticated' : 'Not verified')
  }
  if (DomainError.is(folded, 'FORBIDDEN') && 'group' in folded.data.needs) {
    return new Refusal(403, `Not a member of the '${folded.data.needs.group}' group`)
  }
  if (DomainError.is(folded, 'FORBIDDEN') && 'group_of' in folded.data.needs) return notInUsers()
  return error
}

/** Whom an administrator has yet to put into a group. */
function notInUsers(): Refusal {
  return new Refusal(403, "Not a member of the 'users' group")
}

export function notFound(detail = 'Not Found'): Refusal {
  return new Refusal(404, detail)
}

export function wrongVerb(detail = 'Method Not Allowed'): Refusal {
  return new Refusal(405, detail)
}

/** What pydantic says of one value in an address. */
export function faultOfAddress(
  name: string,
  input: string,
  fault: { type: string; msg: string; ctx?: object },
): Refusal {
  return new Refusal(422, [{ ...fault, loc: ['path', name], input }])
}
