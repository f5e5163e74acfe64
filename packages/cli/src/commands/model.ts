import type { Command } from 'commander'
import { showItems } from '../listing.ts'
import type { OpenSession } from '../session/session.ts'

/** `assay models list`. */
export function addModelCommands(program: Command, open: OpenSession): void {
  const models = program.command('models').description('the model catalogue')
  models
    .command('list')
    .description('list the models that --models can name')
    .action(async () => {
      const session = await open()
      showItems(session, (await session.assay.models.list()).items, {
        Name: ({ name }) => name,
        Provider: ({ provider }) => provider,
        Tasks: ({ tasks }) => tasks.join(', '),
        Description: ({ description }) => description,
      })
    })
}
