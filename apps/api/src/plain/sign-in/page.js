import { openAccount } from './account.js'
import { askAll } from './api.js'
import { openDevice } from './device.js'
import { openClaim, openConfirm, openLink, openReset } from './link.js'
import { openForgot, openSignIn, openSignUp } from './sign-in.js'
import { fail, say, show } from './view.js'

const query = new URLSearchParams(location.search)
const [, purpose, token] = /^(confirm|reset|invitation)=(.+)$/.exec(location.hash.slice(1)) ?? []

const links = {
  confirm: openConfirm,
  reset: openReset,
  invitation: (invitation) => openSignUp({ invitation, onDone: goHome }),
}

/** Shows what the address asks for, or, to whoever is signed in, their account. */
async function start() {
  if (purpose !== undefined) return openLink(purpose, token, links[purpose])
  if (location.hash.length > 1) return openFirstLink(location.hash.slice(1))
  if (query.has('forgot')) return openForgot()
  if (query.has('sign_up')) return openSignUp({ onDone: goHome })
  say('One moment …')
  // together, so that nobody being signed in is no failure of the request
  const found = await askAll(['session.whoami', 'account.options', 'session.issuers'])
  const user = found['session.whoami']
  const userCode = query.get('user_code')
  if (found['account.options']?.has_admin === false) return show('unclaimed')
  if (user === undefined) {
    const why = userCode === null ? query.get('failed') : 'device'
    return openSignIn({ options: found['account.options'], issuers: found['session.issuers'], why, onDone: start })
  }
  return userCode === null ? openAccount(user) : openDevice(userCode, user)
}

/** The link of the first start; from the first account on it is good for nothing, whatever is typed. */
async function openFirstLink(link) {
  const found = await askAll(['account.options', 'session.issuers'])
  if (found['account.options']?.has_admin !== true) return openClaim(link)
  history.replaceState(null, '', location.pathname)
  openSignIn({ options: found['account.options'], issuers: found['session.issuers'], why: 'LINK_USED', onDone: start })
}

function goHome() {
  history.replaceState(null, '', '/sign-in')
  location.reload()
}

addEventListener('hashchange', () => location.reload())
// a page that comes back out of the browser's memory may be of somebody who has signed out
addEventListener('pageshow', ({ persisted }) => persisted && location.reload())
start().catch((error) => fail(error.message))
