import { Assay } from '@assay/sdk'
import type { Environment } from '../env.ts'
import { currentProfileName, findProfile, getProfile, type Profile } from './profile.ts'

/** What says where Assay is, and who asks. */
export interface CredentialOptions {
  readonly url?: string
  readonly apiKey?: string
  readonly profile?: string
}

/** Where a command goes, and what it shows there. */
export interface Credentials {
  /** Undefined: where Assay is by default. */
  readonly url: string | undefined
  readonly apiKey: string | undefined
  /** The profile that the key is of; undefined: it was given. */
  readonly profile: Profile | undefined
}

/**
 * Options win over ASSAY_URL and ASSAY_API_KEY, those over the profile of ASSAY_PROFILE or the current one. `--profile`
 * is an option: the environment does not change what it names. A stored key is sent only to where it was stored for.
 */
export async function findCredentials(environment: Environment, options: CredentialOptions): Promise<Credentials> {
  const around = options.profile === undefined ? environment : undefined
  const url = options.url ?? around?.url
  const apiKey = options.apiKey ?? around?.apiKey
  if (url !== undefined && apiKey !== undefined) return { url, apiKey, profile: undefined }
  const profile = await chosenProfile(environment, options.profile)
  if (!profile) return { url, apiKey, profile: undefined }
  const isUsed = apiKey === undefined && (url === undefined || new Assay({ url, apiKey: '' }).url === profile.url)
  if (!isUsed) return { url: url ?? profile.url, apiKey, profile: undefined }
  return { url: profile.url, apiKey: profile.api_key, profile }
}

/** The profile that is named, or else the current one if there is one. */
export async function chosenProfile(
  environment: Environment,
  option: string | undefined,
): Promise<Profile | undefined> {
  const named = option ?? environment.profile
  if (named !== undefined) return getProfile(environment, named)
  return findProfile(environment, await currentProfileName(environment))
}

/** A client; unlike the SDK by itself it takes no key from the environment. */
export function createClient({ url, apiKey }: Pick<Credentials, 'url' | 'apiKey'>): Assay {
  return new Assay({ url, apiKey: apiKey ?? '' })
}
