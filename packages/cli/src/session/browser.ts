import { spawn } from 'node:child_process'
import type { Surroundings } from './session.ts'

/** The program that opens an address where somebody sits in front of a browser; undefined: nobody does. */
function opener({ environment, terminal }: Surroundings): readonly [string, ...string[]] | undefined {
  if (environment.browser !== undefined) return [environment.browser]
  if (!terminal.canAsk || !environment.hasDisplay) return undefined
  if (process.platform === 'darwin') return ['open']
  return process.platform === 'win32' ? ['rundll32', 'url.dll,FileProtocolHandler'] : ['xdg-open']
}

/** Opens an address in the browser, if there is one; says whether it tried. */
export function openBrowser(surroundings: Surroundings, address: string): boolean {
  const found = /^https?:\/\//.test(address) ? opener(surroundings) : undefined
  if (!found) return false
  const [program, ...args] = found
  // whoever has no browser after all follows the link that is printed beside it
  spawn(program, [...args, address], { stdio: 'ignore', detached: true })
    .once('error', () => undefined)
    .unref()
  return true
}
