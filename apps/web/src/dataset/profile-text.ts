import type { ColumnProfile } from '@assay/schemas'
import { datasetTexts } from '../texts/dataset.ts'
import { countText } from '../ui/number.ts'

const digits = new Intl.NumberFormat('en', { maximumSignificantDigits: 4 })

/** A number with sensible digits; a dash where there is none. */
export function measureText(value: number | null): string {
  return value === null ? '–' : digits.format(value)
}

/** The values of a column in a few words, such as «3–120 characters». */
export function rangeText({ kind, min, max }: ColumnProfile): string {
  if (min === null || max === null) return '–'
  const range = min === max ? measureText(min) : `${measureText(min)}–${measureText(max)}`
  return kind === 'number' ? range : `${range} ${datasetTexts.lengths}`
}

export function missingText({ absent }: ColumnProfile, rows: number): string {
  if (absent === 0 || rows === 0) return `0 ${datasetTexts.missing}`
  const share = (100 * absent) / rows
  return `${countText(absent)} ${datasetTexts.missing} (${share < 0.1 ? '< 0.1' : digits.format(share)} %)`
}
