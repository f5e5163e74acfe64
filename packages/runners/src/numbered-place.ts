import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { hold, isAbandoned } from './holder.ts'

/** A place that no other living process has; whoever takes it later knows that what had it before is dead. */
export interface NumberedPlace extends Disposable {
  readonly folder: string
}

/** Takes the first place of a kind in a directory that workers may share. */
export async function takeNumberedPlace(directory: string, kind: string): Promise<NumberedPlace> {
  for (let number = 1; ; number += 1) {
    const folder = join(directory, `${kind}-${number}`)
    const isNew = (await mkdir(folder, { recursive: true, mode: 0o700 })) !== undefined
    if (!isNew && !(await isAbandoned(folder))) continue
    const held = await hold(folder)
    return { folder, [Symbol.dispose]: () => held[Symbol.dispose]() }
  }
}
