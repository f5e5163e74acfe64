import { z } from 'zod'

/** What an endpoint says of a failure, in its own words; empty where it says nothing. */
export interface Saying {
  readonly message: string
  /** Code or type of the error, such as insufficient_quota. */
  readonly codes: readonly string[]
  /** The field of the request that it is about. */
  readonly param: string | null
  /** A status in the body, where there is one. */
  readonly status: number | null
}

const silence: Saying = { message: '', codes: [], param: null, status: null }

const word = z.union([z.string(), z.number()]).nullish().catch(null)
const fault = z.object({
  message: z.string().optional().catch(undefined),
  msg: z.string().optional().catch(undefined),
  detail: z.string().optional().catch(undefined),
  code: word,
  type: word,
  status: word,
  param: z.string().nullish().catch(null),
})
const list = z.array(z.unknown()).min(1)
const holder = z.looseObject({})

/** Finds the error in the JSON that an endpoint answered; undefined when it speaks of none. */
export function findSaying(body: unknown): Saying | undefined {
  const first = list.safeParse(body).data
  if (first) return findSaying(first[0])
  const { error, errors, detail, object, message, choices } = holder.safeParse(body).data ?? {}
  if (choices !== undefined && choices !== null && !error) return undefined
  const inner = error ?? errors ?? detail
  if (inner !== undefined && inner !== null && inner !== false) return readFault(inner)
  return object === 'error' || typeof message === 'string' ? readFault(body) : undefined
}

function readFault(value: unknown): Saying {
  if (typeof value === 'string') return { ...silence, message: value }
  const first = list.safeParse(value).data
  if (first) return readFault(first[0])
  const read = fault.safeParse(value).data
  if (read === undefined) return silence
  const statuses = [read.code, read.status].map(Number)
  return {
    message: read.message ?? read.msg ?? read.detail ?? '',
    codes: [read.code, read.type].flatMap((each) => (typeof each === 'string' ? each : [])),
    param: read.param ?? null,
    status: statuses.find((status) => Number.isInteger(status) && status >= 400 && status <= 599) ?? null,
  }
}
