import { parse } from '../error.ts'
import { body, text } from '../lax.ts'
import type { AddRoute } from '../routes.ts'

const hello = body({ greeting: text, name: text })

export function addGreetingRoutes(add: AddRoute): void {
  add('GET', '/', async () => 'Hello, mipper.')
  add('POST', '/', async ({ request }) => {
    const { greeting, name } = parse(hello, request.body, 'body')
    return { greeting: greeting.toUpperCase(), name: name.toUpperCase() }
  })
}
