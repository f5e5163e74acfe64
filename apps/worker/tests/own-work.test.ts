import { describeWorkSource } from '@assay/dispatch/testing'
import { OwnWorkScene } from './own-work-scene.ts'

describeWorkSource('the database', OwnWorkScene.open)
