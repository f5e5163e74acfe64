import { fixed } from '../../number-text.ts'
import { type Html, html } from '../html.ts'
import type { Scale } from './scale.ts'

export function bottomAxis(
  { ticks, place, decimals }: Scale,
  { top, bottom }: { top: number; bottom: number },
): Html[] {
  return ticks.map((tick) => {
    const x = place(tick).toFixed(1)
    return html`<line class="grid" x1="${x}" x2="${x}" y1="${top}" y2="${bottom}"/><text class="tick" x="${x}" y="${bottom + 15}" text-anchor="middle">${fixed(tick, decimals)}</text>`
  })
}

export function leftAxis({ ticks, place, decimals }: Scale, { left, right }: { left: number; right: number }): Html[] {
  return ticks.map((tick) => {
    const y = place(tick)
    return html`<line class="grid" x1="${left}" x2="${right}" y1="${y.toFixed(1)}" y2="${y.toFixed(1)}"/><text class="tick" x="${left - 6}" y="${(y + 4).toFixed(1)}" text-anchor="end">${fixed(tick, decimals)}</text>`
  })
}
