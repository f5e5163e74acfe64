'use client'

import type { Share } from '@assay/schemas'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import type { FormEvent } from 'react'
import { useApi, useApiClient } from '../data/api.ts'
import { usePages } from '../data/use-pages.ts'
import { listTexts } from '../texts/list.ts'
import { shareTexts } from '../texts/share.ts'
import { Button } from '../ui/button.tsx'
import { Field } from '../ui/field.tsx'
import { Loading } from '../ui/loading.tsx'
import { Problem } from '../ui/problem.tsx'
import { Select } from '../ui/select.tsx'
import { Table } from '../ui/table.tsx'
import { Time } from '../ui/time.tsx'
import { useToast } from '../ui/toast.tsx'

/** The thing that is shared. */
export type SharedThing =
  | { readonly dataset_id: string }
  | { readonly experiment_id: string }
  | { readonly run_id: string }
  | { readonly file_id: string }

const groups = ['users', 'admin', 'workers'] as const

/** Who may see a thing, and how far that goes. */
export function SharePanel({ thing }: { readonly thing: SharedThing }) {
  const api = useApi()
  const client = useApiClient()
  const shares = usePages({
    key: api.shares.list.infiniteQueryKey(thing),
    read: (page) => client.shares.list.query({ ...thing, ...page }),
  })
  const { add, remove } = useShareChanges()
  const share = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault()
    const form = event.currentTarget
    const fields = new FormData(form)
    const whom = String(fields.get('with')).trim()
    const access = fields.get('access') === 'write' ? 'write' : 'read'
    const group = groups.find((one) => one === whom)
    add.mutate({ ...thing, with: group ? { group } : { email: whom }, access }, { onSuccess: () => form.reset() })
  }
  const items = shares.data?.pages.flatMap((page) => page.items) ?? []
  return (
    <div className="grid gap-4">
      <form onSubmit={share} className="flex flex-wrap items-end gap-3">
        <div className="w-72 max-w-full">
          <Field label={shareTexts.with} name="with" required />
        </div>
        <Select label={shareTexts.access} name="access">
          <option value="read">{shareTexts.read}</option>
          <option value="write">{shareTexts.write}</option>
        </Select>
        <Button look="main" type="submit" disabled={add.isPending}>
          {shareTexts.share}
        </Button>
      </form>
      {add.error && <Problem error={add.error} />}
      {shares.error && <Problem error={shares.error} onAgain={() => shares.refetch()} />}
      {shares.isPending && <Loading />}
      {shares.data && items.length === 0 && <p className="text-quiet">{shareTexts.none}</p>}
      {items.length > 0 && <Shares items={items} onRemove={(one) => remove.mutate({ share_id: one.id })} />}
      {shares.hasNextPage && <Button onClick={() => shares.fetchNextPage()}>{listTexts.more}</Button>}
    </div>
  )
}

function Shares({ items, onRemove }: { readonly items: readonly Share[]; readonly onRemove: (share: Share) => void }) {
  return (
    <Table
      label={shareTexts.title}
      rows={items}
      keyOf={({ id }) => id}
      columns={[
        { title: shareTexts.who, cell: (share) => nameOf(share) },
        { title: shareTexts.access, cell: ({ access }) => shareTexts[access] },
        { title: shareTexts.since, cell: ({ created_at }) => <Time at={created_at} /> },
        {
          title: shareTexts.change,
          cell: (share) => (
            <Button aria-label={`${shareTexts.revoke} ${nameOf(share)}`} onClick={() => onRemove(share)}>
              {shareTexts.revoke}
            </Button>
          ),
        },
      ]}
    />
  )
}

function nameOf(share: Share): string {
  return 'group' in share.with ? `${shareTexts.group} ${share.with.group}` : share.with.email
}

function useShareChanges() {
  const api = useApi()
  const queries = useQueryClient()
  const say = useToast()
  const fresh = () => queries.invalidateQueries({ queryKey: api.shares.list.pathKey() })
  const add = useMutation(api.shares.create.mutationOptions({ onSuccess: fresh }))
  const remove = useMutation(
    api.shares.delete.mutationOptions({
      onSuccess: async () => {
        say({ text: shareTexts.revoked })
        await fresh()
      },
    }),
  )
  return { add, remove }
}
