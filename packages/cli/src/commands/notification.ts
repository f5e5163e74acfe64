import type { NotificationSettings } from '@assay/sdk'
import { type Command, Option } from 'commander'
import type { OpenSession } from '../session/session.ts'

interface UpdateOptions {
  readonly email?: NotificationSettings['email']
  readonly about?: NotificationSettings['about']
}

/** `assay notifications`. */
export function addNotificationCommand(program: Command, open: OpenSession): void {
  const email = new Option('--email <which>', 'never; failures: what failed or was stopped; all: every end')
  const about = new Option('--about <what>', 'runs; jobs: each job of a run too')
  program
    .command('notifications')
    .description('what is mailed to you when it ends; with an option, change it')
    .addOption(email.choices(['never', 'failures', 'all']))
    .addOption(about.choices(['runs', 'jobs']))
    .addHelpText('after', examples)
    .action(async (changes: UpdateOptions) => {
      const { assay, show } = await open()
      const isChange = Object.keys(changes).length > 0
      show(await (isChange ? assay.notifications.update(changes) : assay.notifications.get()), describe)
    })
}

function describe({ email, about, address }: NotificationSettings): string {
  if (email === 'never') return 'Nothing is mailed to you when it ends.'
  const which = email === 'all' ? 'Every end' : 'What fails or is stopped'
  const where = address === null ? 'nowhere: no mail is sent, or your address is not confirmed' : `to ${address}`
  return `${which} of your ${about === 'jobs' ? 'runs and their jobs' : 'runs'} is mailed ${where}.`
}

const examples = `
Examples:
  assay notifications                                  # what is mailed to you
  assay notifications --email failures                 # runs that fail or are stopped
  assay notifications --email all --about jobs         # every end of every job
  assay notifications --email never`
