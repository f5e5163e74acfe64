import type { Actor } from '@assay/access'
import { type ComparisonSlices, DomainError } from '@assay/schemas'
import { distributionsOf } from '../../comparison/distributions/distributions.ts'
import { readComparisonExamples } from '../../comparison/examples/examples.ts'
import { sliceComparison } from '../../comparison/slices/slices.ts'
import { assayVersion } from '../assay-version.ts'
import type { ExportDeps } from '../deps.ts'
import type { ExportSource } from '../export-source.ts'
import type { Report } from './report.ts'

const mostRegressions = 20
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
    distributions: (await distributionsOf(deps, { comparison })).runs.flatMap(({ run_id, differences }) =>
      differences ? [{ run_id, ...differences }] : [],
    ),
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
