import { databaseName, databaseUser } from './cluster.ts'
import { port } from './socket-directory.ts'

/** For `openDatabase`. */
export function socketUrl(socket_dir: string): string {
  return `postgres://${databaseUser}@localhost:${port}/${databaseName}?host=${encodeURIComponent(socket_dir)}`
}
