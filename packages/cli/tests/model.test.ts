import { expect, test } from 'vitest'
import { startModelEndpoint, startPlatform } from '../../testing/src/index.ts'
import { createMachine } from './assay.ts'

test('an entry is put, listed, asked and removed', async () => {
  await using endpoint = await startModelEndpoint(({ prompt }) => `${prompt}, whole`)
  await using platform = await startPlatform({ worker: false })
  await using machine = await createMachine({ ASSAY_URL: platform.url, ASSAY_API_KEY: platform.user.key })
  const { assay } = machine
  const put = ['models', 'put', 'acme/small', `llama@${endpoint.base_url}`, '--tasks', 'summarization']
  expect((await assay([...put, '--price', '1/2'])).stdout).toBe('Put acme/small.\n')
  expect((await assay(['models', 'put', 'small', '--alias-of', 'acme/small'])).exitCode).toBe(0)
  const listed = await assay(['models', 'list', '--origin', 'own', '--task', 'summarization'])
  expect(listed.stdout).toMatch(/acme\/small.*\n.*small .*→ acme\/small/)
  const asked = await assay(['ask', 'small', 'Hello'])
  expect(asked.stdout).toBe('Hello, whole\n')
  expect(asked.stderr).toMatch(/^10 \+ 5 tokens, cost 0\.00002, [\d.]+ s\n$/)
  const json = await assay(['ask', 'small', 'Hello', '--json'])
  expect(JSON.parse(json.stdout)).toMatchObject({ output: 'Hello, whole', entry: { pointed_at: ['acme/small'] } })
  expect((await assay(['models', 'remove', 'small'])).stdout).toBe('Removed small.\n')
  const nothing = await assay(['models', 'put', 'empty'])
  expect([nothing.exitCode, nothing.stderr]).toEqual([2, expect.stringContaining('--alias-of')])
}, 60_000)
