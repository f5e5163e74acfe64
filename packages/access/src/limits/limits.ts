import { createHash } from 'node:crypto'
import { DomainError } from '@assay/schemas'
import type { Actor } from '../actor.ts'
import type { Procedure } from '../roles.ts'
import { type CountsIn, inMemory } from './counts.ts'
import { networkOf } from './network.ts'
import { Rate } from './rate.ts'

/** How often anybody may do what is expensive to us or others. */
export interface Limits {
  /**
   * Has a password checked, unless too many were wrong: for the account from one network, for the account, from the
   * network. Only wrong ones count, of unknown accounts too. Throws LIMIT_REACHED before the check.
   */
  password<Result>(attempt: PasswordAttempt, check: () => Promise<Result>): Promise<Result>
  /**
   * Has a key or token checked, unless too many different ones from the network were wrong. One that is wrong again
   * counts once a minute: a forgotten script locks nobody out. Throws LIMIT_REACHED before the check.
   */
  token<Result>(attempt: TokenAttempt, check: () => Promise<Result>): Promise<Result>
  call(actor: Actor): Promise<void>
  publicCall(procedure: string, address: string): Promise<void>
}

interface PasswordAttempt {
  readonly email: string
  readonly address: string
}

interface TokenAttempt {
  /** Identifies the token without containing it. */
  readonly name: string
  readonly address: string
}

const attempts = 'wrong sign-in attempts'
const calls = 'calls'
const minute = 60

/** They make us send mail or store accounts; a workshop behind one address can sign up within ten minutes. */
const expensiveProcedures: ReadonlySet<string> = new Set<Procedure>([
  'account.sign_up',
  'account.request_reset',
  'account.change_email',
  'device_logins.start',
])

/**
 * Limits with nothing counted yet. What costs us little is counted in the memory of this process, and so are wrong
 * attempts and what sends mail, unless told where else: several processes must count those together.
 */
export function createLimits(
  { max_calls_per_minute }: { readonly max_calls_per_minute?: number | undefined },
  attemptsIn: CountsIn = inMemory,
): Limits {
  return {
    password: limitPasswords(attemptsIn),
    token: limitTokens(attemptsIn),
    call: limitCalls(max_calls_per_minute),
    publicCall: limitPublicCalls(attemptsIn),
  }
}

/** Wrong attempts of one user lock others of the network out for a minute at most, one account for five. */
function limitPasswords(attemptsIn: CountsIn): Limits['password'] {
  const rule = (name: string, times: number, minutes: number) =>
    new Rate({ name: `passwords of ${name}`, what: attempts, times, seconds: minutes * minute }, attemptsIn)
  const ofNetwork = rule('a network', 30, 1)
  const ofAccountFromNetwork = rule('an account from a network', 10, 5)
  const ofAccount = rule('an account', 60, 15)
  return async ({ email, address }, check) => {
    const network = networkOf(address)
    const account = createHash('sha256').update(email.toLowerCase()).digest('base64')
    const counts = [
      { rate: ofNetwork, name: network },
      { rate: ofAccountFromNetwork, name: `${account} ${network}` },
      { rate: ofAccount, name: account },
    ]
    return countingFailures(counts, check)
  }
}

/** Looking a token up is cheap: those under way do not count yet. */
function limitTokens(attemptsIn: CountsIn): Limits['token'] {
  const ofNetwork = new Rate({ name: 'tokens', what: attempts, times: 100, seconds: minute }, attemptsIn)
  const again = new Rate({ name: 'one token', what: attempts, times: 1, seconds: minute }, attemptsIn)
  return async ({ name, address }, check) => {
    const network = networkOf(address)
    await ofNetwork.check(network)
    try {
      return await check()
    } catch (error) {
      if (isWrong(error) && (await isFirst(again, name))) await ofNetwork.count(network).catch(() => {})
      throw error
    }
  }
}

async function isFirst(again: Rate, name: string): Promise<boolean> {
  return again.count(name).then(
    () => true,
    () => false,
  )
}

function limitCalls(perUser: number | undefined): Limits['call'] {
  const ofKeys = new Rate({ name: 'keys', what: `${calls} with this key`, times: 0, seconds: minute })
  const ofUsers = new Rate({ name: 'users', what: calls, times: perUser ?? 0, seconds: minute })
  return async ({ user_id, credential, calls_per_minute, counted_with, worker_id }) => {
    // what it does for many is no call of the user's who registered it
    if (worker_id !== undefined) return
    if (calls_per_minute !== undefined) await ofKeys.count(counted_with ?? credential?.id ?? user_id, calls_per_minute)
    if (perUser !== undefined) await ofUsers.count(user_id)
  }
}

function limitPublicCalls(attemptsIn: CountsIn): Limits['publicCall'] {
  const expensive = new Rate({ name: 'expensive calls', what: calls, times: 60, seconds: 10 * minute }, attemptsIn)
  const any = new Rate({ name: 'public calls', what: calls, times: 300, seconds: minute })
  return async (procedure, address) => {
    const rate = expensiveProcedures.has(procedure) ? expensive : any
    await rate.count(`${procedure} ${networkOf(address)}`)
  }
}

interface Count {
  readonly rate: Rate
  readonly name: string
}

/** Counts first and takes it back unless the credentials were wrong: a hundred attempts at once count as such. */
async function countingFailures<Result>(counts: readonly Count[], check: () => Promise<Result>): Promise<Result> {
  const counted: Count[] = []
  try {
    for (const count of counts) {
      await count.rate.count(count.name)
      counted.push(count)
    }
    const result = await check()
    await forgetAll(counted)
    return result
  } catch (error) {
    if (!isWrong(error)) await forgetAll(counted)
    throw error
  }
}

async function forgetAll(counted: readonly Count[]): Promise<void> {
  for (const { rate, name } of counted) await rate.forget(name)
}

function isWrong(error: unknown): boolean {
  return DomainError.is(error, 'CREDENTIALS_INVALID')
}
