import { applicationSchema, readCatalogue, readDecodeCatalogue } from '@assay/schemas'
import type { Command } from 'commander'
import { renderApplication } from '../application/application-table.ts'
import { openCatalogue } from '../application/catalogue-source.ts'
import { renderChange } from '../application/change-table.ts'
import { CommandError } from '../command-error.ts'
import { type ListOptions, listCommand, pageSize, showItems, takeFirst } from '../listing.ts'
import type { OpenSession } from '../session/session.ts'
import { formatTime } from '../terminal/number-format.ts'
import { type DownloadOptions, saveDownload } from '../transfer/file-download.ts'

/** `assay applications …`. */
export function addApplicationCommands(program: Command, open: OpenSession): void {
  const applications = program.command('applications').description('commands and containers that jobs execute')
  addApplyCommand(applications, open)
  addReadingCommands(applications, open)

  applications
    .command('remove')
    .description('hide a version, or an entrypoint of it, from lists and new runs (admins)')
    .argument('<application>', 'as maps/1, or maps/1/map_crop')
    .action(async (reference: string) => {
      const { assay, show } = await open()
      show(await assay.applications.remove(reference), ({ entrypoints }) => `Removed ${entrypoints.join(', ')}.`)
    })

  applications
    .command('schema')
    .description('print the JSON Schema of a catalogue file, for editors')
    .addHelpText('after', schemaHelp)
    .action(async () => {
      const { show } = await open()
      const schema = applicationSchema()
      show(schema, () => JSON.stringify(schema, null, 2))
    })
}

interface ApplyOptions {
  readonly dryRun?: boolean
  readonly decode?: boolean
}

function addApplyCommand(applications: Command, open: OpenSession): void {
  applications
    .command('apply')
    .description('put the entries of a catalogue file, with the files that they name, into the catalogue (admins)')
    .argument('<file>', 'YAML or JSON; "-" reads stdin, with files beside the current folder')
    .option('--dry-run', 'only say what would change')
    .option('--decode', "the file is an application_config.yaml of DECODE OpenCloud's")
    .addHelpText('after', applyHelp)
    .action(async (file: string, { dryRun: dry_run = false, decode = false }: ApplyOptions) => {
      const session = await open()
      const { entries, files, explain } = await openCatalogue(file, decode ? readDecodeCatalogue : readCatalogue)
      try {
        const change = await session.assay.applications.apply({ entries, files, dry_run })
        session.show(change, (shown) => renderChange(shown, session.terminal))
        if (change.items.some(({ outcome }) => outcome === 'refused'))
          throw new CommandError('Nothing would be applied.')
      } catch (error) {
        throw explain(error)
      }
    })
}

function addReadingCommands(applications: Command, open: OpenSession): void {
  listCommand(applications, 'list the versions of applications')
    .option('--application <name>', 'only versions of this one')
    .action(async ({ application, limit }: ListOptions & { application?: string }) => {
      const session = await open()
      const params = { limit: pageSize(limit), ...(application !== undefined && { application }) }
      showItems(session, await takeFirst(session.assay.applications.list(params), limit), {
        Application: ({ application: name, version }) => `${name}/${version}`,
        Entrypoints: ({ entrypoints }) => entrypoints.join(', '),
        Used: ({ used }) => (used ? 'yes' : 'no'),
        Updated: ({ updated_at }) => formatTime(updated_at),
      })
    })

  applications
    .command('get')
    .description('show a version with its entrypoints, or one of them with its parameters')
    .argument('<application>', 'as maps/1, or maps/1/map_crop')
    .action(async (reference: string) => {
      const { assay, show, terminal } = await open()
      show(await assay.applications.get(reference), (application) => renderApplication(application, terminal))
    })

  applications
    .command('file')
    .description('download a file of an entrypoint')
    .argument('<application>', 'as maps/1/map_crop')
    .argument('<path>', 'as "applications get" shows it')
    .option('-o, --output <file>', 'where to; "-" writes to stdout; default: the name of the file, here')
    .option('--force', 'replace a file that is there')
    .action(async (reference: string, path: string, options: DownloadOptions) => {
      const session = await open()
      await saveDownload(session, await session.assay.applications.downloadFile(reference, path), options)
    })
}

const applyHelp = `
Examples:
  assay applications apply applications.yaml --dry-run
  assay applications apply - < applications.yaml
  assay applications apply --decode application_config.yaml

All of it is applied, or nothing. What a job has used never changes again: give a new version.`

const schemaHelp = `
Example:
  assay applications schema > applications.schema.json
  # and at the top of the catalogue file:
  # yaml-language-server: $schema=applications.schema.json`
