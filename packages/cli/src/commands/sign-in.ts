import { Assay, AssayError } from '@assay/sdk'
import type { Command } from 'commander'
import { wrongUsage } from '../command-error.ts'
import { dayCount } from '../option/option.ts'
import { chosenProfile, createClient } from '../session/credentials.ts'
import { signInByDevice } from '../session/device-login.ts'
import { deviceName } from '../session/device-name.ts'
import {
  chooseProfile,
  findProfile,
  nameForServer,
  type Profile,
  readProfileName,
  removeProfile,
  type StoredProfile,
  storeProfile,
} from '../session/profile.ts'
import { type CommonOptions, presenter, type Surroundings } from '../session/session.ts'
import { ask, askHidden, askNewPassword } from '../terminal/question.ts'

interface LoginOptions extends CommonOptions {
  readonly email?: string
  readonly password?: boolean
  readonly key?: boolean
  readonly name?: string
  readonly browser?: boolean
  readonly expires: number
}

/** `assay login`, `logout`. */
export function addSignInCommands(program: Command, surroundings: Surroundings): void {
  const { environment, terminal } = surroundings
  program
    .command('login')
    .description('sign in and remember it as a profile; unless told otherwise, in the browser')
    .argument('[link]', 'the one-time link that the first start printed: makes the admin')
    .option('--password', 'sign in with e-mail and password; asked for, or read from stdin')
    .option('--email <address>', 'e-mail address, with a password; asked for otherwise')
    .option('--key', 'keep an API key; asked for, or read from stdin')
    .option('--name <name>', 'what to call you, with a link')
    .option('--expires <days>', 'how long the key is good that this makes, as 30d; at most 365d', dayCount, 90)
    .option('--no-browser', 'only print the address to open')
    .addHelpText('after', loginExamples)
    .action(async (link: string | undefined, _options: LoginOptions, command: Command) => {
      const options = command.optsWithGlobals<LoginOptions>()
      if (options.profile !== undefined) readProfileName(options.profile)
      const stored = await signIn(surroundings, link, options)
      const { profile, path } = await keep(surroundings, stored, options.profile)
      const { url, email, name } = profile
      presenter(terminal, options).show(
        { url, email, profile: name },
        () => `Signed in to ${url} as ${email}. The key is in ${path} (profile ${name}).`,
      )
    })

  program
    .command('logout')
    .description('revoke the key that "assay login" made, and forget it')
    .addHelpText('after', logoutExamples)
    .action(async (_options: CommonOptions, command: Command) => {
      const options = command.optsWithGlobals<CommonOptions>()
      const { show } = presenter(terminal, options)
      const profile = await chosenProfile(environment, options.profile)
      if (!profile) return show({ signed_out: false, revoked: false }, () => 'Nobody was signed in.')
      const revoked = await revoke(surroundings, profile)
      await removeProfile(environment, profile.name)
      show({ signed_out: true, revoked }, () => `Signed out of ${profile.url} (profile ${profile.name}).`)
    })
}

function signIn(surroundings: Surroundings, link: string | undefined, options: LoginOptions): Promise<StoredProfile> {
  if (link !== undefined) return redeem(surroundings, link, options)
  const target = { ...options, url: options.url ?? surroundings.environment.url }
  if (options.key || options.apiKey !== undefined) return bringKey(surroundings, target)
  if (options.password || options.email !== undefined) return signInByPassword(surroundings, target)
  return signInInBrowser(surroundings, target)
}

type Target = Omit<LoginOptions, 'url'> & { readonly url: string | undefined }

/** Other links that look like that of the first start, and what they are for. */
const otherLinks = new Map<string, (link: string) => string>([
  ['invitation', (link) => `This is an invitation: assay account sign-up <email> --invitation '${link}'`],
  ['reset', () => 'This link sets a new password: open it in a browser, then sign in with assay login.'],
  ['confirm', () => 'This link confirms an e-mail address: open it in a browser, then sign in with assay login.'],
])

async function redeem({ terminal }: Surroundings, link: string, options: LoginOptions): Promise<StoredProfile> {
  const [, url, token] = /^(https?:\/\/.+?)\/sign-in\/?#(.+)$/.exec(link) ?? []
  if (url === undefined || token === undefined) {
    throw wrongUsage('This is not a sign-in link: it looks like http://127.0.0.1:3210/sign-in#…, in quotes.')
  }
  const other = otherLinks.get(/^(\w+)=/.exec(token)?.[1] ?? '')
  if (other) throw wrongUsage(other(link))
  const email = options.email ?? (await ask(terminal, 'Your e-mail address', '--email'))
  const password = await askNewPassword(terminal)
  const assay = createClient({ url, apiKey: undefined })
  const { name } = options
  const { user, api_key } = await assay.claim({ token, email, password, ...(name !== undefined && { name }) })
  return toStored(assay, user.email, api_key)
}

async function signInByPassword({ terminal }: Surroundings, { url, ...options }: Target): Promise<StoredProfile> {
  const email = options.email ?? (await ask(terminal, 'Your e-mail address', '--email'))
  const password = await askHidden(terminal, 'Your password')
  const assay = new Assay({ url, email, password })
  const expires_at = new Date(Date.now() + options.expires * 86_400_000).toISOString()
  return toStored(assay, email, await assay.apiKeys.create({ name: deviceName(), scopes: ['admin'], expires_at }))
}

async function bringKey({ terminal }: Surroundings, { url, apiKey }: Target): Promise<StoredProfile> {
  const key = apiKey ?? (await askHidden(terminal, 'Your API key'))
  const assay = createClient({ url, apiKey: key })
  const { email } = await assay.whoami()
  return { url: assay.url, email, api_key: key, api_key_id: null, expires_at: null }
}

async function signInInBrowser(
  surroundings: Surroundings,
  { url, browser = true, expires }: Target,
): Promise<StoredProfile> {
  const anonymous = createClient({ url, apiKey: undefined })
  const created = await signInByDevice(surroundings, anonymous, { browser, expires })
  const { email } = await createClient({ url, apiKey: created.key }).whoami()
  return toStored(anonymous, email, created)
}

interface Made {
  readonly id: string
  readonly key: string
  readonly expires_at?: string | null
}

function toStored({ url }: Assay, email: string, { id, key, expires_at = null }: Made): StoredProfile {
  return { url, email, api_key: key, api_key_id: id, expires_at }
}

/** Stores what signing in came to, as the current profile; a key that nobody will find again is revoked. */
async function keep(
  surroundings: Surroundings,
  stored: StoredProfile,
  option: string | undefined,
): Promise<{ readonly profile: Profile; readonly path: string }> {
  const { environment } = surroundings
  try {
    const name = option ?? environment.profile ?? (await nameForServer(environment, stored.url))
    const before = await findProfile(environment, name)
    const profile = { name, ...stored }
    const path = await storeProfile(environment, profile)
    await chooseProfile(environment, name)
    if (before && before.api_key !== stored.api_key) await revoke(surroundings, before)
    return { profile, path }
  } catch (error) {
    await revoke(surroundings, stored)
    throw error
  }
}

/** Revokes a key, if login made it; one that is no longer good needs no revoking. Says so where it cannot be done. */
async function revoke({ terminal }: Surroundings, { url, api_key, api_key_id }: StoredProfile): Promise<boolean> {
  if (api_key_id === null) return false
  try {
    await new Assay({ url, apiKey: api_key, maxRetries: 0 }).apiKeys.revoke(api_key_id)
    return true
  } catch (error) {
    if (!AssayError.is(error)) throw error
    if (AssayError.is(error, 'CREDENTIALS_INVALID')) return false
    terminal.say(`The key ${api_key_id} could not be revoked and is still good: ${error.message}`)
    terminal.say(`To revoke it later: assay keys revoke ${api_key_id} --url ${url}`)
    return false
  }
}

const loginExamples = `
Examples:
  assay login --url https://assay.example.org                # in the browser, of this machine or another
  assay login --url https://assay.example.org --profile lab  # beside other profiles
  assay login --email ada@example.org --password             # asks for the password
  assay login --expires 7d                                   # a key for a week
  assay login --key < key.txt                                # a key that somebody gave you
  assay login 'http://127.0.0.1:3210/sign-in#…'              # the link of the first start`

const logoutExamples = `
Examples:
  assay logout
  assay logout --profile lab`
