import type { PaperCell, PaperTable } from './table.ts'

/** The table in LaTeX, which needs the package booktabs; comments above it tell what to say of each metric. */
export function latexTable({ scores, rows, caption, notes }: PaperTable): string {
  const head = scores.map(({ title, direction }) => `${escaped(title)} $${arrows[direction]}$`)
  const body = rows.map(({ run, is_baseline, cells }) => {
    const name = is_baseline ? `${escaped(run)} (baseline)` : escaped(run)
    return `    ${[name, ...cells.map(cellText)].join(' & ')} \\\\`
  })
  return `% needs \\usepackage{booktabs}
${notes.map((note) => `% ${note}\n`).join('')}\\begin{table}
  \\centering
  \\caption{${caption.map(escaped).join(' ')}}
  \\begin{tabular}{l${'r'.repeat(scores.length)}}
    \\toprule
    ${['Run', ...head].join(' & ')} \\\\
    \\midrule
${body.join('\n')}
    \\bottomrule
  \\end{tabular}
\\end{table}
`
}

const arrows = {
  higher: '\\uparrow',
  lower: '\\downarrow',
  neutral: '\\leftrightarrow',
} as const satisfies Record<PaperTable['scores'][number]['direction'], string>

function cellText({ mean, interval, is_best, is_significant }: PaperCell): string {
  const value = is_best ? `\\textbf{${escaped(mean)}}` : escaped(mean)
  const mark = is_significant ? '$^{\\dagger}$' : ''
  return [value + mark, interval && escaped(interval)].filter(Boolean).join(' ')
}

const commands: Readonly<Record<string, string>> = {
  '\\': '\\textbackslash{}',
  '~': '\\textasciitilde{}',
  '^': '\\textasciicircum{}',
  '<': '$<$',
  '>': '$>$',
  '|': '$|$',
  '−': '$-$',
  '±': '$\\pm$',
  '†': '$\\dagger$',
  '–': '--',
}

function escaped(text: string): string {
  return text.replaceAll(/[\\~^<>|−±†–&%$#_{}]/g, (character) => commands[character] ?? `\\${character}`)
}
