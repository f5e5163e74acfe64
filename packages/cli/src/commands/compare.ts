import type { ComparisonExamples } from '@assay/schemas'
import type { ComparisonExamplesParams, ReadyComparison } from '@assay/sdk'
import { type Command, Option } from 'commander'
import { wrongUsage } from '../command-error.ts'
import { pageSize } from '../listing.ts'
import { type QuestionOptions, questionOptions, toQuestion } from '../option/comparison-option.ts'
import { isId } from '../option/identifier.ts'
import { addJudgementOptions, type JudgementOptions, judge } from '../option/judgement-options.ts'
import { anyNumber, names, wholeNumber } from '../option/option.ts'
import type { OpenSession, Session } from '../session/session.ts'
import { renderComparison } from '../table/comparison-table.ts'
import { renderPairedExamples } from '../table/example-table.ts'
import { renderSlices } from '../table/slice-table.ts'
import { visible } from '../terminal/visible-text.ts'
import { addExportCommands } from './comparison-export.ts'
import { addListCommand } from './comparison-list.ts'

interface CompareOptions extends QuestionOptions, JudgementOptions {
  readonly baseline?: string
  readonly slice?: string[]
}

interface ExamplesOptions {
  readonly run?: string
  readonly baseline?: string
  readonly metric?: string
  readonly show: NonNullable<ComparisonExamplesParams['show']>
  readonly minScore?: number
  readonly maxScore?: number
  readonly text?: string
  readonly order: NonNullable<ComparisonExamplesParams['order']>
  readonly limit: number
  readonly cursor?: string
}

/** `assay compare …` and `assay comparisons …`. */
export function addCompareCommands(program: Command, open: OpenSession): void {
  const compare = program
    .command('compare')
    .description('compare runs, of whatever experiments, on the same dataset version, and say which one to trust')
    .argument('<run-ids...>')
    .option('--baseline <run-id>', 'the run that the others are compared with; default: the first')
    .option('--slice <columns>', 'columns of the dataset, between commas: compare slice by slice of each, too', names)
  addJudgementOptions(questionOptions(compare)).action(async (run_ids: string[], given: CompareOptions) => {
    const { baseline, slice = [], ...options } = given
    requireIds([...run_ids, ...(baseline === undefined ? [] : [baseline])])
    if (run_ids.length < 2) throw wrongUsage('Name two runs at least.')
    const session = await open()
    const question = { ...toQuestion(options), ...(baseline !== undefined && { baseline_run_id: baseline }) }
    const comparison = await session.assay.comparisons.create({ ...question, run_ids })
    await showComparison(session, comparison, { slice, ...options })
    judge(comparison, options)
  })

  const comparisons = program.command('comparisons').description('comparisons that were computed')
  addListCommand(comparisons, open)
  addReadingCommands(comparisons, open)
  addExportCommands(comparisons, open)
}

/** Names are of experiments, and here there may be runs of several. */
function requireIds(run_ids: readonly string[]): void {
  const name = run_ids.find((text) => !isId(text))
  if (name === undefined) return
  throw wrongUsage(
    `"${name}" is not the id of a run. "assay runs list" shows ids; names go with an experiment: assay experiments compare <experiment-id> --runs <names>.`,
  )
}

function addReadingCommands(comparisons: Command, open: OpenSession): void {
  comparisons
    .command('get')
    .description('show a comparison')
    .argument('<comparison-id>')
    .option('--slice <columns>', 'columns of the dataset, between commas: slice by slice of each, too', names)
    .option('--details', 'print scores that only explain others, too')
    .option('--pairs', 'print every run against every other, too')
    .action(async (id: string, options: CompareOptions) => {
      const session = await open()
      const comparison = await session.assay.comparisons.get(id)
      if (comparison.state === 'ready') return showComparison(session, comparison, { slice: [], ...options })
      session.show(comparison, ({ state }) => `The comparison is ${state}.`)
    })

  comparisons
    .command('examples')
    .description('show two runs of a comparison example by example')
    .argument('<comparison-id>')
    .option('--run <run-id>', "default: the verdict's")
    .option('--baseline <run-id>', "default: the comparison's")
    .option('--metric <score>', 'default: the primary one')
    .addOption(
      new Option('--show <which>', 'which examples')
        .choices(['all', 'regressions', 'improvements', 'ties', 'failed'])
        .default('all'),
    )
    .option('--min-score <score>', 'only where the run scores at least this', anyNumber)
    .option('--max-score <score>', 'only where the run scores at most this', anyNumber)
    .option('--text <text>', 'only with this text in input, reference or an output')
    .addOption(new Option('--order <by>', 'in which order').choices(['example', 'difference']).default('example'))
    .option('--limit <n>', 'at most so many', wholeNumber(1), 20)
    .option('--cursor <cursor>', 'where to go on, as the call before said')
    .action(async (id: string, options: ExamplesOptions) => {
      const session = await open()
      const { isJson, terminal, show } = session
      const page = await readExamples(session, id, options)
      if (page.items.length === 0 && !isJson) return terminal.say('There are none.')
      const head = isJson ? '' : visible(await describePage(session, id, page))
      show(page.items, (shown) => `${head}\n\n${renderPairedExamples(shown, terminal)}`)
      if (page.next_cursor !== null) terminal.say(`More follow: --cursor ${page.next_cursor}`)
    })
}

/** As many examples as were asked for, however many pages that takes. */
async function readExamples({ assay }: Session, id: string, options: ExamplesOptions): Promise<ComparisonExamples> {
  const read = (limit: number, cursor: string | undefined) =>
    assay.comparisons.examples(id, { ...toExamplesParams(options), limit: pageSize(limit), ...(cursor && { cursor }) })
  let page = await read(options.limit, options.cursor)
  const items = [...page.items]
  while (page.next_cursor !== null && items.length < options.limit) {
    page = await read(options.limit - items.length, page.next_cursor)
    items.push(...page.items)
  }
  return { ...page, items }
}

/** Which two runs the examples show, on which score, and how many of how many. */
async function describePage({ assay }: Session, id: string, page: ComparisonExamples): Promise<string> {
  const comparison = await assay.comparisons.get(id)
  const runs = comparison.state === 'ready' ? comparison.runs : []
  const nameOf = (id: string) => runs.find(({ run_id }) => run_id === id)?.name ?? id
  const { run_id, baseline_run_id, metric, matching, items } = page
  const count = matching === 1 ? '1 example matches' : `${matching} examples match`
  return `${nameOf(run_id)} against ${nameOf(baseline_run_id)} on ${metric}: ${count}, ${items.length} shown.`
}

function toExamplesParams(options: ExamplesOptions): ComparisonExamplesParams {
  const { run, baseline, metric, show, minScore, maxScore, text, order } = options
  return {
    show,
    order,
    ...(run !== undefined && { run_id: run }),
    ...(baseline !== undefined && { baseline_run_id: baseline }),
    ...(metric !== undefined && { metric }),
    ...(minScore !== undefined && { min_score: minScore }),
    ...(maxScore !== undefined && { max_score: maxScore }),
    ...(text !== undefined && { text }),
  }
}

interface Shown {
  readonly slice: readonly string[]
  readonly details?: boolean
  readonly pairs?: boolean
}

/** Shows a comparison and its slices: with --json as one object, the slices in `slices`. */
async function showComparison(
  session: Session,
  comparison: ReadyComparison,
  { slice, ...options }: Shown,
): Promise<void> {
  const { assay, terminal, show } = session
  const slices = await Promise.all(slice.map((column) => assay.comparisons.slices(comparison.id, { column })))
  show({ ...comparison, ...(slices.length > 0 && { slices }) }, ({ slices: shown = [], ...ready }) => {
    const tables = shown.map((one) => renderSlices(one, { ...terminal, runs: ready.runs }))
    return [...tables, renderComparison(ready, { ...terminal, ...options })].join('\n\n')
  })
}
