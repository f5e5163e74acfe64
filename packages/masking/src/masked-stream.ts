/** Text that comes in pieces, without the secrets in it, also where one begins in a piece and ends in the next. */
export interface MaskedStream {
  /** What can be said by now: all but an end that may be the beginning of a secret. */
  push(piece: string): string
  /** The rest. */
  end(): string
}

/** Forms of secrets, as they are known at the time: more may come. */
interface Forms {
  readonly longest_first: readonly string[]
  readonly pattern: RegExp | undefined
}

/** Less of a secret at the very end says too little to be hidden. */
const shortestBeginning = 8

export function maskStream(known: () => Forms, mask: string): MaskedStream {
  let held = ''

  return {
    push(piece) {
      const { longest_first, pattern } = known()
      const text = held + piece
      held = ''
      if (!pattern) return text
      const heldFrom = text.length - lengthOfBeginning(text, longest_first)
      const { masked, to } = maskUntil(text, { pattern, mask, until: heldFrom })
      held = text.slice(Math.max(to, heldFrom))
      return masked + text.slice(to, heldFrom)
    },
    end() {
      const { longest_first, pattern } = known()
      const rest = held
      held = ''
      if (!pattern) return rest
      const { masked, to } = maskUntil(rest, { pattern, mask, until: rest.length })
      const left = rest.slice(to)
      const begun = lengthOfBeginning(left, longest_first)
      return masked + (begun < shortestBeginning ? left : left.slice(0, left.length - begun) + mask)
    },
  }
}

interface Masking {
  readonly pattern: RegExp
  readonly mask: string
  readonly until: number
}

/** Masks what begins before `until`; the masked text goes to the end of the last secret. */
function maskUntil(text: string, { pattern, mask, until }: Masking): { masked: string; to: number } {
  let [masked, to] = ['', 0]
  for (const { 0: secret, index } of text.matchAll(pattern)) {
    if (index >= until) break
    masked += text.slice(to, index) + mask
    to = index + secret.length
  }
  return { masked, to }
}

/** How much of the end of a text may be the beginning of a secret that is not complete. */
function lengthOfBeginning(text: string, forms: readonly string[]): number {
  const longest = forms[0]?.length ?? 0
  for (let length = Math.min(longest - 1, text.length); length > 0; length -= 1) {
    const end = text.slice(text.length - length)
    if (forms.some((form) => form.length > length && form.startsWith(end))) return length
  }
  return 0
}
