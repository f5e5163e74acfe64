import type { ReadyComparison } from '@assay/schemas'
import { comparisonTexts as texts } from '../texts/comparison.ts'
import { Figure } from './chart/figure.tsx'
import { Forest } from './chart/forest.tsx'
import { differencesFrom, type Score } from './score.ts'

interface DifferencesProps {
  readonly comparison: ReadyComparison
  readonly primary: Score
  readonly nameOf: (run_id: string) => string
}

/** More would be looked at in the table. */
const mostOthers = 6
const mostRuns = 8

/** How each run differs from the baseline: on the primary score, and smaller on the others. */
export function Differences({ comparison, primary, nameOf }: DifferencesProps) {
  const { margin, title, metric } = primary
  const baseline = nameOf(comparison.baseline_run_id)
  const shaded = margin > 0 ? `; ${texts.within_margin(String(margin))}` : ''
  const others = comparison.metrics.filter((one) => !one.is_detail && one.metric !== metric && hasOutcome(one))
  const isFew = comparison.runs.length <= mostRuns
  return (
    <section className="min-w-0 rounded-lg border border-line bg-raised p-4">
      <Figure
        heading="h2"
        title={texts.forest}
        note={`${title}, ${baseline}${shaded}`}
        filename={`${metric}-differences`}
      >
        {(width) => <ForestOf {...{ width, comparison, nameOf }} score={primary} />}
      </Figure>
      {isFew && others.length > 0 && (
        <div className="mt-5 grid gap-x-8 gap-y-5 border-t border-line pt-4 md:grid-cols-2">
          {others.slice(0, mostOthers).map((score) => (
            <Figure key={score.metric} title={score.title} filename={`${score.metric}-differences`}>
              {(width) => <ForestOf {...{ width, comparison, nameOf, score }} />}
            </Figure>
          ))}
        </div>
      )}
    </section>
  )
}

function hasOutcome({ direction }: Score): boolean {
  return direction !== 'neutral'
}

interface ForestOfProps {
  readonly width: number
  readonly comparison: ReadyComparison
  readonly score: Score
  readonly nameOf: (run_id: string) => string
}

function ForestOf({ width, comparison, score, nameOf }: ForestOfProps) {
  const { margin, direction, title } = score
  const rows = differencesFrom(score, comparison.baseline_run_id).map((difference) => ({
    key: difference.run_id,
    label: nameOf(difference.run_id),
    difference,
  }))
  return <Forest {...{ width, rows, margin, direction }} said={texts.forest_said(title)} />
}
