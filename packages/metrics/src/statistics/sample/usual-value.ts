/** The value that most have. */
interface UsualValue {
  readonly value: number
  /** How many have another; counted up to the limit. */
  readonly others: number
}

/**
 * The value that more than half of them have, by Boyer and Moore's vote: no table of all values is needed. Where none
 * has so many, any value, and the others are no fewer than the limit, which is at most half of all.
 */
export function usualValue(values: Float64Array, limit: number): UsualValue {
  const value = elected(values)
  let others = 0
  for (let i = 0; i < values.length && others < limit; i++) if (values[i] !== value) others++
  // the value may be the 0 with a sign, which equals the other
  return { value: value + 0, others }
}

function elected(values: Float64Array): number {
  let [candidate, votes] = [0, 0]
  for (let i = 0; i < values.length; i++) {
    const value = values[i] ?? 0
    if (votes === 0) candidate = value
    votes += value === candidate ? 1 : -1
  }
  return candidate
}
