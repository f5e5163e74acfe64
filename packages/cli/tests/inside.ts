import { readEnvironment } from '../src/env.ts'
import { runCommand } from '../src/program.ts'
import { plain } from '../src/terminal/terminal.ts'
import { visible } from '../src/terminal/visible-text.ts'

/** Runs `assay` inside of this process, with nobody watching: for what needs no process of its own. */
export function assayInside(
  environment: Readonly<Record<string, string>>,
  { heard }: { readonly heard?: (text: string) => void } = {},
) {
  return async (...args: readonly string[]) => {
    let [stdout, stderr] = ['', '']
    const terminal = {
      print: (text: string) => {
        stdout += `${visible(text)}\n`
      },
      write: (text: string) => {
        stdout += visible(text)
      },
      say: (text: string) => {
        stderr += `${visible(text)}\n`
        heard?.(text)
      },
      isWatched: false,
      canAsk: false,
      colours: plain,
      sayColours: plain,
    }
    const exitCode = await runCommand(args, { environment: readEnvironment(environment), terminal })
    return { exitCode, stdout, stderr }
  }
}
