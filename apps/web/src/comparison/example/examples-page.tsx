'use client'

import { comparisonTexts } from '../../texts/comparison.ts'
import { Loading } from '../../ui/loading.tsx'
import { Problem } from '../../ui/problem.tsx'
import { type ExperimentId, useQuestion } from '../question.ts'
import { useComparison } from '../use-comparison.ts'
import { Examples } from './examples.tsx'

/** The examples of a comparison; the same address as that of the comparison says which. */
export function ExamplesPage({ experiment_id }: { readonly experiment_id: ExperimentId }) {
  const [question] = useQuestion()
  const { data, error, refetch } = useComparison(experiment_id, question)
  if (error) return <Problem error={error} onAgain={() => refetch()} />
  if (!data) {
    return (
      <>
        <p className="mb-3 text-quiet">{comparisonTexts.computing}</p>
        <Loading />
      </>
    )
  }
  if (data.state === 'failed') {
    return (
      <div role="alert" className="rounded-lg border border-bad bg-raised p-4 text-bad">
        {data.error.message}
      </div>
    )
  }
  return <Examples experiment_id={experiment_id} comparison={data} />
}
