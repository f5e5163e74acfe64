import {
  createRegistry,
  type Json,
  jsonSchema,
  lastNumber,
  loadPatterns,
  numericCloseness,
  tokenLength,
} from '@assay/metrics'
import { describe, expect, it } from 'vitest'

const patterns = await loadPatterns()

async function score(metric: string, prediction: string, ...references: string[]) {
  const scorer = await createRegistry().find(metric)?.scorer()
  return Object.values((await scorer?.score({ prediction, references, input: references[0] ?? '' })) ?? {})
}

describe('JSON', () => {
  it.each([
    ['{"a": [1, 2]}', 1],
    [' null\n', 1],
    ['{"a": 1', 0],
    ['', 0],
    ['Here you are: {}', 0],
    ['['.repeat(200_000), 0],
  ])('judges whether a prediction is valid', async (text, expected) => {
    expect(await score('valid_json', text)).toEqual([expected])
  })

  const person: Json = {
    type: 'object',
    required: ['name'],
    properties: { name: { type: 'string', minLength: 1, pattern: '^[A-Z]' }, age: { type: 'integer', minimum: 0 } },
    additionalProperties: false,
  }
  const tree: Json = {
    type: 'object',
    properties: { next: { $ref: '#' }, leaf: { $ref: '#/$defs/leaf' } },
    $defs: { leaf: { const: 1 } },
  }

  const conditional: Json = JSON.parse('{"if":{"required":["a"]},"then":{"required":["b"]},"else":{"required":["c"]}}')

  it.each<readonly [Json, Json, boolean]>([
    [person, { name: 'Ada', age: 36 }, true],
    [person, { age: 36 }, false],
    [person, { name: 'ada' }, false],
    [person, { name: 'Ada', age: 1.5 }, false],
    [person, { name: 'Ada', role: 'x' }, false],
    [tree, { next: { next: { leaf: 1 } } }, true],
    [tree, { next: { next: { leaf: 2 } } }, false],
    [{ enum: [1, { a: [2] }] }, { a: [2] }, true],
    [{ type: ['string', 'null'] }, null, true],
    [{ multipleOf: 0.5, exclusiveMaximum: 3 }, 2.5, true],
    [{ multipleOf: 0.5, exclusiveMaximum: 3 }, 3, false],
    [{ maxLength: 1 }, '😀', true],
    [{ prefixItems: [{ type: 'string' }], items: { type: 'number' } }, ['a', 1, 2], true],
    [{ prefixItems: [{ type: 'string' }], items: false }, ['a', 1], false],
    [{ contains: { const: 1 }, minContains: 2 }, [1, 2, 1], true],
    [{ contains: { const: 1 }, maxContains: 1 }, [1, 2, 1], false],
    [{ uniqueItems: true }, [{ a: 1 }, { a: 1 }], false],
    [{ oneOf: [{ type: 'number' }, { minimum: 5 }] }, 6, false],
    [{ anyOf: [{ type: 'string' }, { minimum: 5 }] }, 6, true],
    [{ not: { type: 'string' } }, 'x', false],
    [conditional, { a: 1, b: 1 }, true],
    [conditional, { b: 1 }, false],
    [{ patternProperties: { '^x_': { type: 'number' } }, additionalProperties: false }, { x_a: 1 }, true],
    [{ patternProperties: { '^x_': { type: 'number' } } }, { x_a: 'no' }, false],
    [{ propertyNames: { maxLength: 2 } }, { abc: 1 }, false],
    [{ dependentRequired: { a: ['b'] } }, { a: 1 }, false],
    [{ required: ['toString'] }, {}, false],
    [true, 1, true],
    [false, 1, false],
  ])('matches %j against %j: %s', (schema, value, expected) => {
    expect(jsonSchema(schema, patterns)(value)).toBe(expected)
  })

  it('gives up on a schema that asks for more steps than a machine could do, and says so', async () => {
    const names = Array.from({ length: 41 }, (_, at) => `a${at}`)
    const twice = (at: number) => [{ $ref: `#/$defs/a${at}` }, { $ref: `#/$defs/a${at}` }]
    const $defs = Object.fromEntries(names.map((name, at) => [name, at === 40 ? true : { allOf: twice(at + 1) }]))
    const bomb = JSON.stringify({ $ref: '#/$defs/a0', $defs })
    const scorer = await createRegistry().find('matches_json_schema')?.scorer()
    const example = { prediction: '1', references: [bomb, bomb, bomb] }
    expect(await scorer?.score(example)).toEqual({ matches_json_schema: null })
    expect(scorer?.reason?.(example)).toBe(
      'The JSON Schema cannot be used: It takes too many steps to test: it refers to itself too often, or is too large.',
    )
  })

  it('looks at each of many items once to see whether they differ', () => {
    const many = Array.from({ length: 20_000 }, (_, at) => ({ a: at, b: [at] }))
    const test = jsonSchema({ uniqueItems: true })
    expect(test(many)).toBe(true)
    expect(test([...many, { b: [7], a: 7 }])).toBe(false)
  })

  it('gives up on a pattern and a text that are too long for each other', async () => {
    const scorer = await createRegistry().find('matches_regex')?.scorer()
    const example = { prediction: 'a'.repeat(1_000_000), references: ['(a|aa){500}b'] }
    expect(await scorer?.score(example)).toEqual({ matches_regex: null })
    expect(scorer?.reason?.(example)).toMatch(/too long for each other/)
  })

  it.each<readonly [string, Json]>([
    ['an unknown keyword', { unevaluatedProperties: false }],
    ['an endless reference', { $ref: '#' }],
    ['a reference that leads nowhere', { $ref: '#/nowhere' }],
    ['a pattern that could hang', { pattern: '(a)\\1' }],
  ])('refuses %s', (_, schema) => {
    expect(() => jsonSchema(schema, patterns)('x')).toThrow(expect.objectContaining({ code: 'OPTION_INVALID' }))
  })

  it('takes the schema from the reference column, and says what is wrong with it', async () => {
    expect(await score('matches_json_schema', '{"a":1}', '{"required":["a"]}')).toEqual([1])
    expect(await score('matches_json_schema', 'none', '{"required":["a"]}')).toEqual([0])
    const scorer = await createRegistry().find('matches_json_schema')?.scorer()
    expect(scorer?.reason?.({ prediction: '1', references: ['{"$dynamicRef":"#"}'] })).toMatch(/\$dynamicRef/)
  })
})

describe('patterns', () => {
  it('match anywhere, in linear time', async () => {
    expect(await score('matches_regex', 'order AB-12 is ready', '[A-Z]{2}-\\d+')).toEqual([1])
    expect(await score('matches_regex', 'order is ready', '^ready')).toEqual([0])
    expect(await score('matches_regex', `${'a'.repeat(50_000)}!`, '^(a+)+$')).toEqual([0])
  })

  it('are refused where RE2 does not have them', async () => {
    const scorer = await createRegistry().find('matches_regex')?.scorer()
    expect(scorer?.score({ prediction: 'a', references: ['(?=a)'] })).toEqual({ matches_regex: null })
    expect(scorer?.reason?.({ prediction: 'a', references: ['(?=a)'] })).toMatch(/RE2/)
  })
})

describe('numbers', () => {
  it.each([
    ['The answer is 1,234.5.', 1234.5],
    ['2-3', 3],
    ['about -7 °C', -7],
    ['6.02e23', 6.02e23],
    ['.5', 0.5],
    ['1,23', 23],
    ['no number', null],
  ])('reads the last number of "%s"', (text, expected) => {
    expect(lastNumber(text)).toBe(expected)
  })

  it('are as close as their relative error is small', async () => {
    expect(numericCloseness(99, 100)).toBeCloseTo(0.99, 12)
    expect(numericCloseness(0, 0)).toBe(1)
    expect(numericCloseness(1, 0)).toBe(0)
    expect(numericCloseness(500, 100)).toBe(0)
    expect(await score('numeric_closeness', 'so it is 42', '42.0', '7')).toEqual([1])
    expect(await score('numeric_closeness', 'I do not know', '42')).toEqual([0])
  })
})

describe('lengths and repetition', () => {
  it('estimates tokens as Lumigator does', () => {
    expect(['', 'one', 'one two', 'a b c', 'a b c d'].map(tokenLength)).toEqual([0, 1, 2, 4, 5])
  })

  it('compares lengths with references and input', async () => {
    expect(await score('length_ratio', 'a b c', 'a b', 'a b c d')).toEqual([1])
    expect(await score('compression_ratio', 'a b', 'one two three four')).toEqual([2])
    expect(await score('contains', 'the answer is Paris.', 'paris', 'Paris')).toEqual([1])
  })

  it.each(['token_length', 'length_ratio', 'compression_ratio'])(
    'says of %s that no value is the better one',
    (name) => {
      const directions = createRegistry()
        .find(name)
        ?.scores.map(({ direction }) => direction)
      expect(new Set(directions)).toEqual(new Set(['neutral']))
    },
  )

  it('counts new and repeated n-grams', async () => {
    expect(await score('novelty', 'the cat sat on a mat', 'The cat sat down.')).toEqual([3 / 6, 3 / 5, 3 / 4, 1])
    expect(await score('repetition', 'a b a b a b')).toEqual([4 / 6, 3 / 5, 2 / 4, 1 / 3])
  })
})
