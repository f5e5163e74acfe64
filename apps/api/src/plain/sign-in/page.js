const form = document.querySelector('#claim')
const status = document.querySelector('#status')
const token = location.hash.slice(1)

if (token === '') {
  form.hidden = true
  fail('This link is not complete. Open the one that Assay printed when it was first started.')
}

form.addEventListener('submit', async (event) => {
  event.preventDefault()
  const button = form.querySelector('button')
  button.disabled = true
  say('One moment …')
  try {
    show(await claim(new FormData(form)))
  } catch (error) {
    fail(error.message)
    button.disabled = false
  }
})

async function claim(fields) {
  const response = await fetch('/api/v1/claim', {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ token, email: fields.get('email'), password: fields.get('password') }),
  }).catch(() => {
    throw new Error('Assay does not answer. See whether it still runs, and try again.')
  })
  const answer = await response.json().catch(() => ({ message: `Assay answered ${response.status}. Try again.` }))
  if (response.ok) return answer
  // nothing that is typed here makes this link good again
  form.hidden = answer.code === 'LINK_INVALID'
  throw new Error(answer.message)
}

function show({ api_key }) {
  history.replaceState(null, '', location.pathname)
  form.hidden = true
  say('')
  document.querySelector('#key').textContent = api_key.key
  document.querySelector('#login').textContent = `npm run -s assay -- login --url ${location.origin}`
  document.querySelector('#done').hidden = false
  document.querySelector('#copy').addEventListener('click', () => copy(api_key.key))
}

async function copy(key) {
  try {
    await navigator.clipboard.writeText(key)
    say('Copied.')
  } catch {
    getSelection().selectAllChildren(document.querySelector('#key'))
    say('Selected: press Ctrl-C to copy.')
  }
}

function say(words) {
  status.classList.remove('error')
  status.textContent = words
}

function fail(words) {
  status.classList.add('error')
  status.textContent = words
}
