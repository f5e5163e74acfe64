'use client'

import { useQueryStates } from 'nuqs'
import { useApi, useApiClient } from '../data/api.ts'
import { usePages } from '../data/use-pages.ts'
import { adminTexts } from '../texts/admin.ts'
import { Loading } from '../ui/loading.tsx'
import { MoreButton } from '../ui/more-button.tsx'
import { Problem } from '../ui/problem.tsx'
import { Table } from '../ui/table.tsx'
import { Time } from '../ui/time.tsx'
import { AuditDetails } from './audit-details.tsx'
import { AuditFilters } from './audit-filters.tsx'
import { type AuditQuestion, auditAddress, auditFilterOf } from './audit-question.ts'

const texts = adminTexts.entry

/** Who changed what, newest first. */
export function AuditLog() {
  const [question, setQuestion] = useQueryStates(auditAddress)
  return (
    <>
      <AuditFilters question={question} onAsk={setQuestion} />
      {question.actor !== null && <p className="text-quiet">{texts.one_user}</p>}
      <Found question={question} onActor={(actor) => setQuestion({ actor })} />
    </>
  )
}

interface FoundProps {
  readonly question: AuditQuestion
  readonly onActor: (actor_id: string) => void
}

function Found({ question, onActor }: FoundProps) {
  const api = useApi()
  const client = useApiClient()
  const input = auditFilterOf(question)
  const entries = usePages({
    key: api.audit.list.infiniteQueryKey(input),
    read: (page) => client.audit.list.query({ ...input, ...page }),
  })
  if (entries.error) return <Problem error={entries.error} onAgain={() => entries.refetch()} />
  if (!entries.data) return <Loading />
  const rows = entries.data.pages.flatMap(({ items }) => items)
  if (rows.length === 0) return <p className="text-quiet">{texts.none_like}</p>
  return (
    <div>
      <Table
        label={adminTexts.audit}
        rows={rows}
        keyOf={({ id }) => id}
        columns={[
          { title: texts.when, cell: ({ created_at }) => <Time at={created_at} /> },
          {
            title: texts.who,
            cell: ({ actor_id, actor_email }) => <Actor id={actor_id} email={actor_email} onActor={onActor} />,
          },
          { title: texts.what, cell: ({ procedure }) => <code>{procedure}</code> },
          { title: texts.about, cell: ({ target }) => <Target target={target} /> },
          { title: texts.from, cell: ({ address }) => <span className="text-quiet">{address}</span> },
          { title: texts.details, cell: (entry) => <AuditDetails entry={entry} /> },
        ]}
      />
      <MoreButton query={entries} />
    </div>
  )
}

interface ActorProps {
  readonly id: string | null
  readonly email: string | null
  readonly onActor: (actor_id: string) => void
}

function Actor({ id, email, onActor }: ActorProps) {
  if (id === null) return <span className="text-quiet">{texts.nobody}</span>
  return (
    <button type="button" title={texts.only(email ?? id)} className="hover:underline" onClick={() => onActor(id)}>
      {email ?? id}
    </button>
  )
}

function Target({ target }: { readonly target: Readonly<Record<string, string>> }) {
  const { id, ...named } = target
  // the id of what a call was about mostly stands under its own noun, too
  const is_said = id === undefined || Object.values(named).includes(id)
  return (
    <ul>
      {Object.entries(is_said ? named : target).map(([field, value]) => (
        <li key={field}>
          <span className="text-quiet">{field}</span> <span className="break-all">{value}</span>
        </li>
      ))}
    </ul>
  )
}
