import { expect, it } from 'vitest'
import { startApi } from '../test-api.ts'
import { startMockIssuer } from './mock-issuer.ts'

it('takes a token of an issuer on REST and tRPC, for what its groups may do', async () => {
  const { service, url: issuer } = await startMockIssuer()
  const settings = { id: 'lab', name: 'Lab', url: issuer, audience: 'assay', groups_claim: 'groups' }
  await using api = await startApi({ issuers: [settings] })
  const ask = async (url: string, claims: Readonly<Record<string, unknown>>) => {
    const scopesOrTransform = (_: object, payload: object) => {
      Object.assign(payload, { sub: 'ada', aud: 'assay', groups: ['users'] }, claims)
    }
    const token = await service.issuer.buildToken({ scopesOrTransform })
    return api.app.inject({ url, headers: { authorization: `Bearer ${token}` } })
  }
  const me = await ask('/api/v1/me', { name: 'Ada' })
  expect(me.json()).toMatchObject({ name: 'Ada', groups: ['users'] })
  const trpc = await ask('/trpc/session.whoami', {})
  expect(trpc.json()).toMatchObject({ result: { data: { id: me.json().id } } })
  expect((await ask('/api/v1/audit', {})).json()).toMatchObject({ code: 'FORBIDDEN' })
  expect((await ask('/api/v1/audit', { groups: ['admin'], iat: Math.floor(Date.now() / 1000) + 1 })).statusCode).toBe(
    200,
  )
  const expired = await ask('/api/v1/me', { exp: 1 })
  expect([expired.statusCode, expired.json().code]).toEqual([401, 'CREDENTIALS_INVALID'])
})

it('says that it cannot ask the issuer, where it cannot', async () => {
  const { service, url } = await startMockIssuer()
  await using api = await startApi({
    issuers: [{ id: 'lab', name: 'Lab', url, audience: 'assay' }],
    allow_loopback: false,
  })
  const token = await service.issuer.buildToken()
  const answer = await api.app.inject({ url: '/api/v1/me', headers: { authorization: `Bearer ${token}` } })
  expect([answer.statusCode, answer.headers['retry-after']]).toEqual([503, '5'])
  expect(answer.json().message).toBe('Assay cannot reach the identity provider Lab right now. Try again in 5 s.')
})
