import type { ColumnProfile } from '@assay/schemas'
import { datasetTexts } from '../texts/dataset.ts'
import { countText } from '../ui/number.ts'
import { Histogram } from './histogram.tsx'
import { measureText, missingText, rangeText } from './profile-text.ts'

interface ColumnFactsProps {
  readonly profile: ColumnProfile
  readonly rows: number
  /** Leaves only rows with this value. */
  readonly onFilter?: ((value: string) => void) | undefined
}

/** What a column holds, at length. */
export function ColumnFacts({ profile, rows, onFilter }: ColumnFactsProps) {
  const { name, bins, distinct, mean, values } = profile
  return (
    <div className="grid gap-2">
      <Histogram label={`${name}: ${rangeText(profile)}`} bins={bins} className="h-16 w-full" />
      <p className="flex flex-wrap gap-x-4 text-quiet tabular-nums">
        <span>{rangeText(profile)}</span>
        <span>
          {datasetTexts.mean} {measureText(mean)}
        </span>
        <span>
          {countText(distinct)} {datasetTexts.distinct}
        </span>
        <span>{missingText(profile, rows)}</span>
      </p>
      {values.length > 0 && (
        <ul aria-label={datasetTexts.frequent} className="grid gap-0.5">
          {values.map(({ value, rows: count }) => (
            <li key={value} className="relative flex gap-2 px-1.5 py-0.5">
              <span
                aria-hidden="true"
                className="absolute inset-y-0 left-0 rounded bg-hover"
                style={{ width: `${(100 * count) / Math.max(rows, 1)}%` }}
              />
              <Value value={value} onFilter={onFilter} />
              <span className="relative text-quiet tabular-nums">{countText(count)}</span>
            </li>
          ))}
        </ul>
      )}
    </div>
  )
}

function Value({ value, onFilter }: Pick<ColumnFactsProps, 'onFilter'> & { readonly value: string }) {
  if (!onFilter) return <span className="relative min-w-0 flex-1 truncate">{value}</span>
  return (
    <button
      type="button"
      className="relative min-w-0 flex-1 truncate text-left hover:underline"
      onClick={() => onFilter(value)}
    >
      {value}
    </button>
  )
}
