import { setTimeout as after } from 'node:timers/promises'
import Docker from 'dockerode'
import { ExecutorAway, WorkRefused } from '../refusal.ts'

/** `socket`: absent, the daemon is that of DOCKER_HOST, else of the system. */
export function openDaemon(socket: string | undefined): Docker {
  return socket === undefined ? new Docker() : new Docker({ socketPath: socket, host: undefined })
}

const answerMilliseconds = 5_000

/** Whether a daemon is there that this process may use. */
export async function dockerAnswers(socket?: string): Promise<boolean> {
  const timer = new AbortController()
  const time = after(answerMilliseconds, false, { signal: timer.signal }).catch(() => false)
  const answered = openDaemon(socket)
    .ping()
    .then(
      () => true,
      () => false,
    )
  return await Promise.race([answered, time]).finally(() => timer.abort())
}

/** The status that the daemon has answered with; undefined: it has not answered. */
export function statusOf(error: unknown): number | undefined {
  if (!(error instanceof Error) || !('statusCode' in error)) return undefined
  return typeof error.statusCode === 'number' ? error.statusCode : undefined
}

/** What the daemon says, without the status. */
export function saidIn(error: unknown): string {
  const text = error instanceof Error ? error.message : String(error)
  return text.replace(/^\(HTTP code \d+\) [^-]* - /, '').trim()
}

/** Of what the daemon has refused: what can never succeed as it is. All else may succeed later. */
export function daemonFault(error: unknown): Error {
  if (error instanceof WorkRefused || error instanceof ExecutorAway) return error
  const said = saidIn(error)
  if (/\bE(ACCES|PERM)\b/.test(said))
    return new WorkRefused(
      'This worker may not use the Docker daemon. Add its user to the group "docker", or set DOCKER_HOST to a daemon ' +
        'of its own.',
      { cause: error },
    )
  const status = statusOf(error)
  if (status === undefined) return new ExecutorAway(`The Docker daemon cannot be reached: ${said}`, { cause: error })
  const hint = hints.find(([pattern]) => pattern.test(said))?.[1]
  if (hint !== undefined) return new WorkRefused(`${hint} The Docker daemon says: ${said}`, { cause: error })
  return status < 500
    ? new WorkRefused(`The Docker daemon refuses it: ${said}`, { cause: error })
    : new ExecutorAway(`The Docker daemon could not do it: ${said}`, { cause: error })
}

const hints: readonly (readonly [RegExp, string])[] = [
  [
    /could not select device driver|nvidia-container-cli|unresolvable CDI/i,
    'This machine gives containers no graphics processors: install the NVIDIA container toolkit.',
  ],
  [/bind source path does not exist|bind mount failed/i, 'The Docker daemon does not see the folders of this worker.'],
  [
    /unable to find (user|group)|no matching entries in passwd/i,
    'The image does not know the user of the application.',
  ],
  [/docker-init|no such file.*init/i, 'The Docker daemon lacks its init program: install tini.'],
  [/range of cpus/i, 'The machine has fewer processors than the application asks for.'],
  [/OCI runtime create failed|invalid mount config/i, 'The container cannot be made.'],
]

/** Does what is asked of the daemon; what it refuses is told as a fault of the work or of the daemon. */
export async function asked<Value>(answer: Promise<Value>): Promise<Value> {
  try {
    return await answer
  } catch (error) {
    throw daemonFault(error)
  }
}
