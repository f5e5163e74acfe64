import type { ErrorCode } from '@assay/schemas'

/** Where REST has a procedure, and what it does in a few words. */
export interface ProcedureMeta {
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE'
  /** Below /api/v1, with parameters in braces. */
  readonly path: string
  readonly summary: string
  /** The errors of its own, beside those that follow from its shape. */
  readonly errors?: readonly ErrorCode[]
  /** For what makes something: the path below which that lies, if anywhere. REST answers 201. */
  readonly creates?: string
}

export function isProcedureMeta(meta: unknown): meta is ProcedureMeta {
  return typeof meta === 'object' && meta !== null && 'method' in meta && 'path' in meta && 'summary' in meta
}
