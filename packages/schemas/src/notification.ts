import { z } from 'zod'

/** Which ends are mailed: of runs, or of every job. */
export const notificationSettings = z
  .object({
    email: z
      .enum(['never', 'failures', 'all'])
      .describe('never: no mail; failures: when something fails or is stopped; all: at every end'),
    about: z.enum(['runs', 'jobs']).describe('runs: at the end of a run; jobs: at the end of each of its jobs too'),
    address: z
      .string()
      .nullable()
      .describe('where mails go; null: nowhere, as the server sends no mail, or your address is not confirmed'),
  })
  .describe('What is mailed to you when it ends.')

/** Which ends are mailed: of runs, or of every job. */
export type NotificationSettings = z.infer<typeof notificationSettings>

/** Changes what is mailed. */
export const notificationUpdateInput = z.object({
  email: notificationSettings.shape.email.optional(),
  about: notificationSettings.shape.about.optional(),
})
