const keepAtMost = 1 << 20

/**
 * Scratch memory that grows in powers of two and is handed out again and again.
 *
 * One very long text does not pin its memory for ever: a buffer over a million entries shrinks at the next small use.
 */
export class Buffer32 {
  #entries = new Int32Array(256)

  /** At least `length` entries, with whatever the last use left in them. */
  take(length: number): Int32Array<ArrayBuffer> {
    const held = this.#entries.length
    if (held < length || (held > keepAtMost && length < held / 4)) {
      this.#entries = new Int32Array(Math.max(256, 2 ** Math.ceil(Math.log2(length || 1))))
    }
    return this.#entries
  }
}
