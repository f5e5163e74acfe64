import type { FileHandle } from 'node:fs/promises'

/** So much is worth a trip to the disk: while one is under way, who reads the file to hash it is slow. */
const leastBytes = 512 * 1024 * 1024

/** Brings large files to the disk while they grow, one at a time: each of them holds a thread that others wait for. */
export class EarlySync {
  #isBusy = false

  /** Begins when enough is waiting and nobody else is at it; undefined: not now. */
  begin(handle: FileHandle, waiting_bytes: number): Promise<void> | undefined {
    if (this.#isBusy || waiting_bytes < leastBytes) return undefined
    this.#isBusy = true
    return handle.datasync().finally(() => {
      this.#isBusy = false
    })
  }
}
