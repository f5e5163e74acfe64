import { decideOnDeviceLogin, getDeviceLogin, pollDeviceLogin, startDeviceLogin } from '@assay/access'
import {
  deviceLogin,
  deviceLoginDecideInput,
  deviceLoginPollInput,
  deviceLoginRef,
  deviceLoginStartInput,
  polledDeviceLogin,
  startedDeviceLogin,
} from '@assay/schemas'
import { change, read, tryByAnyone } from '../call.ts'
import { procedure, router } from '../trpc.ts'

export const deviceLogins = router({
  start: procedure
    .meta({ method: 'POST', path: '/device_logins', summary: 'Begin to sign a device in by a browser', creates: '' })
    .input(deviceLoginStartInput)
    .output(startedDeviceLogin)
    .mutation(tryByAnyone(startDeviceLogin)),
  poll: procedure
    .meta({ method: 'POST', path: '/device_logins/poll', summary: 'Ask whether a device was let in' })
    .input(deviceLoginPollInput)
    .output(polledDeviceLogin)
    .mutation(tryByAnyone(pollDeviceLogin)),
  get: procedure
    .meta({
      method: 'GET',
      path: '/device_logins/{user_code}',
      summary: 'See which device waits under a code',
      errors: ['DEVICE_LOGIN_NOT_FOUND'],
    })
    .input(deviceLoginRef)
    .output(deviceLogin)
    .query(read(getDeviceLogin)),
  decide: procedure
    .meta({
      method: 'POST',
      path: '/device_logins/{user_code}/decide',
      summary: 'Let a device in, or keep it out',
      errors: ['DEVICE_LOGIN_NOT_FOUND'],
    })
    .input(deviceLoginDecideInput)
    .output(deviceLogin)
    .mutation(change(decideOnDeviceLogin)),
})
