import { MetricError } from '../../metric-error.ts'

/** A stream of random numbers that is the same on every machine. */
export interface Random {
  /** The next 32 random bits, 0 to 2³² − 1. */
  bits(): number
  /** A whole number from 0 to `below` − 1, each equally likely (`below` up to 2³²). */
  integer(below: number): number
  /** A number from 0 up to but not including 1, of 53 random bits. */
  uniform(): number
}

/**
 * A seeded generator: xoshiro128** of Blackman and Vigna, its state filled from the seed by splitmix32 (a Weyl sequence
 * of step 0x9E3779B9 through the 32-bit finaliser of MurmurHash3). It uses 32-bit integer operations only, so that a
 * seed gives the same numbers in every engine on every machine. `integer` scales 32 bits and refuses those that would
 * make some numbers likelier (Lemire 2019); it is exact for bounds up to 2²¹. Not for secrets.
 *
 * Source: D. Blackman, S. Vigna, Scrambled linear pseudorandom number generators, ACM TOMS 47 (2021).
 *
 * @param seed a whole number, 0 to 2⁵³ − 1
 * @throws MetricError `SEED_INVALID`; its `integer` `COUNT_INVALID` for a bound that is no whole number from 1 to 2³²
 */
export function seededRandom(seed: number): Random {
  const state = seededState(seed)
  const bits = () => nextBits(state)
  return {
    bits,
    integer: (below) => {
      if (Number.isSafeInteger(below) && below >= 1 && below <= word) return integerBelow(state, below)
      throw new MetricError('COUNT_INVALID', `There is no whole number from 0 to ${below} - 1.`)
    },
    uniform: () => ((bits() >>> 5) * 0x4000000 + (bits() >>> 6)) / 0x20000000000000,
  }
}

/** The four words of the generator, as the seed fills them. */
export function seededState(seed: number): Int32Array {
  if (!Number.isSafeInteger(seed) || seed < 0) {
    throw new MetricError('SEED_INVALID', `The seed ${seed} is not a whole number from 0 to 2^53 - 1.`)
  }
  let weyl = finalise(((seed % word) | 0) ^ finalise(Math.floor(seed / word)))
  return Int32Array.from({ length: 4 }, () => {
    weyl = (weyl + 0x9e3779b9) | 0
    return finalise(weyl)
  })
}

/** 2³², the number of words. */
export const word = 0x100000000

/**
 * A whole number from 0 to `below` − 1: the upper half of bits · below, drawn again where the lower half is below 2³²
 * mod `below`.
 */
export function integerBelow(state: Int32Array, below: number): number {
  const refused = word % below
  for (;;) {
    const scaled = nextBits(state) * below
    const index = Math.floor(scaled / word)
    if (scaled - index * word >= refused) return index
  }
}

/** Moves the state on and gives 32 bits, 0 to 2³² − 1. */
export function nextBits(state: Int32Array): number {
  const s1 = state[1] ?? 0
  const s2 = (state[2] ?? 0) ^ (state[0] ?? 0)
  const s3 = (state[3] ?? 0) ^ s1
  const product = Math.imul(s1, 5)
  state[1] = s1 ^ s2
  state[0] = (state[0] ?? 0) ^ s3
  state[2] = s2 ^ (s1 << 9)
  state[3] = (s3 << 11) | (s3 >>> 21)
  return Math.imul((product << 7) | (product >>> 25), 9) >>> 0
}

function finalise(word: number): number {
  let mixed = word | 0
  mixed = Math.imul(mixed ^ (mixed >>> 16), 0x85ebca6b)
  mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35)
  return mixed ^ (mixed >>> 16)
}
