import type { Measured } from './rate.ts'

/**
 * A Markdown table of shares in per cent: one row per population and method, one column per n. Where a method gave no
 * answer in some replicates, the share of those with an answer stands in brackets.
 */
export function markdownTable(
  measured: readonly Measured[],
  { replicates, isMarked }: { readonly replicates: number; readonly isMarked: (share: number) => boolean },
): string {
  const sizes = [...new Set(measured.map(({ n }) => n))].sort((x, y) => x - y)
  const cellOf = (cell: Measured | undefined) => {
    if (cell === undefined || cell.share === null) return '–'
    const text = (100 * cell.share).toFixed(1)
    const drawn = cell.replicates ?? replicates
    const answered = cell.answers < drawn ? ` (${((100 * cell.answers) / drawn).toFixed(0)})` : ''
    return `${isMarked(cell.share) ? `**${text}**` : text}${answered}`
  }
  const rows = Map.groupBy(measured, ({ of, method }) => `| ${of} | \`${method}\` |`)
  const lines = Array.from(
    rows,
    ([start, cells]) => `${start} ${sizes.map((n) => cellOf(cells.find((cell) => cell.n === n))).join(' | ')} |`,
  )
  return [
    `| scores | method | ${sizes.map((n) => `n = ${n}`).join(' | ')} |`,
    `|---|---|${'---:|'.repeat(sizes.length)}`,
    ...lines,
  ].join('\n')
}
