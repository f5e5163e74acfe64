import { numberedName } from '@assay/schemas'
import { z } from 'zod'
import { body, type Fault, integer, lax, literal, nullable, text, texts } from '../../lax.ts'
import { type Address, type Catalogue, chooseEntrypoint } from './job-application.ts'
import { listed, valueError } from './value-error.ts'

const jobName = lax<string>((given) => {
  const read = text.safeParse(given)
  if (!read.success) return { fault: { type: 'string_type', msg: 'Input should be a valid string' } }
  const name = numberedName.safeParse(read.data)
  return name.success ? { value: name.data } : { fault: valueError(`Job name ${name.error.issues[0]?.message}.`) }
})

const priority = nullable(integer).transform((given, context) => {
  const value = given ?? 0
  if (value >= 0 && value <= 5) return value
  refuse(context, valueError(`Priority must be between 0 and 5, not ${value}.`))
  return z.NEVER
})

const variables = lax<Record<string, string>>((given) => {
  const read = z.record(z.string(), z.string()).safeParse(given)
  if (read.success) return { value: read.data }
  return typeof given === 'object' && given !== null && !Array.isArray(given)
    ? { fault: { type: 'string_type', msg: 'Input should be a valid string' } }
    : { fault: { type: 'dict_type', msg: 'Input should be a valid dictionary' } }
})

const hardware = body({
  cpu_cores: nullable(integer),
  memory: nullable(integer),
  gpu_model: nullable(text),
  gpu_archi: nullable(text),
  gpu_mem: nullable(integer),
})

const attributes = body({
  files_down: body({ config_id: nullable(text), data_ids: nullable(texts), artifact_ids: nullable(texts) }),
  env_vars: nullable(variables),
})

/**
 * The body of a job, whose fields are checked in this order: what variables may be set depends on the application, and
 * is said by `allowedBy`.
 */
export function jobRequest(catalogue: Catalogue, allowedBy: (address: Address) => readonly string[]) {
  let chosen: Address | undefined
  return body({
    job_name: jobName,
    environment: nullable(literal(['cloud', 'local'], 'enum')),
    priority,
    application: z
      .unknown()
      .optional()
      .transform((given, context) => {
        chosen = chooseEntrypoint(catalogue, given, (path, fault) => refuse(context, fault, [path].flat()))
        return chosen ?? z.NEVER
      }),
    attributes: attributes.transform((given, context) => {
      const fault = faultOfVariables(given.env_vars, chosen && allowedBy(chosen))
      if (fault) refuse(context, fault)
      return given
    }),
    hardware: nullable(hardware),
  })
}

export type JobCreate = z.output<ReturnType<typeof jobRequest>>

function faultOfVariables(given: Readonly<Record<string, string>> | null, allowed: readonly string[] | undefined) {
  if (!allowed) return valueError('Application must be set before attributes.')
  const isAllowed = Object.keys(given ?? {}).every((name) => allowed.includes(name))
  return isAllowed ? undefined : valueError(`Environment variables must be in ${listed(allowed)}.`)
}

type Context = Pick<z.core.$RefinementCtx, 'addIssue'>

function refuse(context: Context, fault: Fault, path: PropertyKey[] = []): void {
  context.addIssue({ code: 'custom', message: fault.msg, params: { ...fault }, path })
}
