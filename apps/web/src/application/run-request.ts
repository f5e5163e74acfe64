import type { ApplicationParameter, JobInput, ParameterValue } from '@assay/schemas'
import { textOf } from '../session/session-form.tsx'
import type { asked } from './required.ts'

type Asked = ReturnType<typeof asked>

/** What the form says, as a run takes it: what is left empty is not given. */
export function givenIn(values: FormData, { parameters, inputs }: Asked) {
  return {
    parameters: Object.fromEntries(
      parameters.flatMap(([name, parameter]) => {
        const value = parameterValueOf(textOf(values, `parameter.${name}`), parameter)
        return value === undefined ? [] : [[name, value]]
      }),
    ),
    inputs: Object.fromEntries(
      inputs.flatMap(([name]) => {
        const place = textOf(values, `input.${name}`).trim()
        return place === '' ? [] : [[name, inputOf(place, textOf(values, `kind.${name}`))]]
      }),
    ),
  }
}

function inputOf(place: string, kind: string): JobInput {
  return kind === 'dataset' ? { dataset: place } : { from: place }
}

/** Undefined: nothing is given. */
function parameterValueOf(text: string, { type, list }: ApplicationParameter): ParameterValue | undefined {
  if (text === '') return undefined
  if (!list) return scalarOf(text, type)
  const lines = text.split('\n').filter((line) => line.trim() !== '')
  return lines.map((line) => scalarOf(line, type))
}

function scalarOf(text: string, type: ApplicationParameter['type']): string | number | boolean {
  if (type === 'boolean') return text.trim() === 'true'
  return type === 'string' ? text : Number(text)
}

/** The line that starts the same run in a terminal; inputs cannot be given there. */
export function runCommand(address: string, parameters: Readonly<Record<string, ParameterValue>>): string {
  const options = Object.entries(parameters).flatMap(([name, value]) =>
    [value].flat().map((one) => optionText(name.replaceAll('_', '-'), one)),
  )
  return `assay run ${address}${options.join('')} --follow`
}

function optionText(option: string, value: string | number | boolean): string {
  if (typeof value === 'boolean') return value ? ` --${option}` : ` --no-${option}`
  return ` --${option} ${quoted(String(value))}`
}

/** The call of the SDK that starts the same run. */
export function runCall(run: object): string {
  return `await assay.runs.create(${JSON.stringify(run)})`
}

function quoted(text: string): string {
  return /^[\w./:@-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`
}
