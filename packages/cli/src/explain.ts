import { AssayError } from '@assay/sdk'
import { CommandError, type ExitCode, exitCodes } from './command-error.ts'

/** What to tell whoever called, and how to end. */
export interface Explanation {
  readonly message: string
  readonly exitCode: ExitCode
}

/** Says what went wrong and what to do about it. */
export function explain(error: unknown): Explanation {
  if (error instanceof CommandError) return { message: error.message, exitCode: error.exitCode }
  if (AssayError.is(error)) return { message: advise(error), exitCode: exitCodes.failed }
  if (error instanceof Error && 'code' in error) return { message: error.message, exitCode: exitCodes.failed }
  const message = error instanceof Error ? (error.stack ?? error.message) : String(error)
  return { message, exitCode: exitCodes.failed }
}

function advise(error: AssayError): string {
  switch (error.code) {
    case 'CONNECTION_FAILED':
      return `Assay cannot be reached at ${error.data['url']} (${error.data['reason']}). Start it with "npm start" in its folder, or say where it is with --url or ASSAY_URL.`
    case 'UNAUTHENTICATED':
      return 'You are not signed in. Run "assay login", or "assay login <link>" with the link that the first start printed, or set ASSAY_API_KEY.'
    case 'CREDENTIALS_INVALID':
      return 'The API key or password is wrong, expired or revoked. Run "assay login" to sign in again, or check ASSAY_API_KEY.'
    case 'INTERNAL':
      return `${error.message} The request was ${error.request_id}.`
    default:
      return error.message
  }
}
