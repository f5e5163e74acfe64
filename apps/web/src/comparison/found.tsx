import type { Experiment, ReadyComparison } from '@assay/schemas'
import { Printer } from 'lucide-react'
import Link from 'next/link'
import { useSearchParams } from 'next/navigation'
import { comparisonTexts as texts } from '../texts/comparison.ts'
import { Button } from '../ui/button.tsx'
import { Controls } from './controls.tsx'
import { Differences } from './differences.tsx'
import { Distributions } from './distributions.tsx'
import { ExportMenu } from './export-menu.tsx'
import { Fronts } from './fronts.tsx'
import { LeftOut } from './left-out.tsx'
import { nameRuns } from './named-run.ts'
import { addressWith, placeOf } from './places.ts'
import type { Ask, ExperimentId, Question } from './question.ts'
import { primaryOf, type Score } from './score.ts'
import { Scores } from './scores.tsx'
import { type SliceExamples, Slices } from './slices.tsx'
import { trustChecks } from './trust-checks.ts'
import { TrustPanel } from './trust-panel.tsx'
import { useSlices } from './use-slices.tsx'
import { Verdict } from './verdict.tsx'

interface FoundProps {
  readonly experiment_id: ExperimentId
  readonly experiment: Experiment | undefined
  readonly comparison: ReadyComparison
  /** Whether it answers the question before, while that of the address is computed. */
  readonly is_old: boolean
  readonly question: Question
  readonly ask: Ask
}

/** All that a comparison found, the verdict first. */
export function Found(props: FoundProps) {
  const { comparison, experiment_id, experiment, is_old, question, ask } = props
  const search = useSearchParams()
  const nameOf = nameRuns(comparison)
  const primary = primaryOf(comparison)
  const slices = useSlices(comparison, question.slices)
  if (!primary) return null
  const examples = placeOf(experiment_id, 'examples')
  const examplesAt = (wanted: Record<string, string | null>) => addressWith(examples, search, wanted)
  const checks = trustChecks({ comparison, primary, slices: slices.found, nameOf, now_ms: Date.now() })
  return (
    <div className="grid grid-cols-[minmax(0,1fr)] gap-6">
      <header className="flex flex-wrap items-center gap-2">
        <p className="min-w-0 flex-1 break-words text-quiet">
          {experiment ? (
            <Link href={`/experiments/${experiment.id}`} className="hover:text-ink hover:underline">
              {experiment.name}
            </Link>
          ) : (
            texts.several
          )}{' '}
          / {texts.title}
          <span role="status" className="ml-3 text-accent">
            {is_old ? texts.updating : ''}
          </span>
        </p>
        <Tools comparison={comparison} examples={examplesAt({})} />
      </header>
      <div
        className={
          is_old
            ? 'grid grid-cols-[minmax(0,1fr)] gap-6 opacity-60 transition-opacity'
            : 'grid grid-cols-[minmax(0,1fr)] gap-6'
        }
      >
        <Verdict comparison={comparison} primary={primary} />
        <Controls {...{ comparison, primary, experiment, nameOf, question, ask }} />
        <div className="grid grid-cols-[minmax(0,1fr)] gap-6 xl:grid-cols-[minmax(0,1.6fr)_minmax(0,1fr)] xl:items-start">
          <Differences {...{ comparison, primary, nameOf }} />
          <TrustPanel checks={checks} />
        </div>
        <Scores {...{ comparison, nameOf, question, ask }} examplesAt={examplesAt} />
        <SliceSection {...{ slices, primary, nameOf }} examplesAt={(wanted) => examplesAt(toAddress(wanted))} />
        {comparison.fronts.length > 0 && (
          <section aria-labelledby="fronts">
            <h2 id="fronts" className="mb-3 text-base font-semibold">
              {texts.fronts}
            </h2>
            <Fronts {...{ comparison, nameOf }} />
          </section>
        )}
        <Spread {...{ comparison, nameOf, question, ask }} primary={primary} />
        <LeftOut {...{ comparison, nameOf }} />
      </div>
    </div>
  )
}

function Tools({ comparison, examples }: { readonly comparison: ReadyComparison; readonly examples: string }) {
  return (
    <div className="flex flex-wrap gap-2 print:hidden">
      <Link href={examples} className="rounded-md bg-accent px-3 py-1.5 font-medium text-on-accent hover:opacity-90">
        {texts.example_by_example}
      </Link>
      <ExportMenu comparison_id={comparison.id} />
      <Button onClick={() => window.print()}>
        <Printer aria-hidden="true" className="mr-1.5 size-4" />
        {texts.print}
      </Button>
    </div>
  )
}

interface SliceSectionProps {
  readonly slices: ReturnType<typeof useSlices>
  readonly primary: Score
  readonly nameOf: (run_id: string) => string
  readonly examplesAt: (wanted: SliceExamples) => string
}

function SliceSection({ slices, primary, nameOf, examplesAt }: SliceSectionProps) {
  return (
    <section aria-labelledby="slices">
      <h2 id="slices" className="mb-3 text-base font-semibold">
        {texts.slices_title}
      </h2>
      {slices.is_none && <p className="text-quiet">{texts.slices_how}</p>}
      <div className="grid grid-cols-[minmax(0,1fr)] gap-4">
        {slices.found.map((found) => (
          <Slices key={found.column} slices={found} title={primary.title} {...{ nameOf, examplesAt }} />
        ))}
        {slices.rest}
      </div>
    </section>
  )
}

function toAddress({ run, against, column, value }: SliceExamples): Record<string, string | null> {
  return { run, against, column, value, order: 'difference' }
}

interface SpreadProps {
  readonly comparison: ReadyComparison
  readonly primary: Score
  readonly nameOf: (run_id: string) => string
  readonly question: Question
  readonly ask: Ask
}

/** The distributions of one score, which can be another than the primary one. */
function Spread({ comparison, primary, nameOf, question, ask }: SpreadProps) {
  const scores = comparison.metrics.filter(({ is_detail }) => question.details || !is_detail)
  const score =
    comparison.metrics.find(({ metric }) => metric === (question.of ?? primary.metric)) ?? comparison.metrics[0]
  if (!score) return null
  return (
    <section aria-labelledby="spread">
      <div className="mb-3 flex flex-wrap items-center gap-3">
        <h2 id="spread" className="text-base font-semibold">
          {texts.distributions}
        </h2>
        <label className="flex items-center gap-2 text-quiet print:hidden">
          {texts.of_metric}
          <select
            value={score.metric}
            onChange={({ target }) => ask({ of: target.value })}
            className="rounded-md border border-quiet/60 bg-page px-2 py-1 text-ink"
          >
            {scores.map(({ metric, title }) => (
              <option key={metric} value={metric}>
                {title}
              </option>
            ))}
          </select>
        </label>
      </div>
      <Distributions {...{ comparison, score, nameOf }} />
    </section>
  )
}
