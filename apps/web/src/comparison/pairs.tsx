import type { ReadyComparison } from '@assay/schemas'
import { comparisonTexts as texts } from '../texts/comparison.ts'
import { decimalsFor, pText, signedText } from '../ui/decimals.ts'
import { Table } from '../ui/table.tsx'
import { outcomeLook } from './chart/outcome-look.ts'
import { primaryOf } from './score.ts'
import { intervalText, neededText } from './verdict.tsx'

interface PairsProps {
  readonly comparison: ReadyComparison
  readonly nameOf: (run_id: string) => string
}

/** Every run against every other on the primary score, with how many more examples would settle it. */
export function Pairs({ comparison, nameOf }: PairsProps) {
  const { differences } = primaryOf(comparison) ?? { differences: [] }
  const decimals = decimalsFor(differences.map(({ difference }) => difference.estimate))
  return (
    <details>
      <summary className="cursor-pointer text-quiet hover:text-ink">{texts.pairs}</summary>
      <div className="mt-3">
        <Table
          label={texts.pairs}
          rows={differences}
          keyOf={({ run_id, baseline_run_id }) => `${run_id} ${baseline_run_id}`}
          columns={[
            { title: texts.run, cell: ({ run_id }) => nameOf(run_id) },
            { title: texts.against, cell: ({ baseline_run_id }) => nameOf(baseline_run_id) },
            {
              title: texts.difference,
              cell: ({ difference }) => signedText(difference.estimate, decimals),
              is_number: true,
            },
            {
              title: texts.plain_interval,
              cell: ({ difference, reason }) => intervalText(difference, decimals, reason),
              is_number: true,
            },
            { title: texts.p, cell: ({ p_value }) => pText(p_value), is_number: true },
            { title: texts.settle, cell: ({ needed_examples }) => neededText(needed_examples), is_number: true },
            {
              title: texts.outcome_of_pair,
              cell: ({ outcome }) => (
                <span className={outcomeLook[outcome].text}>
                  {outcomeLook[outcome].mark} {texts.outcomes[outcome]}
                </span>
              ),
            },
          ]}
        />
      </div>
    </details>
  )
}
