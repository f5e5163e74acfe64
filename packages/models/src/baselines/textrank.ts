import { wordsOf } from './words.ts'

/** Share of a sentence's rank that comes from its neighbours. */
const damping = 0.85
const tolerance = 1e-6
const mostRounds = 200

/**
 * The rank of each sentence by TextRank (Mihalcea and Tarau, 2004): sentences vote for those that share words with
 * them.
 *
 * Sᵢ and Sⱼ are as similar as |{w : w ∈ Sᵢ, w ∈ Sⱼ}| / (ln |Sᵢ| + ln |Sⱼ|), and the ranks are the fixed point of
 * W(i) = (1 − d) + d · Σⱼ sim(i, j) / Σₖ sim(j, k) · W(j), with d = 0.85, to within 1e-6. Memory grows with the square
 * of the number of sentences.
 */
export function rankSentences(sentences: readonly string[]): Float64Array {
  return rank(similarities(sentences.map(wordsOf)), sentences.length)
}

/** Row-major square matrix; the diagonal is 0. */
function similarities(sentences: readonly (readonly string[])[]): Float64Array {
  const size = sentences.length
  const shared = countShared(sentences)
  const lengths = sentences.map((words) => Math.log(words.length))
  for (let row = 0; row < size; row += 1) {
    for (let column = 0; column < size; column += 1) {
      const at = row * size + column
      const scale = (lengths[row] ?? 0) + (lengths[column] ?? 0)
      // two sentences of one word each: the formula divides by zero
      shared[at] = scale > 0 ? (shared[at] ?? 0) / scale : 0
    }
  }
  return shared
}

function countShared(sentences: readonly (readonly string[])[]): Float64Array {
  const size = sentences.length
  const shared = new Float64Array(size * size)
  const seenIn = new Map<string, number[]>()
  for (const [row, words] of sentences.entries()) {
    for (const word of new Set(words)) {
      const earlier = seenIn.get(word) ?? []
      for (const column of earlier) {
        for (const at of [row * size + column, column * size + row]) shared[at] = (shared[at] ?? 0) + 1
      }
      earlier.push(row)
      seenIn.set(word, earlier)
    }
  }
  return shared
}

function rank(weights: Float64Array, size: number): Float64Array {
  const given = Float64Array.from({ length: size }, (_, row) =>
    weights.subarray(row * size, (row + 1) * size).reduce((sum, weight) => sum + weight, 0),
  )
  let ranks = new Float64Array(size).fill(1)
  for (let round = 0; round < mostRounds; round += 1) {
    const next = nextRanks(weights, given, ranks)
    const change = next.reduce((most, value, index) => Math.max(most, Math.abs(value - (ranks[index] ?? 0))), 0)
    ranks = next
    if (change < tolerance) break
  }
  return ranks
}

function nextRanks(weights: Float64Array, given: Float64Array, ranks: Float64Array): Float64Array<ArrayBuffer> {
  const size = ranks.length
  const votes = ranks.map((value, index) => value / (given[index] || 1))
  const next = new Float64Array(size)
  for (let row = 0; row < size; row += 1) {
    let sum = 0
    for (let column = 0; column < size; column += 1) sum += (weights[row * size + column] ?? 0) * (votes[column] ?? 0)
    next[row] = 1 - damping + damping * sum
  }
  return next
}
