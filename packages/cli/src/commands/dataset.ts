import type { Assay, Dataset, Download } from '@assay/sdk'
import { type Command, Option } from 'commander'
import { CommandError } from '../command-error.ts'
import {
  type ListOptions,
  type SharedListOptions,
  sharedListCommand,
  sharedPage,
  showItems,
  takeFirst,
} from '../listing.ts'
import { names, wholeNumber } from '../option/option.ts'
import type { OpenSession } from '../session/session.ts'
import { renderFacts, renderTable } from '../table/table.ts'
import { formatBytes, formatTime } from '../terminal/number-format.ts'
import type { Paper } from '../terminal/terminal.ts'
import { type DownloadOptions, saveDownload } from '../transfer/file-download.ts'
import { addUploadOptions, makeOfFiles, type UploadOptions, uploadDataset } from '../transfer/upload.ts'
import { addDatasetAnnotate } from './dataset-annotate.ts'

const kinds = ['table', 'files'] as const

interface CreateOptions extends UploadOptions {
  readonly from?: string[]
  readonly owner?: string
  readonly kind?: (typeof kinds)[number]
}

interface DatasetDownloadOptions extends DownloadOptions {
  readonly parquet?: boolean
  readonly file?: string
}

interface RowsOptions extends ListOptions {
  readonly columns?: string[]
  readonly after?: number
}

/** `assay datasets …`. */
export function addDatasetCommands(program: Command, open: OpenSession): void {
  const datasets = program.command('datasets').description('immutable, versioned tables of examples')

  sharedListCommand(datasets, 'list your datasets, and those that are shared with you')
    .option('--name <name>', 'only versions of this one')
    .option('--sample', 'the bundled sample instead of your own')
    .action(async ({ name, sample, ...options }: SharedListOptions & { name?: string; sample?: boolean }) => {
      const session = await open()
      const params = { ...sharedPage(options), sample: sample === true, ...(name !== undefined && { name }) }
      showItems(session, await takeFirst(session.assay.datasets.list(params), options.limit), {
        Id: ({ id }) => id,
        Name: (dataset) => dataset.name,
        'Version>': ({ version }) => String(version),
        State: ({ state, waiting }) => (waiting ? 'waiting' : state),
        'Examples>': ({ examples }) => String(examples ?? '–'),
        'Size>': ({ size_bytes }) => formatBytes(size_bytes),
        Created: ({ created_at }) => formatTime(created_at),
      })
    })

  datasets
    .command('get')
    .description('show a dataset with its columns')
    .argument('<dataset-id>')
    .action(async (id: string) => {
      const { assay, show, terminal } = await open()
      show(await assay.datasets.get(id), (dataset) => renderDataset(dataset, terminal))
    })

  addUploadOptions(
    datasets
      .command('create')
      .alias('upload')
      .description('make a dataset of a CSV, TSV, JSONL, JSON or Parquet file')
      .argument('[file]', 'path of the file, or its address (https://…); "-" reads stdin')
      .option('--from <paths...>', 'files and folders of your tree on the server instead, as data/run-7')
      .option('--owner <user>', 'with --from: whose tree, by e-mail address or id; default: your own')
      .addOption(new Option('--kind <kind>', 'with --from: what to make; default: as the name says').choices(kinds))
      .option('--name <name>', 'name of the dataset; default: that of the file'),
  ).action(async (file: string | undefined, { from, owner, kind, ...options }: CreateOptions) => {
    if ((file === undefined) === (from === undefined)) throw new CommandError('Name a file, or --from files of yours.')
    const session = await open()
    const dataset =
      file === undefined
        ? await makeOfFiles(session, from ?? [], { ...options, owner, kind })
        : await uploadDataset(session, file, options)
    session.show(dataset, (uploaded) => renderDataset(uploaded, session.terminal))
  })

  addDatasetAnnotate(datasets, open)

  datasets
    .command('apply-reviews')
    .description('make a new version with the references as people left them, and who wrote each')
    .argument('<dataset-id>')
    .option('--column <column>', 'that holds the references; default: as it is called')
    .option('--name <name>', 'of the new version; default: that of the dataset')
    .action(async (id: string, options: { readonly column?: string; readonly name?: string }) => {
      const { assay, show, terminal } = await open()
      show(await assay.datasets.applyReviews(id, options), (dataset) => renderDataset(dataset, terminal))
    })

  datasets
    .command('files')
    .description('list the files of a dataset that is a set of files')
    .argument('<dataset-id>')
    .option('--limit <n>', 'at most so many', wholeNumber(1), 100)
    .action(async (id: string, options: ListOptions) => {
      const session = await open()
      const files = session.assay.datasets.files(id, { limit: Math.min(1000, options.limit) })
      showItems(session, await takeFirst(files, options.limit), {
        Path: ({ path }) => path,
        'Size>': ({ size_bytes }) => formatBytes(size_bytes),
        Type: ({ content_type }) => content_type,
      })
    })

  datasets
    .command('rows')
    .description('show rows of a dataset')
    .argument('<dataset-id>')
    .option('--columns <names>', 'only these, between commas', names)
    .option('--after <n>', 'begin behind this example', wholeNumber(0))
    .option('--limit <n>', 'at most so many', wholeNumber(1), 20)
    .action(async (id: string, { columns, after, limit }: RowsOptions) => {
      const session = await open()
      const page = { limit: Math.min(1000, limit), ...(columns && { columns }), ...(after !== undefined && { after }) }
      const rows = await takeFirst(session.assay.datasets.rows(id, page), limit)
      const head = Object.keys(rows[0] ?? {})
      session.show(rows, (shown) =>
        renderTable(
          shown.map((row) => head.map((name) => cellOf(row[name]))),
          { ...session.terminal, head },
        ),
      )
    })

  datasets
    .command('download')
    .description('download a dataset: a table as it was uploaded, or as Parquet; a set of files as a zip')
    .argument('<dataset-id>')
    .option('--parquet', 'its table as Parquet')
    .option('--file <path>', 'a file of it, as "datasets files" lists them')
    .option('-o, --output <file>', 'where to; "-" writes to stdout; default: the name of the file, here')
    .option('--force', 'replace a file that is there')
    .action(async (id: string, { parquet, file, ...options }: DatasetDownloadOptions) => {
      const session = await open()
      await saveDownload(session, await openDataset(session.assay, id, { parquet, file }), options)
    })

  datasets
    .command('delete')
    .description('delete a dataset that no experiment uses')
    .argument('<dataset-id>')
    .action(async (id: string) => {
      const { assay, show } = await open()
      await assay.datasets.delete(id)
      show({ deleted: id }, () => `Deleted ${id}.`)
    })
}

async function openDataset(
  { datasets }: Assay,
  id: string,
  { parquet, file }: { readonly parquet: boolean | undefined; readonly file: string | undefined },
): Promise<Download> {
  if (file !== undefined) return datasets.downloadFile(id, file)
  if (parquet) return datasets.download(id, { as: 'parquet' })
  const { kind } = await datasets.get(id)
  return kind === 'files' ? datasets.zip(id) : datasets.download(id)
}

function renderDataset(dataset: Dataset, paper: Paper): string {
  const { id, name, version, state, examples, size_bytes, filename, columns, source, error, waiting } = dataset
  const file = `${filename ?? 'files'}, ${formatBytes(size_bytes)}`
  const facts = { id, name, version: String(version), state, file, from: source?.final_url ?? source?.url }
  const described = columns?.map((column) => `${column.name} (${column.type})`).join(', ')
  const reasons = { 'waits for': waiting?.message, error: error?.message }
  return renderFacts({ ...facts, examples: examples?.toString(), columns: described, ...reasons }, paper)
}

function cellOf(value: unknown): string {
  return typeof value === 'string' ? value : (JSON.stringify(value) ?? '')
}
