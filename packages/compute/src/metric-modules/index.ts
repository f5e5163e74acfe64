export { MetricModuleError } from './error.ts'
export { locateModule } from './locate.ts'
export { type MetricSettings, openRegistry } from './open-registry.ts'
