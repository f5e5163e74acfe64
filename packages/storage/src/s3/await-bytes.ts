import type { Readable } from 'node:stream'

const patienceMs = 30_000
const lookMs = 5_000

/** The bytes of a stream; one that brings none for half a minute, while it is asked, breaks off. */
export async function* awaitBytes(stream: Readable): AsyncGenerator<Uint8Array> {
  let asked_ms = performance.now()
  let isAsked = true
  const look = setInterval(() => {
    if (isAsked && performance.now() - asked_ms > patienceMs) stream.destroy(new Error('The store brings no bytes.'))
  }, lookMs).unref()
  try {
    for await (const bytes of stream) {
      isAsked = false
      yield bytes
      asked_ms = performance.now()
      isAsked = true
    }
  } finally {
    clearInterval(look)
  }
}
