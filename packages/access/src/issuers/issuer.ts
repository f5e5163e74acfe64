import type { Log } from '@assay/db'
import { DomainError } from '@assay/schemas'
import {
  createRemoteJWKSet,
  errors,
  type JWTPayload,
  type JWTVerifyGetKey,
  customFetch as joseFetch,
  jwtVerify,
} from 'jose'
import {
  allowInsecureRequests,
  type ClientAuth,
  ClientSecretBasic,
  ClientSecretPost,
  type Configuration,
  type CustomFetchOptions,
  customFetch,
  discovery,
  None,
} from 'openid-client'
import type { IssuerSettings } from './issuer-settings.ts'
import { pausingFetch } from './pausing-fetch.ts'
import { RenewedValue } from './renewed-value.ts'

export interface Issuer {
  readonly settings: IssuerSettings
  /** Assay's configuration as a client of the issuer. Throws UNAVAILABLE. */
  configuration(): Promise<Configuration>
  /**
   * The claims of a token that the issuer has made for Assay, and that is valid now; for `client_id` when that is
   * given. Throws CREDENTIALS_INVALID, UNAVAILABLE.
   */
  verify(token: string, options?: { readonly client_id?: string }): Promise<JWTPayload>
}

export const clockToleranceSeconds = 30

/** How long what an issuer says may be used; times in milliseconds. */
export interface IssuerPace {
  readonly metadata_ms: number
  readonly keys_ms: number
  /** The issuer is asked for unknown keys no more often. */
  readonly unknown_key_ms: number
  /** No call for so long after one that failed. */
  readonly pause_ms: number
}

const minute = 60_000
const usualPace: IssuerPace = {
  metadata_ms: 60 * minute,
  keys_ms: 10 * minute,
  unknown_key_ms: 10_000,
  pause_ms: 5_000,
}
/** Keys that cannot be renewed are used for a day at most, as a stolen key may have been withdrawn. */
const keysAtMostMs = 24 * 60 * minute
const answerMs = 5_000

export interface IssuerOptions {
  readonly fetch: typeof globalThis.fetch
  readonly log: Log
  readonly pace?: Partial<IssuerPace> | undefined
}

/** The issuer is not asked before something is needed of it. */
export function openIssuer(settings: IssuerSettings, { fetch: outgoing, log, pace }: IssuerOptions): Issuer {
  const { metadata_ms, keys_ms, unknown_key_ms, pause_ms } = { ...usualPace, ...pace }
  const fetch = pausingFetch(outgoing, { pause_ms })
  const isPlain = new URL(settings.url).protocol === 'http:'

  async function discover(): Promise<Configuration> {
    return discovery(new URL(settings.url), settings.client_id ?? 'assay', {}, clientAuth(settings), {
      [customFetch]: (url, options) => fetch(url, toRequestInit(options)),
      timeout: answerMs / 1000,
      execute: isPlain ? [allowInsecureRequests] : [],
    })
  }

  async function loadKeys() {
    const { jwks_uri } = (await configuration.get()).serverMetadata()
    if (jwks_uri === undefined) throw new TypeError('the issuer names no keys')
    const url = new URL(jwks_uri)
    if (url.protocol === 'http:' && !isPlain) throw new TypeError('the keys of the issuer come without TLS')
    const keys = createRemoteJWKSet(url, {
      [joseFetch]: fetch,
      cacheMaxAge: keysAtMostMs,
      cooldownDuration: unknown_key_ms,
      timeoutDuration: answerMs,
    })
    await keys.reload()
    return keys
  }

  const configuration = new RenewedValue(discover, { name: `the issuer ${settings.id}`, fresh_ms: metadata_ms, log })
  const keys = new RenewedValue(loadKeys, { name: `the keys of the issuer ${settings.id}`, fresh_ms: keys_ms, log })

  /** A failure of the issuer is not the fault of who presents a token. */
  async function reaching<Result>(act: () => Promise<Result>): Promise<Result> {
    try {
      return await act()
    } catch (error) {
      if (isAboutToken(error)) throw error
      log.warn({ error, issuer: settings.id }, 'an issuer could not be asked')
      const facts = { what: `the identity provider ${settings.name}`, retry_after_seconds: Math.ceil(pause_ms / 1000) }
      throw new DomainError('UNAVAILABLE', facts, { cause: error })
    }
  }

  const findKey: JWTVerifyGetKey = (header, jws) => reaching(async () => (await keys.get())(header, jws))

  return {
    settings,
    configuration: () => reaching(() => configuration.get()),
    async verify(token, { client_id } = {}) {
      const metadata = (await reaching(() => configuration.get())).serverMetadata()
      try {
        const { payload, protectedHeader } = await jwtVerify(token, findKey, {
          issuer: metadata.issuer,
          algorithms: settings.algorithms,
          clockTolerance: clockToleranceSeconds,
          requiredClaims: ['sub', 'exp'],
        })
        checkKind(protectedHeader.typ)
        checkAudience(payload, settings, client_id)
        return payload
      } catch (error) {
        if (DomainError.is(error)) throw error
        throw new DomainError('CREDENTIALS_INVALID', {}, { cause: error })
      }
    },
  }
}

/** The secret as the issuer takes it; in the header where it takes it there, as the standard prefers. */
function clientAuth({ client_secret }: IssuerSettings): ClientAuth {
  if (client_secret === undefined) return None()
  const inHeader = ClientSecretBasic(client_secret)
  const inBody = ClientSecretPost(client_secret)
  return (server, ...rest) => {
    const methods = server.token_endpoint_auth_methods_supported ?? ['client_secret_basic']
    return methods.includes('client_secret_basic') ? inHeader(server, ...rest) : inBody(server, ...rest)
  }
}

function toRequestInit({ body, headers, method, redirect, signal }: CustomFetchOptions): RequestInit {
  const form = body instanceof URLSearchParams ? body : null
  return { method, headers, redirect, body: form, ...(signal && { signal }) }
}

const aboutTokens = [errors.JWKSNoMatchingKey, errors.JWKSMultipleMatchingKeys, errors.JOSENotSupported]

function isAboutToken(error: unknown): boolean {
  return aboutTokens.some((kind) => error instanceof kind)
}

const kinds: readonly (string | undefined)[] = [undefined, 'jwt', 'at+jwt', 'application/at+jwt']

/** Issuers sign other things too, such as notices of logout, which do not say that their bearer is the user. */
function checkKind(type: string | undefined): void {
  if (!kinds.includes(type?.toLowerCase())) throw new errors.JWTInvalid('the token is for something else')
}

function checkAudience(payload: JWTPayload, settings: IssuerSettings, client_id: string | undefined): void {
  const wanted = client_id === undefined ? [settings.audience ?? settings.client_id ?? []].flat() : [client_id]
  const claim = client_id === undefined ? payload[settings.audience_claim] : payload.aud
  const isForUs = [claim].flat().some((one) => typeof one === 'string' && wanted.includes(one))
  if (!isForUs) throw new errors.JWTInvalid('the token is for somebody else')
}
