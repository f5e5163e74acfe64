'use client'

import { useQuery } from '@tanstack/react-query'
import { useApi } from '../data/api.ts'
import { textOf } from '../session/session-form.tsx'
import { evaluationTexts as texts } from '../texts/evaluation.ts'
import { Button } from '../ui/button.tsx'
import { Field } from '../ui/field.tsx'
import { Select } from '../ui/select.tsx'
import type { SayPlan } from './use-plan.ts'

interface EndpointFormProps {
  readonly secret: string
  readonly say: SayPlan
  readonly onAdd: (name: string) => void
}

/** A model that the catalogue does not know, by its address. */
export function EndpointForm({ secret, say, onAdd }: EndpointFormProps) {
  const secrets = useQuery(useApi().secrets.list.queryOptions())
  return (
    <details className="rounded-lg border border-line bg-raised">
      <summary className="cursor-pointer px-4 py-2 font-medium">{texts.endpoint}</summary>
      <form
        className="grid items-start gap-3 px-4 pb-4 sm:grid-cols-2 lg:grid-cols-3"
        onSubmit={(event) => {
          event.preventDefault()
          const values = new FormData(event.currentTarget)
          onAdd(`${textOf(values, 'model')}@${textOf(values, 'base_url')}`)
          event.currentTarget.reset()
        }}
      >
        <Field
          label={texts.base_url}
          hint={texts.base_url_how}
          name="base_url"
          type="url"
          pattern="https?://\S+"
          required
        />
        <Field label={texts.model} name="model" pattern="[^\s@]+" maxLength={200} required />
        <Select
          label={texts.secret}
          value={secret}
          onChange={({ target }) => void say({ secret: target.value || null })}
        >
          <option value="">{texts.no_secret}</option>
          {secrets.data?.items.map(({ name }) => (
            <option key={name}>{name}</option>
          ))}
        </Select>
        <div>
          <Button type="submit">{texts.add}</Button>
        </div>
      </form>
    </details>
  )
}
