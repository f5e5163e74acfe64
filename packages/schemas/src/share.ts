import { z } from 'zod'
import { id, reference, time } from './field.ts'
import { fileReference } from './file.ts'
import { pageInput, pageOf } from './page.ts'
import { email, group } from './user.ts'

/**
 * What can be shared, and what a share gives access to. A further noun is one line here: the compiler then asks for one
 * in each table of nouns, and a test of the database for its column.
 */
const shareables = [
  { noun: 'dataset', gives: 'a dataset' },
  { noun: 'experiment', gives: 'an experiment with its runs, comparisons and, if yours, its dataset' },
  { noun: 'run', gives: 'a run with its jobs, events, outputs and examples' },
  { noun: 'file', gives: 'a file, or a folder with all that is in it, now and later' },
] as const

type Shareable = (typeof shareables)[number]

/** What can be shared. */
export type ShareableNoun = Shareable['noun']

/** What can be shared. */
export const shareableNouns: readonly ShareableNoun[] = shareables.map(({ noun }) => noun)

/** The field that names a thing that can be shared. */
export type ShareableField = `${ShareableNoun}_id`

/** The field that names a thing of this noun. */
export function shareableField<Noun extends ShareableNoun>(noun: Noun): `${Noun}_id` {
  return `${noun}_id`
}

/** The fields that name what can be shared. */
export const shareableFields: readonly ShareableField[] = shareableNouns.map(shareableField)

function ofEach<Field>(make: (shareable: Shareable) => Field): Record<ShareableField, Field> {
  const fields = shareables.map((shareable) => [shareableField(shareable.noun), make(shareable)])
  return z.record(z.enum(shareableFields), z.custom<Field>()).parse(Object.fromEntries(fields))
}

const access = z
  .enum(['read', 'write'])
  .describe(
    'read: to see it and all that belongs to it; write: of a dataset, also to review its references; of an ' +
      'experiment, also to evaluate and compare in it; of ' +
      'a run, also to stop, retry and delete it; of a file, also to replace it, of a folder, also to add, change and ' +
      'delete what is in it',
  )

/** Lets a user, or a group, at one thing of its owner's. */
export const share = z
  .object({
    id,
    owner_id: id.describe('whose the thing is'),
    owner_email: z.string().describe('e-mail address of the owner'),
    ...ofEach(({ noun }) => id.nullable().describe(`the ${noun} that is shared; null: it is another thing`)),
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

const thing = ofEach(({ noun, gives }) =>
  z
    .string()
    .pipe(noun === 'file' ? fileReference : reference)
    .optional()
    .describe(gives),
)

/** Names one thing that can be shared. */
export type ShareableRef = { readonly [Field in ShareableField]?: string | undefined }

/** A thing that is shared, or can be. */
export interface ShareableThing {
  readonly noun: ShareableNoun
  readonly id: string
}

/** The things that a share, or who asks for one, names. */
export function shareableThings(
  ref: { readonly [Field in ShareableField]?: string | null | undefined },
): ShareableThing[] {
  return shareableNouns.flatMap((noun) => {
    const id = ref[shareableField(noun)] ?? undefined
    return id === undefined ? [] : [{ noun, id }]
  })
}

function isOneThing(ref: ShareableRef): boolean {
  return shareableThings(ref).length === 1
}

const listed = new Intl.ListFormat('en-GB').format(shareableFields)

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
  .refine(isOneThing, `needs exactly one of ${listed}`)

/** Lists shares. */
export const shareListInput = pageInput.extend({
  ...thing,
  given: z
    .enum(['by_me', 'to_me', 'by_anyone'])
    .optional()
    .describe(
      'by_me: of what is yours; to_me: with you or a group of yours; ' +
        'by_anyone: all, for admins; absent: by_me and to_me',
    ),
})

/** A page of shares. */
export const sharePage = pageOf(share)

/** Names a share. */
export const shareRef = z.object({ share_id: id })
