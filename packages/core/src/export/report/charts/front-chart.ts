import type { Front } from '@assay/schemas'
import { type Html, html } from '../html.ts'
import { labelOf, type Report } from '../report.ts'
import { bottomAxis, leftAxis } from './axis.ts'
import { linearScale } from './scale.ts'
import { shortName } from './short-name.ts'

const width = 620
const [left, right, top, bottom] = [64, 596, 14, 260]
/** Names of more points than this would overlap. */
const mostNamed = 12

interface Drawn {
  readonly report: Pick<Report, 'runs'>
  readonly direction: 'higher' | 'lower'
  readonly quality: string
  readonly expense: string
}

interface Point {
  readonly run_id: string
  readonly x: number
  readonly y: number
  readonly is_optimal: boolean
}

/** Quality against cost, latency and the like; the line joins the optimal runs. */
export function frontChart(front: Front, { report, direction, quality, expense }: Drawn): Html {
  const known = front.runs.flatMap((run) =>
    run.quality === null || run.expense === null ? [] : [{ ...run, x: run.expense, y: run.quality }],
  )
  const across = linearScale([0, ...known.map(({ x }) => x)], { from: left, to: right, ticks: 6 })
  const up = linearScale(
    known.map(({ y }) => y),
    direction === 'higher' ? { from: bottom, to: top, ticks: 5 } : { from: top, to: bottom, ticks: 5 },
  )
  const points = known.map(({ run_id, x, y, is_optimal }) => ({
    run_id,
    x: across.place(x),
    y: up.place(y),
    is_optimal: is_optimal === true,
  }))
  const optimal = points.filter(({ is_optimal }) => is_optimal).sort((a, b) => a.x - b.x)
  const said = optimal.map(({ run_id }) => labelOf(report, run_id)).join(', ')
  const name = (point: Point) => (points.length <= mostNamed || point.is_optimal) && nameOf(point, report)
  return html`<svg class="chart wide" viewBox="0 0 ${width} ${bottom + 42}" role="img" aria-label="${`${quality} against ${expense}; optimal: ${said}`}">
${bottomAxis(across, { top, bottom })}${leftAxis(up, { left, right })}
<text class="axis" x="${(left + right) / 2}" y="${bottom + 36}" text-anchor="middle">← less ${expense}</text>
<text class="axis" x="14" y="${(top + bottom) / 2}" text-anchor="middle" transform="rotate(-90 14 ${(top + bottom) / 2})">${quality}, better →</text>
<path class="front" d="${stairs(optimal)}"/>
${points.map((point) => html`<circle class="${point.is_optimal ? 'mean' : 'beaten'}" cx="${point.x.toFixed(1)}" cy="${point.y.toFixed(1)}" r="5"/>${name(point)}`)}
</svg>`
}

/** A line of steps: nothing between two runs can be reached. */
function stairs(points: readonly Point[]): string {
  const [first, ...rest] = points
  if (!first) return ''
  const steps = rest.map(({ x, y }) => `H${x.toFixed(1)}V${y.toFixed(1)}`)
  return `M${first.x.toFixed(1)} ${first.y.toFixed(1)}${steps.join('')}`
}

function nameOf({ run_id, x, y }: Point, report: Pick<Report, 'runs'>): Html {
  const isLeft = x > right - 140
  return html`<text class="label" x="${(isLeft ? x - 10 : x + 10).toFixed(1)}" y="${(y - 8).toFixed(1)}" text-anchor="${isLeft ? 'end' : 'start'}">${shortName(labelOf(report, run_id), 24)}</text>`
}
