import { once } from 'node:events'
import { request } from 'node:http'
import { text } from 'node:stream/consumers'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { type Platform, startPlatform, type TestUser } from '../../src/index.ts'
import { type Client, clientOf } from './client.ts'
import { applyStandIns } from './stand-ins.ts'

let platform: Platform
let owner: Client
let stranger: TestUser
let authorization: string
let ids: Record<'job' | 'module' | 'run_id', string>

const open_user = 'ada@example.org'
const map = 'WY_CO_Peach'
/** Of a request that may come from another machine. */
const elsewhere = { 'x-forwarded-for': '127.0.0.1' }

beforeAll(async () => {
  platform = await startPlatform({ open_user })
  await applyStandIns(platform)
  stranger = await platform.addUser()
  owner = clientOf(platform, platform.user)
  await platform.client.files.upload(new Blob(['the sheet']), `data/maps/${map}/${map}.tif`)
  const { run_id } = await owner.run({ job: 'job03', modules: ['legend_segment'] })
  authorization = `Basic ${Buffer.from(`mip:${platform.user.key}`).toString('base64')}`
  await platform.core.db
    .updateTable('users')
    .set({ email: open_user })
    .where('id', '=', platform.user.actor.user_id)
    .execute()
  ids = { job: 'job03', module: 'legend_segment', run_id }
})

afterAll(async () => platform[Symbol.asyncDispose]())

/** Every address of the dialect with the things of the owner, and what answers there. */
function routes(): { readonly method: string; readonly path: string }[] {
  const found = platform.routes.filter(({ url, procedure }) => url.startsWith('/mip') && procedure === 'router')
  return found.map(({ method, url }) => {
    const path = url
      .slice('/mip'.length)
      .replaceAll(/:(\w+)/g, (_, name: string) => Object.entries(ids).find(([known]) => known === name)?.[1] ?? '')
    return { method, path }
  })
}

describe('whoever asks', () => {
  it('finds what is theirs at every address', async () => {
    for (const { method, path } of routes().filter((route) => route.method === 'GET')) {
      expect([method, path, (await owner.get(path)).status]).toEqual([method, path, 200])
    }
  })

  it('finds nothing of others at any', async () => {
    const client = clientOf(platform, stranger)
    const named = routes().filter(({ method, path }) => method === 'GET' && path.includes('job03'))
    expect(named.length).toBeGreaterThan(8)
    for (const { path } of named.filter((route) => !/^\/modules\/job03\/?$/.test(route.path))) {
      expect([path, (await client.get(path)).status]).toEqual([path, 404])
    }
    expect((await client.get(`/runs/${ids.run_id}`)).status).toBe(404)
    for (const path of ['/modules/job03', '/jobs', '/runs', '/maps']) {
      expect([path, (await client.get(path)).json]).toEqual([path, []])
    }
    const asked = { job: 'job03', modules: ['legend_segment'], map, force_rerun: false, openai_key: '' }
    expect((await client.post('/runs', asked)).status).toBe(422)
  })

  it('is told to present a credential by HTTP Basic, at every address and whatever there is', async () => {
    const all = [...routes(), { method: 'GET', path: '/jobs/unheard_of' }]
    expect(all.length).toBeGreaterThan(30)
    for (const { method, path } of all) {
      const { status, asks } = await sendRaw(`/mip${path}`, { method, headers: elsewhere })
      expect([path, status, asks]).toEqual([path, 401, expect.stringContaining('Basic')])
    }
  })

  it('is the user of the setting where they present nothing, from this machine alone', async () => {
    expect(await sendRaw('/mip/jobs/', { headers: {} })).toMatchObject({ status: 200, body: '["job03"]' })
    const wrong = { authorization: `Basic ${Buffer.from('mip:mip').toString('base64')}` }
    for (const headers of [elsewhere, { origin: 'http://evil.example' }, wrong]) {
      expect((await sendRaw('/mip/jobs/', { headers })).status).toBe(401)
    }
  })

  it.each([
    '../secrets',
    '..%2f..%2fetc',
    '%2e%2e/%2e%2e',
    '%252e%252e/x',
    'job03/..',
    'job03/..%2fx',
    'job03/%2e%2e/x',
    '%00',
  ])('gets nowhere by %s', async (path) => {
    for (const place of ['modules', 'jobs', 'runs']) {
      for (const part of ['', '/outputs', '/legend_segment/outputs']) {
        const { status, body } = await sendRaw(`/mip/${place}/${path}${part}`, { headers: { authorization } })
        const isNowhere = [400, 404].includes(status) || (status === 200 && body === '[]')
        expect([place, path, part, status, isNowhere]).toEqual([place, path, part, status, true])
      }
    }
  })

  it('may read the description of the dialect without one', async () => {
    const { paths } = Object(await (await fetch(`${platform.url}/mip/openapi.json`)).json())
    expect(Object.keys(paths)).toEqual(expect.arrayContaining(['/runs/', '/jobs/{job}', '/maps/']))
  })
})

interface Sent {
  readonly method?: string
  readonly headers: Record<string, string>
}

/** By a client that neither mends addresses nor is a page. */
async function sendRaw(path: string, { method = 'GET', headers }: Sent) {
  const { hostname, port } = new URL(platform.url)
  const [answer] = await once(request({ hostname, port, path, method, headers }).end(), 'response')
  const { statusCode: status, headers: said } = received.parse(answer)
  return { status, asks: said['www-authenticate'], body: await text(answer) }
}

const received = z.object({ statusCode: z.number(), headers: z.record(z.string(), z.unknown()) })
