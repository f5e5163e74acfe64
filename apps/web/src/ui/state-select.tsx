'use client'

import { type JobState, jobState } from '@assay/schemas'
import { runTexts } from '../texts/run.ts'
import { Select } from './select.tsx'

interface StateSelectProps {
  /** Null: any. */
  readonly value: JobState | null
  readonly onChange: (state: JobState | null) => void
}

export function StateSelect({ value, onChange }: StateSelectProps) {
  const choose = (text: string) => onChange(jobState.options.find((state) => state === text) ?? null)
  return (
    <div className="mb-3 w-40">
      <Select label={runTexts.state} value={value ?? ''} onChange={({ target }) => choose(target.value)}>
        <option value="">{runTexts.any_state}</option>
        {jobState.options.map((state) => (
          <option key={state} value={state}>
            {state}
          </option>
        ))}
      </Select>
    </div>
  )
}
