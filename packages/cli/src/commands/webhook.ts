import { setTimeout as delay } from 'node:timers/promises'
import { webhookEvents } from '@assay/schemas'
import type { Assay, CreatedWebhook, Webhook, WebhookDelivery } from '@assay/sdk'
import { type Command, InvalidArgumentError, Option } from 'commander'
import { type ListOptions, listCommand, pageSize, showItems, takeFirst } from '../listing.ts'
import { moment, names } from '../option/option.ts'
import type { OpenSession, Session } from '../session/session.ts'
import { formatTime } from '../terminal/number-format.ts'

/** `assay webhooks …`. */
export function addWebhookCommands(program: Command, open: OpenSession): void {
  const webhooks = program.command('webhooks').description('addresses that are called when runs or jobs end')
  addCreate(webhooks, open)
  addLists(webhooks, open)
  addUpdate(webhooks, open)
  addSecret(webhooks, open)
  addSending(webhooks, open)

  webhooks
    .command('delete')
    .description('delete a webhook, with all that was sent to it')
    .argument('<webhook-id>')
    .action(async (id: string) => {
      const { assay, show } = await open()
      await assay.webhooks.delete(id)
      show({ deleted: id }, () => `Deleted ${id}.`)
    })
}

interface WebhookOptions {
  readonly event?: Webhook['events']
  readonly experiment?: string
  readonly name?: string
}

const eventOption = () =>
  new Option('--event <events>', 'which ends, between commas: run.failed, job.succeeded, …, run.*, job.*, *').argParser(
    events,
  )

function addCreate(webhooks: Command, open: OpenSession): void {
  webhooks
    .command('create')
    .description('have an address called when runs or jobs end, and print the secret, this once')
    .argument('<url>')
    .addOption(eventOption().default(undefined, 'run.*'))
    .option('--experiment <experiment>', 'only runs of this experiment, by its id or name')
    .option('--name <name>', 'what to call it')
    .addHelpText('after', createExamples)
    .action(async (url: string, { event, experiment, name }: WebhookOptions) => {
      const session = await open()
      const created = await session.assay.webhooks.create({
        url,
        ...(event && { events: event }),
        ...(experiment !== undefined && { experiment_id: experiment }),
        ...(name !== undefined && { name }),
      })
      showSecret(session, created, `Webhook ${created.id} is called for ${created.events.join(', ')}.`)
    })
}

function addLists(webhooks: Command, open: OpenSession): void {
  listCommand(webhooks, 'list your webhooks').action(async ({ limit }: ListOptions) => {
    const session = await open()
    showItems(session, await takeFirst(session.assay.webhooks.list({ limit: pageSize(limit) }), limit), {
      Id: ({ id }) => id,
      Name: ({ name }) => name,
      Address: ({ url }) => url,
      Events: ({ events: called }) => called.join(', '),
      State: stateOf,
    })
  })

  webhooks
    .command('deliveries')
    .description('list what was sent to a webhook, and is to be sent')
    .argument('<webhook-id>')
    .addOption(new Option('--state <state>', 'only those').choices(['pending', 'delivered', 'failed']))
    .option('--limit <n>', 'at most so many, the newest first', Number, 20)
    .action(async (id: string, { state, limit }: ListOptions & { readonly state?: WebhookDelivery['state'] }) => {
      const session = await open()
      const params = { limit: pageSize(limit), ...(state && { state }) }
      showItems(session, await takeFirst(session.assay.webhooks.deliveries(id, params), limit), {
        Id: (delivery) => delivery.id,
        Event: ({ type }) => type,
        Created: ({ created_at }) => formatTime(created_at),
        State: (delivery) => delivery.state,
        'Attempts>': ({ attempts }) => String(attempts),
        'Answer>': ({ status_code }) => (status_code === null ? '–' : String(status_code)),
        'Took>': ({ duration_ms }) => (duration_ms === null ? '–' : `${duration_ms} ms`),
        Next: ({ next_attempt_at }) => (next_attempt_at === null ? '–' : formatTime(next_attempt_at)),
        Error: ({ error }) => error ?? '',
      })
    })
}

function stateOf({ state, disabled_because, failing_since }: Webhook): string {
  if (state === 'disabled') return `disabled (${disabled_because})`
  return state === 'failing' && failing_since !== null ? `failing since ${formatTime(failing_since)}` : state
}

interface UpdateOptions extends WebhookOptions {
  readonly url?: string
  readonly allRuns?: true
  readonly enable?: true
  readonly disable?: true
}

function addUpdate(webhooks: Command, open: OpenSession): void {
  webhooks
    .command('update')
    .description('change a webhook, disable it, or enable it again')
    .argument('<webhook-id>')
    .option('--url <url>', 'call another address')
    .addOption(eventOption())
    .option('--experiment <experiment>', 'only runs of this experiment, by its id or name')
    .addOption(new Option('--all-runs', 'runs of all experiments').conflicts('experiment'))
    .option('--name <name>', 'what to call it')
    .option('--enable', 'call it again')
    .addOption(new Option('--disable', 'no longer call it').conflicts('enable'))
    .action(async (id: string, options: UpdateOptions) => {
      const { assay, show } = await open()
      const { url, event, experiment, allRuns, name, enable, disable } = options
      const changed = await assay.webhooks.update(id, {
        ...(url !== undefined && { url }),
        ...(event && { events: event }),
        ...(experiment !== undefined && { experiment_id: experiment }),
        ...(allRuns && { experiment_id: null }),
        ...(name !== undefined && { name }),
        ...((enable || disable) && { enabled: enable === true }),
      })
      show(changed, (webhook) => `Webhook ${webhook.id} is ${stateOf(webhook)}, for ${webhook.events.join(', ')}.`)
    })
}

function addSecret(webhooks: Command, open: OpenSession): void {
  webhooks
    .command('rotate-secret')
    .description('give a webhook a new secret and print it, this once; the old one signs too for a day')
    .argument('<webhook-id>')
    .action(async (id: string) => {
      const session = await open()
      const rotated = await session.assay.webhooks.rotateSecret(id)
      const until = rotated.previous_secret_until
      showSecret(session, rotated, `The old secret signs too${until === null ? '' : ` until ${formatTime(until)}`}.`)
    })
}

/** The secret alone is on stdout, for scripts that keep it. */
function showSecret({ terminal, isJson, show }: Session, created: CreatedWebhook, summary: string): void {
  if (!isJson) terminal.say(`${summary} Its secret is shown this once:`)
  show(created, ({ secret }) => secret)
}

interface ReplayOptions {
  readonly since: string
  readonly until?: string
  readonly state?: 'failed' | 'delivered' | 'any'
}

function addSending(webhooks: Command, open: OpenSession): void {
  webhooks
    .command('test')
    .description('send an example to a webhook, and say how it went')
    .argument('<webhook-id>')
    .addOption(new Option('--event <event>', 'an example of what').choices(exampleEvents).default('run.succeeded'))
    .action(async (id: string, { event }: { event: WebhookDelivery['type'] }) => {
      const { assay, show } = await open()
      const { id: delivery_id } = await assay.webhooks.test(id, { type: event })
      show(await whenAttempted(assay, delivery_id), describeAttempt)
    })

  webhooks
    .command('redeliver')
    .description('send something again, with the id that it had')
    .argument('<delivery-id>')
    .action(async (id: string) => {
      const { assay, show } = await open()
      const { attempts } = await assay.webhooks.redeliver(id)
      show(await whenAttempted(assay, id, attempts), describeAttempt)
    })

  webhooks
    .command('replay')
    .description('send again what did not arrive since a moment, with the ids that it had')
    .argument('<webhook-id>')
    .requiredOption('--since <when>', 'what was to be sent from then on, as 2027-01-31 or 7d', moment(-1))
    .option('--until <when>', 'what was to be sent before, as 2027-01-31 or 1d', moment(-1))
    .addOption(new Option('--state <state>', 'which; default: failed').choices(['failed', 'delivered', 'any']))
    .action(async (id: string, { since, until, state }: ReplayOptions) => {
      const { assay, show } = await open()
      const params = { since, ...(until !== undefined && { until }), ...(state && { state }) }
      show(await assay.webhooks.replay(id, params), ({ deliveries }) => `${deliveries} are sent again.`)
    })
}

const exampleEvents = ['run.succeeded', 'run.failed', 'run.stopped', 'job.succeeded', 'job.failed', 'job.stopped']
const lookMs = 250
/** A call may take 15 s. */
const mostLooks = 80

/** A delivery when it was sent once more than before, or has been waited for long enough. */
async function whenAttempted(assay: Assay, id: string, before = 0): Promise<WebhookDelivery> {
  for (let look = 1; ; look++) {
    const delivery = await assay.webhooks.delivery(id)
    if (delivery.attempts > before || look >= mostLooks) return delivery
    await delay(lookMs)
  }
}

function describeAttempt({ id, state, status_code, duration_ms, error, next_attempt_at }: WebhookDelivery): string {
  if (state === 'delivered') return `Delivered ${id}: it answered ${status_code} after ${duration_ms} ms.`
  if (error === null) return `${id} is yet to be sent.`
  const next = next_attempt_at === null ? '' : ` It is tried again at ${formatTime(next_attempt_at)}.`
  return `${id} did not arrive. ${error}${next}`
}

function events(text: string, before: Webhook['events'] = []): Webhook['events'] {
  const read = webhookEvents.safeParse([...before, ...names(text)])
  if (read.success) return read.data
  throw new InvalidArgumentError('There are run.succeeded, run.failed, run.stopped, the same of job, run.*, job.*, *.')
}

const createExamples = `
Examples:
  assay webhooks create https://ci.example.org/assay
  assay webhooks create https://ci.example.org/assay --event run.failed,run.stopped --experiment news
  assay webhooks create https://ci.example.org/assay --json | jq -r .secret`
