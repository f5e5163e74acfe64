interface Addressed {
  readonly model: string
  readonly provider: string
  readonly base_url: string | null
}

const providers: Readonly<Record<string, string>> = { hf: 'hf', oai: 'openai', mistral: 'mistral', assay: 'assay' }

/** The model of an address as `hf://facebook/bart-large-cnn`, or of a server's own, as they were written once. */
export function modelOf(address: string, base_url: string | null): Addressed {
  const [, scheme = '', rest = ''] = /^(\w+):\/\/(.*)$/.exec(address) ?? []
  if (scheme === 'http' || scheme === 'https') return { model: 'default', provider: 'openai', base_url: address }
  if (scheme === 'llamafile') {
    return { model: rest, provider: 'openai', base_url: base_url ?? 'http://localhost:8080/v1' }
  }
  return { model: scheme === '' ? address : rest, provider: providers[scheme] ?? scheme, base_url }
}
