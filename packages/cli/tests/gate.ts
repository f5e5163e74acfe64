import { createServer, type IncomingMessage, request, type ServerResponse } from 'node:http'

/** What a gate has let through, or not. */
interface Passage {
  readonly method: string
  /** Path and query. */
  readonly path: string
  readonly headers: IncomingMessage['headers']
  /** How many bytes of a body came. */
  body_bytes: number
}

/** What becomes of a request: let through, kept without an answer, or broken off after so many bytes of the answer. */
type Verdict = 'pass' | 'hold' | { readonly break_after_bytes: number }

/** A way to a server on which requests can be kept or broken. */
export interface Gate extends AsyncDisposable {
  readonly url: string
  readonly passages: Passage[]
  judge: (passage: Passage) => Verdict
}

/** Opens a gate before a server; it lets everything through until told otherwise. */
export async function openGate(target: string): Promise<Gate> {
  const passages: Passage[] = []
  const server = createServer((incoming, response) => {
    const { method = 'GET', url = '/', headers } = incoming
    const passage = { method, path: url, headers, body_bytes: 0 }
    passages.push(passage)
    const verdict = gate.judge(passage)
    if (verdict === 'hold') return
    pass(target, { incoming, response, passage, most: verdict === 'pass' ? undefined : verdict.break_after_bytes })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  const gate: Gate = {
    url: `http://127.0.0.1:${address instanceof Object ? address.port : 0}`,
    passages,
    judge: () => 'pass',
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
  return gate
}

interface Passing {
  readonly incoming: IncomingMessage
  readonly response: ServerResponse
  readonly passage: Passage
  readonly most: number | undefined
}

function pass(target: string, { incoming, response, passage, most }: Passing): void {
  const headers = { ...incoming.headers, host: new URL(target).host }
  const outgoing = request(target + incoming.url, { method: incoming.method, headers }, (answer) => {
    response.writeHead(answer.statusCode ?? 502, answer.headers)
    let sent = 0
    answer.on('data', (bytes: Buffer) => {
      const left = most === undefined ? bytes.length : most - sent
      sent += bytes.length
      if (sent < (most ?? Number.POSITIVE_INFINITY)) response.write(bytes)
      else response.write(bytes.subarray(0, left), () => response.socket?.end())
    })
    answer.on('end', () => most === undefined && response.end())
    answer.on('error', () => response.destroy())
  })
  outgoing.on('error', () => response.destroy())
  response.on('close', () => outgoing.destroy())
  incoming.on('data', (bytes: Buffer) => {
    passage.body_bytes += bytes.length
  })
  incoming.pipe(outgoing)
}
