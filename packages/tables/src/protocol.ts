import { DomainError, type ErrorCode, errorCatalogue } from '@assay/schemas'
import { z } from 'zod'
import type { Operation } from './operation.ts'
import type { TableRow } from './tables.ts'

const id = z.number().int()

export interface QueryLimits {
  readonly memory_bytes: number
  readonly temporary_bytes: number
  readonly threads: number
}

export interface Call {
  readonly operation: Operation
  readonly directory: string
  readonly limits: QueryLimits
}

// both ends are this package, at one version: what is inside a message needs no second description
const call = z.custom<Call>((value) => z.object({ operation: z.object({ kind: z.string() }) }).safeParse(value).success)
const rows = z.custom<readonly TableRow[]>(Array.isArray)

const fault = z.object({
  code: z.custom<ErrorCode>((value) => typeof value === 'string' && value in errorCatalogue).nullable(),
  data: z.unknown(),
  message: z.string(),
})

export type Fault = z.infer<typeof fault>

/** To begin, to send a further batch, to stop. */
export const parentMessage = z.discriminatedUnion('type', [
  z.object({ type: z.literal('run'), id, call }),
  z.object({ type: z.literal('more'), id }),
  z.object({ type: z.literal('stop'), id }),
])

export type ParentMessage = z.infer<typeof parentMessage>

/** The address space that the process has now; undefined where the system does not tell. */
const address_bytes = z.number().optional()

export const childMessage = z.discriminatedUnion('type', [
  z.object({ type: z.literal('ready') }),
  z.object({ type: z.literal('batch'), id, rows }),
  z.object({ type: z.literal('done'), id, result: z.unknown(), address_bytes }),
  z.object({ type: z.literal('failed'), id, fault, address_bytes }),
])

export type ChildMessage = z.infer<typeof childMessage>

export function toFault(error: unknown): Fault {
  if (DomainError.is(error)) return { code: error.code, data: error.data, message: error.message }
  return { code: null, data: null, message: error instanceof Error ? error.message : String(error) }
}

export function fromFault({ code, data, message }: Fault): Error {
  if (code === null) return new Error(`A table query failed: ${message}`)
  return new DomainError(code, errorCatalogue[code].data.parse(data))
}
