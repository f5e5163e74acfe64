import type { Experiment, ReadyComparison } from '@assay/schemas'
import { useQuery } from '@tanstack/react-query'
import { X } from 'lucide-react'
import { useApi } from '../data/api.ts'
import { comparisonTexts as texts } from '../texts/comparison.ts'
import { Button } from '../ui/button.tsx'
import { percentText } from '../ui/decimals.ts'
import { Select } from '../ui/select.tsx'
import { MarginField } from './margin-field.tsx'
import type { Ask, Question } from './question.ts'
import { RunChoice } from './run-choice.tsx'
import type { Score } from './score.ts'

interface ControlsProps {
  readonly comparison: ReadyComparison
  readonly primary: Score
  readonly experiment: Experiment | undefined
  readonly nameOf: (run_id: string) => string
  readonly question: Question
  readonly ask: Ask
}

const levels = [0.8, 0.9, 0.95, 0.99] as const

/** What is asked; all of it stands in the address. */
export function Controls(props: ControlsProps) {
  const { comparison, primary, nameOf, question, ask } = props
  const asked = [0.8, 0.9, 0.95, 0.99].includes(question.level) ? levels : [...levels, question.level]
  return (
    <section aria-label={texts.controls} className="rounded-lg border border-line bg-raised p-3 print:hidden">
      <div className="grid grid-cols-2 gap-3 md:grid-cols-4 2xl:grid-cols-8">
        <Select
          label={texts.baseline}
          value={comparison.baseline_run_id}
          onChange={({ target }) => ask({ baseline: target.value })}
        >
          {comparison.run_ids.map((id) => (
            <option key={id} value={id}>
              {nameOf(id)}
            </option>
          ))}
        </Select>
        <PrimaryMetric {...props} />
        <MarginField key={`${primary.metric} ${primary.margin}`} {...{ primary, question, ask }} />
        <Select
          label={texts.level}
          value={question.level}
          onChange={({ target }) => ask({ level: Number(target.value) })}
        >
          {asked.map((level) => (
            <option key={level} value={level}>
              {percentText(level)}
            </option>
          ))}
        </Select>
        <Select
          label={texts.method}
          value={question.method}
          onChange={({ target }) => ask({ method: target.value === 'resampled' ? 'resampled' : 'analytic' })}
        >
          <option value="analytic">{texts.methods.analytic}</option>
          <option value="resampled">{texts.methods.resampled}</option>
        </Select>
        <Columns {...props} />
        <RunChoice {...{ comparison, question, ask }} experiment={props.experiment} />
      </div>
      <ChosenSlices question={question} ask={ask} />
    </section>
  )
}

function PrimaryMetric({ comparison, ask }: ControlsProps) {
  const scores = comparison.metrics.filter(({ is_detail, direction }) => !is_detail && direction !== 'neutral')
  const corpus = comparison.corpus.filter(({ reason }) => reason === null)
  return (
    <Select
      label={texts.metric}
      value={comparison.verdict.metric}
      onChange={({ target }) => ask({ metric: target.value })}
    >
      {scores.map(({ metric, title }) => (
        <option key={metric} value={metric}>
          {title}
        </option>
      ))}
      {corpus.map(({ metric, title }) => (
        <option key={metric} value={`corpus_${metric}`}>
          {title} ({texts.corpus})
        </option>
      ))}
    </Select>
  )
}

/** Columns of the dataset: those that group what belongs together, and those by which it is sliced. */
function Columns({ comparison, question, ask }: ControlsProps) {
  const api = useApi()
  const dataset = useQuery({
    ...api.datasets.get.queryOptions({ dataset_id: comparison.dataset_id }),
    staleTime: Number.POSITIVE_INFINITY,
  })
  const columns = dataset.data?.columns?.map(({ name }) => name) ?? []
  const left = columns.filter((name) => !question.slices.includes(name))
  return (
    <>
      <Select
        label={texts.cluster}
        value={question.cluster ?? ''}
        onChange={({ target }) => ask({ cluster: target.value || null })}
      >
        <option value="">{texts.no_cluster}</option>
        {columns.map((name) => (
          <option key={name}>{name}</option>
        ))}
      </Select>
      <Select
        label={texts.slices}
        value=""
        disabled={left.length === 0}
        onChange={({ target }) => ask({ slices: [...question.slices, target.value] })}
      >
        <option value="">{texts.add_slice}</option>
        {left.map((name) => (
          <option key={name}>{name}</option>
        ))}
      </Select>
    </>
  )
}

function ChosenSlices({ question, ask }: Pick<ControlsProps, 'question' | 'ask'>) {
  if (question.slices.length === 0) return null
  return (
    <ul className="mt-3 flex flex-wrap gap-2">
      {question.slices.map((column) => (
        <li key={column} className="flex items-center gap-1 rounded-md bg-hover py-0.5 pr-1 pl-2">
          {column}
          <Button
            look="quiet"
            className="p-1"
            aria-label={texts.remove_slice(column)}
            onClick={() => ask({ slices: question.slices.filter((one) => one !== column) })}
          >
            <X aria-hidden="true" className="size-3.5" />
          </Button>
        </li>
      ))}
    </ul>
  )
}
