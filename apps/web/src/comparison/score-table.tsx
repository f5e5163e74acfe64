import type { Difference, ReadyComparison } from '@assay/schemas'
import Link from 'next/link'
import { comparisonTexts as texts } from '../texts/comparison.ts'
import { decimalsFor, fixedText, percentText, pText, signedText } from '../ui/decimals.ts'
import { countText } from '../ui/number.ts'
import { outcomeLook } from './chart/outcome-look.ts'
import { HowComputed } from './how-computed.tsx'
import { differenceOf, type Score } from './score.ts'
import { intervalText } from './verdict.tsx'

export interface ScoreTableProps {
  readonly label: string
  readonly comparison: ReadyComparison
  readonly scores: readonly Score[]
  readonly nameOf: (run_id: string) => string
  /** Where the examples behind a count are. */
  readonly examplesAt: (wanted: { run: string; score: string; show: string }) => string
  readonly onBaseline: (run_id: string) => void
  readonly onPrimary: (metric: string) => void
}

const number = 'px-3 py-1.5 text-right tabular-nums whitespace-nowrap'
const quietButton = 'rounded px-1.5 py-0.5 text-xs text-accent hover:bg-hover print:hidden'

/** Scores by runs: mean, difference from the baseline, how sure it is, who wins how often. */
export function ScoreTable(props: ScoreTableProps) {
  const { label, comparison, scores } = props
  const interval = texts.interval(percentText(comparison.level))
  const titles = [texts.mean, interval, texts.difference, interval, texts.p, texts.effect, texts.wins]
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must scroll by keyboard
    <section aria-label={label} tabIndex={0} className="overflow-x-auto rounded-lg border border-line bg-raised">
      <table className="w-full border-collapse">
        <thead>
          <tr className="border-b border-line text-xs text-quiet">
            <th scope="col" className="sticky left-0 bg-raised px-3 py-2 text-left font-medium">
              {texts.run}
            </th>
            {titles.map((title, at) => (
              <th key={at} scope="col" className="px-3 py-2 text-right font-medium whitespace-nowrap">
                {title}
              </th>
            ))}
            <th scope="col" className="px-3 py-2 text-left font-medium whitespace-nowrap">
              {texts.outcome}
            </th>
          </tr>
        </thead>
        {scores.map((score) => (
          <ScoreRows key={score.metric} {...props} score={score} />
        ))}
      </table>
    </section>
  )
}

function ScoreRows({ score, ...props }: ScoreTableProps & { readonly score: Score }) {
  const { comparison, onPrimary } = props
  const { metric, title, direction, margin, examples } = score
  const isPrimary = metric === comparison.verdict.metric
  const canLead = direction !== 'neutral' && !isPrimary && !score.is_detail
  const note = 'reason' in score && score.reason ? score.reason : undefined
  return (
    <tbody className="border-b border-line last:border-0">
      <tr>
        <th scope="rowgroup" colSpan={9} className="bg-page px-3 pt-2 pb-1.5 text-left font-medium">
          <span className="sticky left-3">
            {title}{' '}
            <span className="font-normal text-quiet">
              {texts.directions[direction]};{' '}
              {note ?? (margin === 0 ? texts.any_margin : texts.margin_of(String(margin)))}
              {', '}
              {texts.examples(countText(examples))}
            </span>{' '}
            {isPrimary && (
              <span className="rounded bg-accent px-1.5 py-0.5 text-xs text-on-accent">{texts.is_primary}</span>
            )}
            {canLead && (
              <button
                type="button"
                className={quietButton}
                aria-label={texts.make_primary_of(title)}
                onClick={() => onPrimary(metric)}
              >
                {texts.make_primary}
              </button>
            )}
          </span>
        </th>
      </tr>
      {score.runs.map(({ run_id }) => (
        <RunRow key={run_id} {...props} score={score} run_id={run_id} />
      ))}
    </tbody>
  )
}

type RunRowProps = ScoreTableProps & { readonly score: Score; readonly run_id: string }

function RunRow({ run_id, ...props }: RunRowProps) {
  const { score, comparison, nameOf } = props
  const { baseline_run_id } = comparison
  const run = score.runs.find((one) => one.run_id === run_id)
  const difference = differenceOf(score, run_id, baseline_run_id)
  const decimals = decimalsFor(score.runs.map(({ estimate }) => estimate))
  const ends = run && run.low !== null && run.high !== null
  return (
    <tr className="hover:bg-hover">
      <th scope="row" className="sticky left-0 max-w-56 bg-raised px-3 py-1.5 text-left font-normal break-words">
        {nameOf(run_id)}
      </th>
      <td className={number}>
        <HowComputed
          what={`${score.title}, ${nameOf(run_id)}`}
          explained={texts.explained.mean}
          {...{ score, comparison }}
        >
          {fixedText(run?.estimate ?? null, decimals)}
        </HowComputed>
      </td>
      <td className={`${number} text-quiet`}>
        {ends ? `${fixedText(run.low, decimals)} … ${fixedText(run.high, decimals)}` : texts.unknown}
      </td>
      {difference ? (
        <DifferenceCells {...props} run_id={run_id} difference={difference} decimals={decimals} />
      ) : (
        <td colSpan={6} className="px-3 py-1.5 text-left text-quiet">
          {run_id === baseline_run_id ? texts.is_baseline : ''}
        </td>
      )}
    </tr>
  )
}

type DifferenceProps = RunRowProps & { readonly difference: Difference; readonly decimals: number }

function DifferenceCells({ difference, decimals, run_id, ...props }: DifferenceProps) {
  const { score, comparison, nameOf, onBaseline } = props
  const { difference: found, p_value, effect_size, outcome, reason } = difference
  const how = { score, comparison, difference }
  const { text, mark } = outcomeLook[outcome]
  return (
    <>
      <td className={number}>
        <HowComputed what={texts.difference} explained={texts.explained.difference} {...how}>
          {signedText(found.estimate, decimals)}
        </HowComputed>
      </td>
      <td className={`${number} text-quiet`}>{intervalText(found, decimals, reason)}</td>
      <td className={number}>
        <HowComputed what={texts.p} explained={texts.explained.p} {...how}>
          {pText(p_value)}
        </HowComputed>
      </td>
      <td className={number}>
        <HowComputed what={texts.effect} explained={texts.explained.effect} {...how}>
          {fixedText(effect_size.value, 2)}
        </HowComputed>
      </td>
      <td className={number}>
        <Counts {...props} difference={difference} run_id={run_id} />
      </td>
      <td className="px-3 py-1.5 whitespace-nowrap">
        <span className={text}>
          <span aria-hidden="true">{mark}</span> {texts.outcomes[outcome]}
        </span>{' '}
        {score.metric === comparison.metrics[0]?.metric && (
          <button
            type="button"
            className={quietButton}
            aria-label={texts.make_baseline_of(nameOf(run_id))}
            onClick={() => onBaseline(run_id)}
          >
            {texts.make_baseline}
          </button>
        )}
      </td>
    </>
  )
}

/** Each count leads to the examples that it counts. */
function Counts({ difference, run_id, score, examplesAt }: Omit<DifferenceProps, 'decimals'>) {
  const { wins, ties, losses } = difference
  const counts = [
    { count: wins, show: 'improvements', look: 'text-good' },
    { count: ties, show: 'ties', look: 'text-quiet' },
    { count: losses, show: 'regressions', look: 'text-bad' },
  ] as const
  return counts.map(({ count, show, look }, at) => (
    <span key={show}>
      {at > 0 && ' / '}
      {count === null || 'reason' in score ? (
        <span className="text-quiet">{countText(count)}</span>
      ) : (
        <Link
          href={examplesAt({ run: run_id, score: score.metric, show })}
          aria-label={`${countText(count)} ${show}`}
          className={`underline-offset-2 hover:underline ${look}`}
        >
          {countText(count)}
        </Link>
      )}
    </span>
  ))
}
