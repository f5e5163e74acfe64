import type { ApiKey, CreatedApiKey, Scope } from '@assay/sdk'
import type { Command } from 'commander'
import { type ListOptions, listCommand, pageSize, showItems, takeFirst } from '../listing.ts'
import { futureMoment, scopes, seconds, wholeNumber } from '../option/option.ts'
import type { OpenSession, Session } from '../session/session.ts'
import { formatTime } from '../terminal/number-format.ts'

interface CreateOptions {
  readonly scope?: readonly Scope[]
  readonly expires?: string
  readonly callsPerMinute?: number
}

/** `assay keys …`. */
export function addKeyCommands(program: Command, open: OpenSession): void {
  const keys = program.command('keys').description('API keys: each stands for its owner')
  addCreate(keys, open)

  listCommand(keys, 'list your API keys').action(async ({ limit }: ListOptions) => {
    const session = await open()
    showItems(session, await takeFirst(session.assay.apiKeys.list({ limit: pageSize(limit) }), limit), {
      Id: ({ id }) => id,
      Name: ({ name }) => name,
      Key: ({ prefix }) => `${prefix}…`,
      Scopes: ({ scopes: allowed }) => allowed.join(', '),
      Created: ({ created_at }) => formatTime(created_at),
      Expires: ({ expires_at }) => formatTime(expires_at),
      'Last used': ({ last_used_at }) => formatTime(last_used_at),
    })
  })

  keys
    .command('rotate')
    .description('give an API key a new value and print it, this once')
    .argument('<key-id>')
    .option(
      '--grace <duration>',
      'how long the old value works beside the new one, as 0, 90s, 15m, 12h, 7d',
      seconds,
      3600,
    )
    .addHelpText('after', rotateExamples)
    .action(async (id: string, { grace }: { grace: number }) => {
      const session = await open()
      showCreated(session, await session.assay.apiKeys.rotate(id, { grace_seconds: grace }))
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

function addCreate(keys: Command, open: OpenSession): void {
  keys
    .command('create')
    .description('make an API key and print it, this once')
    .argument('<name>', 'what it is for')
    .option(
      '--scope <scopes>',
      'what it may do, between commas: read, write, admin, <noun>:read, …; default: write',
      scopes,
    )
    .option('--expires <when>', 'until when it is good, as 2027-01-31 or 90d; default: for ever', futureMoment)
    .option('--calls-per-minute <n>', 'calls a minute at most; default: as many as the server allows', wholeNumber(1))
    .addHelpText('after', createExamples)
    .action(async (name: string, { scope, expires, callsPerMinute }: CreateOptions) => {
      const session = await open()
      const created = await session.assay.apiKeys.create({
        name,
        ...(scope && { scopes: [...scope] }),
        ...(expires !== undefined && { expires_at: expires }),
        ...(callsPerMinute !== undefined && { calls_per_minute: callsPerMinute }),
      })
      showCreated(session, created)
    })
}

/** The value alone is on stdout, for scripts that keep it. */
function showCreated({ terminal, isJson, show }: Session, created: CreatedApiKey): void {
  if (!isJson) terminal.say(summaryOf(created))
  show(created, ({ key }) => key)
}

function summaryOf({ id, name, scopes: allowed, expires_at, previous_expires_at }: ApiKey): string {
  const until = expires_at === null ? 'for ever' : `until ${formatTime(expires_at)}`
  const old = previous_expires_at === null ? '' : ` The old value works until ${formatTime(previous_expires_at)}.`
  return `Key ${name} (${id}) may ${allowed.join(', ')}, ${until}.${old} It is shown this once:`
}

const createExamples = `
Examples:
  assay keys create ci --scope datasets:read,runs:write,experiments:write,comparisons:write --expires 90d
  assay keys create dashboard --scope read --calls-per-minute 60
  assay keys create notebook --json | jq -r .key`

const rotateExamples = `
Examples:
  assay keys rotate 0193…  --grace 1d   # time to hand the new value out
  assay keys rotate 0193…  --grace 0    # the old value is in wrong hands`
