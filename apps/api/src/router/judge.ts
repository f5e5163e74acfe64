import { createJudge, getJudge, listOwnJudges, removeJudge } from '@assay/core'
import { judge, judgeCreateInput, judgeListInput, judgePage, judgeRef, judgeRemoveInput } from '@assay/schemas'
import { change, done, quietly, read } from '../call.ts'
import { procedure, router } from '../trpc.ts'

export const judges = router({
  create: procedure
    .meta({
      method: 'POST',
      path: '/judges',
      summary: 'Make a judge, or its next version',
      errors: ['MODEL_UNKNOWN', 'SECRET_NOT_FOUND'],
      creates: '/judges',
    })
    .input(judgeCreateInput)
    .output(judge)
    .mutation(change(createJudge)),
  get: procedure
    .meta({ method: 'GET', path: '/judges/{name}', summary: 'Get a judge', errors: ['JUDGE_NOT_FOUND'] })
    .input(judgeRef)
    .output(judge)
    .query(read(getJudge)),
  list: procedure
    .meta({ method: 'GET', path: '/judges', summary: 'List your judges' })
    .input(judgeListInput)
    .output(judgePage)
    .query(read(listOwnJudges)),
  remove: procedure
    .meta({
      method: 'DELETE',
      path: '/judges/{name}',
      summary: 'Remove a judge with all its versions; runs keep theirs',
      errors: ['JUDGE_NOT_FOUND'],
    })
    .input(judgeRemoveInput)
    .output(done)
    .mutation(change(quietly(removeJudge))),
})
