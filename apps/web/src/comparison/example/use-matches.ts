import type { MetricExplanation } from '@assay/schemas'
import { useQueries } from '@tanstack/react-query'
import { useApi } from '../../data/api.ts'

const longest = 20_000

interface Explained {
  readonly predictions: readonly (string | null)[]
  readonly reference: string | null
  readonly input: string | null
  readonly is_wanted: boolean
}

type Spans = readonly (readonly [number, number])[]

/** What a score counts in an output and in the reference, or why it cannot say. */
export interface Match {
  readonly prediction_spans: Spans
  readonly reference_spans: Spans
  readonly count: number
  readonly notes: readonly string[]
}

/** What the metric makes of each output; nothing where that is not wanted, or a text is too long. */
export function useMatches(
  score: string,
  { predictions, reference, input, is_wanted }: Explained,
): (Match | undefined)[] {
  const api = useApi()
  const answers = useQueries({
    queries: predictions.map((prediction) => ({
      ...api.metrics.explain.queryOptions({
        metric: score,
        prediction: prediction ?? '',
        references: reference === null ? [] : [reference],
        ...(input !== null && input.length <= longest && { input }),
      }),
      enabled: is_wanted && fits(prediction) && fits(reference),
      staleTime: Number.POSITIVE_INFINITY,
      retry: false,
    })),
  })
  return answers.map(({ data }) => (is_wanted && data ? toMatch(data, score) : undefined))
}

function fits(text: string | null): boolean {
  return text !== null && text.length <= longest
}

/** What this score counts; where it is made of others', what they count. */
function toMatch({ explanation, reason, caveats }: MetricExplanation, score: string): Match {
  const found = explanation.filter((part) => 'text' in part)
  const own = found.filter((part) => part.score === score)
  const counted = own.length > 0 ? own : found
  return {
    prediction_spans: counted.flatMap(({ prediction_spans }) => prediction_spans),
    reference_spans: counted.flatMap(({ reference_spans }) => reference_spans),
    count: counted.length,
    notes: [...(reason === null ? [] : [reason]), ...caveats],
  }
}
