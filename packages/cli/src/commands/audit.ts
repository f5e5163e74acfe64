import type { AuditEntry, AuditListParams } from '@assay/sdk'
import { type Command, Option } from 'commander'
import { type ListOptions, listCommand, pageSize, showItems, takeFirst } from '../listing.ts'
import { userIdOf } from '../option/known-user.ts'
import { moment } from '../option/option.ts'
import type { OpenSession, Session } from '../session/session.ts'
import { formatTime } from '../terminal/number-format.ts'
import { type DownloadOptions, saveDownload } from '../transfer/file-download.ts'

interface FilterOptions {
  readonly actor?: string
  readonly procedure?: string
  readonly target?: string
  readonly since?: string
  readonly until?: string
}

interface ExportOptions extends FilterOptions, DownloadOptions {
  readonly format: 'jsonl' | 'csv'
}

/** `assay audit …`. */
export function addAuditCommands(program: Command, open: OpenSession): void {
  const audit = program.command('audit').description('who changed what, and when (admins)')

  addFilter(listCommand(audit, 'list changes'))
    .addHelpText('after', listExamples)
    .action(async ({ limit, ...options }: ListOptions & FilterOptions) => {
      const session = await open()
      const filter = await toFilter(session, options)
      const entries = session.assay.audit.list({ ...filter, limit: pageSize(limit) })
      showItems(session, await takeFirst(entries, limit), {
        When: ({ created_at }) => formatTime(created_at),
        Who: ({ actor_email }) => actor_email ?? '–',
        By: ({ credential }) => credential?.kind ?? '–',
        What: ({ procedure }) => procedure,
        Target: targetOf,
        From: ({ address }) => address,
      })
    })

  addFilter(audit.command('export').description('save changes in a file, all of them unless told otherwise'))
    .addOption(new Option('--format <format>', 'csv: for spreadsheets').choices(['jsonl', 'csv']).default('jsonl'))
    .option('-o, --output <file>', 'where to; "-" writes to stdout; default: its name, here')
    .option('--force', 'replace a file that is there')
    .addHelpText('after', exportExamples)
    .action(async ({ format, output, force, ...options }: ExportOptions) => {
      const session = await open()
      const filter = await toFilter(session, options)
      const download = await session.assay.audit.export({ ...filter, format })
      const where = { ...(output !== undefined && { output }), ...(force && { force }) }
      await saveDownload(session, download, { ...where, isPrivate: true })
    })
}

function addFilter(command: Command): Command {
  return command
    .option('--actor <user>', 'only what this user did: an e-mail address or id')
    .option('--procedure <name>', 'only this, such as datasets.delete')
    .option('--target <id>', 'only what was about the thing of this id or name')
    .option('--since <when>', 'as 2027-01-31, or 7d for the last seven days', moment(-1))
    .option('--until <when>', 'as 2027-01-31, or 1d for until a day ago', moment(-1))
}

async function toFilter(
  { assay }: Session,
  { actor, procedure, target, since, until }: FilterOptions,
): Promise<Omit<AuditListParams, 'limit'>> {
  return {
    ...(actor !== undefined && { actor_id: await userIdOf(assay, actor) }),
    ...(procedure !== undefined && { procedure }),
    ...(target !== undefined && { target_id: target }),
    ...(since !== undefined && { since }),
    ...(until !== undefined && { until }),
  }
}

function targetOf({ target }: AuditEntry): string {
  return Object.entries(target)
    .map(([name, value]) => `${name} ${value}`)
    .join(', ')
}

const listExamples = `
Examples:
  assay audit list --since 7d
  assay audit list --procedure api_keys.create --actor ada@example.org`

const exportExamples = `
Examples:
  assay audit export --format csv --since 2027-01-01 --until 2027-02-01 -o january.csv
  assay audit export -o - | jq -r .procedure | sort | uniq -c`
