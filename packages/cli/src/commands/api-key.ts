import { type Command, InvalidArgumentError } from 'commander'
import { type ListOptions, listCommand, pageSize, showItems, takeFirst } from '../listing.ts'
import { formatTime } from '../number-format.ts'
import type { OpenSession } from '../session.ts'

/** `assay keys …`. */
export function addKeyCommands(program: Command, open: OpenSession): void {
  const keys = program.command('keys').description('API keys: each stands for its owner')

  keys
    .command('create')
    .description('make an API key and print it, this once')
    .argument('<name>', 'what it is for')
    .option('--expires <date>', 'until when it is good, as 2027-01-31; default: for ever', readDate)
    .action(async (name: string, { expires }: { expires?: string }) => {
      const { assay, show } = await open()
      const params = { name, ...(expires !== undefined && { expires_at: expires }) }
      show(await assay.apiKeys.create(params), ({ key }) => key)
    })

  listCommand(keys, 'list your API keys').action(async ({ limit }: ListOptions) => {
    const session = await open()
    showItems(session, await takeFirst(session.assay.apiKeys.list({ limit: pageSize(limit) }), limit), {
      Id: ({ id }) => id,
      Name: ({ name }) => name,
      Key: ({ prefix }) => `${prefix}…`,
      Created: ({ created_at }) => formatTime(created_at),
      Expires: ({ expires_at }) => formatTime(expires_at),
      'Last used': ({ last_used_at }) => formatTime(last_used_at),
    })
  })

  keys
    .command('revoke')
    .description('revoke an API key')
    .argument('<key-id>')
    .action(async (id: string) => {
      const { assay, show } = await open()
      await assay.apiKeys.revoke(id)
      show({ revoked: id }, () => `Revoked ${id}.`)
    })
}

function readDate(text: string): string {
  const date = new Date(text)
  if (Number.isNaN(date.getTime())) throw new InvalidArgumentError('It must be a date, as 2027-01-31.')
  return date.toISOString()
}
