import { parse } from 'content-disposition'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { attachment } from './content-disposition.ts'

describe(attachment, () => {
  it('gives the name once in ASCII and once as it is', () => {
    expect(attachment('naïve "plan".csv')).toBe(
      `attachment; filename="na_ve _plan_.csv"; filename*=UTF-8''na%C3%AFve%20%22plan%22.csv`,
    )
  })

  it('never leaves the header, whatever the name', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (name) => {
        const header = attachment(name)
        expect(header).toMatch(/^attachment; filename="[\x20-\x7e]*"; filename\*=UTF-8''[\w.!~%-]*$/)
        expect(decodeURIComponent(header.split("UTF-8''")[1] ?? '')).toBe(name.toWellFormed())
        expect(parse(header).parameters['filename']).toBe(name.toWellFormed())
      }),
    )
  })
})
