import { type Html, html, type Part } from './html.ts'

export interface ReportColumn {
  readonly title: string
  readonly is_number?: boolean
}

interface TableContent {
  readonly caption: string
  readonly columns: readonly ReportColumn[]
  /** Groups of rows; the first cell of a row names it. */
  readonly groups: readonly {
    /** Absent: the table has one group alone. */
    readonly title?: Part
    readonly rows: readonly (readonly Part[])[]
  }[]
}

/** Screen readers can tell its rows and columns; it scrolls by itself where the page is narrow. */
export function table({ caption, columns, groups }: TableContent): Html {
  const kind = (at: number) => (columns[at]?.is_number ? 'number' : 'text')
  return html`<div class="scroll" tabindex="0" role="region" aria-label="${caption}"><table>
<caption>${caption}</caption>
<thead><tr>${columns.map(({ title }, at) => html`<th scope="col" class="${kind(at)}">${title}</th>`)}</tr></thead>
${groups.map(
  ({ title, rows }) => html`<tbody>
${title !== undefined && html`<tr class="group"><th scope="rowgroup" colspan="${columns.length}">${title}</th></tr>`}
${rows.map((cells) => html`<tr>${cells.map((cell, at) => (at === 0 ? html`<th scope="row">${cell}</th>` : html`<td class="${kind(at)}">${cell}</td>`))}</tr>\n`)}</tbody>`,
)}
</table></div>`
}
