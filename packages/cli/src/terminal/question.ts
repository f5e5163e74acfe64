import { isCancel, password, text } from '@clack/prompts'
import { CommandError, exitCodes, wrongUsage } from '../command-error.ts'
import type { Terminal } from './terminal.ts'
import { visible } from './visible-text.ts'

/** Asks for a line. Fails where there is nobody to ask, naming the option that answers. */
export async function ask({ canAsk }: Terminal, message: string, option: string): Promise<string> {
  if (!canAsk) throw wrongUsage(`Nobody can be asked here: give ${option}.`)
  return given(await text({ message: visible(message), output: process.stderr }))
}

/** Asks for what nobody should see, or reads all of stdin where there is nobody to ask. */
export async function askHidden({ canAsk }: Terminal, message: string): Promise<string> {
  const answer = canAsk
    ? given(await password({ message: visible(message), output: process.stderr }))
    : await readInput()
  if (answer === '') throw wrongUsage(`${message}: nothing was given${canAsk ? '' : ' on stdin'}.`)
  return answer
}

/** The password of an account so far, if it has one, and the new one; where there is nobody to ask, lines of stdin. */
export async function askPasswordChange(
  terminal: Terminal,
): Promise<{ readonly current: string | undefined; readonly chosen: string }> {
  if (terminal.canAsk) return { current: await askOwnPassword(terminal), chosen: await askNewPassword(terminal) }
  const [first = '', second, ...more] = (await readInput()).split(/\r?\n/)
  if (more.length > 0 || first === '') throw wrongUsage('Give your password and the new one on stdin, one a line.')
  return second === undefined ? { current: undefined, chosen: first } : { current: first, chosen: second }
}

/** The password of an account, if it has one: accounts of identity providers have none. */
export async function askOwnPassword({ canAsk }: Terminal): Promise<string | undefined> {
  const message = 'Your password (nothing, if your account has none)'
  return (canAsk ? given(await password({ message, output: process.stderr })) : await readInput()) || undefined
}

/** Asks for a password to be, twice; where there is nobody to ask, stdin has it once. */
export async function askNewPassword(terminal: Terminal): Promise<string> {
  const chosen = await askHidden(terminal, 'Choose a password of at least 12 characters')
  if (!terminal.canAsk) return chosen
  const again = await askHidden(terminal, 'The same again')
  if (chosen !== again) throw wrongUsage('The two passwords differ. Nothing was changed.')
  return chosen
}

/** Has somebody type a word before what cannot be undone; `--yes` does without. */
export async function confirm(
  { canAsk }: Terminal,
  { what, word, yes }: { readonly what: string; readonly word: string; readonly yes?: boolean | undefined },
): Promise<void> {
  if (yes) return
  if (!canAsk) throw wrongUsage(`${what} Nobody can be asked here: give --yes to do it.`)
  const typed = given(await text({ message: visible(`${what} Type ${word} to do it`), output: process.stderr }))
  if (typed.trim() !== word) throw new CommandError('That is something else. Nothing was changed.')
}

function given(answer: string | symbol | undefined): string {
  if (isCancel(answer)) throw new CommandError('Nothing was changed.', exitCodes.interrupted)
  return String(answer ?? '')
}

/** All of stdin, without the line end that `echo` adds. */
export async function readInput(): Promise<string> {
  const chunks: Buffer[] = []
  for await (const chunk of process.stdin) chunks.push(Buffer.from(chunk))
  return Buffer.concat(chunks)
    .toString('utf8')
    .replace(/\r?\n$/, '')
}
