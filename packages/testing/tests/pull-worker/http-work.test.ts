import { describeWorkSource } from '@assay/dispatch/testing'
import { HttpWorkScene } from './http-work-scene.ts'

describeWorkSource('HTTP', HttpWorkScene.open)
