import { Readable } from 'node:stream'
import { setTimeout as after } from 'node:timers/promises'
import type Docker from 'dockerode'
import type { Ending, Listener, Outcome, Usage, Work } from '../executor.ts'
import { isOver, type Quota } from '../folder-size.ts'
import type { Gpus, TakenGpus } from '../gpu.ts'
import { outcomeOf } from '../outcome.ts'
import { ExecutorAway } from '../refusal.ts'
import { roomGauge, writable } from '../room.ts'
import { pumpContainerLog } from './container-log.ts'
import { asked, daemonFault, statusOf } from './daemon.ts'
import { onOutOfMemory, watchContainer } from './watch.ts'

export interface Running {
  readonly docker: Docker
  readonly container: Docker.Container
  readonly work: Work
  readonly listener: Listener
  readonly quota: Quota
  readonly gpus: Gpus
  readonly taken: TakenGpus
  readonly digest: string
  readonly graceMilliseconds: number
}

type Cause = Exclude<Outcome['how'], 'exited' | 'signalled'>

const longestTimer = 2 ** 31 - 1

/** Runs a container that was made to its end. */
export async function runContainer(running: Running): Promise<Ending> {
  const { docker, container, work, listener } = running
  const log = await asked(container.attach({ stream: true, stdout: true, stderr: true }))
  const end = ender(running)
  using _ = await asked(onOutOfMemory(docker, container.id, () => end.because('out_of_memory')))
  await asked(container.start())
  const stop = () => end.because('stopped')
  listener.signal.addEventListener('abort', stop, { once: true })
  if (listener.signal.aborted) stop()
  const timer = setTimeout(() => end.because('timed_out'), Math.min(work.limits.timeout_seconds * 1000, longestTimer))
  listener.onPhase?.({ phase: 'running' })
  try {
    return await ended(running, end, readable(log))
  } finally {
    clearTimeout(timer)
    listener.signal.removeEventListener('abort', stop)
  }
}

function readable(stream: NodeJS.ReadableStream): Readable {
  return stream instanceof Readable ? stream : new Readable().wrap(stream)
}

interface Ender {
  /** Why it has to end; the first reason counts. */
  readonly because: (cause: Cause) => void
  readonly cause: () => Cause | undefined
  readonly exited: () => void
}

function ender({ container, listener, graceMilliseconds }: Running): Ender {
  const grace = new AbortController()
  let cause: Cause | undefined
  async function kill(why: Cause): Promise<void> {
    if (why === 'stopped' || why === 'timed_out') {
      await send(container, 'SIGTERM')
      await after(graceMilliseconds, undefined, { signal: grace.signal }).catch(() => undefined)
    }
    await send(container, 'SIGKILL')
  }
  return {
    cause: () => cause,
    exited: () => grace.abort(),
    because: (why) => {
      if (cause) return
      cause = why
      if (why === 'stopped') listener.onPhase?.({ phase: 'stopping' })
      // a daemon that is gone ends the wait for the container too
      kill(why).catch(() => undefined)
    },
  }
}

async function send(container: Docker.Container, signal: string): Promise<void> {
  try {
    await container.kill({ signal })
  } catch (error) {
    // it is over
    if (statusOf(error) !== 409 && statusOf(error) !== 404) throw error
  }
}

async function ended(running: Running, end: Ender, log: Readable): Promise<Ending> {
  const { container, listener, work, quota, gpus, taken } = running
  const started = performance.now()
  const gpuUse = gpus.watch(taken)
  const use = watchContainer({ container, isFull: roomGauge(work, quota), full: () => end.because('disk_full') })
  const pumped = pumpContainerLog(log, listener).catch((error: unknown) => {
    end.because('stopped')
    throw error
  })
  const exit = container.wait().finally(end.exited)
  const [exited, logged] = await Promise.allSettled([exit, pumped])
  const usage: Usage = { seconds: (performance.now() - started) / 1000, ...(await use()), ...(await gpuUse()) }
  if (exited.status === 'rejected') throw daemonFault(exited.reason)
  if (logged.status === 'rejected') throw logged.reason
  const { State } = await asked(container.inspect())
  if (State.Running) throw new ExecutorAway('The Docker daemon says that the container ended, and that it runs.')
  const late = State.OOMKilled ? 'out_of_memory' : (await isOver(writable(work), quota)) ? 'disk_full' : undefined
  return { outcome: outcome(end.cause() ?? late, State.ExitCode), usage, image_digest: running.digest }
}

function outcome(cause: Cause | undefined, code: number): Outcome {
  if (cause) return { how: cause }
  const found = outcomeOf(code)
  return found.how === 'signalled' && found.signal === 'SIGXFSZ' ? { how: 'disk_full' } : found
}
