import type { CatalogueFault } from '@assay/schemas'
import type { FileDeps } from '../../file/deps.ts'
import { applyLocal } from './apply-local.ts'
import { Bell } from './bell.ts'
import { stateOf } from './file-state.ts'
import { faultsOf, type LocalCatalogue, readLocalCatalogue } from './local-catalogue.ts'

export interface WatchOptions {
  readonly path: string
  /** How often to look where no change is told of, as on the disks of networks. */
  readonly poll_ms?: number
  /** How long the files must stay as they are before they are read: what is being written is left alone. */
  readonly settle_ms?: number
}

/**
 * Applies a catalogue file, and applies it again whenever it, or a file that it names, has changed. What is wrong with
 * it is logged, and the catalogue stays as it was. The first time is over when this returns.
 */
export async function watchCatalogue(
  deps: FileDeps,
  { path, poll_ms = 5_000, settle_ms = 300 }: WatchOptions,
): Promise<AsyncDisposable> {
  const bell = new Bell(path)
  const first = await applyOnce(deps, { paths: [path], state: undefined })
  const watching = look(deps, { poll_ms, settle_ms, bell }, first)
  return {
    async [Symbol.asyncDispose]() {
      bell.close()
      await watching
    },
  }
}

interface Looking extends Required<Omit<WatchOptions, 'path'>> {
  readonly bell: Bell
}

/** What came of applying the files, and of which; the first is the catalogue itself. */
interface Applied {
  readonly paths: readonly [string, ...string[]]
  /** How they were; undefined: they could not be applied for now, and are tried again. */
  readonly state: string | undefined
}

async function look(deps: FileDeps, { poll_ms, settle_ms, bell }: Looking, first: Applied): Promise<void> {
  let last = first
  while (!bell.isClosed) {
    await bell.untilRung(poll_ms)
    let now = await stateOf(last.paths)
    if (now === last.state) continue
    for (let before = ''; now !== before && !bell.isClosed; now = await stateOf(last.paths)) {
      before = now
      await bell.rest(settle_ms)
    }
    if (!bell.isClosed) last = await applyOnce(deps, last)
  }
}

async function applyOnce(deps: FileDeps, { paths }: Applied): Promise<Applied> {
  const { log } = deps
  const [path] = paths
  const state = await stateOf(paths)
  try {
    const catalogue = await readLocalCatalogue(path).catch((error: unknown) => {
      log.error({ error, path }, 'the catalogue of applications cannot be read')
    })
    if (!catalogue) return { paths, state }
    const faults = catalogue.faults.length > 0 ? catalogue.faults : await apply(deps, path, catalogue)
    for (const { message, line, column, path: at } of faults) {
      log.error({ path, line, column, at }, `the catalogue of applications is not applied: ${message}`)
    }
    return catalogue
  } catch (error) {
    log.error({ error, path }, 'the catalogue of applications could not be applied, and is tried again')
    return { paths, state: undefined }
  }
}

/** What is wrong with it; nothing: it is applied. */
async function apply(deps: FileDeps, path: string, catalogue: LocalCatalogue): Promise<readonly CatalogueFault[]> {
  try {
    const items = await applyLocal(deps, path, catalogue)
    const by_outcome = Map.groupBy(items, ({ outcome }) => outcome)
    const counts = [...by_outcome].map(([outcome, those]) => [outcome, those.length])
    deps.log.info({ path, ...Object.fromEntries(counts) }, 'the catalogue of applications is applied')
    return []
  } catch (error) {
    const faults = faultsOf(catalogue, error)
    if (!faults) throw error
    return faults
  }
}
