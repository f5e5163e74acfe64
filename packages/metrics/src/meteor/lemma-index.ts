const lineFeed = 10
const space = 32

/** Finds lines of a WordNet index by their first field, the lemma: a hash table of where they begin. */
export class LemmaIndex {
  readonly #bytes: Uint8Array
  readonly #slots: Int32Array

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes
    let lines = 0
    for (const byte of bytes) if (byte === lineFeed) lines++
    this.#slots = new Int32Array(2 ** Math.ceil(Math.log2(2 * lines + 2))).fill(-1)
    const mask = this.#slots.length - 1
    for (let start = 0; start < bytes.length; start = bytes.indexOf(lineFeed, start) + 1 || bytes.length) {
      let hash = 0
      for (let at = start; bytes[at] !== space && at < bytes.length; at++) hash = mixed(hash, bytes[at] ?? 0)
      let slot = finished(hash) & mask
      while (this.#slots[slot] !== -1) slot = (slot + 1) & mask
      this.#slots[slot] = start
    }
  }

  /** Where the line of the lemma begins, −1 if there is none. */
  find(lemma: string): number {
    let hash = 0
    for (let at = 0; at < lemma.length; at++) hash = mixed(hash, lemma.charCodeAt(at))
    const mask = this.#slots.length - 1
    for (let slot = finished(hash) & mask; ; slot = (slot + 1) & mask) {
      const start = this.#slots[slot] ?? -1
      if (start < 0 || this.#begins(start, lemma)) return start
    }
  }

  #begins(start: number, lemma: string): boolean {
    for (let at = 0; at < lemma.length; at++) if (this.#bytes[start + at] !== lemma.charCodeAt(at)) return false
    return this.#bytes[start + lemma.length] === space
  }
}

function mixed(hash: number, unit: number): number {
  return Math.imul(hash ^ unit, 0x9e3779b1)
}

function finished(hash: number): number {
  return hash ^ (hash >>> 15)
}
