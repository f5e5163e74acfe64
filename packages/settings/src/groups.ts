import { SettingsError } from './read-settings.ts'

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
