import { z } from 'zod'
import { entry, notFound } from './entry.ts'

function describeUsers(users: readonly { readonly email: string; readonly experiments: number }[]): string {
  return users.map(({ email, experiments }) => `${email} (${experiments})`).join(', ')
}

/** Errors about datasets and where they come from. */
export const datasetErrors = {
  DATASET_NOT_FOUND: notFound('dataset', 'dataset_id'),
  DATASET_NOT_READY: entry({
    status: 409,
    retryable: true,
    data: z.object({ dataset_id: z.string(), state: z.string() }),
    message: () => 'This dataset is still being read. Wait until its state is "ready".',
  }),
  DATASET_FAILED: entry({
    status: 409,
    retryable: false,
    data: z.object({ dataset_id: z.string() }),
    message: () => 'This dataset was refused when it was read; its error says why. Upload it again.',
  }),
  DATASET_NOT_A_TABLE: entry({
    status: 409,
    retryable: false,
    data: z.object({ dataset_id: z.string() }),
    message: () =>
      'This dataset is a set of files, and no table of examples. Make a dataset of one table file in it, or have an ' +
      'application score its files.',
  }),
  FETCH_REFUSED: entry({
    status: 422,
    retryable: false,
    data: z.object({
      host: z.string().describe('who was asked for the file'),
      status: z.number().int().nullable().describe('what it answered, as HTTP counts; null: that is not at fault'),
      reason: z.string(),
    }),
    message: ({ host, reason }) => `Nothing was fetched from ${host}: ${reason}`,
  }),
  FETCH_FAILED: entry({
    status: 502,
    retryable: true,
    data: z.object({
      host: z.string().describe('who was asked for the file'),
      reason: z.string(),
    }),
    message: ({ host, reason }) =>
      `Fetching from ${host} failed: ${reason} Try again later, or download the file yourself and upload it.`,
  }),
  DATASET_IN_USE: entry({
    status: 409,
    retryable: false,
    data: z.object({
      dataset_id: z.string(),
      by_others: z.boolean().describe('whether only experiments of others do'),
      users: z
        .array(z.object({ email: z.string(), experiments: z.number().int() }))
        .optional()
        .describe('who has experiments on it, and how many: twenty at most'),
    }),
    message: ({ by_others, users = [] }) =>
      by_others
        ? `Experiments of others, with whom it was shared, use this dataset: of ${describeUsers(users)}. Revoke the ` +
          'share, so that there will be no more, and ask them, or an admin, to delete those.'
        : 'Experiments use this dataset. Delete them first.',
  }),
} as const
