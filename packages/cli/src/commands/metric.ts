import type { MetricExplanation } from '@assay/sdk'
import type { Command } from 'commander'
import { showItems } from '../listing.ts'
import { formatScore } from '../number-format.ts'
import type { OpenSession } from '../session.ts'
import { renderTable } from '../table.ts'
import type { Colours } from '../terminal.ts'

interface ExplainOptions {
  readonly prediction: string
  readonly reference?: readonly string[]
  readonly input?: string
}

/** `assay metrics list | explain`. */
export function addMetricCommands(program: Command, open: OpenSession): void {
  const metrics = program.command('metrics').description('the registry of metrics')
  metrics
    .command('list')
    .description('list the metrics that --metrics can name')
    .action(async () => {
      const session = await open()
      showItems(session, (await session.assay.metrics.list()).items, {
        Name: ({ name }) => name,
        Scores: ({ scores }) => scores.map((score) => score.name).join(', '),
        Needs: ({ columns }) => columns.join(', '),
        Description: ({ available, unavailable_reason, description }) =>
          available ? description : `not available: ${unavailable_reason}`,
      })
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
      show(found, (shown) => renderExplanation(shown, terminal.colours))
    })
}

function renderExplanation({ scores, reason, explanation }: MetricExplanation, colours: Colours): string {
  const values = Object.entries(scores).map(([name, value]) => [name, formatScore(value)])
  const parts = explanation.map((part) => [
    part.score,
    part.kind,
    'text' in part ? part.text : [part.found, part.wanted].filter((text) => text !== '').join(' → '),
    'count' in part ? String(part.count) : '',
  ])
  return [
    renderTable(values, { head: ['Score', 'Value >'], colours }),
    ...(reason === null ? [] : [reason]),
    ...(parts.length === 0 ? [] : ['', renderTable(parts, { head: ['Score', 'Kind', 'What', 'Count >'], colours })]),
  ].join('\n')
}
