import type { Run, RunDetail } from '@assay/sdk'
import type { Command } from 'commander'
import { wrongUsage } from '../command-error.ts'
import {
  type ListOptions,
  type SharedListOptions,
  sharedListCommand,
  sharedPage,
  showItems,
  takeFirst,
} from '../listing.ts'
import { addBudgetOptions, type BudgetOptions, toBudget } from '../option/budget-options.ts'
import { wholeNumber } from '../option/option.ts'
import { inOptions } from '../option/option-words.ts'
import { followRuns, requireSuccess } from '../run-following.ts'
import type { OpenSession, Session } from '../session/session.ts'
import { renderResults } from '../table/result-table.ts'
import { failures, shortfalls } from '../table/run-shortfall.ts'
import type { ScoreTableOptions } from '../table/score-table.ts'
import { renderFacts, renderTable, wrapText } from '../table/table.ts'
import { formatScore, formatTime } from '../terminal/number-format.ts'
import { visible, visibleData, visibleJson } from '../terminal/visible-text.ts'
import { addGraphCommands } from './run-graph.ts'

interface ExamplesOptions extends ListOptions {
  readonly failed?: boolean
  readonly orderBy?: string
}

interface RunListOptions extends SharedListOptions {
  readonly experiment?: string
  readonly name?: string
}

/** `assay runs …`. */
export function addRunCommands(program: Command, open: OpenSession): void {
  const runs = program
    .command('runs')
    .description('submissions of one or more jobs; an evaluation is one for each model')
  addReadingCommands(runs, open)
  addGraphCommands(runs, open)
  addChangingCommands(runs, open)
}

function addReadingCommands(runs: Command, open: OpenSession): void {
  sharedListCommand(runs, 'list your runs, and those that are shared with you')
    .option('--experiment <id>', 'only those of this experiment')
    .option('--name <name>', 'only those of exactly this name')
    .action(async ({ experiment, name, ...options }: RunListOptions) => {
      const session = await open()
      const only = {
        ...(experiment !== undefined && { experiment_id: experiment }),
        ...(name !== undefined && { name }),
      }
      const params = { ...sharedPage(options), ...only }
      const runs = await takeFirst(session.assay.runs.list(params), options.limit)
      const experiments = session.isJson ? new Map<string, string>() : await namesOfExperiments(session, runs)
      showItems(session, runs, {
        Id: ({ id }) => id,
        Name: ({ name }) => name,
        Experiment: ({ experiment_id }) => experiments.get(experiment_id ?? '') ?? experiment_id ?? '',
        State: ({ state }) => state,
        'Jobs open>': ({ jobs_open, jobs_total }) => `${jobs_open} of ${jobs_total}`,
        Created: ({ created_at }) => formatTime(created_at),
        Finished: ({ finished_at }) => formatTime(finished_at),
      })
    })

  runs
    .command('get')
    .description('show a run with its jobs and scores')
    .argument('<run-id>')
    .option('--details', 'print scores that only explain others, too')
    .action(async (id: string, { details }: { details?: boolean }) => {
      const { assay, show, terminal } = await open()
      const [found, { items: metrics }] = await Promise.all([assay.runs.get(id), assay.metrics.list()])
      show(found, (run) => renderRun(run, { ...terminal, metrics, details }))
    })

  runs
    .command('watch')
    .description('follow a run until it has ended; with --json, its events, one a line')
    .argument('<run-id>')
    .action(async (id: string) => {
      const session = await open()
      const { assay, terminal, isJson } = session
      if (isJson) {
        for await (const event of assay.runs.events(id)) terminal.print(visibleJson(event))
        return requireSuccess([await assay.runs.get(id)])
      }
      const ended = await followRuns(session, [await assay.runs.get(id)])
      const { items: metrics } = await assay.metrics.list()
      for (const run of visibleData(ended)) terminal.print(renderRun(run, { ...terminal, metrics }))
      requireSuccess(ended)
    })

  runs
    .command('examples')
    .description('show input, reference, prediction and scores of each example')
    .argument('<run-id>')
    .option('--failed', 'only those without a prediction')
    .option('--order-by <score>', 'the lowest first')
    .option('--limit <n>', 'at most so many', wholeNumber(1), 20)
    .action(async (id: string, { limit, failed, orderBy }: ExamplesOptions) => {
      const session = await open()
      const page = { limit: Math.min(1000, limit), only_failed: failed === true, order_by: orderBy }
      const examples = await takeFirst(session.assay.runs.examples(id, page), limit)
      const scores = Object.keys(examples[0]?.scores ?? {})
      session.show(examples, (shown) => {
        const rows = shown.map(({ example, reference, prediction, error, scores: values }) => {
          const cells = scores.map((score) => formatScore(values[score] ?? null))
          return [String(example), reference ?? '', prediction ?? error ?? '', ...cells]
        })
        const head = ['Example>', 'Reference', 'Prediction', ...scores.map((score) => `${score}>`)]
        return renderTable(rows, { ...session.terminal, head })
      })
      if (examples.length === 0 && !session.isJson) session.terminal.say('There are none.')
    })
}

/** Names of the experiments of runs; one that may not be read has none. */
async function namesOfExperiments({ assay }: Session, runs: readonly Run[]): Promise<Map<string, string>> {
  const ids = [...new Set(runs.flatMap(({ experiment_id }) => experiment_id ?? []))]
  const found = await Promise.allSettled(ids.map((id) => assay.experiments.get(id)))
  return new Map(found.flatMap((one) => (one.status === 'fulfilled' ? [[one.value.id, visible(one.value.name)]] : [])))
}

function addChangingCommands(runs: Command, open: OpenSession): void {
  runs
    .command('stop')
    .description('stop a run')
    .argument('<run-id>')
    .action(async (id: string) => {
      const { assay, show } = await open()
      show(await assay.runs.stop(id), ({ name, state }) =>
        state === 'stopped' ? `${name} is stopped.` : `${name} is ${state} and will be stopped.`,
      )
    })

  const raise = runs
    .command('raise-budget')
    .description('let a run spend more on models, in all; one that has paused goes on')
    .argument('<run-id>')
  addBudgetOptions(raise).action(async (id: string, options: BudgetOptions) => {
    const budget = toBudget(options)
    if (!budget) throw wrongUsage('Say what it may spend: --budget-cost, --budget-tokens or --budget-seconds.')
    const { assay, show } = await open()
    show(await assay.runs.raiseBudget(id, budget), ({ name, budget: now }) =>
      now?.paused_at ? `${name} has spent more than that already, and waits.` : `${name} may spend more.`,
    )
  })

  runs
    .command('delete')
    .description('delete a run that has ended')
    .argument('<run-id>')
    .action(async (id: string) => {
      const { assay, show } = await open()
      await assay.runs.delete(id)
      show({ deleted: id }, () => `Deleted ${id}.`)
    })
}

function renderRun(run: RunDetail, options: ScoreTableOptions): string {
  const { id, name, state, experiment_id, created_at, deadline_at, finished_at, error, jobs } = run
  const facts = { id, name, state, experiment: experiment_id ?? undefined, created: formatTime(created_at) }
  const rows = jobs.map((job) => [
    job.id,
    job.name,
    job.state,
    `${job.progress?.done ?? '–'}`,
    `${job.progress?.total ?? '–'}`,
    job.progress?.noun ?? '',
  ])
  const parts = [
    renderFacts(
      {
        ...facts,
        paused: run.budget?.paused_at ? 'its budget is spent: assay runs raise-budget' : undefined,
        deadline: deadline_at === null ? undefined : formatTime(deadline_at),
        finished: formatTime(finished_at),
        error: error ? inOptions(error.message) : undefined,
      },
      options,
    ),
    renderTable(rows, { head: ['Job', 'Name', 'State', 'Done>', 'Of>', ''], ...options }),
    ...(run.jobs_total > jobs.length ? [`${run.jobs_total - jobs.length} more: assay runs graph ${id}`] : []),
  ]
  if (state === 'succeeded') parts.push(...renderResults([run], options))
  const notes = [...shortfalls(run), ...failures(run)].map((note) => wrapText(note, options))
  if (notes.length > 0) parts.push(notes.join('\n'))
  return parts.join('\n\n')
}
