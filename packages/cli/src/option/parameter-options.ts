import type { Application } from '@assay/sdk'
import { type Command, InvalidArgumentError, Option } from 'commander'
import { wrongUsage } from '../command-error.ts'

type Definition = Application['entrypoints'][number]['definition']
type Declared = Definition['parameters'][string]
type Scalar = string | number | boolean

/** Values of parameters, by name. */
export type ParameterValues = Record<string, Scalar | Scalar[]>

/** Reads values of the parameters that entrypoints declare, as options of a command. Throws what commander does. */
export function readParameters(
  command: Command,
  parameters: Readonly<Record<string, Declared>>,
  words: readonly string[],
) {
  const names = new Map<string, string>()
  for (const [name, declared] of Object.entries(parameters)) {
    for (const option of optionsOf(name, declared)) {
      command.addOption(option)
      names.set(option.attributeName(), name)
    }
  }
  command.helpOption('-h, --help').allowExcessArguments(false).parse(words.map(dashed), { from: 'user' })
  const given = Object.entries(command.opts<ParameterValues>())
  return Object.fromEntries(given.map(([attribute, value]) => [names.get(attribute) ?? attribute, value]))
}

/** Reads `name=value` where an option of this command is called as a parameter is. */
export function readNamed(parameters: Readonly<Record<string, Declared>>, words: readonly string[]): ParameterValues {
  const values: ParameterValues = {}
  for (const word of words) {
    const at = word.indexOf('=')
    const name = word.slice(0, Math.max(0, at))
    const declared = parameters[name]
    if (!declared)
      throw wrongUsage(`--parameter must be <name>=<value>, with one of ${Object.keys(parameters).join(', ')}.`)
    const value = readScalar(declared.type)(word.slice(at + 1))
    const before = values[name]
    values[name] = declared.list ? [...(Array.isArray(before) ? before : []), value] : value
  }
  return values
}

/** What the option of a parameter is called. */
export function optionOf(name: string): string {
  return `--${name.replaceAll('_', '-')}`
}

function optionsOf(name: string, declared: Declared): Option[] {
  const flag = optionOf(name)
  const { type, list, description, choices } = declared
  const about = [description, aboutOf(declared)].filter((text) => text !== '').join('; ')
  if (type === 'boolean' && !list) return [new Option(flag, about), new Option(flag.replace(/^--/, '--no-'), `not so`)]
  const option = new Option(`${flag} <${list ? `${type}...` : type}>`, about)
  const read = readScalar(type)
  const checked = (text: string) => {
    const value = read(text)
    if (choices && !choices.includes(value)) throw new InvalidArgumentError(`It must be one of ${choices.join(', ')}.`)
    return value
  }
  const collect = (text: string, before: Scalar[] | undefined) => [...(before ?? []), checked(text)]
  return [list ? option.argParser(collect) : option.argParser(checked)]
}

function aboutOf({ default: value, choices, min, max, optional }: Declared): string {
  const bounds = [
    ...(choices ? [`one of ${choices.join(', ')}`] : []),
    ...(min === undefined ? [] : [`at least ${min}`]),
    ...(max === undefined ? [] : [`at most ${max}`]),
  ]
  if (value !== undefined)
    return [...bounds, `${Array.isArray(value) ? value.join(' ') : value} unless given`].join(', ')
  return [...bounds, optional === true ? 'may be left out' : 'must be given'].join(', ')
}

function readScalar(type: Declared['type']): (text: string) => Scalar {
  if (type === 'string') return (text) => text
  if (type === 'boolean') return readBoolean
  return (text) => {
    const value = Number(text)
    if (text.trim() === '' || !Number.isFinite(value) || (type === 'integer' && !Number.isSafeInteger(value))) {
      throw new InvalidArgumentError(`It must be ${type === 'integer' ? 'a whole number' : 'a number'}.`)
    }
    return value
  }
}

function readBoolean(text: string): boolean {
  if (text === 'true' || text === 'false') return text === 'true'
  throw new InvalidArgumentError('It must be true or false.')
}

/** Options may be written as parameters are called, with underscores. */
function dashed(word: string): string {
  if (!word.startsWith('--')) return word
  const end = word.includes('=') ? word.indexOf('=') : word.length
  return word.slice(0, end).replaceAll('_', '-') + word.slice(end)
}
