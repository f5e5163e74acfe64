import { DomainError, type ErrorCode, errorBody, errorCatalogue } from '@assay/schemas'

/** The error of the catalogue that the server answers with; undefined: it is none. */
export function readDomainError(text: string): DomainError | undefined {
  try {
    return toDomainError(errorBody.parse(JSON.parse(text)))
  } catch {
    return undefined
  }
}

interface Answered {
  readonly code: string
  readonly data?: unknown
}

/** The same of an error that the client has read; undefined: it is none of the catalogue. */
export function toDomainError({ code, data }: Answered): DomainError | undefined {
  if (!isCode(code)) return undefined
  const read = errorCatalogue[code].data.safeParse(data)
  return read.success ? new DomainError(code, read.data) : undefined
}

function isCode(code: string): code is ErrorCode {
  return Object.hasOwn(errorCatalogue, code)
}
