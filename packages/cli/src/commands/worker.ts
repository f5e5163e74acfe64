import type { CreatedWorker, Group, Worker, WorkerCreateParams } from '@assay/sdk'
import { type Command, Option } from 'commander'
import { wrongUsage } from '../command-error.ts'
import { type ListOptions, listCommand, pageSize, showItems, takeFirst } from '../listing.ts'
import { names } from '../option/option.ts'
import type { OpenSession, Session } from '../session/session.ts'
import { renderFacts } from '../table/table.ts'
import { formatBytes, formatTime } from '../terminal/number-format.ts'
import { confirm } from '../terminal/question.ts'

interface CreateOptions {
  readonly label?: readonly string[]
  readonly everybody?: boolean
  readonly user?: string
  readonly group?: Group
}

interface UpdateOptions {
  readonly name?: string
  readonly label?: readonly string[]
}

/** `assay workers …`. */
export function addWorkerCommands(program: Command, open: OpenSession): void {
  const workers = program.command('workers').description('machines that get their jobs over HTTP')
  addCreate(workers, open)

  listCommand(workers, 'list workers')
    .option('--all', "everybody's (admins)")
    .action(async ({ limit, all }: ListOptions & { all?: boolean }) => {
      const session = await open()
      const params = { limit: pageSize(limit), ...(all && { scope: 'all' as const }) }
      showItems(session, await takeFirst(session.assay.workers.list(params), limit), {
        Id: ({ id }) => id,
        Name: ({ name }) => name,
        State: ({ state }) => state,
        'Jobs of': whoseOf,
        Labels: ({ labels }) => labels.join(', '),
        'Jobs >': ({ programs }) => String(programs.flatMap(({ jobs }) => jobs).length),
        'Last seen': ({ last_seen_at }) => formatTime(last_seen_at),
      })
    })

  workers
    .command('get')
    .description('show a worker: what it has, what it executes')
    .argument('<worker-id>')
    .action(async (id: string) => {
      const session = await open()
      showWorker(session, await session.assay.workers.get(id))
    })

  workers
    .command('update')
    .description('change the name or the labels of a worker')
    .argument('<worker-id>')
    .option('--name <name>', 'what to call it')
    .option('--label <labels>', 'all labels that it is to have, between commas', names)
    .action(async (id: string, { name, label }: UpdateOptions) => {
      if (name === undefined && !label) throw wrongUsage('Say what to change: "--help" lists it.')
      const session = await open()
      const params = { ...(name !== undefined && { name }), ...(label && { labels: [...label] }) }
      showWorker(session, await session.assay.workers.update(id, params))
    })
  addLifeCycle(workers, open)
}

function addCreate(workers: Command, open: OpenSession): void {
  workers
    .command('create')
    .description('register a worker and print its token, this once')
    .argument('<name>', 'what to call it')
    .option('--label <labels>', 'what it is labelled, between commas', names)
    .option('--everybody', 'it takes the jobs of everybody (admins); default: your own')
    .option('--user <e-mail>', 'it takes the jobs of this user (admins)')
    .addOption(
      new Option('--group <group>', 'it takes the jobs of this group (admins)').choices(['users', 'workers', 'admin']),
    )
    .addHelpText('after', createExamples)
    .action(async (name: string, options: CreateOptions) => {
      const params = { name, labels: [...(options.label ?? [])], ...ownersOf(options) }
      const session = await open()
      showCreated(session, await session.assay.workers.create(params))
    })
}

function ownersOf({ everybody, user, group }: CreateOptions): Pick<WorkerCreateParams, 'for'> {
  if ([everybody, user, group].filter((given) => given !== undefined).length > 1) {
    throw wrongUsage('Give one of --everybody, --user and --group.')
  }
  if (everybody) return { for: null }
  if (user !== undefined) return { for: { email: user } }
  return group ? { for: { group } } : {}
}

function addLifeCycle(workers: Command, open: OpenSession): void {
  workers
    .command('rotate')
    .description('give a worker a new token and print it, this once; the old one ends at once')
    .argument('<worker-id>')
    .action(async (id: string) => {
      const session = await open()
      showCreated(session, await session.assay.workers.rotate(id))
    })

  workers
    .command('drain')
    .description('have a worker finish what it has, and give it no more jobs')
    .argument('<worker-id>')
    .option('--undo', 'give it jobs again')
    .action(async (id: string, { undo }: { undo?: boolean }) => {
      const session = await open()
      const { workers: resource } = session.assay
      showWorker(session, await (undo ? resource.resume(id) : resource.drain(id)))
    })

  workers
    .command('remove')
    .description('remove a worker, with its token; what it executes goes to others')
    .argument('<worker-id>')
    .option('--yes', 'do not ask')
    .action(async (id: string, { yes }: { yes?: boolean }) => {
      const { assay, show, terminal } = await open()
      const { name } = await assay.workers.get(id)
      await confirm(terminal, { what: `This removes the worker ${name}.`, word: name, yes })
      await assay.workers.remove(id)
      show({ removed: id }, () => `Removed ${name}.`)
    })
}

/** The token alone is on stdout, for scripts that keep it. */
function showCreated({ terminal, isJson, show }: Session, created: CreatedWorker): void {
  const { id, name } = created
  if (!isJson)
    terminal.say(`Worker ${name} (${id}) takes the jobs of ${whoseOf(created)}. Its token is shown this once:`)
  show(created, ({ token }) => token)
}

function showWorker({ show, terminal }: Session, shown: Worker): void {
  show(shown, (worker) => {
    const programs = worker.programs.map(({ name, slots, offers, version, is_online, jobs }) => {
      const has = offers ? `${offers.cpu} cores, ${formatBytes(offers.memory_bytes)}, ${offers.gpus.length} GPUs` : ''
      const state = is_online ? `${jobs.length} of ${slots} slots` : 'away'
      return [name, state, has, version ?? ''].filter((part) => part !== '').join('; ')
    })
    return renderFacts(
      {
        id: worker.id,
        name: worker.name,
        state: worker.state,
        'jobs of': whoseOf(worker),
        labels: worker.labels.join(', '),
        'registered by': worker.owner_email,
        created: formatTime(worker.created_at),
        'last seen': formatTime(worker.last_seen_at),
        ...Object.fromEntries(programs.map((program, index) => [`program ${index + 1}`, program])),
      },
      terminal,
    )
  })
}

function whoseOf({ for: whose }: Pick<Worker, 'for'>): string {
  if (whose === null) return 'everybody'
  return 'group' in whose ? `the group ${whose.group}` : whose.email
}

const createExamples = `
Examples:
  assay workers create laptop                                # for your own jobs
  assay workers create lab --everybody --label a100,lab-2    # admins: for the jobs of everybody
  assay workers create lab --json | jq -r .token`
