import type { Group, ManagedUser, UserUpdateParams } from '@assay/sdk'
import { type Command, Option } from 'commander'
import { wrongUsage } from '../command-error.ts'
import { type ListOptions, listCommand, pageSize, showItems, takeFirst } from '../listing.ts'
import { userIdOf } from '../option/known-user.ts'
import { groups, type Quota, quota, quotaBytes } from '../option/option.ts'
import type { OpenSession, Session } from '../session/session.ts'
import { renderFacts } from '../table/table.ts'
import { formatBytes, formatTime } from '../terminal/number-format.ts'
import { confirm } from '../terminal/question.ts'
import { addInviteCommand } from './invitation.ts'

interface UpdateOptions {
  readonly group?: readonly Group[]
  readonly addGroup?: readonly Group[]
  readonly removeGroup?: readonly Group[]
  readonly name?: string
  readonly disable?: boolean
  readonly enable?: boolean
  readonly maxStorage?: Quota
  readonly maxRunningJobs?: Quota
}

interface DeleteOptions {
  readonly yes?: boolean
  readonly withWorkOfOthers?: boolean
}

const who = 'an e-mail address or id'

/** `assay users …`. */
export function addUserCommands(program: Command, open: OpenSession): void {
  const users = program.command('users').description('everybody who has an account (admins)')
  addList(users, open)
  addUpdate(users, open)
  addInviteCommand(users, open)

  users
    .command('get')
    .description('show a user')
    .argument('<user>', who)
    .action(async (named: string) => {
      const session = await open()
      await showUser(session, await session.assay.users.get(await userIdOf(session.assay, named)))
    })

  users
    .command('reset-link')
    .description('make a link with which a user can choose a new password, and print it, this once')
    .argument('<user>', who)
    .action(async (named: string) => {
      const { assay, isJson, show, terminal } = await open()
      const made = await assay.users.createResetLink(await userIdOf(assay, named))
      if (!isJson) terminal.say(`Hand this over; it works once, until ${formatTime(made.expires_at)}:`)
      show(made, ({ link }) => link)
    })

  users
    .command('delete')
    .description('delete a user with everything of theirs')
    .argument('<user>', who)
    .option('--with-work-of-others', 'also experiments that others have made on datasets of the user')
    .option('--yes', 'do not ask')
    .action(async (named: string, { yes, withWorkOfOthers: with_work_of_others = false }: DeleteOptions) => {
      const { assay, show, terminal } = await open()
      const { id, email } = await assay.users.get(await userIdOf(assay, named))
      await confirm(terminal, { what: `This deletes ${email} with everything of theirs.`, word: email, yes })
      await assay.users.delete(id, { with_work_of_others })
      show({ deleted: id }, () => `Deleted ${email}.`)
    })
}

function addList(users: Command, open: OpenSession): void {
  listCommand(users, 'list users')
    .option('--search <text>', 'only those whose name or e-mail address holds it')
    .addOption(new Option('--group <group>', 'only those in it').choices(['users', 'workers', 'admin']))
    .action(async ({ limit, search, group }: ListOptions & { search?: string; group?: Group }) => {
      const session = await open()
      const params = { limit: pageSize(limit), ...(search !== undefined && { search }), ...(group && { group }) }
      const { mail } = await session.assay.account.options()
      showItems(session, await takeFirst(session.assay.users.list(params), limit), {
        Id: ({ id }) => id,
        'E-mail': ({ email }) => email,
        Name: ({ name }) => name,
        Groups: ({ groups: inside }) => inside.join(', '),
        State: (user) => stateOf(user, mail),
        Created: ({ created_at }) => formatTime(created_at),
      })
    })
}

function addUpdate(users: Command, open: OpenSession): void {
  users
    .command('update')
    .description('change what a user may do, at once and everywhere')
    .argument('<user>', who)
    .option('--group <groups>', 'all groups that the user is to be in, between commas', groups)
    .option('--add-group <groups>', 'put the user in these too', groups)
    .option('--remove-group <groups>', 'take the user out of these', groups)
    .option('--name <name>', 'what to call the user')
    .option('--disable', 'sign the user out everywhere, and let nobody sign in as them')
    .option('--enable', 'let the user sign in again')
    .option('--max-storage <size>', 'as 20GB; "default": as the server is set', quotaBytes)
    .option('--max-running-jobs <n>', 'jobs at once; "default": as the server is set', quota)
    .addHelpText('after', updateExamples)
    .action(async (named: string, options: UpdateOptions) => {
      const params = toUpdate(options)
      const session = await open()
      const id = await userIdOf(session.assay, named)
      const changed = await changedGroups(session, id, options)
      await showUser(session, await session.assay.users.update(id, { ...params, ...changed }))
    })
}

/** The groups that a user is to be in, where some are added to those so far, or taken away. */
async function changedGroups(
  { assay }: Session,
  id: string,
  { addGroup = [], removeGroup = [] }: UpdateOptions,
): Promise<Pick<UserUpdateParams, 'groups'>> {
  if (addGroup.length === 0 && removeGroup.length === 0) return {}
  const { groups: before } = await assay.users.get(id)
  return { groups: [...new Set([...before, ...addGroup])].filter((group) => !removeGroup.includes(group)) }
}

function toUpdate(options: UpdateOptions): UserUpdateParams {
  const { group, addGroup, removeGroup, name, disable, enable, maxStorage, maxRunningJobs } = options
  if (disable && enable) throw wrongUsage('Give --disable or --enable, not both.')
  const isRelative = addGroup !== undefined || removeGroup !== undefined
  if (group && isRelative) throw wrongUsage('Give --group, or --add-group and --remove-group, not both.')
  const params = {
    ...(group && { groups: [...group] }),
    ...(name !== undefined && { name }),
    ...((disable || enable) && { disabled: disable === true }),
    ...(maxStorage !== undefined && { max_storage_bytes: toLimit(maxStorage) }),
    ...(maxRunningJobs !== undefined && { max_running_jobs: toLimit(maxRunningJobs) }),
  }
  if (Object.keys(params).length === 0 && !isRelative) throw wrongUsage('Say what to change: "--help" lists it.')
  return params
}

function toLimit(limit: Quota): number | null {
  return limit === 'default' ? null : limit
}

async function showUser({ assay, show, terminal }: Session, user: ManagedUser): Promise<void> {
  const { mail } = await assay.account.options()
  show(user, ({ id, email, name, groups: inside, max_storage_bytes, max_running_jobs, created_at }) =>
    renderFacts(
      {
        id,
        'e-mail': email,
        name,
        groups: inside.join(', '),
        state: stateOf(user, mail),
        'storage at most': max_storage_bytes === null ? 'as the server is set' : formatBytes(max_storage_bytes),
        'jobs at once': max_running_jobs === null ? 'as the server is set' : String(max_running_jobs),
        created: formatTime(created_at),
      },
      terminal,
    ),
  )
}

/** An address that is not confirmed keeps nobody out where no mail is sent. */
function stateOf({ deletion_requested_at, disabled_at, email_confirmed_at }: ManagedUser, mail: boolean): string {
  if (deletion_requested_at !== null) return 'being deleted'
  if (disabled_at !== null) return 'disabled'
  return mail && email_confirmed_at === null ? 'address not confirmed' : 'active'
}

const updateExamples = `
Examples:
  assay users update ada@example.org --add-group admin
  assay users update ada@example.org --max-storage 50GB --max-running-jobs 8
  assay users update ada@example.org --disable`
