// The script of the directory's first page, as text: it shows what matches and moves by the keyboard. The one thing to know:
// without it the page is a complete list. With it only some rows stand in the page at once, since a browser takes seconds to
// lay out a table of thousands; the others are kept beside and come with the search, a letter, the button or on paper.
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
  const step = 200
  const department = document.getElementById('department')
  const told = document.getElementById('found')
  const more = document.getElementById('more')
  const letters = [...document.querySelectorAll('.letters a')]
  const body = document.querySelector('.tests tbody')
  const plain = (text) => text.normalize('NFKD').replace(/[\\u0300-\\u036f]/g, '').toLowerCase()
  const parted = (text) => ' ' + text.replace(/[^\\p{L}\\p{N}%#.-]+/gu, ' ')
  const tests = [...body.rows].map((row) => ({ row, name: row.dataset.name, own: row.dataset.own, department: row.dataset.department, all: row.dataset.words }))
  let wanted = tests
  let limit = step
  let letter = ''
  body.replaceChildren()
  document.querySelector('.find').hidden = false
  document.getElementById('keys').hidden = false
  document.documentElement.classList.add('found')

  const initial = ({ name }) => (/^[a-z]/.test(name) ? name[0].toUpperCase() : '#')

  /** 0: the name or a code begins so; 1: a word of it does; 2: somewhere else, as in a component; 3: within a word; -1: nowhere. */
  const rank = (test, words) => {
    test.nameWords ??= parted(test.name)
    test.ownWords ??= parted(test.own)
    test.allWords ??= parted(test.all)
    let worst = 0
    for (const word of words) {
      const begun = ' ' + word
      const here = test.name.startsWith(word) || test.own.split('|').includes(word) ? 0 : test.nameWords.includes(begun) || test.ownWords.includes(begun) ? 1 : test.allWords.includes(begun) ? 2 : word.length > 2 && test.all.includes(word) ? 3 : -1
      if (here < 0) return -1
      worst = Math.max(worst, here)
    }
    return worst
  }

  const tell = () => {
    const count = wanted.length
    const all = tests.length + (tests.length === 1 ? ' test' : ' tests')
    const which = letter ? ' under ' + letter : ''
    told.textContent = count === 0 ? 'Nothing found. Try fewer letters, or a code.' : (count === tests.length ? all : count + ' of ' + all) + which + (count > limit ? '; the first ' + limit + ' are listed' : '')
    more.hidden = count <= limit
    more.textContent = 'List ' + Math.min(step, count - limit) + ' more'
  }

  const list = () => {
    body.replaceChildren(...wanted.slice(0, limit).map(({ row }) => row))
    tell()
  }

  const extend = (to) => {
    const from = limit
    limit = to
    body.append(...wanted.slice(from, limit).map(({ row }) => row))
    tell()
  }

  const show = () => {
    const words = plain(field.value).split(/\\s+/).filter(Boolean)
    const only = department ? department.value : ''
    if (words.length) letter = ''
    wanted = tests
      .map((test, index) => ({ test, index, at: (only && test.department !== only) || (letter && initial(test) !== letter) ? -1 : rank(test, words) }))
      .filter(({ at }) => at >= 0)
      .sort((a, b) => (words.length ? a.at - b.at : 0) || a.index - b.index)
      .map(({ test, at }) => {
        const part = at > 1 ? (test.row.dataset.parts || '').split('|').find((one) => words.every((word) => plain(one).includes(word))) : ''
        test.row.querySelector('.why').textContent = part ? 'includes ' + part : ''
        return test
      })
    limit = step
    list()
    document.querySelector('.letters').hidden = words.length > 0
    for (const link of letters) link.setAttribute('aria-current', String(letter !== '' && link.textContent === letter))
    const said = { ...(field.value ? { q: field.value } : {}), ...(letter ? { letter } : {}), ...(only ? { department: only } : {}) }
    history.replaceState(null, '', Object.keys(said).length ? '#' + new URLSearchParams(said) : location.pathname + location.search)
  }

  const shown = () => [...body.querySelectorAll('a')]
  document.addEventListener('keydown', (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return
    const typing = document.activeElement === field
    if (event.key === '/' && !typing && document.activeElement !== department) {
      event.preventDefault()
      field.focus()
      field.select()
    } else if (event.key === 'Escape' && (typing || document.activeElement?.closest('tr[data-words]'))) {
      field.value = ''
      letter = ''
      show()
      field.focus()
    } else if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
      const all = shown()
      const at = all.indexOf(document.activeElement)
      if (!typing && at < 0) return
      const next = event.key === 'ArrowDown' ? at + 1 : at - 1
      event.preventDefault()
      if (next >= all.length && wanted.length > limit) {
        extend(limit + step)
        shown()[next]?.focus()
      } else if (next < 0) field.focus()
      else all[Math.min(next, all.length - 1)]?.focus()
    } else if (event.key === 'Enter' && typing) {
      const [first] = shown()
      if (first && field.value !== '') location.href = first.href
    }
  })
  field.addEventListener('input', show)
  department?.addEventListener('change', show)
  more.addEventListener('click', () => {
    const next = limit
    extend(limit + step)
    shown()[next]?.focus()
  })
  for (const link of letters)
    link.addEventListener('click', (event) => {
      event.preventDefault()
      letter = letter === link.textContent ? '' : link.textContent
      show()
    })
  let before = 0
  addEventListener('beforeprint', () => {
    before = limit
    if (wanted.length > limit) extend(wanted.length)
  })
  addEventListener('afterprint', () => {
    limit = before
    list()
  })
  const given = new URLSearchParams(location.hash.slice(1))
  const begun = /^#letter-(.+)$/.exec(location.hash)?.[1]
  if (given.has('q')) field.value = given.get('q')
  letter = given.get('letter') ?? (begun === 'other' ? '#' : (begun ?? ''))
  if (department && given.has('department')) department.value = given.get('department')
  const isSearch = location.hash === '#search'
  show()
  if (isSearch) field.focus()
})()
`
