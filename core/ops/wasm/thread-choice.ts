/** A number of threads is tried for this many milliseconds at least, and for this part of the time between two reviews: it takes systems some time to move threads to processors of their own. */
const TRIAL_MS = 20
const TRIAL_PART = 0.02
/** The first half of a trial is not timed, so that helpers wake up and find their places; after it so many runs are. */
const TIMED_RUNS = 3
/** A choice is reviewed after this long at first, and twice as long after each review that confirms it. */
const FIRST_REVIEW_MS = 250
const LAST_REVIEW_MS = 16_000
/** Trials may take about this part of the time. */
const TRIAL_SHARE = 0.04
/** Fewer threads must be faster by this much, so that noise does not give helpers away. */
const WORTH_CHANGING = 0.95
/** A trial that speaks for another number is made again after this long, and after as long as it took: something else may have run just then. */
const CONFIRM_MS = 100

/**
 * How many threads a program runs on, found by timing it: all, half of them, … one. Where others use the processors, threads wait for each other at
 * every barrier and one alone is faster. Results do not depend on the choice, only on none being wrong for long: it is reviewed again and again, and
 * changed where two trials in a row speak for the same other number: one alone is easily disturbed by what else the process does.
 */
export class ThreadChoice {
  private candidates: readonly number[] = []
  private costs: number[] = []
  /** Runs that were timed with the number on trial, their milliseconds, and those of all its runs. */
  private runs = 0
  private spent = 0
  private triedFor = 0
  private trialTime = 0
  private chosen = 0
  /** What the last trial spoke for, where it was not the number in use. */
  private proposed = 0
  /** Milliseconds until the next trial; null during one. */
  private remaining: number | null = null
  private interval = FIRST_REVIEW_MS

  /** For the next run; at most `most`. */
  next(most: number): number {
    if (this.candidates[0] !== most) {
      this.candidates = halvings(most)
      this.chosen = most
      this.proposed = most
      this.interval = FIRST_REVIEW_MS
      this.startTrial()
    }
    return this.remaining === null ? this.candidates[this.costs.length] : this.chosen
  }

  /** How long the run took that `next` was asked for. */
  took(milliseconds: number): void {
    if (this.remaining !== null) {
      this.remaining -= milliseconds
      if (this.remaining <= 0) this.startTrial()
      return
    }
    this.trialTime += milliseconds
    this.triedFor += milliseconds
    const length = Math.max(TRIAL_MS, this.interval * TRIAL_PART)
    if (this.triedFor < length / 2) return
    this.runs++
    this.spent += milliseconds
    if (this.runs < TIMED_RUNS || this.triedFor < length) return
    this.costs.push(this.spent / this.runs)
    this.startCandidate()
    if (this.costs.length === this.candidates.length) this.decide()
  }

  private startTrial(): void {
    this.costs = []
    this.trialTime = 0
    this.remaining = null
    this.startCandidate()
  }

  private startCandidate(): void {
    this.runs = 0
    this.spent = 0
    this.triedFor = 0
  }

  private decide(): void {
    let best = 0
    this.costs.forEach((cost, index) => {
      if (cost < this.costs[best] * (best === 0 ? WORTH_CHANGING : 1)) best = index
    })
    const found = this.candidates[best]
    if (found !== this.chosen && found !== this.proposed) {
      this.proposed = found
      this.remaining = Math.max(CONFIRM_MS, this.trialTime)
      return
    }
    this.interval = found === this.chosen ? Math.min(LAST_REVIEW_MS, 2 * this.interval) : FIRST_REVIEW_MS
    this.chosen = found
    this.proposed = found
    this.remaining = Math.max(this.interval, this.trialTime / TRIAL_SHARE)
  }
}

/** The number, half of it, … 1. */
function halvings(most: number): readonly number[] {
  const found = [most]
  while (found[found.length - 1] > 1) found.push(Math.floor(found[found.length - 1] / 2))
  return found
}
