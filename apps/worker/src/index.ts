export { createLog } from './log.ts'
export { type OwnWorkOptions, openOwnWork } from './own-work.ts'
export { startWorker, type Worker, type WorkerOptions } from './worker.ts'
