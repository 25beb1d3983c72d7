// Keeps a page live: the server sends parts of it as they change, and each replaces the element of its name. Says in words
// whether the connection holds, so that nobody reads an old page for a new one. Runs in the browser.
const status = document.getElementById('live')

function say(text, state) {
  if (status.textContent !== text) status.textContent = text
  status.dataset.state = state
}

/** Puts a part in its place; the focus stays on the link where it was. */
function replace({ id, markup }) {
  const element = document.getElementById(id)
  if (!element) return
  const focused = element.contains(document.activeElement) ? document.activeElement.getAttribute('href') : null
  element.innerHTML = markup
  if (focused) element.querySelector(`[href="${CSS.escape(focused)}"]`)?.focus({ preventScroll: true })
}

if ('live' in document.body.dataset) {
  const events = new EventSource('/events')
  events.addEventListener('part', (event) => replace(JSON.parse(event.data)))
  events.onopen = () => say('live', 'up')
  events.onerror = () => say('not live: Labloop does not answer', 'down')
}

document.addEventListener('keydown', (event) => {
  if (event.key !== '/' || event.ctrlKey || event.metaKey || /INPUT|TEXTAREA/.test(event.target.tagName)) return
  event.preventDefault()
  document.querySelector('input[name=q]').focus()
})
