import { createPublicKey } from 'node:crypto'
import { type JWK, SignJWT } from 'jose'
import { describe, expect, it, vi } from 'vitest'
import { createApiKey } from '../../src/credential/api-key.ts'
import { type MockIssuer, startIssuer } from './mock-issuer.ts'
import { trust } from './trusting-core.ts'

const now = () => Math.floor(Date.now() / 1000)

function publicKeyOf({ server }: MockIssuer): JWK {
  const [key] = server.issuer.keys.toJSON()
  if (!key) throw new Error('there is no key')
  return key
}

/** A token of which anybody could make the signature, as its key is public. */
async function signWithPublicKey(issuer: MockIssuer, secret: Buffer): Promise<string> {
  return new SignJWT({ sub: 'ada', aud: 'assay', iss: issuer.url })
    .setProtectedHeader({ alg: 'HS256', kid: 'first' })
    .setExpirationTime('1h')
    .sign(secret)
}

function encode(value: object): string {
  return Buffer.from(JSON.stringify(value)).toString('base64url')
}

describe('a token of an issuer', () => {
  it.each(['RS256', 'PS256', 'ES256', 'EdDSA'])(
    'signed by %s makes an account at first, and is its user from then on',
    async (alg) => {
      const issuer = await startIssuer({ alg })
      await using lab = await trust({ url: issuer.url })
      const claims = { email: 'Ada@Example.org', email_verified: true, name: 'Ada' }
      const [one, two] = await Promise.all([
        lab.actorOf(await issuer.token({ claims })),
        lab.actorOf(await issuer.token({ claims: { ...claims, jti: 'two' } })),
      ])
      expect(one).toEqual({
        user_id: two.user_id,
        email: 'ada@example.org',
        groups: ['users'],
        credential: { kind: 'token', id: issuer.url },
        until: expect.any(Number),
      })
      const users = await lab.core.db.selectFrom('users').selectAll().where('is_builtin', '=', false).execute()
      expect(users).toMatchObject([{ id: one.user_id, name: 'Ada', password_hash: null }])
      const audit = await lab.core.db.selectFrom('audit_entries').selectAll().execute()
      expect(audit).toMatchObject([{ actor_id: one.user_id, procedure: 'identities.provision' }])
    },
  )

  it('may end so late that no calendar has the day', async () => {
    const issuer = await startIssuer()
    await using lab = await trust({ url: issuer.url })
    const actor = await lab.actorOf(await issuer.token({ claims: { exp: 1e300 } }))
    const { expires_at } = await createApiKey(lab.core, actor, { name: 'x', scopes: ['read'] })
    expect(expires_at).toBe('2999-01-01T00:00:00.000Z')
  })

  it('opens the same account whatever the person is called there', async () => {
    const issuer = await startIssuer()
    await using lab = await trust({ url: issuer.url })
    const { user_id, email } = await lab.actorOf(await issuer.token())
    expect(email).toMatch(/^[0-9a-f]{20}@issuer-0\.invalid$/)
    const later = await issuer.token({ claims: { email: 'ada@new.example.org', email_verified: true } })
    expect(await lab.actorOf(later)).toMatchObject({ user_id, email })
  })

  it.each<[string, (issuer: MockIssuer) => Promise<string>]>([
    ['has expired', (issuer) => issuer.token({ claims: { exp: now() - 60 } })],
    ['counts only later', (issuer) => issuer.token({ claims: { nbf: now() + 60 } })],
    ['never expires', (issuer) => issuer.token({ claims: { exp: undefined } })],
    ['is about nobody', (issuer) => issuer.token({ claims: { sub: undefined } })],
    ['is about several', (issuer) => issuer.token({ claims: { sub: ['ada', 'eve'] } })],
    ['is about a number', (issuer) => issuer.token({ claims: { sub: 7 } })],
    ['is about somebody with a very long name', (issuer) => issuer.token({ claims: { sub: 'a'.repeat(1001) } })],
    ['is about what cannot be kept', (issuer) => issuer.token({ claims: { sub: 'ada\0' } })],
    ['is about half a character', (issuer) => issuer.token({ claims: { sub: 'ada\ud800' } })],
    ['is for others', (issuer) => issuer.token({ claims: { aud: ['others', 'assay-2'] } })],
    ['is for nobody', (issuer) => issuer.token({ claims: { aud: undefined } })],
    ['is of another issuer', (issuer) => issuer.token({ claims: { iss: 'https://elsewhere.example' } })],
    ['is of no issuer', (issuer) => issuer.token({ claims: { iss: undefined } })],
    ['says something else', (issuer) => issuer.token({ header: { typ: 'logout+jwt' } })],
    ['has an unknown key', (issuer) => issuer.token({ header: { kid: 'unknown' } })],
    ['was changed', async (issuer) => changed(await issuer.token(), issuer)],
    ['is unsigned', async (issuer) => unsigned(await issuer.token(), 'none')],
    ['is unsigned, in other letters', async (issuer) => unsigned(await issuer.token(), 'nOnE')],
    ['is signed with the public key', async (issuer) => signWithPublicKey(issuer, pem(issuer))],
    ['is signed with the public modulus', async (issuer) => signWithPublicKey(issuer, modulus(issuer))],
    ['is no token', async () => 'a.b.c'],
  ])('is refused when it %s', async (_, make) => {
    const issuer = await startIssuer()
    await using lab = await trust({ url: issuer.url })
    expect(await lab.refusalOf(await make(issuer))).toBe('CREDENTIALS_INVALID')
    expect(await lab.refusalOf(await issuer.token())).toBe('none')
  })

  function changed(token: string, { url }: MockIssuer): string {
    const [header, , signature] = token.split('.')
    return `${header}.${encode({ iss: url, sub: 'root', aud: 'assay', exp: now() + 60 })}.${signature}`
  }

  function unsigned(token: string, alg: string): string {
    return `${encode({ alg, typ: 'JWT' })}.${token.split('.')[1]}.`
  }

  function pem(issuer: MockIssuer): Buffer {
    const key = createPublicKey({ key: { ...publicKeyOf(issuer) }, format: 'jwk' })
    return Buffer.from(key.export({ type: 'spki', format: 'pem' }))
  }

  function modulus(issuer: MockIssuer): Buffer {
    return Buffer.from(publicKeyOf(issuer).n ?? '', 'base64url')
  }

  it('is refused when it bears the name of one trusted issuer and the signature of another', async () => {
    const [one, other] = [await startIssuer(), await startIssuer()]
    await using lab = await trust([{ url: one.url }, { url: other.url }])
    expect(await lab.refusalOf(await other.token({ claims: { iss: one.url } }))).toBe('CREDENTIALS_INVALID')
    const [ada, namesake] = [await lab.actorOf(await one.token()), await lab.actorOf(await other.token())]
    expect(ada.user_id).not.toBe(namesake.user_id)
  })

  it('is refused when its algorithm is not one of those that are set', async () => {
    const issuer = await startIssuer({ alg: 'ES256' })
    await using lab = await trust({ url: issuer.url, algorithms: ['RS256'] })
    expect(await lab.refusalOf(await issuer.token())).toBe('CREDENTIALS_INVALID')
  })

  it('may say for whom it is in another claim', async () => {
    const issuer = await startIssuer()
    await using lab = await trust({ url: issuer.url, audience: ['spa', 'cli'], audience_claim: 'client_id' })
    expect(await lab.refusalOf(await issuer.token({ claims: { aud: undefined, client_id: 'cli' } }))).toBe('none')
    expect(await lab.refusalOf(await issuer.token({ claims: { aud: 'cli', client_id: 'x' } }))).toBe(
      'CREDENTIALS_INVALID',
    )
  })

  it('is remembered no longer than it counts', async () => {
    const issuer = await startIssuer()
    await using lab = await trust({ url: issuer.url })
    const token = await issuer.token({ claims: { exp: now() + 5 } })
    expect(await lab.refusalOf(token)).toBe('none')
    vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + 36_000 })
    try {
      expect(await lab.refusalOf(token)).toBe('CREDENTIALS_INVALID')
    } finally {
      vi.useRealTimers()
    }
  })
})

describe('the keys of an issuer', () => {
  it('may be replaced: the new one counts at once, and the old one no more', async () => {
    const before = await startIssuer({ kid: 'old' })
    await using lab = await trust({ url: before.url }, { pace: { unknown_key_ms: 0 } })
    const [first, second] = [await before.token(), await before.token({ claims: { jti: 'second' } })]
    expect(await lab.refusalOf(first)).toBe('none')
    await before.stop()
    const after = await startIssuer({ kid: 'new', port: before.port })
    expect(await lab.refusalOf(await after.token())).toBe('none')
    expect(await lab.refusalOf(second)).toBe('CREDENTIALS_INVALID')
  })

  it('are not asked for again and again by tokens with unknown ones', async () => {
    const issuer = await startIssuer()
    let asked = 0
    issuer.server.service.addRoute('GET', '/keys', (_request, response) => {
      asked += 1
      response
        .setHeader('content-type', 'application/json')
        .end(JSON.stringify({ keys: issuer.server.issuer.keys.toJSON() }))
    })
    issuer.server.service.on('beforeWellKnownOpenIdConfiguration', ({ body }) => {
      body.jwks_uri = `${issuer.url}/keys`
    })
    await using lab = await trust({ url: issuer.url })
    for (const kid of ['a', 'b', 'c']) await lab.refusalOf(await issuer.token({ header: { kid } }))
    expect(asked).toBe(1)
  })

  it('go on counting while the issuer is away; what they do not tell is not the fault of the token', async () => {
    const issuer = await startIssuer()
    const pace = { metadata_ms: 0, keys_ms: 0, unknown_key_ms: 0, pause_ms: 0 }
    await using lab = await trust({ url: issuer.url }, { pace })
    expect(await lab.refusalOf(await issuer.token())).toBe('none')
    await issuer.stop()
    for (const jti of ['one', 'two']) expect(await lab.refusalOf(await issuer.token({ claims: { jti } }))).toBe('none')
    expect(await lab.refusalOf(await issuer.token({ header: { kid: 'unknown' } }))).toBe('UNAVAILABLE')
    expect(await lab.refusalOf(await issuer.token({ claims: { exp: now() - 60 } }))).toBe('CREDENTIALS_INVALID')
  })

  it('are found once the issuer is there', async () => {
    const away = await startIssuer()
    await away.stop()
    await using lab = await trust({ url: away.url }, { pace: { pause_ms: 0 } })
    const token = await away.token()
    expect(await lab.refusalOf(token)).toBe('UNAVAILABLE')
    const back = await startIssuer({ port: away.port })
    expect(await lab.refusalOf(token)).toBe('CREDENTIALS_INVALID')
    expect(await lab.refusalOf(await back.token())).toBe('none')
  })

  it('are fetched from nowhere that outgoing calls may not reach', async () => {
    const issuer = await startIssuer()
    let asked = 0
    issuer.server.service.on('beforeWellKnownOpenIdConfiguration', () => {
      asked += 1
    })
    const token = await issuer.token()
    await using strict = await trust({ url: issuer.url }, { outgoing: { allow_loopback: false } })
    expect(await strict.refusalOf(token)).toBe('UNAVAILABLE')
    expect(asked).toBe(0)
    await using lax = await trust({ url: issuer.url }, { outgoing: { allow_loopback: false, allow: ['127.0.0.1/32'] } })
    expect(await lax.refusalOf(token)).toBe('none')
  })

  it.each(['http://169.254.169.254/keys', 'http://[fd00::1]/keys', 'file:///etc/passwd'])(
    'are not fetched from %s, although the issuer says so',
    async (jwks_uri) => {
      const issuer = await startIssuer()
      issuer.server.service.on('beforeWellKnownOpenIdConfiguration', ({ body }) => {
        body.jwks_uri = jwks_uri
      })
      await using lab = await trust({ url: issuer.url })
      expect(await lab.refusalOf(await issuer.token())).toBe('UNAVAILABLE')
    },
  )

  it('do not count of an issuer that calls itself something else', async () => {
    const issuer = await startIssuer()
    issuer.server.service.on('beforeWellKnownOpenIdConfiguration', ({ body }) => {
      body.issuer = 'https://elsewhere.example'
    })
    await using lab = await trust({ url: issuer.url })
    expect(await lab.refusalOf(await issuer.token())).toBe('UNAVAILABLE')
  })
})
