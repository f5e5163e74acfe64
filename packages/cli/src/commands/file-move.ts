import { type Assay, AssayError, type File } from '@assay/sdk'
import type { Command } from 'commander'
import { wrongUsage } from '../command-error.ts'
import type { OpenSession } from '../session/session.ts'
import { type FileOptions, fileCommand } from './file-command.ts'

interface MoveOptions extends FileOptions {
  readonly force?: boolean
  readonly toOwner?: string
}

/** `assay files mv`, `assay files cp`, `assay files mkdir`. */
export function addFileMoveCommands(files: Command, open: OpenSession): void {
  fileCommand(files, 'mv', 'move or rename files and folders; no bytes move')
    .argument('<paths...>', 'what to move, and last where to: a new path, or a folder to move it into')
    .usage('[options] <path...> <to>')
    .option('--force', 'replace a file that is there')
    .action(async (paths: string[], options: MoveOptions) => {
      const { assay, show } = await open()
      const moved: File[] = []
      for (const { path, to } of await planMoves(assay, paths, options.owner)) {
        moved.push(await assay.files.move(path, to, { owner: options.owner, if_exists: toIfExists(options) }))
      }
      show(moved, (all) => all.map((file) => `It is ${file.path} now.`).join('\n'))
    })

  fileCommand(files, 'cp', "copy files and folders, also from another's tree into yours")
    .argument('<paths...>', 'what to copy, and last where to: a new path, or a folder to copy it into')
    .usage('[options] <path...> <to>')
    .option('--to-owner <user>', 'into the tree of this user, who shares the folder with you for writing')
    .option('--force', 'replace a file that is there')
    .action(async (paths: string[], options: MoveOptions) => {
      const { assay, show } = await open()
      const { owner, toOwner: to_owner } = options
      const copies: File[] = []
      for (const { path, to } of await planMoves(assay, paths, to_owner)) {
        copies.push(await assay.files.copy(path, to, { owner, to_owner, if_exists: toIfExists(options) }))
      }
      show(copies, (all) => all.map((file) => `Copied to ${file.path}.`).join('\n'))
    })

  fileCommand(files, 'mkdir', 'make folders, with those above them')
    .argument('<paths...>')
    .action(async (paths: string[], { owner }: FileOptions) => {
      const { assay, show } = await open()
      const made: File[] = []
      for (const path of paths) made.push(await assay.files.createFolder(path, { owner }))
      show(made, (all) => all.map(({ path }) => `${path}/`).join('\n'))
    })
}

function toIfExists({ force }: MoveOptions): 'replace' | 'refuse' {
  return force ? 'replace' : 'refuse'
}

/** Several go into a folder; one goes into a folder that is there, or else gets the new path. */
async function planMoves(assay: Assay, paths: readonly string[], owner: string | undefined) {
  const [to, ...others] = paths.toReversed()
  if (to === undefined || others.length === 0) throw wrongUsage('Name what it is about, and last where to.')
  const base = to.replace(/\/+$/, '')
  const isInto = others.length > 1 || base !== to || (await isFolder(assay, base, owner))
  return others.toReversed().map((path) => ({ path, to: isInto ? `${base}/${lastName(path)}` : base }))
}

function lastName(path: string): string {
  return path.replace(/\/+$/, '').split('/').at(-1) ?? ''
}

async function isFolder(assay: Assay, path: string, owner: string | undefined): Promise<boolean> {
  try {
    return (await assay.files.get(path, { owner })).kind === 'folder'
  } catch (error) {
    if (AssayError.is(error, 'FILE_NOT_FOUND')) return false
    throw error
  }
}
