'use client'

import type { Application } from '@assay/schemas'
import { useMutation } from '@tanstack/react-query'
import { useRouter } from 'next/navigation'
import { type FormEvent, useState } from 'react'
import { useApi } from '../data/api.ts'
import { textOf } from '../session/session-form.tsx'
import { applicationTexts } from '../texts/application.ts'
import { Button } from '../ui/button.tsx'
import { CopyText } from '../ui/copy-text.tsx'
import { Field } from '../ui/field.tsx'
import { Problem } from '../ui/problem.tsx'
import { InputField } from './input-field.tsx'
import { ParameterField } from './parameter-field.tsx'
import { asked, withRequired } from './required.ts'
import { givenIn, runCall, runCommand } from './run-request.ts'

interface RunFormProps {
  readonly application: Application
  readonly entrypoint: string
}

const texts = applicationTexts

/** Submits a run of an entrypoint with all that it requires. */
export function RunForm({ application, entrypoint }: RunFormProps) {
  const router = useRouter()
  const create = useMutation(
    useApi().runs.create.mutationOptions({ onSuccess: ({ id }) => router.push(`/runs/${id}`) }),
  )
  const wanted = asked(withRequired(application, entrypoint))
  const address = `${application.application}/${application.version}`
  const runOf = (form: HTMLFormElement) => {
    const values = new FormData(form)
    const name = textOf(values, 'name').trim()
    return {
      application: address,
      entrypoints: [entrypoint],
      ...givenIn(values, wanted),
      ...(name !== '' && { name }),
      ...(values.has('force') && { force_rerun: true }),
    }
  }
  const [given, setGiven] = useState<Partial<ReturnType<typeof runOf>>>({})
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault()
    create.mutate(runOf(event.currentTarget))
  }
  const { inputs = {}, parameters = {} } = given
  return (
    <form
      onSubmit={submit}
      onChange={({ currentTarget }) => setGiven(runOf(currentTarget))}
      className="grid max-w-4xl gap-6"
    >
      {wanted.parameters.length > 0 && (
        <fieldset className="grid items-start gap-4 sm:grid-cols-2">
          <legend className="mb-2 font-semibold">{texts.parameters}</legend>
          {wanted.parameters.map(([name, parameter]) => (
            <ParameterField key={name} name={name} parameter={parameter} />
          ))}
        </fieldset>
      )}
      {wanted.inputs.length > 0 && (
        <fieldset className="grid gap-4">
          <legend className="mb-2 font-semibold">{texts.inputs}</legend>
          {wanted.inputs.map(([name, input]) => (
            <InputField key={name} name={name} input={input} />
          ))}
        </fieldset>
      )}
      <div className="grid items-start gap-4 sm:grid-cols-2">
        <Field label={texts.run_name} name="name" hint={texts.run_name_hint} maxLength={200} />
        <label className="flex items-start gap-2 sm:pt-8">
          <input name="force" type="checkbox" className="mt-1" />
          {texts.force}
        </label>
      </div>
      {create.error && <Problem error={create.error} />}
      <div>
        <Button look="main" type="submit" disabled={create.isPending}>
          {texts.submit}
        </Button>
      </div>
      <div>
        <p className="text-quiet">{texts.same}</p>
        {Object.keys(inputs).length === 0 && <CopyText text={runCommand(`${address}/${entrypoint}`, parameters)} />}
        <CopyText text={runCall({ application: address, entrypoints: [entrypoint], ...given })} />
      </div>
    </form>
  )
}
