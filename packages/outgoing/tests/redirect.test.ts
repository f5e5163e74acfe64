import type { RequestListener } from 'node:http'
import { expect, it } from 'vitest'
import { refusal } from './refusal.ts'
import { resolverOf } from './resolver.ts'
import { client, serve } from './serve.ts'

const personal = { authorization: 'Bearer secret', cookie: 'a=b', 'x-api-key': 'secret', accept: 'text/plain' }
const resumed = { range: 'bytes=7-', 'if-range': '"one"' }

function to(location: string, status = 302): RequestListener {
  return (_, response) => response.writeHead(status, { location }).end()
}

/** Tells what it was asked. */
const echo: RequestListener = async (request, response) => {
  const chunks = await request.toArray()
  const { method, headers } = request
  response.end(JSON.stringify({ method, headers, body: Buffer.concat(chunks).toString() }))
}

it.each([
  'http://169.254.169.254/latest/meta-data',
  'http://[::1]/',
  'http://0xa.1/',
  'http://me:secret@127.0.0.1/',
  'file:///etc/passwd',
  'http://inside.example/',
])('is not followed to %s', async (location) => {
  const port = await serve(to(location))
  const { lookup } = resolverOf(['10.0.0.1'])
  await refusal(client({ allow: ['127.0.0.1'], lookup })(`http://127.0.0.1:${port}/`))
})

it.each([
  [301, 'POST', 'GET', ''],
  [302, 'POST', 'GET', ''],
  [303, 'PUT', 'GET', ''],
  [302, 'PUT', 'PUT', 'hello'],
  [307, 'POST', 'POST', 'hello'],
  [308, 'POST', 'POST', 'hello'],
])('with %i turns %s into %s', async (status, method, expected, body) => {
  const port = await serve((request, response) =>
    request.url === '/' ? to('/next', status)(request, response) : echo(request, response),
  )
  const answer = await client({ allow_loopback: true })(`http://127.0.0.1:${port}/`, { method, body: 'hello' })
  expect(await answer.json()).toMatchObject({ method: expected, body })
})

async function toldAfter(location: string, port: number): Promise<unknown> {
  const first = location.startsWith('/') ? port : await serve(to(location))
  const answer = await client({ allow_loopback: true })(`http://127.0.0.1:${first}/`, {
    headers: { ...personal, ...resumed },
  })
  return answer.json()
}

it('keeps the credentials within an origin, and tells another one nothing personal', async () => {
  const port = await serve((request, response) =>
    request.url === '/' ? to('/next')(request, response) : echo(request, response),
  )
  expect(await toldAfter('/next', port)).toMatchObject({ headers: personal })
  const elsewhere = await toldAfter(`http://127.0.0.1:${port}/next`, port)
  expect(elsewhere).toMatchObject({ headers: { accept: 'text/plain', ...resumed } })
  for (const name of ['authorization', 'cookie', 'x-api-key']) expect(elsewhere).not.toHaveProperty(['headers', name])
})

it('is followed five times, unless told otherwise', async () => {
  const port = await serve((request, response) => {
    const left = Number(request.url?.slice(1))
    if (left === 0) response.end('there')
    else to(`/${left - 1}`)(request, response)
  })
  const address = `http://127.0.0.1:${port}`
  const call = client({ allow_loopback: true })
  expect(await (await call(`${address}/5`)).text()).toBe('there')
  expect(await refusal(call(`${address}/6`))).toMatch(/too often/)
  expect(await refusal(call(`${address}/1`, { redirect: 'error' }))).toMatch(/Name the address/)
  expect(await refusal(client({ allow_loopback: true, max_redirects: 0 })(`${address}/1`))).toMatch(/Name the address/)
  expect((await call(`${address}/1`, { redirect: 'manual' })).status).toBe(302)
})

it('is told in the answer, by the address that it has led to', async () => {
  const port = await serve((request, response) =>
    request.url === '/' ? to('/next?a=1')(request, response) : echo(request, response),
  )
  const answer = await client({ allow_loopback: true })(`http://127.0.0.1:${port}/`)
  expect(answer.url).toBe(`http://127.0.0.1:${port}/next?a=1`)
})
