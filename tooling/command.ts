import { spawn } from 'node:child_process'
import { delimiter, join } from 'node:path'

export const root = join(import.meta.dirname, '..')

const ownBin = join(root, 'node_modules/.bin')
const running = new Set<ReturnType<typeof spawn>>()

/** Where npm puts binaries of the workspace in front of the machine's own. */
const isWorkspaceBin = (folder: string) => folder.endsWith('/node_modules/.bin') || folder.endsWith('/node-gyp-bin')

const pathFolders = (process.env['PATH'] ?? '').split(delimiter)

/** The workspace's Node and tools come first; they colour for a terminal, and for nothing else. */
export const workspaceEnv: NodeJS.ProcessEnv = {
  ...process.env,
  PATH: [ownBin, ...pathFolders].join(delimiter),
  ...(process.stdout.isTTY ? { FORCE_COLOR: '1' } : { NO_COLOR: '1' }),
}

/** What a stranger's shell has: the machine's own Node, and nothing that `npm test` says about itself. */
export const machineEnv: NodeJS.ProcessEnv = {
  ...Object.fromEntries(Object.entries(process.env).filter(([name]) => !/^npm_(?!config_registry$)/i.test(name))),
  PATH: pathFolders.filter((folder) => !isWorkspaceBin(folder)).join(delimiter),
}

export interface CommandResult {
  readonly ok: boolean
  readonly output: string
  readonly seconds: number
}

export interface CommandOptions {
  readonly cwd?: string
  readonly env?: NodeJS.ProcessEnv
  readonly timeoutSeconds?: number
}

/** Runs a command to its end; standard output and error come back as one text. */
export function run([file = '', ...args]: readonly string[], options: CommandOptions = {}): Promise<CommandResult> {
  const { cwd = root, env = workspaceEnv, timeoutSeconds = 900 } = options
  const start = performance.now()
  const child = spawn(file, args, { cwd, env, stdio: ['ignore', 'pipe', 'pipe'], timeout: timeoutSeconds * 1000 })
  running.add(child)
  const chunks: Buffer[] = []
  child.stdout.on('data', (chunk: Buffer) => chunks.push(chunk))
  child.stderr.on('data', (chunk: Buffer) => chunks.push(chunk))

  return new Promise((resolve) => {
    const settle = (ok: boolean, reason = '') => {
      running.delete(child)
      const output = Buffer.concat(chunks).toString() + reason
      resolve({ ok, output, seconds: (performance.now() - start) / 1000 })
    }
    child.on('error', (error) => settle(false, error.message))
    child.on('close', (code, signal) => settle(code === 0, signal ? `\nended by ${signal}` : ''))
  })
}

/** Like {@link run}, for commands that must succeed: throws what they printed. */
export async function runOrThrow(command: readonly string[], options: CommandOptions = {}): Promise<string> {
  const { ok, output } = await run(command, options)
  if (!ok) throw new Error(`$ ${command.join(' ')}\n${output}`)
  return output
}

/** Passes the end of this process on to every command under way. */
export function endRunning(): void {
  for (const child of running) child.kill('SIGTERM')
}
