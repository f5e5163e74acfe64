export {
  type ApplicationRunnerOptions,
  createApplicationRunner,
  type Executors,
} from './application-runner.ts'
export type { JobBytes, LeftFile, OwnAttempt } from './job-bytes.ts'
export { openWorkDirectory, type WorkDirectory } from './work-directory.ts'
