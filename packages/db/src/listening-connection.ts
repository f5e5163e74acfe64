import { type DirectConnection, type DirectConnectionOptions, openDirectConnection } from './direct-connection.ts'

export interface ListeningConnectionOptions extends DirectConnectionOptions {
  readonly channels: readonly string[]
  readonly onNotification: (channel: string, payload: string) => void
}

export type ListeningConnection = Omit<DirectConnection, 'client'>

export async function openListeningConnection(options: ListeningConnectionOptions): Promise<ListeningConnection> {
  const { channels, onNotification } = options
  return openDirectConnection(options, async (client) => {
    client.on('notification', ({ channel, payload = '' }) => onNotification(channel, payload))
    await client.query(channels.map((channel) => `listen ${client.escapeIdentifier(channel)}`).join('; '))
  })
}
