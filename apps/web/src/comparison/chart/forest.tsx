import type { Difference } from '@assay/schemas'
import { scaleLinear } from '@visx/scale'
import { comparisonTexts as texts } from '../../texts/comparison.ts'
import { decimalsFor, signedText } from '../../ui/decimals.ts'
import { BottomAxis, drawingLook } from './axis.tsx'
import { outcomeLook } from './outcome-look.ts'

export interface ForestRow {
  readonly key: string
  readonly label: string
  readonly note?: string
  readonly difference: Difference
  readonly is_warned?: boolean
}

interface ForestProps {
  readonly width: number
  readonly said: string
  readonly rows: readonly ForestRow[]
  readonly margin: number
  readonly direction: 'higher' | 'lower' | 'neutral'
}

const rowHeight = 40
const narrow = 560
const top = 18

/** Differences as points on their intervals; where they would not matter is shaded. */
export function Forest({ width, said, rows, margin, direction }: ForestProps) {
  const isNarrow = width < narrow
  const [left, right] = isNarrow ? [8, width - 8] : [Math.min(220, width * 0.26), width - 190]
  const scale = scaleOf(rows, margin, [left, right])
  const bottom = top + rows.length * rowHeight
  const decimals = decimalsFor(rows.flatMap(({ difference: { difference: found } }) => [found.estimate]))
  const x = (value: number) => Math.max(left, Math.min(right, scale(value)))
  const [less, more] = sideTexts(direction)
  return (
    <svg
      role="img"
      aria-label={said}
      width={width}
      height={bottom + 44}
      viewBox={`0 0 ${width} ${bottom + 44}`}
      className={drawingLook}
    >
      {margin > 0 && (
        <>
          <rect
            x={x(-margin)}
            width={x(margin) - x(-margin)}
            y={top - 10}
            height={bottom - top + 10}
            className="fill-hover"
          />
          {[-margin, margin].map((at) => (
            <line
              key={at}
              x1={x(at)}
              x2={x(at)}
              y1={top - 10}
              y2={bottom}
              className="stroke-quiet/60"
              strokeDasharray="3 3"
            />
          ))}
        </>
      )}
      <line x1={x(0)} x2={x(0)} y1={top - 14} y2={bottom} className="stroke-quiet" />
      {rows.map((row, at) => (
        <Row key={row.key} {...{ row, x, decimals, isNarrow, width }} y={top + (at + 0.5) * rowHeight} />
      ))}
      <BottomAxis scale={scale} at={bottom} ticks={isNarrow ? 5 : 7} />
      <text x={left} y={bottom + 38} className="fill-quiet text-[11px]">
        {less}
      </text>
      <text x={right} y={bottom + 38} textAnchor="end" className="fill-quiet text-[11px]">
        {more}
      </text>
    </svg>
  )
}

interface RowProps {
  readonly row: ForestRow
  readonly x: (value: number) => number
  readonly y: number
  readonly decimals: number
  readonly isNarrow: boolean
  readonly width: number
}

function Row({ row: { label, note, difference, is_warned = false }, x, y, decimals, isNarrow, width }: RowProps) {
  const { estimate, low, high } = difference.difference
  const { stroke, fill, mark } = outcomeLook[difference.outcome]
  const line = isNarrow ? y + 9 : y
  const told = intervalText(difference, decimals)
  const longest = isNarrow ? 24 : 30
  return (
    <g>
      <text x={isNarrow ? 8 : 0} y={isNarrow ? y - 5 : y + 4} className="fill-ink text-[13px] font-medium">
        {is_warned ? '⚠ ' : ''}
        {label.length > longest ? `${label.slice(0, longest - 1)}…` : label}
        <title>{label}</title>
        {note !== undefined && <tspan className="fill-quiet text-[11px] font-normal">{` ${note}`}</tspan>}
      </text>
      {low !== null && high !== null && (
        <>
          <line x1={x(low)} x2={x(high)} y1={line} y2={line} className={stroke} strokeWidth={2.5} />
          {[low, high].map((end) => (
            <line key={end} x1={x(end)} x2={x(end)} y1={line - 5} y2={line + 5} className={stroke} strokeWidth={1.5} />
          ))}
        </>
      )}
      {estimate !== null && (
        <circle
          cx={x(estimate)}
          cy={line}
          r={5}
          className={low === null ? `fill-raised ${stroke}` : fill}
          strokeWidth={2}
        >
          <title>{`${label}: ${told}`}</title>
        </circle>
      )}
      <text
        x={width - (isNarrow ? 8 : 0)}
        y={isNarrow ? y - 5 : y + 4}
        textAnchor="end"
        className="fill-ink text-[12px] tabular-nums"
      >
        {told} <tspan className={fill}>{mark}</tspan>
      </text>
    </g>
  )
}

function intervalText({ difference: { estimate, low, high }, reason }: Difference, decimals: number): string {
  const instead = texts.no_interval[reason ?? 'too_few_examples']
  const range = low === null || high === null ? instead : `${signedText(low, decimals)} … ${signedText(high, decimals)}`
  return `${signedText(estimate, decimals)} (${range})`
}

/** Around 0 and the margin, with room at both ends. */
function scaleOf(rows: readonly ForestRow[], margin: number, range: [number, number]) {
  const ends = rows.flatMap(({ difference: { difference: found } }) => [found.estimate, found.low, found.high])
  const values = [0, -margin * 1.5, margin * 1.5, ...ends.filter((end) => end !== null)]
  const [least, most] = [Math.min(...values), Math.max(...values)]
  const room = (most - least || 1) * 0.06
  return scaleLinear<number>({ domain: [least - room, most + room], range })
}

function sideTexts(direction: ForestProps['direction']): [string, string] {
  if (direction === 'neutral') return [texts.run_lower, texts.run_higher]
  const [worse, better] = [texts.baseline_better, texts.run_better]
  return direction === 'higher' ? [worse, better] : [texts.run_better_left, texts.baseline_better_right]
}
