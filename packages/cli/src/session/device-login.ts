import { setTimeout as pause } from 'node:timers/promises'
import { type Assay, AssayError, type CreatedApiKey, type StartedDeviceLogin } from '@assay/sdk'
import { CommandError, exitCodes } from '../command-error.ts'
import { openBrowser } from './browser.ts'
import { deviceName } from './device-name.ts'
import type { Surroundings } from './session.ts'

interface DeviceLoginOptions {
  /** False: the address is only printed. */
  readonly browser?: boolean
  /** How long the key is good, in days. */
  readonly expires: number
}

const pending = { state: 'pending', api_key: undefined } as const

/** Has somebody let this device in, in a browser anywhere, and gives the key that came of it. Ctrl-C ends the wait. */
export async function signInByDevice(
  surroundings: Surroundings,
  assay: Assay,
  { browser = true, expires: expires_in_days }: DeviceLoginOptions,
): Promise<CreatedApiKey> {
  const { terminal } = surroundings
  const leaving = new AbortController()
  const leave = () => leaving.abort()
  process.once('SIGINT', leave)
  try {
    const started = await assay.deviceLogins.start(
      { client_name: deviceName(), expires_in_days },
      { signal: leaving.signal },
    )
    const isOpening = browser && openBrowser(surroundings, started.verification_url)
    terminal.say(`${isOpening ? 'Opening' : 'Open'} ${started.verification_url}`)
    terminal.say(`Let this device in if the page shows the code ${terminal.sayColours.bold(started.user_code)}`)
    return await awaitDecision(assay, started, leaving.signal)
  } catch (error) {
    if (leaving.signal.aborted) throw new CommandError('Not signed in.', exitCodes.interrupted)
    throw error
  } finally {
    process.removeListener('SIGINT', leave)
  }
}

async function awaitDecision(
  assay: Assay,
  { device_code, interval_seconds, expires_at }: StartedDeviceLogin,
  signal: AbortSignal,
): Promise<CreatedApiKey> {
  for (;;) {
    await pause(interval_seconds * 1000, undefined, { signal })
    const { state, api_key } = await assay.deviceLogins.poll(device_code, { signal }).catch((error: unknown) => {
      // a server that starts again in between still knows the code
      if (AssayError.is(error) && error.retryable && Date.now() < Date.parse(expires_at)) return pending
      throw error
    })
    if (api_key) return api_key
    if (state === 'denied') throw new CommandError('This device was not let in.')
    if (state !== 'pending') throw new CommandError('Nobody let this device in in time. Run "assay login" again.')
  }
}
