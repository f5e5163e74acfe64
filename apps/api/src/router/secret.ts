import { forgetSecret, listOwnSecrets, storeSecret } from '@assay/access'
import { secret, secretPutInput, secretRef } from '@assay/schemas'
import { z } from 'zod'
import { change, done, quietly, read } from '../call.ts'
import { procedure, router } from '../trpc.ts'

export const secrets = router({
  put: procedure
    .meta({ method: 'PUT', path: '/secrets/{name}', summary: 'Store a secret, or replace its value' })
    .input(secretPutInput)
    .output(secret)
    .mutation(change(storeSecret)),
  list: procedure
    .meta({ method: 'GET', path: '/secrets', summary: 'List the names of your secrets' })
    .output(z.object({ items: z.array(secret) }))
    .query(read((deps, actor) => listOwnSecrets(deps, actor))),
  delete: procedure
    .meta({ method: 'DELETE', path: '/secrets/{name}', summary: 'Forget a secret', errors: ['SECRET_NOT_FOUND'] })
    .input(secretRef)
    .output(done)
    .mutation(change(quietly(forgetSecret))),
})
