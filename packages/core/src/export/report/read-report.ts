import type { Actor } from '@assay/access'
import { type ComparisonSlices, DomainError } from '@assay/schemas'
import { readComparisonExamples } from '../../comparison/examples/examples.ts'
import { stageScoreFiles } from '../../comparison/scores/score-files.ts'
import { sliceComparison } from '../../comparison/slices/slices.ts'
import { assayVersion } from '../assay-version.ts'
import type { ExportDeps } from '../deps.ts'
import type { ExportSource } from '../export-source.ts'
import { type Distribution, distribute } from './distribution.ts'
import type { Report } from './report.ts'

const mostRegressions = 20
/** Nobody would look at charts for more runs. */
const mostDistributions = 12
/** How many columns are tried, and how many of them shown. */
const mostColumns = 12
const mostSliced = 4

export async function readReport(deps: ExportDeps, { actor, ...source }: ExportSource): Promise<Report> {
  const { comparison, dataset, runs, cited } = source
  const { verdict, metrics } = comparison
  const regressions = await readComparisonExamples(deps, actor, {
    comparison_id: comparison.id,
    run_id: verdict.run_id,
    baseline_run_id: verdict.baseline_run_id,
    show: metrics[0]?.direction === 'neutral' ? 'all' : 'regressions',
    order: 'difference',
    limit: mostRegressions,
  })
  return {
    comparison,
    dataset,
    runs,
    cited,
    distributions: await readDistributions(deps, { actor, ...source }),
    slices: await readSlices(deps, { actor, ...source }),
    regressions: regressions.items.filter(({ winner, difference }) => winner !== 'tie' && difference !== null),
    regressed: regressions,
    assay_version: assayVersion,
  }
}

/** By columns that no run is given, compared with or answers in; those that form no groups are left out. */
async function readSlices(deps: ExportDeps, { actor, comparison, dataset, runs }: ExportSource) {
  const roles = new Set(runs.flatMap(({ columns }) => Object.values(columns)))
  const columns = dataset.columns.map(({ name }) => name).filter((name) => !roles.has(name))
  const found: ComparisonSlices[] = []
  for (const column of columns.slice(0, mostColumns)) {
    const slices = await sliceBy(deps, actor, { comparison_id: comparison.id, column })
    if (slices && slices.slices.length > 1) found.push(slices)
    if (found.length === mostSliced) break
  }
  return found
}

async function sliceBy(
  deps: ExportDeps,
  actor: Actor,
  wanted: { readonly comparison_id: string; readonly column: string },
): Promise<ComparisonSlices | undefined> {
  try {
    return await sliceComparison(deps, actor, wanted)
  } catch (error) {
    if (DomainError.is(error, 'SLICES_TOO_MANY')) return undefined
    throw error
  }
}

async function readDistributions(deps: ExportDeps, { comparison, runs }: ExportSource): Promise<Distribution[]> {
  const [baseline] = runs
  // where the verdict is about a corpus score, its score of examples is the first
  const { metric } = comparison.metrics[0] ?? comparison.verdict
  const found: Distribution[] = []
  for (const run of runs.slice(1, mostDistributions + 1)) {
    if (!baseline) break
    await using files = await stageScoreFiles(deps, [baseline, run])
    const join = files.paths.map((path, at) => ({ path, prefix: `${at}.`, columns: [metric] }))
    const { columns } = await deps.tables.vectors({ join, columns: [`0.${metric}`, `1.${metric}`] })
    const [before, after] = columns
    const distribution = before && after && distribute(run.run_id, before, after)
    if (distribution) found.push(distribution)
  }
  return found
}
