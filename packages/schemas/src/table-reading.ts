import { z } from 'zod'
import { columnName } from './field.ts'

/** The file formats that a dataset can come in. */
export const tableFormat = z.enum(['csv', 'tsv', 'jsonl', 'json', 'parquet']).describe('file format')

/** The file formats that a dataset can come in. */
export type TableFormat = z.infer<typeof tableFormat>

/** The character encodings that a text file can come in. */
export const encoding = z
  .enum(['utf-8', 'utf-16le', 'utf-16be', 'windows-1252', 'latin-1'])
  .describe('character encoding of a text file; latin-1 is read as windows-1252, which holds all of it')

/** What stands between the fields of a CSV or TSV file. */
export const delimiter = z.enum([',', ';', '\t', '|']).describe('what stands between the fields of a row')

/** How the fields of a CSV or TSV file are quoted. */
export const quote = z
  .enum(['double', 'none'])
  .describe('double: fields may stand between double quotes; none: double quotes are text like any other')

/** What stands before the decimals of numbers. */
export const decimal = z.enum(['.', ',']).describe('what stands before the decimals of numbers')

/** Something that a user should know about how a file was read. */
export const readingNotice = z
  .object({
    code: z
      .enum([
        'recognised',
        'ambiguous',
        'columns_renamed',
        'column_index',
        'columns_recognised',
        'rows_filled',
        'decimal_commas',
        'reference_absent',
        'input_absent',
        'prediction_absent',
        'list_like',
        'duplicates',
      ])
      .describe('what it is about'),
    message: z.string().describe('what was done or found, and what can be changed'),
  })
  .describe('something to know about how a file was read')

/** Something that a user should know about how a file was read. */
export type ReadingNotice = z.infer<typeof readingNotice>

/** How a file was read: as was said, or as was recognised. */
export const reading = z
  .object({
    delimiter: delimiter.nullable().describe('what stands between fields; null: the format has none'),
    encoding: encoding.exclude(['latin-1']).nullable().describe('character encoding; null: the format is no text'),
    quote: quote.nullable().describe('how fields are quoted; null: the format has its own way'),
    decimal: decimal
      .nullable()
      .describe('what stands before decimals where texts are compared as numbers; null: the format has its own way'),
    notices: z.array(readingNotice).describe('what to know about it, such as what was recognised or filled in'),
  })
  .describe('how the file was read, as said or recognised')

/** How a file was read: as was said, or as was recognised. */
export type Reading = z.infer<typeof reading>

/** A column of a dataset. */
export const column = z.object({
  name: columnName,
  type: z.string().describe('type of its values, as DuckDB names it'),
  empty: z
    .number()
    .int()
    .optional()
    .describe('how many rows hold nothing in it: no value, empty text or blanks; absent: not counted'),
  fields: z
    .array(z.string())
    .optional()
    .describe('where it holds objects: the paths of their fields, each of which can be named like a column'),
})

/** A column of a dataset. */
export type Column = z.infer<typeof column>
