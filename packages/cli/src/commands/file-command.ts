import type { Command } from 'commander'

/** What every command about files accepts. */
export interface FileOptions {
  readonly owner?: string
}

/** A command about files: they may be of somebody else. */
export function fileCommand(files: Command, name: string, description: string): Command {
  return files
    .command(name)
    .description(description)
    .option('--owner <user>', 'in the tree of this user (e-mail address or id), who shares it with you')
}
