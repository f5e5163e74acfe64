export { type InstalledServer, startInstalledServer } from './installed-server.ts'
export { createTestDatabase, type TestDatabase } from './test-database.ts'
export { type RunningTestServer, startTestServer, type TestServer, type TestServerOptions } from './test-server.ts'
export { createThrowAwayDirectory, type ThrowAwayDirectory } from './throw-away-directory.ts'
