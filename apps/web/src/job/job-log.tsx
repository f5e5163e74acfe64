'use client'

import { parseAsInteger, useQueryState } from 'nuqs'
import { useState } from 'react'
import { jobTexts } from '../texts/job.ts'
import { Loading } from '../ui/loading.tsx'
import { Problem } from '../ui/problem.tsx'
import { Select } from '../ui/select.tsx'
import { useLogLength } from './log-pages.ts'
import { LogSearch } from './log-search.tsx'
import { LogView } from './log-view.tsx'

interface JobLogProps {
  readonly job_id: string
  /** Whether more may come. */
  readonly is_open: boolean
  readonly attempts: number
}

const texts = jobTexts.log

/** The log of a job, live while it runs; the attempt and the line that one looks at are in the address. */
export function JobLog({ job_id, is_open, attempts }: JobLogProps) {
  const [attempt, setAttempt] = useQueryState('attempt', parseAsInteger)
  const [line, setLine] = useQueryState('line', parseAsInteger)
  const [does_wrap, setWrap] = useState(true)
  const [has_times, setTimes] = useState(false)
  const of = { job_id, attempt: attempt ?? undefined, is_open }
  const length = useLogLength(of)
  if (length.error) return <Problem error={length.error} onAgain={() => length.refetch()} />
  if (!length.data) return <Loading />
  const { lines_total, lines_left_out } = length.data
  return (
    <div className="grid gap-2">
      <div className="flex flex-wrap items-end gap-3">
        <LogSearch of={of} line={line} onFound={setLine} />
        {attempts > 1 && (
          <Select
            label={texts.attempt}
            value={attempt ?? attempts}
            onChange={({ target }) => setAttempt(Number(target.value))}
          >
            {Array.from({ length: attempts }, (_, index) => (
              <option key={index + 1} value={index + 1}>
                {index + 1}
              </option>
            ))}
          </Select>
        )}
        <label className="flex items-center gap-2 py-1.5">
          <input type="checkbox" checked={does_wrap} onChange={({ target }) => setWrap(target.checked)} />
          {texts.wrap}
        </label>
        <label className="flex items-center gap-2 py-1.5">
          <input type="checkbox" checked={has_times} onChange={({ target }) => setTimes(target.checked)} />
          {texts.times}
        </label>
      </div>
      {lines_left_out > 0 && <p className="text-warn">{texts.left_out(lines_left_out)}</p>}
      {lines_total === 0 ? (
        <p className="text-quiet">{texts.empty}</p>
      ) : (
        <LogView
          key={attempt}
          of={of}
          total={lines_total}
          line={line}
          onLine={setLine}
          does_wrap={does_wrap}
          has_times={has_times}
        />
      )}
    </div>
  )
}
