import { evaluationResult } from '@assay/schemas'
import type { RunDetail } from '@assay/sdk'
import { formatScore } from './number-format.ts'
import { renderTable } from './table.ts'
import type { Colours } from './terminal.ts'

/** Renders the scores of runs, each with its interval, without comparing them. */
export function renderScores(runs: readonly RunDetail[], colours: Colours): string {
  const rows = runs.flatMap(scoresOf)
  if (rows.length === 0) return 'There are no scores.'
  return renderTable(rows, { head: ['Run', 'Score', 'Mean>', '95 % interval', 'Examples>'], colours })
}

function scoresOf({ name, jobs }: RunDetail): string[][] {
  const { data } = evaluationResult.safeParse(jobs.find(({ kind }) => kind === 'evaluation')?.result)
  return Object.entries(data?.scores ?? {}).map(([score, { estimate, low, high, n }], at) => {
    const interval = low === null || high === null ? 'no interval' : `${formatScore(low)} to ${formatScore(high)}`
    return [at === 0 ? name : '', score, formatScore(estimate), interval, String(n)]
  })
}
