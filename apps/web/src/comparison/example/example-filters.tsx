import { useQuery } from '@tanstack/react-query'
import { useApi } from '../../data/api.ts'
import { exampleTexts as texts } from '../../texts/comparison-example.ts'
import { countText } from '../../ui/number.ts'
import { Select } from '../../ui/select.tsx'
import { type AskExamples, type ExampleQuestion, orders, shows } from './example-question.ts'
import { countsOf, type Pair } from './pair.ts'
import { TypedFilter } from './typed-filter.tsx'

interface ExampleFiltersProps {
  readonly pair: Pair
  readonly nameOf: (run_id: string) => string
  readonly question: ExampleQuestion
  readonly ask: AskExamples
}

export function ExampleFilters(props: ExampleFiltersProps) {
  const { pair, nameOf, question, ask } = props
  const { comparison, run_id, baseline_run_id, score } = pair
  const runs = comparison.run_ids.map((id) => (
    <option key={id} value={id}>
      {nameOf(id)}
    </option>
  ))
  const chooseRun = (id: string) => ask({ run: id, ...(id === baseline_run_id && { against: run_id }) })
  const chooseOther = (id: string) => ask({ against: id, ...(id === run_id && { run: baseline_run_id }) })
  return (
    <section aria-label={texts.show} className="grid gap-3 rounded-lg border border-line bg-raised p-3 print:hidden">
      <Shows {...props} />
      <div className="grid grid-cols-2 gap-3 sm:grid-cols-4 xl:grid-cols-9">
        <Select label={texts.run} value={run_id} onChange={({ target }) => chooseRun(target.value)}>
          {runs}
        </Select>
        <Select label={texts.against} value={baseline_run_id} onChange={({ target }) => chooseOther(target.value)}>
          {runs}
        </Select>
        <Select label={texts.score} value={score.metric} onChange={({ target }) => ask({ score: target.value })}>
          {comparison.metrics.map(({ metric, title }) => (
            <option key={metric} value={metric}>
              {title}
            </option>
          ))}
        </Select>
        <Select
          label={texts.order}
          value={question.order}
          onChange={({ target }) => ask({ order: orders.find((order) => order === target.value) ?? null })}
        >
          {orders.map((order) => (
            <option key={order} value={order}>
              {texts.orders[order]}
            </option>
          ))}
        </Select>
        <TypedFilter
          key={`text ${question.text}`}
          label={texts.text}
          hint={texts.text_hint}
          value={question.text ?? ''}
          is_search
          onApply={(text) => ask({ text: text || null })}
        />
        {(['min', 'max'] as const).map((end) => (
          <TypedFilter
            key={`${end} ${question[end]}`}
            label={texts[end]}
            value={question[end] === null ? '' : String(question[end])}
            onApply={(text) => ask({ [end]: text !== '' && Number.isFinite(Number(text)) ? Number(text) : null })}
          />
        ))}
        <SliceFilter {...props} />
      </div>
    </section>
  )
}

/** Which examples, with how many there are of each. */
function Shows({ pair, question, ask }: ExampleFiltersProps) {
  const counts = new Map<string, number | null>(Object.entries(countsOf(pair) ?? {}))
  const offered = pair.score.direction === 'neutral' ? shows.filter((show) => !/^(?:regr|impr)/.test(show)) : shows
  return (
    <div className="flex flex-wrap gap-1">
      {offered.map((show) => (
        <button
          key={show}
          type="button"
          aria-pressed={question.show === show}
          onClick={() => ask({ show })}
          className="rounded-md border border-transparent px-2.5 py-1 text-quiet hover:bg-hover aria-pressed:border-line aria-pressed:bg-hover aria-pressed:font-medium aria-pressed:text-ink"
        >
          {texts.shows[show]}
          {counts.has(show) && <span className="ml-1.5 tabular-nums">{countText(counts.get(show) ?? null)}</span>}
        </button>
      ))}
    </div>
  )
}

/** The values are those that the examples of the comparison have most. */
function SliceFilter({ pair, question, ask }: ExampleFiltersProps) {
  const api = useApi()
  const { id: comparison_id, dataset_id } = pair.comparison
  const forever = { staleTime: Number.POSITIVE_INFINITY }
  const dataset = useQuery({ ...api.datasets.get.queryOptions({ dataset_id }), ...forever })
  const { column } = question
  const wanted = { comparison_id, column: column ?? '', metric: pair.score.metric }
  const slices = useQuery({ ...api.comparisons.slices.queryOptions(wanted), ...forever, enabled: column !== null })
  const values = slices.data?.slices.flatMap(({ value, is_other }) => (is_other || value === null ? [] : [value])) ?? []
  const first = values[0]
  return (
    <>
      <Select
        label={texts.column}
        value={column ?? ''}
        onChange={({ target }) => ask({ column: target.value || null, value: null })}
      >
        <option value="">{texts.no_column}</option>
        {dataset.data?.columns?.map(({ name }) => (
          <option key={name}>{name}</option>
        ))}
      </Select>
      {column !== null && first !== undefined && (
        <Select
          label={texts.value}
          value={question.value ?? ''}
          onChange={({ target }) => ask({ value: target.value || null })}
        >
          <option value="">{texts.absent}</option>
          {values.map((value) => (
            <option key={value}>{value}</option>
          ))}
        </Select>
      )}
    </>
  )
}
