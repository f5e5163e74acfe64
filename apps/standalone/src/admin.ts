import { runProgram } from '@assay/program/entry'

runProgram(() => import('./admin/run.ts'))
