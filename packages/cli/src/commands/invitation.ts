import type { Group } from '@assay/sdk'
import type { Command } from 'commander'
import { type ListOptions, listCommand, pageSize, showItems, takeFirst } from '../listing.ts'
import { groups } from '../option/option.ts'
import type { OpenSession } from '../session/session.ts'
import { formatTime } from '../terminal/number-format.ts'

/** `assay users invite`. */
export function addInviteCommand(users: Command, open: OpenSession): void {
  users
    .command('invite')
    .description('invite somebody, and print the link to sign up with, this once')
    .argument('<email>')
    .option('--group <groups>', 'what the user will be in, between commas; default: users', groups)
    .addHelpText('after', inviteExamples)
    .action(async (email: string, { group }: { group?: readonly Group[] }) => {
      const { assay, isJson, show, terminal } = await open()
      const invitation = await assay.invitations.create({ email, ...(group && { groups: [...group] }) })
      const how = invitation.is_mailed ? 'It is on its way by mail, too' : 'No mail is sent: hand it over'
      if (!isJson) terminal.say(`${how}. It works once, until ${formatTime(invitation.expires_at)}:`)
      show(invitation, ({ link }) => link)
    })
}

/** `assay invitations …`. */
export function addInvitationCommands(program: Command, open: OpenSession): void {
  const invitations = program.command('invitations').description('who was asked to make an account (admins)')

  listCommand(invitations, 'list invitations that nobody has used yet').action(async ({ limit }: ListOptions) => {
    const session = await open()
    showItems(session, await takeFirst(session.assay.invitations.list({ limit: pageSize(limit) }), limit), {
      Id: ({ id }) => id,
      'E-mail': ({ email }) => email,
      Groups: ({ groups: inside }) => inside.join(', '),
      Created: ({ created_at }) => formatTime(created_at),
      Expires: ({ expires_at }) => formatTime(expires_at),
    })
  })

  invitations
    .command('revoke')
    .description('take an invitation back')
    .argument('<invitation-id>')
    .action(async (id: string) => {
      const { assay, show } = await open()
      await assay.invitations.revoke(id)
      show({ revoked: id }, () => `Took ${id} back.`)
    })
}

const inviteExamples = `
Examples:
  assay users invite ada@example.org
  assay users invite grace@example.org --group users,admin`
