import { randomUUID } from 'node:crypto'
import { createAuthenticator } from '@assay/access'
import fastify, { type FastifyBaseLogger, type FastifyInstance, LogController } from 'fastify'
import { addJsonBodies } from './body/json-body.ts'
import { refuseWithoutReading } from './body/unread-body.ts'
import { knowAnswers } from './client-gone.ts'
import { closeAnsweredConnections, untilClosing } from './closing.ts'
import { refuseCrossSite } from './cross-site.ts'
import { addDecodeRoutes } from './dialects/decode/decode.ts'
import { addLumigatorRoutes } from './dialects/lumigator/lumigator.ts'
import { addMipRoutes } from './dialects/mip/mip.ts'
import { bodyLimitBytes } from './error.ts'
import { replyWithError } from './error-reply.ts'
import { checkHost } from './host-check.ts'
import { addApplicationRoutes } from './plain/application.ts'
import { addAuditExportRoute } from './plain/audit-export.ts'
import { addDocsRoute } from './plain/docs.ts'
import { addDownloadRoutes } from './plain/download.ts'
import { addExportRoute } from './plain/export.ts'
import { addFileRoutes } from './plain/file.ts'
import { addFileUploadRoute } from './plain/file-upload.ts'
import { addFilesUploadRoute } from './plain/files-upload.ts'
import { addFormUploadRoute } from './plain/form-upload.ts'
import { addHealthRoutes } from './plain/health.ts'
import { addIssuerSignInRoutes } from './plain/issuer-sign-in.ts'
import { addJobLogRoute } from './plain/job-log.ts'
import { addMetricsRoute } from './plain/metrics.ts'
import { addPageRoutes } from './plain/page.ts'
import { addUnsubscribeRoutes } from './plain/unsubscribe.ts'
import { addUploadRoutes } from './plain/upload.ts'
import { addWorkRoutes } from './plain/work.ts'
import { addZipRoutes } from './plain/zip.ts'
import { createPlatform, type Platform } from './platform.ts'
import { checkProcedures } from './procedure-check.ts'
import { listProcedures } from './procedure-list.ts'
import { addCommonHeaders, allowOrigins, setCommonHeaders } from './protection.ts'
import { addRestRoutes } from './rest/rest.ts'
import { addRpcRoutes } from './rpc/rpc.ts'
import { addSessionCookies } from './session-cookie.ts'
import type { ApiDeps, ApiSettings } from './settings.ts'

type Part = (app: FastifyInstance, platform: Platform) => void | Promise<void>

/** The hooks that a request passes before its route, in this order. */
const beforeRoutes: readonly Part[] = [
  knowAnswers,
  addMetricsRoute,
  addCommonHeaders,
  checkHost,
  allowOrigins,
  addSessionCookies,
  refuseCrossSite,
]

const routes: readonly Part[] = [
  addUploadRoutes,
  addFileUploadRoute,
  addFilesUploadRoute,
  addFormUploadRoute,
  addDownloadRoutes,
  addFileRoutes,
  addZipRoutes,
  addExportRoute,
  addJobLogRoute,
  addUnsubscribeRoutes,
  addApplicationRoutes,
  addWorkRoutes,
  addAuditExportRoute,
  addRestRoutes,
  addRpcRoutes,
  addHealthRoutes,
  addIssuerSignInRoutes,
  addDocsRoute,
  addLumigatorRoutes,
  addMipRoutes,
  addDecodeRoutes,
  addPageRoutes,
]

/** Room for the names of ten calls, and for every id. */
const longestParameter = 1_000

/** The whole of HTTP, ready to listen. Closing it ends the streams of events; their clients come back. */
export async function createApi(deps: ApiDeps): Promise<FastifyInstance> {
  const app = newServer(deps)
  const closing = new AbortController()
  const { credential_seconds } = deps.settings
  const authenticator = deps.authenticator ?? createAuthenticator(deps.core, { cached_seconds: credential_seconds })
  const core = untilClosing(deps.core, closing.signal)
  const procedures = new Map(listProcedures().map((procedure) => [procedure.name, procedure]))
  const platform = createPlatform({ ...deps, core, authenticator, procedures, closing: closing.signal })
  app.decorate('platform', platform)
  checkProcedures(app, procedures.keys())
  app.addHook('preClose', async () => closing.abort())
  closeAnsweredConnections(app, closing.signal)
  app.addHook('onClose', async () => authenticator[Symbol.dispose]())
  app.setErrorHandler(replyWithError)
  addJsonBodies(app)
  refuseWithoutReading(app)
  for (const add of [...beforeRoutes, ...routes]) await add(app, platform)
  return app
}

function newServer({ log, settings }: ApiDeps): FastifyInstance {
  const loggerInstance: FastifyBaseLogger = log
  return fastify({
    loggerInstance,
    // failures are logged where errors are folded; a proxy logs other requests better
    logController: new LogController({ disableRequestLogging: true, requestIdLogLabel: 'request_id' }),
    requestIdHeader: false,
    genReqId: () => randomUUID(),
    trustProxy: trustedProxies(settings),
    bodyLimit: bodyLimitBytes,
    routerOptions: { maxParamLength: longestParameter },
    // an address that cannot be read meets no route, and so no hook
    frameworkErrors: (error, request, reply) => {
      setCommonHeaders(settings, request, reply)
      return replyWithError(error, request, reply)
    },
  })
}

/** Of several addresses in a header, that counts which the outermost of our own proxies has added. */
function trustedProxies({ trust_proxy }: ApiSettings) {
  if (typeof trust_proxy === 'object') return [...trust_proxy]
  const proxies = Number(trust_proxy)
  return proxies > 0 && ((_address: string, hop: number) => hop < proxies)
}
