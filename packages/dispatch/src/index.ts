export { type Dispatcher, type DispatcherOptions, startDispatcher } from './dispatcher.ts'
export type { AttemptContext, AttemptResult, Runner, Runners } from './runner.ts'
