import { expect, it } from 'vitest'
import { refusal } from './refusal.ts'
import { resolverOf } from './resolver.ts'
import { client, serve } from './serve.ts'

// stands for a public address: a test has none
const allow = ['127.0.0.1']

it('connects to the very address that was checked: a name is not looked up twice for a call', async () => {
  const port = await serve((_, response) => response.end('reached'))
  const resolver = resolverOf(['127.0.0.1'], ['169.254.169.254'])
  const answer = await client({ allow, lookup: resolver.lookup })(`http://rebinds.example:${port}/`)
  expect(await answer.text()).toBe('reached')
  expect(resolver.asked).toBe(1)
})

it.each(['10.0.0.1', '::1', 'fd00::1', '::ffff:169.254.169.254', '64:ff9b::a00:1', 'fe80::1%lo'])(
  'refuses a name that was good and now leads to %s',
  async (address) => {
    const port = await serve((_, response) => response.writeHead(200, { connection: 'close' }).end())
    const { lookup } = resolverOf(['127.0.0.1'], [address])
    const call = client({ allow, lookup })
    await (await call(`http://rebinds.example:${port}/`)).text()
    expect(await refusal(call(`http://rebinds.example:${port}/`))).toMatch(/this machine itself|private or special/)
  },
)

it.each([
  ['first', ['10.0.0.1', '127.0.0.1']],
  ['last', ['127.0.0.1', '2606:4700::1', '10.0.0.1']],
])('refuses a name with one bad address among good ones, the %s, and reaches none', async (_, addresses) => {
  let reached = 0
  const port = await serve((_request, response) => {
    reached += 1
    response.end()
  })
  const { lookup } = resolverOf(addresses)
  await refusal(client({ allow, lookup })(`http://mixed.example:${port}/`))
  expect(reached).toBe(0)
})

it('lets a host that is listed by name be anywhere, and no other host', async () => {
  const port = await serve((_, response) => response.end('reached'))
  const { lookup } = resolverOf(['127.0.0.1'])
  const call = client({ allow: ['Inside.Example'], lookup })
  expect(await (await call(`http://inside.example:${port}/`)).text()).toBe('reached')
  await refusal(call(`http://outside.example:${port}/`))
  await refusal(call(`http://very.inside.example:${port}/`))
})

it('looks a name up whose only address is of IPv6', async () => {
  const { lookup } = resolverOf(['::1'])
  expect(await refusal(client({ lookup })('http://six.example/'))).toMatch(/this machine itself/)
})
