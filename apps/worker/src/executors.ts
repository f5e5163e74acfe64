import { join } from 'node:path'
import type { Log } from '@assay/dispatch'
import { dockerAnswers, type Executor, openDockerExecutor, openProcessExecutor, tidyImages } from '@assay/executors'
import { type Executors, findCapacity, takeNumberedPlace } from '@assay/runners'
import { executorLabels, type Offers } from '@assay/schemas'

/** What contains commands of applications; `none` only where the operator says so. */
export type SandboxChoice = 'auto' | 'bubblewrap' | 'unshare' | 'none'

/** Whether containers are executed; `auto`: where a daemon answers at the start. */
export type DockerChoice = 'auto' | 'on' | 'off'

export type OpenExecutors = Executors & AsyncDisposable

export interface ExecutorOptions {
  readonly sandbox: SandboxChoice
  readonly docker: DockerChoice
  /** How long an image is kept after its last use; 0: for ever. */
  readonly image_days: number
  /** The name of the worker, with which containers are marked. */
  readonly name: string
  readonly work_directory: string
  readonly log: Log
}

/** What this machine can execute applications with: those that cannot work here are left out, and it is said why. */
export async function openExecutors(options: ExecutorOptions): Promise<OpenExecutors> {
  await using stack = new AsyncDisposableStack()
  const command = stack.use(await openProcess(options))
  const container = await openDocker(options, stack)
  const opened = stack.move()
  return {
    ...(command.containment !== 'refused' && { process: command }),
    ...(container && { docker: container }),
    [Symbol.asyncDispose]: () => opened.disposeAsync(),
  }
}

async function openProcess({ sandbox, log }: ExecutorOptions): Promise<Executor> {
  const executor = await openProcessExecutor(sandbox === 'auto' ? {} : { sandboxes: [sandbox] })
  if (executor.containment === 'refused') {
    log.warn(
      { sandbox },
      'commands of applications are not executed here, as there is no sandbox for them: install bubblewrap, or let ' +
        'users make namespaces; ASSAY_SANDBOX=none executes them without one',
    )
  }
  return executor
}

async function openDocker(
  { docker, image_days: days, name, work_directory, log }: ExecutorOptions,
  stack: AsyncDisposableStack,
): Promise<Executor | undefined> {
  if (docker === 'off' || (docker === 'auto' && !(await dockerAnswers()))) return undefined
  // workers may share a name and a directory: whose containers are left over, only the place tells
  const { folder } = stack.use(await takeNumberedPlace(work_directory, 'docker'))
  const imagesFile = join(folder, 'images.json')
  const executor = stack.use(await openDockerExecutor({ worker: `${name} ${folder}`, imagesFile }))
  const onRemoved = (images: readonly string[]) => log.info({ images, days }, 'removed images that were not used')
  const onFailure = (error: unknown) => log.warn({ why: error }, 'unused images could not be removed')
  stack.use(tidyImages({ imagesFile, days, onRemoved, onFailure }))
  return executor
}

/** What this machine has in all, for jobs to be booked on. Only containers get graphics processors. */
export async function offersOf(executors: Executors): Promise<Offers> {
  const names = (['process', 'docker'] as const).filter((name) => executors[name] !== undefined)
  const found = await findCapacity(names.flatMap(executorLabels))
  return executors.docker ? found : { ...found, gpus: [] }
}
