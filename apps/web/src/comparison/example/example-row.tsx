import type { ComparisonExample } from '@assay/schemas'
import { memo } from 'react'
import { exampleTexts as texts } from '../../texts/comparison-example.ts'
import { fixedText, signedText } from '../../ui/decimals.ts'

interface ExampleRowProps {
  readonly item: ComparisonExample
  readonly is_open: boolean
  readonly decimals: number
  readonly onOpen: (example: number) => void
}

const shownCharacters = 160

/** An example in a line: what it asks, both scores, and who is better. */
export const ExampleRow = memo(function ExampleRow({ item, is_open, decimals, onOpen }: ExampleRowProps) {
  const { example, input, baseline, run, difference, winner } = item
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: the keys are those of the page: j, k and the arrows
    <div
      id={`example-${example}`}
      role="option"
      aria-selected={is_open}
      tabIndex={-1}
      onClick={() => onOpen(example)}
      className={`grid h-full cursor-pointer grid-cols-[1fr_auto] gap-x-3 border-b border-line px-3 py-2 leading-tight ${is_open ? 'bg-hover shadow-[inset_3px_0_0_var(--accent)]' : 'hover:bg-hover'}`}
    >
      <span className="text-xs text-quiet tabular-nums">#{example}</span>
      <span className={`text-right font-medium tabular-nums ${winnerLook(winner)}`}>
        {difference === null ? texts.neither : signedText(difference, decimals)} {winnerMark(winner)}
      </span>
      <span className="truncate">{input?.slice(0, shownCharacters) ?? texts.unknown}</span>
      <span className="text-right text-xs text-quiet tabular-nums">
        {fixedText(baseline.score, decimals)} → {fixedText(run.score, decimals)}
      </span>
    </div>
  )
})

function winnerLook(winner: ComparisonExample['winner']): string {
  if (winner === 'run') return 'text-good'
  return winner === 'baseline' ? 'text-bad' : 'text-quiet'
}

function winnerMark(winner: ComparisonExample['winner']): string {
  if (winner === 'run') return '▲'
  return winner === 'baseline' ? '▼' : winner === 'tie' ? '=' : ''
}
