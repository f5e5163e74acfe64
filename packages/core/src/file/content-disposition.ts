/**
 * For saving under this name (RFC 6266): always once in ASCII for old clients, and once as it is. The package
 * `content-disposition` says some names once only, and some without quotes.
 */
export function attachment(filename: string): string {
  return disposition('attachment', filename)
}

/** The same for what a browser is to show. */
export function shown(filename: string): string {
  return disposition('inline', filename)
}

function disposition(type: 'attachment' | 'inline', filename: string): string {
  const ascii = filename.replaceAll(/[^\x20-\x7e]|["\\]/g, '_')
  const encoded = encodeURIComponent(filename.toWellFormed()).replaceAll(/['()*]/g, percentEncode)
  return `${type}; filename="${ascii}"; filename*=UTF-8''${encoded}`
}

function percentEncode(character: string): string {
  return `%${character.charCodeAt(0).toString(16).toUpperCase()}`
}
