// How threads share a program. Control block, one cache line per word that is waited on:
//   +0 epoch (bumped to start a program)   +64 threads that finished   +128 sleeping helpers   +192 the caller sleeps
//   +256 barrier arrivals   +320 barrier phase   +324 threads asleep at the barrier   +384 program, count, threads (or −1: leave)

/** Spins about this often before sleeping, some tenths of a millisecond: waking costs 20–60 µs, and within a program the next region comes sooner. */
const SPINS: i32 = 100000

// @ts-ignore: decorator
@inline export function programOf(control: usize): usize { return load<i32>(control, 384) }
// @ts-ignore: decorator
@inline export function countOf(control: usize): i32 { return load<i32>(control, 388) }
// @ts-ignore: decorator
@inline export function threadsOf(control: usize): i32 { return load<i32>(control, 392) }

/** Every thread leaves together. Between two barriers threads write disjoint memory. */
export function barrier(control: usize, threads: i32): void {
  if (threads == 1) return
  let phase = atomic.load<i32>(control, 320)
  if (atomic.add<i32>(control, 1, 256) == threads - 1) {
    atomic.store<i32>(control, 0, 256)
    atomic.add<i32>(control, 1, 320)
    if (atomic.load<i32>(control, 324)) atomic.notify(control + 320, -1)
    return
  }
  let spins = 0
  while (atomic.load<i32>(control, 320) == phase) {
    if (++spins <= SPINS) continue
    atomic.add<i32>(control, 1, 324)
    atomic.wait<i32>(control + 320, phase, -1)
    atomic.sub<i32>(control, 1, 324)
  }
}

/** Starts `threads − 1` helpers on a program. */
export function startHelpers(control: usize, program: usize, count: i32, threads: i32): void {
  store<i32>(control, <i32>program, 384)
  store<i32>(control, count, 388)
  store<i32>(control, threads, 392)
  atomic.store<i32>(control, 0, 64)
  atomic.add<i32>(control, 1)
  if (atomic.load<i32>(control, 128)) atomic.notify(control, -1)
}

/** Waits until the helpers have left the program. */
export function awaitHelpers(control: usize, threads: i32): void {
  let spins = 0
  let done = atomic.load<i32>(control, 64)
  while (done < threads - 1) {
    if (++spins > SPINS) {
      atomic.store<i32>(control, 1, 192)
      atomic.wait<i32>(control + 64, done, 1_000_000)
      atomic.store<i32>(control, 0, 192)
    }
    done = atomic.load<i32>(control, 64)
  }
}

/** A helper's wait for the next program; returns the new epoch. Asleep it uses no processor; one that had no share in the last program sleeps at once. */
export function awaitProgram(control: usize, epoch: i32, shared: bool): i32 {
  let spins = shared ? 0 : SPINS
  let current = atomic.load<i32>(control)
  while (current == epoch) {
    if (++spins > SPINS) {
      atomic.add<i32>(control, 1, 128)
      atomic.wait<i32>(control, epoch, -1)
      atomic.sub<i32>(control, 1, 128)
      spins = 0
    }
    current = atomic.load<i32>(control)
  }
  return current
}

/** A helper reports that it has left the program. */
export function reportDone(control: usize): void {
  atomic.add<i32>(control, 1, 64)
  if (atomic.load<i32>(control, 192)) atomic.notify(control + 64, 1)
}

/** The start of a thread's share of `count` items in units of `grain`; a thread's share ends where the next one's starts. */
// @ts-ignore: decorator
@inline export function shareStart(count: i32, grain: i32, thread: i32, threads: i32): i32 {
  if (threads == 1) return thread ? count : 0
  let share = ((count + threads - 1) / threads + grain - 1) / grain * grain
  return min(count, share * thread)
}
