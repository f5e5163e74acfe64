import { MemoryWork } from './testing/memory-work.ts'
import { describeWorkSource } from './testing/work-source-contract.ts'

describeWorkSource('memory', async () => new MemoryWork())
