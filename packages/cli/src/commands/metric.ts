import type { Command } from 'commander'
import { showItems } from '../listing.ts'
import type { OpenSession } from '../session.ts'

/** `assay metrics list`. */
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
}
