// A helper thread of an engine, for tests.
import { parentPort, workerData } from 'node:worker_threads'
import { helpEngine, type HelperTask } from '../../core/index.ts'

parentPort!.postMessage('helping')
helpEngine((module, imports) => new WebAssembly.Instance(module, imports as WebAssembly.Imports), workerData as HelperTask)
parentPort!.postMessage('dismissed')
