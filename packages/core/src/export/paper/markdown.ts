import { directionSigns } from '../direction-sign.ts'
import type { PaperCell, PaperTable } from './table.ts'

/** For GitHub and Pandoc: the table, its caption below, and below that what to say of each metric. */
export function markdownTable({ scores, rows, caption, notes }: PaperTable): string {
  const head = ['Run', ...scores.map(({ title, direction }) => `${escaped(title)} ${directionSigns[direction]}`)]
  const lines = [
    head,
    head.map((_, at) => (at === 0 ? ':--' : '--:')),
    ...rows.map(({ run, is_baseline, cells }) => [
      is_baseline ? `${escaped(run)} (baseline)` : escaped(run),
      ...cells.map(cellText),
    ]),
  ]
  const table = lines.map((line) => `| ${line.join(' | ')} |`).join('\n')
  return (
    `${table}\n\n${caption.map(escaped).join(' ')} ` +
    `${legend(scores)}\n\n${notes.map((note) => `- ${escaped(note)}\n`).join('')}`
  )
}

function legend(scores: PaperTable['scores']): string {
  const isNeutral = scores.some(({ direction }) => direction === 'neutral')
  return `↑: higher is better; ↓: lower is better${isNeutral ? '; ↔: neither is' : ''}.`
}

function cellText({ mean, interval, is_best, is_significant }: PaperCell): string {
  const value = is_best ? `**${mean}**` : mean
  return [`${value}${is_significant ? '†' : ''}`, interval && escaped(interval)].filter(Boolean).join(' ')
}

function escaped(text: string): string {
  return text.replaceAll(/[\\`*_[\]|~$]|<(?=\S)/g, String.raw`\$&`)
}
