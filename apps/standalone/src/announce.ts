import { SecretKeyError } from '@assay/access'
import { renderComparison } from '@assay/cli'
import { MetricModuleError } from '@assay/compute'
import { EmbeddedPostgresError } from '@assay/db'
import { AllowListError } from '@assay/outgoing'
import type { Comparison } from '@assay/schemas'
import { SettingsError } from './env.ts'
import type { Standalone } from './standalone.ts'

/** Says that everything is ready, and how to sign in for the first time. */
export function announce({ url, first_start }: Standalone, took_ms: number): void {
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

/** Prints the comparison of the sample, once. */
export function announceSample(comparison: Comparison | undefined): void {
  if (comparison?.state !== 'ready') return
  say('')
  say('Three offline models on the bundled sample of short articles:')
  say(renderComparison(comparison))
}

/** Says why it could not start: what the operator can mend in one line, anything else in full. */
export function explain(error: unknown): void {
  process.stderr.write(`${reasonOf(error)}\n`)
}

function reasonOf(error: unknown): string {
  const faults = [SettingsError, EmbeddedPostgresError, MetricModuleError, SecretKeyError, AllowListError]
  if (error instanceof Error && faults.some((fault) => error instanceof fault)) return error.message
  if (error instanceof Error && 'code' in error && error.code === 'EADDRINUSE') {
    return `${error.message}. Another program uses this port: stop it, or set ASSAY_PORT to another one.`
  }
  return error instanceof Error ? (error.stack ?? error.message) : String(error)
}

function say(line: string): void {
  process.stdout.write(`${line}\n`)
}
