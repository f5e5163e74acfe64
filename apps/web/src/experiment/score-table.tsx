'use client'

import Link from 'next/link'
import { parseAsBoolean, parseAsString, useQueryStates } from 'nuqs'
import { progressText } from '../run/progress-text.ts'
import { experimentTexts } from '../texts/experiment.ts'
import { countText } from '../ui/number.ts'
import { StateTag } from '../ui/state-tag.tsx'
import { Table } from '../ui/table.tsx'
import { Took } from '../ui/took.tsx'
import { type EvaluatedRun, scoreNames } from './evaluated-runs.ts'
import { inOrder } from './run-order.ts'
import { ScoreCell } from './score-cell.tsx'

/** The runs side by side: how far each is, and its scores with their intervals. The order is in the address. */
export function ScoreTable({ runs }: { readonly runs: readonly EvaluatedRun[] }) {
  const [order, setOrder] = useQueryStates({ sort: parseAsString, up: parseAsBoolean.withDefault(false) })
  const scores = scoreNames(runs)
  const score = scores.find((name) => name === order.sort)
  return (
    <Table
      label={experimentTexts.runs}
      rows={inOrder(runs, { score, is_up: order.up })}
      keyOf={({ run }) => run.id}
      columns={[
        {
          title: experimentTexts.run,
          cell: ({ run }) => (
            <Link href={`/runs/${run.id}`} className="font-medium hover:underline">
              {run.name}
            </Link>
          ),
        },
        { title: experimentTexts.state, cell: ({ run }) => <StateTag state={run.state} /> },
        ...scores.map((name) => ({
          title: name,
          is_number: true,
          head: (
            <button
              type="button"
              aria-label={experimentTexts.sort_by(name)}
              onClick={() => setOrder({ sort: name, up: score === name && !order.up })}
              className="hover:text-ink"
            >
              {name} {score === name && <span aria-hidden="true">{order.up ? '↑' : '↓'}</span>}
            </button>
          ),
          cell: ({ evaluation }: EvaluatedRun) => <ScoreCell score={evaluation?.result?.scores[name]} />,
        })),
        {
          title: experimentTexts.scored,
          is_number: true,
          cell: ({ evaluation, inference }) =>
            evaluation?.result ? countText(evaluation.result.examples) : inference ? progressText(inference) : '–',
        },
        {
          title: experimentTexts.failed,
          is_number: true,
          cell: ({ evaluation }) => countText(evaluation?.result?.failed ?? null),
        },
        {
          title: experimentTexts.took,
          is_number: true,
          cell: ({ run }) => <Took since={run.started_at} until={run.finished_at} />,
        },
      ]}
    />
  )
}
