import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { closeSync, constants, openSync, unlinkSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Readable } from 'node:stream'
import { ExecutorAway } from '../refusal.ts'

export interface Pipe {
  readonly reader: Readable
  /** Closed by `closeWriter` once a process has it. */
  readonly writer: number
  readonly closeWriter: () => void
}

export interface Pipes extends AsyncDisposable {
  readonly open: () => Promise<Pipe>
}

/** Real pipes: Node gives its children sockets, which no command can open again as `/dev/stderr`. */
export async function openPipes(): Promise<Pipes> {
  const folder = await mkdtemp(join(tmpdir(), 'assay-pipes-'))
  const ready: string[] = []
  let made = 0
  let making: Promise<void> | undefined
  async function make(): Promise<void> {
    const names = Array.from({ length: 32 }, () => join(folder, String(made++)))
    await makeFifos(names)
    ready.push(...names)
  }
  async function take(): Promise<string> {
    for (let path = ready.pop(); ; path = ready.pop()) {
      if (path !== undefined) return path
      making ??= make().finally(() => {
        making = undefined
      })
      await making
    }
  }
  return {
    open: async () => openPipe(await take()),
    async [Symbol.asyncDispose]() {
      await rm(folder, { recursive: true, force: true })
    },
  }
}

async function makeFifos(paths: readonly string[]): Promise<void> {
  const child = spawn('mkfifo', ['-m', '666', '--', ...paths], { stdio: 'ignore' })
  const [code] = await once(child, 'exit')
  if (code !== 0) throw new ExecutorAway('Pipes for logs cannot be made.')
}

function openPipe(path: string): Pipe {
  // without waiting for the other end, which is opened next
  const reader = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK)
  const writer = openSync(path, constants.O_WRONLY)
  unlinkSync(path)
  return {
    reader: new Socket({ fd: reader, readable: true, writable: false }),
    writer,
    closeWriter: () => closeSync(writer),
  }
}
