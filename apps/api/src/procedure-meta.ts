import type { ErrorCode } from '@assay/schemas'

/** Where REST has a procedure, and what it does in a few words. */
export interface ProcedureMeta {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'
  /** Below /api/v1, with parameters in braces. */
  readonly path: string
  readonly summary: string
  /** The errors of its own, beside those that follow from its shape. */
  readonly errors?: readonly ErrorCode[]
  /** For what makes something: the path below which that lies, if anywhere. REST answers 201. */
  readonly creates?: string
  /** Whether it may set a cookie, which an answer cannot do that has begun to stream. */
  readonly sets_cookie?: true
  /** Whether it is shown a password: no Idempotency-Key is heeded, as what is kept for one would let that be guessed. */
  readonly takes_password?: true
}

/** Whether REST takes the input of such requests from their body. */
export function hasBody(method: ProcedureMeta['method']): boolean {
  return method === 'POST' || method === 'PUT' || method === 'PATCH'
}

export function isProcedureMeta(meta: unknown): meta is ProcedureMeta {
  return typeof meta === 'object' && meta !== null && 'method' in meta && 'path' in meta && 'summary' in meta
}
