import type { ComparedRun, ReadyComparison } from '@assay/schemas'
import { comparisonTexts as texts } from '../texts/comparison.ts'
import { countText } from '../ui/number.ts'
import { Table } from '../ui/table.tsx'

interface LeftOutProps {
  readonly comparison: ReadyComparison
  readonly nameOf: (run_id: string) => string
}

export function LeftOut({ comparison: { examples, left_out, runs }, nameOf }: LeftOutProps) {
  const isComplete = left_out === 0 && runs.every(({ missing = 0 }) => missing === 0)
  return (
    <section aria-labelledby="left-out">
      <h2 id="left-out" className="mb-2 text-base font-semibold">
        {texts.left_out}
      </h2>
      <p className="mb-3 text-quiet">
        {left_out === 0
          ? texts.nothing_left_out(countText(examples))
          : texts.some_left_out(countText(examples), countText(left_out))}
      </p>
      {!isComplete && <LackTable runs={runs} nameOf={nameOf} />}
    </section>
  )
}

function LackTable({
  runs,
  nameOf,
}: {
  readonly runs: readonly ComparedRun[]
  readonly nameOf: LeftOutProps['nameOf']
}) {
  const count = (title: string, read: (run: ComparedRun) => number) => ({
    title,
    cell: (run: ComparedRun) => countText(read(run)),
    is_number: true,
  })
  return (
    <Table
      label={texts.left_out}
      rows={runs}
      keyOf={({ run_id }) => run_id}
      columns={[
        { title: texts.run, cell: ({ run_id }) => nameOf(run_id) },
        count(texts.predicted, ({ examples }) => examples),
        count(texts.failed, ({ failed }) => failed),
        count(texts.unscored, ({ not_scored }) => not_scored),
        count(texts.not_given, ({ not_sampled }) => not_sampled),
        count(texts.missing, ({ missing = 0 }) => missing),
        { title: texts.why, cell: (run) => <Reasons {...run} /> },
      ]}
    />
  )
}

function Reasons({ failures, unscored }: Pick<ComparedRun, 'failures' | 'unscored'>) {
  const said = [
    ...failures.map(({ reason, examples }) => texts.without_prediction(countText(examples), reason)),
    ...unscored.map(({ reason, examples }) => texts.without_score(countText(examples), reason)),
  ]
  if (said.length === 0) return texts.unknown
  return (
    <ul>
      {said.map((text) => (
        <li key={text}>{text}</li>
      ))}
    </ul>
  )
}
