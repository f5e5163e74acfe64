import { describe, expect, it } from 'vitest'
import { modelChoice } from './model.ts'

const endpoint = { provider: 'openai-compatible', model: 'm', base_url: 'https://models.example.org/v1' }

function issuesOf(choice: unknown) {
  return modelChoice.safeParse(choice).error?.issues.map(({ path, message }) => ({ path, message }))
}

describe('a model', () => {
  it.each([{ model: 'm' }, { provider: 'nobody', model: 'm' }, 5])(
    'that is %j is told which providers there are',
    (choice) => {
      expect(issuesOf(choice)).toEqual([
        { path: [], message: expect.stringMatching(/"baseline", "openai-compatible", "openai", .*"local", "dataset"/) },
      ])
    },
  )

  it.each(['../secrets', '/etc', 'a//b', '.hidden', 'a/..', 'a\\b', ''])('has no local files at %j', (model) => {
    expect(issuesOf({ provider: 'local', model })).toMatchObject([{ path: ['model'] }])
  })

  it('is told which of its fields is wrong', () => {
    expect(issuesOf({ ...endpoint, temperature: 9 })).toMatchObject([{ path: ['temperature'] }])
  })

  it('may be asked without a temperature and a limit', () => {
    const bare = { ...endpoint, temperature: null, max_output_tokens: null }
    expect(modelChoice.parse(bare)).toEqual({ ...bare, timeout_seconds: 120 })
  })
})
