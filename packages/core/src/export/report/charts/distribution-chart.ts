import type { MetricComparison } from '@assay/schemas'
import { fixed } from '../../number-text.ts'
import { type Html, html } from '../html.ts'
import type { Distribution } from '../report.ts'
import { bottomAxis, leftAxis } from './axis.ts'
import { countScale, linearScale } from './scale.ts'

const width = 460
const [left, right, top, bottom] = [40, 452, 12, 120]

interface Drawn {
  readonly direction: MetricComparison['direction']
  readonly mean: number | null
  /** A description of the drawing, for screen readers. */
  readonly said: string
}

/** How often which differences occur: worse, equal and better, where one is better; the line is their mean. */
export function distributionChart({ width: step, counts }: Distribution, { direction, mean, said }: Drawn): Html {
  const reach = (counts.length / 2) * step
  const scale = linearScale([-reach, reach], { from: left, to: right, ticks: 6 })
  const most = Math.max(...counts)
  const up = countScale(most, { from: bottom, to: top })
  const middle = (counts.length - 1) / 2
  const bars = counts.map((count, at) => {
    const from = scale.place((at - middle - 0.5) * step)
    const to = scale.place((at - middle + 0.5) * step)
    const height = count === 0 ? 0 : Math.max(1.5, bottom - up.place(count))
    const kind = kindOf(at - middle, direction)
    return html`<rect class="${kind}" x="${(from + 0.7).toFixed(1)}" y="${(bottom - height).toFixed(1)}" width="${Math.max(0.5, to - from - 1.4).toFixed(1)}" height="${height.toFixed(1)}"><title>${fixed((at - middle) * step, scale.decimals + 1)}: ${count}</title></rect>`
  })
  const marked = mean === null ? null : Math.max(-reach, Math.min(reach, mean))
  return html`<svg class="chart" viewBox="0 0 ${width} ${bottom + 22}" role="img" aria-label="${said}">
${bottomAxis(scale, { top, bottom })}${leftAxis(up, { left, right })}
<text class="axis" x="10" y="${(top + bottom) / 2}" text-anchor="middle" transform="rotate(-90 10 ${(top + bottom) / 2})">examples</text>
${bars}
<line class="zero" x1="${scale.place(0).toFixed(1)}" x2="${scale.place(0).toFixed(1)}" y1="${top}" y2="${bottom}"/>
${marked !== null && html`<line class="reference" x1="${scale.place(marked).toFixed(1)}" x2="${scale.place(marked).toFixed(1)}" y1="${top - 6}" y2="${bottom}"/>`}
</svg>`
}

function kindOf(difference: number, direction: Drawn['direction']): 'gain' | 'loss' | 'even' {
  if (difference === 0 || direction === 'neutral') return 'even'
  return difference > 0 === (direction === 'higher') ? 'gain' : 'loss'
}
