import { applicationSpec, DomainError, faultOfPath } from '@assay/schemas'

interface NamedFile {
  readonly name: string
  /** Below the output; empty: it is the output. */
  readonly path: string
  /** Of the job. */
  readonly spec: unknown
}

/** Throws INPUT_INVALID where a job has no such output. */
export function checkName({ name, path, spec }: NamedFile): void {
  const declared = applicationSpec.pick({ outputs: true }).safeParse(spec).data?.outputs
  const fault = path === '' ? undefined : faultOfPath(`output/${path}`)
  if (fault !== undefined) throw invalid('path', fault)
  if (declared && !Object.hasOwn(declared, name)) {
    throw invalid('name', `must be an output of the job, which has ${Object.keys(declared).join(', ') || 'none'}`)
  }
}

function invalid(path: string, message: string): DomainError<'INPUT_INVALID'> {
  return new DomainError('INPUT_INVALID', { issues: [{ path, message }] })
}
