import { account, usage } from './router/account.ts'
import { apiKeys } from './router/api-key.ts'
import { applications } from './router/application.ts'
import { audit } from './router/audit.ts'
import { comparisons } from './router/comparison.ts'
import { datasets } from './router/dataset.ts'
import { deadLetters } from './router/dead-letter.ts'
import { deviceLogins } from './router/device-login.ts'
import { experiments } from './router/experiment.ts'
import { files } from './router/file.ts'
import { invitations } from './router/invitation.ts'
import { jobs } from './router/job.ts'
import { judges } from './router/judge.ts'
import { labels } from './router/label.ts'
import { metrics } from './router/metric.ts'
import { models } from './router/model.ts'
import { notifications } from './router/notification.ts'
import { numberedJobs } from './router/numbered-job.ts'
import { references } from './router/reference.ts'
import { runs } from './router/run.ts'
import { secrets } from './router/secret.ts'
import { session, sessions } from './router/session.ts'
import { shares } from './router/share.ts'
import { tasks } from './router/task.ts'
import { uploads } from './router/upload.ts'
import { users } from './router/user.ts'
import { webhooks } from './router/webhook.ts'
import { work } from './router/work.ts'
import { workers } from './router/worker.ts'
import { router } from './trpc.ts'

export const appRouter = router({
  session,
  sessions,
  device_logins: deviceLogins,
  account,
  users,
  invitations,
  api_keys: apiKeys,
  secrets,
  uploads,
  files,
  datasets,
  references,
  applications,
  models,
  tasks,
  metrics,
  judges,
  labels,
  experiments,
  comparisons,
  runs,
  jobs,
  numbered_jobs: numberedJobs,
  workers,
  work,
  shares,
  webhooks,
  notifications,
  audit,
  usage,
  dead_letters: deadLetters,
})

/** The API as types: for a tRPC client, or for the SDK. */
export type AppRouter = typeof appRouter
