import { type SpawnOptions, spawn } from 'node:child_process'
import { text } from 'node:stream/consumers'

export interface DetachedProgram extends Omit<SpawnOptions, 'detached' | 'stdio'> {
  readonly args: readonly string[]
  readonly input?: string
}

export interface EndedProgram {
  /** Its exit code, or the signal that killed it. */
  readonly status: number | string | null
  readonly stdout: string
  readonly stderr: string
}

/** Runs a program to its end. A Ctrl-C reaches us and not it: a start that was begun ends before it is stopped. */
export async function runDetached(program: string, options: DetachedProgram): Promise<EndedProgram> {
  const ended = await runOnce(program, options)
  // a Ctrl-C in the moment before it is detached still reaches it; it had not begun
  return ended.status === 'SIGINT' ? runDetached(program, options) : ended
}

async function runOnce(program: string, { args, input = '', ...options }: DetachedProgram): Promise<EndedProgram> {
  const child = spawn(program, args, { ...options, detached: true, stdio: 'pipe' })
  child.stdin.on('error', () => {})
  child.stdin.end(input)
  const ended = new Promise<EndedProgram['status']>((resolve, reject) => {
    child.on('error', reject)
    child.on('close', (code, signal) => resolve(code ?? signal))
  })
  const [stdout, stderr, status] = await Promise.all([text(child.stdout), text(child.stderr), ended])
  return { status, stdout, stderr }
}
