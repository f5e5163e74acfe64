import type { CatalogueChange, EntrypointChange } from '@assay/sdk'
import { renderTable } from '../table/table.ts'
import type { Paper } from '../terminal/terminal.ts'

/** What becomes of each entry, and below what differs. */
export function renderChange({ items, missing_files }: CatalogueChange, paper: Paper): string {
  const rows = items.map((item) => [item.outcome, nameOf(item)])
  const differences = items.flatMap((item) => [
    ...(item.changes.length === 0 ? [] : ['', `${nameOf(item)}:`]),
    ...item.changes.map((change) => `  ${renderDifference(change)}`),
    ...(item.reason === null ? [] : [`  ${item.reason}`]),
  ])
  const missing = missing_files.length === 0 ? [] : ['', `To be sent: ${missing_files.join(', ')}`]
  return [renderTable(rows, { ...paper, head: ['Outcome', 'Application'] }), ...differences, ...missing].join('\n')
}

function nameOf({ application, version, entrypoint }: CatalogueChange['items'][number]): string {
  return `${application}/${version}/${entrypoint}`
}

function renderDifference({ path, before, after }: EntrypointChange): string {
  return `${path}: ${renderValue(before)} → ${renderValue(after)}`
}

function renderValue(value: unknown): string {
  return value === undefined ? 'nothing' : JSON.stringify(value)
}
