'use client'

import type { Metric } from '@assay/schemas'
import { useQuery } from '@tanstack/react-query'
import Link from 'next/link'
import { useApi } from '../data/api.ts'
import { evaluationTexts as texts } from '../texts/evaluation.ts'
import { metricTexts } from '../texts/metric.ts'
import { Loading } from '../ui/loading.tsx'
import { Problem } from '../ui/problem.tsx'
import { Section } from '../ui/section.tsx'
import type { Plan } from './plan.ts'
import type { SayPlan } from './use-plan.ts'

interface MetricChoiceProps {
  readonly plan: Plan
  readonly say: SayPlan
}

export function MetricChoice({ plan, say }: MetricChoiceProps) {
  const metrics = useQuery(useApi().metrics.list.queryOptions())
  const put = (name: string, is_chosen: boolean) =>
    void say({ metrics: is_chosen ? [...plan.metrics, name] : plan.metrics.filter((one) => one !== name) })
  return (
    <Section title={texts.metrics} how={texts.metrics_how}>
      {metrics.error && <Problem error={metrics.error} onAgain={() => metrics.refetch()} />}
      {!metrics.data && !metrics.error && <Loading />}
      {metrics.data && (
        <section
          aria-label={metricTexts.title}
          className="max-h-96 overflow-y-auto rounded-lg border border-line bg-raised"
        >
          <ul className="grid sm:grid-cols-2 xl:grid-cols-3">
            {metrics.data.items.map((metric) => (
              <li key={metric.name}>
                <MetricLine
                  metric={metric}
                  hindrance={hindranceOf(metric, plan)}
                  is_chosen={plan.metrics.includes(metric.name)}
                  onChange={(is_chosen) => put(metric.name, is_chosen)}
                />
              </li>
            ))}
          </ul>
        </section>
      )}
    </Section>
  )
}

/** Why a metric cannot be computed of this dataset, or not here. */
function hindranceOf({ available, unavailable_reason, columns }: Metric, plan: Plan): string | undefined {
  if (!available) return unavailable_reason ?? metricTexts.unavailable
  if (plan.dataset_id !== '' && columns.includes('reference') && plan.columns.reference === undefined)
    return texts.needs_column(metricTexts.columns.reference)
  return undefined
}

interface MetricLineProps {
  readonly metric: Metric
  readonly hindrance: string | undefined
  readonly is_chosen: boolean
  readonly onChange: (is_chosen: boolean) => void
}

function MetricLine({ metric, hindrance, is_chosen, onChange }: MetricLineProps) {
  const { name, title, description, cost } = metric
  return (
    <div className="flex h-full items-start gap-2 px-3 py-2 hover:bg-hover">
      <input
        type="checkbox"
        className="mt-1"
        aria-label={title}
        checked={is_chosen}
        disabled={hindrance !== undefined && !is_chosen}
        onChange={({ target }) => onChange(target.checked)}
      />
      <div className="min-w-0">
        <Link href={`/registry/${encodeURIComponent(name)}`} className="font-medium hover:underline">
          {title}
        </Link>{' '}
        <span className="text-quiet">{metricTexts.costs[cost]}</span>
        <p className="line-clamp-2 text-quiet" title={description}>
          {description}
        </p>
        {hindrance !== undefined && <p className="text-warn">{hindrance}</p>}
      </div>
    </div>
  )
}
