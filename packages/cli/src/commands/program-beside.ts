import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { access } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { CommandError } from '../command-error.ts'

interface Beside {
  /** Its path in the clone. */
  readonly path: string
  /** What to do where this command line is no part of a clone. */
  readonly advice: string
  readonly args: readonly string[]
}

/** Runs a program beside this one, where both are of one clone. Exits with its code unless that is 0. */
export async function runBeside({ path, advice, args }: Beside): Promise<void> {
  const program = fileURLToPath(new URL(`../../../../${path}`, import.meta.url))
  await access(program).catch(() => {
    throw new CommandError(advice)
  })
  const child = spawn(process.execPath, [program, ...args], { stdio: 'inherit' })
  // Ctrl-C reaches it by itself; what was sent to us alone is passed on
  const pass = () => child.kill('SIGTERM')
  process.on('SIGINT', () => {}).on('SIGTERM', pass)
  const [code] = await once(child, 'close')
  process.off('SIGTERM', pass)
  // it has said itself what there is to say
  if (code !== 0) process.exit(typeof code === 'number' ? code : 1)
}
