'use client'

import type { Worker } from '@assay/schemas'
import { useId } from 'react'
import { workerTexts } from '../texts/worker.ts'
import { CopyText } from '../ui/copy-text.tsx'
import { Time } from '../ui/time.tsx'
import { ProgramTable } from './program-table.tsx'
import { WorkerActions } from './worker-actions.tsx'
import { workerCommand } from './worker-command.ts'

const looks = { online: 'text-good', draining: 'text-warn', away: 'text-quiet' } as const

export function WorkerCard({ worker }: { readonly worker: Worker }) {
  const id = useId()
  const { name, state, programs, labels, owner_email, last_seen_at, prefix } = worker
  return (
    <article aria-labelledby={id} className="grid grid-cols-1 gap-4 rounded-lg border border-line bg-raised p-4">
      <div className="flex flex-wrap items-start gap-x-4 gap-y-2">
        <div className="min-w-0 flex-1">
          <h2 id={id} className="text-base font-semibold break-words">
            {name}
          </h2>
          <p className="text-quiet">
            <span className={looks[state]}>{workerTexts.state[state]}</span>
            {' · '}
            {workerTexts.jobs_of(whoseOf(worker))}
          </p>
        </div>
        <WorkerActions worker={worker} />
      </div>
      <dl className="flex flex-wrap gap-x-8 gap-y-1 [&_dt]:text-quiet [&>div]:flex [&>div]:gap-2">
        <div>
          <dt>{workerTexts.seen}</dt>
          <dd>{last_seen_at === null ? workerTexts.never : <Time at={last_seen_at} />}</dd>
        </div>
        <div>
          <dt>{workerTexts.labels}</dt>
          <dd>{labels.length === 0 ? '–' : labels.join(', ')}</dd>
        </div>
        <div>
          <dt>{workerTexts.owner}</dt>
          <dd className="break-all">{owner_email}</dd>
        </div>
        <div>
          <dt>{workerTexts.token}</dt>
          <dd>
            <code>{prefix}…</code>
          </dd>
        </div>
      </dl>
      {programs.length > 0 ? (
        <ProgramTable programs={programs} />
      ) : (
        <div>
          <p className="text-quiet">{workerTexts.no_programs}</p>
          <CopyText text={workerCommand('…')} />
        </div>
      )}
    </article>
  )
}

function whoseOf({ for: whose }: Worker): string {
  if (whose === null) return workerTexts.everybody
  return 'group' in whose ? workerTexts.group(whose.group) : whose.email
}
