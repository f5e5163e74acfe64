import type { Command } from 'commander'
import { showItems } from '../listing.ts'
import {
  chooseProfile,
  currentProfileName,
  findProfile,
  getProfile,
  listProfileNames,
  removeProfile,
} from '../session/profile.ts'
import { type CommonOptions, presenter, type Surroundings } from '../session/session.ts'

/** `assay profiles …`. */
export function addProfileCommands(program: Command, surroundings: Surroundings): void {
  const { environment, terminal } = surroundings
  const profiles = program
    .command('profiles')
    .description('servers that you have signed in to: --profile and ASSAY_PROFILE name one')

  profiles
    .command('list')
    .description('list the profiles')
    .action(async (_options: CommonOptions, command: Command) => {
      const items = await listProfiles(surroundings)
      const session = { terminal, ...presenter(terminal, command.optsWithGlobals<CommonOptions>()) }
      showItems(session, items, {
        Name: ({ name }) => name,
        Current: ({ is_current }) => (is_current ? '✓' : ''),
        Server: ({ url }) => url,
        'E-mail': ({ email }) => email,
      })
    })

  profiles
    .command('use')
    .description('make a profile the one that is used when none is named')
    .argument('<name>')
    .action(async (name: string, _options: CommonOptions, command: Command) => {
      const { url, email } = await getProfile(environment, name)
      await chooseProfile(environment, name)
      const { show } = presenter(terminal, command.optsWithGlobals<CommonOptions>())
      show({ name, url, email }, () => `Now at ${url} as ${email}.`)
    })

  profiles
    .command('remove')
    .description('forget a profile; its key stays good: "assay logout --profile <name>" revokes it')
    .argument('<name>')
    .action(async (name: string, _options: CommonOptions, command: Command) => {
      await getProfile(environment, name)
      await removeProfile(environment, name)
      const { show } = presenter(terminal, command.optsWithGlobals<CommonOptions>())
      show({ removed: name }, () => `Forgot ${name}.`)
    })
}

/** Everything of the profiles but their keys. */
async function listProfiles({ environment }: Surroundings) {
  const names = await listProfileNames(environment)
  const current = environment.profile ?? (await currentProfileName(environment))
  const found = await Promise.all(names.map((name) => findProfile(environment, name)))
  return found.flatMap((profile) =>
    profile
      ? [{ name: profile.name, url: profile.url, email: profile.email, is_current: profile.name === current }]
      : [],
  )
}
