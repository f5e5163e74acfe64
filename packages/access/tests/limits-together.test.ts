import { createTestDatabase } from '@assay/db/testing'
import { DomainError } from '@assay/schemas'
import { expect, it } from 'vitest'
import { inDatabase } from '../src/limits/counts.ts'
import { createLimits } from '../src/limits/limits.ts'

const address = '192.0.2.1'
const email = 'ada@example.org'
const wrong = async () => {
  throw new DomainError('CREDENTIALS_INVALID', {})
}
const right = async () => 'a user'
const codeOf = (error: unknown) => (DomainError.is(error) ? error.code : error)

it('lets processes count together what was wrong, and only that', async () => {
  await using database = await createTestDatabase()
  const processes = [createLimits({}, inDatabase(database.db)), createLimits({}, inDatabase(database.db))]
  const guess = (index: number, check: () => Promise<unknown>) =>
    processes[index % 2]?.password({ email, address }, check).catch(codeOf)
  expect(await guess(0, right)).toBe('a user')
  const codes = await Promise.all(Array.from({ length: 30 }, (_, index) => guess(index, wrong)))
  expect(codes.filter((code) => code === 'CREDENTIALS_INVALID')).toHaveLength(10)
  await expect(processes[1]?.password({ email, address }, right)).rejects.toMatchObject({
    code: 'LIMIT_REACHED',
    data: { retry_after_seconds: expect.closeTo(300, -1) },
  })
})

it('counts a wrong token once a minute, whichever process it is presented to', async () => {
  await using database = await createTestDatabase()
  const processes = [createLimits({}, inDatabase(database.db)), createLimits({}, inDatabase(database.db))]
  const show = (index: number, name: string) => processes[index % 2]?.token({ name, address }, wrong).catch(codeOf)
  for (let index = 0; index < 10; index += 1) await show(index, 'a forgotten script')
  const others = Array.from({ length: 99 }, (_, index) => index)
  for (const index of others) expect(await show(index, `token ${index}`)).toBe('CREDENTIALS_INVALID')
  expect(await show(0, 'one more')).toBe('LIMIT_REACHED')
  expect(await show(1, 'one more')).toBe('LIMIT_REACHED')
})
