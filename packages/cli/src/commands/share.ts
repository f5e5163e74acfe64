import { group, type ShareableNoun, shareableField, shareableNouns, shareableThings } from '@assay/schemas'
import type { Share } from '@assay/sdk'
import { Argument, type Command, Option } from 'commander'
import { wrongUsage } from '../command-error.ts'
import { type ListOptions, listCommand, pageSize, showItems, takeFirst } from '../listing.ts'
import type { OpenSession } from '../session/session.ts'
import { formatTime } from '../terminal/number-format.ts'

const groups = group.options

interface ShareOptions {
  readonly with: string
  readonly write?: boolean
}

interface SharesOptions extends ListOptions {
  readonly given?: 'by_me' | 'to_me' | 'by_anyone'
}

/** `assay share`, `assay shares …`, `assay unshare`. */
export function addShareCommands(program: Command, open: OpenSession): void {
  program
    .command('share')
    .description('let a colleague, or a group, at something of yours')
    .addArgument(new Argument('<noun>', 'what it is').choices(shareableNouns))
    .argument('<id>', 'its id; of a file or folder, its path')
    .requiredOption('--with <email|group>', `an e-mail address, or one of the groups ${groups.join(', ')}`)
    .option(
      '--write',
      'an experiment: also to evaluate and compare in it; a run: to stop, retry and delete it; files: to change them',
    )
    .action(async (noun: ShareableNoun, id: string, { with: side, write = false }: ShareOptions) => {
      const { assay, show } = await open()
      const share = await assay.shares.create({
        [shareableField(noun)]: id,
        with: readSide(side),
        access: write ? 'write' : 'read',
      })
      show(share, ({ name, access }) => `Shared ${name} with ${sideOf(share)}, to ${access}. Share ${share.id}.`)
    })

  const shares = program.command('shares').description('what you share, and what is shared with you')
  listCommand(shares, 'list shares')
    .addOption(
      new Option('--given <how>', 'by_me, to_me, or by_anyone (for admins)').choices(['by_me', 'to_me', 'by_anyone']),
    )
    .action(async ({ limit, given }: SharesOptions) => {
      const session = await open()
      const params = { limit: pageSize(limit), ...(given && { given }) }
      showItems(session, await takeFirst(session.assay.shares.list(params), limit), {
        Id: ({ id }) => id,
        What: (share) => shareableThings(share).map(({ noun }) => noun)[0] ?? '',
        Name: ({ name }) => name,
        Of: ({ owner_email }) => owner_email,
        With: sideOf,
        Access: ({ access }) => access,
        Created: ({ created_at }) => formatTime(created_at),
      })
    })

  program
    .command('unshare')
    .description('revoke a share that you gave, or drop one that is with you')
    .argument('<share-id>', 'as "assay shares list" shows it')
    .action(async (id: string) => {
      const { assay, show } = await open()
      await assay.shares.delete(id)
      show({ revoked: id }, () => `Revoked ${id}.`)
    })
}

function readSide(text: string) {
  if (text.includes('@')) return text
  const group = groups.find((name) => name === text)
  if (!group) throw wrongUsage(`"${text}" is no e-mail address, and no group: there are ${groups.join(', ')}.`)
  return { group }
}

function sideOf({ with: side }: Share): string {
  return 'group' in side ? `the group ${side.group}` : side.email
}
