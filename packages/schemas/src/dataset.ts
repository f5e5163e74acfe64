import { z } from 'zod'
import { columnName, datasetReference, givenName, id, type json, name, time } from './field.ts'
import { jobError } from './job.ts'
import { pageOf, sharedPageInput } from './page.ts'

/** The file formats that a dataset can come in. */
export const tableFormat = z.enum(['csv', 'tsv', 'jsonl', 'json', 'parquet']).describe('file format')

/** The file formats that a dataset can come in. */
export type TableFormat = z.infer<typeof tableFormat>

/** The character encodings that a text file can come in. */
export const encoding = z.enum(['utf-8', 'latin-1']).describe('character encoding of a text file')

/** A column of a dataset. */
export const column = z.object({
  name: columnName,
  type: z.string().describe('type of its values, as DuckDB names it'),
})

/** A column of a dataset. */
export type Column = z.infer<typeof column>

/** An immutable, versioned table of examples. */
export const dataset = z
  .object({
    id,
    owner_id: id,
    name: givenName.describe('names the family; a new upload under it is a new version'),
    version: z.number().int().min(1).describe('number in the family, from 1'),
    state: z
      .enum(['ingesting', 'ready', 'failed'])
      .describe('ingesting: being read and checked; failed: refused, see error'),
    filename: z.string().describe('name of the uploaded file'),
    format: tableFormat,
    size_bytes: z.number().int().describe('size of the file as uploaded'),
    examples: z.number().int().nullable().describe('how many rows; null until ready'),
    columns: z.array(column).nullable().describe('in file order; null until ready'),
    error: jobError.nullable().describe('why the file was refused'),
    is_sample: z.boolean().describe('whether it is the bundled sample, readable by everyone'),
    created_at: time,
  })
  .describe('A dataset: one immutable version.')

/** An immutable, versioned table of examples. */
export type Dataset = z.infer<typeof dataset>

/** Makes a dataset of a complete upload. */
export const datasetCreateInput = z.object({
  upload_id: id.describe('a complete upload; it is used up'),
  name: name.optional().describe('absent: the file name without its extension'),
  format: tableFormat.optional().describe('absent: from the extension of the file name'),
  encoding: encoding.default('utf-8'),
})

/** Names a dataset version. */
export const datasetRef = z.object({ dataset_id: datasetReference })

/** Lists datasets. */
export const datasetListInput = sharedPageInput.extend({
  name: name.optional().describe('only versions of this family'),
  sample: z.boolean().default(false).describe('list the bundled sample instead of your own'),
})

/** A page of datasets. */
export const datasetPage = pageOf(dataset)

/** A condition on a column. */
export const filter = z
  .object({
    column: columnName,
    op: z.enum(['eq', 'ne', 'lt', 'lte', 'gt', 'gte', 'contains', 'in', 'is_null']).describe('how to compare'),
    value: z
      .union([z.string(), z.number(), z.boolean(), z.array(z.union([z.string(), z.number(), z.boolean()])).max(1000)])
      .optional()
      .describe('what to compare with; a list for "in"; for "is_null", true (default) or false'),
  })
  .describe('a condition on a column')

/** A condition on a column. */
export type Filter = z.infer<typeof filter>

/** Reads rows of a dataset. */
export const datasetRowsInput = z.object({
  dataset_id: datasetReference,
  columns: z.array(columnName).max(1000).optional().describe('absent: all'),
  filters: z.array(filter).max(20).default([]).describe('all must hold'),
  after: z.number().int().min(-1).default(-1).describe('example number after which to begin'),
  limit: z.number().int().min(1).max(1000).default(50).describe('rows on a page, 1 to 1000'),
})

// a record leaves out a column that is called __proto__
const tableRow = z
  .custom<Record<string, z.infer<typeof json>>>((row) => row instanceof Object && !Array.isArray(row))
  .meta({ type: 'object', additionalProperties: {} })

/** Rows of a dataset. */
export const datasetRows = z.object({
  items: z.array(tableRow).describe('one object a row, with its 0-based `example` number'),
  next_after: z.number().int().nullable().describe('`after` of the next page; null on the last'),
})

/** Rows of a dataset. */
export type DatasetRows = z.infer<typeof datasetRows>
