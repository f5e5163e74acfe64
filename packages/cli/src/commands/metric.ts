import type { Metric, MetricExplanation } from '@assay/sdk'
import type { Command } from 'commander'
import { getMetric } from '../option/metric-lookup.ts'
import type { OpenSession } from '../session/session.ts'
import { renderFacts, renderTable } from '../table/table.ts'
import { formatScore } from '../terminal/number-format.ts'
import type { Paper } from '../terminal/terminal.ts'

interface ExplainOptions {
  readonly prediction: string
  readonly reference?: readonly string[]
  readonly input?: string
}

/** `assay metrics list | show | explain`. */
export function addMetricCommands(program: Command, open: OpenSession): void {
  const metrics = program.command('metrics').description('the registry of metrics')
  metrics
    .command('list')
    .description('list the metrics that --metrics can name')
    .action(async () => {
      const { assay, show, terminal } = await open()
      show((await assay.metrics.list()).items, (items) => renderMetrics(items, terminal))
    })
  metrics
    .command('show')
    .description('everything about a metric: its scores, what it equals, what to cite, whether it can be computed')
    .argument('<metric>', 'a metric, or one of its scores')
    .action(async (name: string) => {
      const { assay, show, terminal } = await open()
      show(await getMetric(assay, name), (metric) => renderMetric(metric, terminal))
    })
  metrics
    .command('explain')
    .description('score one example, and say what the scores were made of')
    .argument('<metric>', 'a metric, or one of its scores')
    .requiredOption('--prediction <text>', 'what a model answered')
    .option('--reference <text...>', 'the right answer; several are each as good as the others')
    .option('--input <text>', 'what the model was given')
    .addHelpText(
      'after',
      "\nExample:\n  assay metrics explain rouge --prediction 'the cat sat' --reference 'a cat sat'",
    )
    .action(async (metric: string, { prediction, reference, input }: ExplainOptions) => {
      const { assay, show, terminal } = await open()
      const references = [...(reference ?? [])]
      const found = await assay.metrics.explain({
        metric,
        prediction,
        references,
        ...(input !== undefined && { input }),
      })
      show(found, (shown) => renderExplanation(shown, terminal))
    })
}

function renderMetrics(metrics: readonly Metric[], paper: Paper): string {
  const rows = metrics.map(({ name, scores, columns, available, unavailable_reason, description }) => [
    name,
    scores.flatMap((score) => (score.is_detail ? [] : [score.name])).join(', '),
    columns.join(', '),
    available ? description : `not available: ${unavailable_reason}`,
  ])
  return renderTable(rows, { head: ['Name', 'Scores', 'Needs', 'Description'], ...paper, long: 'wrapped' })
}

function renderMetric(metric: Metric, paper: Paper): string {
  const { name, title, version, description, columns, cost, equals, citation } = metric
  const rows = metric.scores.map(({ name, title, direction, range: [least, greatest], unit, margin, is_detail }) => [
    name,
    is_detail ? `${title} (detail)` : title,
    direction === 'neutral' ? 'neither' : direction,
    `${least ?? '−∞'} to ${greatest ?? '∞'}`,
    unit,
    String(margin),
  ])
  const facts = {
    Name: name,
    Title: title,
    Version: version,
    Measures: description,
    Needs: columns.join(', '),
    Cost: cost,
    Equals: equals ?? undefined,
    Cite: `${citation.text} ${citation.url}`,
    Available: metric.available ? 'yes' : `no: ${metric.unavailable_reason}`,
  }
  const head = ['Score', 'Title', 'Better', 'Range', 'Unit', 'Margin >']
  return `${renderFacts(facts, paper)}\n\n${renderTable(rows, { ...paper, head })}`
}

function renderExplanation({ scores, reason, explanation }: MetricExplanation, paper: Paper): string {
  const values = Object.entries(scores).map(([name, value]) => [name, formatScore(value)])
  const parts = explanation.map((part) => [
    part.score,
    part.kind,
    'text' in part ? part.text : [part.found, part.wanted].filter((text) => text !== '').join(' → '),
    'count' in part ? String(part.count) : '',
  ])
  return [
    renderTable(values, { head: ['Score', 'Value >'], ...paper }),
    ...(reason === null ? [] : [reason]),
    ...(parts.length === 0 ? [] : ['', renderTable(parts, { head: ['Score', 'Kind', 'What', 'Count >'], ...paper })]),
  ].join('\n')
}
