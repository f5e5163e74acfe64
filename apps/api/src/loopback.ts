import { isIPv4 } from 'node:net'

/** Whether a name or an address, an IPv6 one with or without brackets, stands for this machine alone. */
export function isLoopback(name: string): boolean {
  return ['localhost', '::1', '[::1]'].includes(name) || (isIPv4(name) && name.startsWith('127.'))
}
