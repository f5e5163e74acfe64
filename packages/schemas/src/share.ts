import { z } from 'zod'
import { id, time } from './field.ts'
import { pageInput, pageOf } from './page.ts'
import { email, group } from './user.ts'

const access = z
  .enum(['read', 'write'])
  .describe(
    'read: to see it and all that belongs to it; write: of an experiment, also to evaluate and compare in it; of a run, also to stop, retry and delete it',
  )

/** Lets a user, or a group, at one thing of its owner's. */
export const share = z
  .object({
    id,
    owner_id: id.describe('whose the thing is'),
    owner_email: z.string().describe('e-mail address of the owner'),
    dataset_id: id.nullable().describe('the dataset that is shared; null: it is another thing'),
    experiment_id: id.nullable().describe('the experiment that is shared; null: it is another thing'),
    run_id: id.nullable().describe('the run that is shared; null: it is another thing'),
    name: z.string().describe('what the thing is called'),
    with: z
      .union([
        z.object({ user_id: id, email: z.string().describe('e-mail address of the user') }),
        z.object({ group: group.describe('everyone in this group') }),
      ])
      .describe('whom it is shared with'),
    access,
    created_at: time,
  })
  .describe('A share: both sides see it.')

/** Lets a user, or a group, at one thing of its owner's. */
export type Share = z.infer<typeof share>

const thing = {
  dataset_id: id.optional().describe('a dataset, for reading only'),
  experiment_id: id.optional().describe('an experiment with its runs, comparisons and, if yours, its dataset'),
  run_id: id.optional().describe('a run with its jobs, events, outputs and examples'),
}

/** Names one thing that can be shared. */
export type ShareableRef = { readonly [Noun in keyof typeof thing]?: string | undefined }

function isOneThing({ dataset_id, experiment_id, run_id }: ShareableRef): boolean {
  return [dataset_id, experiment_id, run_id].filter((named) => named !== undefined).length === 1
}

/** Shares a thing, or changes how far an earlier share of it goes. */
export const shareCreateInput = z
  .object({
    ...thing,
    with: z
      .union([
        z.strictObject({ email: email.describe('e-mail address of a user') }),
        z.strictObject({ user_id: id.describe('a user') }),
        z.strictObject({ group: group.describe('everyone in this group, now and later') }),
      ])
      .describe('whom to share it with: {"email"}, {"user_id"} or {"group"}'),
    access: access.default('read'),
  })
  .refine(isOneThing, 'needs exactly one of dataset_id, experiment_id and run_id')

/** Lists shares. */
export const shareListInput = pageInput.extend({
  ...thing,
  given: z
    .enum(['by_me', 'to_me', 'by_anyone'])
    .optional()
    .describe(
      'by_me: of what is yours; to_me: with you or a group of yours; by_anyone: all, for admins; absent: by_me and to_me',
    ),
})

/** A page of shares. */
export const sharePage = pageOf(share)

/** Names a share. */
export const shareRef = z.object({ share_id: id })
