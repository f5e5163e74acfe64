import { z } from 'zod'
import { createdApiKey } from './api-key.ts'
import { name, time } from './field.ts'
import { sensitive } from './sensitive.ts'

/** The code that a device shows and somebody types; case, dashes and spaces do not matter. */
const userCode = z
  .string()
  .max(40)
  .overwrite((text) => text.toUpperCase().replaceAll(/[^A-Z]/g, ''))
  .describe('the code that the device shows, such as BCDF-GHJK')

/** Begins to sign a device in. */
export const deviceLoginStartInput = z.object({
  client_name: name.describe('what asks to be let in, such as "assay on my-laptop": 1 to 200 characters'),
  expires_in_days: z
    .number()
    .int()
    .min(1)
    .max(365)
    .default(90)
    .describe('how long the key is good that the device gets, in days: 1 to 365'),
})

/** What a device needs to be let in. */
export const startedDeviceLogin = z
  .object({
    device_code: z.string().describe('what the device asks with; keep it secret'),
    user_code: z.string().describe('what the user compares or types, such as BCDF-GHJK'),
    verification_url: z.string().describe('where the user lets the device in'),
    interval_seconds: z.number().int().describe('how long to wait between two questions'),
    expires_at: time.describe('until when the user can decide'),
  })
  .describe('What a device needs to be let in.')

/** What a device needs to be let in. */
export type StartedDeviceLogin = z.infer<typeof startedDeviceLogin>

/** Asks whether a device was let in. */
export const deviceLoginPollInput = z.object({
  device_code: sensitive(z.string().min(1).max(200).describe('what device_logins.start gave')),
})

/** What has become of a device that wants in. */
export const polledDeviceLogin = z
  .object({
    state: z.enum(['pending', 'approved', 'denied', 'expired']).describe('pending: ask again after the interval'),
    api_key: createdApiKey.optional().describe('with approved: the key of the device, given this once'),
  })
  .describe('What has become of a device that wants in.')

/** What has become of a device that wants in. */
export type PolledDeviceLogin = z.infer<typeof polledDeviceLogin>

/** A device that waits to be let in. */
export const deviceLogin = z
  .object({
    user_code: z.string().describe('what the device shows'),
    client_name: z.string().describe('what it calls itself'),
    address: z.string().describe('the network address that it asks from'),
    created_at: time,
    expires_at: time,
  })
  .describe('A device that waits to be let in.')

/** A device that waits to be let in. */
export type DeviceLogin = z.infer<typeof deviceLogin>

/** Names a device that waits to be let in. */
export const deviceLoginRef = z.object({ user_code: userCode })

/** Decides about a device that waits to be let in. */
export const deviceLoginDecideInput = z.object({
  user_code: userCode,
  approve: z.boolean().describe('true: the device gets an API key of yours, with all that you may do'),
})
