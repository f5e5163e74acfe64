import type { ComparisonExample } from '@assay/schemas'
import { ChevronDown, ChevronUp } from 'lucide-react'
import { exampleTexts as texts } from '../../texts/comparison-example.ts'
import { Button } from '../../ui/button.tsx'
import { Loading } from '../../ui/loading.tsx'
import { Problem } from '../../ui/problem.tsx'
import { type AskExamples, type ExampleQuestion, modes } from './example-question.ts'
import { MarkedText } from './marked-text.tsx'
import { OutputCard } from './output-card.tsx'
import type { Pair } from './pair.ts'
import { useExample } from './use-examples.ts'
import { useMatches } from './use-matches.ts'

interface ExampleDetailProps {
  readonly pair: Pair
  readonly number: number
  readonly given: ComparisonExample | undefined
  readonly nameOf: (run_id: string) => string
  readonly question: ExampleQuestion
  readonly ask: AskExamples
  readonly onMove: (by: 1 | -1) => void
}

/** An example: what was asked, what would be right, and what each run made of it, word by word. */
export function ExampleDetail(props: ExampleDetailProps) {
  const { pair, number, given, question, nameOf } = props
  const { example, sides, error, is_absent } = useExample(pair, number, given)
  const { run_ids } = pair.comparison
  const order = [pair.baseline_run_id, pair.run_id, ...run_ids]
  const shown = [...new Set(order)]
  const predictions = shown.map((id) => sides.get(id)?.prediction ?? null)
  const matches = useMatches(pair.score.metric, {
    predictions,
    reference: example?.reference ?? null,
    input: example?.input ?? null,
    is_wanted: question.counted,
  })
  if (error) return <Problem error={error} />
  if (is_absent) return <p className="text-quiet">{texts.none}</p>
  const baseline = sides.get(pair.baseline_run_id)
  return (
    <article aria-label={texts.number(number)} className="grid min-w-0 content-start gap-4">
      <DetailHead {...props} />
      {example ? (
        <>
          <div className="grid gap-4 xl:grid-cols-2">
            <Given title={texts.input} text={example.input} />
            <Given title={texts.reference} text={example.reference} spans={matches[1]?.reference_spans} />
          </div>
          <div className="grid grid-cols-[repeat(auto-fit,minmax(min(100%,19rem),1fr))] gap-4">
            {shown.map((id, at) => (
              <OutputCard
                key={id}
                name={nameOf(id)}
                is_baseline={id === pair.baseline_run_id}
                side={sides.get(id)}
                baseline={baseline}
                score={pair.score}
                before={beforeOf(question.mark, { example, is_baseline: id === pair.baseline_run_id })}
                match={matches[at]}
              />
            ))}
          </div>
        </>
      ) : (
        <Loading />
      )}
    </article>
  )
}

interface Compared {
  readonly example: ComparisonExample
  readonly is_baseline: boolean
}

/** What an output is held against, word by word. */
function beforeOf(mode: ExampleQuestion['mark'], { example, is_baseline }: Compared): string | null {
  if (mode === 'reference') return example.reference
  return mode === 'baseline' && !is_baseline ? example.baseline.prediction : null
}

function DetailHead({ number, question, ask, onMove }: ExampleDetailProps) {
  return (
    <div className="flex flex-wrap items-center gap-x-4 gap-y-2">
      <h2 className="text-base font-semibold">{texts.number(number)}</h2>
      <span className="flex gap-1 print:hidden">
        <Button className="px-2" aria-label={texts.previous} title={texts.previous} onClick={() => onMove(-1)}>
          <ChevronUp aria-hidden="true" className="size-4" />
        </Button>
        <Button className="px-2" aria-label={texts.next} title={texts.next} onClick={() => onMove(1)}>
          <ChevronDown aria-hidden="true" className="size-4" />
        </Button>
      </span>
      <label className="flex items-center gap-2 text-quiet print:hidden">
        {texts.difference_mode}
        <select
          value={question.mark}
          onChange={({ target }) => ask({ mark: modes.find((mode) => mode === target.value) ?? null })}
          className="rounded-md border border-quiet/60 bg-page px-2 py-1 text-ink"
        >
          {modes.map((mode) => (
            <option key={mode} value={mode}>
              {texts.modes[mode]}
            </option>
          ))}
        </select>
      </label>
      <label className="flex items-center gap-2 text-quiet print:hidden">
        <input type="checkbox" checked={question.counted} onChange={({ target }) => ask({ counted: target.checked })} />
        {texts.matched}
      </label>
    </div>
  )
}

interface GivenProps {
  readonly title: string
  readonly text: string | null
  readonly spans?: readonly (readonly [number, number])[] | undefined
}

function Given({ title, text, spans }: GivenProps) {
  return (
    <section aria-label={title} className="min-w-0 rounded-lg border border-line bg-raised p-4">
      <h3 className="mb-1 text-xs font-medium text-quiet">{title}</h3>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must scroll by keyboard */}
      <div tabIndex={0} className="max-h-64 overflow-y-auto break-words whitespace-pre-wrap print:max-h-none">
        {text === null ? (
          <span className="text-quiet">{texts.no_reference}</span>
        ) : (
          <MarkedText text={text} spans={spans} />
        )}
      </div>
    </section>
  )
}
