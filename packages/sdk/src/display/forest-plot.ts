import { type Estimate, formatEstimate, formatNumber } from './number-format.ts'
import { escapeMarkup } from './table.ts'

/** Estimates with their intervals, side by side on one axis. */
export interface ForestPlot {
  /** What the axis counts. */
  readonly title: string
  readonly rows: readonly ForestRow[]
}

/** One line of a forest plot. */
export interface ForestRow extends Estimate {
  readonly label: string
}

const [width, rowHeight, top] = [720, 26, 34]
const axis = { from: 230, to: 510 }
/** Can be read on white and on black. */
const ink = '#767676'

/** A forest plot as SVG: for each row its estimate, the line of its interval, and the numbers beside it. */
export function toSvg({ title, rows }: ForestPlot): string {
  const place = scaleOf(rows)
  const height = top + rows.length * rowHeight + 26
  const bottom = height - 22
  const lines = rows.map((row, at) => drawRow(row, place, top + at * rowHeight + rowHeight / 2))
  const ends = place.ends.map((value) =>
    text(formatNumber(value), { x: place.of(value), y: bottom + 16, anchor: 'middle' }),
  )
  const zero = place.of(0)
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" role="img" font-family="sans-serif" font-size="12" fill="${ink}">`,
    `<title>${escapeMarkup(title)}</title>`,
    text(title, { x: axis.from, y: 18, anchor: 'start' }),
    `<line x1="${axis.from}" y1="${bottom}" x2="${axis.to}" y2="${bottom}" stroke="${ink}"/>`,
    `<line x1="${zero}" y1="${top - 6}" x2="${zero}" y2="${bottom}" stroke="${ink}" stroke-dasharray="3 3"/>`,
    ...lines,
    ...ends,
    '</svg>',
  ].join('')
}

function drawRow(row: ForestRow, place: Scale, y: number): string {
  const { label, estimate, low, high } = row
  const interval =
    low === null || high === null
      ? ''
      : `<line x1="${place.of(low)}" y1="${y}" x2="${place.of(high)}" y2="${y}" stroke="#2f7ed8" stroke-width="2"/>`
  const point = estimate === null ? '' : `<circle cx="${place.of(estimate)}" cy="${y}" r="4" fill="#2f7ed8"/>`
  const name = text(label.length > 34 ? `${label.slice(0, 33)}…` : label, {
    x: axis.from - 14,
    y: y + 4,
    anchor: 'end',
  })
  return name + interval + point + text(formatEstimate(row), { x: axis.to + 14, y: y + 4, anchor: 'start' })
}

interface Scale {
  of(value: number): number
  readonly ends: readonly number[]
}

/** From the least to the most that is drawn; 0 is always on it. */
function scaleOf(rows: readonly ForestRow[]): Scale {
  const drawn = rows.flatMap(({ estimate, low, high }) => [estimate, low, high]).filter((value) => value !== null)
  const least = Math.min(0, ...drawn)
  const most = Math.max(0, ...drawn)
  const span = most - least || 1
  const of = (value: number) => Math.round((axis.from + ((value - least) / span) * (axis.to - axis.from)) * 10) / 10
  return { of, ends: [...new Set([least, 0, most])].filter((value) => isApart(value, { least, most })) }
}

/** Whether a value stands apart from the ends of the axis, so that their numbers do not collide. */
function isApart(value: number, { least, most }: { readonly least: number; readonly most: number }): boolean {
  const near = (most - least) * 0.2
  return value === least || value === most || (value - least > near && most - value > near)
}

interface Place {
  readonly x: number
  readonly y: number
  readonly anchor: 'start' | 'middle' | 'end'
}

function text(content: string, { x, y, anchor }: Place): string {
  return `<text x="${x}" y="${y}" text-anchor="${anchor}">${escapeMarkup(content)}</text>`
}
