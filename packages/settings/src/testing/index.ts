export { documentedVariables, variablesIn } from './documented-settings.ts'
