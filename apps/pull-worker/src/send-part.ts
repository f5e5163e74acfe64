import { setTimeout as delay } from 'node:timers/promises'
import type { SignedParts } from '@assay/schemas'
import type { Part } from './parts.ts'
import { OutOfReach } from './reach.ts'

type SignedRequest = SignedParts['parts'][number]['request']

/** Asks the server how a part is sent. */
export type Signing = (part: Part) => Promise<SignedRequest | undefined>

interface Sending {
  readonly sign: Signing
  readonly tries: number
  readonly signal: AbortSignal
}

/** A part may be large, and the way to the store slow. */
const timeoutMs = 10 * 60_000
const firstPauseMs = 250
const longestPauseMs = 10_000
const setByFetch = new Set(['content-length', 'host'])

/** Sends a part by a signed request; whatever the store refuses is signed and sent again. Throws OutOfReach. */
export async function sendPart(part: Part, { sign, tries, signal }: Sending): Promise<void> {
  for (let tried = 1; ; tried += 1) {
    const request = await sign(part)
    const refusal = request ? await put(request, part.body, signal) : new Error('the server does not sign the part')
    signal.throwIfAborted()
    if (!refusal) return
    if (tried >= tries) throw new OutOfReach('the store takes nothing', { cause: refusal })
    await delay(Math.min(longestPauseMs, firstPauseMs * 2 ** tried), undefined, { signal })
  }
}

/** Why the store has not taken it; undefined: it has. */
async function put(
  { method, url, headers: signed }: SignedRequest,
  body: Part['body'],
  ended: AbortSignal,
): Promise<unknown> {
  const headers = Object.entries(signed).filter(([name]) => !setByFetch.has(name.toLowerCase()))
  const signal = AbortSignal.any([ended, AbortSignal.timeout(timeoutMs)])
  try {
    const answer = await fetch(url, { method, headers, body, signal })
    const text = await answer.text()
    return answer.ok ? undefined : new Error(`the store answered with status ${answer.status}: ${text.slice(0, 200)}`)
  } catch (error) {
    return error
  }
}
