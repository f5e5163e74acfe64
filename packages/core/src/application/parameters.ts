import { type ApplicationParameter, DomainError, type ParameterValue } from '@assay/schemas'

type Declared = Readonly<Record<string, ApplicationParameter>>
export type Parameters = Readonly<Record<string, ParameterValue>>

interface Issue {
  readonly path: string
  readonly message: string
}

/** The values of all parameters, those by default included. Throws INPUT_INVALID with one issue for each wrong one. */
export function bindParameters(declared: Declared, given: Parameters): Parameters {
  const unknown = Object.keys(given).filter((name) => !Object.hasOwn(declared, name))
  const names = Object.keys(declared).join(', ') || 'none'
  const issues: Issue[] = unknown.map((name) => issueOf(name, `is no parameter of this entrypoint, which has ${names}`))
  const bound: [string, ParameterValue][] = []
  for (const [name, parameter] of Object.entries(declared)) {
    const value = Object.hasOwn(given, name) ? given[name] : parameter.default
    if (value === undefined) {
      if (!parameter.optional) issues.push(issueOf(name, 'must be given'))
      continue
    }
    const fault = faultOfValue(parameter, value)
    if (fault) issues.push(issueOf(name, fault))
    else bound.push([name, value])
  }
  if (issues.length > 0) throw new DomainError('INPUT_INVALID', { issues })
  return Object.fromEntries(bound)
}

function issueOf(name: string, message: string): Issue {
  return { path: `parameters.${name}`, message }
}

/** What is wrong with a value; undefined: nothing. */
export function faultOfValue(parameter: ApplicationParameter, value: ParameterValue): string | undefined {
  if (!Array.isArray(value)) return parameter.list ? 'must be a list' : faultOfOne(parameter, value)
  if (!parameter.list) return 'takes one value, not a list'
  return value.map((one) => faultOfOne(parameter, one)).find((fault) => fault !== undefined)
}

type Scalar = Exclude<ParameterValue, unknown[]>

function faultOfOne({ type, choices, min, max, max_length }: ApplicationParameter, value: Scalar) {
  const kind = type === 'integer' ? 'number' : type
  if (typeof value !== kind) return `must be ${articles[type]}`
  if (choices && !choices.includes(value)) return `must be one of ${choices.join(', ')}`
  return typeof value === 'number' ? faultOfNumber({ type, min, max }, value) : faultOfText(max_length, value)
}

const articles = { string: 'a text', integer: 'an integer', number: 'a number', boolean: 'true or false' } as const

function faultOfNumber({ type, min, max }: Pick<ApplicationParameter, 'type' | 'min' | 'max'>, value: number) {
  if (!Number.isFinite(value)) return 'must be a finite number'
  if (type === 'integer' && !Number.isSafeInteger(value)) return 'must be an integer'
  if (min !== undefined && value < min) return `must be at least ${min}`
  if (max !== undefined && value > max) return `must be at most ${max}`
  return undefined
}

function faultOfText(max_length: number | undefined, value: Scalar): string | undefined {
  if (typeof value !== 'string') return undefined
  if (!value.isWellFormed() || value.includes('\0')) return 'must be whole Unicode text without NUL'
  if (max_length !== undefined && value.length > max_length) return `must have at most ${max_length} characters`
  return undefined
}
