import { runProgram } from '@assay/program/entry'

runProgram(() => import('./run-migration.ts'))
