import { DomainError, faultOfPath } from '@assay/schemas'
import type { Parameters } from '../parameters.ts'
import { fill } from '../template.ts'

/** A text in which values stand for their names, and which is read as it is afterwards. */
function fillPlain(template: string, values: Parameters): string {
  return fill(template, values).replaceAll('$$', '$')
}

/** The same for a path below a folder of a job. Throws INPUT_INVALID where a value leads out of it. */
export function fillJobPath(
  template: string,
  { field, values }: { readonly field: string; readonly values: Parameters },
) {
  const path = fillPlain(template, values)
  const fault = path === '.' ? undefined : faultOfPath(`data/${path}`)
  if (fault !== undefined) throw badPath(field, path, fault)
  return path
}

/** The same for a path in the tree of its owner. */
export function fillTreePath(
  template: string,
  { field, values }: { readonly field: string; readonly values: Parameters },
) {
  const path = fillPlain(template, values).replace(/\/$/, '')
  const fault = faultOfPath(path)
  if (fault !== undefined) throw badPath(field, path, fault)
  return path
}

export function joinPaths(folder: string, path: string): string {
  if (folder === '.') return path
  return path === '' ? folder : `${folder}/${path}`
}

function badPath(field: string, path: string, fault: string): DomainError {
  return new DomainError('INPUT_INVALID', { issues: [{ path: field, message: `"${path}" ${fault}` }] })
}
