import { type Html, html } from '../html.ts'

/** A name that fits into a drawing; the whole one is displayed when the mouse points at it. */
export function shortName(name: string, most: number): Html {
  const short = shorten(name, most)
  return short === name ? html`${name}` : html`<title>${name}</title>${short}`
}

/** Names of runs begin alike and differ at their end: what is left out is the middle. */
export function shorten(name: string, most: number): string {
  const characters = Array.from(name)
  if (characters.length <= most) return name
  const end = Math.floor((most - 1) / 2)
  return `${characters.slice(0, most - 1 - end).join('')}…${characters.slice(-end).join('')}`
}
