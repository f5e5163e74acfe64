'use client'

import type { Application } from '@assay/schemas'
import { useQuery } from '@tanstack/react-query'
import { parseAsString, useQueryStates } from 'nuqs'
import { useApi } from '../data/api.ts'
import { applicationTexts } from '../texts/application.ts'
import { errorTexts } from '../texts/error.ts'
import { Loading } from '../ui/loading.tsx'
import { PageTitle } from '../ui/page-title.tsx'
import { Problem } from '../ui/problem.tsx'
import { Section } from '../ui/section.tsx'
import { Select } from '../ui/select.tsx'
import { EntrypointFacts } from './entrypoint-facts.tsx'
import { LastRuns } from './last-runs.tsx'
import { RunForm } from './run-form.tsx'

const address = { version: parseAsString, entrypoint: parseAsString } as const

/** An application: one of its versions, and one entrypoint of this, to run. */
export function ApplicationPage({ name }: { readonly name: string }) {
  const api = useApi()
  const [asked, setAsked] = useQueryStates(address)
  const versions = useQuery(api.applications.list.queryOptions({ application: name, limit: 200 }))
  const known = versions.data?.items.map(({ version }) => version) ?? []
  const version = asked.version ?? known[0]
  if (versions.error) return <Problem error={versions.error} onAgain={() => versions.refetch()} />
  if (!versions.data) return <Loading />
  if (version === undefined) return <p role="alert">{errorTexts.not_found}</p>
  return (
    <>
      <PageTitle>{name}</PageTitle>
      <Version
        name={name}
        version={version}
        versions={known}
        entrypoint={asked.entrypoint}
        onVersion={(chosen) => setAsked({ version: chosen, entrypoint: null })}
        onEntrypoint={(chosen) => setAsked({ entrypoint: chosen })}
      />
    </>
  )
}

interface VersionProps {
  readonly name: string
  readonly version: string
  readonly versions: readonly string[]
  readonly entrypoint: string | null
  readonly onVersion: (version: string) => void
  readonly onEntrypoint: (entrypoint: string) => void
}

function Version({ name, version, versions, entrypoint, onVersion, onEntrypoint }: VersionProps) {
  const found = useQuery(useApi().applications.get.queryOptions({ application: name, version }))
  if (found.error) return <Problem error={found.error} onAgain={() => found.refetch()} />
  if (!found.data) return <Loading />
  const { entrypoints } = found.data
  const shown = entrypoints.find((one) => one.entrypoint === entrypoint) ?? entrypoints[0]
  return (
    <div className="grid grid-cols-1 gap-8">
      <div className="flex flex-wrap gap-3">
        <Choice label={applicationTexts.version} value={version} choices={versions} onChange={onVersion} />
        <Choice
          label={applicationTexts.entrypoint}
          value={shown?.entrypoint ?? ''}
          choices={entrypoints.map((one) => one.entrypoint)}
          onChange={onEntrypoint}
        />
      </div>
      {shown && <Shown application={found.data} entrypoint={shown} />}
    </div>
  )
}

interface ShownProps {
  readonly application: Application
  readonly entrypoint: Application['entrypoints'][number]
}

function Shown({ application, entrypoint }: ShownProps) {
  return (
    <>
      <EntrypointFacts entrypoint={entrypoint} />
      <Section title={applicationTexts.run} how={applicationTexts.run_how}>
        <RunForm
          key={`${application.version}/${entrypoint.entrypoint}`}
          application={application}
          entrypoint={entrypoint.entrypoint}
        />
      </Section>
      <Section title={applicationTexts.recent}>
        <LastRuns name={`${application.application}/${application.version}/${entrypoint.entrypoint}`} />
      </Section>
    </>
  )
}

interface ChoiceProps {
  readonly label: string
  readonly value: string
  readonly choices: readonly string[]
  readonly onChange: (choice: string) => void
}

function Choice({ label, value, choices, onChange }: ChoiceProps) {
  return (
    <Select label={label} value={value} className="min-w-40" onChange={({ target }) => onChange(target.value)}>
      {choices.map((choice) => (
        <option key={choice} value={choice}>
          {choice}
        </option>
      ))}
    </Select>
  )
}
