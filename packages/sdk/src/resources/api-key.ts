import type { ApiKey, apiKeyCreateInput, CreatedApiKey, pageInput } from '@assay/schemas'
import type { z } from 'zod'
import { type List, listByCursor } from '../list.ts'
import { type AssayRpc, answer, type CallOptions, toRpcOptions } from '../rpc.ts'

/** What an API key is called, and until when it is good: `name`, `expires_at`. */
export type ApiKeyCreateParams = z.input<typeof apiKeyCreateInput>

/** Which page of your API keys to list: `limit`, `cursor`, `include_total`. */
export type ApiKeyListParams = z.input<typeof pageInput>

/** API keys: each stands for its owner. */
export class ApiKeys {
  readonly #rpc: AssayRpc

  /** @internal */
  constructor(rpc: AssayRpc) {
    this.#rpc = rpc
  }

  /** Makes an API key; its `key` is shown this once. */
  create(params: ApiKeyCreateParams, options?: CallOptions): Promise<CreatedApiKey> {
    return answer(this.#rpc.api_keys.create.mutate(params, toRpcOptions(options)), options)
  }

  /** Lists your API keys, newest first, without their values. */
  list(params: ApiKeyListParams = {}, options?: CallOptions): List<ApiKey> {
    return listByCursor((cursor = params.cursor) =>
      answer(this.#rpc.api_keys.list.query({ ...params, cursor }, toRpcOptions(options)), options),
    )
  }

  /** Revokes an API key. Throws API_KEY_NOT_FOUND. */
  async revoke(api_key_id: string, options?: CallOptions): Promise<void> {
    await answer(this.#rpc.api_keys.revoke.mutate({ api_key_id }, toRpcOptions(options)), options)
  }
}
