import type { ReadyComparison } from '@assay/schemas'
import { comparisonTexts as texts } from '../texts/comparison.ts'
import { Pairs } from './pairs.tsx'
import type { Ask, Question } from './question.ts'
import { ScoreTable } from './score-table.tsx'

interface ScoresProps {
  readonly comparison: ReadyComparison
  readonly nameOf: (run_id: string) => string
  readonly question: Question
  readonly ask: Ask
  readonly examplesAt: (wanted: { run: string; score: string; show: string }) => string
}

/** All scores of all runs: those that matter, those over all examples at once, those that explain, and all pairs. */
export function Scores({ comparison, nameOf, question, ask, examplesAt }: ScoresProps) {
  const shown = comparison.metrics.filter(({ is_detail }) => !is_detail)
  const details = comparison.metrics.filter(({ is_detail }) => is_detail)
  const of = {
    ...{ comparison, nameOf, examplesAt },
    onBaseline: (baseline: string) => void ask({ baseline }),
    onPrimary: (metric: string) => void ask({ metric }),
  }
  return (
    <section aria-labelledby="scores" className="grid min-w-0 grid-cols-[minmax(0,1fr)] gap-3">
      <h2 id="scores" className="text-base font-semibold">
        {texts.scores}
      </h2>
      <ScoreTable {...of} label={texts.scores} scores={shown} />
      {comparison.corpus.length > 0 && (
        <>
          <h3 className="font-semibold">{texts.corpus}</h3>
          <ScoreTable
            {...of}
            label={texts.corpus}
            scores={comparison.corpus}
            onPrimary={(metric) => of.onPrimary(`corpus_${metric}`)}
          />
        </>
      )}
      {details.length > 0 && (
        <details open={question.details} onToggle={({ currentTarget }) => void ask({ details: currentTarget.open })}>
          <summary className="cursor-pointer text-quiet hover:text-ink">{texts.details(details.length)}</summary>
          <div className="mt-3">
            {question.details && <ScoreTable {...of} label={texts.details(details.length)} scores={details} />}
          </div>
        </details>
      )}
      {comparison.runs.length > 2 && <Pairs {...{ comparison, nameOf }} />}
    </section>
  )
}
