import { listAudit } from '@assay/access'
import { auditListInput, auditPage } from '@assay/schemas'
import { read } from '../call.ts'
import { procedure, router } from '../trpc.ts'

export const audit = router({
  list: procedure
    .meta({ method: 'GET', path: '/audit', summary: 'List who changed what' })
    .input(auditListInput)
    .output(auditPage)
    .query(read(listAudit)),
})
