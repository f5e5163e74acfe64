import { DomainError, faultOfPath } from '@assay/schemas'

/** Makes sure that something is not put into itself. Throws MOVE_INTO_ITSELF. */
export function requireOutside(path: string, to: string): void {
  if (to.startsWith(`${path}/`)) throw new DomainError('MOVE_INTO_ITSELF', { path, to })
}

/** Makes sure that paths, at `path` or below it, are none that would be refused once that is `to`. */
export function requireFitting(paths: readonly string[], { path, to }: { readonly path: string; readonly to: string }) {
  for (const one of paths) {
    const fault = faultOfPath(to + one.slice(path.length))
    if (fault === undefined) continue
    throw new DomainError('INPUT_INVALID', { issues: [{ path: 'to', message: `${fault}, which "${one}" would not` }] })
  }
}
