import type { IncomingMessage, ServerResponse } from 'node:http'
import { fileURLToPath } from 'node:url'
import next from 'next'

/** The built pages, ready to answer in the process that opened them. */
export interface OpenPages extends AsyncDisposable {
  answer(request: IncomingMessage, response: ServerResponse): Promise<void>
}

/** Opens the pages that the set-up has built. */
export async function openPages(): Promise<OpenPages> {
  const app = next({ dev: false, dir: fileURLToPath(new URL('..', import.meta.url)), quiet: true })
  await app.prepare()
  const answer = app.getRequestHandler()
  return {
    answer: (request, response) => answer(request, response),
    [Symbol.asyncDispose]: () => app.close(),
  }
}
