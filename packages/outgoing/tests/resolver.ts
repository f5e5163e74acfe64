import type { LookupFunction } from 'node:net'

/** Answers look-ups of any name by what it is given, one after the other, the last for ever; and counts them. */
export function resolverOf(...answers: readonly (readonly string[])[]): {
  lookup: LookupFunction
  readonly asked: number
} {
  let asked = 0
  return {
    lookup(_host, _options, callback) {
      const addresses = answers[Math.min(asked, answers.length - 1)] ?? []
      asked += 1
      callback(
        null,
        addresses.map((address) => ({ address, family: address.includes(':') ? 6 : 4 })),
      )
    },
    get asked() {
      return asked
    },
  }
}
