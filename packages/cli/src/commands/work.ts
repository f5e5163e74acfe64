import type { Command } from 'commander'
import { runBeside } from './program-beside.ts'

const advice =
  'This is the command line alone, and "assay worker" executes jobs on this machine by a program of its own. Run it ' +
  'from a clone of Assay: npm run -s assay -- worker --url … --token …'

/** `assay worker …`: executes jobs of a server on this machine, by a program of its own. */
export function addWorkerCommand(program: Command): void {
  program
    .command('worker')
    .description('execute jobs of a server on this machine, with the token of a worker: from any network')
    .argument('[arguments...]')
    .allowUnknownOption()
    .helpOption(false)
    .action((given: string[]) => {
      const { url } = program.opts<{ url?: string }>()
      const args = url === undefined ? given : ['--url', url, ...given]
      return runBeside({ path: 'apps/pull-worker/src/main.ts', advice, args })
    })
}
