export {
  addUser,
  addWorker,
  claim,
  ended,
  eventsOf,
  failed,
  job,
  statesOf,
  submit,
  succeeded,
  waitForLocks,
} from './scene.ts'
