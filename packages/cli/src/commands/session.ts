import type { Command } from 'commander'
import { type ListOptions, listCommand, pageSize, showItems, takeFirst } from '../listing.ts'
import type { OpenSession } from '../session/session.ts'
import { formatTime } from '../terminal/number-format.ts'

/** `assay sessions …`. */
export function addSessionCommands(program: Command, open: OpenSession): void {
  const sessions = program.command('sessions').description('the browsers in which you are signed in')

  listCommand(sessions, 'list the browsers in which you are signed in').action(async ({ limit }: ListOptions) => {
    const session = await open()
    showItems(session, await takeFirst(session.assay.sessions.list({ limit: pageSize(limit) }), limit), {
      Id: ({ id }) => id,
      Browser: ({ user_agent }) => user_agent,
      Address: ({ address }) => address,
      'Signed in': ({ created_at }) => formatTime(created_at),
      'Last used': ({ last_used_at }) => formatTime(last_used_at),
      Expires: ({ expires_at }) => formatTime(expires_at),
    })
  })

  sessions
    .command('revoke')
    .description('sign a browser out')
    .argument('<session-id>')
    .action(async (id: string) => {
      const { assay, show } = await open()
      await assay.sessions.revoke(id)
      show({ revoked: id }, () => `Signed ${id} out.`)
    })
}
