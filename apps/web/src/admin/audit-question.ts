import { parseAsString } from 'nuqs'

/** What is asked of the audit log, as the address has it. */
export const auditAddress = {
  actor: parseAsString,
  procedure: parseAsString,
  target: parseAsString,
  since: parseAsString,
  until: parseAsString,
} as const

export type AuditQuestion = { readonly [Field in keyof typeof auditAddress]: string | null }

export const nothingAsked: AuditQuestion = { actor: null, procedure: null, target: null, since: null, until: null }

/** Days are those of the user's clock; the last of them belongs to what is asked for. */
export function auditFilterOf({ actor, procedure, target, since, until }: AuditQuestion) {
  const from = startOf(since, 0)
  const to = startOf(until, 1)
  return {
    ...(actor !== null && { actor_id: actor }),
    ...(procedure !== null && { procedure }),
    ...(target !== null && { target_id: target }),
    ...(from !== undefined && { since: from }),
    ...(to !== undefined && { until: to }),
  }
}

function startOf(day: string | null, days_later: number): string | undefined {
  const start = new Date(`${day ?? ''}T00:00:00`)
  if (Number.isNaN(start.getTime())) return undefined
  start.setDate(start.getDate() + days_later)
  return start.toISOString()
}
