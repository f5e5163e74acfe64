import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { describe, expect, it } from 'vitest'
import { onlyAfter } from './whole-object.ts'

describe('an object that is looked at while it is sent', () => {
  const pieces = ['one ', 'two ', 'three'].map((piece) => Buffer.from(piece))

  async function send(whole: Promise<void>): Promise<{ sent: string; ended: Promise<void> }> {
    let sent = ''
    const ended = pipeline(Readable.from(pieces), onlyAfter(whole), async (passed) => {
      for await (const piece of passed) sent += piece
    })
    await ended.catch(() => {})
    return { sent, ended }
  }

  it('is whole when it was found to be', async () => {
    expect((await send(Promise.resolve())).sent).toBe('one two three')
  })

  it('breaks off before its last piece when it is not what was stored', async () => {
    const { sent, ended } = await send(Promise.reject(new Error('altered')))
    await expect(ended).rejects.toThrow('altered')
    expect('one two '.startsWith(sent)).toBe(true)
  })
})
