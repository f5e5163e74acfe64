import { hostname } from 'node:os'
import { Assay, AssayError } from '@assay/sdk'
import type { Command } from 'commander'
import { wrongUsage } from '../command-error.ts'
import { findProfile, type Profile, removeProfile, storeProfile } from '../profile.ts'
import { ask, askHidden } from '../question.ts'
import type { CommonOptions, OpenSession, Surroundings } from '../session.ts'
import { renderFacts } from '../table.ts'
import type { Terminal } from '../terminal.ts'

interface SignIn {
  readonly open: OpenSession
  readonly surroundings: Surroundings
}

interface LoginOptions extends CommonOptions {
  readonly email?: string
  readonly password?: string
  readonly name?: string
}

/** `assay login`, `logout`, `whoami`. */
export function addSignInCommands(program: Command, { open, surroundings }: SignIn): void {
  program
    .command('login')
    .description(
      'sign in and remember it: with the link of the first start, with e-mail and password, or with --api-key',
    )
    .argument('[link]', 'the one-time link that the first start printed')
    .option('--email <address>', 'e-mail address; asked for otherwise')
    .option('--password <password>', 'password; asked for otherwise')
    .option('--name <name>', 'what to call you, with a link')
    .action(async (link: string | undefined, _options: LoginOptions, command: Command) => {
      const options = command.optsWithGlobals<LoginOptions>()
      const profile = await signIn(surroundings, link, options)
      const path = await storeProfile(surroundings.environment, profile)
      const { url, email } = profile
      const { terminal } = surroundings
      if (options.json) terminal.print(JSON.stringify({ url, email }, null, 2))
      else terminal.print(`Signed in to ${url} as ${email}. The key is in ${path}.`)
    })

  program
    .command('logout')
    .description('revoke the key that "assay login" made, and forget it')
    .action(async () => {
      const { terminal, environment } = surroundings
      const { isJson } = await open()
      const left = await leave(surroundings)
      await removeProfile(environment)
      if (isJson) terminal.print(JSON.stringify({ signed_out: left }))
      else terminal.print(left ? 'Signed out.' : 'Nobody was signed in.')
    })

  program
    .command('whoami')
    .description('who is signed in, and where')
    .action(async () => {
      const { assay, show, terminal } = await open()
      show(await assay.whoami(), ({ email, name, groups, id }) =>
        renderFacts({ server: assay.url, 'e-mail': email, name, groups: groups.join(', '), id }, terminal.colours),
      )
    })
}

function signIn(surroundings: Surroundings, link: string | undefined, options: LoginOptions): Promise<Profile> {
  if (link !== undefined) return redeem(surroundings.terminal, link, options)
  const url = options.url ?? surroundings.environment.url
  return options.apiKey === undefined
    ? signInByPassword(surroundings.terminal, url, options)
    : signInByKey(url, options.apiKey)
}

async function redeem(terminal: Terminal, link: string, options: LoginOptions): Promise<Profile> {
  const [, url, token] = /^(https?:\/\/.+?)\/sign-in\/?#(.+)$/.exec(link) ?? []
  if (url === undefined || token === undefined) {
    throw wrongUsage('This is not a sign-in link: it looks like http://127.0.0.1:3210/sign-in#…, in quotes.')
  }
  const email = options.email ?? (await ask(terminal, 'Your e-mail address', '--email'))
  const password = options.password ?? (await choosePassword(terminal))
  const assay = new Assay({ url })
  const { name } = options
  const { user, api_key } = await assay.claim({ token, email, password, ...(name !== undefined && { name }) })
  return { url: assay.url, api_key: api_key.key, api_key_id: api_key.id, email: user.email }
}

async function choosePassword(terminal: Terminal): Promise<string> {
  const password = await askHidden(terminal, 'Choose a password of at least 12 characters', '--password')
  const again = await askHidden(terminal, 'The same again', '--password')
  if (password !== again) throw wrongUsage('The two passwords differ. Nothing was changed.')
  return password
}

async function signInByPassword(terminal: Terminal, url: string | undefined, options: LoginOptions): Promise<Profile> {
  const email = options.email ?? (await ask(terminal, 'Your e-mail address', '--email, or --api-key'))
  const password = options.password ?? (await askHidden(terminal, 'Your password', '--password'))
  const assay = new Assay({ url, email, password })
  const { id, key } = await assay.apiKeys.create({ name: `assay login on ${hostname()}` })
  return { url: assay.url, api_key: key, api_key_id: id, email }
}

async function signInByKey(url: string | undefined, apiKey: string): Promise<Profile> {
  const assay = new Assay({ url, apiKey })
  const { email } = await assay.whoami()
  return { url: assay.url, api_key: apiKey, api_key_id: null, email }
}

/** Revokes the stored key, if login made it; a key that is no longer good needs no revoking. */
async function leave({ environment, terminal }: Surroundings): Promise<boolean> {
  const profile = await findProfile(environment)
  if (!profile) return false
  const { url, api_key, api_key_id } = profile
  if (api_key_id === null) return true
  try {
    await new Assay({ url, apiKey: api_key }).apiKeys.revoke(api_key_id)
  } catch (error) {
    if (!AssayError.is(error)) throw error
    if (!AssayError.is(error, 'CREDENTIALS_INVALID')) terminal.say(`The key could not be revoked: ${error.message}`)
  }
  return true
}
