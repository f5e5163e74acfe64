import type { ModelSpec } from '@assay/schemas'

/** The secret that a model is called with; undefined: none. */
export function secretOf(spec: ModelSpec): string | undefined {
  return 'secret' in spec ? spec.secret : undefined
}
