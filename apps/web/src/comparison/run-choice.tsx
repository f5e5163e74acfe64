import type { Experiment, ReadyComparison } from '@assay/schemas'
import { useQuery } from '@tanstack/react-query'
import { useApi } from '../data/api.ts'
import { comparisonTexts as texts } from '../texts/comparison.ts'
import { Popover } from '../ui/popover.tsx'
import { Time } from '../ui/time.tsx'
import type { Ask, Question } from './question.ts'

interface RunChoiceProps {
  readonly comparison: ReadyComparison
  readonly experiment: Experiment | undefined
  readonly question: Question
  readonly ask: Ask
}

/** Which runs are compared: of an experiment, or those that the address names. */
export function RunChoice({ comparison, experiment, question, ask }: RunChoiceProps) {
  const chosen = question.runs?.length ?? 0
  const said = chosen === 0 ? texts.all_runs : texts.some_runs(chosen)
  return (
    <div className="grid min-w-0 gap-1">
      <span className="text-xs font-medium text-quiet">{texts.runs}</span>
      <Popover
        label={texts.runs}
        trigger={
          <button
            type="button"
            aria-label={`${texts.runs}: ${said}`}
            className="truncate rounded-md border border-quiet/60 bg-page px-2 py-1.5 text-left"
          >
            {said}
          </button>
        }
      >
        <Runs {...{ comparison, experiment, question, ask }} />
      </Popover>
    </div>
  )
}

function Runs({ comparison, experiment, question, ask }: RunChoiceProps) {
  const wanted = experiment ? { experiment_id: experiment.id, state: 'succeeded' as const, limit: 200 } : undefined
  const runs = useQuery({ ...useApi().runs.list.queryOptions(wanted ?? {}), enabled: wanted !== undefined })
  const offered = experiment
    ? (runs.data?.items ?? []).map(({ id, name, created_at }) => ({ id, name, created_at }))
    : comparison.runs.map(({ run_id, name }) => ({ id: run_id, name, created_at: undefined }))
  const toggle = (id: string) => {
    const is_in = comparison.run_ids.includes(id)
    const next = is_in ? comparison.run_ids.filter((one) => one !== id) : [...comparison.run_ids, id]
    const keepsBaseline = question.baseline === null || next.includes(question.baseline)
    if (next.length > 1) void ask({ runs: next, ...(!keepsBaseline && { baseline: null }) })
  }
  return (
    <fieldset className="grid gap-1">
      <legend className="mb-1 font-semibold">{texts.runs}</legend>
      {offered.map(({ id, name, created_at }) => (
        <label key={id} className="flex items-center gap-2 rounded px-1 py-1 hover:bg-hover">
          <input type="checkbox" checked={comparison.run_ids.includes(id)} onChange={() => toggle(id)} />
          <span className="min-w-0 flex-1 break-words">{name}</span>
          {created_at !== undefined && (
            <span className="text-quiet">
              <Time at={created_at} />
            </span>
          )}
        </label>
      ))}
      {experiment && question.runs !== null && (
        <button
          type="button"
          className="mt-1 text-left text-accent"
          onClick={() => ask({ runs: null, baseline: null })}
        >
          {texts.all_runs}
        </button>
      )}
    </fieldset>
  )
}
