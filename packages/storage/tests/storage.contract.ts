import { onTestFinished } from 'vitest'
import type { Storage } from '../src/index.ts'
import { copyContract } from './contract/copy.ts'
import { namesContract } from './contract/names.ts'
import { type Differences, partsContract } from './contract/parts.ts'
import { putContract } from './contract/put.ts'
import { stageContract } from './contract/stage.ts'

/** What every store must do. */
export function storageContract(open: () => Promise<Storage>, differences: Differences = {}): void {
  async function opened(): Promise<Storage> {
    const storage = await open()
    onTestFinished(() => storage[Symbol.asyncDispose]())
    return storage
  }

  putContract(opened)
  copyContract(opened)
  partsContract(opened, differences)
  namesContract(opened)
  stageContract(opened)
}
