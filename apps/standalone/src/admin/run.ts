import { Command, CommanderError } from 'commander'
import { addExportCommand } from './export.ts'
import { addImportCommand } from './import.ts'
import { addImportMipCommand } from './import-mip.ts'
import { addStorageCommands } from './storage.ts'
import { addUsageCommand } from './usage.ts'

const wrongUsage = 2

/** What operators do to a server from outside of it: on its database and its storage, whether it runs or not. */
export async function run(stopped: Promise<void>): Promise<void> {
  const interrupted = new AbortController()
  stopped.then(() => interrupted.abort())
  const program = new Command('assay admin')
    .description(
      'Moves house: everything of a server into one archive and back, its objects to another storage. Tells who ' +
        'stores what.',
    )
    .exitOverride()
    .showHelpAfterError('"--help" says more.')
    .addHelpText('after', settingsHelp)
  addExportCommand(program, interrupted.signal)
  addImportCommand(program, interrupted.signal)
  addImportMipCommand(program, interrupted.signal)
  addStorageCommands(program, interrupted.signal)
  addUsageCommand(program, interrupted.signal)
  try {
    await program.parseAsync()
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error
    process.exit(error.exitCode === 0 ? 0 : wrongUsage)
  }
}

const settingsHelp = `
Which server: ASSAY_DATA_DIR, ASSAY_DATABASE_URL, ASSAY_STORAGE_URL and ASSAY_SECRET_KEY, as the server has them.`
