// A document for people as plain blocks, written as Markdown or as one HTML file. The one thing to know: a picture is a table
// with a share in it; both forms draw it as a bar, so that none needs a script or another file.

export type Cell = string | { readonly share: number }
export type Block =
  | { readonly heading: string; readonly level: 1 | 2 | 3 }
  | { readonly text: string }
  | { readonly items: readonly string[] }
  | { readonly columns: readonly string[]; readonly rows: readonly (readonly Cell[])[] }

/** A bar of so many places for a share from 0 to 1. */
export function bar(share: number, places = 20): string {
  const full = Math.round(Math.min(1, Math.max(0, share)) * places)
  return '█'.repeat(full) + '░'.repeat(places - full)
}

export function percent(share: number): string {
  return `${(share * 100).toFixed(share > 0 && share < 0.0995 ? 1 : 0)} %`
}

export function asMarkdown(blocks: readonly Block[]): string {
  return `${blocks.map(markdownOf).join('\n\n')}\n`
}

function markdownOf(block: Block): string {
  if ('heading' in block) return `${'#'.repeat(block.level)} ${block.heading}`
  if ('text' in block) return block.text
  if ('items' in block) return block.items.map((item) => `- ${item}`).join('\n')
  const cell = (one: Cell) =>
    typeof one === 'string' ? one.replaceAll('|', '\\|') : `${bar(one.share, 10)} ${percent(one.share)}`
  const row = (cells: readonly string[]) => `| ${cells.join(' | ')} |`
  return [
    row(block.columns),
    row(block.columns.map(() => '---')),
    ...block.rows.map((cells) => row(cells.map(cell))),
  ].join('\n')
}

const style = `:root{color-scheme:light dark}body{font:15px/1.5 system-ui,sans-serif;max-width:72rem;margin:2rem auto;padding:0 1rem}
table{border-collapse:collapse;margin:.8rem 0;width:100%}th,td{border-bottom:1px solid #8886;padding:.3rem .6rem;text-align:left;vertical-align:top}
th{font-weight:600}code{font-size:.95em}.bar{display:inline-block;width:10rem;height:.8em;background:#8883;margin-right:.5rem}.bar i{display:block;height:100%;background:#2f6fab}.share{white-space:nowrap}
@media print{body{max-width:none;margin:0}}`

/** One HTML file that needs nothing else. */
export function asHtml(title: string, blocks: readonly Block[]): string {
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>${escaped(title)}</title>
<style>${style}</style></head>
<body>
${blocks.map(htmlOf).join('\n')}
</body></html>
`
}

function htmlOf(block: Block): string {
  if ('heading' in block) return `<h${block.level}>${inline(block.heading)}</h${block.level}>`
  if ('text' in block) return `<p>${inline(block.text)}</p>`
  if ('items' in block) return `<ul>${block.items.map((item) => `<li>${inline(item)}</li>`).join('')}</ul>`
  const head = block.columns.map((name) => `<th scope="col">${inline(name)}</th>`).join('')
  const rows = block.rows.map((cells) => `<tr>${cells.map((cell) => `<td>${cellHtml(cell)}</td>`).join('')}</tr>`)
  return `<table><thead><tr>${head}</tr></thead><tbody>${rows.join('\n')}</tbody></table>`
}

function cellHtml(cell: Cell): string {
  if (typeof cell === 'string') return inline(cell)
  const drawn = `<span class="bar" aria-hidden="true"><i style="width:${(cell.share * 100).toFixed(1)}%"></i></span>`
  return `<span class="share">${drawn}${percent(cell.share)}</span>`
}

/** Texts hold `code` and **bold** as Markdown writes them. */
function inline(text: string): string {
  return escaped(text)
    .replace(/`([^`]+)`/g, '<code>$1</code>')
    .replace(/\*\*([^*]+)\*\*/g, '<strong>$1</strong>')
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;')
}
