import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { openRegistry } from '../packages/compute/src/index.ts'
import type { Metric, ScoreDeclaration } from '../packages/metrics/src/metric.ts'
import { root } from './command.ts'

// Writes docs/metrics.md from the registry; with --check only says whether it would change.

const command = 'node_modules/.bin/node tooling/metrics-page.ts'

const introduction = `# Metrics

<!-- Made from the registry by \`${command}\`; \`npm test\` refuses a page that is not as the registry. -->

What \`--metrics\`, \`metrics\` in the API and the SDK, and \`createRegistry()\` of \`@assay/metrics\` can name: a
metric, or one of its scores. A server may have more (\`docs/guides/add-a-metric.md\`); \`assay metrics list\` says what
one has, and what is missing for those that it cannot compute. The margin is the difference that is not worth having
unless a comparison says otherwise. Cost is that of one example: light (microseconds), heavy (milliseconds) or a model.
`

const betters = { higher: 'higher', lower: 'lower', neutral: 'neither' } satisfies Record<
  ScoreDeclaration['direction'],
  string
>

/** The page, as the registry would have it. */
async function renderPage(): Promise<string> {
  const metrics = (await openRegistry({ modules: [] })).list()
  const addresses = anchors(metrics.map(({ name }) => name))
  const overview = table(
    ['metric', 'scores', 'needs', 'cost', 'equal to'],
    metrics.map(({ name, scores, columns, cost, equals }, at) => [
      `[\`${name}\`](#${addresses[at]})`,
      scores.flatMap((score) => (score.is_detail === true ? [] : [`\`${score.name}\``])).join(', '),
      columns.join(', '),
      cost,
      equals ?? '–',
    ]),
  )
  return [introduction, overview, ...metrics.map(renderMetric)].join('\n')
}

function renderMetric(metric: Metric): string {
  const { name, title, description, scores, columns, cost, equals, citation } = metric
  const rows = scores.map((score) => [
    `\`${score.name}\``,
    `${score.title}${score.is_detail === true ? ' (detail)' : ''}`,
    betters[score.direction],
    rangeOf(score),
    score.unit,
    String(score.margin),
  ])
  const facts = [
    `Needs ${columns.join(', ')}. Cost: ${cost}.`,
    equals === undefined ? 'Held to no other implementation.' : `Equals ${equals}.`,
    `Cite: [${citation.text}](${citation.url})`,
  ]
  return [
    `## ${name}\n`,
    `${title}. ${description}\n`,
    table(['score', 'title', 'better', 'range', 'unit', 'margin'], rows),
    facts.map((fact) => `- ${fact}\n`).join(''),
  ].join('\n')
}

function rangeOf({ range: [least, greatest] }: ScoreDeclaration): string {
  return `${least ?? '−∞'} to ${greatest ?? '∞'}`
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |\n`
  return line(head) + line(head.map(() => '---')) + rows.map(line).join('')
}

/** What headings are called in an address: without signs, and numbered from the second of the same look on. */
function anchors(headings: readonly string[]): string[] {
  const plain = headings.map((heading) => heading.toLowerCase().replaceAll(/[^a-z0-9_-]/g, ''))
  return plain.map((look, at) => {
    const before = plain.slice(0, at).filter((other) => other === look).length
    return before === 0 ? look : `${look}-${before}`
  })
}

const file = join(root, 'docs/metrics.md')
const page = await renderPage()
if (!process.argv.includes('--check')) await writeFile(file, page)
else if ((await readFile(file, 'utf8').catch(() => '')) !== page) {
  console.error(`docs/metrics.md is not as the registry: ${command} writes it.`)
  process.exitCode = 1
}
