import type { Command } from 'commander'
import { showItems } from '../listing.ts'
import type { OpenSession } from '../session/session.ts'
import { formatTime } from '../terminal/number-format.ts'
import { askHidden } from '../terminal/question.ts'

/** `assay secrets …`. */
export function addSecretCommands(program: Command, open: OpenSession): void {
  const secrets = program.command('secrets').description('named values that are stored encrypted and never given out')

  secrets
    .command('set')
    .alias('put')
    .description('store a secret, or replace its value, which is asked for, or read from stdin')
    .argument('<name>')
    .addHelpText('after', setExamples)
    .action(async (name: string) => {
      const { assay, show, terminal } = await open()
      const value = await askHidden(terminal, `Value of ${name}`)
      show(await assay.secrets.put(name, value), (secret) => `Stored ${secret.name}.`)
    })

  secrets
    .command('list')
    .description('list the names of your secrets')
    .action(async () => {
      const session = await open()
      showItems(session, (await session.assay.secrets.list()).items, {
        Name: ({ name }) => name,
        Updated: ({ updated_at }) => formatTime(updated_at),
      })
    })

  secrets
    .command('delete')
    .description('forget a secret')
    .argument('<name>')
    .action(async (name: string) => {
      const { assay, show } = await open()
      await assay.secrets.delete(name)
      show({ deleted: name }, () => `Forgot ${name}.`)
    })
}

const setExamples = `
Examples:
  assay secrets set OPENAI_API_KEY                 # asks, without showing it
  assay secrets set OPENAI_API_KEY < key.txt`
