import { DomainError, type PulledJob, toJobError } from '@assay/schemas'
import type { InputOf } from '../../../procedure-call.ts'
import { parse, saying } from '../../error.ts'
import { body, literal, nullable, text } from '../../lax.ts'
import type { Asked } from '../../routes.ts'
import { notFound } from '../error.ts'
import { phases, type Status, statuses } from '../status.ts'
import { numberIn } from './found-job.ts'

const query = body({ status: literal(statuses, 'enum'), runtime_details: nullable(text) })

type End = InputOf<'work.settle'>['endings'][number]['end']

const mostSaid = 65_536

/** Notes what a worker says of a job, and keeps it; 404 tells it to stop. */
export async function putStatus(asked: Asked) {
  const number = numberIn(asked)
  const { status, runtime_details } = parse(query, asked.request.query, 'query')
  await tellStatus(asked, { number, status, details: runtime_details ?? '' })
  return asked.reply.code(204).send()
}

interface Told {
  readonly number: number
  readonly status: Status
  readonly details: string
}

async function tellStatus(asked: Asked, { number, status, details }: Told): Promise<void> {
  const { platform, request } = asked
  const said = details.toWellFormed().replaceAll('\0', '').slice(0, mostSaid)
  const phase = status in phases ? { phase: phases[status as keyof typeof phases] } : {}
  const told = platform.call(request, 'work.tell', { number, said, ...phase })
  const pulled = await saying(told, { NUMBERED_JOB_NOT_FOUND: () => notFound() })
  if (!pulled.is_wanted) {
    if (pulled.is_held) await end(asked, pulled, { kind: 'stopped' })
    throw notFound()
  }
  const ending = endings[status]?.(said)
  if (ending && pulled.is_held) await end(asked, pulled, ending)
}

const endings: Readonly<Partial<Record<Status, (said: string) => End>>> = {
  queued: () => ({ kind: 'handed_back' }),
  finished: () => ({ kind: 'succeeded', result: { ...unknown } }),
  error: (said) => ({ kind: 'failed', retryable: false, error: errorOf(said) }),
}

const unknown = {
  ...{ exit_code: 0, image_digest: null, seconds: 0, cpu_seconds: null, peak_memory_bytes: null },
  ...{ gpu_peak_memory_bytes: null, gpu_utilization: null, output_files: 0, output_bytes: 0, notices: [] },
}

function errorOf(said: string) {
  const stderr = said.split('\n').slice(-20)
  return toJobError(new DomainError('COMMAND_FAILED', { exit_code: 1, signal: null, stderr }))
}

async function end({ platform, request }: Asked, { session_id, job }: PulledJob, ending: End): Promise<void> {
  const { id: job_id, run_id, attempt } = job
  await platform.call(request, 'work.settle', { session_id, endings: [{ job_id, run_id, attempt, end: ending }] })
  // what is said after a failure finds the job by its session
  if (ending.kind !== 'failed') await platform.call(request, 'work.close', { session_id })
}
