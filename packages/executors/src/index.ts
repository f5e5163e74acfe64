export { type CollectedFile, collect, type RefusedEntry } from './collect.ts'
export { dockerAnswers } from './docker/daemon.ts'
export { type DockerOptions, openDockerExecutor } from './docker/docker-executor.ts'
export { type ImageTidying, tidyImages } from './docker/tidy-images.ts'
export type {
  Container,
  Ending,
  Executor,
  Listener,
  LogStream,
  Outcome,
  Phase,
  Usage,
  Work,
  WorkFolders,
  WorkLimits,
} from './executor.ts'
export { openProcessExecutor, type ProcessOptions } from './process/process-executor.ts'
export { ExecutorAway, WorkRefused } from './refusal.ts'
