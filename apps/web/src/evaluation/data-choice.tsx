'use client'

import { type Dataset, taskType } from '@assay/schemas'
import { useQuery } from '@tanstack/react-query'
import { useApi } from '../data/api.ts'
import { evaluationTexts as texts } from '../texts/evaluation.ts'
import { modelTexts } from '../texts/model.ts'
import { Empty } from '../ui/empty.tsx'
import { Field } from '../ui/field.tsx'
import { Loading } from '../ui/loading.tsx'
import { Problem } from '../ui/problem.tsx'
import { Section } from '../ui/section.tsx'
import { Select } from '../ui/select.tsx'
import type { Plan } from './plan.ts'
import type { SaidPlan, SayPlan } from './use-plan.ts'

interface DataChoiceProps {
  readonly plan: Plan
  readonly said: SaidPlan
  readonly say: SayPlan
  readonly dataset: Dataset | undefined
}

const roles = ['input', 'reference', 'prediction'] as const
const mostListed = 200

export function DataChoice(props: DataChoiceProps) {
  const { plan, said, say, dataset } = props
  const api = useApi()
  const own = useQuery(api.datasets.list.queryOptions({ limit: mostListed }))
  const sample = useQuery(api.datasets.list.queryOptions({ sample: true }))
  const error = own.error ?? sample.error
  if (error) return <Problem error={error} onAgain={() => [own.refetch(), sample.refetch()]} />
  if (!own.data || !sample.data) return <Loading />
  const tables = [...own.data.items, ...sample.data.items].filter(
    ({ state, kind }) => state === 'ready' && kind === 'table',
  )
  if (tables.length === 0)
    return <Empty title={texts.no_dataset} how={texts.no_dataset_how} command="assay datasets upload data.csv" />
  const listed = dataset && !tables.some(({ id }) => id === dataset.id) ? [dataset, ...tables] : tables
  return (
    <Section title={texts.data} how={texts.data_how}>
      <div className="grid items-end gap-3 sm:grid-cols-2 lg:grid-cols-4">
        <Select
          label={texts.dataset}
          value={dataset?.id ?? ''}
          onChange={({ target }) =>
            void say({ dataset: target.value, input: null, reference: null, prediction: null, name: null })
          }
        >
          <option value="">{texts.choose_dataset}</option>
          {listed.map(({ id, name, version, is_sample }) => (
            <option key={id} value={id}>
              {is_sample ? `${name} (${texts.sample})` : `${name} @${version}`}
            </option>
          ))}
        </Select>
        {dataset && <Roles {...props} dataset={dataset} />}
      </div>
      <div className="grid items-end gap-3 sm:grid-cols-2 lg:grid-cols-4">
        <Select
          label={said.task === null && dataset ? `${texts.task} · ${texts.guessed}` : texts.task}
          value={plan.task}
          onChange={({ target }) => void say({ task: taskType.safeParse(target.value).data ?? null })}
        >
          {taskType.options.map((task) => (
            <option key={task} value={task}>
              {modelTexts.task_names[task]}
            </option>
          ))}
        </Select>
        {plan.task === 'translation' && (
          <>
            <Field
              label={texts.from}
              value={said.from}
              placeholder="de"
              onChange={({ target }) => void say({ from: target.value || null })}
            />
            <Field
              label={texts.to}
              value={said.to}
              placeholder="en"
              onChange={({ target }) => void say({ to: target.value || null })}
            />
          </>
        )}
      </div>
    </Section>
  )
}

function Roles({ plan, said, say, dataset }: DataChoiceProps & { readonly dataset: Dataset }) {
  return roles.map((role) => (
    <Select
      key={role}
      label={
        said[role] === null && plan.columns[role] !== undefined
          ? `${texts.roles[role]} · ${texts.guessed}`
          : texts.roles[role]
      }
      value={plan.columns[role] ?? ''}
      onChange={({ target }) => void say({ [role]: target.value })}
    >
      <option value="">{texts.no_role}</option>
      {dataset.columns?.map(({ name }) => (
        <option key={name}>{name}</option>
      ))}
    </Select>
  ))
}
