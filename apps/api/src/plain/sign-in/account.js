import { ask, call } from './api.js'
import { element, fill, find, offerKey, onPress, onSubmit, say, show } from './view.js'
import { browserName, moment } from './words.js'

const dayMs = 86_400_000

/** Shows who is signed in, their keys and browsers. */
export async function openAccount(user) {
  show('account')
  const address = user.name === user.email ? '' : `${user.email} · `
  fill({ '#who': user.name, '#groups': `${address}${user.groups.join(', ')}` })
  onSubmit(find('#make-key'), makeKey)
  onSubmit(find('#enter-code'), async ({ user_code }) => {
    location.assign(`/sign-in?user_code=${encodeURIComponent(user_code)}`)
  })
  find('[name=username]').value = user.email
  onSubmit(find('#change-password'), changePassword)
  offerSignOut()
  await Promise.all([refreshKeys(), refreshSessions()])
}

async function refreshKeys() {
  showKeys((await ask('api_keys.list', { limit: 200 })).items)
}

async function refreshSessions() {
  showSessions((await ask('sessions.list', { limit: 200 })).items)
}

function offerSignOut() {
  const button = document.querySelector('#sign-out')
  button.hidden = false
  onPress(button, async () => {
    await call('session.delete', {})
    location.assign('/sign-in')
  })
}

async function makeKey({ name, scope, days }) {
  const expires_at = days === '' ? undefined : new Date(Date.now() + Number(days) * dayMs).toISOString()
  const made = await call('api_keys.create', { name, scopes: [scope], ...(expires_at && { expires_at }) })
  find('#new-key').hidden = false
  offerKey(made.key)
  find('#make-key').reset()
  await refreshKeys()
  find('#copy').focus()
}

async function changePassword({ current_password, password }) {
  await call('account.change_password', { password, ...(current_password !== '' && { current_password }) })
  find('#change-password').reset()
  await refreshSessions()
  say('The password is changed.')
}

function showKeys(keys) {
  const rows = keys.map((key) =>
    row({
      title: key.name,
      facts: [
        `${key.prefix}…`,
        key.scopes.join(', '),
        key.last_used_at === null ? 'never used' : `used ${moment(key.last_used_at)}`,
        key.expires_at === null ? 'never expires' : `expires ${moment(key.expires_at)}`,
      ],
      action: 'Revoke',
      act: () => call('api_keys.revoke', { api_key_id: key.id }).then(refreshKeys),
    }),
  )
  find('#keys').replaceChildren(...(rows.length > 0 ? rows : [element('li', { className: 'hint' }, 'None yet.')]))
}

function showSessions(sessions) {
  const rows = sessions.map((session) =>
    row({
      title: browserName(session.user_agent),
      facts: [
        ...(session.is_current ? ['this one'] : []),
        `signed in ${moment(session.created_at)} from ${session.address}`,
        `used ${moment(session.last_used_at)}`,
      ],
      ...(!session.is_current && {
        action: 'Sign out',
        act: () => call('sessions.revoke', { session_id: session.id }).then(refreshSessions),
      }),
    }),
  )
  find('#sessions').replaceChildren(...rows)
}

/** A row with what can be done about it, which renews the list. */
function row({ title, facts, action, act }) {
  const text = element('div', {}, element('strong', {}, title), element('p', { className: 'hint' }, facts.join(' · ')))
  const made = element('li', {}, text)
  if (action === undefined) return made
  const button = element('button', { type: 'button', className: 'quiet', ariaLabel: `${action}: ${title}` }, action)
  onPress(button, async () => {
    const heading = made.closest('section').querySelector('h2')
    await act()
    heading.focus()
    say('Done.')
  })
  made.append(button)
  return made
}
