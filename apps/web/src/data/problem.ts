import type { AppRouter } from '@assay/api'
import { TRPCClientError } from '@trpc/client'
import { errorTexts } from '../texts/error.ts'

export interface Problem {
  readonly status: number | undefined
  readonly code: string | undefined
  readonly message: string
  readonly request_id: string | undefined
}

/** What the server says of an error; without an answer of its, that it cannot be reached. */
export function problemOf(error: unknown): Problem {
  const data = isOfApi(error) ? error.data : undefined
  if (!data) return { status: undefined, code: undefined, message: errorTexts.lost, request_id: undefined }
  return {
    status: data.httpStatus,
    code: data.error.code,
    message: data.error.message,
    request_id: data.error.request_id,
  }
}

function isOfApi(error: unknown): error is TRPCClientError<AppRouter> {
  return error instanceof TRPCClientError
}
