// One line per transform. The export's name is the `kind` written in specs.
export { standardize } from './standardize.ts'
export { centre } from './centre.ts'
export { robust } from './robust.ts'
export { minMax } from './min-max.ts'
export { impute } from './impute.ts'
export { pca } from './pca.ts'
export { zca } from './zca.ts'
export { targetScaling } from './target-scaling.ts'
