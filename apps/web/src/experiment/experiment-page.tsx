'use client'

import { useQuery } from '@tanstack/react-query'
import Link from 'next/link'
import { useApi } from '../data/api.ts'
import { experimentTexts } from '../texts/experiment.ts'
import { Empty } from '../ui/empty.tsx'
import { Loading } from '../ui/loading.tsx'
import { PageTitle } from '../ui/page-title.tsx'
import { Problem } from '../ui/problem.tsx'
import { Section } from '../ui/section.tsx'
import { useEvaluatedRuns } from './evaluated-runs.ts'
import { ScoreTable } from './score-table.tsx'

const link = 'rounded-md border border-line bg-raised px-3 py-1.5 font-medium hover:border-quiet'

export function ExperimentPage({ experiment_id }: { readonly experiment_id: string }) {
  const experiment = useQuery(useApi().experiments.get.queryOptions({ experiment_id }))
  const runs = useEvaluatedRuns(experiment_id)
  if (experiment.error) return <Problem error={experiment.error} onAgain={() => experiment.refetch()} />
  if (!experiment.data) return <Loading />
  const { name, description, task, dataset_id } = experiment.data
  const can_compare = (runs.items?.filter(({ run }) => run.state === 'succeeded').length ?? 0) > 1
  return (
    <>
      <div className="flex flex-wrap items-start justify-between gap-x-4">
        <PageTitle>{name}</PageTitle>
        {can_compare && (
          <p className="mb-4 flex flex-wrap gap-2">
            <Link href={`/experiments/${experiment_id}/compare`} className={link}>
              {experimentTexts.compare}
            </Link>
            <Link href={`/experiments/${experiment_id}/examples`} className={link}>
              {experimentTexts.examples}
            </Link>
          </p>
        )}
      </div>
      {description !== '' && <p className="mb-4 max-w-prose break-words text-quiet">{description}</p>}
      <dl className="mb-6 flex flex-wrap gap-x-8 gap-y-1 [&_dt]:text-quiet [&>div]:flex [&>div]:gap-2">
        <div>
          <dt>{experimentTexts.task}</dt>
          <dd>{task.type}</dd>
        </div>
        <div>
          <dt>{experimentTexts.dataset}</dt>
          <dd>
            <Link href={`/datasets/${dataset_id}`} className="text-accent underline">
              {dataset_id.slice(0, 8)}
            </Link>
          </dd>
        </div>
        <div>
          <dt>{experimentTexts.metric}</dt>
          <dd>{experiment.data.primary_metric ?? experimentTexts.metric_by_itself}</dd>
        </div>
      </dl>
      <Section title={experimentTexts.runs}>
        {runs.error && !runs.items && <Problem error={runs.error} onAgain={() => runs.refetch()} />}
        {!runs.items && !runs.error && <Loading />}
        {runs.items?.length === 0 && (
          <Empty
            title={experimentTexts.no_runs}
            how={experimentTexts.no_runs_how}
            command={`assay experiments evaluate '${name}' --models lead-3,textrank --metrics rouge`}
          />
        )}
        {runs.items && runs.items.length > 0 && <ScoreTable runs={runs.items} />}
      </Section>
    </>
  )
}
