import { createWriteStream } from 'node:fs'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'

const words = (
  'harbour orchestra glacier reopened bakery closed library tunnel vineyard museum after repairs because heavy ' +
  'rains neighbours asked councils prizes winning roofs missing money quarrels planning boldly'
).split(' ')
const atOnce = 1_000

/** Writes so many predictions with references, each a dozen words, all different. */
export async function writeTexts(path: string, count: number): Promise<void> {
  await pipeline(Readable.from(linesOf(count)), createWriteStream(path))
}

function* linesOf(count: number): Generator<string> {
  for (let start = 0; start < count; start += atOnce) {
    yield Array.from({ length: Math.min(atOnce, count - start) }, (_, offset) => lineOf(start + offset)).join('')
  }
}

function lineOf(row: number): string {
  const reference = Array.from({ length: 12 }, (_, index) => words[(row * 7 + index * (1 + (row % 11))) % words.length])
  const prediction = reference.map((word, index) =>
    (row + index) % 4 === 0 ? words[(row + index) % words.length] : word,
  )
  const texts = { predictions: `${prediction.join(' ')} ${row}.`, ground_truth: `${reference.join(' ')} ${row}.` }
  return `${JSON.stringify(texts)}\n`
}
