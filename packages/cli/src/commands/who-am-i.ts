import type { Command } from 'commander'
import type { OpenSession } from '../session/session.ts'
import { renderFacts } from '../table/table.ts'
import { formatTime } from '../terminal/number-format.ts'

/** `assay whoami`. */
export function addWhoAmICommand(program: Command, open: OpenSession): void {
  program
    .command('whoami')
    .description('who is signed in, where, and what the key in use may do')
    .action(async () => {
      const { assay, profile, show, terminal } = await open()
      const who = await assay.whoami()
      show(
        { server: assay.url, profile: profile?.name ?? null, ...who },
        ({ server, email, name, groups, id, ...more }) =>
          renderFacts(
            {
              server,
              profile: more.profile ?? '– (the key was given)',
              'e-mail': email,
              name,
              groups: groups.join(', '),
              id,
              scopes: more.credential.scopes?.join(', ') ?? 'all that you may do',
              expires: more.credential.expires_at === null ? 'never' : formatTime(more.credential.expires_at),
            },
            terminal,
          ),
      )
    })
}
