import { DomainError } from '@assay/schemas'

const statuses: ReadonlySet<number> = new Set([301, 302, 303, 307, 308])

/** The only headers that are sent to an origin which the caller has not named. */
const impersonalHeaders: ReadonlySet<string> = new Set([
  'accept',
  'accept-encoding',
  'accept-language',
  'content-encoding',
  'content-language',
  'content-type',
  'if-range',
  'range',
  'user-agent',
])
const headersOfBody = ['content-encoding', 'content-language', 'content-length', 'content-location', 'content-type']

export interface Hop {
  readonly url: URL
  readonly method: string
  readonly headers: Headers
  readonly body: ArrayBuffer | null
}

/**
 * Where an answer redirects a request: as it was, or as a GET without body where HTTP says so, and without anything
 * personal for another origin. Undefined when the answer is no redirect.
 *
 * @throws DomainError `URL_REFUSED` when it leads from TLS to plain text, or nowhere.
 */
export function nextHop(hop: Hop, answer: { readonly status: number; readonly headers: Headers }): Hop | undefined {
  if (!statuses.has(answer.status)) return undefined
  const url = URL.parse(answer.headers.get('location') ?? '', hop.url.href)
  if (!answer.headers.has('location') || url === null) throw refusal(hop, 'it redirects to nowhere.')
  if (hop.url.protocol === 'https:' && url.protocol === 'http:') {
    throw refusal(hop, 'it redirects from https to http.')
  }
  const isDropped = dropsBody(hop.method, answer.status)
  const headers = new Headers(url.origin === hop.url.origin ? hop.headers : impersonal(hop.headers))
  if (isDropped) for (const name of headersOfBody) headers.delete(name)
  return { url, headers, method: isDropped ? 'GET' : hop.method, body: isDropped ? null : hop.body }
}

export function refusal({ url }: Hop, reason: string): DomainError<'URL_REFUSED'> {
  return new DomainError('URL_REFUSED', { host: url.host, reason })
}

function dropsBody(method: string, status: number): boolean {
  if (status === 303) return method !== 'GET' && method !== 'HEAD'
  return (status === 301 || status === 302) && method === 'POST'
}

function impersonal(headers: Headers): [string, string][] {
  return [...headers].filter(([name]) => impersonalHeaders.has(name))
}
