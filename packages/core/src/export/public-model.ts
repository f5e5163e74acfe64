import type { EvaluatedModel } from '@assay/schemas'

/** A model as others may see it: without the name of its secret, and without credentials in its address. */
export function publicModel(spec: EvaluatedModel): EvaluatedModel {
  if (!('secret' in spec) && !('base_url' in spec)) return spec
  const { secret: _, ...rest } = spec
  return rest.base_url === undefined ? rest : { ...rest, base_url: publicAddress(rest.base_url) }
}

/** Some gateways take keys as user and password, or in the query. */
function publicAddress(address: string): string {
  const url = new URL(address)
  if (!url.username && !url.password && !url.search && !url.hash) return address
  return `${url.origin}${url.pathname}`
}
