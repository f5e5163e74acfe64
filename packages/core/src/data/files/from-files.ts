import type { Actor } from '@assay/access'
import { type CreatedDataset, DomainError, type datasetFilesInput } from '@assay/schemas'
import type { z } from 'zod'
import type { DataDeps } from '../deps.ts'
import { toldFormat } from '../table-file.ts'
import { createFileSet } from './file-set.ts'
import { createTableOfFile } from './table-of-file.ts'

type Input = z.output<typeof datasetFilesInput>

/**
 * Makes a dataset of files that the actor may read: one table, which is then read and checked, or a set of files, which
 * is ready. Nothing is stored twice but what is another's. Throws FILE_NOT_FOUND, NOT_A_FILE, TABLE_INVALID,
 * QUOTA_REACHED.
 */
export async function createDatasetFromFiles(deps: DataDeps, actor: Actor, input: Input): Promise<CreatedDataset> {
  const { paths, owner, name, kind, ...reading } = input
  const [path = '', ...others] = paths
  const isTable = kind === undefined ? others.length === 0 && isSaidTable(path, reading) : kind === 'table'
  if (isTable && others.length === 0) return createTableOfFile(deps, actor, { path, owner, name, ...reading })
  if (isTable) throw odd('paths', 'must be one file, for a table')
  const said = Object.entries(reading).find(([, value]) => value !== undefined)
  if (said) throw odd(said[0], 'is nothing that can be said of a set of files')
  return createFileSet(deps, actor, { paths, owner, name })
}

function isSaidTable(path: string, { format }: Pick<Input, 'format'>): boolean {
  return format !== undefined || toldFormat(path) !== undefined
}

function odd(path: string, message: string): DomainError {
  return new DomainError('INPUT_INVALID', { issues: [{ path, message }] })
}
