import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { inputReader } from './request-input.ts'

const schema = z.object({
  thing_id: z.string(),
  limit: z.number().int().default(50),
  ratio: z.number().nullable().optional(),
  deep: z.boolean().default(false),
  name: z.string().optional(),
})

const request = (facts: { params?: object; query?: object; body?: unknown }) => ({
  params: {},
  query: {},
  body: undefined,
  ...facts,
})

describe(inputReader, () => {
  it('makes numbers and booleans of the query where the schema wants them', () => {
    const read = inputReader(schema, 'GET')
    const query = { limit: '7', ratio: '0.5', deep: 'true', name: '12' }
    expect(read(request({ params: { thing_id: 'a' }, query }))).toEqual({
      thing_id: 'a',
      limit: 7,
      ratio: 0.5,
      deep: true,
      name: '12',
    })
  })

  it('leaves text that is no number or boolean for the schema to refuse', () => {
    const read = inputReader(schema, 'GET')
    expect(read(request({ query: { limit: 'many', deep: 'yes' } }))).toEqual({ limit: 'many', deep: 'yes' })
    expect(read(request({ query: { limit: '' } }))).toEqual({ limit: '' })
  })

  it('reads the body as it is, and lets the path win over it', () => {
    const read = inputReader(schema, 'POST')
    const body = { thing_id: 'of the body', limit: '7' }
    expect(read(request({ params: { thing_id: 'a' }, body }))).toEqual({ thing_id: 'a', limit: '7' })
  })

  it('refuses a body that is no object', () => {
    const read = inputReader(schema, 'POST')
    for (const body of [[], 'text', 3]) expect(() => read(request({ body }))).toThrow('must be a JSON object')
  })

  it('reads nothing where nothing is wanted', () => {
    expect(inputReader(undefined, 'GET')(request({ query: { limit: '7' } }))).toBeUndefined()
  })
})
