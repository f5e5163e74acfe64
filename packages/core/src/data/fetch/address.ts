import { toPlainText } from '@assay/schemas'

const hidden = '…'
const longestValue = 40
const secretName =
  /(?:token|key|sig|secret|pass|pwd|auth|cred|session|code|sas|jwt|nonce|policy|^se$|^sp$|^sv$|^sr$|^st$|x-amz|x-goog)/i

/**
 * An address as it may be shown: without a fragment, and without values of its query that are, by their names or their
 * lengths, keys.
 */
export function shownAddress(address: URL): string {
  const shown = new URL(address)
  shown.username = shown.password = shown.hash = ''
  if (shown.search === '') return shown.href
  const pairs = [...shown.searchParams].map(([name, value]) => {
    const isSecret = secretName.test(name) || value.length > longestValue || name.length > longestValue
    if (!isSecret) return new URLSearchParams([[name, value]]).toString()
    return `${encodeURIComponent(name.slice(0, longestValue).toWellFormed())}=${hidden}`
  })
  shown.search = ''
  return `${shown.href}?${pairs.join('&')}`
}

/** The name of the file at an address, by its path; that of the host where the path has none. */
export function fileNameIn({ pathname, hostname }: URL): string {
  return cleanFileName(decoded(pathname.split('/').at(-1) ?? '')) || hostname
}

/** A file name from elsewhere, without folders; empty where nothing is left. */
export function cleanFileName(text: string): string {
  const name = toPlainText(text.split(/[/\\]/).at(-1) ?? '').replaceAll(/[\u2028\u2029]/g, '')
  return /^[. ]*$/.test(name) ? '' : name
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}
