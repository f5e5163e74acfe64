import { experimentTexts } from '../texts/experiment.ts'
import { decimalsFor, fixedText } from '../ui/decimals.ts'

interface ScoreCellProps {
  readonly score:
    | { readonly estimate: number | null; readonly low: number | null; readonly high: number | null }
    | undefined
}

/** A mean, and below it its interval. */
export function ScoreCell({ score }: ScoreCellProps) {
  if (!score) return '–'
  const { estimate, low, high } = score
  const decimals = decimalsFor([estimate, low, high])
  return (
    <span className="whitespace-nowrap">
      {fixedText(estimate, decimals)}
      {low !== null && high !== null && (
        <span className="block text-xs text-quiet">
          {experimentTexts.interval(fixedText(low, decimals), fixedText(high, decimals))}
        </span>
      )}
    </span>
  )
}
