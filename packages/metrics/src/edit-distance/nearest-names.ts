import { levenshtein } from './levenshtein.ts'

const most = 3

/** A dataset may have ten thousand columns with long names: what is compared of each is bounded. */
const compared = 64

/**
 * The known names that resemble an unknown one, best first and three at most: for "did you mean". Case and punctuation
 * do not count.
 *
 * @example
 * nearestNames('rogueL', ['bleu', 'rouge1', 'rougeL']) // ['rougeL', 'rouge1']
 */
export function nearestNames(unknown: string, known: readonly string[]): string[] {
  const wanted = fold(unknown)
  return [...new Set(known)]
    .map((name) => ({ name, distance: distanceOf(wanted, fold(name)) }))
    .filter(({ name, distance }) => distance <= Math.max(2, Math.floor(name.length / 2)))
    .toSorted((a, b) => a.distance - b.distance)
    .slice(0, most)
    .map(({ name }) => name)
}

function distanceOf(wanted: string, name: string): number {
  if (name.startsWith(wanted) || wanted.startsWith(name)) return 1
  return levenshtein(wanted.slice(0, compared), name.slice(0, compared))
}

function fold(name: string): string {
  return name.toLowerCase().replaceAll(/[^\p{L}\p{N}]/gu, '')
}
