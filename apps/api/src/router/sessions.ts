import { endOwnSession, listOwnSessions } from '@assay/access'
import { pageInput, sessionPage, sessionRef } from '@assay/schemas'
import { done, erase, read } from '../call.ts'
import { procedure, router } from '../trpc.ts'

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
    .mutation(erase(endOwnSession)),
})
