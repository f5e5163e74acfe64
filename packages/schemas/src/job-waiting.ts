import { z } from 'zod'
import { time } from './field.ts'
import { lacking } from './lacking.ts'

/** Why a job waits. */
export const waitingReason = z
  .enum([
    'jobs',
    'delay',
    'budget_reached',
    'no_worker',
    'no_worker_fits',
    'labels',
    'preferred_worker',
    'owner_limit',
    'limit',
    'no_slot',
    'booked',
    'storage',
    'turn',
    'lost_worker',
  ])
  .describe(
    'jobs: for other jobs of its run; delay: before it is tried again; budget_reached: the budget of its run is ' +
      'spent, until it is raised; no_worker: none is connected that takes such ' +
      'jobs; no_worker_fits: none that is known has what it requires; labels: none is labelled so; preferred_worker: ' +
      'for a pull worker, or another one than was lost with it; owner_limit: as many jobs of its owner run as may; ' +
      'limit: as many of its application; no_slot: every worker is busy; booked: what it requires is taken; storage: ' +
      'storage is away; turn: it is about to be taken; lost_worker: it is to stop, and its worker, which is out of ' +
      'reach, has yet to say that it is dead',
  )

/** Why a job waits. */
export type WaitingReason = z.infer<typeof waitingReason>

/** Why a job waits, and its place among those that wait. */
export const jobWaiting = z
  .object({
    reason: waitingReason,
    message: z.string().describe('the same as a sentence'),
    jobs: z.array(z.string()).describe('names of the jobs that it waits for'),
    lacking: lacking.nullable().describe('of what it requires, what no worker has, or has free'),
    until: time.nullable().describe('when it waits for this no longer; null: not known'),
    position: z.number().int().nullable().describe("among its owner's queued jobs, 1: the next; null: not queued"),
    position_overall: z
      .number()
      .int()
      .nullable()
      .describe('among all queued jobs, in the order in which owners take turns; null: not queued'),
  })
  .describe('Why a job waits, and its place among those that wait.')

/** Why a job waits, and its place among those that wait. */
export type JobWaiting = z.infer<typeof jobWaiting>
