import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { access } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import type { Command } from 'commander'
import { CommandError } from '../command-error.ts'

/** The program of the server beside this one, where both are of one clone. */
const serverProgram = fileURLToPath(new URL('../../../../apps/standalone/src/admin.ts', import.meta.url))

/** `assay admin …`: what is done to a server from outside of it, by a program of the server's own. */
export function addAdminCommand(program: Command, isJson: boolean): void {
  program
    .command('admin')
    .description('back up a server, restore it, move it elsewhere: in its own folder, on its own machine')
    .argument('[arguments...]')
    .allowUnknownOption()
    .helpOption(false)
    .action(async (given: string[]) => {
      await requireServerProgram()
      const code = await runServerProgram(isJson ? [...given, '--json'] : given)
      // it has said itself what there is to say
      if (code !== 0) process.exit(code)
    })
}

async function requireServerProgram(): Promise<void> {
  await access(serverProgram).catch(() => {
    throw new CommandError(
      'This is the command line alone, and "assay admin" works on the database and the files of a server. Run it where ' +
        'the server is: npm run -s assay -- admin',
    )
  })
}

async function runServerProgram(args: readonly string[]): Promise<number> {
  const child = spawn(process.execPath, [serverProgram, ...args], { stdio: 'inherit' })
  // Ctrl-C reaches it by itself; what was sent to us alone is passed on
  const pass = () => child.kill('SIGTERM')
  process.on('SIGINT', () => {}).on('SIGTERM', pass)
  const [code] = await once(child, 'close')
  process.off('SIGTERM', pass)
  return typeof code === 'number' ? code : 1
}
