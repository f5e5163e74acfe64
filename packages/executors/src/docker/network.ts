import type Docker from 'dockerode'
import { WorkRefused } from '../refusal.ts'
import { asked, saidIn, statusOf } from './daemon.ts'

const own = 'assay-jobs'

/** The network for work that asks for one; null, one of its own, in which containers do not reach each other. */
export async function networkOf(docker: Docker, name: string | null): Promise<string> {
  if (name === null) return await ownNetwork(docker)
  const { Driver } = await asked(docker.getNetwork(name).inspect())
  if (Driver === 'host' || Driver === 'null')
    throw new WorkRefused(`The network "${name}" is no network of containers: jobs must not have that of the machine.`)
  return name
}

async function ownNetwork(docker: Docker): Promise<string> {
  const found = await docker.listNetworks({ filters: { name: [own] } })
  if (found.some(({ Name }) => Name === own)) return own
  try {
    const Options = { 'com.docker.network.bridge.enable_icc': 'false' }
    await docker.createNetwork({ Name: own, Driver: 'bridge', CheckDuplicate: true, Options })
  } catch (error) {
    // another worker has just made it
    if (statusOf(error) === 409) return own
    throw new WorkRefused(
      `The Docker daemon of this worker gives containers no network, and the job asks for one: ${saidIn(error)}`,
      { cause: error },
    )
  }
  return own
}
