import { DomainError } from '@assay/schemas'
import { z } from 'zod'

export interface MlflowServer {
  readonly fetch: typeof globalThis.fetch
  /** Where it is, with the path that it may be under. */
  readonly url: string
  /** A token, or user:password; undefined: it asks for nothing. */
  readonly credential: string | undefined
  readonly signal: AbortSignal
}

export interface Entry {
  readonly key: string
  readonly value: string
}

export interface Metric {
  readonly key: string
  readonly value: number
  readonly timestamp: number
  readonly step: number
}

const failure = z.object({ error_code: z.string().default(''), message: z.string().default('') })
const mostWords = 500

/** Calls a method of its REST API. Throws MLFLOW_FAILED, URL_REFUSED. */
export async function ask<Schema extends z.ZodType>(
  server: MlflowServer,
  method: string,
  { body, answer }: { readonly body: object; readonly answer: Schema },
): Promise<z.output<Schema>> {
  const response = await send(server, `/api/2.0/mlflow/${method}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  })
  const parsed = answer.safeParse(await response.json().catch(() => undefined))
  if (!parsed.success) throw failed(response.status, `its answer to ${method} is not one of MLflow.`)
  return parsed.data
}

const withId = z.object({ experiment_id: z.string() })
const named = z.object({ experiment: withId })

/** The id of the experiment of a name, which is made where it is not there. */
export async function openExperiment(server: MlflowServer, name: string): Promise<string> {
  return (await findExperiment(server, name)) ?? (await createExperiment(server, name))
}

async function findExperiment(server: MlflowServer, name: string): Promise<string | undefined> {
  const path = `/api/2.0/mlflow/experiments/get-by-name?experiment_name=${encodeURIComponent(name)}`
  try {
    const response = await send(server, path, {})
    return named.parse(await response.json()).experiment.experiment_id
  } catch (error) {
    if (error instanceof z.ZodError || error instanceof SyntaxError) throw failed(200, 'it is no MLflow server.')
    if (DomainError.is(error, 'MLFLOW_FAILED') && error.data.reason.includes('RESOURCE_DOES_NOT_EXIST'))
      return undefined
    throw error
  }
}

async function createExperiment(server: MlflowServer, name: string): Promise<string> {
  try {
    return (await ask(server, 'experiments/create', { body: { name }, answer: withId })).experiment_id
  } catch (error) {
    // somebody else made it in between
    const found = DomainError.is(error, 'MLFLOW_FAILED') ? await findExperiment(server, name) : undefined
    if (found === undefined) throw error
    return found
  }
}

/** Writes a file below the artifacts of a run. */
export async function putArtifact(
  server: MlflowServer,
  artifact_uri: string,
  { path, bytes, type }: { readonly path: string; readonly bytes: Uint8Array<ArrayBuffer>; readonly type: string },
): Promise<void> {
  const root = /^mlflow-artifacts:\/(?:\/[^/]*\/)?(.*)$/.exec(artifact_uri)?.[1]
  if (root === undefined) return
  const names = `${root}/${path}`.split('/').filter((name) => name !== '')
  const where = names.map(encodeURIComponent).join('/')
  const headers = { 'content-type': type }
  await send(server, `/api/2.0/mlflow-artifacts/artifacts/${where}`, { method: 'PUT', headers, body: bytes })
}

async function send({ fetch, url, credential, signal }: MlflowServer, path: string, init: RequestInit) {
  const headers = { ...init.headers, ...(credential !== undefined && { authorization: authorization(credential) }) }
  try {
    const response = await fetch(url.replace(/\/+$/, '') + path, { ...init, headers, signal })
    if (!response.ok) throw await refusalOf(response)
    return response
  } catch (error) {
    if (DomainError.is(error)) throw error
    signal.throwIfAborted()
    throw failed(null, error instanceof Error ? error.message : String(error), error)
  }
}

function authorization(credential: string): string {
  return credential.includes(':') ? `Basic ${Buffer.from(credential).toString('base64')}` : `Bearer ${credential}`
}

async function refusalOf(response: Response): Promise<DomainError> {
  const text = await response.text().catch(() => '')
  const told = failure.safeParse(parse(text)).data
  const words = told ? `${told.error_code}: ${told.message}` : text
  return failed(response.status, words.slice(0, mostWords))
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

function failed(status: number | null, reason: string, cause?: unknown): DomainError {
  return new DomainError('MLFLOW_FAILED', { status, reason }, { cause })
}
