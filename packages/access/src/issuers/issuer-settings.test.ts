import { describe, expect, it } from 'vitest'
import { issuerList } from './issuer-settings.ts'

const lab = { id: 'lab', name: 'Lab', url: 'https://login.example.org/realms/lab', client_id: 'assay' }

function faults(...issuers: readonly object[]): string[] {
  const { error } = issuerList.safeParse(issuers)
  return (error?.issues ?? []).map(({ path, message }) => `${path.join('.')}: ${message}`)
}

describe('the list of issuers', () => {
  it('takes the least, and what is usual for the rest', () => {
    expect(issuerList.parse([lab])).toMatchObject([
      { ...lab, audience_claim: 'aud', provision: true, link_by_email: false, allow_http: false },
    ])
  })

  it.each<[object, RegExp]>([
    [{ ...lab, url: 'login.example.org' }, /^0\.url: must be the issuer as an address/],
    [{ ...lab, url: 'http://login.example.org' }, /^0\.url: must begin with https; set allow_http/],
    [{ ...lab, url: 'https://me:secret@login.example.org' }, /^0\.url: must hold neither credentials/],
    [{ ...lab, client_id: undefined }, /^0\.audience: is needed/],
    [
      { ...lab, client_id: undefined, audience: 'a', client_secret: 's' },
      /^0\.client_id: is needed with client_secret/,
    ],
    [{ ...lab, groups: { a: 'users' } }, /^0\.groups_claim: is needed with groups/],
    [{ ...lab, groups_claim: 'g', groups: { a: 'root' } }, /^0\.groups\.a: /],
    [{ ...lab, algorithms: ['HS256'] }, /^0\.algorithms\.0: must be a signature with a private key/],
    [{ ...lab, algorithms: ['none'] }, /^0\.algorithms\.0: must be/],
    [{ ...lab, algorithms: [] }, /^0\.algorithms: /],
    [{ ...lab, id: 'Lab 1' }, /^0\.id: must be 1 to 40/],
    [{ ...lab, clientId: 'x' }, /^0: Unrecognized key: "clientId"/],
  ])('says what is wrong with %j', (issuer, message) => {
    const [first] = faults(issuer)
    expect(first).toMatch(message)
  })

  it.each(['http://localhost:8080', 'http://127.0.0.1:8080', 'http://[::1]:8080'])('takes %s without TLS', (url) => {
    expect(faults({ ...lab, url })).toEqual([])
  })

  it('wants each issuer once', () => {
    expect(faults(lab, { ...lab, id: 'other', url: `${lab.url}/` })).toEqual(['1.url: is that of another issuer, too'])
    expect(faults(lab, { ...lab, url: 'https://other.example.org' })).toEqual(['1.id: is that of another issuer, too'])
  })
})
