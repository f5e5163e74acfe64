import type { ErrorCode } from '@assay/schemas'
import type { z } from 'zod'

/** Where REST has a procedure, and what it does in a few words. */
export interface ProcedureMeta {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'
  /** Below /api/v1, with parameters in braces. */
  readonly path: string
  readonly summary: string
  /** Its own errors, besides those that follow from its shape. */
  readonly errors?: readonly ErrorCode[]
  /** For a procedure that makes something: the path below which it can be read, if it can. REST answers 201. */
  readonly creates?: string
  /** What a stream is of; events of a run unless given. */
  readonly streams?: z.ZodType
  /** Whether it may set a cookie: an answer that is streamed cannot. */
  readonly sets_cookie?: true
  /** Whether its input has a password, which an answer kept for an Idempotency-Key would let others guess: no keys. */
  readonly takes_password?: true
}

/** Whether REST takes the input of such requests from their body. */
export function hasBody(method: ProcedureMeta['method']): boolean {
  return method === 'POST' || method === 'PUT' || method === 'PATCH'
}

export function isProcedureMeta(meta: unknown): meta is ProcedureMeta {
  return typeof meta === 'object' && meta !== null && 'method' in meta && 'path' in meta && 'summary' in meta
}
