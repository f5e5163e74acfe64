'use client'

import { useQuery } from '@tanstack/react-query'
import { X } from 'lucide-react'
import { useState } from 'react'
import { useApi } from '../data/api.ts'
import { TryModel } from '../model/try-model.tsx'
import { evaluationTexts as texts } from '../texts/evaluation.ts'
import { modelTexts } from '../texts/model.ts'
import { Button } from '../ui/button.tsx'
import { Field } from '../ui/field.tsx'
import { Loading } from '../ui/loading.tsx'
import { Problem } from '../ui/problem.tsx'
import { Section } from '../ui/section.tsx'
import { EndpointForm } from './endpoint-form.tsx'
import { choiceOf, type Plan } from './plan.ts'
import type { SayPlan } from './use-plan.ts'

interface ModelChoiceProps {
  readonly plan: Plan
  readonly say: SayPlan
  /** The input of an example, on which a model is tried. */
  readonly example: string | undefined
}

export function ModelsChoice({ plan, say, example }: ModelChoiceProps) {
  const [tried, setTried] = useState<string>()
  const { models, secret, columns, holds_answers } = plan
  const put = (name: string, is_chosen: boolean) =>
    void say({ models: is_chosen ? [...new Set([...models, name])] : models.filter((one) => one !== name) })
  return (
    <Section title={texts.models} how={texts.models_how}>
      <ul aria-label={texts.chosen} className="flex flex-wrap gap-2">
        {models.length === 0 && <li className="text-quiet">{texts.none_chosen}</li>}
        {models.map((name) => (
          <li
            key={name}
            className="flex max-w-full items-center gap-1 rounded-md border border-accent bg-raised py-0.5 pr-1 pl-3"
          >
            <code className="min-w-0 break-all">{name}</code>
            <Button
              look="quiet"
              className="px-2 whitespace-nowrap"
              aria-label={modelTexts.try_of(name)}
              onClick={() => setTried(name)}
            >
              {modelTexts.try}
            </Button>
            <Button look="quiet" className="px-1" aria-label={texts.remove(name)} onClick={() => put(name, false)}>
              <X aria-hidden="true" className="size-4" />
            </Button>
          </li>
        ))}
      </ul>
      {columns.prediction !== undefined && (
        <label className="flex items-center gap-2">
          <input
            type="checkbox"
            checked={holds_answers}
            onChange={({ target }) => void say({ answers: target.checked || null })}
          />
          {texts.held(columns.prediction)}
        </label>
      )}
      <CatalogueChoice plan={plan} put={put} />
      <EndpointForm secret={secret} say={say} onAdd={(name) => put(name, true)} />
      {tried !== undefined && (
        <TryModel name={tried} model={choiceOf(tried, secret)} prompt={example} onClose={() => setTried(undefined)} />
      )}
    </Section>
  )
}

interface CatalogueChoiceProps {
  readonly plan: Plan
  readonly put: (name: string, is_chosen: boolean) => void
}

function CatalogueChoice({ plan: { task, models: chosen }, put }: CatalogueChoiceProps) {
  const [wanted, setWanted] = useState('')
  const models = useQuery(useApi().models.list.queryOptions({ task, limit: 200 }))
  if (models.error) return <Problem error={models.error} onAgain={() => models.refetch()} />
  if (!models.data) return <Loading />
  const shown = models.data.items
    .filter(({ name, title }) => `${name} ${title}`.toLowerCase().includes(wanted.toLowerCase()))
    .toSorted((one, other) => Number(other.offline) - Number(one.offline))
  return (
    <div className="grid gap-2">
      <div className="w-72 max-w-full">
        <Field
          label={texts.find_model}
          type="search"
          value={wanted}
          onChange={({ target }) => setWanted(target.value)}
        />
      </div>
      <section
        aria-label={modelTexts.title}
        className="max-h-72 overflow-y-auto rounded-lg border border-line bg-raised"
      >
        <ul className="grid sm:grid-cols-2 xl:grid-cols-3">
          {shown.map(({ name, title, description, requires_secret }) => (
            <li key={name}>
              <label className="flex h-full cursor-pointer items-start gap-2 px-3 py-2 hover:bg-hover">
                <input
                  type="checkbox"
                  className="mt-1"
                  aria-label={name}
                  checked={chosen.includes(name)}
                  onChange={({ target }) => put(name, target.checked)}
                />
                <span className="min-w-0">
                  <span className="font-medium break-words">{title}</span>{' '}
                  <code className="break-all text-quiet">{name}</code>
                  <span className="line-clamp-2 text-quiet">{description}</span>
                  {requires_secret !== null && (
                    <span className="text-warn">
                      {modelTexts.needs} {modelTexts.secret(requires_secret)}
                    </span>
                  )}
                </span>
              </label>
            </li>
          ))}
        </ul>
      </section>
    </div>
  )
}
