import { once } from 'node:events'
import { createServer } from 'node:http'
import { connect } from 'node:net'
import { describe, expect, it, onTestFinished } from 'vitest'
import { refusal } from './refusal.ts'
import { resolverOf } from './resolver.ts'
import { client, serve } from './serve.ts'

/** A proxy on loopback: it forwards everything to `port`, and keeps what it was asked for. */
async function startProxy(port: number, status = 200) {
  const asked: string[] = []
  const keys: (string | undefined)[] = []
  const server = createServer((request, response) => {
    asked.push(request.url ?? '')
    keys.push(request.headers['proxy-authorization'])
    response.end(`through the proxy: ${request.headers.host}`)
  })
  server.on('connect', (request, socket) => {
    asked.push(request.url ?? '')
    if (status !== 200) {
      socket.end(`HTTP/1.1 ${status} No\r\n\r\n`)
      return
    }
    const onward = connect(port, '127.0.0.1')
    socket.write('HTTP/1.1 200 OK\r\n\r\n')
    socket.pipe(onward).pipe(socket)
    for (const each of [socket, onward]) each.on('error', () => each.destroy())
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  onTestFinished(() => {
    server.closeAllConnections()
    server.close()
  })
  const address = server.address()
  const host = `127.0.0.1:${typeof address === 'object' ? address?.port : ''}`
  const through = (except: string[] = [], auth = '') => {
    const url = `http://${auth}${host}`
    return { http: url, https: url, except }
  }
  return { asked, keys, through }
}

const publicly = resolverOf(['8.8.8.8'])
const unknown: typeof publicly.lookup = (host, _options, callback) =>
  callback(Object.assign(new Error(`unknown ${host}`), { code: 'ENOTFOUND' }), [])

describe('a call through a proxy', () => {
  it('reaches a name that only the proxy knows', async () => {
    const proxy = await startProxy(0)
    const answer = await client({ proxy: proxy.through(), lookup: unknown })('http://models.lab/v1')
    expect(await answer.text()).toBe('through the proxy: models.lab')
    expect(proxy.asked).toEqual(['http://models.lab/v1'])
  })

  it('asks for a tunnel where it speaks TLS', async () => {
    const proxy = await startProxy(0, 403)
    const call = client({ proxy: proxy.through(), lookup: unknown })('https://models.lab/v1')
    await expect(call).rejects.toMatchObject({ cause: { cause: { message: expect.stringContaining('403') } } })
    expect(proxy.asked).toEqual(['models.lab:443'])
  })

  it('shows the proxy who it is', async () => {
    const proxy = await startProxy(0)
    await client({ proxy: proxy.through([], 'ada:pass%20word@'), lookup: unknown })('http://models.lab/')
    expect(proxy.keys).toEqual([`Basic ${Buffer.from('ada:pass word').toString('base64')}`])
  })

  it('goes directly to this machine, and to hosts that are excepted', async () => {
    const port = await serve((_, response) => response.end('directly'))
    const proxy = await startProxy(port)
    const direct = { allow_loopback: true, lookup: resolverOf(['127.0.0.1']).lookup }
    for (const host of ['127.0.0.1', 'models.lab', 'deep.models.lab']) {
      const answer = await client({ ...direct, proxy: proxy.through(['models.lab']) })(`http://${host}:${port}/`)
      expect(await answer.text()).toBe('directly')
    }
    expect(proxy.asked).toEqual([])
  })

  it.each([
    ['an address', 'http://10.0.0.1/', publicly.lookup],
    ['the address of a machine in a cloud', 'http://169.254.169.254/latest', publicly.lookup],
    ['this machine', 'http://[::1]:3210/', publicly.lookup],
    ['a name of this machine', 'http://metadata.lab/', resolverOf(['127.0.0.1']).lookup],
    ['a name with one private address', 'https://metadata.lab/', resolverOf(['8.8.8.8', '10.0.0.1']).lookup],
  ])('is refused as without one: %s', async (_, url, lookup) => {
    const proxy = await startProxy(0)
    expect(await refusal(client({ proxy: proxy.through(), lookup })(url))).toMatch(/this machine|private or special/)
    expect(proxy.asked).toEqual([])
  })

  it('may go where the operator allows it', async () => {
    const proxy = await startProxy(0)
    const call = client({ proxy: proxy.through(), allow: ['models.lab'], lookup: resolverOf(['10.0.0.1']).lookup })
    expect(await (await call('http://models.lab/')).text()).toMatch(/through the proxy/)
  })
})
