import type { ApiKey, apiKeyCreateInput, apiKeyRotateInput, CreatedApiKey, pageInput } from '@assay/schemas'
import type { z } from 'zod'
import type { AssayPromise } from '../assay-promise.ts'
import type { CallOptions, Connection } from '../connection.ts'
import { type List, listByCursor } from '../list.ts'

/**
 * What an API key is called and what it may do: `name`; `scopes`, `write` unless given; `expires_at`;
 * `calls_per_minute`.
 */
export type ApiKeyCreateParams = z.input<typeof apiKeyCreateInput>

/** How long the old value of a key works beside the new one: `grace_seconds`, an hour unless given. */
export type ApiKeyRotateParams = Omit<z.input<typeof apiKeyRotateInput>, 'api_key_id'>

/** Which page of your API keys to list: `limit`, `cursor`, `include_total`. */
export type ApiKeyListParams = z.input<typeof pageInput>

/** API keys: each stands for its owner. */
export class ApiKeys {
  readonly #connection: Connection

  /** @internal */
  constructor(connection: Connection) {
    this.#connection = connection
  }

  /**
   * Makes an API key; its `key` is shown this once. It may do at most what you may do yourself. Throws FORBIDDEN.
   *
   * @example
   * const { key } = await assay.apiKeys.create({ name: 'ci', scopes: ['datasets:read', 'runs:write'], expires_at })
   */
  create(params: ApiKeyCreateParams, options?: CallOptions): AssayPromise<CreatedApiKey> {
    return this.#connection.call(options, (rpc, how) => rpc.api_keys.create.mutate(params, how))
  }

  /**
   * Lists your API keys, newest first, without their values.
   *
   * @example
   * for await (const { name, last_used_at } of assay.apiKeys.list()) console.log(name, last_used_at)
   */
  list(params: ApiKeyListParams = {}, options?: CallOptions): List<ApiKey> {
    return listByCursor((cursor = params.cursor) =>
      this.#connection.call(options, (rpc, how) => rpc.api_keys.list.query({ ...params, cursor }, how)),
    )
  }

  /**
   * Gives an API key a new value, shown this once; the old one works for `grace_seconds` more. Throws
   * API_KEY_NOT_FOUND.
   *
   * @example
   * const { key } = await assay.apiKeys.rotate(id, { grace_seconds: 86_400 })
   */
  rotate(api_key_id: string, params: ApiKeyRotateParams = {}, options?: CallOptions): AssayPromise<CreatedApiKey> {
    return this.#connection.call(options, (rpc, how) => rpc.api_keys.rotate.mutate({ ...params, api_key_id }, how))
  }

  /**
   * Revokes an API key. Throws API_KEY_NOT_FOUND.
   *
   * @example
   * await assay.apiKeys.revoke(id)
   */
  revoke(api_key_id: string, options?: CallOptions): AssayPromise<void> {
    return this.#connection.call(options, async (rpc, how) => {
      await rpc.api_keys.revoke.mutate({ api_key_id }, how)
    })
  }
}
