import type {
  Application,
  ApplicationEntry,
  ApplicationVersion,
  applicationListInput,
  CatalogueChange,
  RemovedApplication,
} from '@assay/schemas'
import type { z } from 'zod'
import type { AssayPromise } from '../assay-promise.ts'
import { type CatalogueFiles, nameFiles, sendMissing } from '../catalogue-files.ts'
import type { CallOptions, Connection } from '../connection.ts'
import { type Download, type DownloadOptions, download } from '../download.ts'
import { type List, listByCursor } from '../list.ts'

/** Which versions to list: `application`, `limit`, `cursor`, `include_total`. */
export type ApplicationListParams = z.input<typeof applicationListInput>

/** What is to be in the catalogue. */
export interface ApplicationApplyParams {
  /** Entrypoints, each by itself as in a catalogue file. What is not among them stays as it is. */
  readonly entries: readonly ApplicationEntry[]
  /** The files that the entries name, by the path that they have there. */
  readonly files?: CatalogueFiles | undefined
  /** Whether only to say what would change. Default: false. */
  readonly dry_run?: boolean | undefined
}

/**
 * Applications: commands and containers that jobs execute, in versions that never change once a job has used them. One
 * is named by `maps/1`, an entrypoint of it by `maps/1/map_crop`.
 */
export class Applications {
  readonly #connection: Connection

  /** @internal */
  constructor(connection: Connection) {
    this.#connection = connection
  }

  /**
   * Puts entries into the catalogue, all or none; for admins. Of the files, those are sent that the server does not
   * have. Where all is there already, nothing is sent.
   *
   * Throws INPUT_INVALID with a path such as `entries.3.command.1` for whatever does not hold together, GRAPH_INVALID
   * with the path of a cycle, APPLICATION_USED where it differs from what jobs have used.
   *
   * @example
   * const entry = { application: 'maps', version: '1', entrypoint: 'crop', command: ['python3', 'crop.py'] }
   * const { items } = await assay.applications.apply({
   *   entries: [{ ...entry, files: ['crop.py'] }],
   *   files: { 'crop.py': '/home/ada/maps/crop.py' },
   * })
   * for (const { entrypoint, outcome } of items) console.log(entrypoint, outcome)
   */
  apply(
    { entries, files = {}, dry_run = false }: ApplicationApplyParams,
    options: CallOptions = {},
  ): AssayPromise<CatalogueChange> {
    const { signal } = options
    return this.#connection.work(options, async (connection) => {
      const named = await nameFiles(connection, files, signal)
      const input = { entries: [...entries], files: named }
      const plan = await connection.call({ signal }, (rpc, how) => rpc.applications.plan.query(input, how))
      if (dry_run || plan.items.every(({ outcome }) => outcome === 'unchanged')) return plan
      const isRefused = plan.items.some(({ outcome }) => outcome === 'refused')
      // what is refused anyway is not sent before
      const missing = isRefused ? [] : plan.missing_files
      const sent = await sendMissing(connection, { files, named, missing, signal })
      return connection.call(options, (rpc, how) => rpc.applications.put.mutate({ ...input, files: sent }, how))
    })
  }

  /**
   * Lists versions, the newest first, each with the names of its entrypoints.
   *
   * @example
   * for await (const { application, version, entrypoints } of assay.applications.list({ application: 'maps' })) {
   *   console.log(`${application}/${version}`, entrypoints)
   * }
   */
  list(params: ApplicationListParams = {}, options?: CallOptions): List<ApplicationVersion> {
    return listByCursor((cursor = params.cursor) =>
      this.#connection.call(options, (rpc, how) => rpc.applications.list.query({ ...params, cursor }, how)),
    )
  }

  /**
   * Gets a version with its entrypoints, or with the one that is named. Throws APPLICATION_NOT_FOUND.
   *
   * @example
   * const { entrypoints } = await assay.applications.get('maps/1/map_crop')
   * console.log(entrypoints[0]?.parameters)
   */
  get(reference: string, options?: CallOptions): AssayPromise<Application> {
    const named = readReference(reference)
    return this.#connection.call(options, (rpc, how) => rpc.applications.get.query(named, how))
  }

  /**
   * Hides a version, or one entrypoint of it, from lists and new runs; for admins. Jobs that have used it stay
   * readable, and to apply it again brings it back. Throws APPLICATION_NOT_FOUND, APPLICATION_REQUIRED.
   *
   * @example
   * await assay.applications.remove('maps/1')
   */
  remove(reference: string, options?: CallOptions): AssayPromise<RemovedApplication> {
    const named = readReference(reference)
    return this.#connection.call(options, (rpc, how) => rpc.applications.remove.mutate(named, how))
  }

  /**
   * Downloads a file of an entrypoint as it was applied. Throws APPLICATION_NOT_FOUND, FILE_NOT_FOUND.
   *
   * @example
   * const script = await (await assay.applications.downloadFile('maps/1/map_crop', 'map_crop.py')).text()
   */
  downloadFile(reference: string, path: string, options?: DownloadOptions): AssayPromise<Download> {
    const place = reference.split('/').map(encodeURIComponent).join('/')
    const url = `/api/v1/applications/${place}/files/content?${new URLSearchParams({ path })}`
    return this.#connection.work(options, ({ transport }) => download(transport, url, options))
  }
}

/** A name that is too long or too short is refused by the server, which says what is wrong with it. */
function readReference(reference: string) {
  const [application = '', version = '', ...rest] = reference.split('/')
  return { application, version, ...(rest.length > 0 && { entrypoint: rest.join('/') }) }
}
