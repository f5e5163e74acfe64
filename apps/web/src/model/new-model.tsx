'use client'

import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useApi } from '../data/api.ts'
import { textOf } from '../session/session-form.tsx'
import { modelTexts } from '../texts/model.ts'
import { Button } from '../ui/button.tsx'
import { Field } from '../ui/field.tsx'
import { Problem } from '../ui/problem.tsx'
import { Select } from '../ui/select.tsx'
import { useToast } from '../ui/toast.tsx'

/** Keeps a model behind an endpoint under a name. */
export function NewModel() {
  const api = useApi()
  const say = useToast()
  const queries = useQueryClient()
  const secrets = useQuery(api.secrets.list.queryOptions())
  const put = useMutation(
    api.models.put.mutationOptions({
      onSuccess: ({ name }) => {
        say({ text: modelTexts.kept(name) })
        return queries.invalidateQueries(api.models.list.pathFilter())
      },
    }),
  )
  return (
    <form
      className="grid max-w-3xl items-start gap-3 sm:grid-cols-2"
      onSubmit={(event) => {
        event.preventDefault()
        const form = event.currentTarget
        const values = new FormData(form)
        const secret = textOf(values, 'secret')
        put.mutate(
          {
            name: textOf(values, 'name'),
            model: {
              provider: 'openai-compatible',
              model: textOf(values, 'model'),
              base_url: textOf(values, 'base_url'),
              ...(secret !== '' && { secret }),
            },
          },
          { onSuccess: () => form.reset() },
        )
      }}
    >
      <Field label={modelTexts.entry_name} name="name" maxLength={200} placeholder="lab/summarizer" required />
      <Field label={modelTexts.model} name="model" maxLength={200} required />
      <Field label={modelTexts.base_url} hint={modelTexts.base_url_how} name="base_url" type="url" required />
      <Select label={modelTexts.key} name="secret">
        <option value="">{modelTexts.no_key}</option>
        {secrets.data?.items.map(({ name }) => (
          <option key={name}>{name}</option>
        ))}
      </Select>
      {put.error && <Problem error={put.error} />}
      <div className="sm:col-span-2">
        <Button type="submit" disabled={put.isPending}>
          {modelTexts.keep}
        </Button>
      </div>
    </form>
  )
}
