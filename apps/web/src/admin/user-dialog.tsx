'use client'

import { useQuery } from '@tanstack/react-query'
import { useApi } from '../data/api.ts'
import { Dialog } from '../ui/dialog.tsx'
import { Loading } from '../ui/loading.tsx'
import { Problem } from '../ui/problem.tsx'
import { DeleteUser } from './delete-user.tsx'
import { DisableUser } from './disable-user.tsx'
import { ResetLink } from './reset-link.tsx'
import { UserForm } from './user-form.tsx'

interface UserDialogProps {
  readonly user_id: string
  readonly onClose: () => void
}

/** What an admin can do with a user. */
export function UserDialog({ user_id, onClose }: UserDialogProps) {
  const user = useQuery(useApi().users.get.queryOptions({ user_id }))
  return (
    <Dialog title={user.data?.email ?? ''} onClose={onClose}>
      {user.error && <Problem error={user.error} onAgain={() => user.refetch()} />}
      {user.isPending && <Loading />}
      {user.data && (
        <>
          <UserForm user={user.data} onSaved={onClose} />
          <div className="flex flex-wrap items-start gap-2 border-t border-line pt-4">
            <ResetLink user_id={user_id} />
            <DisableUser user={user.data} />
            <DeleteUser user={user.data} onDone={onClose} />
          </div>
        </>
      )}
    </Dialog>
  )
}
