import { type ApplicationParameter, type CheckedApplicationEntry, isFolderVariable } from '@assay/schemas'
import { faultOfValue } from '../parameters.ts'
import type { Fault } from './template-names.ts'

/** What is wrong with how an entry declares its parameters. */
export function faultsOfParameters({ parameters }: CheckedApplicationEntry): Fault[] {
  const switches = new Map<string, string>()
  return Object.entries(parameters).flatMap(([name, parameter]) => {
    const faults = faultsOfOne(parameter)
    if (isFolderVariable(name)) faults.push({ path: '', message: 'has the name of a folder of the job' })
    const { switch: flag } = parameter
    const other = flag === undefined ? undefined : switches.get(flag)
    if (other !== undefined) faults.push({ path: 'switch', message: `is that of the parameter "${other}" already` })
    else if (flag !== undefined) switches.set(flag, name)
    return faults.map(({ path, message }) => ({ path: ['parameters', name, path].filter(Boolean).join('.'), message }))
  })
}

function faultsOfOne(parameter: ApplicationParameter): Fault[] {
  const { type, choices = [], min, max, max_length } = parameter
  const isNumber = type === 'integer' || type === 'number'
  const faults: Fault[] = []
  if (!isNumber && min !== undefined) faults.push({ path: 'min', message: 'is for numbers alone' })
  if (!isNumber && max !== undefined) faults.push({ path: 'max', message: 'is for numbers alone' })
  if (min !== undefined && max !== undefined && min > max) faults.push({ path: 'min', message: `is above ${max}` })
  if (type !== 'string' && max_length !== undefined) faults.push({ path: 'max_length', message: 'is for texts alone' })
  for (const [at, choice] of choices.entries()) {
    const fault = faultOfValue({ ...parameter, list: false, choices: undefined }, choice)
    if (fault) faults.push({ path: `choices.${at}`, message: fault })
    else if (choices.indexOf(choice) < at) faults.push({ path: `choices.${at}`, message: 'is there twice' })
  }
  const fault = parameter.default === undefined ? undefined : faultOfValue(parameter, parameter.default)
  if (fault) faults.push({ path: 'default', message: fault })
  return faults
}
