import { readFile } from 'node:fs/promises'
import type { FastifyInstance } from 'fastify'

const files = [
  { url: '/sign-in', file: 'page.html', type: 'text/html; charset=utf-8' },
  { url: '/sign-in/page.css', file: 'page.css', type: 'text/css; charset=utf-8' },
  { url: '/sign-in/page.js', file: 'page.js', type: 'text/javascript; charset=utf-8' },
]

/** /sign-in: the page that redeems the one-time link of the first start. */
export async function addSignInRoutes(app: FastifyInstance): Promise<void> {
  for (const { url, file, type } of files) {
    const content = await readFile(new URL(`./sign-in/${file}`, import.meta.url))
    app.get(url, { config: { procedure: 'sign_in.page' } }, async (_request, reply) =>
      reply.header('cache-control', 'no-cache').type(type).send(content),
    )
  }
}
