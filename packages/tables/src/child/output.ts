import { join } from 'node:path'
import { text } from './sql.ts'
import type { Work } from './work.ts'

const groupBytes = 32 * 1_048_576
const fewestRows = 2048
const mostRows = 122_880

export function outputPath({ directory }: Pick<Work, 'directory'>): string {
  return join(directory, 'output')
}

/** Writes the result of a query as Parquet. The rows of a group are held in memory, so long rows make short groups. */
export function copyToParquet(work: Work, select: string, bytesPerRow: number): string {
  const rows = Math.round(groupBytes / Math.max(1, bytesPerRow) / fewestRows) * fewestRows
  const groupRows = Math.min(mostRows, Math.max(fewestRows, rows))
  return `COPY (${select}) TO ${text(outputPath(work))} (FORMAT parquet, ROW_GROUP_SIZE ${groupRows})`
}
