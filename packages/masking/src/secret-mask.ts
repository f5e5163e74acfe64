import { z } from 'zod'
import { type MaskedStream, maskStream } from './masked-stream.ts'

const mask = '(secret)'

/** Shorter ones are no keys, but words like "none" that some endpoints want: to mask them would garble texts. */
const shortest = 8

const record = z.record(z.string(), z.unknown())

/** Removes secrets from texts: as they are, and as JSON, URLs, HTML, base64 and hex write them. */
export class SecretMask {
  readonly #forms = new Set<string>()
  #pattern: RegExp | undefined

  constructor(secrets: Iterable<string> = []) {
    for (const secret of secrets) this.hide(secret)
  }

  /** Hides a secret from now on, unless it has fewer than 8 characters. */
  hide(secret: string): void {
    if (secret.length < shortest) return
    const forms = [...this.#forms, ...formsOf(secret)].toSorted((a, b) => b.length - a.length)
    this.#forms.clear()
    for (const form of forms) this.#forms.add(form)
    this.#pattern = new RegExp(forms.map((form) => form.replaceAll(/[$()*+.?[\\\]^{|}]/g, '\\$&')).join('|'), 'g')
  }

  /** A text that comes in pieces. */
  stream(): MaskedStream {
    return maskStream(() => ({ longest_first: [...this.#forms], pattern: this.#pattern }), mask)
  }

  text(text: string): string {
    let masked = text
    for (const form of this.#forms) masked = masked.replaceAll(form, mask)
    return masked
  }

  data(value: object): Record<string, unknown> {
    if (this.#forms.size === 0) return record.parse(value)
    const mask = (_: string, inner: unknown) => (typeof inner === 'string' ? this.text(inner) : inner)
    return record.parse(JSON.parse(JSON.stringify(value, mask)))
  }

  error(thrown: unknown): unknown {
    if (this.#forms.size === 0) return thrown
    if (!(thrown instanceof Error)) return this.text(String(thrown))
    const cause = thrown.cause === undefined ? undefined : { cause: this.error(thrown.cause) }
    const message = this.text(thrown.message)
    const masked =
      thrown instanceof AggregateError
        ? new AggregateError(
            thrown.errors.map((each) => this.error(each)),
            message,
            cause,
          )
        : new Error(message, cause)
    return Object.assign(masked, {
      name: thrown.name,
      stack: this.text(thrown.stack ?? ''),
      ...('code' in thrown && { code: thrown.code }),
    })
  }
}

function formsOf(secret: string): string[] {
  const bytes = Buffer.from(secret)
  const quoted = inJson(secret)
  return [
    secret,
    // as the host of a URL
    secret.toLowerCase(),
    quoted,
    quoted.replaceAll('/', '\\/'),
    inJson(quoted),
    ...inUrls(secret),
    ...inHtml(secret),
    bytes.toString('hex'),
    bytes.toString('hex').toUpperCase(),
    ...[0, 1, 2].flatMap((before) => inBase64(bytes, before)),
  ].filter((form) => form.length >= shortest)
}

function inJson(text: string): string {
  return JSON.stringify(text).slice(1, -1)
}

function inUrls(text: string): string[] {
  const component = encodeURIComponent(text.toWellFormed())
  const form = new URLSearchParams({ text }).toString().slice('text='.length)
  const forms = [component, form, encodeURI(text.toWellFormed())]
  const lowerCase = forms.map((each) => each.replace(/%[\dA-F]{2}/g, (code) => code.toLowerCase()))
  return [...forms, ...lowerCase]
}

function inHtml(text: string): string[] {
  const basic = text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;')
  return [basic, basic.replaceAll("'", '&#39;'), basic.replaceAll("'", '&#x27;')]
}

/** The part of a longer text in base64 that depends on the secret only, with so many bytes (modulo 3) before it. */
function inBase64(bytes: Buffer, before: number): string[] {
  const padded = Buffer.concat([Buffer.alloc(before), bytes])
  const from = Math.ceil((before * 8) / 6)
  const to = Math.floor((padded.length * 8) / 6)
  return (['base64', 'base64url'] as const).map((encoding) => padded.toString(encoding).slice(from, to))
}
