import type {
  DeviceLogin,
  deviceLoginDecideInput,
  deviceLoginStartInput,
  PolledDeviceLogin,
  StartedDeviceLogin,
} from '@assay/schemas'
import type { z } from 'zod'
import type { AssayPromise } from '../assay-promise.ts'
import type { CallOptions, Connection } from '../connection.ts'

/** What asks to be let in: `client_name`. */
export type DeviceLoginStartParams = z.input<typeof deviceLoginStartInput>

/** What is decided about a device: `user_code`, `approve`. */
export type DeviceLoginDecideParams = z.input<typeof deviceLoginDecideInput>

/** Device logins: a program without a browser is let in by its user, who has one anywhere. */
export class DeviceLogins {
  readonly #connection: Connection

  /** @internal */
  constructor(connection: Connection) {
    this.#connection = connection
  }

  /**
   * Begins: show the user `verification_url` and `user_code`, then {@link poll} every `interval_seconds`. Nobody needs
   * to be signed in.
   *
   * @example
   * const login = await assay.deviceLogins.start({ client_name: 'notebook of Ada' })
   * console.log(`Open ${login.verification_url} and compare the code ${login.user_code}`)
   */
  start(params: DeviceLoginStartParams, options?: CallOptions): AssayPromise<StartedDeviceLogin> {
    return this.#connection.call(options, (rpc, how) => rpc.device_logins.start.mutate(params, how))
  }

  /**
   * Asks whether the device was let in: with `approved` comes its `api_key`, this once.
   *
   * @example
   * const { state, api_key } = await assay.deviceLogins.poll(login.device_code)
   * if (api_key) assay = new Assay({ url, apiKey: api_key.key })
   */
  poll(device_code: string, options?: CallOptions): AssayPromise<PolledDeviceLogin> {
    return this.#connection.call(options, (rpc, how) => rpc.device_logins.poll.mutate({ device_code }, how))
  }

  /**
   * Gets the device that waits under a code. Throws DEVICE_LOGIN_NOT_FOUND.
   *
   * @example
   * const { client_name } = await assay.deviceLogins.get(user_code)
   */
  get(user_code: string, options?: CallOptions): AssayPromise<DeviceLogin> {
    return this.#connection.call(options, (rpc, how) => rpc.device_logins.get.query({ user_code }, how))
  }

  /**
   * Lets a device in as you, or keeps it out. Throws DEVICE_LOGIN_NOT_FOUND.
   *
   * @example
   * await assay.deviceLogins.decide({ user_code, approve: true })
   */
  decide(params: DeviceLoginDecideParams, options?: CallOptions): AssayPromise<DeviceLogin> {
    return this.#connection.call(options, (rpc, how) => rpc.device_logins.decide.mutate(params, how))
  }
}
