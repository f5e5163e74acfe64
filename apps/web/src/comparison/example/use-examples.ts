import type { ComparisonExample } from '@assay/schemas'
import { useInfiniteQuery, useQueries } from '@tanstack/react-query'
import { useApi, useApiClient } from '../../data/api.ts'
import { type ExampleQuestion, toExamplesAsked } from './example-question.ts'
import type { Pair } from './pair.ts'

const pageSize = 100
const firstPage: string | null = null

/** The examples that match, page by page as they are scrolled to. */
export function useExamples({ comparison, run_id, baseline_run_id, score }: Pair, question: ExampleQuestion) {
  const wanted = {
    comparison_id: comparison.id,
    ...{ run_id, baseline_run_id, metric: score.metric, limit: pageSize },
    ...toExamplesAsked(question),
  }
  const client = useApiClient()
  return useInfiniteQuery({
    queryKey: ['comparison', 'examples', wanted],
    queryFn: ({ pageParam: cursor, signal }) =>
      client.comparisons.examples.query({ ...wanted, ...(cursor !== null && { cursor }) }, { signal }),
    initialPageParam: firstPage,
    getNextPageParam: ({ next_cursor }) => next_cursor,
    staleTime: Number.POSITIVE_INFINITY,
  })
}

/** What a run made of an example. */
export type Side = ComparisonExample['run']

export interface OpenExample {
  readonly example: ComparisonExample | undefined
  /** Of each run of the comparison, in their order; undefined: on its way. */
  readonly sides: ReadonlyMap<string, Side>
  readonly error: unknown
  readonly is_absent: boolean
}

/** One example with the outputs of all runs. */
export function useExample(pair: Pair, number: number, given: ComparisonExample | undefined): OpenExample {
  const { comparison, run_id, baseline_run_id, score } = pair
  const api = useApi()
  const others = comparison.run_ids.filter((id) => id !== baseline_run_id && id !== run_id)
  const asked = given ? others : [run_id, ...others]
  const answers = useQueries({
    queries: asked.map((id) => ({
      ...api.comparisons.examples.queryOptions({
        comparison_id: comparison.id,
        ...{ run_id: id, baseline_run_id, metric: score.metric, example: number, limit: 1 },
      }),
      staleTime: Number.POSITIVE_INFINITY,
    })),
  })
  const found = answers.map(({ data }) => data?.items[0])
  const example = given ?? found[0]
  const sides = new Map<string, Side>()
  if (example) sides.set(baseline_run_id, example.baseline).set(run_id, example.run)
  for (const [at, id] of asked.entries()) {
    const item = found[at]
    if (item) sides.set(id, item.run)
  }
  return {
    example,
    sides,
    error: answers.find(({ error }) => error !== null)?.error,
    is_absent: !given && answers[0]?.data?.items.length === 0,
  }
}
