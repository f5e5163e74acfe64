'use client'

import type { Dataset } from '@assay/schemas'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useRouter } from 'next/navigation'
import { useApi, useApiClient } from '../data/api.ts'
import { evaluationTexts as texts } from '../texts/evaluation.ts'
import { Button } from '../ui/button.tsx'
import { CopyText } from '../ui/copy-text.tsx'
import { countText } from '../ui/number.ts'
import { Problem } from '../ui/problem.tsx'
import { Section } from '../ui/section.tsx'
import { DataChoice } from './data-choice.tsx'
import { Estimate } from './estimate.tsx'
import { Limits } from './limits.tsx'
import { MetricChoice } from './metric-choice.tsx'
import { ModelsChoice } from './model-choice.tsx'
import { evaluationOf, experimentOf, missingOf, type Plan } from './plan.ts'
import { cliLine, sdkCalls } from './same-elsewhere.ts'
import { usePlan } from './use-plan.ts'

/** From a dataset to runs, on one page. */
export function NewEvaluation() {
  const { said, say, planOn } = usePlan()
  const api = useApi()
  const dataset = useQuery(
    api.datasets.get.queryOptions({ dataset_id: said.dataset }, { enabled: said.dataset !== '' }),
  )
  const plan = planOn(dataset.data)
  const { input } = plan.columns
  const row = useQuery(
    api.datasets.rows.queryOptions(
      { dataset_id: said.dataset, limit: 1 },
      { enabled: dataset.data?.state === 'ready' },
    ),
  )
  const example = input === undefined ? undefined : row.data?.items[0]?.[input]
  return (
    <div className="grid gap-8">
      {dataset.error && <Problem error={dataset.error} onAgain={() => dataset.refetch()} />}
      <DataChoice plan={plan} said={said} say={say} dataset={dataset.data} />
      <ModelsChoice plan={plan} say={say} example={typeof example === 'string' ? example : undefined} />
      <MetricChoice plan={plan} say={say} />
      <Limits plan={plan} say={say} />
      <Start plan={plan} dataset={dataset.data} />
    </div>
  )
}

interface StartProps {
  readonly plan: Plan
  readonly dataset: Dataset | undefined
}

function Start({ plan, dataset }: StartProps) {
  const evaluate = useEvaluate()
  const missing = dataset === undefined ? 'dataset' : missingOf(plan)
  const examples = Math.min(dataset?.examples ?? 0, plan.max_samples ?? Number.POSITIVE_INFINITY)
  const key = JSON.stringify(plan)
  return (
    <>
      <Section title={texts.estimate}>
        {missing === undefined ? (
          <>
            <p className="tabular-nums">{texts.up_to(countText(examples * plan.models.length * plan.repeats))}</p>
            <Estimate key={key} plan={plan} />
          </>
        ) : (
          <p className="text-quiet">{texts.missing[missing]}</p>
        )}
        {evaluate.error && <Problem error={evaluate.error} />}
        <div>
          <Button
            look="main"
            className="px-6"
            disabled={missing !== undefined || evaluate.isPending || evaluate.isSuccess}
            onClick={() => evaluate.mutate(plan)}
          >
            {evaluate.isPending ? texts.starting : texts.evaluate}
          </Button>
        </div>
      </Section>
      {missing === undefined && (
        <Section title={texts.elsewhere}>
          <CopyText text={cliLine(plan, location.origin)} />
          <CopyText text={sdkCalls(plan, location.origin)} />
        </Section>
      )}
    </>
  )
}

/** Makes the experiment and evaluates; of what is refused nothing stays behind. */
function useEvaluate() {
  const [api, client] = [useApi(), useApiClient()]
  const queries = useQueryClient()
  const router = useRouter()
  return useMutation({
    mutationFn: async (plan: Plan) => {
      const { id: experiment_id } = await client.experiments.create.mutate(experimentOf(plan))
      try {
        await client.experiments.evaluate.mutate({ experiment_id, ...evaluationOf(plan) })
      } catch (error) {
        await client.experiments.delete.mutate({ experiment_id }).catch(() => undefined)
        throw error
      }
      return experiment_id
    },
    onSuccess: (experiment_id) => {
      router.push(`/experiments/${experiment_id}`)
      return queries.invalidateQueries(api.experiments.list.pathFilter())
    },
  })
}
