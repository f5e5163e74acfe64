import { DomainError } from '@assay/schemas'
import type { Parameters } from '../parameters.ts'
import { fillJobPath, fillTreePath } from './job-path.ts'
import { type BoundInput, type FileInput, isBound, type WantedJob } from './wanted-job.ts'

/** An input of a job, and where it is to stand. */
export interface Wish {
  readonly input: string
  readonly mount: string
  readonly optional: boolean
  readonly source: FileInput | BoundInput
}

/** The inputs of a job: what the run gives, else what the catalogue says. Throws INPUT_INVALID. */
export function wishesOf({ entry, inputs }: Pick<WantedJob, 'entry' | 'inputs'>, values: Parameters): readonly Wish[] {
  return Object.entries(entry.definition.inputs).flatMap(([input, { from, mount, optional }]) => {
    const field = `inputs.${input}`
    const source = inputs[input] ?? ofCatalogue(from, { field, values, optional })
    if (source !== undefined) {
      // what the run itself names must be there
      const isOptional = optional && (inputs[input] === undefined || isBound(source))
      const wish = { input, mount: fillJobPath(mount, { field, values }), optional: isOptional }
      const sources = 'several' in source ? source.several : [source]
      return sources.map((one) => ({ ...wish, source: checked(one, field) }))
    }
    if (optional) return []
    throw new DomainError('INPUT_INVALID', { issues: [{ path: field, message: 'must be given' }] })
  })
}

interface Filling {
  readonly field: string
  readonly values: Parameters
  readonly optional: boolean
}

function ofCatalogue(from: string | undefined, { optional, ...filling }: Filling): FileInput | undefined {
  if (from === undefined) return undefined
  try {
    return { from: fillTreePath(from, filling) }
  } catch (error) {
    // a parameter that was left out
    if (optional && DomainError.is(error, 'INPUT_INVALID')) return undefined
    throw error
  }
}

function checked(source: FileInput | BoundInput, field: string): FileInput | BoundInput {
  if (isBound(source) || !('from' in source)) return source
  return { ...source, from: fillTreePath(source.from.replaceAll('$', '$$$$'), { field, values: {} }) }
}
