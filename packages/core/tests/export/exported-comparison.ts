import type { ReadyComparison, Run } from '@assay/sdk'
import { newsCsv, type Platform, startPlatform } from '../../../testing/src/index.ts'

/** What a model may answer to whoever reads its answers in a browser or a spreadsheet. */
export const hostile = `=cmd|'/C calc'!A0 <script>alert(1)</script><img src=x onerror="alert(2)"> "quoted", & more`

/** A platform with a comparison of two models with repeats, and predictions that the dataset holds, to be exported. */
export interface ExportedComparison extends AsyncDisposable {
  readonly platform: Platform
  readonly comparison: ReadyComparison
  readonly runs: readonly Run[]
}

const examples = 24

/** The dataset's own predictions: every third is right, one is hostile, and one is missing. */
function datasetCsv(): string {
  const [head = '', ...rows] = newsCsv(examples).split('\n')
  const outputs = rows.map((row, at) => {
    const [, reference = ''] = row.slice(1, -1).split('","')
    if (at === 3) return ''
    const output = at === 5 ? hostile : at % 3 === 0 ? reference : 'Nothing at all happened today.'
    return `"${output.replaceAll('"', '""')}"`
  })
  return [`${head},kept`, ...rows.map((row, at) => `${row},${outputs[at]}`)].join('\n')
}

/** Starts a platform and computes a comparison on it. */
export async function startExportedComparison(): Promise<ExportedComparison> {
  await using stack = new AsyncDisposableStack()
  const platform = stack.use(await startPlatform())
  const assay = platform.client
  const name = '../<b>news</b>'
  const { id: dataset_id } = await assay.datasets.upload(new Blob([datasetCsv()]), { name, filename: 'news.csv' })
  const { id } = await assay.experiments.create({ name: 'news', dataset_id, task: { type: 'summarization' } })
  const models = ['lead-1', 'random-sentences', { provider: 'dataset', column: 'kept' } as const]
  const runs = await assay.experiments.evaluate(id, { models, metrics: ['rouge', 'bleu'], repeats: 2 })
  for (const run of runs) await assay.runs.wait(run.id, { throwOnFailure: true })
  const comparison = await assay.comparisons.create({ run_ids: runs.map((run) => run.id) })
  const started = stack.move()
  return { platform, comparison, runs, [Symbol.asyncDispose]: () => started.disposeAsync() }
}
