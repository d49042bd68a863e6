// One line per way of explaining. The export's name is its `kind`.
export { gradCam } from './grad-cam.ts'
export { gradient } from './gradient.ts'
export { integratedGradients } from './integrated-gradients.ts'
export { occlusion } from './occlusion.ts'
export { smoothGrad } from './smooth-grad.ts'
