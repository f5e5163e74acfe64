import { z } from 'zod'
import { id, shortId, time } from './field.ts'
import { faultOfPath } from './file-path.ts'
import { pageInput, pageOf } from './page.ts'

const path = z
  .string()
  .refine((text) => faultOfPath(text) === undefined, { error: ({ input }) => faultOfPath(String(input)) ?? '' })

/** A slash at the end, as people write it behind folders, says nothing more. */
const folderOrFile = z
  .string()
  .transform((text) => text.replace(/\/$/, ''))
  .pipe(path)

/** Names a file or folder in a request by its id, the beginning of it, or its path in the tree of who asks. */
export const fileReference = z
  .union([shortId, folderOrFile], { error: ({ input }) => faultOfPath(String(input)) ?? 'must be a path or an id' })
  .describe('its path, as data/run-7, its id, or the first 8 characters of it or more')

const whose = z
  .string()
  .trim()
  .min(1)
  .max(320)
  .optional()
  .describe('whose tree: e-mail address or id of a user who shared it with you; absent: your own')

/** Names a file or folder: where it is in whose tree. */
export const fileRef = z.object({
  path: folderOrFile.describe('names between slashes, as data/run-7/a.tif'),
  owner: whose,
})

/** A file, or a folder of files, in a user's tree. */
export const file = z
  .object({
    id,
    path: z.string().describe('names between slashes, as data/run-7/a.tif; no slash at its end'),
    name: z.string().describe('the last name of the path'),
    kind: z.enum(['file', 'folder']).describe('file: it has bytes; folder: it holds others'),
    owner_id: id.describe('whose tree it is in'),
    size_bytes: z.number().int().nullable().describe('size; null: it is a folder'),
    sha256: z
      .string()
      .nullable()
      .describe('SHA-256 of the bytes, hexadecimal, computed by the server; null: a folder, or not computed yet'),
    etag: z.string().nullable().describe('changes with the bytes, as in the header ETag; null: a folder'),
    content_type: z.string().nullable().describe('media type; null: a folder'),
    written_by: id.nullable().describe('who wrote it last; null: their account is gone'),
    run_id: id.nullable().describe('the run that wrote it; null: none did, or it is deleted'),
    job_id: id.nullable().describe('the job that wrote it; null: none did, or it is deleted'),
    dataset_id: id.nullable().describe('the dataset whose original it is, and with which it goes; null: none'),
    created_at: time,
    updated_at: time.describe('when its bytes or its place changed last'),
  })
  .describe('A file, or a folder of files.')

/** A file, or a folder of files, in a user's tree. */
export type File = z.infer<typeof file>

/** Lists files. */
export const fileListInput = pageInput.extend({
  path: z
    .union([z.literal(['', '/']).transform(() => ''), folderOrFile])
    .default('')
    .describe('the folder to list; empty: the top'),
  owner: whose,
  recursive: z.boolean().default(false).describe('whether to list what is in its folders too'),
  prefix: z
    .string()
    .max(1024)
    .regex(/^[^\p{Cc}\p{Cs}]*$/u, 'must be whole Unicode text without control characters')
    .optional()
    .describe('only what has a path that begins so behind that of the folder, as run-'),
  kind: z.enum(['file', 'folder']).optional().describe('only files, or only folders; absent: both'),
  limit: z.number().int().min(1).max(1000).default(200).describe('items on a page, 1 to 1000'),
  // it carries a path
  cursor: z.string().max(2000).optional().describe('next_cursor of the page before; absent: the first page'),
})

/** A page of files, in order of their paths, by code points. */
export const filePage = pageOf(file, 'in order of their paths, by code points')

const ifExists = z
  .enum(['replace', 'refuse'])
  .default('replace')
  .describe('what becomes of a file that is there already: replace: it gets the new bytes; refuse: nothing is changed')

const contentType = z
  .string()
  .trim()
  .max(255)
  .regex(/^[\w!#$&^.+-]+\/[\w!#$&^.+-]+(?:\s*;[\x20-\x7e]*)?$/, 'must be a media type, as image/tiff')
  .optional()
  .describe('media type; absent: what the name says')

/** Makes a file of a complete upload. */
export const filePutInput = fileRef.extend({
  upload_id: id.describe('a complete upload of yours'),
  content_type: contentType,
  if_exists: ifExists,
})

/** Makes files of the entries of a tar: the folder that all of them go below. */
export const filesManyInput = fileRef.extend({ if_exists: ifExists })

/** What became of many files that were sent together. */
export const filesMade = z
  .object({
    items: z
      .array(
        z.object({
          path: z.string().describe('its path in the tree'),
          state: z
            .enum(['made', 'replaced', 'present'])
            .describe('made: nothing was there; replaced: other bytes were; present: the same bytes were, and stay'),
          size_bytes: z.number().int().describe('size'),
          sha256: z.string().describe('SHA-256 of the bytes, hexadecimal, computed by the server'),
          etag: z.string().describe('changes with the bytes, as in the header ETag'),
        }),
      )
      .describe('the files that are there now, in the order in which they were sent'),
    failed: z
      .array(
        z.object({
          path: z.string().describe('its path in the tree, or its name where that can be no path'),
          code: z.string().describe('code of the error, as PATH_TAKEN'),
          message: z.string().describe('what was wrong, and what to do'),
        }),
      )
      .describe('what was refused; it leaves the others alone'),
  })
  .describe('What became of many files that were sent together.')

/** What became of many files that were sent together. */
export type FilesMade = z.infer<typeof filesMade>

/** Makes a file of the bytes of one request. */
export const fileContentInput = fileRef.extend({ content_type: contentType, if_exists: ifExists })

const target = {
  to: folderOrFile.describe('its new path'),
  if_exists: ifExists.default('refuse'),
}

/** Moves a file, or a folder with all that is in it, within a tree. */
export const fileMoveInput = fileRef.extend(target)

/** Copies a file, or a folder with all that is in it: within a tree, or from another's into your own. */
export const fileCopyInput = fileRef.extend({
  ...target,
  to_owner: whose.describe('into whose tree; absent: your own'),
})

/** Deletes a file, or a folder. */
export const fileDeleteInput = fileRef.extend({
  recursive: z.boolean().default(false).describe('whether a folder goes with all that is in it'),
})

/** What a folder holds. */
export const fileUsage = z
  .object({
    files: z.number().int().describe('how many files'),
    folders: z.number().int().describe('how many folders in it'),
    size_bytes: z.number().int().describe('size of all files'),
  })
  .describe('What a file or folder holds.')

/** What a folder holds. */
export type FileUsage = z.infer<typeof fileUsage>

/** Asks what the files below a path hold. */
export const fileUsageInput = z.object({
  path: fileListInput.shape.path,
  owner: whose,
})

/** Asks for a URL by which anybody can download a file for a while. */
export const fileUrlInput = fileRef.extend({
  expires_seconds: z
    .number()
    .int()
    .min(1)
    .max(7 * 86_400, 'must be at most 604800, which are 7 days')
    .default(3600)
    .describe('for how long: up to 604,800 (7 days)'),
})

/** A request that anybody can make, as it is, for a while. */
export const signedRequest = z
  .object({
    method: z.enum(['GET', 'PUT']).describe('method of HTTP'),
    url: z.string().describe('address, with its query'),
    headers: z.record(z.string(), z.string()).describe('to be sent as they are'),
    expires_at: time,
  })
  .describe('A request that anybody who has it can make until it expires.')

/** A request that anybody can make, as it is, for a while. */
export type SignedRequest = z.infer<typeof signedRequest>
