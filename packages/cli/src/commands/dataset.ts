import type { Dataset } from '@assay/sdk'
import type { Command } from 'commander'
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
import { addUploadOptions, type UploadOptions, uploadDataset } from '../transfer/upload.ts'

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
      .command('upload')
      .description('upload a CSV, TSV, JSONL, JSON or Parquet file')
      .argument('<file>', 'path of the file; "-" reads stdin')
      .option('--name <name>', 'name of the dataset; default: that of the file'),
  ).action(async (file: string, options: UploadOptions) => {
    const session = await open()
    const dataset = await uploadDataset(session, file, options)
    session.show(dataset, (uploaded) => renderDataset(uploaded, session.terminal))
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
    .description('download a dataset as it was uploaded, or as Parquet')
    .argument('<dataset-id>')
    .option('--parquet', 'its table as Parquet')
    .option('-o, --output <file>', 'where to; "-" writes to stdout; default: the name of the file, here')
    .option('--force', 'replace a file that is there')
    .action(async (id: string, { parquet, ...options }: DownloadOptions & { parquet?: boolean }) => {
      const session = await open()
      const download = await session.assay.datasets.download(id, { as: parquet ? 'parquet' : 'original' })
      await saveDownload(session, download, options)
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

function renderDataset(dataset: Dataset, paper: Paper): string {
  const { id, name, version, state, examples, size_bytes, filename, columns, error, waiting } = dataset
  const facts = { id, name, version: String(version), state, file: `${filename}, ${formatBytes(size_bytes)}` }
  const described = columns?.map((column) => `${column.name} (${column.type})`).join(', ')
  const reasons = { 'waits for': waiting?.message, error: error?.message }
  return renderFacts({ ...facts, examples: examples?.toString(), columns: described, ...reasons }, paper)
}

function cellOf(value: unknown): string {
  return typeof value === 'string' ? value : (JSON.stringify(value) ?? '')
}
