import { type Html, html } from '../html.ts'

/** A name that fits into a drawing; the whole one is displayed when the mouse points at it. */
export function shortName(name: string, most: number): Html {
  const characters = Array.from(name)
  if (characters.length <= most) return html`${name}`
  return html`<title>${name}</title>${characters.slice(0, most - 1).join('')}…`
}
