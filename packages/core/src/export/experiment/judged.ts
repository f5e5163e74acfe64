import { isOfJudge, judgeOf } from '@assay/compute'
import { findJudge, findLabels, listSamplesOfRuns } from '@assay/db'
import type { ExportDeps } from '../deps.ts'
import type { BundledJudge, BundledSample } from './manifest.ts'
import { secretless, withoutIds } from './public-job.ts'

/** Samples of the owner that are of these runs alone, with all labels; who gave them is not told. */
export async function readSamples(
  { db }: ExportDeps,
  { owner_id, run_ids }: { readonly owner_id: string; readonly run_ids: readonly string[] },
): Promise<BundledSample[]> {
  const samples: BundledSample[] = []
  for (const row of await listSamplesOfRuns(db, { owner_id, run_ids })) {
    const { judge, criteria, pairs, population, seed, created_at, examples } = row
    const labels = await findLabels(db, { sample_id: row.id })
    samples.push({
      ...{ judge, criteria, pairs, run_ids: row.run_ids, population, seed, created_at, examples },
      labels: labels.map(({ id: _, sample_id: __, author_id: ___, updated_at: ____, ...label }) => label),
    })
  }
  return samples
}

interface Judged {
  readonly owner_id: string
  readonly runs: readonly { readonly metrics: readonly string[] }[]
  readonly samples: readonly BundledSample[]
}

/** The owner's judges that these runs name, as they are now; those that come with Assay are everywhere. */
export async function readJudges({ db }: ExportDeps, { owner_id, runs, samples }: Judged): Promise<BundledJudge[]> {
  const named = runs.flatMap(({ metrics }) => metrics.filter(isOfJudge).map(judgeOf))
  const names = new Set([...named, ...samples.map(({ judge }) => judge)])
  const judges: BundledJudge[] = []
  for (const name of names) {
    const row = await findJudge(db, { owner_id, name })
    if (!row) continue
    const { model, entry = null, pairs = false, ...definition } = row.definition
    judges.push({ name, ...definition, pairs, model: secretless(model), entry: withoutIds(entry) })
  }
  return judges
}
