import { expect, it } from 'vitest'
import { issuerList } from './issuer-settings.ts'
import { readPerson } from './person.ts'

const lab = { id: 'lab', name: 'Lab', url: 'https://login.example.org/realms/lab', client_id: 'assay' }

it.each([
  [{ name: 'Ada\u202e Lovelace\n' }, 'Ada Lovelace'],
  [{ name: '\u2066 \u2069', preferred_username: 'ada' }, 'ada'],
  [{ name: ' ' }, 's'],
  [{ name: 'Ada\ud800' }, 'Ada\ufffd'],
])('calls somebody as they could have called themselves: %j', (claims, name) => {
  const people = issuerList.parse([lab]).map((settings) => readPerson({ iss: lab.url, sub: 's', ...claims }, settings))
  expect(people).toMatchObject([{ name }])
})
