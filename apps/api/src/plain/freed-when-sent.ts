import { type Readable, Writable } from 'node:stream'
import { freeMemory } from '@assay/core'

/** Bytes that are only to be sent: each piece gives its memory back when the connection has taken it. */
export function freedWhenSent(bytes: Readable): Readable {
  const pipe = bytes.pipe.bind(bytes)
  const toAnswer: Readable['pipe'] = (answer, options) => {
    const sending = new Writable({
      write(piece: Buffer, _encoding, done) {
        answer.write(piece, (error) => {
          freeMemory(piece)
          done(error)
        })
      },
      final(done) {
        answer.end(done)
      },
    })
    // whoever sends the answer watches it
    sending.on('error', () => {})
    pipe(sending, options)
    return answer
  }
  return Object.assign(bytes, { pipe: toAnswer })
}
