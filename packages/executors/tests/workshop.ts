import { mkdir, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { onTestFinished } from 'vitest'
import {
  type Container,
  type Ending,
  type Executor,
  type Listener,
  type LogStream,
  openProcessExecutor,
  type Work,
  type WorkFolders,
  type WorkLimits,
} from '../src/index.ts'

export const mebibyte = 1 << 20

/** Why a sandbox cannot be tried here; undefined: it can. */
export async function whyNot(name: 'bubblewrap' | 'unshare'): Promise<string | undefined> {
  await using executor = await openProcessExecutor({ sandboxes: [name], ...bubblewrapHere })
  const missing =
    name === 'bubblewrap'
      ? 'bubblewrap is not installed, or may not be used (ASSAY_TEST_BWRAP)'
      : 'unshare may not be used here'
  return executor.containment === name ? undefined : missing
}

const program = process.env['ASSAY_TEST_BWRAP']
export const bubblewrapHere = program === undefined ? {} : { bubblewrap: program }

export async function makeFolders(): Promise<WorkFolders> {
  const top = await mkdtemp(join(tmpdir(), 'assay-work-'))
  onTestFinished(() => rm(top, { recursive: true, force: true }))
  const folders = { working: '', input: '', output: '', temp: '' }
  for (const name of ['working', 'input', 'output', 'temp'] as const) {
    folders[name] = join(top, name)
    await mkdir(folders[name])
  }
  return folders
}

export interface Asked {
  readonly shell?: string
  readonly command?: readonly string[]
  readonly limits?: Partial<WorkLimits>
  readonly environment?: Record<string, string>
  readonly secrets?: Record<string, string>
  readonly network?: boolean
  readonly container?: Container | null
  readonly folders?: WorkFolders
}

export async function workOf(asked: Asked): Promise<Work> {
  const { shell = 'true', environment = {}, secrets = {} } = asked
  // a dollar sign of a command is written twice
  const command = asked.command ?? ['/bin/sh', '-c', shell.replaceAll('$', '$$$$')]
  return {
    command,
    environment,
    secrets,
    folders: asked.folders ?? (await makeFolders()),
    limits: { ...roomy, ...asked.limits },
    network: asked.network ?? false,
    container: asked.container ?? null,
  }
}

const roomy: WorkLimits = {
  cpu: 1,
  memory_bytes: 128 * mebibyte,
  disk_bytes: 64 * mebibyte,
  pids: 64,
  timeout_seconds: 30,
  gpu: 0,
}

export interface Executed extends Ending {
  readonly log: Readonly<Record<LogStream, Buffer>>
  readonly text: string
  readonly errors: string
}

/** Executes and keeps the log. `onText` is called with all of stdout so far. */
export async function executed(
  executor: Executor,
  work: Work,
  listener: Partial<Listener> & { readonly onText?: (text: string) => void } = {},
): Promise<Executed> {
  const chunks: Record<LogStream, Buffer[]> = { stdout: [], stderr: [] }
  const ending = await executor.execute(work, {
    signal: new AbortController().signal,
    onLog: (stream, bytes) => {
      chunks[stream].push(bytes)
      listener.onText?.(Buffer.concat(chunks.stdout).toString())
    },
    ...listener,
  })
  const log = { stdout: Buffer.concat(chunks.stdout), stderr: Buffer.concat(chunks.stderr) }
  return { ...ending, log, text: log.stdout.toString(), errors: log.stderr.toString() }
}
