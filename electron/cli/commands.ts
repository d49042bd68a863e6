import type { Command } from './command.ts'
import { change } from './change-command.ts'
import { compare } from './compare-command.ts'
import { capsule, verify } from './capsule-commands.ts'
import { datasetComponents } from './components-command.ts'
import { datasetDescribe, datasetFetch, datasetImport, datasetList, datasetRemove, datasetRestore } from './dataset-commands.ts'
import { draw } from './draw-command.ts'
import { exportRun } from './export-command.ts'
import { importModel } from './import-command.ts'
import { evaluate, predict } from './prediction-commands.ts'
import { galleryList, galleryRun } from './gallery-commands.ts'
import { report } from './report-command.ts'
import { resume, run, runs, show } from './run-commands.ts'
import { serve } from './serve-command.ts'
import { check, code, describe } from './spec-commands.ts'

/** Everything the terminal offers, in the order of the help. */
export const commands: readonly Command[] = [
  run, resume, change, describe, draw, code, check, predict, evaluate, exportRun, importModel, capsule, verify, runs, show, compare, report, datasetImport, datasetFetch, datasetList, datasetDescribe, datasetComponents, datasetRemove, datasetRestore, galleryList, galleryRun, serve,
]
