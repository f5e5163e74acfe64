import { basename } from 'node:path'
import type { ExperimentImport } from '@assay/sdk'
import type { Command } from 'commander'
import type { OpenSession, Session } from '../session/session.ts'
import { renderFacts } from '../table/table.ts'
import { formatBytes } from '../terminal/number-format.ts'
import { startUploadBar } from '../terminal/progress.ts'
import { type DownloadOptions, saveDownload } from '../transfer/file-download.ts'

/** `assay experiments export` and `assay experiments import`. */
export function addBundleCommands(experiments: Command, open: OpenSession): void {
  experiments
    .command('export')
    .description('save an experiment as one file: dataset, runs, predictions, scores, judges, labels; no secrets')
    .argument('<experiment-id>')
    .option('-o, --output <file>', 'where to; "-" writes to stdout; default: a name after the experiment, here')
    .option('--force', 'replace a file that is there')
    .action(async (id: string, options: DownloadOptions) => {
      const session = await open()
      await saveDownload(session, await session.assay.experiments.export(id), options)
    })

  experiments
    .command('import')
    .description('make an experiment of such a file, of this or another server')
    .argument('<bundle>', 'path of the file')
    .option('--name <name>', 'of the new experiment; default: the one that it had')
    .action(async (file: string, { name }: { name?: string }) => {
      const session = await open()
      const made = await importBundle(session, file, name)
      session.show(made, (shown) => renderImport(shown, session))
    })
}

async function importBundle(session: Session, file: string, name: string | undefined): Promise<ExperimentImport> {
  const bar = startUploadBar(session, basename(file))
  try {
    return await session.assay.experiments.import(file, {
      onProgress: bar.update,
      ...(name !== undefined && { name }),
    })
  } finally {
    bar.stop()
  }
}

function renderImport(made: ExperimentImport, { terminal }: Session): string {
  const { experiment, dataset_is_new, runs, judges_made, judges_kept, samples, stored_bytes } = made
  const facts = {
    experiment: experiment.id,
    name: experiment.name,
    dataset: `${experiment.dataset_id}${dataset_is_new ? '' : ', which was here already'}`,
    runs: String(runs),
    'judges made': judges_made.join(', ') || undefined,
    'judges kept as they were': judges_kept.join(', ') || undefined,
    'samples of labels': samples > 0 ? String(samples) : undefined,
    stored: formatBytes(stored_bytes),
  }
  return renderFacts(facts, terminal)
}
