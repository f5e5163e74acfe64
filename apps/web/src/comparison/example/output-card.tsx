import type { MetricComparison } from '@assay/schemas'
import { comparisonTexts } from '../../texts/comparison.ts'
import { exampleTexts as texts } from '../../texts/comparison-example.ts'
import { decimalsFor, fixedText, signedText } from '../../ui/decimals.ts'
import { Loading } from '../../ui/loading.tsx'
import { MarkedText } from './marked-text.tsx'
import type { Side } from './use-examples.ts'
import type { Match } from './use-matches.ts'

interface OutputCardProps {
  readonly name: string
  readonly is_baseline: boolean
  readonly side: Side | undefined
  readonly baseline: Side | undefined
  readonly score: MetricComparison
  readonly before: string | null
  readonly match: Match | undefined
}

/** What one run made of an example, with its score against the baseline's. */
export function OutputCard(props: OutputCardProps) {
  const { name, is_baseline, side, before, match } = props
  return (
    <section aria-label={name} className="flex min-w-0 flex-col rounded-lg border border-line bg-raised">
      <header className="flex flex-wrap items-baseline gap-x-3 border-b border-line px-4 py-2">
        <h3 className="min-w-0 font-semibold break-words">{name}</h3>
        {is_baseline && <span className="text-xs text-quiet">{comparisonTexts.is_baseline}</span>}
        <ScoreOf {...props} />
      </header>
      <div className="min-h-24 flex-1 px-4 py-3 break-words whitespace-pre-wrap">
        {side === undefined && <Loading />}
        {side?.prediction === null && <p className="text-bad">{side.error ?? texts.no_output}</p>}
        {side && side.prediction !== null && (
          <MarkedText text={side.prediction} before={before} spans={match?.prediction_spans} />
        )}
      </div>
      {match && (
        <p className="px-4 pb-2 text-xs text-quiet">
          {[match.count === 0 ? texts.cannot_explain : texts.counted(match.count), ...match.notes].join(' ')}
        </p>
      )}
      {side && <Footer {...props} side={side} />}
    </section>
  )
}

function ScoreOf({ side, baseline, score, is_baseline }: OutputCardProps) {
  if (!side) return null
  const decimals = decimalsFor([side.score, baseline?.score ?? null])
  const known = !is_baseline && side.score !== null && baseline && baseline.score !== null
  const difference = known ? (side.score ?? 0) - (baseline.score ?? 0) : null
  return (
    <span className="ml-auto tabular-nums">
      <span className="text-xs text-quiet">{score.title}</span>{' '}
      <strong className="font-semibold">{side.score === null ? texts.neither : fixedText(side.score, decimals)}</strong>
      {difference !== null && (
        <span className={`ml-2 ${differenceLook(difference, score.direction)}`}>
          {signedText(difference, decimals)}
        </span>
      )}
    </span>
  )
}

function differenceLook(difference: number, direction: MetricComparison['direction']): string {
  if (difference === 0 || direction === 'neutral') return 'text-quiet'
  return difference > 0 === (direction === 'higher') ? 'text-good' : 'text-bad'
}

function Footer({ side }: OutputCardProps & { readonly side: Side }) {
  const scores = Object.entries(side.scores)
  return (
    <footer className="border-t border-line px-4 py-2 text-xs text-quiet">
      {side.latency_ms !== null && <span className="mr-4">{texts.latency(fixedText(side.latency_ms, 1))}</span>}
      {side.cost !== null && <span className="mr-4">{texts.cost(fixedText(side.cost, decimalsFor([side.cost])))}</span>}
      <details>
        <summary className="cursor-pointer hover:text-ink">{texts.all_scores}</summary>
        <dl className="mt-1 grid grid-cols-[1fr_auto] gap-x-4 tabular-nums">
          {scores.map(([name, value]) => (
            <div key={name} className="contents">
              <dt className="min-w-0 break-words">{name}</dt>
              <dd className="text-right">{fixedText(value, decimalsFor([value]))}</dd>
            </div>
          ))}
        </dl>
      </details>
    </footer>
  )
}
