import type { CatalogueFault } from '@assay/schemas'
import type { FileDeps } from '../../file/deps.ts'
import { Bell } from './bell.ts'
import { type CatalogueOrigin, ownFile } from './catalogue-origin.ts'
import { decodeFile } from './decode-file.ts'
import { faultsOf, type LocalCatalogue } from './local-catalogue.ts'

export interface WatchOptions {
  readonly path: string
  /** Whether it is one of DECODE's, which may be in a bucket: `s3://bucket/path`. */
  readonly is_decode?: boolean
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
  { path, poll_ms = 5_000, settle_ms = 300, is_decode = false }: WatchOptions,
): Promise<AsyncDisposable> {
  const bell = new Bell(path)
  const origin = is_decode ? decodeFile : ownFile
  const first = await applyOnce(deps, origin, { paths: [path], state: undefined })
  const watching = look(deps, { poll_ms, settle_ms, bell, origin }, first)
  return {
    async [Symbol.asyncDispose]() {
      bell.close()
      await watching
    },
  }
}

interface Looking extends Required<Omit<WatchOptions, 'path' | 'is_decode'>> {
  readonly bell: Bell
  readonly origin: CatalogueOrigin
}

/** What came of applying the files, and of which; the first is the catalogue itself. */
interface Applied {
  readonly paths: readonly [string, ...string[]]
  /** How they were; undefined: they could not be applied for now, and are tried again. */
  readonly state: string | undefined
}

async function look(deps: FileDeps, { poll_ms, settle_ms, bell, origin }: Looking, first: Applied): Promise<void> {
  let last = first
  while (!bell.isClosed) {
    await bell.untilRung(poll_ms)
    let now = await origin.stateOf(last.paths)
    if (now === last.state) continue
    for (let before = ''; now !== before && !bell.isClosed; now = await origin.stateOf(last.paths)) {
      before = now
      await bell.rest(settle_ms)
    }
    if (!bell.isClosed) last = await applyOnce(deps, origin, last)
  }
}

async function applyOnce(deps: FileDeps, origin: CatalogueOrigin, { paths }: Applied): Promise<Applied> {
  const { log } = deps
  const [path] = paths
  const state = await origin.stateOf(paths)
  try {
    const catalogue = await origin.read(path).catch((error: unknown) => {
      log.error({ error, path }, 'the catalogue of applications cannot be read')
    })
    if (!catalogue) return { paths, state }
    const faults = catalogue.faults.length > 0 ? catalogue.faults : await apply(deps, origin, catalogue)
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
async function apply(
  deps: FileDeps,
  origin: CatalogueOrigin,
  catalogue: LocalCatalogue,
): Promise<readonly CatalogueFault[]> {
  const [path] = catalogue.paths
  try {
    const items = await origin.apply(deps, path, catalogue)
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
