const forgetAfter = 1 << 17

/** Numbers for words, so that comparing two words is comparing two integers. */
export class Vocabulary {
  readonly #ids = new Map<string, number>()
  readonly #words: string[] = []
  readonly #aliases = new Map<string, number>()
  readonly #normalize: ((word: string) => string) | undefined

  /** With `normalize`, words that it maps to the same text share a number; it runs once for each word met. */
  constructor(normalize?: (word: string) => string) {
    this.#normalize = normalize
  }

  /** Numbers are 0 … size−1. */
  get size(): number {
    return this.#words.length
  }

  id(word: string): number {
    return this.#aliases.get(word) ?? this.#add(word)
  }

  word(id: number): string {
    return this.#words[id] ?? ''
  }

  /** Called between examples: forgets everything once too much is held, so that memory stays flat; whether it did. */
  rest(): boolean {
    if (this.#aliases.size <= forgetAfter) return false
    this.#aliases.clear()
    this.#ids.clear()
    this.#words.length = 0
    return true
  }

  #add(word: string): number {
    const normal = this.#normalize?.(word) ?? word
    let id = this.#ids.get(normal)
    if (id === undefined) {
      id = this.#words.length
      this.#words.push(normal)
      this.#ids.set(normal, id)
    }
    this.#aliases.set(word, id)
    return id
  }
}
