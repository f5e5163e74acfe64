import { secretPutInput } from '@assay/schemas'
import { expect, it } from 'vitest'
import { z } from 'zod'
import { redact } from './redact.ts'

it('hides what the schema calls sensitive, however deep, and nothing else', () => {
  const { value } = secretPutInput.shape
  const schema = z.object({
    name: z.string(),
    plain: value,
    optional: value.optional(),
    list: z.array(z.object({ value })),
    record: z.record(z.string(), value),
    either: z.union([z.object({ a: value }), z.object({ b: z.string() })]),
    piped: z.string().pipe(value).nullable(),
  })
  const secret = 'sk-1'
  const input = {
    name: 'n',
    plain: secret,
    optional: secret,
    list: [{ value: secret }],
    record: { key: secret },
    either: { a: secret },
    piped: secret,
    unknown: 'kept',
  }
  const hidden = '(hidden)'
  expect(redact(schema, input)).toEqual({
    name: 'n',
    plain: hidden,
    optional: hidden,
    list: [{ value: hidden }],
    record: { key: hidden },
    either: { a: hidden },
    piped: hidden,
    unknown: 'kept',
  })
})

it('hides what fits none of its schemas', () => {
  expect(redact(z.union([z.number(), z.boolean()]), 'sk-1')).toBe('(hidden)')
})
