import {
  claimFirstAdmin,
  endOwnSession,
  getCurrentUser,
  listIssuers,
  listOwnSessions,
  signIn,
  signOut,
} from '@assay/access'
import {
  claimInput,
  createdApiKey,
  currentUser,
  issuer,
  pageInput,
  sessionPage,
  sessionRef,
  signInInput,
  user,
} from '@assay/schemas'
import { z } from 'zod'
import { change, closingSession, done, openingSession, quietly, read, readByAnyone, tryByAnyone } from '../call.ts'
import { procedure, router } from '../trpc.ts'

/** The caller's credential, and how to sign in and out. */
export const session = router({
  whoami: procedure
    .meta({ method: 'GET', path: '/me', summary: 'Who you are, and with which credential' })
    .output(currentUser)
    .query(read((deps, actor) => getCurrentUser(deps, actor))),
  issuers: procedure
    .meta({ method: 'GET', path: '/issuers', summary: 'List the identity providers to sign in with' })
    .output(z.object({ items: z.array(issuer) }))
    .query(readByAnyone((deps) => listIssuers(deps))),
  create: procedure
    .meta({
      method: 'POST',
      path: '/session',
      summary: 'Sign a browser in by a cookie; scripts need none',
      errors: ['CREDENTIALS_INVALID'],
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
      errors: ['LINK_INVALID', 'EMAIL_TAKEN'],
      creates: '',
    })
    .input(claimInput)
    .output(z.object({ user, api_key: createdApiKey }))
    .mutation(tryByAnyone(claimFirstAdmin)),
})

export const sessions = router({
  list: procedure
    .meta({ method: 'GET', path: '/sessions', summary: 'List the browsers in which you are signed in' })
    .input(pageInput)
    .output(sessionPage)
    .query(read(listOwnSessions)),
  revoke: procedure
    .meta({ method: 'DELETE', path: '/sessions/{session_id}', summary: 'Sign a browser out' })
    .input(sessionRef)
    .output(done)
    .mutation(change(quietly(endOwnSession))),
})
