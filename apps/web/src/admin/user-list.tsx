'use client'

import { group, type ManagedUser } from '@assay/schemas'
import { debounce, parseAsString, parseAsStringLiteral, useQueryStates } from 'nuqs'
import { useApi, useApiClient } from '../data/api.ts'
import { usePages } from '../data/use-pages.ts'
import { adminTexts } from '../texts/admin.ts'
import { Button } from '../ui/button.tsx'
import { Field } from '../ui/field.tsx'
import { Loading } from '../ui/loading.tsx'
import { MoreButton } from '../ui/more-button.tsx'
import { bytesText, countText } from '../ui/number.ts'
import { Problem } from '../ui/problem.tsx'
import { Select } from '../ui/select.tsx'
import { Table } from '../ui/table.tsx'
import { Time } from '../ui/time.tsx'
import { UserDialog } from './user-dialog.tsx'
import { UserState } from './user-state.tsx'

const texts = adminTexts.user
const typingMs = 300

const address = {
  search: parseAsString,
  group: parseAsStringLiteral(group.options),
  user: parseAsString,
} as const

/** Everybody who has an account; one of them opens in a dialog. */
export function UserList() {
  const [{ search, group: of_group, user }, setAddress] = useQueryStates(address)
  return (
    <>
      <div className="flex flex-wrap items-end gap-3">
        <Field
          label={texts.search}
          type="search"
          defaultValue={search ?? ''}
          onChange={({ target }) =>
            setAddress({ search: target.value.trim() || null }, { limitUrlUpdates: debounce(typingMs) })
          }
        />
        <Select
          label={texts.of_group}
          value={of_group ?? ''}
          className="py-2"
          onChange={({ target }) => setAddress({ group: group.options.find((one) => one === target.value) ?? null })}
        >
          <option value="">{texts.any_group}</option>
          {group.options.map((one) => (
            <option key={one} value={one}>
              {one}
            </option>
          ))}
        </Select>
      </div>
      <Found
        input={{ ...(search !== null && { search }), ...(of_group !== null && { group: of_group }) }}
        onOpen={(id) => setAddress({ user: id })}
      />
      {user !== null && <UserDialog user_id={user} onClose={() => setAddress({ user: null })} />}
    </>
  )
}

interface FoundProps {
  readonly input: { readonly search?: string; readonly group?: (typeof group.options)[number] }
  readonly onOpen: (user_id: string) => void
}

function Found({ input, onOpen }: FoundProps) {
  const api = useApi()
  const client = useApiClient()
  const users = usePages({
    key: api.users.list.infiniteQueryKey(input),
    read: (page) => client.users.list.query({ ...input, ...page }),
  })
  if (users.error && !users.data) return <Problem error={users.error} onAgain={() => users.refetch()} />
  if (!users.data) return <Loading />
  const rows = users.data.pages.flatMap(({ items }) => items)
  if (rows.length === 0) return <p className="text-quiet">{texts.none_like}</p>
  return (
    <div>
      <Table label={adminTexts.users} rows={rows} keyOf={({ id }) => id} columns={columnsFor(onOpen)} />
      <MoreButton query={users} />
    </div>
  )
}

function columnsFor(onOpen: (user_id: string) => void) {
  return [
    {
      title: texts.name,
      cell: ({ name, email }: ManagedUser) => (
        <>
          <span className="block font-medium">{name}</span>
          {name !== email && <span className="block text-quiet">{email}</span>}
        </>
      ),
    },
    { title: adminTexts.groups, cell: ({ groups }: ManagedUser) => groups.join(', ') },
    { title: texts.state, cell: (user: ManagedUser) => <UserState user={user} /> },
    {
      title: texts.storage,
      is_number: true,
      cell: ({ max_storage_bytes: most }: ManagedUser) => limitText(most, bytesText),
    },
    {
      title: texts.jobs,
      is_number: true,
      cell: ({ max_running_jobs: most }: ManagedUser) => limitText(most, countText),
    },
    { title: texts.since, cell: ({ created_at }: ManagedUser) => <Time at={created_at} /> },
    {
      title: '',
      cell: ({ id, email }: ManagedUser) => (
        <Button look="quiet" className="p-0" aria-label={`${texts.edit}: ${email}`} onClick={() => onOpen(id)}>
          {texts.edit}
        </Button>
      ),
    },
  ]
}

function limitText(most: number | null, textOf: (most: number) => string) {
  return most === null ? <span className="whitespace-nowrap text-quiet">{texts.as_server}</span> : textOf(most)
}
