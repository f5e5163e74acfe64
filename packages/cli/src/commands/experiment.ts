import type { CompareParams, Run } from '@assay/sdk'
import { type Command, Option } from 'commander'
import { wrongUsage } from '../command-error.ts'
import { type SharedListOptions, sharedListCommand, sharedPage, showItems, takeFirst } from '../listing.ts'
import { type QuestionOptions, questionOptions, toQuestion } from '../option/comparison-option.ts'
import { addJudgementOptions, type JudgementOptions, judge } from '../option/judgement-options.ts'
import { names } from '../option/option.ts'
import { followRuns } from '../run-following.ts'
import type { OpenSession, Session } from '../session/session.ts'
import { renderComparison } from '../table/comparison-table.ts'
import { renderFacts } from '../table/table.ts'
import { formatTime } from '../terminal/number-format.ts'
import { addBundleCommands } from './experiment-bundle.ts'

interface CompareOptions extends QuestionOptions, JudgementOptions {
  readonly runs?: string[]
  readonly baseline?: string
}

/** Those that need nothing besides. */
const tasks = ['summarization', 'text-generation'] as const

interface CreateOptions {
  readonly dataset: string
  readonly task: (typeof tasks)[number]
  readonly primaryMetric?: string
}

/** `assay experiments …`. */
export function addExperimentCommands(program: Command, open: OpenSession): void {
  const experiments = program.command('experiments').description('named groups of runs that share data and task')

  sharedListCommand(experiments, 'list your experiments, and those that are shared with you')
    .option('--sample', 'those of the bundled sample instead of your own')
    .action(async ({ sample, ...options }: SharedListOptions & { sample?: boolean }) => {
      const session = await open()
      const params = { ...sharedPage(options), sample: sample === true }
      showItems(session, await takeFirst(session.assay.experiments.list(params), options.limit), {
        Id: ({ id }) => id,
        Name: ({ name }) => name,
        Task: ({ task }) => task.type,
        Dataset: ({ dataset_id }) => dataset_id,
        Created: ({ created_at }) => formatTime(created_at),
      })
    })

  experiments
    .command('get')
    .description('show an experiment')
    .argument('<experiment-id>')
    .action(async (id: string) => {
      const { assay, show, terminal } = await open()
      show(await assay.experiments.get(id), (experiment) => {
        const { name, dataset_id, task, primary_metric, columns, created_at } = experiment
        const { input, reference, prediction } = columns
        const facts = {
          id: experiment.id,
          name,
          dataset: dataset_id,
          task: task.type,
          'primary metric': primary_metric ?? 'rougeL, or the first score there is',
        }
        const roles = `input ${input}, reference ${reference}, prediction ${prediction}`
        return renderFacts({ ...facts, columns: roles, created: formatTime(created_at) }, terminal)
      })
    })

  experiments
    .command('create')
    .description('make an experiment on a dataset, such as one of files whose applications are to be compared')
    .argument('<name>')
    .requiredOption('--dataset <dataset>', 'id or name of the dataset')
    .addOption(new Option('--task <task>', 'what is done with each example').choices(tasks).default('text-generation'))
    .option('--primary-metric <score>', 'the score that the verdict is about; default: the first that there is')
    .action(async (name: string, { dataset, task, primaryMetric }: CreateOptions) => {
      const { assay, show } = await open()
      const params = { name, dataset_id: dataset, task: { type: task }, primary_metric: primaryMetric ?? null }
      show(await assay.experiments.create(params), ({ id }) => `${name} is made, as ${id}.`)
    })

  const compare = experiments
    .command('compare')
    .description('compare runs of an experiment and say which one to trust')
    .argument('<experiment-id>')
    .option('--runs <runs>', 'ids or names, between commas; default: the newest that succeeded of each name', names)
    .option('--baseline <run>', 'id or name of the run that the others are compared with; default: the first')
  addJudgementOptions(questionOptions(compare)).action(
    async (id: string, { details = false, pairs = false, ...options }: CompareOptions) => {
      const session = await open()
      if (!options.runs) await awaitOpenRuns(session, id)
      const comparison = await session.assay.experiments.compare(id, await toCompareParams(session, id, options))
      session.show(comparison, (ready) => renderComparison(ready, { ...session.terminal, details, pairs }))
      judge(comparison, options)
    },
  )

  experiments
    .command('delete')
    .description('delete an experiment with its runs')
    .argument('<experiment-id>')
    .action(async (id: string) => {
      const { assay, show } = await open()
      await assay.experiments.delete(id)
      show({ deleted: id }, () => `Deleted ${id}.`)
    })

  addBundleCommands(experiments, open)
}

/** What is still going on in an experiment belongs to what is compared, unless runs are named. */
async function awaitOpenRuns(session: Session, experiment_id: string): Promise<void> {
  const open: Run[] = []
  for (const state of ['queued', 'running'] as const) {
    for await (const run of session.assay.runs.list({ experiment_id, state, limit: 200 })) open.push(run)
  }
  if (open.length > 0) await followRuns(session, open)
}

async function toCompareParams(session: Session, id: string, options: CompareOptions): Promise<CompareParams> {
  const { runs, baseline } = options
  return {
    ...toQuestion(options),
    ...(runs && { run_ids: await Promise.all(runs.map((run) => findRun(session, id, run))) }),
    ...(baseline !== undefined && { baseline_run_id: await findRun(session, id, baseline) }),
  }
}

/** The id of a run that is named by id, or by name: the newest that succeeded. */
async function findRun({ assay }: Session, experiment_id: string, named: string): Promise<string> {
  for await (const run of assay.runs.list({ experiment_id, limit: 200 })) {
    if (run.id === named || (run.name === named && run.state === 'succeeded')) return run.id
  }
  throw wrongUsage(`The experiment has no run "${named}" that succeeded.`)
}
