import {
  damerauLevenshtein,
  indel,
  indelSimilarity,
  jaro,
  jaroWinkler,
  lcsLength,
  levenshtein,
  levenshteinSimilarity,
  optimalStringAlignment,
} from '@assay/metrics'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { expectClose, golden } from './golden.ts'

describe('golden rows', () => {
  it.each(golden<{ id: string; a: string; b: string }>('string_distance'))(
    'measures $id as rapidfuzz and jellyfish do',
    ({ id, a, b, ...expected }) => {
      const like = 'jellyfish'
      const found = {
        levenshtein: levenshtein(a, b),
        levenshtein_normalized_similarity: levenshteinSimilarity(a, b),
        osa: optimalStringAlignment(a, b),
        damerau_levenshtein: damerauLevenshtein(a, b),
        indel: indel(a, b),
        indel_normalized_similarity: indelSimilarity(a, b),
        lcs_length: lcsLength(a, b),
        jaro: jaro(a, b),
        jaro_winkler: jaroWinkler(a, b),
        jellyfish_jaro: jaro(a, b, { like }),
        jellyfish_jaro_winkler: jaroWinkler(a, b, { like }),
        jellyfish_levenshtein: levenshtein(a, b, { like }),
      }
      expectClose(found, expected, id)
    },
  )
})

describe('properties', () => {
  const text = fc.string({ unit: fc.constantFrom('a', 'b', 'c', '😀', ' '), maxLength: 90 })
  const distances = [levenshtein, optimalStringAlignment, damerauLevenshtein, indel]

  it.each(distances)('%o is symmetric, 0 for equal texts alone, and bounded by the lengths', (distance) => {
    fc.assert(
      fc.property(text, text, (a, b) => {
        const found = distance(a, b)
        expect(found).toBe(distance(b, a))
        expect(found === 0).toBe(a === b)
        expect(found).toBeLessThanOrEqual([...a].length + [...b].length)
      }),
    )
  })

  it('keeps the triangle inequality, and swaps never make it longer', () => {
    fc.assert(
      fc.property(text, text, text, (a, b, c) => {
        expect(levenshtein(a, c)).toBeLessThanOrEqual(levenshtein(a, b) + levenshtein(b, c))
        expect(damerauLevenshtein(a, b)).toBeLessThanOrEqual(optimalStringAlignment(a, b))
        expect(optimalStringAlignment(a, b)).toBeLessThanOrEqual(levenshtein(a, b))
        expect(levenshtein(a, b)).toBeLessThanOrEqual(indel(a, b))
      }),
    )
  })

  it('has Jaro similarities between 0 and 1, and 1 for equal texts', () => {
    fc.assert(
      fc.property(text, text, (a, b) => {
        expect(jaroWinkler(a, b)).toBeGreaterThanOrEqual(jaro(a, b))
        expect(jaroWinkler(a, b)).toBeLessThanOrEqual(1)
        expect(jaro(a, a)).toBe(1)
      }),
    )
  })
})

describe('at the edges of machine words', () => {
  function table(a: string, b: string): number {
    let row = Array.from({ length: b.length + 1 }, (_, at) => at)
    for (let i = 1; i <= a.length; i++) {
      const above = row
      row = [i]
      for (let j = 1; j <= b.length; j++) {
        const differs = a[i - 1] === b[j - 1] ? 0 : 1
        row.push(Math.min((row[j - 1] ?? 0) + 1, (above[j] ?? 0) + 1, (above[j - 1] ?? 0) + differs))
      }
    }
    return row[b.length] ?? 0
  }

  it('measures texts of one to three bands as the plain table does', () => {
    const letters = fc.string({ unit: fc.constantFrom('a', 'b', 'c', 'd', 'é', '漢'), maxLength: 200 })
    fc.assert(
      fc.property(letters, letters, (a, b) => {
        expect(levenshtein(a, b)).toBe(table(a, b))
      }),
    )
    for (const length of [31, 32, 33, 63, 64, 65, 127, 128, 129]) {
      const [a, b] = ['ab'.repeat(length).slice(0, length), 'ba'.repeat(length).slice(0, length + 5)]
      expect(levenshtein(a, b), String(length)).toBe(table(a, b))
    }
  })
})

describe('long texts', () => {
  it('gives up with a typed error instead of computing for hours', () => {
    const [a, b] = ['ab'.repeat(200_000), 'ba'.repeat(200_000)]
    const tooLong = expect.objectContaining({ code: 'TOO_LARGE' })
    expect(() => levenshtein(`x${a}`, `y${b}`)).toThrow(tooLong)
    expect(() => damerauLevenshtein(`x${a}`, `y${b}`)).toThrow(tooLong)
    expect(jaro(a, b)).toBeCloseTo(5 / 6, 4)
    expect(levenshtein(`${a}x${a}`, `${a}y${a}`)).toBe(1)
  })
})
