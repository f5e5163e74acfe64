import { getNotificationSettings, updateNotificationSettings } from '@assay/core'
import { notificationSettings, notificationUpdateInput } from '@assay/schemas'
import { change, read } from '../call.ts'
import { procedure, router } from '../trpc.ts'

export const notifications = router({
  get: procedure
    .meta({ method: 'GET', path: '/notifications', summary: 'What is mailed to you when it ends' })
    .output(notificationSettings)
    .query(read((deps, actor) => getNotificationSettings(deps, actor))),
  update: procedure
    .meta({
      method: 'PATCH',
      path: '/notifications',
      summary: 'Have the ends of runs or jobs mailed to you, or no longer',
      errors: ['NO_MAIL_SENT'],
    })
    .input(notificationUpdateInput)
    .output(notificationSettings)
    .mutation(change(updateNotificationSettings)),
})
