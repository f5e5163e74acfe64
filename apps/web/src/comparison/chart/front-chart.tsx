import { scaleLinear } from '@visx/scale'
import { BottomAxis, drawingLook, LeftAxis } from './axis.tsx'

export interface FrontPoint {
  readonly run_id: string
  readonly name: string
  readonly is_optimal: boolean
  readonly quality: Bounded
  readonly expense: Bounded
}

interface Bounded {
  readonly estimate: number
  readonly low: number | null
  readonly high: number | null
}

interface FrontChartProps {
  readonly width: number
  readonly said: string
  readonly points: readonly FrontPoint[]
  readonly direction: 'higher' | 'lower' | 'neutral'
  readonly quality: string
  readonly expense: string
}

const [left, top, bottom] = [58, 16, 236]

/** Quality upwards, what it takes to the right, with intervals on both; steps join those that nobody beats. */
export function FrontChart({ width, said, points, direction, quality, expense }: FrontChartProps) {
  const right = width - 16
  const across = scaleLinear<number>({
    domain: spanOf(
      points.map((point) => point.expense),
      true,
    ),
    range: [left, right],
    nice: true,
  })
  const span = spanOf(
    points.map((point) => point.quality),
    false,
  )
  const up = scaleLinear<number>({
    domain: span,
    range: direction === 'lower' ? [top, bottom] : [bottom, top],
    nice: true,
  })
  const optimal = points.filter(({ is_optimal }) => is_optimal).sort((a, b) => a.expense.estimate - b.expense.estimate)
  const steps = optimal
    .map(({ quality: q, expense: e }, at) => {
      const [x, y] = [across(e.estimate), up(q.estimate)]
      return at === 0 ? `M${x},${y}` : `H${x}V${y}`
    })
    .join('')
  return (
    <svg
      role="img"
      aria-label={said}
      width={width}
      height={bottom + 44}
      viewBox={`0 0 ${width} ${bottom + 44}`}
      className={drawingLook}
    >
      <LeftAxis scale={up} at={left} ticks={5} />
      <BottomAxis scale={across} at={bottom} ticks={Math.max(3, Math.floor(width / 110))} />
      <path d={steps} className="fill-none stroke-accent/60" strokeDasharray="5 4" />
      {points.map((point) => (
        <Point key={point.run_id} point={point} place={(e, q) => [across(e), up(q)]} right={right} />
      ))}
      <text x={right} y={bottom + 38} textAnchor="end" className="fill-quiet text-[11px]">
        {expense} →
      </text>
      <text x={left - 50} y={10} className="fill-quiet text-[11px]">
        {quality} ↑
      </text>
    </svg>
  )
}

interface PointProps {
  readonly point: FrontPoint
  readonly place: (expense: number, quality: number) => [number, number]
  readonly right: number
}

function Point({ point: { name, is_optimal, quality, expense }, place, right }: PointProps) {
  const [x, y] = place(expense.estimate, quality.estimate)
  const look = is_optimal ? 'stroke-accent' : 'stroke-quiet'
  const isAtEnd = x > right - 90
  const across = [expense.low, expense.high].map((end) => (end === null ? x : place(end, quality.estimate)[0]))
  const up = [quality.low, quality.high].map((end) => (end === null ? y : place(expense.estimate, end)[1]))
  return (
    <g>
      <line x1={across[0]} x2={across[1]} y1={y} y2={y} className={look} strokeOpacity={0.55} />
      <line x1={x} x2={x} y1={up[0]} y2={up[1]} className={look} strokeOpacity={0.55} />
      <circle cx={x} cy={y} r={5} className={`${is_optimal ? 'fill-accent' : 'fill-raised'} ${look}`} strokeWidth={2} />
      <text
        x={isAtEnd ? x - 9 : x + 9}
        y={y - 8}
        textAnchor={isAtEnd ? 'end' : 'start'}
        className="fill-ink text-[12px]"
      >
        {name}
      </text>
    </g>
  )
}

/** All that is known of the values; what is taken begins at nothing. */
function spanOf(values: readonly Bounded[], from_zero: boolean): [number, number] {
  const ends = values.flatMap(({ estimate, low, high }) => [estimate, low, high].filter((end) => end !== null))
  const [least, most] = [Math.min(...ends), Math.max(...ends)]
  const room = (most - least || Math.abs(most) || 1) * 0.12
  return [from_zero && least >= 0 ? 0 : least - room, most + room]
}
