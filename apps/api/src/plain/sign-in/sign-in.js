import { call } from './api.js'
import { element, fail, fill, find, onSubmit, say, show } from './view.js'

const failures = {
  device: 'Sign in to let the device in.',
  CREDENTIALS_INVALID: 'This account may not sign in here. Ask whoever runs this server.',
  LINK_USED: 'This link has been used: the first account is there. Sign in, or ask its owner to invite you.',
  LIMIT_REACHED: 'Too many attempts. Try again in a minute.',
}

/** Signs in by e-mail and password, or by whoever else knows the user. */
export function openSignIn({ options, issuers, why, onDone }) {
  show('sign-in')
  find('#forgot').hidden = !options?.mail
  find('#join-open').hidden = options?.sign_up !== 'open'
  find('#join-invitation').hidden = options?.sign_up !== 'invitation'
  const back = encodeURIComponent(location.pathname + (why === 'device' ? location.search : ''))
  find('#issuers').append(
    ...(issuers?.items ?? []).map(({ id, name }) => {
      const href = `/sign-in/oidc/${encodeURIComponent(id)}?return_to=${back}`
      return element('li', {}, element('a', { className: 'button', href }, `Continue with ${name}`))
    }),
  )
  if (why === 'device') say(failures.device)
  else if (why !== null)
    fail(failures[why] ?? 'Signing in there did not work. Try again, or ask whoever runs this server.')
  find('#email').focus()
  onSubmit(find('form'), async ({ email, password }) => {
    await signIn({ email, password })
    await onDone()
  })
}

/** Makes an account, with an invitation or without. */
export function openSignUp({ invitation, onDone }) {
  show('sign-up')
  find('#email-hint').hidden = invitation === undefined
  find('#email').focus()
  onSubmit(find('form'), async ({ email, password, name }) => {
    const { next } = await call('account.sign_up', {
      email,
      password,
      ...(name.trim() !== '' && { name }),
      ...(invitation !== undefined && { invitation }),
    })
    history.replaceState(null, '', '/sign-in')
    if (next === 'sign_in') {
      await signIn({ email, password })
      return onDone()
    }
    show('done')
    fill({ '#what': 'Look into your mail', '#more': `A link is on its way to ${email}. Open it, then sign in.` })
  })
}

/** Has a link mailed with which to choose a new password. */
export function openForgot() {
  show('forgot-password')
  find('#email').focus()
  onSubmit(find('form'), async ({ email }) => {
    await call('account.request_reset', { email })
    show('done')
    fill({
      '#what': 'Look into your mail',
      '#more': `If there is an account for ${email}, a link is on its way. Open it to choose a new password.`,
    })
  })
}

/** Has this browser signed in. */
export async function signIn({ email, password }) {
  try {
    await call('session.create', { email, password })
  } catch (error) {
    throw error.code === 'CREDENTIALS_INVALID' ? new Error('The e-mail address or the password is wrong.') : error
  }
}
