/** A point of Hamiltonian dynamics: positions and momenta of unit mass. */
export interface PhasePoint {
  readonly theta: Float64Array
  readonly momentum: Float64Array
}

/**
 * Leapfrog steps of H(θ, p) = U(θ) + p·p/2: half a step of the momentum, whole steps of both in turn, half a step of the momentum.
 * Reversible (turn the momentum round and it goes back), volume preserving, with an energy error of order stepSize².
 * `gradientOf` returns ∇U and may round θ in place. Neal (2011), MCMC using Hamiltonian dynamics, section 2.3.
 */
export function leapfrog(gradientOf: (theta: Float64Array) => Float64Array, start: PhasePoint, startGradient: Float64Array, stepSize: number, steps: number): PhasePoint {
  const theta = Float64Array.from(start.theta)
  const momentum = Float64Array.from(start.momentum)
  let gradient = startGradient
  for (let step = 0; step < steps; step++) {
    for (let i = 0; i < theta.length; i++) momentum[i] -= (stepSize / 2) * gradient[i]
    for (let i = 0; i < theta.length; i++) theta[i] += stepSize * momentum[i]
    gradient = gradientOf(theta)
    for (let i = 0; i < theta.length; i++) momentum[i] -= (stepSize / 2) * gradient[i]
  }
  return { theta, momentum }
}
