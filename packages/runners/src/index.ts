export {
  type ApplicationRunnerOptions,
  createApplicationRunner,
  type Executors,
} from './application-runner.ts'
export { findCapacity } from './capacity.ts'
export type { JobBytes, LeftFile, OwnAttempt } from './job-bytes.ts'
export { type NumberedPlace, takeNumberedPlace } from './numbered-place.ts'
export { openWorkDirectory, type WorkDirectory } from './work-directory.ts'
