import { join } from 'node:path'
import type { Log } from '@assay/dispatch'
import { type Executor, openDockerExecutor, openProcessExecutor, tidyImages } from '@assay/executors'
import { type Executors, findCapacity, takeNumberedPlace } from '@assay/runners'
import pullWorker from '../package.json' with { type: 'json' }
import { type Given, readArguments, usage } from './arguments.ts'
import { readEnvironment } from './env.ts'
import { createLog } from './log.ts'
import { startPullWorker } from './pull-worker.ts'

/** Works until `stopped` resolves or the server no longer knows the token; once: until there is nothing left. */
export async function run(args: readonly string[], stopped: Promise<void>): Promise<void> {
  const given = readArguments(args, readEnvironment())
  if (!given) {
    process.stdout.write(`${usage}\n`)
    return
  }
  const log = createLog((line) => process.stdout.write(line))
  await using stack = new AsyncDisposableStack()
  const executors = await openExecutors(given, { stack, log })
  const offers = await offersOf(given)
  const { url, token, name, slots, kinds, 'work-dir': work_directory, 'lease-seconds': lease_seconds } = given
  const { 'allow-private-urls': allow_private_urls, 'model-dir': model_directory } = given
  const wait_seconds = given.once ? 0 : undefined
  const machine = { name, slots, kinds, offers, version: pullWorker.version, work_directory, executors }
  const reach = { url, token, allow_private_urls, lease_seconds, wait_seconds }
  const worker = await startPullWorker({ ...reach, ...machine, model_directory, log })
  const { cpu, memory_bytes, gpus, labels } = offers
  const containment = Object.entries(executors).map(([executor, { containment: by }]) => `${executor} (${by})`)
  log.info(
    { cpu, memory_bytes, gpus: gpus.length, labels, kinds, executors: containment },
    `worker ${name} has ${slots} slots`,
  )
  await Promise.race([stopped, worker.refused, ...(given.once ? [worker.idle] : [])]).finally(async () => {
    log.info({}, 'takes no more jobs, and waits for what runs')
    await worker.drain({ timeout_ms: 25_000 })
  })
}

interface Opening {
  readonly stack: AsyncDisposableStack
  readonly log: Log
}

async function openExecutors(given: Given, { stack, log }: Opening): Promise<Executors> {
  const { executors, sandbox } = given
  return {
    ...(executors.includes('process') && { process: stack.use(await openProcessExecutor({ sandboxes: sandbox })) }),
    ...(executors.includes('docker') && { docker: await openDocker(given, { stack, log }) }),
  }
}

/** Workers may share a name and a folder: whose containers are left over, only the place tells. */
async function openDocker(
  { name, 'work-dir': directory, 'image-days': days }: Given,
  { stack, log }: Opening,
): Promise<Executor> {
  const { folder } = stack.use(await takeNumberedPlace(directory, 'docker'))
  const imagesFile = join(folder, 'images.json')
  const executor = stack.use(await openDockerExecutor({ worker: `${name} ${folder}`, imagesFile }))
  const onRemoved = (images: readonly string[]) => log.info({ images, days }, 'removed images that were not used')
  const onFailure = (error: unknown) => log.warn({ why: error }, 'unused images could not be removed')
  stack.use(tidyImages({ imagesFile, days, onRemoved, onFailure }))
  return executor
}

/** Only containers get graphics processors. */
async function offersOf({ labels, executors, cpu, 'memory-bytes': memory_bytes }: Given) {
  const found = await findCapacity(labels)
  return {
    ...found,
    cpu: cpu ?? found.cpu,
    memory_bytes: memory_bytes ?? found.memory_bytes,
    gpus: executors.includes('docker') ? found.gpus : [],
  }
}
