import type { EvaluatedModel } from '@assay/schemas'

/** A model as others may see it: without the name of its secret, and without credentials in its address. */
export function publicModel(spec: EvaluatedModel): EvaluatedModel {
  if (spec.provider !== 'openai-compatible') return spec
  const { secret: _, ...rest } = spec
  return { ...rest, base_url: publicAddress(spec.base_url) }
}

/** Some gateways take keys as user and password, or in the query. */
function publicAddress(address: string): string {
  const url = new URL(address)
  if (!url.username && !url.password && !url.search && !url.hash) return address
  return `${url.origin}${url.pathname}`
}
