import {
  changeEmail,
  changePassword,
  checkLink,
  confirmEmail,
  deleteAccount,
  getAccountOptions,
  getOwnUsage,
  requestReset,
  resetPassword,
  signUp,
  updateAccount,
} from '@assay/access'
import {
  accountDeleteInput,
  accountOptions,
  accountUpdateInput,
  changeEmailInput,
  changeEmailResult,
  changePasswordInput,
  confirmEmailInput,
  linkCheckInput,
  requestResetInput,
  resetPasswordInput,
  signUpInput,
  signUpResult,
  usage as usageSchema,
  user,
} from '@assay/schemas'
import { change, done, quietly, read, readByAnyone, tryByAnyone, tryChange } from '../call.ts'
import { procedure, router } from '../trpc.ts'

export const account = router({
  options: procedure
    .meta({ method: 'GET', path: '/account/options', summary: 'Who may sign up here, and whether mail is sent' })
    .output(accountOptions)
    .query(readByAnyone(getAccountOptions)),
  sign_up: procedure
    .meta({
      method: 'POST',
      path: '/account',
      summary: 'Make an account',
      errors: ['SIGN_UP_CLOSED', 'TOKEN_INVALID', 'INVITATION_FOR_ANOTHER', 'EMAIL_TAKEN'],
      creates: '',
    })
    .input(signUpInput)
    .output(signUpResult)
    .mutation(tryByAnyone(signUp)),
  // reads alone, but a token belongs in no URL
  check_link: procedure
    .meta({
      method: 'POST',
      path: '/account/check_link',
      summary: 'See whether a link works that was mailed or handed over, without using it up',
      errors: ['TOKEN_INVALID', 'SIGN_UP_CLOSED'],
    })
    .input(linkCheckInput)
    .output(done)
    .mutation(readByAnyone(quietly(checkLink))),
  confirm: procedure
    .meta({
      method: 'POST',
      path: '/account/confirm',
      summary: 'Confirm an e-mail address by the link that was mailed to it, and the password of the account',
      errors: ['TOKEN_INVALID', 'PASSWORD_WRONG', 'EMAIL_TAKEN'],
    })
    .input(confirmEmailInput)
    .output(done)
    .mutation(tryByAnyone(quietly(confirmEmail))),
  request_reset: procedure
    .meta({
      method: 'POST',
      path: '/account/request_reset',
      summary: 'Have a link to choose a new password mailed; the answer tells nothing about the address',
      errors: ['MAIL_UNAVAILABLE'],
    })
    .input(requestResetInput)
    .output(done)
    .mutation(tryByAnyone(quietly(requestReset))),
  reset_password: procedure
    .meta({
      method: 'POST',
      path: '/account/reset_password',
      summary: 'Choose a new password by a link; ends all sessions, and keeps API keys unless they are to be revoked',
      errors: ['TOKEN_INVALID'],
    })
    .input(resetPasswordInput)
    .output(done)
    .mutation(tryByAnyone(quietly(resetPassword))),
  change_password: procedure
    .meta({
      method: 'POST',
      path: '/account/change_password',
      summary: 'Choose a new password; ends all other sessions, and keeps API keys unless they are to be revoked',
      errors: ['PASSWORD_WRONG'],
      takes_password: true,
    })
    .input(changePasswordInput)
    .output(done)
    .mutation(tryChange(quietly(changePassword))),
  change_email: procedure
    .meta({
      method: 'POST',
      path: '/account/change_email',
      summary: 'Change your e-mail address; it is to be confirmed where the server sends mail',
      errors: ['PASSWORD_WRONG', 'EMAIL_TAKEN'],
      takes_password: true,
    })
    .input(changeEmailInput)
    .output(changeEmailResult)
    .mutation(tryChange(changeEmail)),
  update: procedure
    .meta({ method: 'PATCH', path: '/account', summary: 'Change your profile' })
    .input(accountUpdateInput)
    .output(user)
    .mutation(change(updateAccount)),
  delete: procedure
    .meta({
      method: 'POST',
      path: '/account/delete',
      summary: 'Delete your account with everything in it',
      errors: ['PASSWORD_WRONG', 'LAST_ADMIN', 'WORK_OF_OTHERS'],
      takes_password: true,
    })
    .input(accountDeleteInput)
    .output(done)
    .mutation(tryChange(quietly(deleteAccount))),
})

export const usage = router({
  get: procedure
    .meta({ method: 'GET', path: '/me/usage', summary: 'What you use, and how much you may' })
    .output(usageSchema)
    .query(read((deps, actor) => getOwnUsage(deps, actor))),
})
