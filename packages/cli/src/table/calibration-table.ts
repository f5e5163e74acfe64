import type { Calibration } from '@assay/sdk'
import { formatScore } from '../terminal/number-format.ts'
import type { Paper } from '../terminal/terminal.ts'
import { renderTable } from './table.ts'

type Estimated = Calibration['bias']

/** Renders what labels say of a judge: how far it agrees, then runs and their differences, corrected. */
export function renderCalibration(found: Calibration, paper: Paper): string {
  const { judge, criterion, labelled, items, agreement, bias, runs, differences, notices } = found
  const facts: [string, Estimated][] = [
    ['same rating', agreement.same],
    ['kappa', agreement.kappa],
    ['weighted kappa', agreement.weighted_kappa],
    ['alpha', agreement.alpha],
    ['judge − people', bias],
  ]
  const told = facts.map(([name, { estimate, low, high }]) => [name, shown(estimate), between({ low, high })])
  const means = runs.map(({ name, judged, corrected, labels }) => [
    ...[name, shown(judged), shown(corrected?.estimate ?? null), corrected ? between(corrected) : '–', String(labels)],
    String(corrected?.needed_labels ?? '–'),
  ])
  return [
    `judge/${judge}, ${criterion}: ${labelled} of ${items} predictions are labelled.`,
    renderTable(told, { ...paper, head: ['Agreement', 'Value>', 'Interval'] }),
    renderTable(means, { ...paper, head: ['Run', 'Judge>', 'Corrected>', 'Interval', 'Labels>', 'Needed>'] }),
    ...differences.map(({ sentence }) => sentence),
    ...notices.map((notice) => `Note: ${notice}`),
  ].join('\n')
}

function shown(value: number | null): string {
  return value === null ? '–' : formatScore(value)
}

function between({ low, high }: Pick<Estimated, 'low' | 'high'>): string {
  return low === null || high === null ? '–' : `${formatScore(low)} to ${formatScore(high)}`
}
