import { randomUUID } from 'node:crypto'
import { chmod, mkdir, readdir, rename } from 'node:fs/promises'
import { join } from 'node:path'
import type { Log } from '@assay/dispatch'
import type { WorkFolders } from '@assay/executors'
import type { HeldAttempt } from '@assay/schemas'
import { hold, isAbandoned } from './holder.ts'
import { removeTree } from './removal.ts'

/** The folders of an attempt, which are gone when it is disposed of. */
interface AttemptFolder extends AsyncDisposable {
  readonly folders: WorkFolders
}

/** Where the attempts of one worker have their folders. */
export interface WorkDirectory extends AsyncDisposable {
  /** A folder of its own, which whoever comes next removes when this process has died. */
  readonly path: string
  open(attempt: HeldAttempt): Promise<AttemptFolder>
}

const prefix = 'worker-'
const left = 'left-'

/**
 * Opens a place of this process's own in a directory that workers may share, and removes what those have left there
 * that are dead.
 */
export async function openWorkDirectory(path: string, log: Log): Promise<WorkDirectory> {
  await mkdir(path, { recursive: true, mode: 0o700 })
  let removing: Promise<void> = Promise.resolve()
  function remove(folder: string): void {
    removing = removing.then(async () => {
      if (!(await removeTree(folder))) log.warn({ folder }, 'a folder of a job could not be removed')
    })
  }

  for (const folder of await abandoned(path)) remove(folder)
  const own = join(path, `${prefix}${randomUUID()}`)
  await mkdir(own, { mode: 0o700 })
  const held = await hold(own)
  return {
    path: own,
    async open({ job_id, attempt }) {
      const top = join(own, `${job_id}-${attempt}`)
      const folders = await makeFolders(top)
      return {
        folders,
        async [Symbol.asyncDispose]() {
          // its name is free at once, however long the removal takes
          const gone = join(own, `${left}${randomUUID()}`)
          await rename(top, gone)
          remove(gone)
        },
      }
    },
    async [Symbol.asyncDispose]() {
      remove(own)
      await removing
      held[Symbol.dispose]()
    },
  }
}

async function abandoned(path: string): Promise<string[]> {
  const names = (await readdir(path)).filter((name) => name.startsWith(prefix))
  const folders = names.map((name) => join(path, name))
  const gone = await Promise.all(folders.map(isAbandoned))
  return folders.filter((_, index) => gone[index])
}

async function makeFolders(top: string): Promise<WorkFolders> {
  await mkdir(top, { mode: 0o700 })
  const folderOf = (name: string) => join(top, name)
  const folders = {
    working: folderOf('working'),
    input: folderOf('input'),
    output: folderOf('output'),
    temp: folderOf('temp'),
  }
  for (const folder of Object.values(folders)) {
    await mkdir(folder)
    await chmod(folder, 0o755)
  }
  return folders
}
