import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'
import { SMTPServer } from 'smtp-server'

/** A mail as it arrived. */
export interface ReceivedMail {
  readonly from: string
  readonly to: string
  /** Headers and parts, decoded. */
  readonly source: string
  /** What stands behind the "#" of the first link. */
  readonly fragment: string
}

/** A mail server that speaks real SMTP. */
export interface MailServer extends AsyncDisposable {
  readonly smtp_url: string
  /** Every mail in order of arrival. */
  readonly mails: readonly ReceivedMail[]
  /** The first mail to an address that nobody has asked for yet; waits until it comes. */
  next(to: string): Promise<ReceivedMail>
}

/** What the server says to a recipient: undefined to take the mail, else a code such as 450 (later) or 550 (never). */
export type Verdict = (to: string, asked_before: number) => number | undefined

/** Starts a mail server on loopback. */
export async function startMailServer(judge: Verdict = () => undefined): Promise<MailServer> {
  const mails: ReceivedMail[] = []
  const asked: string[] = []
  const taken = new Set<ReceivedMail>()
  let arrived = Promise.withResolvers<void>()

  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ['STARTTLS'],
    onRcptTo({ address }, _session, done) {
      const code = judge(address, asked.filter((earlier) => earlier === address).length)
      asked.push(address)
      if (code === undefined) done()
      else done(Object.assign(new Error(`not for ${address}`), { responseCode: code }))
    },
    onData(stream, { envelope }, done) {
      text(stream).then((raw) => {
        const source = decoded(raw)
        const from = envelope.mailFrom ? envelope.mailFrom.address : ''
        const fragment = /https?:\/\/\S+#(\S+)/.exec(source)?.[1] ?? ''
        for (const { address } of envelope.rcptTo) mails.push({ from, to: address, source, fragment })
        done()
        arrived.resolve()
        arrived = Promise.withResolvers()
      }, done)
    },
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.server.address() as AddressInfo
  return {
    smtp_url: `smtp://127.0.0.1:${port}`,
    mails,
    async next(to) {
      for (;;) {
        const found = mails.find((mail) => mail.to === to && !taken.has(mail))
        if (found) {
          taken.add(found)
          return found
        }
        await arrived.promise
      }
    },
    [Symbol.asyncDispose]: () => new Promise((resolve) => server.close(() => resolve())),
  }
}

/** Quoted-printable, as far as mails of ASCII need it. */
function decoded(raw: string): string {
  return raw
    .replaceAll(/=\r?\n/g, '')
    .replaceAll(/=([0-9A-F]{2})/g, (_, code: string) => String.fromCharCode(Number.parseInt(code, 16)))
}
