import { z } from 'zod'
import { accountErrors } from './error/account-errors.ts'
import { applicationErrors } from './error/application-errors.ts'
import { commandErrors } from './error/command-errors.ts'
import { comparisonErrors } from './error/comparison-errors.ts'
import { datasetErrors } from './error/dataset-errors.ts'
import type { ErrorEntry } from './error/entry.ts'
import { evaluationErrors } from './error/evaluation-errors.ts'
import { fileErrors } from './error/file-errors.ts'
import { requestErrors } from './error/request-errors.ts'
import { runErrors } from './error/run-errors.ts'
import { serverErrors } from './error/server-errors.ts'
import { signInErrors } from './error/sign-in-errors.ts'
import { tableErrors } from './error/table-errors.ts'
import { uploadErrors } from './error/upload-errors.ts'
import { workErrors } from './error/work-errors.ts'

/** Every error that Assay answers with: code → HTTP status, retryable, typed data, message. */
export const errorCatalogue = {
  ...requestErrors,
  ...serverErrors,
  ...signInErrors,
  ...accountErrors,
  ...uploadErrors,
  ...fileErrors,
  ...tableErrors,
  ...datasetErrors,
  ...runErrors,
  ...evaluationErrors,
  ...applicationErrors,
  ...commandErrors,
  ...comparisonErrors,
  ...workErrors,
} as const satisfies Record<string, ErrorEntry<z.ZodType>>

type Catalogue = typeof errorCatalogue

/** The code of an error in the catalogue. */
export type ErrorCode = keyof Catalogue

/** The facts that errors carry, by code. */
export type ErrorFacts = { [Code in ErrorCode]: z.infer<Catalogue[Code]['data']> }

/** The facts that an error of this code carries. */
export type ErrorData<Code extends ErrorCode> = ErrorFacts[Code]

const marker = Symbol.for('assay.error')

/**
 * An error that a user may see: a code of the catalogue with its facts.
 *
 * @example
 * throw new DomainError('JOB_NOT_FOUND', { job_id })
 */
export class DomainError<Code extends ErrorCode = ErrorCode> extends Error {
  override readonly name = 'DomainError'
  readonly code: Code
  readonly data: ErrorData<Code>
  readonly status: number
  readonly retryable: boolean
  readonly [marker] = true

  /** `retryable`: where that depends on more than the code. */
  constructor(
    code: Code,
    data: ErrorData<Code>,
    { retryable, ...options }: ErrorOptions & { readonly retryable?: boolean } = {},
  ) {
    const declared: ErrorEntry<z.ZodType> = errorCatalogue[code]
    super(declared.message(data), options)
    this.code = code
    this.data = data
    this.status = declared.status
    this.retryable = retryable ?? declared.retryable
  }

  /** Tells a DomainError by its marker, so that two copies of this package agree; with a code, one of that code. */
  static is<Code extends ErrorCode = ErrorCode>(error: unknown, code?: Code): error is DomainError<Code> {
    return error instanceof Error && marker in error && (code === undefined || ('code' in error && error.code === code))
  }
}

/** The one shape of an error on the wire, REST and tRPC alike. */
export const errorBody = z
  .object({
    code: z.string().describe('code of the error catalogue'),
    message: z.string().describe('what was wrong and what to do'),
    retryable: z.boolean().describe('whether the same request may succeed later'),
    data: z.record(z.string(), z.unknown()).describe('facts, by code'),
    request_id: z.string().describe('names this request in the server log'),
  })
  .describe('An error.')

/** The one shape of an error on the wire. */
export type ErrorBody = z.infer<typeof errorBody>

/** The wire shape of an error. */
export function toErrorBody(error: DomainError, request_id: string): ErrorBody {
  return {
    code: error.code,
    message: error.message,
    retryable: error.retryable,
    data: { ...error.data },
    request_id,
  }
}
