export { createHttpBytes } from './http-bytes.ts'
export { type HttpWork, type HttpWorkOptions, openHttpWork } from './http-work.ts'
export { type PullWorker, type PullWorkerOptions, startPullWorker } from './pull-worker.ts'
