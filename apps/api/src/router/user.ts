import { listManagedUsers, makeResetLink, readManagedUser, removeUser, updateManagedUser } from '@assay/access'
import {
  managedUser,
  resetLink,
  userDeleteInput,
  userListInput,
  userPage,
  userRef,
  userUpdateInput,
} from '@assay/schemas'
import { change, done, quietly, read } from '../call.ts'
import { procedure, router } from '../trpc.ts'

export const users = router({
  list: procedure
    .meta({ method: 'GET', path: '/users', summary: 'List everybody who has an account' })
    .input(userListInput)
    .output(userPage)
    .query(read(listManagedUsers)),
  get: procedure
    .meta({ method: 'GET', path: '/users/{user_id}', summary: 'Get a user' })
    .input(userRef)
    .output(managedUser)
    .query(read(readManagedUser)),
  update: procedure
    .meta({
      method: 'PATCH',
      path: '/users/{user_id}',
      summary: 'Change what a user may do, at once and everywhere; what is absent stays',
      errors: ['LAST_ADMIN', 'USER_BEING_DELETED'],
    })
    .input(userUpdateInput)
    .output(managedUser)
    .mutation(change(updateManagedUser)),
  create_reset_link: procedure
    .meta({
      method: 'POST',
      path: '/users/{user_id}/reset_link',
      summary: 'Make a link with which a user can choose a new password, to hand over; shown this once',
      errors: ['USER_BEING_DELETED'],
      creates: '',
    })
    .input(userRef)
    .output(resetLink)
    .mutation(change(makeResetLink)),
  delete: procedure
    .meta({
      method: 'DELETE',
      path: '/users/{user_id}',
      summary: 'Delete a user with everything of theirs',
      errors: ['LAST_ADMIN', 'WORK_OF_OTHERS'],
    })
    .input(userDeleteInput)
    .output(done)
    .mutation(change(quietly(removeUser))),
})
