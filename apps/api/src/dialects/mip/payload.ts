import { z } from 'zod'
import { body, defaulting, lax, text, truth } from '../lax.ts'

const name = /^[A-Za-z\d][\w.-]{0,99}$/
const names = 'letters, digits, dots, dashes and underscores, and begin with a letter or a digit'

function isNamed(given: unknown): given is string {
  return typeof given === 'string' && name.test(given) && !given.includes('..')
}

/** What becomes a part of paths: no slash, and nothing that could be a switch. */
const pathName = lax<string>((given) => {
  if (typeof given !== 'string') return { fault: { type: 'string_type', msg: 'Input should be a valid string' } }
  if (isNamed(given)) return { value: given }
  return { fault: { type: 'string_pattern_mismatch', msg: `String should have 1 to 100 ${names}` } }
})

const modules = lax<string[]>((given) => {
  if (!Array.isArray(given)) return { fault: { type: 'list_type', msg: 'Input should be a valid list' } }
  if (given.length === 0) {
    const msg = 'List should have at least 1 item after validation, not 0'
    return { fault: { type: 'too_short', msg, ctx: { field_type: 'List', min_length: 1, actual_length: 0 } } }
  }
  const value = given.filter(isNamed)
  if (value.length === given.length) return { value }
  return { fault: { type: 'string_pattern_mismatch', msg: `Modules should be named by ${names}` } }
})

const scalar = z.union([z.string(), z.number(), z.boolean(), z.null()])
const switches = z.record(z.string(), z.record(z.string().regex(/^[A-Za-z]\w*$/), z.union([scalar, z.array(scalar)])))

/** More switches of modules, by module and switch. */
export type Options = z.output<typeof switches>

const options = lax<Options>((given) => {
  const { data } = switches.safeParse(given)
  const msg = 'Input should be a valid dictionary of modules, each with values by switch'
  return data ? { value: data } : { fault: { type: 'dict_type', msg } }
})

export const runPayload = body({
  job: pathName,
  modules,
  map: pathName,
  force_rerun: truth,
  openai_key: text,
  options: defaulting(options, {}),
})

export type RunPayload = z.output<typeof runPayload>

/** What is kept with a run, and echoed: all but the key. */
export const keptPayload = z.object({
  job: z.string(),
  modules: z.array(z.string()),
  map: z.string(),
  force_rerun: z.boolean(),
  options: switches.optional(),
})

/** The arguments that switches stand for, as the ancestor passes on those of its configuration. */
export function toArguments(given: Options[string]): string[] {
  return Object.entries(given).flatMap(([name, value]) => [`--${name}`, ...valuesOf(value)])
}

function valuesOf(value: Options[string][string]): string[] {
  if (Array.isArray(value)) return value.map((one) => (typeof one === 'boolean' ? String(Number(one)) : said(one)))
  return [said(value)].filter((one) => one !== '')
}

function said(value: z.output<typeof scalar>): string {
  if (value === true) return 'True'
  if (value === false) return 'False'
  return value === null ? '' : String(value)
}
