import { runProgram } from '@assay/program/entry'

runProgram(() => import('./run.ts'))
