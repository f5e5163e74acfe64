import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'

/** A program of ours in a process of its own. */
export interface SpawnedProgram extends AsyncDisposable {
  readonly pid: number
  /** All that it has written to stdout so far. */
  readonly stdout: string
  readonly stderr: string
  /** Resolves with the first match in stdout; rejects when the program ends without it. */
  says(pattern: RegExp): Promise<RegExpExecArray>
  kill(signal: NodeJS.Signals): void
  /** Ctrl-C, as in a terminal: all processes of its group get it, if it has one of its own. */
  interrupt(): void
  /** Its exit code; null: a signal ended it. */
  readonly exited: Promise<number | null>
}

interface SpawnOptions {
  readonly env: Readonly<Record<string, string>>
  readonly args?: readonly string[]
  /** Whether it gets a process group of its own, as a terminal gives it; false unless given. */
  readonly own_group?: boolean
  /** The folder of the repository that it is of; this one unless given. */
  readonly repository?: URL
}

const ourRepository = new URL('../../../', import.meta.url)

/** Starts a program by its path in the repository, with nothing of our environment but PATH and HOME. */
export function spawnProgram(
  path: string,
  { env, args = [], own_group = false, repository = ourRepository }: SpawnOptions,
): SpawnedProgram {
  const program = fileURLToPath(new URL(path, repository))
  const { PATH = '', HOME = '' } = process.env
  const child = spawn(process.execPath, [program, ...args], {
    env: { PATH, HOME, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: own_group,
  })
  const output = { stdout: '', stderr: '' }
  child.stdout.setEncoding('utf8').on('data', (text: string) => (output.stdout += text))
  child.stderr.setEncoding('utf8').on('data', (text: string) => (output.stderr += text))
  const exited = exitOf(child)
  return {
    pid: child.pid ?? 0,
    get stdout() {
      return output.stdout
    },
    get stderr() {
      return output.stderr
    },
    exited,
    kill: (signal) => child.kill(signal),
    interrupt: () => void process.kill(own_group ? -(child.pid ?? 0) : (child.pid ?? 0), 'SIGINT'),
    async says(pattern) {
      for (;;) {
        const found = pattern.exec(output.stdout)
        if (found) return found
        const ended = await Promise.race([once(child.stdout, 'data').then(() => false), exited.then(() => true)])
        if (ended && !pattern.test(output.stdout)) throw new Error(`it ended without ${pattern}:\n${output.stderr}`)
      }
    },
    async [Symbol.asyncDispose]() {
      child.kill('SIGKILL')
      await exited
    },
  }
}

async function exitOf(child: ChildProcess): Promise<number | null> {
  await once(child, 'exit')
  return child.exitCode
}
