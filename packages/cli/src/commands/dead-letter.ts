import type { Command } from 'commander'
import { showItems } from '../listing.ts'
import type { OpenSession } from '../session/session.ts'
import { formatTime } from '../terminal/number-format.ts'

/** `assay dead-letters …`. */
export function addDeadLetterCommands(program: Command, open: OpenSession): void {
  const deadLetters = program.command('dead-letters').description('platform work that failed for good (admins)')

  deadLetters
    .command('list')
    .description('list them, newest first')
    .action(async () => {
      const session = await open()
      showItems(session, (await session.assay.deadLetters.list()).items, {
        Id: ({ id }) => id,
        Message: ({ name }) => name,
        Failed: ({ failed_at }) => formatTime(failed_at),
        Reason: ({ reason }) => reason,
      })
    })

  deadLetters
    .command('redrive')
    .description('do it again, once its cause is mended')
    .argument('<id>')
    .action(async (id: string) => {
      const { assay, show } = await open()
      await assay.deadLetters.redrive(id)
      show({ redriven: id }, () => `Sent ${id} again.`)
    })
}
