import { SecretMask } from '@assay/masking'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { KeptLines, type LogBounds } from './kept-lines.ts'
import { createLogText, type SaidProgress } from './log-sink.ts'

function openText(bounds?: LogBounds) {
  const lines = new KeptLines(bounds)
  const said: SaidProgress[] = []
  let at_ms = 0
  const mask = new SecretMask()
  const text = createLogText({ lines, mask, onProgress: (one) => said.push(one), now: () => at_ms })
  return {
    ...{ text, lines, said },
    wait: (ms: number) => {
      at_ms += ms
    },
    ended() {
      text.end()
      return lines.take().flatMap((chunk) => chunk.text.split('\n').slice(0, -1))
    },
  }
}

describe('the lines of a log', () => {
  it('are the same however the bytes are cut into pieces, characters of several bytes included', () => {
    const whole = Buffer.from('grün\r\n日本\n\n🙂 no end')
    fc.assert(
      fc.property(fc.array(fc.nat(whole.length), { maxLength: 5 }), (cuts) => {
        const { text, ended } = openText()
        const at = [0, ...cuts.toSorted((a, b) => a - b), whole.length]
        for (const [index, end] of at.slice(1).entries()) text.write('stdout', whole.subarray(at[index], end))
        expect(ended()).toEqual(['grün', '日本', '', '🙂 no end'])
      }),
    )
  })

  it('mark what is no UTF-8, and keep colours and a byte order mark as they are', () => {
    const { text, ended } = openText()
    text.write('stdout', Buffer.from([0xef, 0xbb, 0xbf, 0x61, 0xff, 0x00, 0x1b, 0x5b, 0x33, 0x31, 0x6d, 0x0a]))
    expect(ended()).toEqual(['\ufeffa\ufffd\ufffd\u001b[31m'])
  })

  it('split one of more than 64 KiB, with marks', () => {
    const { text, ended } = openText()
    text.write('stdout', `${'x'.repeat(70_000)}\n`)
    const [first = '', second = ''] = ended()
    expect([first.length, first.slice(-5), second]).toEqual([65_540, 'x […]', `[…] ${'x'.repeat(70_000 - 65_536)}`])
  })

  it('show a bar of progress once a second, and its end', () => {
    const { text, wait, ended } = openText()
    for (let percent = 0; percent <= 100; percent += 1) {
      text.write('stderr', `\r${percent}%`)
      wait(50)
    }
    text.write('stderr', '\ndone\r\n')
    expect(ended()).toEqual(['0%', '20%', '40%', '60%', '80%', '100%', 'done'])
  })

  it('leave out what says how far the job is, and keep groups and what only looks like it', () => {
    const { text, said, ended } = openText()
    text.write(
      'stdout',
      '::group::fold 1\n::progress 0.4 half way\n::progress 1\n::endgroup::\n::progress 40\n::progress .2\n',
    )
    expect(said).toEqual([
      { done: 400, total: 1_000, message: 'half way' },
      { done: 1_000, total: 1_000 },
      { done: 200, total: 1_000 },
    ])
    expect(ended()).toEqual(['::group::fold 1', '::endgroup::', '::progress 40'])
  })

  it('hide what a line tells to hide, however the bytes are cut into pieces', () => {
    const whole = '::add-mask::a-word-of-ours\r\nit is a-word-of-ours\n'
    fc.assert(
      fc.property(fc.array(fc.nat(whole.length), { maxLength: 5 }), (cuts) => {
        const { text, ended } = openText()
        const at = [0, ...cuts.toSorted((a, b) => a - b), whole.length]
        for (const [index, end] of at.slice(1).entries()) text.write('stdout', whole.slice(at[index], end))
        expect(ended()).toEqual(['it is (secret)'])
      }),
    )
  })

  it('tell the last of a stream, one without an end included', () => {
    const { text, ended } = openText()
    text.write('stderr', Array.from({ length: 30 }, (_, index) => `${index}\n`).join(''))
    text.write('stderr', 'no end')
    expect([text.lastLines('stderr').length, text.lastLines('stderr').at(-1)]).toEqual([20, 'no end'])
    expect(ended()).toHaveLength(31)
  })

  it('keep the head and the end of a log that is too long, and say what is left out', () => {
    const { text, lines, ended } = openText({ max_lines: 3 })
    const wide = 'x'.repeat(32_767)
    text.write('stdout', `1\n2\n3\n4\n5\n${wide}\n${wide}\n`)
    expect(ended()).toEqual([
      ...['1', '2', '3', '[the log is full: what follows is left out, but for its end]'],
      ...['[2 lines (4 bytes) are left out here]', wide, wide],
    ])
    expect(lines.left_out).toBe(2)
  })

  it('go in chunks of 64 KiB that say when each line came, and from where', () => {
    const { text, lines, wait } = openText()
    text.write('stdout', '1\n2\n')
    wait(5)
    text.write('stderr', `3\n${'x'.repeat(65_535)}\n`)
    expect(lines.take().map(({ first_line, spans }) => ({ first_line, spans }))).toEqual([
      {
        first_line: 1,
        spans: [
          [2, 0, 0],
          [1, 5, 1],
        ],
      },
      { first_line: 4, spans: [[1, 0, 1]] },
    ])
  })
})
