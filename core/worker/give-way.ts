import { constants, setPriority } from 'node:os'

/**
 * Lets the window and the thread that stores what is reported go first, wherever processors are scarce: eight trainings on two of them would keep a page from
 * being opened. Alone, a training is as fast as before. On Linux a thread has a priority of its own, which threads that it starts inherit; elsewhere it is the
 * whole process's, which the window's backend belongs to, so nothing is done.
 */
export function giveWay(): void {
  if (process.platform !== 'linux') return
  try {
    setPriority(0, constants.priority.PRIORITY_BELOW_NORMAL)
  } catch {
    // Where it is not allowed the trainings compete as all else does.
  }
}
