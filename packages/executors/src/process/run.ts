import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { Readable, Writable } from 'node:stream'
import type { Ending, Listener, Outcome, Work } from '../executor.ts'
import { isOver, type Quota } from '../folder-size.ts'
import { noGpus } from '../gpu.ts'
import { pumpLog } from '../log-pump.ts'
import { outcomeOfProcess } from '../outcome.ts'
import { ExecutorAway } from '../refusal.ts'
import { writable } from '../room.ts'
import type { ControlGroup } from './control-group.ts'
import { type Known, kill, killTree, knownProcess, untilDead } from './kill.ts'
import type { Pipe, Pipes } from './pipes.ts'
import type { Launch } from './sandbox.ts'
import { type Watch, watch } from './watch.ts'

export interface Running {
  readonly work: Work
  readonly listener: Listener
  readonly launch: Launch
  readonly group: ControlGroup
  readonly quota: Quota
  readonly pipes: Pipes
  readonly graceMilliseconds: number
}

type Cause = Exclude<Outcome['how'], 'exited' | 'signalled'>

/** Runs a command to its end, which is the death of its whole tree. */
export async function run(running: Running): Promise<Ending> {
  const { work, listener, group, quota } = running
  if (listener.signal.aborted) return neverRun
  const started = await start(running)
  const tree = contain(started, running)
  const { signal } = listener
  const stop = () => tree.end('stopped')
  signal.addEventListener('abort', stop, { once: true })
  if (signal.aborted) stop()
  const timer = setTimeout(() => tree.end('timed_out'), Math.min(work.limits.timeout_seconds * 1000, longestTimer))
  const watched = watch({ work, group, quota, first: () => tree.first()?.pid, exceeded: tree.end })
  listener.onPhase?.({ phase: 'running' })
  try {
    return await ended({ started, tree, watched, running })
  } finally {
    clearTimeout(timer)
    signal.removeEventListener('abort', stop)
  }
}

const longestTimer = 2 ** 31 - 1
const neverRun: Ending = {
  outcome: { how: 'stopped' },
  usage: { seconds: 0, cpu_seconds: 0, peak_memory_bytes: 0, ...noGpus },
  image_digest: null,
}

interface Started {
  readonly child: ChildProcess
  readonly exit: Promise<readonly [number | null, NodeJS.Signals | null]>
  readonly output: readonly [Pipe, Pipe]
}

/** Each file of the group lets the shell in before it becomes the sandbox. */
const enter = 'while [ "$1" != -- ]; do echo $$ >"$1" || exit 125; shift; done; shift; exec "$@"'

async function start({ launch, group, pipes }: Running): Promise<Started> {
  const output = [await pipes.open(), await pipes.open()] as const
  const argv = ['-c', enter, 'sh', ...group.entrances, '--', ...launch.argv]
  const told = launch.told.map(() => 'pipe' as const)
  const stdio = ['ignore', output[0].writer, output[1].writer, 'pipe', ...told] as const
  const child = spawn('/bin/sh', argv, { stdio: [...stdio], env: { PATH: '/usr/sbin:/usr/bin:/sbin:/bin' }, cwd: '/' })
  const exit = once(child, 'exit').then(
    ([code, signal]) => [code, signal] as const,
    (error: unknown) => {
      throw new ExecutorAway('The sandbox cannot be started.', { cause: error })
    },
  )
  for (const [at, content] of launch.told.entries()) tell(child.stdio[4 + at], content)
  for (const pipe of output) pipe.closeWriter()
  return { child, exit, output }
}

function tell(to: unknown, content: string): void {
  if (!(to instanceof Writable)) return
  // a sandbox that is killed as it starts reads nothing
  to.on('error', () => undefined)
  to.end(content)
}

interface Tree {
  readonly first: () => Known | undefined
  /** Why it has to end; the first reason counts. */
  readonly end: (cause: Cause) => void
  readonly cause: () => Cause | undefined
  readonly dead: () => Promise<void>
}

function contain({ child, exit }: Started, { listener, graceMilliseconds }: Running): Tree {
  let [cause, first]: [Cause | undefined, Known | undefined] = [undefined, undefined]
  const known = firstProcess(child).then((found) => {
    first = found
  })
  async function killAll(why: Cause): Promise<void> {
    await Promise.race([known, exit])
    const isAsked = why === 'stopped' || why === 'timed_out'
    if (isAsked && first) await killTree(first, exit, graceMilliseconds)
    child.kill('SIGKILL')
  }
  return {
    first: () => first,
    cause: () => cause,
    end: (why) => {
      if (cause) return
      cause = why
      if (why === 'stopped') listener.onPhase?.({ phase: 'stopping' })
      killAll(why).catch(() => child.kill('SIGKILL'))
    },
    dead: async () => {
      await known
      if (!first) return
      await kill(first)
      await untilDead(first)
    },
  }
}

/** A sandbox tells the pid of its first process; one that dies before has none. It may go on telling. */
async function firstProcess({ stdio: [, , , told] }: ChildProcess): Promise<Known | undefined> {
  if (!(told instanceof Readable)) return undefined
  const pid = await new Promise<string | undefined>((resolve) => {
    let text = ''
    told.on('data', (bytes) => {
      text += String(bytes)
      const found = /(\d+)[\s,]/.exec(text)?.[1]
      if (found !== undefined) resolve(found)
    })
    told.on('error', () => resolve(undefined))
    told.on('close', () => resolve(undefined))
  })
  return pid === undefined ? undefined : await knownProcess(Number(pid))
}

interface Finishing {
  readonly started: Started
  readonly tree: Tree
  readonly watched: Watch
  readonly running: Running
}

async function ended({ started, tree, watched, running }: Finishing): Promise<Ending> {
  const [stdout, stderr] = started.output
  const { work, listener, group, quota } = running
  const log = Promise.all([pumpLog(stdout.reader, 'stdout', listener), pumpLog(stderr.reader, 'stderr', listener)])
  const pumped = log.catch((error: unknown) => {
    tree.end('stopped')
    throw error
  })
  const [exited, logged] = await Promise.allSettled([started.exit.finally(tree.dead), pumped])
  await watched.stop()
  for (const part of [exited, logged]) if (part.status === 'rejected') throw part.reason
  const code = exited.status === 'fulfilled' ? exited.value : ([null, null] as const)
  const late = (await group.outOfMemory())
    ? 'out_of_memory'
    : (await isOver(writable(work), quota))
      ? 'disk_full'
      : undefined
  return { outcome: outcome(tree.cause() ?? late, code), usage: await watched.usage(), image_digest: null }
}

function outcome(cause: Cause | undefined, [code, signal]: readonly [number | null, NodeJS.Signals | null]): Outcome {
  if (cause) return { how: cause }
  const found = outcomeOfProcess(code, signal)
  return found.how === 'signalled' && found.signal === 'SIGXFSZ' ? { how: 'disk_full' } : found
}
