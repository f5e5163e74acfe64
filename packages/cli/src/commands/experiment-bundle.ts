import { basename } from 'node:path'
import type { ExperimentImport, MlflowExport } from '@assay/sdk'
import type { Command } from 'commander'
import type { OpenSession, Session } from '../session/session.ts'
import { renderFacts } from '../table/table.ts'
import { formatBytes } from '../terminal/number-format.ts'
import { startUploadBar } from '../terminal/progress.ts'
import { type DownloadOptions, saveDownload } from '../transfer/file-download.ts'

interface MlflowOptions {
  readonly secret?: string
  readonly mlflowExperiment?: string
}

/** `assay experiments export`, `assay experiments import` and `assay experiments mlflow`. */
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

  experiments
    .command('mlflow')
    .description('write the runs of an experiment to an MLflow server, each once however often')
    .argument('<experiment-id>')
    .argument('<url>', 'of the MLflow server')
    .option('--secret <name>', 'secret with a token, or user:password, for the server')
    .option('--mlflow-experiment <name>', 'the experiment there; default: of the same name')
    .action(async (id: string, url: string, options: MlflowOptions) => {
      const session = await open()
      session.show(await exportToMlflow(session, { id, url, ...options }), ({ mlflow_experiment, items }) => {
        const fresh = items.filter(({ is_new }) => is_new).length
        return `${fresh} runs are written to ${mlflow_experiment}; ${items.length - fresh} were there already.`
      })
    })
}

async function exportToMlflow(
  { assay }: Session,
  { id, url, secret, mlflowExperiment }: MlflowOptions & { readonly id: string; readonly url: string },
): Promise<MlflowExport> {
  const params = {
    url,
    ...(secret !== undefined && { secret }),
    ...(mlflowExperiment !== undefined && { mlflow_experiment: mlflowExperiment }),
  }
  const written = new Set<string>()
  for (;;) {
    const exported = await assay.experiments.exportToMlflow(id, params)
    for (const { run_id, is_new } of exported.items) if (is_new) written.add(run_id)
    if (exported.remaining > 0) continue
    return { ...exported, items: exported.items.map((item) => ({ ...item, is_new: written.has(item.run_id) })) }
  }
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
