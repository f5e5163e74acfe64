/** Where the bytes of an answer lie in what it is of: both ends count; undefined: it does not say. */
export interface Extent {
  readonly start: number
  readonly end: number
}

/** How many bytes lie in it. */
export function lengthOf({ start, end }: Extent): number {
  return end - start + 1
}

/** Where the bytes of an answer lie; undefined: it does not say. */
export function readExtent({ status, headers }: Response): Extent | undefined {
  if (status === 206) {
    const [, start, end] = /^bytes (\d+)-(\d+)\//.exec(headers.get('content-range') ?? '') ?? []
    return start === undefined || end === undefined ? undefined : { start: Number(start), end: Number(end) }
  }
  const length = headers.get('content-encoding') === null ? headers.get('content-length') : null
  return length === null ? undefined : { start: 0, end: Number(length) - 1 }
}

/** What names the very bytes of an answer; undefined: nothing does, or there are no ranges of them. */
export function readStrongTag({ headers }: Response): string | undefined {
  const tag = headers.get('etag')
  return tag?.startsWith('"') && headers.get('accept-ranges') === 'bytes' ? tag : undefined
}

/** The SHA-256 of all bytes (RFC 9530), in base64. */
export function readDigest(headers: Headers): string | undefined {
  return /(?:^|,)\s*sha-256=:([\w+/=]+):/.exec(headers.get('repr-digest') ?? '')?.[1]
}
