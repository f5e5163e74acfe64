import type { ExperimentId } from './question.ts'

type Place = 'compare' | 'examples'

/** Where a comparison or its examples are; what is asked stands behind the question mark. */
export function placeOf(experiment_id: ExperimentId, place: Place): string {
  if (experiment_id !== undefined) return `/experiments/${encodeURIComponent(experiment_id)}/${place}`
  return place === 'compare' ? '/compare' : '/compare/examples'
}

const ofExamples = ['run', 'against', 'score', 'show', 'order', 'text', 'min', 'max', 'column', 'value', 'example']

/** An address with the same question, and these answers to it. */
export function addressWith(place: string, search: URLSearchParams, more: Record<string, string | null> = {}): string {
  const kept = new URLSearchParams(search)
  for (const name of ofExamples) kept.delete(name)
  for (const [name, value] of Object.entries(more)) if (value !== null) kept.set(name, value)
  return kept.size > 0 ? `${place}?${kept}` : place
}
