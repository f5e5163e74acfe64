import { z } from 'zod'
import { entry, none } from './entry.ts'

/** Errors about files and where their bytes lie. */
export const fileErrors = {
  FILE_NOT_FOUND: entry({
    status: 404,
    retryable: false,
    data: z.object({
      path: z.string(),
      job: z.string().optional().describe('the job whose input it was to be'),
      input: z.string().optional().describe('the input that it was to be'),
    }),
    message: ({ path, job, input }) =>
      `There is no file or folder "${path}", or it is not shared with you. ` +
      `${input === undefined ? '' : `It was to be the input "${input}" of the job "${job}". `}Check the path.`,
  }),
  PATH_TAKEN: entry({
    status: 409,
    retryable: false,
    data: z.object({
      path: z.string().describe('what is there already'),
      by: z.enum(['file', 'folder', 'other_form']).describe('other_form: a name that only Unicode tells apart'),
    }),
    message: ({ path, by }) =>
      by === 'other_form'
        ? `There is "${path}" already, whose name looks the same and is written in other characters of Unicode. Use it as it is.`
        : `There is a ${by} "${path}" already. Choose another path, or move or delete it first.`,
  }),
  FILE_CHANGED: entry({
    status: 412,
    retryable: false,
    data: z.object({
      path: z.string(),
      etag: z.string().nullable().describe('that of the version that is there; null: there is no file'),
    }),
    message: ({ path, etag }) =>
      `"${path}" is not as If-Match or If-None-Match says: ${etag === null ? 'there is no such file' : `its ETag is ${etag}`}.`,
  }),
  NOT_A_FILE: entry({
    status: 409,
    retryable: false,
    data: z.object({ path: z.string() }),
    message: ({ path }) => `"${path}" is a folder. Name a file in it, or ask for the folder as a zip.`,
  }),
  NOT_A_FOLDER: entry({
    status: 409,
    retryable: false,
    data: z.object({ path: z.string() }),
    message: ({ path }) => `"${path}" is a file, and holds no others.`,
  }),
  FOLDER_NOT_EMPTY: entry({
    status: 409,
    retryable: false,
    data: z.object({ path: z.string() }),
    message: ({ path }) =>
      `The folder "${path}" is not empty. Ask for it to be deleted with all that is in it (recursive).`,
  }),
  FOLDER_FIXED: entry({
    status: 409,
    retryable: false,
    data: z.object({ path: z.string() }),
    message: ({ path }) => `"${path}" is always there: what is in it can be moved and deleted, it cannot.`,
  }),
  MOVE_INTO_ITSELF: entry({
    status: 409,
    retryable: false,
    data: z.object({ path: z.string(), to: z.string() }),
    message: ({ path, to }) => `"${path}" cannot go to "${to}", which is inside it.`,
  }),
  SIGNED_URL_INVALID: entry({
    status: 403,
    retryable: false,
    data: none,
    message: () => 'This address was altered, has expired, or was revoked. Ask whoever gave it for a new one.',
  }),
  RANGE_INVALID: entry({
    status: 416,
    retryable: false,
    data: z.object({ size_bytes: z.number() }),
    message: ({ size_bytes }) => `The range lies outside the ${size_bytes} bytes that there are.`,
  }),
  OBJECT_DAMAGED: entry({
    status: 500,
    retryable: false,
    data: z.object({
      of: z.string().describe('what is damaged'),
      dataset_id: z.string().nullable().describe('the dataset that it belongs to'),
      job_id: z.string().nullable().describe('the job whose output it is'),
      damage: z.enum(['missing', 'cut', 'altered']).describe('it is gone, of another size, or other bytes'),
    }),
    message: ({ of, damage, job_id }) =>
      `${of} ${damage === 'missing' ? 'is missing from' : 'is damaged in'} the storage: it was not used. ` +
      (job_id === null
        ? 'Upload the dataset again, or ask the operator to restore the storage from a backup.'
        : 'Run it again with force_rerun, or ask the operator to restore the storage from a backup.'),
  }),
  STORAGE_FULL: entry({
    status: 507,
    retryable: true,
    data: none,
    message: () => 'The server has no room left on its disk. Nothing was written; ask its operator to free space.',
  }),
} as const
