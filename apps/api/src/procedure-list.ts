import type { AnyTRPCProcedure } from '@trpc/server'
import { z } from 'zod'
import { isProcedureMeta, type ProcedureMeta } from './procedure-meta.ts'
import { appRouter } from './router.ts'

export interface ListedProcedure {
  /** Its path in tRPC, such as `datasets.get`. */
  readonly name: string
  readonly type: 'query' | 'mutation' | 'subscription'
  readonly meta: ProcedureMeta
  readonly input: z.ZodObject | undefined
  /** Absent: a stream of events. */
  readonly output: z.ZodType | undefined
}

/** Throws where a procedure lacks what REST needs, which is a mistake in the router. */
export function listProcedures(): ListedProcedure[] {
  return Object.entries<unknown>(appRouter._def.procedures).map(([name, procedure]) => {
    if (!isProcedure(procedure)) throw new TypeError(`${name} is no procedure`)
    return toListed(name, procedure)
  })
}

function toListed(name: string, { _def }: AnyTRPCProcedure): ListedProcedure {
  const input: unknown = _def.inputs[0]
  const output: unknown = 'output' in _def ? _def.output : undefined
  if (!isProcedureMeta(_def.meta)) throw new TypeError(`${name} has no meta`)
  if (input !== undefined && !(input instanceof z.ZodObject)) throw new TypeError(`the input of ${name} is no object`)
  if (output !== undefined && !(output instanceof z.ZodType)) throw new TypeError(`the output of ${name} is no schema`)
  return { name, type: _def.type, meta: _def.meta, input, output }
}

function isProcedure(value: unknown): value is AnyTRPCProcedure {
  return typeof value === 'function' && '_def' in value
}

export function pathParameters(path: string): string[] {
  return [...path.matchAll(/\{(\w+)\}/g)].flatMap(([, name]) => name ?? [])
}
