import type { ModelChoice } from '@assay/sdk'

/** How models outside of the catalogue are called. */
export interface EndpointOptions {
  /** Where models are that the catalogue does not know. */
  readonly baseUrl?: string
  /** The secret that holds their API key. */
  readonly secret?: string
}

/**
 * Models as they are written on a command line: a name of the catalogue, or `name@https://…/v1` for one behind an
 * OpenAI-compatible endpoint. With `baseUrl`, a name that the catalogue does not know is looked for there.
 */
export function toModelChoices(
  written: readonly string[],
  options: EndpointOptions & { readonly catalogue: ReadonlySet<string> },
): ModelChoice[] {
  const { baseUrl, secret, catalogue } = options
  return written.map((text) => {
    const [, model = text, at] = /^(.+)@(https?:\/\/.+)$/.exec(text) ?? []
    const base_url = at ?? (catalogue.has(text) ? undefined : baseUrl)
    if (base_url === undefined) return text
    return { provider: 'openai-compatible', model, base_url, ...(secret !== undefined && { secret }) }
  })
}
