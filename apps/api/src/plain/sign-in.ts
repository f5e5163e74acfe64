import { readdir, readFile } from 'node:fs/promises'
import type { FastifyInstance } from 'fastify'
import { protectPages } from '../protection.ts'

const folder = new URL('./sign-in/', import.meta.url)
const types = new Map([
  ['html', 'text/html; charset=utf-8'],
  ['css', 'text/css; charset=utf-8'],
  ['js', 'text/javascript; charset=utf-8'],
])

/** /sign-in: the pages for signing in and up, for links from mails, and for one's own keys and browsers. */
export async function addSignInRoutes(app: FastifyInstance): Promise<void> {
  await app.register(async (scope) => {
    await protectPages(scope, { written_by: 'us' })
    await addPages(scope)
  })
}

async function addPages(app: FastifyInstance): Promise<void> {
  for (const file of await readdir(folder)) {
    const type = types.get(file.split('.').at(-1) ?? '')
    // files that systems and editors leave in folders
    if (type === undefined) continue
    const content = await readFile(new URL(file, folder))
    const url = file === 'page.html' ? '/sign-in' : `/sign-in/${file}`
    app.get(url, { config: { procedure: 'sign_in.page' } }, async (_request, reply) =>
      reply.header('cache-control', 'no-cache').type(type).send(content),
    )
  }
}
