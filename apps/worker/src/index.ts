export { type Dispatcher, type DispatcherOptions, startDispatcher } from './dispatch/dispatcher.ts'
export type { AttemptContext, AttemptResult, Runner, Runners } from './dispatch/runner.ts'
export { startWorker, type Worker, type WorkerOptions } from './worker.ts'
