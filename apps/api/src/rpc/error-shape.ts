import { type ErrorBody, toErrorBody } from '@assay/schemas'
import type { TRPC_ERROR_CODE_KEY, TRPC_ERROR_CODE_NUMBER } from '@trpc/server'
import { TRPC_ERROR_CODES_BY_KEY } from '@trpc/server/rpc'
import { foldError } from '../error.ts'

/** An error as tRPC sends it: its own envelope, with the one error body in `data.error`. */
export interface ErrorShape {
  readonly message: string
  readonly code: TRPC_ERROR_CODE_NUMBER
  readonly data: {
    readonly code: TRPC_ERROR_CODE_KEY
    readonly httpStatus: number
    readonly path?: string
    readonly error: ErrorBody
  }
}

const names: Readonly<Record<number, TRPC_ERROR_CODE_KEY>> = {
  400: 'BAD_REQUEST',
  401: 'UNAUTHORIZED',
  403: 'FORBIDDEN',
  404: 'NOT_FOUND',
  409: 'CONFLICT',
  413: 'PAYLOAD_TOO_LARGE',
  415: 'UNSUPPORTED_MEDIA_TYPE',
  422: 'UNPROCESSABLE_CONTENT',
  429: 'TOO_MANY_REQUESTS',
  502: 'BAD_GATEWAY',
  503: 'SERVICE_UNAVAILABLE',
}

export function toErrorShape(
  error: Error,
  { path, request_id }: { readonly path: string | undefined; readonly request_id: string },
): ErrorShape {
  const folded = foldError(error)
  const body = toErrorBody(folded, request_id)
  const code = names[folded.status] ?? 'INTERNAL_SERVER_ERROR'
  return {
    message: folded.message,
    code: TRPC_ERROR_CODES_BY_KEY[code],
    data: { code, httpStatus: folded.status, ...(path !== undefined && { path }), error: body },
  }
}
