import {
  createWorker,
  drainWorker,
  editWorker,
  listOwnWorkers,
  readWorker,
  removeWorker,
  rotateWorker,
} from '@assay/access'
import {
  createdWorker,
  worker,
  workerCreateInput,
  workerDrainInput,
  workerListInput,
  workerPage,
  workerRef,
  workerUpdateInput,
} from '@assay/schemas'
import { change, done, quietly, read } from '../call.ts'
import { procedure, router } from '../trpc.ts'

export const workers = router({
  create: procedure
    .meta({
      method: 'POST',
      path: '/workers',
      summary: 'Register a worker; its token is shown this once',
      errors: ['USER_NOT_FOUND'],
      creates: '/workers',
    })
    .input(workerCreateInput)
    .output(createdWorker)
    .mutation(change(createWorker)),
  list: procedure
    .meta({ method: 'GET', path: '/workers', summary: 'List workers' })
    .input(workerListInput)
    .output(workerPage)
    .query(read(listOwnWorkers)),
  get: procedure
    .meta({ method: 'GET', path: '/workers/{worker_id}', summary: 'Get a worker' })
    .input(workerRef)
    .output(worker)
    .query(read(readWorker)),
  update: procedure
    .meta({ method: 'PATCH', path: '/workers/{worker_id}', summary: 'Change the name or the labels of a worker' })
    .input(workerUpdateInput)
    .output(worker)
    .mutation(change(editWorker)),
  rotate: procedure
    .meta({
      method: 'POST',
      path: '/workers/{worker_id}/rotate',
      summary: 'Give a worker a new token; the old one ends at once',
    })
    .input(workerRef)
    .output(createdWorker)
    .mutation(change(rotateWorker)),
  drain: procedure
    .meta({
      method: 'POST',
      path: '/workers/{worker_id}/drain',
      summary: 'Have a worker take no more jobs, or take them again',
    })
    .input(workerDrainInput)
    .output(worker)
    .mutation(change(drainWorker)),
  remove: procedure
    .meta({ method: 'DELETE', path: '/workers/{worker_id}', summary: 'Remove a worker, with its token and sessions' })
    .input(workerRef)
    .output(done)
    .mutation(change(quietly(removeWorker))),
})
