import type { AttemptContext, Runner } from '@assay/dispatch'
import type { Ending, Executor, Phase, Work, WorkFolders } from '@assay/executors'
import {
  type ApplicationResult,
  type ApplicationSpec,
  applicationSpec,
  type ClaimedJob,
  DomainError,
  type JobMaterial,
} from '@assay/schemas'
import { asRefusal, failureOf } from './failure.ts'
import type { JobBytes, OwnAttempt } from './job-bytes.ts'
import { keepOutputs } from './keeping.ts'
import { type LeftBehind, lookAtOutputs } from './left-behind.ts'
import { createPhases, type Phases } from './phases.ts'
import { stage } from './staging.ts'
import { type DefaultLimits, limitsOf, workOf } from './work.ts'
import type { WorkDirectory } from './work-directory.ts'

/** How a worker executes applications; it is given only jobs whose executor is among these. */
export type Executors = Readonly<Partial<Record<ApplicationSpec['executor'], Executor>>>

export interface ApplicationRunnerOptions extends DefaultLimits {
  readonly executors: Executors
  readonly bytes: JobBytes
  readonly work_directory: WorkDirectory
}

/** Executes a job of an application in folders of its own, and keeps what it leaves. */
export function createApplicationRunner(options: ApplicationRunnerOptions): Runner {
  return async (job, context) => {
    const spec = applicationSpec.parse(job.spec)
    const attempt = attemptOf(job)
    using phases = createPhases(context)
    await using folder = await options.work_directory.open(attempt)
    const memory_bytes = Math.max(spec.resources.memory_bytes, job.requires?.memory_bytes ?? 0)
    const running: Running = {
      options,
      spec,
      memory_bytes,
      attempt,
      context,
      phases,
      folders: foldersOf(spec, folder.folders),
    }
    const work = await prepare(running)
    const ending = await execute(running, work)
    context.signal.throwIfAborted()
    const stderr = context.log.lastLines('stderr')
    const failure = failureOf({ spec, limits: work.limits, ending, stderr })
    if (failure) throw failure
    phases.enter('collecting')
    const left = await lookAtOutputs(work.folders, spec)
    await tell(context, left.notices)
    const outputs = await keepOutputs({ attempt, bytes: options.bytes, signal: context.signal }, left)
    context.signal.throwIfAborted()
    return { result: { ...resultOf(ending, left) }, outputs }
  }
}

interface Running {
  readonly options: ApplicationRunnerOptions
  readonly spec: ApplicationSpec
  /** What is booked for it: more after a try that ran out of memory. */
  readonly memory_bytes: number
  readonly attempt: OwnAttempt
  readonly context: AttemptContext
  readonly phases: Phases
  readonly folders: WorkFolders
}

/** What stands together for the job stands together here. */
function foldersOf({ folder }: ApplicationSpec, folders: WorkFolders): WorkFolders {
  return folder === undefined ? folders : { ...folders, input: folders.output }
}

function attemptOf({ id, run_id, attempt, worker_id }: ClaimedJob): OwnAttempt {
  return { job_id: id, run_id, attempt, worker_id }
}

async function prepare({ options, spec, memory_bytes, attempt, context, phases, folders }: Running): Promise<Work> {
  const { bytes } = options
  const { signal, hide } = context
  phases.enter('preparing')
  const material = await bytes.material(attempt)
  for (const secret of Object.values(material.secrets)) hide(secret)
  if (material.registry) hide(material.registry.password)
  await stage({ attempt, bytes, folders, signal }, spec, material)
  const limits = limitsOf(spec, options)
  const disk_bytes = limits.disk_bytes + stagedAmongOutputs(spec, material)
  return workOf({ spec, material, folders, limits: { ...limits, disk_bytes, memory_bytes } })
}

/** What stands in the folder that is measured, and was not written by the job. */
function stagedAmongOutputs({ folder }: ApplicationSpec, { inputs }: Pick<JobMaterial, 'inputs'>): number {
  return folder === undefined ? 0 : inputs.reduce((sum, { size_bytes }) => sum + size_bytes, 0)
}

async function execute({ options, spec, context, phases }: Running, work: Work): Promise<Ending> {
  const executor = options.executors[spec.executor]
  if (!executor) throw new DomainError('WORK_REFUSED', { reason: `It has nothing to execute ${spec.executor} with.` })
  const { signal, log } = context
  signal.throwIfAborted()
  if (!work.container) phases.enter(null)
  try {
    return await executor.execute(work, {
      signal,
      onLog: (stream, bytes) => log.write(stream, bytes),
      onPhase: (phase) => phases.enter(nameOf(phase)),
    })
  } catch (error) {
    throw asRefusal(error)
  }
}

function nameOf({ phase, progress }: Phase): string | null {
  if (phase === 'running') return null
  return progress === undefined ? phase : `${phase} ${Math.floor(progress * 100)} %`
}

async function tell({ log }: AttemptContext, notices: readonly string[]): Promise<void> {
  for (const notice of notices) await log.write('system', `Not kept among the outputs: ${notice}\n`)
}

function resultOf({ usage, image_digest }: Ending, { files, bytes, notices }: LeftBehind): ApplicationResult {
  return {
    ...{ exit_code: 0, image_digest, gpu_peak_memory_bytes: null, gpu_utilization: null },
    ...usage,
    ...{ output_files: files, output_bytes: bytes, notices: [...notices] },
  }
}
