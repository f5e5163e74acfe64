import { z } from 'zod'
import { experiment } from './experiment.ts'
import { id, name } from './field.ts'
import { judgeName } from './judge.ts'

/** Makes an experiment of an uploaded bundle. */
export const experimentImportInput = z.object({
  upload_id: id.describe('a complete upload: the bundle that was exported; it is used up'),
  name: name.optional().describe('of the new experiment; absent: that of the one that was exported'),
})

/** What was made of the bundle of an experiment. */
export const experimentImport = z
  .object({
    experiment,
    dataset_is_new: z
      .boolean()
      .describe('false: the same file, read alike, was here already: the experiment is on that version'),
    runs: z.number().int().describe('how many runs it has'),
    judges_made: z.array(judgeName).describe('judges that were made, as you had none of their names'),
    judges_kept: z
      .array(judgeName)
      .describe('judges of whose names you have one already, which stays; runs keep the judge that scored them'),
    samples: z.number().int().describe('how many samples with labels it has'),
    stored_bytes: z.number().int().describe('bytes that were stored for it; those that you had already are not'),
  })
  .describe('What was made of the bundle of an experiment.')

/** What was made of the bundle of an experiment. */
export type ExperimentImport = z.infer<typeof experimentImport>
