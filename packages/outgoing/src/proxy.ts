import { Agent, EnvHttpProxyAgent } from 'undici'

/** Through what outgoing calls go; an empty address means directly. */
export interface OutgoingProxy {
  /** For http addresses. */
  readonly http: string
  /** For https addresses. */
  readonly https: string
  /** Hosts that are called directly, as NO_PROXY lists them. */
  readonly except: readonly string[]
}

/** This machine is no matter of a proxy, whoever asks it. */
const ownNames = ['localhost', '127.0.0.1', '::1']

/** Connects to endpoints, through the proxy where there is one. Direct connections go by `connect`. */
export function createDispatcher(options: Agent.Options, proxy: OutgoingProxy | undefined): Agent | EnvHttpProxyAgent {
  if (proxy === undefined) return new Agent(options)
  // empty texts, as undici reads the environment for those that are absent
  const { http: httpProxy, https: httpsProxy, except } = proxy
  return new EnvHttpProxyAgent({ ...options, httpProxy, httpsProxy, noProxy: [...ownNames, ...except].join(',') })
}
