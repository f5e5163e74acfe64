import { z } from 'zod'
import { didYouMean, entry, listed, nearest, none, quoted } from './entry.ts'

/** Errors about tables and their columns. */
export const tableErrors = {
  COLUMN_UNKNOWN: entry({
    status: 400,
    retryable: false,
    data: z.object({ column: z.string(), nearest }),
    message: ({ column, nearest: names }) => `The dataset has no column "${column}".${didYouMean(names)}`,
  }),
  COLUMN_MISSING: entry({
    status: 400,
    retryable: false,
    data: z.object({
      column: z.string(),
      needed_by: z.string(),
      known: z.array(z.string()).default([]).describe('columns that the dataset has'),
    }),
    message: ({ column, needed_by, known }) =>
      `${needed_by} needs the column "${column}", which the dataset does not have.${listed(known)} Name the one that ` +
      'is meant, or add it.',
  }),
  COLUMN_EMPTY: entry({
    status: 400,
    retryable: false,
    data: z.object({ column: z.string(), needed_by: z.string() }),
    message: ({ column, needed_by }) =>
      `${needed_by} needs the column "${column}", but no example has anything in it. Fill it, or name another one.`,
  }),
  COLUMN_NESTED: entry({
    status: 400,
    retryable: false,
    data: z.object({ column: z.string(), fields: z.array(z.string()).describe('paths that can be named instead') }),
    message: ({ column, fields }) =>
      `The column "${column}" holds objects, which are no text.` +
      (fields.length > 0 ? ` Name a field of them: ${quoted(fields)}.` : ' Give it as text.'),
  }),
  TABLE_INVALID: entry({
    status: 422,
    retryable: false,
    data: z.object({
      reason: z.string().describe('what is wrong'),
      line: z.number().int().nullable().describe('1-based line in the file, where it is known'),
      column: z.string().nullable().describe('the column by name or 1-based position, where it is known'),
      hint: z.string().describe('what to do'),
    }),
    message: ({ reason, line, column, hint }) =>
      [
        [line === null ? '' : `line ${line}`, column === null ? '' : `column ${column}`].filter(Boolean).join(', '),
        `${reason} ${hint}`,
      ]
        .filter(Boolean)
        .join(': '),
  }),
  TABLE_BUSY: entry({
    status: 503,
    retryable: true,
    data: none,
    message: () => 'Too many of your table queries are waiting. Try again shortly.',
  }),
  TABLE_TIMEOUT: entry({
    status: 422,
    retryable: false,
    data: z.object({ timeout_seconds: z.number() }),
    message: ({ timeout_seconds }) =>
      `Reading the table took longer than ${timeout_seconds} s and was ended. Ask for less.`,
  }),
  TABLE_TOO_LARGE: entry({
    status: 422,
    retryable: false,
    data: z.object({ memory_bytes: z.number().describe('what the server sets aside for one query') }),
    message: ({ memory_bytes }) =>
      `Working on the table needs more than the ${Math.floor(memory_bytes / 1_048_576)} MiB that are set aside ` +
      'for it. Ask for fewer columns or rows.',
  }),
  TABLE_INTERRUPTED: entry({
    status: 503,
    retryable: true,
    data: none,
    message: () => 'The process that worked on the table ended. Try again.',
  }),
} as const
