export { type OwnWorkOptions, openOwnWork } from './own-work.ts'
export { startWorker, type Worker, type WorkerOptions } from './worker.ts'
