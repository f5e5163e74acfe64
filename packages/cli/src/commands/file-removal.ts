import type { Command } from 'commander'
import { CommandError, wrongUsage } from '../command-error.ts'
import type { OpenSession, Session } from '../session/session.ts'
import { formatBytes } from '../terminal/number-format.ts'
import { confirm } from '../terminal/question.ts'
import { type FileOptions, fileCommand } from './file-command.ts'
import { counted, describeUsage } from './file-usage.ts'

interface RemovalOptions extends FileOptions {
  readonly recursive?: boolean
  readonly yes?: boolean
}

/** `assay files rm`. */
export function addFileRemoval(files: Command, open: OpenSession): void {
  fileCommand(files, 'rm', 'delete files; with -r folders with all that is in them')
    .argument('<paths...>')
    .option('-r, --recursive', 'folders with all that is in them')
    .option('--yes', 'do not ask')
    .action(async (paths: string[], { owner, recursive = false, yes }: RemovalOptions) => {
      const session = await open()
      const { assay, show, terminal } = session
      const asked = await Promise.all(paths.map((path) => describeRemoval(session, { path, owner, recursive })))
      const what = `Delete ${asked.map(({ told }) => told).join('; ')}?`
      await confirm(terminal, { what, word: 'delete', yes })
      for (const path of paths) await assay.files.delete(path, { owner, recursive })
      const size_bytes = asked.reduce((sum, one) => sum + one.size_bytes, 0)
      const count = asked.reduce((sum, one) => sum + one.files, 0)
      show(
        { deleted: paths, files: count, size_bytes },
        () => `Deleted ${counted(count, 'file')}, ${formatBytes(size_bytes)}.`,
      )
    })
}

interface Removal {
  readonly path: string
  readonly owner: string | undefined
  readonly recursive: boolean
}

async function describeRemoval({ assay }: Session, { path, owner, recursive }: Removal) {
  if (path === '' || path === '/') throw wrongUsage('Name a file or folder: the top of a tree cannot be deleted.')
  const file = await assay.files.get(path, { owner })
  if (file.kind === 'file') {
    const size_bytes = file.size_bytes ?? 0
    return { files: 1, size_bytes, told: `${file.path} (${formatBytes(size_bytes)})` }
  }
  const usage = await assay.files.usage(path, { owner })
  const held = describeUsage(usage)
  const isEmpty = usage.files === 0 && usage.folders === 0
  if (!recursive && !isEmpty)
    throw new CommandError(`${file.path} is a folder with ${held}. Give -r to delete all of it.`)
  return { files: usage.files, size_bytes: usage.size_bytes, told: `${file.path}/ with ${held}` }
}
