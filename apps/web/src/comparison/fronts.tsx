import type { Front, ReadyComparison } from '@assay/schemas'
import { comparisonTexts as texts } from '../texts/comparison.ts'
import { Figure } from './chart/figure.tsx'
import { FrontChart, type FrontPoint } from './chart/front-chart.tsx'

interface FrontsProps {
  readonly comparison: ReadyComparison
  readonly nameOf: (run_id: string) => string
}

/** Quality against cost and latency; who is beaten outright is said in words. */
export function Fronts({ comparison, nameOf }: FrontsProps) {
  return (
    <div className="grid gap-6 lg:grid-cols-2">
      {comparison.fronts.map((front) => (
        <FrontFigure key={front.expense} {...{ front, comparison, nameOf }} />
      ))}
    </div>
  )
}

function FrontFigure({ front, comparison, nameOf }: FrontsProps & { readonly front: Front }) {
  const points = pointsOf(front, comparison, nameOf)
  const primary = comparison.metrics[0]
  const quality = primary?.title ?? front.quality
  const expense = texts.front_of[front.expense]
  if (points.length === 0) return null
  return (
    <div className="rounded-lg border border-line bg-raised p-4">
      <Figure title={`${quality} / ${expense}`} filename={`${front.quality}-against-${front.expense}`}>
        {(width) => (
          <FrontChart
            {...{ width, points, quality, expense }}
            direction={primary?.direction ?? 'higher'}
            said={texts.front_said(quality, expense)}
          />
        )}
      </Figure>
      <p className="mt-2 text-quiet">{saidOf(points)}</p>
    </div>
  )
}

function saidOf(points: readonly FrontPoint[]): string {
  const names = (is_optimal: boolean) =>
    points.flatMap((point) => (point.is_optimal === is_optimal ? [point.name] : [])).join(', ')
  const beaten = names(false)
  return beaten === '' ? texts.nobody_beaten : `${texts.best(names(true))} ${texts.beaten(beaten)}`
}

function pointsOf(
  { runs, expense: taken, quality: score }: Front,
  { metrics }: ReadyComparison,
  nameOf: FrontsProps['nameOf'],
) {
  const endsOf = (metric: string, id: string) =>
    metrics.find((one) => one.metric === metric)?.runs.find(({ run_id }) => run_id === id)
  return runs.flatMap(({ run_id, quality, expense, is_optimal }): FrontPoint[] => {
    if (quality === null || expense === null) return []
    const bounded = (estimate: number, metric: string) => {
      const { low = null, high = null } = endsOf(metric, run_id) ?? {}
      return { estimate, low, high }
    }
    const of = { quality: bounded(quality, score), expense: bounded(expense, taken) }
    return [{ run_id, name: nameOf(run_id), is_optimal: is_optimal === true, ...of }]
  })
}
