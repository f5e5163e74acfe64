import { readFileSync } from 'node:fs'
import { gunzipSync } from 'node:zlib'
import { expect } from 'vitest'

/** The rows of a fixture: what the reference implementations answered. */
export function golden<Row>(name: string): Row[] {
  const packed = readFileSync(new URL(`../fixtures/${name}.jsonl.gz`, import.meta.url))
  return gunzipSync(packed)
    .toString('utf8')
    .trimEnd()
    .split('\n')
    .map((line): Row => JSON.parse(line))
}

/** Asserts that two numbers, lists or records of numbers agree to 1e-9. */
export function expectClose(actual: unknown, expected: unknown, where: string): void {
  const differences = [...compare(actual, expected, '')]
  expect(differences, where).toEqual([])
}

function* compare(actual: unknown, expected: unknown, path: string): Generator<string> {
  if (typeof expected === 'object' && expected !== null && typeof actual === 'object' && actual !== null) {
    const [left, right] = [new Map(Object.entries(actual)), new Map(Object.entries(expected))]
    for (const key of new Set([...left.keys(), ...right.keys()])) {
      yield* compare(left.get(key), right.get(key), `${path}/${key}`)
    }
  } else if (typeof expected === 'number' && typeof actual === 'number') {
    const same = Object.is(actual, expected) || Math.abs(actual - expected) <= 1e-9
    if (!same) yield `${path}: ${actual} instead of ${expected}`
  } else if (actual !== expected) yield `${path}: ${String(actual)} instead of ${String(expected)}`
}
