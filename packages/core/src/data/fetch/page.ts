import { DomainError } from '@assay/schemas'

const lookedAt = 1_024

/** Passes bytes on, but for those of a web page, which people take for the file that it is about. */
export async function* unlessPage(
  body: AsyncIterable<Uint8Array>,
  { host, is_page }: { readonly host: string; readonly is_page: boolean },
): AsyncGenerator<Uint8Array> {
  let head: Buffer | undefined = Buffer.alloc(0)
  for await (const bytes of body) {
    if (head === undefined) {
      yield bytes
      continue
    }
    head = Buffer.concat([head, bytes])
    if (head.length < lookedAt) continue
    yield notPage(head, { host, is_page })
    head = undefined
  }
  if (head !== undefined && head.length > 0) yield notPage(head, { host, is_page })
}

function notPage(head: Buffer, { host, is_page }: { readonly host: string; readonly is_page: boolean }): Buffer {
  const text = head
    .subarray(0, lookedAt)
    .toString('latin1')
    .replace(/^\u00ef\u00bb\u00bf/, '')
    .trimStart()
  if (!/^<(?:!doctype html|html)\b/i.test(text) && !(is_page && text.startsWith('<'))) return head
  const reason = 'it is a web page, and no table. Use the address of the file itself: where the page offers a download.'
  throw new DomainError('FETCH_REFUSED', { host, status: null, reason })
}
