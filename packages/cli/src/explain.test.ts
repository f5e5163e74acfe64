import { DomainError, type ErrorCode, type ErrorData } from '@assay/schemas'
import { AssayError, type AssayErrorData } from '@assay/sdk'
import { describe, expect, it } from 'vitest'
import { explain } from './explain.ts'

/** What is said of an error as the client throws it. */
function saidOf<Code extends ErrorCode>(code: Code, data: AssayErrorData<Code> & ErrorData<Code>): string {
  const { message } = new DomainError(code, data)
  return explain(new AssayError<Code>({ code, message, data }), undefined).message
}

describe(explain, () => {
  it('says how to come by a scope or a group that is missing', () => {
    expect(saidOf('FORBIDDEN', { needs: { scope: 'runs:write' } })).toContain(
      'This needs the scope runs:write, which the API key in use lacks. Make a key with that scope: assay keys create',
    )
    expect(saidOf('FORBIDDEN', { needs: { group: 'workers' } })).toMatch(
      /^This needs the group workers, which you are not in\. An admin can .* --add-group workers$/,
    )
  })

  it('says of anything else that is missing what the server says', () => {
    expect(saidOf('FORBIDDEN', { needs: { owner_of: 'run' } })).toBe('This needs the owner of the run.')
  })

  it('names the option that deletes the work of others too, not the field of the API', () => {
    expect(saidOf('WORK_OF_OTHERS', { experiments: 2 })).toBe(
      '2 experiments of others are on datasets of this account, and would be deleted with them. Give --with-work-of-others if that is meant.',
    )
    expect(saidOf('WORK_OF_OTHERS', { experiments: 1 })).toMatch(/^1 experiment of others is on datasets of this acc/)
  })
})
