import { readFile } from 'node:fs/promises'
import type { LabelPutParams } from '@assay/sdk'
import type { Command } from 'commander'
import { z } from 'zod'
import { CommandError } from '../command-error.ts'
import { type ListOptions, listCommand, pageSize, showItems, takeFirst } from '../listing.ts'
import { names, numberBetween, wholeNumber } from '../option/option.ts'
import type { OpenSession } from '../session/session.ts'
import { renderCalibration } from '../table/calibration-table.ts'
import { formatTime } from '../terminal/number-format.ts'

interface SampleOptions {
  readonly runs?: string[]
  readonly experiment?: string
  readonly examples: number
  readonly seed?: number
}

/** `assay judges sample`, `samples`, `items`, `label`, `labels`, `calibrate`. */
export function addCalibrationCommands(judges: Command, open: OpenSession): void {
  addSampleCommands(judges, open)
  addLabelCommands(judges, open)

  judges
    .command('calibrate')
    .description('compare a judge with the labels of people, and correct its means and differences by them')
    .argument('<sample-id>')
    .option('--criterion <name>', 'default: the first')
    .option('--level <level>', 'confidence level of intervals; default: 0.95', numberBetween(0.5, 0.999))
    .option('--reach <points>', 'half width that you want; default: a tenth of the scale', numberBetween(0, 1e9))
    .action(async (id: string, params: { criterion?: string; level?: number; reach?: number }) => {
      const { assay, show, terminal } = await open()
      show(await assay.judges.calibrate(id, params), (found) => renderCalibration(found, terminal))
    })
}

function addSampleCommands(judges: Command, open: OpenSession): void {
  judges
    .command('sample')
    .description('draw examples that a judge has scored, for people to label')
    .argument('<name>')
    .option('--runs <runs>', 'ids, between commas', names)
    .option('--experiment <experiment>', 'the newest run of each model of it, by its id or name')
    .option('--examples <n>', 'how many to draw', wholeNumber(2), 100)
    .option('--seed <n>', 'for what is random; default: 0', wholeNumber(0))
    .action(async (name: string, { runs, experiment, examples, seed }: SampleOptions) => {
      const { assay, show } = await open()
      const sample = await assay.judges.sample(name, {
        examples,
        ...(runs && { run_ids: runs }),
        ...(experiment !== undefined && { experiment_id: experiment }),
        ...(seed !== undefined && { seed }),
      })
      show(sample, ({ id, drawn, population, items }) => {
        return `Sample ${id}: ${drawn} of ${population} examples, ${items} predictions to label.`
      })
    })

  listCommand(judges, 'list your samples', 'samples').action(async ({ limit }: ListOptions) => {
    const session = await open()
    showItems(session, await takeFirst(session.assay.judges.samples({ limit: pageSize(limit) }), limit), {
      Id: ({ id }) => id,
      Judge: ({ judge }) => judge,
      'Drawn>': ({ drawn, population }) => `${drawn} of ${population}`,
      'Items>': ({ items }) => String(items),
      Created: ({ created_at }) => formatTime(created_at),
    })
  })
}

function addLabelCommands(judges: Command, open: OpenSession): void {
  judges
    .command('items')
    .description('show predictions of a sample that you have not labelled')
    .argument('<sample-id>')
    .option('--limit <n>', 'at most so many', wholeNumber(1), 20)
    .action(async (id: string, { limit }: ListOptions) => {
      const session = await open()
      const items = session.assay.labels.items(id, { only_open: true, limit: pageSize(limit) })
      showItems(session, await takeFirst(items, limit), {
        'Item>': ({ item }) => String(item),
        Input: ({ input }) => input ?? '',
        Reference: ({ reference }) => reference ?? '',
        Prediction: ({ prediction }) => prediction ?? '',
        Other: ({ other }) => other ?? '',
      })
    })

  judges
    .command('label')
    .description('label predictions of a sample')
    .argument('<sample-id>')
    .argument('<labels...>', '<item>=<score>, <item>/<criterion>=<score>, or a file of JSON with these as a list')
    .action(async (id: string, written: string[]) => {
      const { assay, show } = await open()
      const said = (await Promise.all(written.map(toLabels))).flat()
      show(await assay.labels.put(id, said), (kept) => `Kept ${kept.length} labels.`)
    })

  judges
    .command('labels')
    .description('list the labels of a sample')
    .argument('<sample-id>')
    .action(async (id: string) => {
      const session = await open()
      showItems(session, await session.assay.labels.list(id), {
        Run: ({ run_id }) => run_id,
        'Example>': ({ example }) => String(example),
        Criterion: ({ criterion }) => criterion,
        'Score>': ({ score }) => String(score),
        Author: ({ author_id }) => author_id ?? '',
        Updated: ({ updated_at }) => formatTime(updated_at),
      })
    })
}

const listed = z.array(
  z.object({
    item: z.number(),
    score: z.number(),
    criterion: z.string().exactOptional(),
    comment: z.string().exactOptional(),
  }),
)

async function toLabels(written: string): Promise<LabelPutParams> {
  const [, item, criterion, score] = /^(\d+)(?:\/([a-z][a-z0-9_-]*))?=(-?\d+(?:\.\d+)?)$/.exec(written) ?? []
  if (item === undefined || score === undefined) return readLabels(written)
  return [{ item: Number(item), score: Number(score), ...(criterion !== undefined && { criterion }) }]
}

async function readLabels(path: string): Promise<LabelPutParams> {
  try {
    return listed.parse(JSON.parse(await readFile(path, 'utf8')))
  } catch (error) {
    const why = error instanceof Error ? error.message : error
    throw new CommandError(`"${path}" is neither <item>=<score> nor a file of JSON: ${why}`)
  }
}
