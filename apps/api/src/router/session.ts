import { claimFirstAdmin, getOwnUser } from '@assay/core'
import { claimInput, createdApiKey, user } from '@assay/schemas'
import { z } from 'zod'
import { changeByAnyone, read } from '../call.ts'
import { procedure, router } from '../trpc.ts'

export const session = router({
  whoami: procedure
    .meta({ method: 'GET', path: '/me', summary: 'Who you are' })
    .output(user)
    .query(read((deps, actor) => getOwnUser(deps, actor))),
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
