import { parse, saying } from '../error.ts'
import { body, text, textOf } from '../lax.ts'
import type { AddRoute, Asked } from '../routes.ts'

const ref = body({ secret_name: textOf(1, 100) })
const given = body({ value: textOf(1, 1024), description: text })

export function addSecretRoutes(add: AddRoute): void {
  add('GET', '/api/v1/settings/secrets/', async ({ platform, request }) => {
    const { items } = await platform.call(request, 'secrets.list')
    return items.slice(0, 100).map(({ name, description }) => ({ name, description }))
  })
  add('PUT', '/api/v1/settings/secrets/:secret_name', async (asked) => {
    const { platform, request, reply } = asked
    const name = nameOf(asked)
    const { value, description } = parse(given, request.body, 'body')
    const isKnown = await hasSecret(asked, name)
    await platform.call(request, 'secrets.put', { name, value, description: description.slice(0, 1_000) })
    reply.code(isKnown ? 204 : 201)
    return isKnown ? undefined : reply.type('application/json').send('null')
  })
  add('DELETE', '/api/v1/settings/secrets/:secret_name', async (asked) => {
    const { platform, request, reply } = asked
    const name = nameOf(asked)
    if (await hasSecret(asked, name)) await saying(platform.call(request, 'secrets.delete', { name }), {})
    reply.code(204)
  })
}

function nameOf({ request }: Asked): string {
  return parse(ref, request.params, 'path').secret_name.toLowerCase()
}

/** Whether the caller has stored a secret under this name, which is in small letters here. */
export async function hasSecret({ platform, request }: Asked, name: string): Promise<boolean> {
  const { items } = await platform.call(request, 'secrets.list')
  return items.some((secret) => secret.name === name.toLowerCase())
}
