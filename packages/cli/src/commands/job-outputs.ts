import type { JobOutput } from '@assay/sdk'
import type { Command } from 'commander'
import { wrongUsage } from '../command-error.ts'
import type { OpenSession, Session } from '../session/session.ts'
import { renderTable } from '../table/table.ts'
import { formatBytes } from '../terminal/number-format.ts'
import { saveDownload } from '../transfer/file-download.ts'
import { interruptible } from '../transfer/interruption.ts'
import { makeFoldersTo, pathOfPlace } from '../transfer/local-target.ts'
import { requireNoFailures, sideBySide } from '../transfer/side-by-side.ts'

interface OutputsOptions {
  readonly zip?: string
  readonly to?: string
  readonly force?: boolean
}

const atOnce = 6

/** `assay jobs outputs`. */
export function addOutputsCommand(jobs: Command, open: OpenSession): void {
  jobs
    .command('outputs')
    .description('list the files that a job has left, or save them here')
    .argument('<job-id>')
    .option('--zip <file>', 'save them as one zip; "-" writes it to stdout')
    .option('--to <folder>', 'save them below this folder')
    .option('--force', 'replace files that are here')
    .action(async (id: string, { zip, to, force }: OutputsOptions) => {
      if (zip !== undefined && to !== undefined) throw wrongUsage('Either --zip or --to.')
      const session = await open()
      if (zip !== undefined) {
        const download = await session.assay.jobs.downloadOutputs(id)
        return saveDownload(session, download, { output: zip, ...(force && { force }) })
      }
      if (to !== undefined) return saveAll(session, { id, to, force: force === true })
      const items = await session.assay.jobs.outputs(id, { limit: 1000 }).toArray()
      session.show({ items }, () => renderOutputs(items, session))
    })
}

function renderOutputs(items: readonly JobOutput[], { terminal }: Session): string {
  if (items.length === 0) return 'It has left no files.'
  const rows = items.map(({ name, path, size_bytes }) => [name, path, formatBytes(size_bytes)])
  return renderTable(rows, { ...terminal, head: ['Output', 'Path', 'Size>'] })
}

interface Saving {
  readonly id: string
  readonly to: string
  readonly force: boolean
}

async function saveAll(session: Session, { id, to, force }: Saving): Promise<void> {
  const { jobs } = session.assay
  const items = await jobs.outputs(id, { limit: 1000 }).toArray()
  const saved: string[] = []
  const interrupted = () => `Interrupted: ${saved.length} of ${items.length} files are here.`
  const failed = await interruptible(interrupted, (signal) =>
    sideBySide({ items, atOnce, pathOf: ({ path }) => path }, async (item) => {
      const place = { root: to, names: item.path.split('/') }
      const path = pathOfPlace(place)
      await makeFoldersTo({ ...place, names: place.names.slice(0, -1) })
      await (await jobs.downloadOutput(id, item, { signal })).saveTo(path, { overwrite: force })
      saved.push(path)
    }),
  )
  session.show({ saved, failed }, () => `Saved ${saved.length} files in ${to}.`)
  requireNoFailures(failed, 'saved')
}
