import type { Front } from '@assay/schemas'
import { type Html, html } from '../html.ts'
import { labelOf, type Report } from '../report.ts'
import { bottomAxis, leftAxis } from './axis.ts'
import { placeLabels } from './label-place.ts'
import { linearScale } from './scale.ts'
import { shorten, shortName } from './short-name.ts'

const width = 620
const [left, right, top, bottom] = [64, 596, 14, 260]
/** Names of more points than this would overlap. */
const mostNamed = 12
const longestName = 24

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
  const named = namedPoints(points, report)
  const name = (point: Point) => named.get(point)
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

/** Names beside their points, those of optimal runs first; where there is no room a name is only in the table. */
function namedPoints(points: readonly Point[], report: Pick<Report, 'runs'>): ReadonlyMap<Point, Html> {
  const shown = points
    .filter(({ is_optimal }) => points.length <= mostNamed || is_optimal)
    .toSorted((a, b) => Number(b.is_optimal) - Number(a.is_optimal))
    .map((point) => ({ point, label: labelOf(report, point.run_id) }))
  const places = placeLabels(
    shown.map(({ point: { x, y }, label }) => ({ x, y, characters: shorten(label, longestName).length })),
    { right: width, top: 0, bottom: bottom + 8 },
  )
  return new Map(
    shown.flatMap(({ point, label }, at): [Point, Html][] => {
      const place = places[at]
      if (!place) return []
      const { x, y, anchor } = place
      return [
        [
          point,
          html`<text class="label" x="${x.toFixed(1)}" y="${y.toFixed(1)}" text-anchor="${anchor}">${shortName(label, longestName)}</text>`,
        ],
      ]
    }),
  )
}
