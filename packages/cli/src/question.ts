import { isCancel, password, text } from '@clack/prompts'
import { CommandError, exitCodes, wrongUsage } from './command-error.ts'
import type { Terminal } from './terminal.ts'

/** Asks for a line. Fails where there is nobody to ask, naming the option that answers. */
export async function ask({ canAsk }: Terminal, message: string, option: string): Promise<string> {
  if (!canAsk) throw wrongUsage(`Nobody can be asked here: give ${option}.`)
  return given(await text({ message, output: process.stderr }))
}

/** Asks for what nobody should see, or reads all of stdin where there is nobody to ask. */
export async function askHidden({ canAsk }: Terminal, message: string): Promise<string> {
  const answer = canAsk ? given(await password({ message, output: process.stderr })) : await readInput()
  if (answer === '') throw wrongUsage(`${message}: nothing was given${canAsk ? '' : ' on stdin'}.`)
  return answer
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
  const typed = given(await text({ message: `${what} Type ${word} to do it`, output: process.stderr }))
  if (typed.trim() !== word) throw new CommandError('That is something else. Nothing was changed.')
}

function given(answer: string | symbol | undefined): string {
  if (isCancel(answer)) throw new CommandError('Nothing was changed.', exitCodes.interrupted)
  return String(answer ?? '')
}

/** All of stdin, without the line end that `echo` adds. */
async function readInput(): Promise<string> {
  const chunks: Buffer[] = []
  for await (const chunk of process.stdin) chunks.push(Buffer.from(chunk))
  return Buffer.concat(chunks)
    .toString('utf8')
    .replace(/\r?\n$/, '')
}
