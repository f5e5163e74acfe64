import {
  calibrateJudge,
  createJudge,
  drawSample,
  getJudge,
  listOwnJudges,
  listOwnSamples,
  removeJudge,
} from '@assay/core'
import {
  calibration,
  judge,
  judgeCalibrateInput,
  judgeCreateInput,
  judgeListInput,
  judgePage,
  judgeRef,
  judgeRemoveInput,
  judgeSampleInput,
  labelSample,
  labelSampleListInput,
  labelSamplePage,
} from '@assay/schemas'
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
  sample: procedure
    .meta({
      method: 'POST',
      path: '/judges/{name}/samples',
      summary: 'Draw examples for people to label',
      errors: ['RUN_NOT_FOUND', 'EXPERIMENT_NOT_FOUND', 'SCORE_MISSING', 'COMPARISON_DATASETS_DIFFER'],
      creates: '/label_samples',
    })
    .input(judgeSampleInput)
    .output(labelSample)
    .mutation(change(drawSample)),
  samples: procedure
    .meta({ method: 'GET', path: '/label_samples', summary: 'List your samples for people to label' })
    .input(labelSampleListInput)
    .output(labelSamplePage)
    .query(read(listOwnSamples)),
  calibrate: procedure
    .meta({
      method: 'GET',
      path: '/label_samples/{sample_id}/calibration',
      summary: 'Compare a judge with the labels of people',
      errors: ['SAMPLE_NOT_FOUND', 'RUN_NOT_FOUND', 'SCORE_MISSING'],
    })
    .input(judgeCalibrateInput)
    .output(calibration)
    .query(read(calibrateJudge)),
})
