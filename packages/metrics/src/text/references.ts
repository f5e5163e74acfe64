import { MetricError } from '../metric-error.ts'

/** References of one segment; `null` marks one that is absent, an empty string is a reference without words. */
export type SegmentReferences = readonly (string | null)[]

/** One list of references per stream: `streams[i][j]` belongs to hypothesis j. */
export type ReferenceStreams = readonly SegmentReferences[]

/** A hypothesis with the references that it has. */
export interface Segment {
  readonly hypothesis: string
  readonly references: readonly string[]
}

/** The references that are there; throws `REFERENCE_MISSING` if none is. */
export function presentReferences(references: SegmentReferences): readonly string[] {
  const present = references.filter((reference) => reference !== null)
  if (present.length === 0) {
    throw new MetricError('REFERENCE_MISSING', 'A segment has no reference: give each at least one, be it empty.')
  }
  return present
}

/** Pairs hypotheses with their references, up to the shortest of the lists, as sacrebleu does. */
export function segmentsOf(hypotheses: readonly string[], streams: ReferenceStreams): readonly Segment[] {
  const count = Math.min(hypotheses.length, ...streams.map((stream) => stream.length))
  if (streams.length === 0 || count === 0) {
    throw new MetricError(
      'REFERENCE_MISSING',
      'A corpus score needs at least one hypothesis and one stream of references.',
    )
  }
  return hypotheses.slice(0, count).map((hypothesis, j) => ({
    hypothesis,
    references: presentReferences(streams.map((stream) => stream[j] ?? null)),
  }))
}

/** The signature's `nrefs`: how many references each segment has, or `var`. */
export function referenceCount(segments: readonly Segment[]): string {
  const counts = new Set(segments.map((segment) => segment.references.length))
  const [count] = counts
  return counts.size === 1 ? String(count) : 'var'
}

/** The version of sacrebleu that signatures name, because scores equal its. */
export const signatureVersion = 'version:2.6.0'
