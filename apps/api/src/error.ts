import { isConnectionError, isDiskFull, isUnstorableText } from '@assay/db'
import { DomainError } from '@assay/schemas'
import { TRPCError } from '@trpc/server'
import { ZodError, type z } from 'zod'
import { ClientGone } from './client-gone.ts'

const retryAfterSeconds = 2

/** The one place where errors of every origin become errors of the catalogue. */
export function foldError(error: unknown): DomainError {
  if (DomainError.is(error)) return error
  if (error instanceof TRPCError) return foldRpcError(error)
  if (isConnectionError(error) || error instanceof ClientGone) {
    return new DomainError('UNAVAILABLE', { retry_after_seconds: retryAfterSeconds }, { cause: error })
  }
  if (isDiskFull(error)) return new DomainError('STORAGE_FULL', {}, { cause: error })
  if (isUnstorableText(error)) return inputInvalid(new Error('must be whole Unicode text without the character NUL'))
  return foldFrameworkError(error) ?? new DomainError('INTERNAL', {}, { cause: error })
}

function foldRpcError(error: TRPCError): DomainError {
  switch (error.code) {
    case 'BAD_REQUEST':
    case 'PARSE_ERROR':
      return inputInvalid(error.cause ?? error)
    case 'NOT_FOUND':
    case 'METHOD_NOT_SUPPORTED':
      return new DomainError('ROUTE_NOT_FOUND', {})
    case 'UNSUPPORTED_MEDIA_TYPE':
      return new DomainError('MEDIA_TYPE_UNSUPPORTED', { accepts: 'application/json' })
    default:
      return error.cause === undefined || error.cause instanceof ZodError
        ? new DomainError('INTERNAL', {}, { cause: error })
        : foldError(error.cause)
  }
}

export function inputInvalid(error: Error): DomainError<'INPUT_INVALID'> {
  const issues =
    error instanceof ZodError
      ? error.issues.map((issue) => ({ path: issue.path.map(String).join('.'), message: issue.message }))
      : [{ path: '', message: error.message }]
  return new DomainError('INPUT_INVALID', { issues })
}

/** Reads input of a request outside tRPC. Throws INPUT_INVALID. */
export function parseInput<Schema extends z.ZodType>(schema: Schema, value: unknown): z.output<Schema> {
  const parsed = schema.safeParse(value)
  if (parsed.success) return parsed.data
  throw inputInvalid(parsed.error)
}

function foldFrameworkError(error: unknown): DomainError | undefined {
  if (!(error instanceof Error && 'statusCode' in error && 'code' in error)) return undefined
  if (error.code === 'FST_ERR_CTP_BODY_TOO_LARGE') {
    return new DomainError('BODY_TOO_LARGE', { limit_bytes: bodyLimitBytes })
  }
  if (error.code === 'FST_ERR_CTP_INVALID_MEDIA_TYPE') {
    return new DomainError('MEDIA_TYPE_UNSUPPORTED', { accepts: 'application/json' })
  }
  if (error.code === 'FST_ERR_BAD_URL') return inputInvalid(new Error('the path must be UTF-8 in percent escapes'))
  if (error.code === 'FST_ERR_MAX_PARAM_LENGTH') return inputInvalid(new Error('a part of the path is too long'))
  const isClients = typeof error.statusCode === 'number' && error.statusCode >= 400 && error.statusCode < 500
  return isClients ? inputInvalid(error) : undefined
}

/** The largest JSON body; an evaluation with many models and prompts needs some room. */
export const bodyLimitBytes = 4 * 1024 * 1024
