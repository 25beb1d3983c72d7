// The script of the directory's first page, as text: it hides what does not match and moves by the keyboard. The one thing to
// know: without it the page is a complete list; it adds and asks for nothing.
export const searchScript = `'use strict'
;(() => {
  const field = document.getElementById('search')
  if (!field) {
    document.addEventListener('keydown', (event) => {
      if (event.key !== '/' || event.ctrlKey || event.metaKey || event.altKey) return
      event.preventDefault()
      location.href = document.querySelector('header .all').href
    })
    return
  }
  const department = document.getElementById('department')
  const rows = [...document.querySelectorAll('tr[data-words]')]
  const told = document.getElementById('found')
  const plain = (text) => text.normalize('NFKD').replace(/[\\u0300-\\u036f]/g, '').toLowerCase()
  const find = document.querySelector('.find')
  find.hidden = false
  document.getElementById('keys').hidden = false

  const begins = (text, word) => (' ' + text.replace(/[^\\p{L}\\p{N}%#.-]+/gu, ' ')).includes(' ' + word)

  /** 0: the name or a code begins so; 1: a word of it does; 2: somewhere else, as in a component; -1: nowhere. */
  const rank = (row, words) => {
    let worst = 0
    for (const word of words) {
      const name = row.dataset.name
      const own = row.dataset.own
      const here = name.startsWith(word) || own.split('|').includes(word) ? 0 : begins(name, word) || begins(own, word) ? 1 : begins(row.dataset.words, word) ? 2 : -1
      if (here < 0) return -1
      worst = Math.max(worst, here)
    }
    return worst
  }

  const show = () => {
    const words = plain(field.value).split(/\\s+/).filter(Boolean)
    const wanted = department ? department.value : ''
    const body = rows[0] && rows[0].parentNode
    let count = 0
    const ranked = rows.map((row, index) => {
      const at = wanted && row.dataset.department !== wanted ? -1 : rank(row, words)
      row.hidden = at < 0
      if (at >= 0) count++
      const why = row.querySelector('.why')
      if (why) {
        const part = at === 2 ? [...(row.dataset.parts || '').split('|')].find((one) => words.every((word) => plain(one).includes(word))) : ''
        why.textContent = part ? 'includes ' + part : ''
      }
      return { row, at, index }
    })
    ranked.sort((a, b) => (words.length ? a.at - b.at : 0) || a.index - b.index)
    if (body) body.append(...ranked.map(({ row }) => row))
    told.textContent = count === rows.length ? count + ' tests' : count === 0 ? 'Nothing found. Try fewer letters, or a code.' : count + ' of ' + rows.length + ' tests'
    document.querySelector('.letters').hidden = words.length > 0 || wanted !== ''
    history.replaceState(null, '', words.length || wanted ? '#' + new URLSearchParams({ ...(field.value ? { q: field.value } : {}), ...(wanted ? { department: wanted } : {}) }) : location.pathname + location.search)
  }

  const shown = () => [...document.querySelectorAll('tr[data-words]:not([hidden]) a')]
  document.addEventListener('keydown', (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return
    const typing = document.activeElement === field
    if (event.key === '/' && !typing && document.activeElement !== department) {
      event.preventDefault()
      field.focus()
      field.select()
    } else if (event.key === 'Escape' && (typing || document.activeElement?.closest('tr[data-words]'))) {
      field.value = ''
      show()
      field.focus()
    } else if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
      const all = shown()
      const at = all.indexOf(document.activeElement)
      if (!typing && at < 0) return
      const next = event.key === 'ArrowDown' ? at + 1 : at - 1
      event.preventDefault()
      if (next < 0) field.focus()
      else all[Math.min(next, all.length - 1)]?.focus()
    } else if (event.key === 'Enter' && typing) {
      const [first] = shown()
      if (first && field.value !== '') location.href = first.href
    }
  })
  field.addEventListener('input', show)
  department?.addEventListener('change', show)
  const given = new URLSearchParams(location.hash.slice(1))
  if (given.has('q')) field.value = given.get('q')
  if (department && given.has('department')) department.value = given.get('department')
  show()
  if (location.hash === '#search') field.focus()
})()
`
