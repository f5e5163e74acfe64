import { evaluateInput, shareCreateInput } from '@assay/schemas'
import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { unknownFields } from './unknown-fields.ts'

const found = (schema: z.ZodType, value: unknown) => unknownFields(schema, value).map(({ path }) => path)

describe(unknownFields, () => {
  it('names each by its full path, with what resembles it', () => {
    const endpoint = { provider: 'openai-compatible', model: 'm', base_url: 'http://m', temprature: 1, stop: ['x'] }
    const issues = unknownFields(evaluateInput, { model: 'lead-3', models: ['lead-3', endpoint] })
    expect(issues).toEqual([
      { path: 'model', message: expect.stringContaining('did you mean models') },
      { path: 'models.1.temprature', message: 'is no field here; did you mean temperature?' },
      { path: 'models.1.stop', message: expect.stringMatching(/^is no field here; /) },
    ])
  })

  it('looks into lists, records, tuples, choices and whatever is optional', () => {
    const thing = z.object({ a: z.string() })
    const schema = z.object({
      list: z.array(thing).optional(),
      record: z.record(z.string(), thing).nullable(),
      pair: z.tuple([thing, thing]),
      either: z.union([z.string(), z.object({ b: z.number() }), thing]),
      piped: thing.transform(({ a }) => a).default('x'),
      read: thing.readonly(),
    })
    const bad = { a: '', z: 1 }
    const value = { list: [bad], record: { k: bad }, pair: [{ a: '' }, bad], either: bad, piped: bad, read: bad }
    expect(found(schema, value)).toEqual(['list.0.z', 'record.k.z', 'pair.1.z', 'either.z', 'piped.z', 'read.z'])
  })

  it('lets anything pass where anything may come', () => {
    const schema = z.object({ json: z.json(), record: z.record(z.string(), z.json()), open: z.looseObject({}) })
    const any = { x: { y: [{ z: 1 }] } }
    expect(found(schema, { json: any, record: any, open: any })).toEqual([])
  })

  it('knows the one of several schemas that is meant by its fields', () => {
    expect(found(shareCreateInput, { run_id: 'x', with: { email: 'a@b.c', usr: 1 } })).toEqual(['with.usr'])
  })

  it.each(['__proto__', 'constructor', 'toString', 'hasOwnProperty'])('knows no field called "%s"', (name) => {
    expect(found(z.object({ a: z.string() }), JSON.parse(`{"a":"","${name}":1}`))).toEqual([name])
  })
})
