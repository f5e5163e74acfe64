import { spawn } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** What a call of `assay` came to. */
interface Outcome {
  readonly exitCode: number | null
  readonly stdout: string
  readonly stderr: string
}

interface Call {
  readonly input?: string
  /** What this process sees besides what all of the machine see. */
  readonly environment?: Readonly<Record<string, string>>
  /** Called when it has started, with what ends it. */
  readonly onStart?: (kill: (signal: NodeJS.Signals) => boolean) => void
  /** Called with all of stderr whenever more comes. */
  readonly onError?: (stderr: string, kill: (signal: NodeJS.Signals) => boolean) => void
}

/** A machine with nothing but `assay` on it: its own settings, its own environment. */
export interface Machine extends AsyncDisposable {
  readonly folder: string
  assay(args: readonly string[], call?: Call): Promise<Outcome>
}

const main = join(import.meta.dirname, '../src/main.ts')

/** Starts a machine; `environment` is all that its processes see besides where settings are. */
export async function createMachine(environment: Readonly<Record<string, string>> = {}): Promise<Machine> {
  const folder = await mkdtemp(join(tmpdir(), 'assay-cli-'))
  const settings = { XDG_CONFIG_HOME: join(folder, 'config'), XDG_STATE_HOME: join(folder, 'state') }
  const env = { PATH: process.env['PATH'] ?? '', ...settings, ...environment }
  return {
    folder,
    assay: (args, { input = '', environment: more = {}, onStart, onError } = {}) =>
      new Promise((resolve, reject) => {
        const child = spawn(process.execPath, [main, ...args], { env: { ...env, ...more }, cwd: folder })
        onStart?.((signal) => child.kill(signal))
        let stdout = ''
        let stderr = ''
        child.stdout.setEncoding('utf8').on('data', (text: string) => {
          stdout += text
        })
        child.stderr.setEncoding('utf8').on('data', (text: string) => {
          stderr += text
          onError?.(stderr, (signal) => child.kill(signal))
        })
        child.once('error', reject).once('close', (exitCode) => resolve({ exitCode, stdout, stderr }))
        child.stdin.end(input)
      }),
    [Symbol.asyncDispose]: () => rm(folder, { recursive: true }),
  }
}
