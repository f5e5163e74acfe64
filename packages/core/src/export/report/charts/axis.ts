import { fixed } from '../../number-text.ts'
import { type Html, html } from '../html.ts'
import type { Scale } from './scale.ts'

export function bottomAxis(
  { ticks, place, decimals }: Scale,
  { top, bottom }: { top: number; bottom: number },
): Html[] {
  const labels = ticks.map((tick) => ({ at: place(tick), text: fixed(tick, decimals) }))
  const every = thinning(labels)
  return labels.map(({ at, text }, index) => {
    const x = at.toFixed(1)
    return html`<line class="grid" x1="${x}" x2="${x}" y1="${top}" y2="${bottom}"/>${index % every === 0 && html`<text class="tick" x="${x}" y="${bottom + 15}" text-anchor="middle">${text}</text>`}`
  })
}

/** Of the type of ticks, with a blank to the next one. */
const characterWidth = 6.4
const gap = 8

/** Every how many ticks one has room for its number. */
function thinning(labels: readonly { readonly at: number; readonly text: string }[]): number {
  const [first, second] = labels
  if (!first || !second) return 1
  const longest = Math.max(...labels.map(({ text }) => text.length)) * characterWidth + gap
  return Math.max(1, Math.ceil(longest / Math.abs(second.at - first.at)))
}

export function leftAxis({ ticks, place, decimals }: Scale, { left, right }: { left: number; right: number }): Html[] {
  return ticks.map((tick) => {
    const y = place(tick)
    return html`<line class="grid" x1="${left}" x2="${right}" y1="${y.toFixed(1)}" y2="${y.toFixed(1)}"/><text class="tick" x="${left - 6}" y="${(y + 4).toFixed(1)}" text-anchor="end">${fixed(tick, decimals)}</text>`
  })
}
