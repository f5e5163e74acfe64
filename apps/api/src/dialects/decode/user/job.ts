import { parse, Refusal, saying } from '../../error.ts'
import { body, defaulting, integer } from '../../lax.ts'
import type { AddRoute, Asked } from '../../routes.ts'
import { createJob } from './job-create.ts'
import { toJob } from './job-view.ts'

const ref = body({ job_id: integer })
const page = body({ offset: defaulting(integer, 0), limit: defaulting(integer, 100) })

/** Of these folders a job has one of its own each. */
const folders = ['output', 'log', 'artifact'] as const

export function addJobRoutes(add: AddRoute): void {
  add('GET', '/jobs', listJobs)
  add('POST', '/jobs', async (asked) => {
    const job = await createJob(asked)
    asked.reply.code(201)
    return toJob(job, await ownerOf(asked))
  })
  add('GET', '/jobs/:job_id', async (asked) => toJob(await findJob(asked), await ownerOf(asked)))
  add('DELETE', '/jobs/:job_id', deleteJob)
}

const atOnce = 1000

/** The caller's, the newest first; a negative limit is none. */
async function listJobs(asked: Asked) {
  const { platform, request } = asked
  const { offset, limit } = parse(page, request.query, 'query')
  const owner = await ownerOf(asked)
  const from = Math.max(0, offset)
  const most = limit < 0 ? Number.POSITIVE_INFINITY : limit
  const jobs: ReturnType<typeof toJob>[] = []
  for (let isMore = most > 0; isMore; ) {
    const wanted = Math.min(atOnce, most - jobs.length)
    const { items } = await platform.call(request, 'numbered_jobs.list', {
      offset: Math.min(from + jobs.length, largestOffset),
      limit: wanted,
    })
    for (const job of items) jobs.push(toJob(job, owner))
    isMore = items.length === wanted && jobs.length < most
  }
  return jobs
}

const largestOffset = 2_147_483_647

async function deleteJob(asked: Asked) {
  const { platform, request, reply } = asked
  const { number, name } = await findJob(asked)
  await platform.call(request, 'numbered_jobs.delete', { number })
  for (const folder of folders) {
    const gone = platform.call(request, 'files.delete', { path: `${folder}/${name}`, recursive: true })
    await saying(gone, { FILE_NOT_FOUND: () => absent }).catch((error: unknown) => {
      if (error !== absent) throw error
    })
  }
  return reply.code(204).send()
}

const absent = new Refusal(404, 'Job not found')

async function findJob({ platform, request }: Asked) {
  const { job_id: number } = parse(ref, request.params, 'path')
  if (number < 1 || number > Number.MAX_SAFE_INTEGER) throw absent
  return saying(platform.call(request, 'numbered_jobs.get', { number }), { NUMBERED_JOB_NOT_FOUND: () => absent })
}

async function ownerOf({ platform, request }: Asked) {
  const { user_id, email } = await platform.contextOf(request).authenticate()
  return { user_id, user_email: email }
}
