export { adminOf, type Mail, mailOf, proxyOf } from './groups.ts'
export { readSettings, SettingsError, type Variables } from './read-settings.ts'
export { settings } from './settings.ts'
export { unknownVariables } from './unknown-variables.ts'
