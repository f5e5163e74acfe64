import type { ComparisonExportFormat } from '@assay/schemas'
import { exportBundle } from './bundle/write-bundle.ts'
import type { ExportDeps } from './deps.ts'
import { exportExamples } from './examples.ts'
import type { ExportSource } from './export-source.ts'
import { type ExportedBody, textBody } from './exported-body.ts'
import { latexTable } from './paper/latex.ts'
import { markdownTable } from './paper/markdown.ts'
import { paperTable } from './paper/table.ts'
import { reportPage } from './report/page.ts'
import { readReport } from './report/read-report.ts'

interface ExportFormat {
  /** Added to the name of the dataset. */
  readonly suffix: string
  readonly extension: string
  readonly media_type: string
  write(deps: ExportDeps, source: ExportSource, signal: AbortSignal | undefined): Promise<ExportedBody>
}

export const exportFormats = {
  csv: {
    suffix: 'examples',
    extension: 'csv',
    media_type: 'text/csv; charset=utf-8',
    write: (deps, source, signal) => exportExamples(deps, source, { format: 'csv', signal }),
  },
  jsonl: {
    suffix: 'examples',
    extension: 'jsonl',
    media_type: 'application/x-ndjson',
    write: (deps, source, signal) => exportExamples(deps, source, { format: 'jsonl', signal }),
  },
  parquet: {
    suffix: 'examples',
    extension: 'parquet',
    media_type: 'application/vnd.apache.parquet',
    write: (deps, source, signal) => exportExamples(deps, source, { format: 'parquet', signal }),
  },
  md: {
    suffix: 'table',
    extension: 'md',
    media_type: 'text/markdown; charset=utf-8',
    write: async (_, source) => textBody(markdownTable(paperTable(source))),
  },
  tex: {
    suffix: 'table',
    extension: 'tex',
    media_type: 'application/x-tex; charset=utf-8',
    write: async (_, source) => textBody(latexTable(paperTable(source))),
  },
  html: {
    suffix: 'report',
    extension: 'html',
    media_type: 'text/html; charset=utf-8',
    write: async (deps, source) => textBody(reportPage(await readReport(deps, source))),
  },
  bundle: {
    suffix: 'bundle',
    extension: 'zip',
    media_type: 'application/zip',
    write: (deps, source, signal) => exportBundle(deps, source, signal),
  },
} as const satisfies Record<ComparisonExportFormat, ExportFormat>
