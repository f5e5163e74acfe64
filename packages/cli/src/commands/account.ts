import type { Usage } from '@assay/sdk'
import type { Command } from 'commander'
import { wrongUsage } from '../command-error.ts'
import { createClient } from '../session/credentials.ts'
import { removeProfile } from '../session/profile.ts'
import type { CommonOptions, OpenSession } from '../session/session.ts'
import { renderFacts } from '../table/table.ts'
import { formatBytes } from '../terminal/number-format.ts'
import { askNewPassword, askOwnPassword, askPasswordChange, confirm } from '../terminal/question.ts'

interface SignUpOptions extends CommonOptions {
  readonly invitation?: string
  readonly name?: string
}

interface DeleteOptions {
  readonly yes?: boolean
  readonly withWorkOfOthers?: boolean
}

/** `assay account …`. */
export function addAccountCommands(program: Command, open: OpenSession): void {
  const account = program.command('account').description('your account')
  addSignUp(account, open)
  addChanges(account, open)

  account
    .command('usage')
    .description('what you use, and how much you may')
    .action(async () => {
      const { assay, show, terminal } = await open()
      show(await assay.account.usage(), (usage) => renderFacts(toFacts(usage), terminal))
    })

  account
    .command('delete')
    .description('delete your account with everything in it; asks for your password, or reads it from stdin')
    .option('--with-work-of-others', 'also experiments that others have made on your datasets')
    .option('--yes', 'do not ask whether it is meant')
    .action(async ({ yes, withWorkOfOthers: with_work_of_others = false }: DeleteOptions) => {
      const { assay, environment, profile, show, terminal } = await open()
      const { email } = await assay.whoami()
      await confirm(terminal, { what: `This deletes ${email} with everything of yours.`, word: email, yes })
      const password = await askOwnPassword(terminal)
      await assay.account.delete({ with_work_of_others, ...(password !== undefined && { password }) })
      if (profile) await removeProfile(environment, profile.name)
      show({ deleted: email }, () => `Deleted ${email}.`)
    })
}

function addSignUp(account: Command, open: OpenSession): void {
  account
    .command('sign-up')
    .description('make an account; its password is asked for, or read from stdin')
    .argument('<email>')
    .option('--invitation <link>', 'the link that you were invited with')
    .option('--name <name>', 'what to call you; default: the e-mail address')
    .addHelpText('after', signUpExamples)
    .action(async (email: string, _options: SignUpOptions, command: Command) => {
      const { invitation: link, name, url } = command.optsWithGlobals<SignUpOptions>()
      const invited = link === undefined ? undefined : readInvitation(link)
      const { assay: usual, show, terminal } = await open()
      const assay = createClient({ url: url ?? invited?.url ?? usual.url, apiKey: undefined })
      const password = await askNewPassword(terminal)
      const result = await assay.account.signUp({
        email,
        password,
        ...(name !== undefined && { name }),
        ...(invited && { invitation: invited.token }),
      })
      show(result, ({ next }) =>
        next === 'sign_in'
          ? `Made the account. Now: assay login --url ${assay.url} --email ${email}`
          : `A mail to ${email} tells how to go on.`,
      )
    })
}

function addChanges(account: Command, open: OpenSession): void {
  account
    .command('update')
    .description('change your profile')
    .requiredOption('--name <name>', 'what to call you')
    .action(async ({ name }: { name: string }) => {
      const { assay, show } = await open()
      show(await assay.account.update({ name }), (user) => `You are called ${user.name}.`)
    })

  account
    .command('password')
    .description('choose a new password; it and the one so far are asked for, or read from stdin, one a line')
    .option('--revoke-keys', 'revoke all your API keys too, as after somebody else has had the password')
    .action(async ({ revokeKeys: revoke_api_keys = false }: { revokeKeys?: boolean }) => {
      const { assay, show, terminal } = await open()
      const { current, chosen } = await askPasswordChange(terminal)
      await assay.account.changePassword({
        password: chosen,
        revoke_api_keys,
        ...(current !== undefined && { current_password: current }),
      })
      const keys = revoke_api_keys ? ' Your API keys are revoked: run "assay login".' : ''
      show({ changed: true }, () => `The new password counts from now on.${keys}`)
    })

  account
    .command('email')
    .description('change your e-mail address; your password is asked for, or read from stdin')
    .argument('<address>')
    .action(async (email: string) => {
      const { assay, show, terminal } = await open()
      const password = await askOwnPassword(terminal)
      const result = await assay.account.changeEmail({ email, ...(password !== undefined && { password }) })
      show(result, ({ next }) =>
        next === 'done'
          ? `Your address is ${email}.`
          : `Open the link in the mail to ${email}; until then nothing changes.`,
      )
    })
}

/** The server that an invitation is from, and what its link carries after its "=". */
function readInvitation(link: string): { readonly url: string; readonly token: string } {
  const [, url, token] = /^(https?:\/\/.+?)\/sign-in\/?#invitation=(.+)$/.exec(link) ?? []
  if (url !== undefined && token !== undefined) return { url, token }
  throw wrongUsage('This is not the link of an invitation. Give all of it, in quotes.')
}

function toFacts({ storage, jobs, calls_per_minute }: Usage): Record<string, string> {
  const limit = (value: number | null) => (value === null ? 'as many as there is room for' : `at most ${value}`)
  const bytes = storage.limit_bytes === null ? 'no limit' : `of ${formatBytes(storage.limit_bytes)}`
  return {
    storage: `${formatBytes(storage.used_bytes)}, ${bytes}`,
    'jobs running': `${jobs.running}, ${limit(jobs.limit)}`,
    'calls a minute': calls_per_minute.limit === null ? 'no limit' : `at most ${calls_per_minute.limit}`,
    'calls a minute, this key':
      calls_per_minute.key_limit === null ? 'no limit' : `at most ${calls_per_minute.key_limit}`,
  }
}

const signUpExamples = `
Examples:
  assay account sign-up ada@example.org --invitation 'https://assay.example.org/sign-in#invitation=…'
  assay account sign-up ada@example.org --url https://assay.example.org                               # where anybody may`
