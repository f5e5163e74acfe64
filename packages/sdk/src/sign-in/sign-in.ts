import { readVariable } from '../env.ts'
import { AssayError } from '../error/assay-error.ts'
import { invalid, readUrl } from '../option-check.ts'
import type { Credentials } from './credentials.ts'
import { findStoredLogin } from './stored-login.ts'

/** Who asks, and where. */
export interface SignIn {
  /** Where Assay is, as far as options, environment or a stored login say. */
  readonly url: string | undefined
  /** The header that signs requests; undefined: nobody is signed in. */
  readonly authorization: string | undefined
  /** Says in an error of status 401 what to set. */
  advise(error: AssayError): AssayError
}

/**
 * Options win over the environment, and that over what `assay login` stored, whose key is sent only to where it was
 * stored for. What nobody needs is not read. Throws OPTION_INVALID.
 */
export function findSignIn(options: Credentials): SignIn {
  const { apiKey, email, password, profile } = options
  if ((email === undefined) !== (password === undefined)) throw invalid('email and password are needed together')
  const isAround = profile === undefined
  const url = options.url ?? (isAround ? readVariable('ASSAY_URL') : undefined)
  if (apiKey !== undefined) return { url, ...bearer(apiKey, 'The apiKey that the client was given') }
  if (email !== undefined) return { url, ...basic(`${email}:${password}`) }
  const key = isAround ? readVariable('ASSAY_API_KEY') : undefined
  if (key !== undefined) return { url, ...bearer(key, 'The key in ASSAY_API_KEY') }
  return { url, ...nobody, ...storedSignIn(url, profile) }
}

function storedSignIn(url: string | undefined, profile: string | undefined): SignIn | undefined {
  const login = findStoredLogin(profile)
  if (!login || (url !== undefined && readUrl(url) !== login.url)) return undefined
  const again = `Run "assay login --url ${login.url} --profile ${login.profile}" to sign in again.`
  return { url: login.url, ...bearer(login.api_key, `The key of the profile ${login.profile}`, again) }
}

function bearer(apiKey: string, what: string, hint = 'Check it, or run "assay login" and set nothing.') {
  const key = apiKey.trim()
  if (key === '') return nobody
  return { authorization: `Bearer ${key}`, advise: advising(`${what} is wrong, expired or revoked. ${hint}`) }
}

function basic(pair: string) {
  const authorization = `Basic ${btoa(String.fromCharCode(...new TextEncoder().encode(pair)))}`
  return { authorization, advise: advising('The email or password that the client was given is wrong.') }
}

const nobody = {
  authorization: undefined,
  advise: advising('Nobody is signed in. Set ASSAY_API_KEY, or pass apiKey to new Assay(), or run "assay login".'),
}

const aboutSignIn = new Set(['UNAUTHENTICATED', 'CREDENTIALS_INVALID'])

function advising(advice: string): SignIn['advise'] {
  return (error) => (aboutSignIn.has(error.code) ? new AssayError({ ...error.toJSON(), message: advice }) : error)
}
