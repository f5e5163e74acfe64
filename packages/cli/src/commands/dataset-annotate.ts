import type { Dataset, Run, Task } from '@assay/sdk'
import { type Command, Option } from 'commander'
import { addBudgetOptions, type BudgetOptions, toBudget } from '../option/budget-options.ts'
import { addEndpointOptions, type EndpointOptions } from '../option/endpoint-options.ts'
import { toTask } from '../option/evaluate-options.ts'
import { toModelChoices } from '../option/model-choice.ts'
import { numberBetween, wholeNumber } from '../option/option.ts'
import { followRuns, requireSuccess } from '../run-following.ts'
import type { OpenSession, Session } from '../session/session.ts'
import { findDataset } from '../transfer/find-dataset.ts'
import { addUploadOptions, type UploadOptions } from '../transfer/upload.ts'

interface AnnotateOptions extends UploadOptions, EndpointOptions, BudgetOptions {
  readonly model: string
  readonly task: Task['type']
  readonly sourceLanguage?: string
  readonly targetLanguage?: string
  readonly inputColumn?: string
  readonly referenceColumn?: string
  readonly maxSamples?: number
  readonly maxFailedRatio?: number
  readonly seed?: number
  readonly forceRerun?: boolean
  readonly wait?: boolean
}

/** `assay datasets annotate`. */
export function addDatasetAnnotate(datasets: Command, open: OpenSession): void {
  const tasks = ['summarization', 'translation', 'text-generation']
  const annotate = datasets
    .command('annotate')
    .description('have a model write the references of a dataset, which makes a new version of it')
    .argument('<file|dataset>', 'a CSV, TSV, JSONL, JSON or Parquet file, or a dataset by name or id')
    .requiredOption('--model <name>', 'of the catalogue, or model@https://…/v1')
    .addOption(new Option('--task <task>', 'what the model is to do').choices(tasks).default('summarization'))
    .option('--source-language <language>', 'for translation, as German or de')
    .option('--target-language <language>', 'for translation')
    .option('--input-column <column>', 'what the model is given; default: as it is called, such as input or question')
    .option('--reference-column <column>', 'what is written; default: as it is called, else ground_truth')
    .option('--name <name>', 'of the new version; default: that of the dataset')
    .option('--max-samples <n>', 'only the first so many examples, which are all of the new version', wholeNumber(1))
    .option('--max-failed-ratio <share>', 'share of examples that may fail; default: 0.05', numberBetween(0, 1))
    .option('--seed <n>', 'for what is random; default: 0', wholeNumber(0))
    .option('--force-rerun', 'write again what was written before, and ask the model anew')
    .option('--wait', 'wait for the new version, and show it')
  addUploadOptions(addEndpointOptions(addBudgetOptions(annotate))).action(
    async (source: string, options: AnnotateOptions) => {
      const session = await open()
      const run = await begin(session, source, options)
      if (!options.wait) return session.show(run, ({ id }) => `The run ${id} writes references.`)
      const ended = await followRuns(session, [run])
      requireSuccess(ended)
      session.show(await versionOf(session, run), ({ id, name, version }) => `${name}, version ${version}: ${id}`)
    },
  )
}

async function begin(session: Session, source: string, options: AnnotateOptions): Promise<Run> {
  const { assay } = session
  const { name, model: written, task, inputColumn, referenceColumn, maxSamples, maxFailedRatio, seed } = options
  const what = toTask(task, options)
  const catalogue = new Set((await assay.models.list()).items.map((entry) => entry.name))
  const [model = written] = toModelChoices([written], { ...options, catalogue })
  const budget = toBudget(options)
  const { id } = await findDataset(session, source, options)
  return assay.datasets.annotate(id, {
    ...{ model, task: what },
    columns: {
      ...(inputColumn !== undefined && { input: inputColumn }),
      ...(referenceColumn !== undefined && { reference: referenceColumn }),
    },
    ...(name !== undefined && { name }),
    ...(maxSamples !== undefined && { max_samples: maxSamples }),
    ...(maxFailedRatio !== undefined && { max_failed_ratio: maxFailedRatio }),
    ...(seed !== undefined && { seed }),
    ...(budget && { budget }),
    ...(options.forceRerun && { force_rerun: true }),
  })
}

async function versionOf({ assay }: Session, { id: run_id }: Run): Promise<Dataset> {
  const [made] = await assay.datasets.list({ run_id }).toArray()
  if (!made) throw new Error('The version that the run made is deleted.')
  return made
}
