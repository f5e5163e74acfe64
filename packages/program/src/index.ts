export { announce, say } from './announce.ts'
export { drainMs } from './drain.ts'
export { type ListeningPort, listen } from './listening-port.ts'
export { createLog } from './log.ts'
export { migrateWhileNobodyWorks, requireMigrated } from './migration.ts'
export { takePlace } from './place.ts'
export { StartError } from './start-error.ts'
export { requireTiedStorage, tieStorage } from './storage-identity.ts'
export {
  holdsObjects,
  type MovingNote,
  readMark,
  readNote,
  removeMark,
  removeNote,
  writeMark,
  writeNote,
} from './storage-mark.ts'
