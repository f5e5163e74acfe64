import type { FirstStart } from '@assay/access'

interface Ready {
  readonly url: string
  readonly first_start: FirstStart
  readonly took_ms: number
}

/** Says, on stdout, that a server is ready, and how to sign in for the first time. */
export function announce({ url, first_start, took_ms }: Ready): void {
  say(`ready ${url} in ${Math.round(took_ms)} ms`)
  if (first_start.kind === 'admin')
    say(`The admin is ${first_start.email}, with the password from ASSAY_ADMIN_PASSWORD.`)
  if (first_start.kind === 'link') {
    const link = `${url}/sign-in#${first_start.token}`
    say('Nobody has an account yet. Make yours, within a day, with this link, which works once:')
    say(`  in a browser   ${link}`)
    say(`  in a terminal  npm run -s assay -- login '${link}'`)
  }
}

/** stdout is for what the operator should see at once. */
export function say(line: string): void {
  process.stdout.write(`${line}\n`)
}
