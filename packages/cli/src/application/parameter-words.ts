import type { ApplicationParameter } from '@assay/sdk'

const kinds = { string: 'text', integer: 'integer', number: 'number', boolean: 'true or false' } as const

/** What a parameter takes, what it is where it is left out, and what it is for. */
export function describeParameter(parameter: ApplicationParameter): [string, string, string] {
  const { default: value, optional, description } = parameter
  const absent = value === undefined ? (optional ? 'absent' : 'must be given') : JSON.stringify(value)
  return [takenBy(parameter), absent, description]
}

/** Such as `integer, 1 to 9`, or `one of fast, exact`. */
export function takenBy({ type, list, choices, min, max, max_length }: ApplicationParameter): string {
  const one = choices ? `one of ${choices.join(', ')}` : kinds[type]
  const range = rangeOf({ min, max })
  const length = max_length === undefined ? undefined : `at most ${max_length} characters`
  return [list ? `several: ${one}` : one, range, length].filter((part) => part !== undefined).join(', ')
}

function rangeOf({ min, max }: Pick<ApplicationParameter, 'min' | 'max'>): string | undefined {
  if (min !== undefined && max !== undefined) return `${min} to ${max}`
  if (min !== undefined) return `at least ${min}`
  return max === undefined ? undefined : `at most ${max}`
}
