export { freeMemory } from './free-memory.ts'
export { type Damage, ObjectDamaged } from './object-damaged.ts'
export { ObjectExists } from './object-exists.ts'
export { ObjectMissing } from './object-missing.ts'
export { openStorage } from './open-storage.ts'
export { StorageFault } from './s3/storage-fault.ts'
export type {
  ExpectedObject,
  ListedObject,
  NamedPart,
  PartedUpload,
  SignedRequest,
  StagedObject,
  Storage,
  StoredPart,
  UnfinishedUpload,
} from './storage.ts'
export { StorageAway } from './storage-away.ts'
export { idKey } from './storage-id.ts'
export { TakenOver, Takeover } from './takeover.ts'
export { PartsInvalid, UploadMissing } from './upload-errors.ts'
