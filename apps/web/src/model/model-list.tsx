'use client'

import { type ModelEntry, taskType } from '@assay/schemas'
import { parseAsString, parseAsStringLiteral, useQueryStates } from 'nuqs'
import { useApi, useApiClient } from '../data/api.ts'
import { usePages } from '../data/use-pages.ts'
import { modelTexts } from '../texts/model.ts'
import { Button } from '../ui/button.tsx'
import { Empty } from '../ui/empty.tsx'
import { Loading } from '../ui/loading.tsx'
import { MoreButton } from '../ui/more-button.tsx'
import { Problem } from '../ui/problem.tsx'
import { Select } from '../ui/select.tsx'
import { Table } from '../ui/table.tsx'
import { RemoveModel } from './remove-model.tsx'
import { TryModel } from './try-model.tsx'

const mostOnPage = 200

export function ModelList() {
  const [view, setView] = useQueryStates({
    task: parseAsStringLiteral(taskType.options),
    provider: parseAsString,
    try: parseAsString,
  })
  const [api, client] = [useApi(), useApiClient()]
  const input = { limit: mostOnPage, ...(view.task && { task: view.task }) }
  const models = usePages({
    key: api.models.list.infiniteQueryKey(input),
    read: (page) => client.models.list.query({ ...input, ...page }),
  })
  if (models.error) return <Problem error={models.error} onAgain={() => models.refetch()} />
  if (!models.data) return <Loading />
  const all = models.data.pages.flatMap(({ items }) => items)
  const providers = [...new Set(all.map(({ provider }) => provider))].sort()
  const shown = all.filter(({ provider }) => view.provider === null || provider === view.provider)
  return (
    <>
      <div className="mb-3 flex flex-wrap gap-3">
        <Select
          label={modelTexts.task}
          value={view.task ?? ''}
          onChange={({ target }) => void setView({ task: taskType.safeParse(target.value).data ?? null })}
        >
          <option value="">{modelTexts.any_task}</option>
          {taskType.options.map((task) => (
            <option key={task} value={task}>
              {modelTexts.task_names[task]}
            </option>
          ))}
        </Select>
        <Select
          label={modelTexts.provider}
          value={view.provider ?? ''}
          onChange={({ target }) => void setView({ provider: target.value || null })}
        >
          <option value="">{modelTexts.any_provider}</option>
          {providers.map((provider) => (
            <option key={provider}>{provider}</option>
          ))}
        </Select>
      </div>
      {shown.length === 0 ? (
        <Empty title={modelTexts.none} how={modelTexts.none_how} command="assay models list" />
      ) : (
        <ModelTable models={shown} onTry={(name) => void setView({ try: name })} />
      )}
      <MoreButton query={models} />
      {view.try !== null && <TryModel name={view.try} onClose={() => void setView({ try: null })} />}
    </>
  )
}

interface ModelTableProps {
  readonly models: readonly ModelEntry[]
  readonly onTry: (name: string) => void
}

function ModelTable({ models, onTry }: ModelTableProps) {
  return (
    <Table
      label={modelTexts.title}
      rows={models}
      keyOf={({ origin, name }) => `${origin} ${name}`}
      columns={[
        {
          title: modelTexts.name,
          cell: ({ name, title, origin }) => (
            <div className="grid">
              <span className="font-medium">
                {title}
                {origin !== 'catalogue' && <span className="ml-2 font-normal text-quiet">{modelTexts[origin]}</span>}
              </span>
              <code className="text-quiet">{name}</code>
            </div>
          ),
        },
        {
          title: modelTexts.does,
          cell: ({ description }) => <div className="min-w-56">{description}</div>,
        },
        { title: modelTexts.provider, cell: ({ provider }) => provider },
        { title: modelTexts.needs, cell: needsOf },
        {
          title: '',
          cell: ({ name, origin }) => (
            <span className="flex justify-end gap-1">
              {origin === 'own' && <RemoveModel name={name} />}
              <Button className="whitespace-nowrap" aria-label={modelTexts.try_of(name)} onClick={() => onTry(name)}>
                {modelTexts.try}
              </Button>
            </span>
          ),
        },
      ]}
    />
  )
}

/** What it takes to use a model, in words. */
function needsOf({ requires_secret, requirements }: ModelEntry): string {
  if (requires_secret !== null) return modelTexts.secret(requires_secret)
  return requirements.join(', ') || modelTexts.nothing
}
