import { ask, call } from './api.js'
import { fill, find, onPress, show } from './view.js'
import { moment } from './words.js'

/** Has the user decide about a device. */
export async function openDevice(user_code, user) {
  const device = await ask('device_logins.get', { user_code })
  show('device')
  fill({
    '#code': device.user_code,
    '#client': device.client_name,
    '#address': device.address,
    '#asked': moment(device.created_at),
    '#as': user.email,
  })
  const decide = async (approve) => {
    await call('device_logins.decide', { user_code, approve })
    history.replaceState(null, '', location.pathname)
    show('decided')
    fill(
      approve
        ? { '#what': 'The device is let in', '#more': 'Go back to it. Its key is among your API keys.' }
        : { '#what': 'The device stays out', '#more': 'If you did not start this, somebody else may have.' },
    )
  }
  onPress(find('#approve'), () => decide(true))
  onPress(find('#deny'), () => decide(false))
}
