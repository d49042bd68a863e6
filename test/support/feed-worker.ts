import { workerData } from 'node:worker_threads'
import { feedIfAsked } from '../../core/worker/feed-thread.ts'

feedIfAsked(workerData)
