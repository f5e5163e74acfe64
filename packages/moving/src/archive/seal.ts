import { createHash } from 'node:crypto'

/** A member of an archive, as its header tells it. */
export interface MemberFacts {
  readonly name: string
  readonly size_bytes: number
  /** Hexadecimal. */
  readonly sha256: string
}

/** One hash over all members in their order: none can be changed, moved, added or left out without a trace. */
export class Seal {
  readonly #hash = createHash('sha256')
  members = 0

  add({ name, size_bytes, sha256 }: MemberFacts): void {
    this.#hash.update(JSON.stringify([name, size_bytes, sha256]))
    this.members += 1
  }

  get sha256(): string {
    return this.#hash.copy().digest('hex')
  }
}
