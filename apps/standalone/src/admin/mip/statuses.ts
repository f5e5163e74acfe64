import { z } from 'zod'

/** A time as mip_server writes it: without a zone, which is that of its machine; it is taken for UTC. */
const time = z.string().transform((text) => new Date(/Z$|[+-]\d\d:\d\d$/.test(text) ? text : `${text}Z`).toISOString())

const times = { start_time: time, stop_time: time.nullable().default(null) }

/** `outputs/<job>.json`. */
export const jobStatus = z.object({
  ...times,
  job: z.string(),
  modules: z.array(z.string()).default([]),
  status: z.string(),
  force_rerun: z.boolean().default(false),
})

/** `outputs/<job>/<module>.json`. */
export const moduleStatus = z.object({
  ...times,
  module: z.string(),
  status: z.string(),
  log: z.string().nullable().default(null),
  exception: z.string().nullable().default(null),
})

/** `runs/<run>.json`: what is of use here. */
export const runStatus = z.object({ payload: z.object({ job: z.string(), map: z.string(), openai_key: z.string() }) })
