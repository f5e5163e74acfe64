const here = 'http://here.invalid'
const home = '/sign-in'

/** Where to go after signing in: a path of this server; for anything else, the page of the account. */
export function readReturnPath(text: string | undefined): string {
  const url = text?.startsWith('/') ? URL.parse(text, here) : null
  if (url === null || url.origin !== here) return home
  const path = `${url.pathname}${url.search}${url.hash}`
  // a browser reads a second slash as the beginning of a host
  return path.startsWith('//') ? home : path
}
