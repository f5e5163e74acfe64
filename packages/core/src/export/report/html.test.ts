import fc from 'fast-check'
import { expect, it } from 'vitest'
import { html } from './html.ts'

it('escapes text, in elements and in attributes', () => {
  const text = `<script>alert("it's")</script> & more`
  const escaped = '&lt;script&gt;alert(&quot;it&#39;s&quot;)&lt;/script&gt; &amp; more'
  expect(html`<p title="${text}">${text}</p>`.markup).toBe(`<p title="${escaped}">${escaped}</p>`)
})

it('takes markup as it is, lists in order, and nothing for nothing', () => {
  const items = ['a', '<b>'].map((item) => html`<li>${item}</li>`)
  expect(html`<ul>${items}${null}${false}${undefined}${0}</ul>`.markup).toBe('<ul><li>a</li><li>&lt;b&gt;</li>0</ul>')
})

it('shows what HTML does not allow, and what would turn the text around, as a replacement', () => {
  expect(html`${'a\u0000\u202eb\ud800\tc\nd'}`.markup).toBe('a\ufffd\ufffdb\ufffd\tc\nd')
})

it('never lets text begin a tag, an entity or the end of an attribute', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (text) => {
      const { markup } = html`${text}`
      expect(markup).not.toMatch(/[<>"']/)
      expect(markup.replaceAll(/&(?:amp|lt|gt|quot|#39);/g, '')).not.toContain('&')
    }),
  )
})
