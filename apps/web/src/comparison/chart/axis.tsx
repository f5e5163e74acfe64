import { AxisBottom, AxisLeft } from '@visx/axis'
import type { scaleLinear } from '@visx/scale'

/** On paper, where there may be less room than on the screen, a drawing is made smaller. */
export const drawingLook = 'block print:h-auto print:max-w-full'

export type Scale = ReturnType<typeof scaleLinear<number>>

const letters = { className: 'fill-quiet text-[11px]', fontFamily: 'inherit', fontSize: 11, fill: '' } as const
const lines = {
  axisLineClassName: 'stroke-line',
  tickLineProps: { className: 'stroke-line' },
  stroke: '',
  tickStroke: '',
} as const

interface AxisProps {
  readonly scale: Scale
  readonly at: number
  readonly ticks: number
}

export function BottomAxis({ scale, at, ticks }: AxisProps) {
  return (
    <AxisBottom
      {...lines}
      scale={scale}
      top={at}
      numTicks={ticks}
      tickLength={4}
      tickFormat={tickText(scale, ticks)}
      tickLabelProps={{ ...letters, textAnchor: 'middle' }}
    />
  )
}

export function LeftAxis({ scale, at, ticks }: AxisProps) {
  return (
    <AxisLeft
      {...lines}
      scale={scale}
      left={at}
      numTicks={ticks}
      tickLength={4}
      tickFormat={tickText(scale, ticks)}
      tickLabelProps={{ ...letters, textAnchor: 'end', dx: -2, dy: 3 }}
    />
  )
}

/** With a true minus, as elsewhere on the page. */
function tickText(scale: Scale, ticks: number) {
  const write = scale.tickFormat(ticks)
  return (value: { valueOf(): number }) => write(value.valueOf()).replace('-', '−')
}
