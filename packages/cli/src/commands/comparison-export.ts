import { basename } from 'node:path'
import type { ComparisonExportFormat, ComparisonVerification } from '@assay/sdk'
import { type Command, Option } from 'commander'
import { CommandError } from '../command-error.ts'
import type { OpenSession, Session } from '../session/session.ts'
import { renderFacts } from '../table/table.ts'
import { startUploadBar } from '../terminal/progress.ts'
import { type DownloadOptions, saveDownload } from '../transfer/file-download.ts'

const formats: readonly ComparisonExportFormat[] = ['csv', 'jsonl', 'parquet', 'md', 'tex', 'html', 'bundle']

interface ExportOptions extends DownloadOptions {
  readonly format: ComparisonExportFormat
}

/** `assay comparisons export` and `assay comparisons verify`. */
export function addExportCommands(comparisons: Command, open: OpenSession): void {
  comparisons
    .command('export')
    .description(
      'save a comparison as examples (csv, jsonl, parquet), table (md, tex), report (html) or all of it (bundle)',
    )
    .argument('<comparison-id>')
    .addOption(new Option('--format <format>', 'as what').choices(formats).makeOptionMandatory())
    .option('-o, --output <file>', 'where to; "-" writes to stdout; default: a name after the dataset, here')
    .option('--force', 'replace a file that is there')
    .action(async (id: string, { format, ...options }: ExportOptions) => {
      const session = await open()
      await saveDownload(session, await session.assay.comparisons.export(id, format), options)
    })

  comparisons
    .command('verify')
    .description('compute the comparison of a bundle again, and say whether every number is the same')
    .argument('<bundle>', 'path of the file')
    .action(async (file: string) => {
      const session = await open()
      const verification = await verify(session, file)
      session.show(verification, (shown) => renderVerification(shown, session))
      if (!verification.is_same) throw new CommandError('The comparison does not come out the same.')
    })
}

async function verify(session: Session, file: string): Promise<ComparisonVerification> {
  const bar = startUploadBar(session, basename(file))
  try {
    return await session.assay.comparisons.verify(file, { onProgress: bar.update })
  } finally {
    bar.stop()
  }
}

function renderVerification(verification: ComparisonVerification, { terminal }: Session): string {
  const { is_same, comparison_id, assay_version, files, altered_files, not_computed, numbers, first_difference } =
    verification
  const facts = {
    comparison: comparison_id,
    'made with': `Assay ${assay_version}`,
    files: `${files}, ${altered_files.length === 0 ? 'all as they were exported' : `altered: ${altered_files.join(', ')}`}`,
    numbers: is_same ? `${numbers}, all the same to the last digit` : undefined,
    'not computed': not_computed.map(({ metric, reason }) => `corpus_${metric}: ${reason}`).join(' ') || undefined,
    'first difference': first_difference
      ? `${first_difference.path}: ${JSON.stringify(first_difference.kept)} in the bundle, ${JSON.stringify(first_difference.computed)} now`
      : undefined,
  }
  return renderFacts(facts, terminal)
}
