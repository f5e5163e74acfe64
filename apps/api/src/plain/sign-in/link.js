import { askAll, call } from './api.js'
import { signIn } from './sign-in.js'
import { fill, find, offerKey, onSubmit, say, show } from './view.js'

/** Makes the first account by the link that was printed. */
export function openClaim(token) {
  show('claim')
  find('#email').focus()
  onSubmit(find('form'), async ({ email, password }) => {
    const { api_key } = await callByLink('session.claim', { token, email, password })
    // the key is there, whether the browser is signed in or not
    await signIn({ email, password }).catch(() => {})
    show('claimed')
    offerKey(api_key.key)
    fill({ '#login': `npm run -s assay -- login --url ${location.origin}` })
  })
}

const replacements = {
  confirm: 'If your address is not confirmed yet, sign up with it again: a new link is mailed to you.',
  reset: 'Ask whoever runs this server for a new one.',
  invitation: 'If you have an account, sign in with it; if not, ask who invited you for a new link.',
}

/** Opens what a link is for, unless it works no more, which is said before anything is typed. */
export async function openLink(purpose, token, open) {
  say('One moment …')
  try {
    await call('account.check_link', { purpose, token })
  } catch (error) {
    if (error.code !== 'TOKEN_INVALID' && error.code !== 'SIGN_UP_CLOSED') throw error
    return refuseLink(purpose, error)
  }
  open(token)
}

async function refuseLink(purpose, error) {
  const found = purpose === 'reset' ? await askAll(['account.options']) : {}
  const isMailed = found['account.options']?.mail === true
  history.replaceState(null, '', location.pathname)
  show('no-link')
  fill({ '#why': error.code === 'TOKEN_INVALID' ? 'It is unknown, used or expired.' : error.message })
  fill({ '#instead': isMailed ? '' : replacements[purpose] })
  find('#forgot').hidden = !isMailed
}

/** Confirms an e-mail address. */
export function openConfirm(token) {
  show('confirm')
  find('#password').focus()
  onSubmit(find('form'), async ({ password }) => {
    await callByLink('account.confirm', { token, ...(password !== '' && { password }) })
    show('done')
    fill({ '#what': 'Your address is confirmed' })
  })
}

/** Chooses a new password. */
export function openReset(token) {
  show('reset')
  find('#password').focus()
  onSubmit(find('form'), async ({ password, revoke_api_keys }) => {
    await callByLink('account.reset_password', { token, password, revoke_api_keys: revoke_api_keys === 'on' })
    show('done')
    fill({ '#what': 'Your new password is set' })
  })
}

/** Redeems a link, which is good once. */
async function callByLink(name, input) {
  try {
    const answer = await call(name, input)
    history.replaceState(null, '', location.pathname)
    return answer
  } catch (error) {
    // nothing that is typed here makes this link good again
    find('form').hidden = error.code === 'LINK_INVALID' || error.code === 'TOKEN_INVALID'
    throw error
  }
}
