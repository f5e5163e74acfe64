import { claimFirstAdmin, getOwnUser, signIn, signOut } from '@assay/core'
import { claimInput, createdApiKey, signInInput, user } from '@assay/schemas'
import { z } from 'zod'
import { changeByAnyone, closingSession, done, openingSession, read } from '../call.ts'
import { procedure, router } from '../trpc.ts'

export const session = router({
  whoami: procedure
    .meta({ method: 'GET', path: '/me', summary: 'Who you are' })
    .output(user)
    .query(read((deps, actor) => getOwnUser(deps, actor))),
  create: procedure
    .meta({
      method: 'POST',
      path: '/session',
      summary: 'Sign a browser in by a cookie; scripts need none',
      errors: ['CREDENTIALS_INVALID', 'CROSS_SITE_REQUEST'],
      creates: '',
      sets_cookie: true,
    })
    .input(signInInput)
    .output(z.object({ user }))
    .mutation(openingSession(signIn)),
  delete: procedure
    .meta({ method: 'DELETE', path: '/session', summary: 'Sign out the browser that asks', sets_cookie: true })
    .output(done)
    .mutation(closingSession((deps, actor) => signOut(deps, actor))),
  claim: procedure
    .meta({
      method: 'POST',
      path: '/claim',
      summary: 'Redeem the one-time link of the first start',
      errors: ['LINK_INVALID'],
      creates: '',
    })
    .input(claimInput)
    .output(z.object({ user, api_key: createdApiKey }))
    .mutation(changeByAnyone(claimFirstAdmin)),
})
