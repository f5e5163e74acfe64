import type { Readable } from 'node:stream'
import type { Actor } from '@assay/access'
import type { ComparisonExportFormat } from '@assay/schemas'
import type { ExportDeps } from './deps.ts'
import { readExportSource } from './export-source.ts'
import { fileName } from './file-name.ts'
import { exportFormats } from './format.ts'

export interface ComparisonExport {
  readonly filename: string
  readonly media_type: string
  /** Null: not known before the end. */
  readonly size_bytes: number | null
  /** To be read to its end, or destroyed. */
  readonly stream: Readable
}

interface ExportRequest {
  readonly comparison_id: string
  readonly format: ComparisonExportFormat
  readonly signal?: AbortSignal | undefined
}

/** Throws COMPARISON_NOT_FOUND, COMPARISON_NOT_READY. */
export async function exportComparison(
  deps: ExportDeps,
  actor: Actor,
  { comparison_id, format, signal }: ExportRequest,
): Promise<ComparisonExport> {
  const { write, suffix, extension, media_type } = exportFormats[format]
  const source = await readExportSource(deps, actor, comparison_id)
  const { name, version } = source.dataset
  const body = await write(deps, source, signal)
  return { ...body, media_type, filename: fileName(`${name}-v${version}-${suffix}`, extension) }
}
