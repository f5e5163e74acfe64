import type { Run, RunDetail } from '@assay/schemas'
import { z } from 'zod'
import { Refusal, saying } from '../error.ts'
import type { Asked } from '../routes.ts'
import { keptPayload } from './payload.ts'
import { fromRunId, toRunId } from './run-id.ts'
import { moduleStatus, naive, naiveOrNull, runStatus } from './status.ts'

const kept = z.object({ mip: keptPayload })

/** What a run was asked for here; undefined: it was not. */
export function payloadOf({ metadata }: Pick<Run, 'metadata'>) {
  return kept.safeParse(metadata).data?.mip
}

/** The caller's runs that were asked for here, newest first; those of one job where it is named. */
export async function* runsOf({ platform, request }: Asked, job?: string): AsyncGenerator<Run> {
  for (let cursor: string | undefined; ; ) {
    const input = { scope: 'own' as const, limit: 200, ...(job && { name: job }), ...(cursor && { cursor }) }
    const page = await platform.call(request, 'runs.list', input)
    for (const run of page.items) if (payloadOf(run)) yield run
    if (page.next_cursor === null) return
    cursor = page.next_cursor
  }
}

export async function getRun({ platform, request }: Asked, run_id: string): Promise<RunDetail> {
  const absent = new Refusal(404, `run not found: ${run_id}`)
  const id = fromRunId(run_id)
  if (id === undefined) throw absent
  const run = await saying(platform.call(request, 'runs.get', { run_id: id }), { RUN_NOT_FOUND: () => absent })
  if (!payloadOf(run)) throw absent
  return run
}

export function toRunStatus(run: Run, log: string | null) {
  return {
    status: runStatus(run.state),
    run_id: toRunId(run.id),
    payload: { ...payloadOf(run), openai_key: '' },
    start_time: naive(run.created_at),
    stop_time: naiveOrNull(run.finished_at),
    log,
  }
}

/** What became of each module of a run that has ended; what the modules said is in their own logs. */
export function logOfRun({ finished_at, jobs }: RunDetail): string | null {
  if (finished_at === null) return null
  const lines = jobs.map(({ name, state, reused_from, error }) => {
    const more = reused_from === null ? (error?.message ?? '') : 'already done'
    return `${name}: ${[state === 'skipped' ? 'NOT_STARTED' : moduleStatus[state], more].filter(Boolean).join(': ')}\n`
  })
  return lines.join('')
}
