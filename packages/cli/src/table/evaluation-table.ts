import type { ComparisonSlices } from '@assay/schemas'
import type { Dataset, Experiment, ReadyComparison, RunDetail } from '@assay/sdk'
import { renderComparison } from './comparison-table.ts'
import { renderResults } from './result-table.ts'
import { shortfalls } from './run-shortfall.ts'
import { type ScoreTableOptions, wantedScores } from './score-table.ts'
import { renderSlices } from './slice-table.ts'
import { renderFacts, wrapText } from './table.ts'

/** What an evaluation came to. */
export interface Evaluation {
  readonly dataset: Dataset
  readonly experiment: Experiment
  readonly runs: readonly RunDetail[]
  /** Absent when fewer than two runs succeeded. */
  readonly comparison: ReadyComparison | null
}

interface EvaluationTableOptions extends ScoreTableOptions {
  /** Where Assay is. */
  readonly url: string
}

interface Shown extends Evaluation {
  readonly slices?: readonly ComparisonSlices[]
}

/** Renders what an evaluation came to, and by which ids it is found again. */
export function renderEvaluation(evaluation: Shown, { url, ...options }: EvaluationTableOptions): string {
  const { comparison, runs, slices = [] } = evaluation
  const parts = comparison
    ? [
        ...slices.map((one) => renderSlices(one, { ...options, runs: comparison.runs })),
        renderComparison(comparison, {
          ...options,
          details: options.details === true,
          isShown: wantedScores(options.metrics, options.asked),
        }),
      ]
    : [...renderResults(runs, options), ...notes(runs.flatMap(shortfalls), options)]
  return [...parts, renderFacts(idsOf(evaluation, url), options)].join('\n\n')
}

function notes(said: readonly string[], { colours, width }: ScoreTableOptions): string[] {
  const found = said.map((note) => wrapText(colours.dim(note), { width }))
  return found.length === 0 ? [] : [found.join('\n')]
}

function idsOf({ dataset, experiment, runs, comparison }: Evaluation, url: string): Record<string, string | undefined> {
  return {
    dataset: `${dataset.id} (${dataset.name}, version ${dataset.version})`,
    experiment: experiment.id,
    ...Object.fromEntries(runs.map(({ id, name }) => [`run ${name}`, id])),
    comparison: comparison?.id,
    report: comparison ? `${url}/api/v1/comparisons/${comparison.id}/export?format=html` : undefined,
  }
}

/** What to do next, as commands to paste. */
export function adviseNext({ runs, comparison, experiment }: Evaluation): string[] {
  const failing = runs.find((run) => run.state === 'failed' || shortfalls(run).length > 0)
  const commands = [
    ...(comparison
      ? [
          `assay comparisons examples ${comparison.id} --order difference`,
          `assay comparisons export ${comparison.id} --format html`,
        ]
      : runs.filter(({ state }) => state === 'succeeded').map(({ id }) => `assay runs examples ${id}`)),
    ...(failing ? [`assay runs examples ${failing.id} --failed`] : []),
  ]
  return [
    '',
    'Next:',
    ...(commands.length > 0 ? commands : [`assay experiments get ${experiment.id}`]).map((one) => `  ${one}`),
  ]
}
