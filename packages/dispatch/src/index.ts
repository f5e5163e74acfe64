export { Dispatcher, type DispatcherOptions } from './dispatcher.ts'
export type { Log } from './log.ts'
export type { AttemptContext, AttemptResult, Runner, Runners } from './runner.ts'
export type { Claimed, Held, Settled, Wanted, WorkSource } from './work-source.ts'
