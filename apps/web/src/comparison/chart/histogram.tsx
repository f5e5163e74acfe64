import { scaleLinear } from '@visx/scale'
import { comparisonTexts as texts } from '../../texts/comparison.ts'
import { decimalsFor, fixedText } from '../../ui/decimals.ts'
import { countText } from '../../ui/number.ts'
import { BottomAxis, drawingLook } from './axis.tsx'

interface HistogramProps {
  readonly width: number
  readonly said: string
  readonly least: number
  readonly bin_width: number
  readonly counts: readonly number[]
  /** The greatest count of all that stand beside each other, so that they can be compared. */
  readonly most: number
  readonly look: (bin: number) => string
  /** Where a line is drawn: the mean. */
  readonly mark?: number | null
}

const height = 96
const edge = 10

/** How many examples lie in each bin. */
export function Histogram({ width, said, least, bin_width, counts, most, look, mark }: HistogramProps) {
  const end = least + counts.length * bin_width
  const across = scaleLinear<number>({ domain: [least, end], range: [edge, width - edge] })
  const up = scaleLinear<number>({ domain: [0, Math.max(1, most)], range: [height, 6] })
  const decimals = decimalsFor([bin_width]) + (bin_width < 1 ? 0 : 1)
  const place = (value: number) => Math.max(edge, Math.min(width - edge, across(value)))
  return (
    <svg
      role="img"
      aria-label={said}
      width={width}
      height={height + 22}
      viewBox={`0 0 ${width} ${height + 22}`}
      className={drawingLook}
    >
      {counts.map((count, bin) => {
        const from = least + bin * bin_width
        const [x, next] = [across(from), across(from + bin_width)]
        const y = count === 0 ? height : Math.min(height - 1.5, up(count))
        return (
          <rect
            key={bin}
            x={x + 0.5}
            y={y}
            width={Math.max(0.5, next - x - 1)}
            height={height - y}
            className={look(bin)}
          >
            <title>
              {texts.bin(fixedText(from, decimals), fixedText(from + bin_width, decimals), countText(count))}
            </title>
          </rect>
        )
      })}
      {mark !== undefined && mark !== null && (
        <line x1={place(mark)} x2={place(mark)} y1={0} y2={height} className="stroke-ink" strokeDasharray="4 3" />
      )}
      <BottomAxis scale={across} at={height} ticks={Math.max(2, Math.floor(width / 80))} />
    </svg>
  )
}
