'use client'

import { useQuery } from '@tanstack/react-query'
import { useApi } from '../data/api.ts'
import { problemOf } from '../data/problem.ts'
import { comparisonTexts as texts } from '../texts/comparison.ts'
import { Empty } from '../ui/empty.tsx'
import { Loading } from '../ui/loading.tsx'
import { PageTitle } from '../ui/page-title.tsx'
import { Problem } from '../ui/problem.tsx'
import { Found } from './found.tsx'
import { type ExperimentId, useQuestion } from './question.ts'
import { useComparison } from './use-comparison.ts'

const conflicts = 409

/** A comparison of an experiment's runs, or of those that the address names. */
export function ComparisonPage({ experiment_id }: { readonly experiment_id: ExperimentId }) {
  const [question, ask] = useQuestion()
  const experiment = useQuery({
    ...useApi().experiments.get.queryOptions({ experiment_id: experiment_id ?? '' }),
    enabled: experiment_id !== undefined,
  })
  const comparison = useComparison(experiment_id, question)
  const { data, error, isPlaceholderData } = comparison
  if (experiment_id === undefined && (question.runs?.length ?? 0) < 2) {
    const example = `${window.location.origin}/compare?runs=<run-id>,<run-id>`
    return (
      <>
        <PageTitle>{texts.title}</PageTitle>
        <Empty title={texts.choose_runs} how={texts.choose_runs_how} command={example} />
      </>
    )
  }
  if (error && experiment_id !== undefined && problemOf(error).status === conflicts && question.runs === null) {
    const command = `assay experiments evaluate ${experiment_id} --models lead-3,textrank --metrics rouge`
    return (
      <>
        <PageTitle>{texts.title}</PageTitle>
        <p className="mb-3">{problemOf(error).message}</p>
        <Empty title={texts.too_few} how={texts.too_few_how} command={command} />
      </>
    )
  }
  if (error) return <Problem error={error} onAgain={() => comparison.refetch()} />
  if (!data) {
    return (
      <>
        <p className="mb-3 text-quiet">{texts.computing}</p>
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
  return (
    <Found
      {...{ experiment_id, question, ask }}
      comparison={data}
      experiment={experiment.data}
      is_old={isPlaceholderData}
    />
  )
}
