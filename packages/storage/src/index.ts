export { ObjectMissing } from './object-missing.ts'
export { openStorage } from './open-storage.ts'
export type { ListedObject, Storage } from './storage.ts'
