import fc from 'fast-check'
import { expect, test } from 'vitest'
import { html } from './html.ts'

test('a value never becomes markup', () => {
  fc.assert(
    fc.property(fc.string(), (value) => {
      const inside = html`${value}`.text
      expect(inside).not.toMatch(/[<>"']/)
      expect(inside.replace(/&(amp|lt|gt|quot|#39);/g, '')).not.toContain('&')
    }),
  )
  expect(html`<td>${'<b>&"\''}</td>`.text).toBe('<td>&lt;b&gt;&amp;&quot;&#39;</td>')
})

test('markup inside markup stays, lists are joined, nothing is nothing', () => {
  const cells = ['a', 'b'].map((text) => html`<td>${text}</td>`)
  expect(html`<tr>${cells}${null}${false}${undefined}${0}</tr>`.text).toBe('<tr><td>a</td><td>b</td>0</tr>')
})

test('a value cannot turn the direction in which it is read: its controls are shown', () => {
  expect(html`<td>${'Test\u202e1.4\u2066x'}</td>`.text).toBe('<td>Test\\u202e1.4\\u2066x</td>')
})
