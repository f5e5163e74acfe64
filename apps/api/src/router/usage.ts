import { getOwnUsage } from '@assay/access'
import { usage as usageSchema } from '@assay/schemas'
import { read } from '../call.ts'
import { procedure, router } from '../trpc.ts'

export const usage = router({
  get: procedure
    .meta({ method: 'GET', path: '/me/usage', summary: 'What you use, and how much you may' })
    .output(usageSchema)
    .query(read((deps, actor) => getOwnUsage(deps, actor))),
})
