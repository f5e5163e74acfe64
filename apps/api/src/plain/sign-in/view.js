const place = document.querySelector('#view')
const status = document.querySelector('#status')

/** Shows a view, and what is in it by selector. */
export function show(name) {
  place.after(status)
  place.replaceChildren(document.querySelector(`#${name}`).content.cloneNode(true))
  say('')
  const heading = find('h1')
  document.title = `${heading.textContent || 'Your account'} – Assay`
  return place
}

/** The first element of the view that a selector finds. */
export function find(selector) {
  return place.querySelector(selector)
}

/** Fills elements of the view with text, by selector. */
export function fill(texts) {
  for (const [selector, text] of Object.entries(texts)) find(selector).textContent = text
}

/** An element with text or other elements in it. */
export function element(tag, properties, ...children) {
  const made = Object.assign(document.createElement(tag), properties)
  made.append(...children)
  return made
}

/** Does what a form is for when it is sent; meanwhile its button is at rest. */
export function onSubmit(form, act) {
  form.addEventListener('submit', (event) => {
    event.preventDefault()
    busy(form.querySelector('button[type=submit]'), () => act(Object.fromEntries(new FormData(form))))
  })
}

/** Does what a button is for when it is pressed; meanwhile it is at rest. */
export function onPress(button, act) {
  button.addEventListener('click', () => busy(button, act))
}

async function busy(button, act) {
  button.disabled = true
  // what comes of it is said where the reader looks
  button.closest('form, .buttons, ul')?.after(status)
  say('One moment …')
  try {
    await act()
    if (status.textContent === 'One moment …') say('')
  } catch (error) {
    fail(error.message)
  } finally {
    button.disabled = false
  }
}

/** Offers a key to copy. */
export function offerKey(key) {
  fill({ '#key': key })
  find('#copy').onclick = async () => {
    try {
      await navigator.clipboard.writeText(key)
      say('Copied.')
    } catch {
      getSelection().selectAllChildren(find('#key'))
      say('Selected: press Ctrl-C to copy.')
    }
  }
}

/** Says something below the view. */
export function say(words) {
  status.classList.remove('error')
  status.textContent = words
}

/** Says what went wrong. */
export function fail(words) {
  status.classList.add('error')
  status.textContent = words
}
