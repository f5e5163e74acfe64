import type { FastifyInstance, HTTPMethods } from 'fastify'
import type { Platform } from '../../../platform.ts'
import type { Asked } from '../../routes.ts'
import { faultOfAddress, wrongVerb } from '../error.ts'
import { deleteFile, makeFolder, moveFile } from './file-change.ts'
import { sendFile } from './file-download.ts'
import { listFolder } from './file-list.ts'
import { addressOf, plainPath, requirePossible } from './file-path.ts'
import { uploadFile } from './file-upload.ts'
import { findFile } from './found-file.ts'
import { grantOf } from './grant.ts'

type Handler = (asked: Asked, address: string) => Promise<unknown>

const config = { procedure: 'router' }

/** Paths have slashes in them, some of them doubled, so that one address stands for all. */
export function addFileRoutes(scope: FastifyInstance, platform: Platform): void {
  const add = (method: HTTPMethods, handle: Handler) =>
    scope.route({
      method,
      url: '/files/*',
      exposeHeadRoute: false,
      config,
      handler: async (request, reply) => {
        const answer = await handle({ platform, request, reply }, addressOf(request))
        return reply.sent ? reply : reply.send(answer)
      },
    })
  add('GET', readAt)
  add('POST', writeAt)
  add('PUT', (asked, address) => moveFile(asked, plainPath(address)))
  add('DELETE', (asked, address) => deleteFile(asked, plainPath(address)))
  const redirects = { ...config, redirects: true }
  scope.get('/files', { config: redirects, exposeHeadRoute: false }, async ({ url }, reply) => {
    const [path = '', ...query] = url.split('?')
    return reply.redirect([`${path}/`, ...query].join('?'), 307)
  })
}

async function readAt(asked: Asked, address: string): Promise<unknown> {
  const [, path, verb] = /^(.+)\/(download|url)$/s.exec(address) ?? []
  if (path === undefined) return listFolder(asked, plainPath(address))
  if (verb === 'download') return sendFile(asked, plainPath(path))
  const found = await findFile(asked, plainPath(path))
  return grantOf(asked, 'get', `${found.path}/download`)
}

const types = ['config', 'data', 'artifact'] as const

async function writeAt(asked: Asked, address: string): Promise<unknown> {
  const [, type, base = '', verb] = /^([^/]+)\/(.*)\/(upload|url|)$/s.exec(address) ?? []
  if (type === undefined) throw wrongVerb()
  if (!types.some((one) => one === type)) throw wrongType(type)
  const folder = plainPath(`${type}/${base}`)
  if (verb === 'upload') return uploadFile(asked, requirePossible(folder))
  if (verb === '') return makeFolder(asked, folder)
  asked.reply.code(201)
  // a slash for the folder itself, which has no name behind its type
  const below = requirePossible(folder) === type ? '/' : `/${folder.slice(type.length + 1)}`
  return grantOf(asked, 'post', `${type}${below}/upload`)
}

function wrongType(input: string) {
  const expected = "'config', 'data' or 'artifact'"
  return faultOfAddress('file_type', input, { type: 'enum', msg: `Input should be ${expected}`, ctx: { expected } })
}
