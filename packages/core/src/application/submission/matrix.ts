import { posix } from 'node:path'
import { type Actor, viewerOf } from '@assay/access'
import { listDatasetFiles, listFiles } from '@assay/db'
import { DomainError, faultOfPath, type JobInput, type Matrix, type ParameterValue } from '@assay/schemas'
import { findDatasetByReference } from './dataset-input.ts'
import type { SubmissionDeps } from './deps.ts'

/** What one job of those that a matrix makes is given. */
export interface Combination {
  readonly parameters: Readonly<Record<string, ParameterValue>>
  readonly inputs: Readonly<Record<string, JobInput>>
}

const mostJobs = 10_000

/** Every combination of the values, the last parameter changing first, and files last. Throws INPUT_INVALID. */
export async function combine(deps: SubmissionDeps, actor: Actor, matrix: Matrix): Promise<readonly Combination[]> {
  const files = matrix.files === undefined ? [] : [await combineFiles(deps, actor, matrix.files)]
  const choices = [
    ...Object.entries(matrix.parameters).map(([name, values]) =>
      values.map((value): Combination => ({ parameters: { [name]: value }, inputs: {} })),
    ),
    ...files,
  ]
  if (choices.length === 0) throw invalid('matrix', 'has neither parameters nor files')
  const count = choices.reduce((product, { length }) => product * length, 1)
  if (count > mostJobs) throw invalid('matrix', `makes ${count} jobs, and a run has at most ${mostJobs}`)
  return choices.reduce((all, next) => all.flatMap((one) => next.map((other) => join(one, other))), [nothing])
}

const nothing: Combination = { parameters: {}, inputs: {} }

function join(one: Combination, other: Combination): Combination {
  return { parameters: { ...one.parameters, ...other.parameters }, inputs: { ...one.inputs, ...other.inputs } }
}

type Files = NonNullable<Matrix['files']>

async function combineFiles(deps: SubmissionDeps, actor: Actor, files: Files): Promise<Combination[]> {
  const { pattern, dataset, input, parameter } = files
  const found: JobInput[] =
    dataset === undefined ? await matching(deps, actor, pattern ?? '') : await ofDataset(deps, actor, dataset)
  return found.map((file) => ({
    parameters: parameter === undefined ? {} : { [parameter]: stemOf(file) },
    inputs: input === undefined ? {} : { [input]: file },
  }))
}

function stemOf(file: JobInput): string {
  const path = 'from' in file ? file.from : 'path' in file ? (file.path ?? '') : ''
  const { name } = posix.parse(path)
  return name
}

/** The files of the actor's own tree that a pattern stands for, in order of their paths. */
async function matching(deps: SubmissionDeps, actor: Actor, pattern: string): Promise<JobInput[]> {
  const names = pattern.split('/')
  const open = names.findIndex((name) => /[*?[{]/.test(name))
  const folder = names.slice(0, open === -1 ? -1 : open).join('/')
  if (folder === '' || faultOfPath(folder) !== undefined) {
    throw invalid('matrix.files.pattern', 'must begin with a folder of your tree, as data/maps/*.tif')
  }
  const filter = { owner_id: actor.user_id, folder, recursive: names.length - 1 > open, kind: 'file' } as const
  const rows = await listFiles(deps.db, filter, { after: undefined, limit: mostListed + 1 })
  if (rows.length > mostListed) throw invalid('matrix.files.pattern', `has more than ${mostListed} files to look at`)
  const paths = rows.map(({ path }) => path).filter((path) => posix.matchesGlob(path, pattern))
  if (paths.length === 0) throw invalid('matrix.files.pattern', `matches no file: there is none like "${pattern}"`)
  return paths.map((from) => ({ from }))
}

const mostListed = 100_000

async function ofDataset(deps: SubmissionDeps, actor: Actor, dataset: string): Promise<JobInput[]> {
  const row = await findDatasetByReference(deps, viewerOf(actor), dataset)
  if (row.kind !== 'files') throw invalid('matrix.files.dataset', 'must be a dataset of files, and this one is a table')
  const files = await listDatasetFiles(deps.db, row.id, { after: undefined, limit: mostJobs + 1 })
  return files.map(({ path }) => ({ dataset: row.id, path }))
}

function invalid(path: string, message: string): DomainError {
  return new DomainError('INPUT_INVALID', { issues: [{ path, message }] })
}
