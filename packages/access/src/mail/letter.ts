import type { TokenPurpose } from '@assay/db'

export interface Letter {
  readonly subject: string
  readonly text: string
  readonly html: string
  /** What a POST turns further mails of this kind off by; absent: there is only this one. */
  readonly unsubscribe_url?: string
}

interface Facts {
  readonly link: string
  readonly valid: string
  /** The host by which the reader knows the server. */
  readonly host: string
  /** The present address of the account, where the link gives it another one. */
  readonly present_email: string | undefined
}

interface Wording {
  readonly subject: string
  readonly before: string
  readonly after: string
}

/** Only an address in them is somebody else's text: our mail must not carry a stranger's words to a third person. */
const wordings: Readonly<Record<TokenPurpose, (facts: Facts) => Wording>> = {
  confirm_email: ({ host, valid, present_email }) => ({
    subject: 'Confirm your e-mail address for Assay',
    before:
      `Somebody gave this address for ${accountOf(present_email)} at ${host}. If that was you, confirm it with ` +
      'this link:',
    after: `The link works once, for ${valid}. If it was not you, do nothing.`,
  }),
  reset_password: ({ host, valid }) => ({
    subject: 'Choose a new password for Assay',
    before: `Somebody asked for a new password for your account at ${host}. If that was you, choose one with this link:`,
    after: `The link works once, for ${valid}. If it was not you, do nothing: your password stays as it is.`,
  }),
  sign_up_again: ({ host, valid }) => ({
    subject: 'You have an account at Assay already',
    before:
      `Somebody gave this address for a new account at ${host}, but it has one. If that was you, sign in as ` +
      'before; if you have forgotten the password, choose another one with this link:',
    after: `The link works once, for ${valid}. If it was not you, do nothing: your account stays as it is.`,
  }),
  invitation: ({ host, valid }) => ({
    subject: 'You are invited to Assay',
    before: `An administrator of ${host} invites you to make an account there, with this link:`,
    after: `The link works once, for ${valid}. If you do not want an account, do nothing.`,
  }),
}

export function writeLetter(
  purpose: TokenPurpose,
  { link, hours, present_email }: Pick<Facts, 'link' | 'present_email'> & { readonly hours: number },
): Letter {
  const facts = { link, host: new URL(link).host, valid: durationOf(hours), present_email }
  const { subject, before, after } = wordings[purpose](facts)
  return letterOf(subject, [before, new URL(link), after])
}

/** A mail of paragraphs; addresses among them are links. */
export function letterOf(subject: string, paragraphs: readonly (string | URL)[]): Letter {
  return {
    subject,
    text: `${paragraphs.join('\n\n')}\n`,
    html: `<!doctype html><html lang="en"><body>${paragraphs.map(toParagraph).join('')}</body></html>`,
  }
}

function toParagraph(paragraph: string | URL): string {
  if (typeof paragraph === 'string') return `<p>${toHtml(paragraph).replaceAll('\n', '<br>')}</p>`
  const address = toHtml(paragraph.href)
  return `<p><a href="${address}">${address}</a></p>`
}

function accountOf(present_email: string | undefined): string {
  return present_email === undefined ? 'an account' : `the account that has the address ${present_email} so far,`
}

function durationOf(hours: number): string {
  if (hours === 1) return 'an hour'
  return hours % 24 === 0 && hours > 24 ? `${hours / 24} days` : `${hours} hours`
}

function toHtml(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;')
}
