import { charts } from './charts.ts'
import { common } from './common.ts'
import { compare } from './compare.ts'
import { data } from './data.ts'
import { design } from './design.ts'
import { frame } from './frame.ts'
import { gallery } from './gallery.ts'
import { inspect } from './inspect.ts'
import { mistakes } from './mistakes.ts'
import { networkEditor } from './network-editor.ts'
import { runs } from './runs.ts'
import { start } from './start.ts'

export const en = { charts, common, compare, data, design, frame, gallery, inspect, mistakes, networkEditor, runs, start }
