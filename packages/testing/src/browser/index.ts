export { type Account, adminAccount, createAccount, type WebServer } from './account.ts'
export { type OpenPage, useBrowser } from './browser.ts'
export { startServer } from './server.ts'
