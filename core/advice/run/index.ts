import type { RunAdvice } from '../definition.ts'
import { biggerNetwork } from './bigger-network.ts'
import { divergedRate } from './diverged-rate.ts'
import { longerTraining } from './longer-training.ts'
import { overfitting } from './overfitting.ts'
import { smallerRate } from './smaller-rate.ts'

/** Every piece of advice on a run, the most important ones first. */
export const runAdvice: Readonly<Record<string, RunAdvice>> = { divergedRate, overfitting, biggerNetwork, longerTraining, smallerRate }
