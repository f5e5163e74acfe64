import type { TableFormat } from '@assay/schemas'
import type { Operation, Result } from '../../operation.ts'
import { toColumn } from '../describe.ts'
import { outputPath } from '../output.ts'
import { openSession } from '../session.ts'
import { openTable } from '../table.ts'
import type { Work } from '../work.ts'
import { ingestCsv } from './csv.ts'
import { ingestJson } from './json.ts'
import { ingestParquet } from './parquet.ts'

type Reader = (work: Work, request: Operation<'ingest'>) => Promise<number>

const readers: Record<TableFormat, Reader> = {
  csv: (work, request) => ingestCsv(work, request, ','),
  tsv: (work, request) => ingestCsv(work, request, '\t'),
  jsonl: (work, request) => ingestJson(work, request, 'lines'),
  json: (work, request) => ingestJson(work, request, 'array'),
  parquet: ingestParquet,
}

export async function ingest(work: Work, request: Operation<'ingest'>): Promise<Result<'ingest'>> {
  const rows = await readers[request.format](work, request)
  using session = await openSession(work, [])
  const table = await openTable(session, { path: outputPath(work) })
  return { rows, columns: [...table.columns.values()].map(toColumn) }
}
