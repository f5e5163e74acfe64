'use client'

import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useApi, useApiClient } from '../data/api.ts'
import { usePages } from '../data/use-pages.ts'
import { adminTexts } from '../texts/admin.ts'
import { ConfirmButton } from '../ui/confirm-button.tsx'
import { Empty } from '../ui/empty.tsx'
import { Loading } from '../ui/loading.tsx'
import { MoreButton } from '../ui/more-button.tsx'
import { Problem } from '../ui/problem.tsx'
import { Table } from '../ui/table.tsx'
import { Time } from '../ui/time.tsx'
import { useToast } from '../ui/toast.tsx'

const texts = adminTexts.invitation

/** Invitations that nobody has used yet. */
export function InvitationList() {
  const api = useApi()
  const client = useApiClient()
  const say = useToast()
  const queries = useQueryClient()
  const invitations = usePages({
    key: api.invitations.list.infiniteQueryKey({}),
    read: (page) => client.invitations.list.query(page),
  })
  const revoke = useMutation(
    api.invitations.revoke.mutationOptions({
      onSuccess: () => queries.invalidateQueries(api.invitations.list.pathFilter()),
    }),
  )
  if (invitations.error && !invitations.data)
    return <Problem error={invitations.error} onAgain={() => invitations.refetch()} />
  if (!invitations.data) return <Loading />
  const rows = invitations.data.pages.flatMap(({ items }) => items)
  if (rows.length === 0)
    return <Empty title={texts.none} how={texts.none_how} command="assay users invite ada@example.org" />
  return (
    <div>
      {revoke.error && <Problem error={revoke.error} />}
      <Table
        label={adminTexts.invitations}
        rows={rows}
        keyOf={({ id }) => id}
        columns={[
          { title: texts.email, cell: ({ email }) => email },
          { title: adminTexts.groups, cell: ({ groups }) => groups.join(', ') },
          { title: texts.sent, cell: ({ created_at }) => <Time at={created_at} /> },
          { title: texts.expires, cell: ({ expires_at }) => <Time at={expires_at} /> },
          {
            title: '',
            cell: ({ id, email }) => (
              <ConfirmButton
                text={texts.revoke}
                subject={email}
                warning={texts.revoke_sure}
                is_pending={revoke.isPending}
                onConfirm={() =>
                  revoke.mutate({ invitation_id: id }, { onSuccess: () => say({ text: texts.revoked(email) }) })
                }
              />
            ),
          },
        ]}
      />
      <MoreButton query={invitations} />
    </div>
  )
}
