import type { ComparisonSlices, Slice } from '@assay/schemas'
import { TriangleAlert } from 'lucide-react'
import Link from 'next/link'
import { comparisonTexts as texts } from '../texts/comparison.ts'
import { countText } from '../ui/number.ts'
import { Figure } from './chart/figure.tsx'
import { Forest, type ForestRow } from './chart/forest.tsx'

interface SlicesProps {
  readonly slices: ComparisonSlices
  readonly title: string
  readonly nameOf: (run_id: string) => string
  readonly examplesAt: (wanted: SliceExamples) => string
}

export interface SliceExamples {
  readonly run: string
  readonly against: string
  readonly column: string
  readonly value: string | null
}

/** How each run stands to the leading one in each group of examples, with the groups in which the leader loses. */
export function Slices({ slices, title, nameOf, examplesAt }: SlicesProps) {
  const { column, warnings, leading_run_id, margin, direction } = slices
  return (
    <div className="rounded-lg border border-line bg-raised p-4 break-inside-avoid">
      {warnings.length > 0 && (
        <div role="alert">
          <ul className="mb-4 grid gap-1.5 rounded-md border border-warn p-3">
            {warnings.map(({ sentence, run_id, value, is_other }) => (
              <li key={sentence} className="flex gap-2 text-warn">
                <TriangleAlert aria-hidden="true" className="mt-0.5 size-4 shrink-0" />
                <span className="min-w-0 break-words">
                  {sentence}{' '}
                  {!is_other && (
                    <Link
                      className="underline"
                      href={examplesAt({ run: run_id, against: leading_run_id, column, value })}
                    >
                      {texts.example_by_example}
                    </Link>
                  )}
                </span>
              </li>
            ))}
          </ul>
        </div>
      )}
      <Figure
        title={texts.slices_of(column)}
        note={texts.slices_note(nameOf(leading_run_id))}
        filename={`${slices.metric}-by-${column}`}
      >
        {(width) => (
          <Forest
            {...{ width, margin, direction }}
            rows={rowsOf(slices, nameOf)}
            said={texts.slices_said(column, title)}
          />
        )}
      </Figure>
    </div>
  )
}

function rowsOf({ slices, warnings }: ComparisonSlices, nameOf: (run_id: string) => string): ForestRow[] {
  return slices.flatMap((slice) =>
    slice.differences.map((difference) => ({
      key: `${slice.is_other} ${slice.value} ${difference.run_id}`,
      label: `${valueText(slice)} · ${nameOf(difference.run_id)}`,
      note: `n = ${countText(slice.examples)}`,
      difference,
      is_warned: warnings.some(
        ({ value, is_other, run_id }) =>
          value === slice.value && is_other === slice.is_other && run_id === difference.run_id,
      ),
    })),
  )
}

function valueText({ value, is_other }: Slice): string {
  if (is_other) return texts.other
  return value ?? texts.absent
}
