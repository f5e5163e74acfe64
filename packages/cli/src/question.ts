import { isCancel, password, text } from '@clack/prompts'
import { CommandError, exitCodes, wrongUsage } from './command-error.ts'
import type { Terminal } from './terminal.ts'

/** Asks for a line. Fails where there is nobody to ask, naming the option that answers. */
export async function ask({ canAsk }: Terminal, message: string, option: string): Promise<string> {
  if (!canAsk) throw wrongUsage(`Nobody can be asked here: give ${option}.`)
  return given(await text({ message, output: process.stderr }))
}

/** Asks for what nobody should see. */
export async function askHidden({ canAsk }: Terminal, message: string, option: string): Promise<string> {
  if (!canAsk) throw wrongUsage(`Nobody can be asked here: give ${option}.`)
  return given(await password({ message, output: process.stderr }))
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
