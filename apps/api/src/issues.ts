import type { z } from 'zod'
import type { Issue } from './unknown-fields.ts'

type ZodIssue = z.core.$ZodIssue

/** What is wrong with an input, one entry for each wrong field, as deep as can be told. */
export function toIssues(issues: readonly ZodIssue[], path: readonly PropertyKey[] = []): Issue[] {
  return issues.flatMap((issue) => {
    const at = [...path, ...issue.path]
    if (issue.code === 'invalid_union') return ofUnion(issue, at)
    return [{ path: at.map(String).join('.'), message: issue.message }]
  })
}

/** Of a choice between schemas, that of the one that can be meant: the others want another kind of value. */
function ofUnion(issue: Extract<ZodIssue, { code: 'invalid_union' }>, path: readonly PropertyKey[]): Issue[] {
  const meant = issue.errors.filter((option) => !option.some(isOtherKind))
  const [only] = meant
  if (only && meant.length === 1) return toIssues(only, path)
  return [{ path: path.map(String).join('.'), message: describeChoice(issue) }]
}

function isOtherKind({ code, path }: ZodIssue): boolean {
  return code === 'invalid_type' && path.length === 0
}

function describeChoice(issue: Extract<ZodIssue, { code: 'invalid_union' }>): string {
  if ('options' in issue && Array.isArray(issue.options)) {
    const options = issue.options.map((option) => JSON.stringify(option))
    return `must be ${new Intl.ListFormat('en-GB', { type: 'disjunction' }).format(options)}`
  }
  const kinds = issue.errors.flat().flatMap((one) => (one.code === 'invalid_type' ? [one.expected] : []))
  return kinds.length === 0 ? issue.message : `must be ${[...new Set(kinds)].join(' or ')}`
}
