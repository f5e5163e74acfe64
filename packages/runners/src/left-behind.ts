import { type CollectedFile, collect, type RefusedEntry, type WorkFolders } from '@assay/executors'
import { type ApplicationSpec, DomainError } from '@assay/schemas'
import { isFolder } from './left-folder.ts'
import { filledPath, pathBelow } from './name-template.ts'
import { type Check, countFor, requireCheck, toCheck } from './output-check.ts'
import { makeReadable } from './removal.ts'

/** How many files a job may leave. */
const mostOutputs = 100_000
/** Of files and of what is refused, so many are named. */
const mostNamed = 20
const mostNotices = 20

type Folders = Pick<WorkFolders, 'output' | 'temp'>
type Declared = Pick<ApplicationSpec, 'outputs' | 'checks' | 'parameters'>

/** An output that was declared, with how much of it there is. */
interface Expected {
  readonly name: string
  readonly path: string
  /** The folder below which that is. */
  readonly from: keyof Folders
  readonly optional: boolean
  files: number
}

/** What a command that ended well has left. */
export interface LeftBehind {
  readonly files: number
  readonly bytes: number
  /** What was refused, of the first ones. */
  readonly notices: readonly string[]
  /** Each file with the outputs that it is a part of, and where it stands in them. */
  readonly open: () => AsyncGenerator<LeftOutput>
}

export interface LeftOutput {
  readonly name: string
  readonly path: string
  readonly file: CollectedFile
}

/**
 * Looks at the folder of outputs of a job that has ended. Throws OUTPUT_MISSING, CHECK_FAILED, TOO_MANY_OUTPUTS.
 */
export async function lookAtOutputs(folders: Folders, declared: Declared): Promise<LeftBehind> {
  const outputs = Object.entries(declared.outputs).map(
    ([name, { path, from = 'output', optional }]): Expected => ({
      ...{ name, path: filledPath(path, declared.parameters), from, optional, files: 0 },
    }),
  )
  const checks = declared.checks.map((check) => toCheck(check, declared.parameters))
  const seen = new Tally(outputs, checks)
  for (const from of placesOf(outputs)) {
    if (process.getuid?.() !== 0) await makeReadable(folders[from])
    for await (const entry of collect(folders[from])) seen.add(entry, from)
  }
  for (const output of outputs) await requireOutput(folders[output.from], output, seen.refused)
  for (const check of checks) await requireCheck(folders.output, check, seen.named)
  const { files, bytes, refused, refusedInAll } = seen
  const more = refusedInAll > refused.length ? [`and ${refusedInAll - refused.length} more`] : []
  return { files, bytes, notices: [...refused, ...more], open: () => openOutputs(folders, outputs) }
}

/** Scratch files are looked at only where they are wanted. */
function placesOf(outputs: readonly Expected[]): (keyof Folders)[] {
  return outputs.some(({ from }) => from === 'temp') ? ['output', 'temp'] : ['output']
}

/** Counts what is there, with bounded memory however much it is. */
class Tally {
  readonly #outputs: readonly Expected[]
  readonly #checks: readonly Check[]
  files = 0
  bytes = 0
  readonly named: string[] = []
  readonly refused: string[] = []
  refusedInAll = 0

  constructor(outputs: readonly Expected[], checks: readonly Check[]) {
    this.#outputs = outputs
    this.#checks = checks
  }

  add(entry: CollectedFile | RefusedEntry, from: keyof Folders): void {
    if ('refused' in entry) {
      this.refusedInAll += 1
      if (this.refused.length < mostNotices) this.refused.push(`"${entry.path}" ${entry.refused}`)
      return
    }
    if (from === 'output') this.#check(entry)
    for (const output of this.#outputs) {
      if (output.from !== from || pathBelow(entry.path, output.path) === undefined) continue
      output.files += 1
      this.files += 1
      this.bytes += entry.size_bytes
    }
    if (this.files > mostOutputs) throw new DomainError('TOO_MANY_OUTPUTS', { most: mostOutputs })
  }

  #check(entry: CollectedFile): void {
    if (this.named.length < mostNamed) this.named.push(entry.path)
    for (const check of this.#checks) countFor(check, entry)
  }
}

async function requireOutput(folder: string, output: Expected, refused: readonly string[]): Promise<void> {
  const { name, path, optional, files } = output
  if (optional || files > 0 || (await isFolder(folder, path))) return
  const there = refused.filter((one) => one.startsWith(`"${path}"`) || one.startsWith(`"${path}/`))
  throw new DomainError('OUTPUT_MISSING', { output: name, path, refused: there })
}

async function* openOutputs(folders: Folders, outputs: readonly Expected[]): AsyncGenerator<LeftOutput> {
  for (const place of placesOf(outputs)) {
    for await (const entry of collect(folders[place])) {
      if ('refused' in entry) continue
      for (const { name, path, from } of outputs) {
        const below = from === place ? pathBelow(entry.path, path) : undefined
        if (below !== undefined) yield { name, path: below, file: entry }
      }
    }
  }
}
