/** A growing list of token numbers, without a boxed value in it. */
export class TokenList {
  ids = new Int32Array(64)
  length = 0

  push(id: number): void {
    if (this.length === this.ids.length) {
      const longer = new Int32Array(this.length * 2)
      longer.set(this.ids)
      this.ids = longer
    }
    this.ids[this.length++] = id
  }

  clear(): void {
    this.length = 0
    if (this.ids.length > 1 << 20) this.ids = new Int32Array(64)
  }
}
