import type { TableFormat } from '@assay/schemas'
import type { Operation, Result } from '../../operation.ts'
import { outputPath } from '../output.ts'
import { openSession } from '../session.ts'
import { openTable } from '../table.ts'
import type { Work } from '../work.ts'
import { ingestCsv, type TextReading } from './csv.ts'
import { ingestJson } from './json.ts'
import { Notices } from './notices.ts'
import { ingestParquet } from './parquet.ts'
import { surveyTable } from './survey-table.ts'

type Reader = (work: Work, request: Operation<'ingest'>, notices: Notices) => Promise<TextReading>

const readers: Record<TableFormat, Reader> = {
  csv: (work, request, notices) => ingestCsv(work, request, { usual: ',', notices }),
  tsv: (work, request, notices) => ingestCsv(work, request, { usual: '\t', notices }),
  jsonl: (work, request, notices) => ingestJson(work, request, { layout: 'lines', notices }),
  json: (work, request, notices) => ingestJson(work, request, { layout: 'array', notices }),
  parquet: ingestParquet,
}

export async function ingest(work: Work, request: Operation<'ingest'>): Promise<Result<'ingest'>> {
  const notices = new Notices()
  const { rows, ...dialect } = await readers[request.format](work, request, notices)
  using session = await openSession(work, [])
  const table = await openTable(session, { path: outputPath(work) })
  const { columns, decimal } = await surveyTable(session, table, { rows, dialect, request, notices })
  return { rows, columns, reading: { ...dialect, decimal, notices: notices.list } }
}
