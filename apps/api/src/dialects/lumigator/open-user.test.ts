import { request } from 'node:http'
import { networkInterfaces } from 'node:os'
import { text } from 'node:stream/consumers'
import { type FastifyInstance, fastify } from 'fastify'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { readOpenly } from './open-user.ts'

const open_user = 'ada@example.org'
const open = JSON.stringify({ kind: 'open', email: open_user })
const addresses = Object.values(networkInterfaces()).flatMap((found) => found ?? [])
const outside = addresses.find(({ internal, family }) => !internal && family === 'IPv4')?.address

let app: FastifyInstance
let port: number

beforeAll(async () => {
  app = fastify()
  app.get('/', async (asked) => readOpenly(asked, open_user) ?? 'nobody')
  port = Number(new URL(await app.listen({ host: '0.0.0.0', port: 0 })).port)
})

afterAll(() => app.close())

/** What a caller is taken for who reaches the server at this address. */
async function taken(host: string, headers: Record<string, string>): Promise<string> {
  return new Promise((resolve, reject) => {
    const sent = request({ host, port, headers }, (answer) => text(answer).then(resolve, reject))
    sent.on('error', reject).end()
  })
}

it('takes a caller on loopback for the user, whichever name of loopback they call', async () => {
  for (const host of ['localhost', '127.0.0.1', '[::1]']) {
    expect(await taken('127.0.0.1', { host: `${host}:${port}` })).toBe(open)
  }
})

it('takes a caller on another network for nobody, as a container has one, whatever it says of itself', async ({
  skip,
}) => {
  skip(outside === undefined, 'this machine has no network but loopback')
  for (const host of ['localhost', '127.0.0.1', outside ?? '']) {
    expect(await taken(outside ?? '', { host: `${host}:${port}` })).toBe('nobody')
  }
})
