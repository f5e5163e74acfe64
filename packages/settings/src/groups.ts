import { isIPv4 } from 'node:net'
import { SettingsError, type Variables } from './read-settings.ts'
import { list, proxyUrl } from './values.ts'

export interface Mail {
  readonly smtp_url: string
  readonly from: string
}

interface MailSettings {
  readonly smtp_url?: string | undefined
  readonly mail_from?: string | undefined
}

/** Undefined: no mail is sent. Throws SettingsError when only some of it is set. */
export function mailOf({ smtp_url, mail_from: from }: MailSettings): Mail | undefined {
  if (smtp_url === undefined && from === undefined) return undefined
  if (smtp_url === undefined || from === undefined) {
    throw new SettingsError('Set both ASSAY_SMTP_URL and ASSAY_MAIL_FROM, or neither.')
  }
  return { smtp_url, from }
}

/**
 * The proxy for outgoing calls: the one that is set, or else that of the environment, by the names that other programs
 * know (HTTPS_PROXY, HTTP_PROXY, NO_PROXY, in small letters too). Undefined: none. Throws SettingsError.
 */
export function proxyOf({ proxy }: { readonly proxy?: string | undefined }, variables: Variables) {
  if (proxy === 'off') return undefined
  const [http, https] = proxy === undefined ? ['HTTP_PROXY', 'HTTPS_PROXY'].map(read) : [proxy, proxy]
  if (!http && !https) return undefined
  return { http: http ?? '', https: https ?? http ?? '', except: list.parse(told('NO_PROXY') ?? '') }

  function told(name: string): string | undefined {
    return variables[name.toLowerCase()] || variables[name] || undefined
  }

  function read(name: string): string | undefined {
    const value = told(name)
    if (value === undefined) return undefined
    const { data } = proxyUrl.safeParse(value)
    // not the value itself, which may hold a password
    if (data === undefined)
      throw new SettingsError(`${name} is no address of a proxy. Set ASSAY_PROXY=off to ignore it.`)
    return data
  }
}

interface OpenSettings {
  readonly host: string
  readonly open_user?: string | undefined
  readonly lumigator_user?: string | undefined
}

/**
 * The user as whom clients act that present nothing; undefined: none. Throws SettingsError unless only this machine can
 * connect.
 */
export function openUserOf({ host, open_user, lumigator_user }: OpenSettings): string | undefined {
  const user = open_user ?? lumigator_user
  if (user === undefined || isLoopback(host)) return user
  throw new SettingsError('ASSAY_OPEN_USER lets anybody who can connect be that user: it needs ASSAY_HOST=127.0.0.1.')
}

function isLoopback(host: string): boolean {
  return ['localhost', '::1'].includes(host) || (isIPv4(host) && host.startsWith('127.'))
}

interface AdminSettings {
  readonly admin_email?: string | undefined
  readonly admin_password?: string | undefined
}

/** Undefined: no admin is named. Throws SettingsError when only some of it is set. */
export function adminOf({ admin_email: email, admin_password: password }: AdminSettings) {
  if (email === undefined && password === undefined) return undefined
  if (email === undefined || password === undefined) {
    throw new SettingsError('Set both ASSAY_ADMIN_EMAIL and ASSAY_ADMIN_PASSWORD, or neither.')
  }
  return { email, password }
}
