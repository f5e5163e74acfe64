import type { Command } from 'commander'
import { runBeside } from './program-beside.ts'

const advice =
  'This is the command line alone, and "assay admin" works on the database and the files of a server. Run it where ' +
  'the server is: npm run -s assay -- admin'

/** `assay admin …`: what is done to a server from outside of it, by a program of the server's own. */
export function addAdminCommand(program: Command, isJson: boolean): void {
  program
    .command('admin')
    .description('back up a server, restore it, move it elsewhere: in its own folder, on its own machine')
    .argument('[arguments...]')
    .allowUnknownOption()
    .helpOption(false)
    .action((given: string[]) =>
      runBeside({ path: 'apps/standalone/src/admin.ts', advice, args: isJson ? [...given, '--json'] : given }),
    )
}
