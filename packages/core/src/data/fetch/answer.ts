import { DomainError, type TableFormat } from '@assay/schemas'
import { parse } from 'content-disposition'
import { cleanFileName, fileNameIn } from './address.ts'

/** What the answer of a server says of a file, before its bytes come. */
export interface Announced {
  /** The name that it gives the file; empty where it gives none. */
  readonly said_name: string
  readonly path_name: string
  /** By the media type; undefined: it tells none. */
  readonly format: TableFormat | undefined
  /** Null: it does not say. */
  readonly size_bytes: number | null
  readonly etag: string | null
  readonly last_modified: string | null
  /** What asks for the rest of the same bytes; null: nothing does. */
  readonly validator: string | null
  readonly url: URL
  readonly is_page: boolean
}

const formats: ReadonlyMap<string, TableFormat> = new Map([
  ['text/csv', 'csv'],
  ['application/csv', 'csv'],
  ['text/tab-separated-values', 'tsv'],
  ['application/json', 'json'],
  ['application/jsonl', 'jsonl'],
  ['application/x-ndjson', 'jsonl'],
  ['application/x-jsonlines', 'jsonl'],
  ['application/vnd.apache.parquet', 'parquet'],
])

export function readAnswer({ url, headers }: Response): Announced {
  const address = new URL(url)
  const media_type = (headers.get('content-type') ?? '').split(';')[0]?.trim().toLowerCase() ?? ''
  const etag = headers.get('etag')
  const last_modified = headers.get('last-modified')
  // of bytes that were compressed on the way, neither length nor place are those of the file
  const isAsItIs = ['', 'identity'].includes(headers.get('content-encoding') ?? '')
  const isStrong = etag !== null && !etag.startsWith('W/')
  return {
    said_name: saidName(headers.get('content-disposition')),
    path_name: fileNameIn(address),
    format: formats.get(media_type),
    size_bytes: isAsItIs ? wholeNumber(headers.get('content-length')) : null,
    etag,
    last_modified,
    validator: isAsItIs ? (isStrong ? etag : last_modified) : null,
    url: address,
    is_page: media_type === 'text/html' || media_type === 'application/xhtml+xml',
  }
}

function saidName(disposition: string | null): string {
  if (disposition === null) return ''
  try {
    return cleanFileName(asUtf8(parse(disposition).parameters['filename'] ?? ''))
  } catch {
    return ''
  }
}

/** Servers send UTF-8 where HTTP reads single bytes. */
function asUtf8(text: string): string {
  if (!/^[\0-\xff]*$/.test(text)) return text
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(Buffer.from(text, 'latin1'))
  } catch {
    return text
  }
}

/** Where the bytes of a partial answer begin, and how many there are in all; null: it does not say. */
export function readContentRange(
  headers: Headers,
): { readonly start: number; readonly size_bytes: number | null } | null {
  const [, start, size] = /^bytes (\d+)-\d+\/(\d+|\*)$/.exec(headers.get('content-range') ?? '') ?? []
  return start === undefined ? null : { start: Number(start), size_bytes: wholeNumber(size ?? null) }
}

/** How many bytes there are, where a server has none behind what was asked for. */
export function sizeOfUnsatisfied(headers: Headers): number | null {
  return wholeNumber(/^bytes \*\/(\d+)$/.exec(headers.get('content-range') ?? '')?.[1] ?? null)
}

function wholeNumber(text: string | null): number | null {
  return text !== null && /^\d{1,15}$/.test(text) ? Number(text) : null
}

const meanings: ReadonlyMap<number, string> = new Map([
  [401, 'it asks who calls. Use an address that needs no sign-in, or download the file yourself and upload it.'],
  [403, 'it does not give the file to Assay. Use an address that needs no sign-in, or upload the file yourself.'],
  [404, 'it has nothing at this address. Check the address.'],
  [407, 'the proxy asks who calls (ASSAY_PROXY).'],
  [410, 'the file is no longer there. Look for its new address.'],
])

const passing: ReadonlySet<number> = new Set([408, 425, 429])

/** Why an answer brings no file. */
export function refusalOf(status: number, { host }: URL): DomainError {
  if (status >= 500 || passing.has(status)) {
    return new DomainError('FETCH_FAILED', { host, reason: `it answers ${status}.` })
  }
  const meaning = meanings.get(status) ?? 'that is no file. Check the address.'
  return new DomainError('FETCH_REFUSED', { host, status, reason: `it answers ${status}: ${meaning}` })
}
