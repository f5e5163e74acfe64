import { type Command, Option } from 'commander'
import { type SharedListOptions, sharedListCommand, sharedPage, showItems, takeFirst } from '../listing.ts'
import type { OpenSession } from '../session/session.ts'
import { formatTime } from '../terminal/number-format.ts'

interface ComparisonListOptions extends SharedListOptions {
  readonly experiment?: string
  readonly dataset?: string
  readonly state?: 'computing' | 'ready' | 'failed'
}

/** `assay comparisons list`. */
export function addListCommand(comparisons: Command, open: OpenSession): void {
  sharedListCommand(comparisons, 'list your comparisons, and those in experiments that are shared with you')
    .option('--experiment <id>', 'only those of runs of this experiment')
    .option('--dataset <id>', 'only those on this dataset version')
    .addOption(new Option('--state <state>', 'only those in this state').choices(['computing', 'ready', 'failed']))
    .action(async ({ experiment, dataset, state, ...page }: ComparisonListOptions) => {
      const session = await open()
      const params = {
        ...sharedPage(page),
        ...(state && { state }),
        ...(experiment !== undefined && { experiment_id: experiment }),
        ...(dataset !== undefined && { dataset_id: dataset }),
      }
      showItems(session, await takeFirst(session.assay.comparisons.list(params), page.limit), {
        Id: ({ id }) => id,
        Score: ({ primary_metric }) => primary_metric,
        'Runs>': ({ run_ids }) => String(run_ids.length),
        Created: ({ created_at }) => formatTime(created_at),
        Verdict: ({ state, verdict, error }) => verdict?.sentence ?? error?.message ?? state,
      })
    })
}
