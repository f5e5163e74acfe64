import { AssayError } from '@assay/sdk'
import { CommandError, type ExitCode, exitCodes } from './command-error.ts'
import { inOptions } from './option/option-words.ts'
import type { Session } from './session/session.ts'
import { formatTime } from './terminal/number-format.ts'

/** What to tell whoever called, and how to end. */
export interface Explanation {
  readonly message: string
  readonly exitCode: ExitCode
  /** Of the error catalogue, of the client, or of this program. */
  readonly code: string
  readonly retryable: boolean
  readonly data: Readonly<Record<string, unknown>>
  /** Names the request in the server's log; null: there was none. */
  readonly request_id: string | null
}

/** Says what went wrong and what to do about it; `session` is the one that the command worked in. */
export function explain(error: unknown, session: Session | undefined): Explanation {
  if (AssayError.is(error)) {
    const { code, retryable, data, request_id = null } = error
    return {
      message: advise(error, session),
      exitCode: exitCodes.failed,
      code,
      retryable,
      data: { ...data },
      request_id,
    }
  }
  const none = { retryable: false, data: {}, request_id: null }
  if (error instanceof CommandError) {
    const { message, exitCode, code, data } = error
    return { ...none, message, exitCode, code, data }
  }
  const failed = { ...none, exitCode: exitCodes.failed }
  if (error instanceof Error && 'code' in error) return { ...failed, message: error.message, code: String(error.code) }
  const message = error instanceof Error ? (error.stack ?? error.message) : String(error)
  return { ...failed, message, code: 'UNEXPECTED' }
}

/** An explanation as a program reads it: the shape in which the server answers, with the exit code. */
export function toFailure({ exitCode, ...explanation }: Explanation): Readonly<Record<string, unknown>> {
  const { code, message, retryable, data, request_id } = explanation
  return { code, message, retryable, data, request_id, exit_code: exitCode }
}

const adviseOnSignIn =
  'Run "assay login", or "assay login <link>" with the link that the first start printed, or set ASSAY_API_KEY.'
const adviseOnNewSignIn = 'Run "assay login" to sign in again, or check ASSAY_API_KEY.'

function advise(error: AssayError, session: Session | undefined): string {
  if (AssayError.is(error, 'FORBIDDEN')) return adviseOnNeeds(error)
  if (AssayError.is(error, 'WORK_OF_OTHERS')) return adviseOnOthers(error.data)
  switch (error.code) {
    case 'CONNECTION_FAILED':
      return `Assay cannot be reached at ${error.data['url']} (${error.data['reason']}). ${adviseOnAddress(session)}`
    case 'UNAUTHENTICATED':
      return `You are not signed in. ${adviseOnSignIn}`
    case 'CREDENTIALS_INVALID':
      return adviseOnCredentials(session)
    case 'INTERNAL':
      return `${error.message} The request was ${error.request_id}.`
    default:
      return inOptions(error.message)
  }
}

function adviseOnAddress(session: Session | undefined): string {
  const elsewhere = session?.profile
    ? `, or choose another of "assay profiles list" (this was ${session.profile.name})`
    : ''
  return `Start it with "npm start" in its folder, or say where it is with --url or ASSAY_URL${elsewhere}.`
}

function adviseOnCredentials(session: Session | undefined): string {
  if (!session?.profile) {
    return `The API key or password is wrong, expired or revoked. ${adviseOnNewSignIn}`
  }
  const { name, url, expires_at } = session.profile
  const isExpired = expires_at !== null && Date.parse(expires_at) <= Date.now()
  const fate = isExpired ? `expired on ${formatTime(expires_at)}` : 'is wrong, expired or revoked'
  return `The key of the profile ${name} (${url}) ${fate}. Run "assay login --url ${url} --profile ${name}" to sign in again.`
}

/** A key has too few scopes, or its user is in too few groups: who can help differs. */
function adviseOnNeeds({ data: { needs }, message }: AssayError<'FORBIDDEN'>): string {
  if ('scope' in needs) {
    const { scope } = needs
    return [
      `This needs the scope ${scope}, which the API key in use lacks.`,
      `Make a key with that scope: assay keys create <name> --scope ${scope}.`,
      'Where that is refused too, sign in with all that you may do: assay login',
    ].join(' ')
  }
  if ('group' in needs) {
    const { group } = needs
    return [
      `This needs the group ${group}, which you are not in.`,
      `An admin can put you there: assay users update <your e-mail address> --add-group ${group}`,
    ].join(' ')
  }
  return message
}

function adviseOnOthers({ experiments }: AssayError<'WORK_OF_OTHERS'>['data']): string {
  const option = 'Give --with-work-of-others if that is meant.'
  const which = experiments === 1 ? '1 experiment of others is' : `${experiments} experiments of others are`
  return `${which} on datasets of this account, and would be deleted with them. ${option}`
}
