import { DomainError } from '@assay/schemas'
import { createTransport } from 'nodemailer'
import type { Letter } from './letter.ts'

export interface MailSettings {
  /** `smtp://` or `smtps://`, with user and password where the server wants them. */
  readonly smtp_url: string
  /** The sender: an address, or `Name <address>`. */
  readonly from: string
}

export interface Mailer extends Disposable {
  /** Throws MAIL_REFUSED where the server will never take it, anything else where it may later. */
  send(to: string, letter: Letter): Promise<void>
}

/** Nobody waits for a mail: trying again is better than waiting long. */
const timeouts = { connectionTimeout: 15_000, greetingTimeout: 15_000, socketTimeout: 30_000 }

/** Connects only when there is something to send. */
export function createMailer({ smtp_url, from }: MailSettings): Mailer {
  const transport = createTransport({ url: smtp_url, ...timeouts, disableFileAccess: true, disableUrlAccess: true })
  return {
    async send(to, { subject, text, html, unsubscribe_url }) {
      try {
        await transport.sendMail({
          ...{ from, to: { name: '', address: to }, subject, text, html },
          ...(unsubscribe_url !== undefined && {
            list: { unsubscribe: unsubscribe_url },
            headers: { 'List-Unsubscribe-Post': 'List-Unsubscribe=One-Click' },
          }),
        })
      } catch (error) {
        if (isRefused(error)) throw new DomainError('MAIL_REFUSED', { reason: error.message }, { cause: error })
        throw error
      }
    },
    [Symbol.dispose]: () => transport.close(),
  }
}

/** Whether the server refused this sender or this recipient for good. */
function isRefused(error: unknown): error is Error {
  const isOfEnvelope = error instanceof Error && 'code' in error && error.code === 'EENVELOPE'
  return isOfEnvelope && 'responseCode' in error && Number(error.responseCode) >= 500
}
