import { existsSync } from 'node:fs'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import next from 'next'

/** The built pages, ready to answer in the process that opened them. */
export interface OpenPages extends AsyncDisposable {
  answer(request: IncomingMessage, response: ServerResponse): Promise<void>
}

const folder = fileURLToPath(new URL('..', import.meta.url))

/** Opens the pages, which `npm start` and `npm test` have built. */
export async function openPages(): Promise<OpenPages> {
  if (!existsSync(join(folder, '.next/BUILD_ID'))) throw new Error('the pages are not built: node tooling/pages.ts')
  const app = next({ dev: false, dir: folder, quiet: true })
  await app.prepare()
  const answer = app.getRequestHandler()
  return {
    answer: (request, response) => answer(request, response),
    [Symbol.asyncDispose]: () => app.close(),
  }
}
