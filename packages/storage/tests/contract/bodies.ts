import { Readable } from 'node:stream'

export async function* inPieces(bytes: Buffer, size = 65_536): AsyncGenerator<Uint8Array> {
  for (let start = 0; start < bytes.length; start += size) yield bytes.subarray(start, start + size)
}

export async function* breakingAfter(words: string): AsyncGenerator<Uint8Array> {
  yield Buffer.from(words)
  throw new Error('broken')
}

export async function* endless(onTenth: () => void): AsyncGenerator<Uint8Array> {
  for (let count = 1; ; count += 1) {
    if (count === 10) onTenth()
    yield Buffer.alloc(1000)
  }
}

/** Gives the words and then neither ends nor fails, as a connection that nobody closed. */
export function stuckAfter(words: string, onTaken: () => void): Readable {
  let isGiven = false
  return new Readable({
    read() {
      if (isGiven) return onTaken()
      isGiven = true
      this.push(Buffer.from(words))
    },
  })
}
