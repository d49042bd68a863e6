import type { AdaptiveUpdateOps } from '../adaptive-update-ops.ts'
import type { Emit } from './engine.ts'

/** Updates that scale each weight's step, in place. Coefficients change from step to step and are read when the update runs. */
export const adaptiveUpdateOps = (emit: Emit): AdaptiveUpdateOps => ({
  rmsprop({ value: { data: w }, gradient: { data: g } }, { data: v }, { data: coefficients }) {
    emit(() => {
      const [rate, keep, gain, epsilon] = coefficients
      for (let i = 0; i < w.length; i++) {
        v[i] = keep * v[i] + gain * g[i] * g[i]
        w[i] -= rate * g[i] / (Math.sqrt(v[i]) + epsilon)
      }
    })
  },

  adadelta({ value: { data: w }, gradient: { data: g } }, { data: v }, { data: d }, { data: coefficients }) {
    emit(() => {
      const [rate, rho, epsilon] = coefficients
      for (let i = 0; i < w.length; i++) {
        v[i] = rho * v[i] + (1 - rho) * g[i] * g[i]
        const step = Math.sqrt(d[i] + epsilon) / Math.sqrt(v[i] + epsilon) * g[i]
        d[i] = rho * d[i] + (1 - rho) * step * step
        w[i] -= rate * step
      }
    })
  },

  adamax({ value: { data: w }, gradient: { data: g } }, { data: m }, { data: u }, { data: coefficients }) {
    emit(() => {
      const [rate, beta1, beta2, epsilon] = coefficients
      for (let i = 0; i < w.length; i++) {
        m[i] = beta1 * m[i] + (1 - beta1) * g[i]
        u[i] = Math.max(beta2 * u[i], Math.abs(g[i]) + epsilon)
        w[i] -= rate * m[i] / u[i]
      }
    })
  },

  amsgrad({ value: { data: w }, gradient: { data: g } }, { data: m }, { data: v }, { data: greatest }, { data: coefficients }) {
    emit(() => {
      const [rate, beta1, beta2, epsilon] = coefficients
      for (let i = 0; i < w.length; i++) {
        m[i] = beta1 * m[i] + (1 - beta1) * g[i]
        v[i] = beta2 * v[i] + (1 - beta2) * g[i] * g[i]
        greatest[i] = Math.max(greatest[i], v[i])
        w[i] -= rate * m[i] / (Math.sqrt(greatest[i]) + epsilon)
      }
    })
  },

  nadam({ value: { data: w }, gradient: { data: g } }, { data: m }, { data: v }, { data: coefficients }) {
    emit(() => {
      const [gradientRate, momentRate, beta1, beta2, epsilon] = coefficients
      for (let i = 0; i < w.length; i++) {
        m[i] = beta1 * m[i] + (1 - beta1) * g[i]
        v[i] = beta2 * v[i] + (1 - beta2) * g[i] * g[i]
        w[i] -= (gradientRate * g[i] + momentRate * m[i]) / (Math.sqrt(v[i]) + epsilon)
      }
    })
  },

  lion({ value: { data: w }, gradient: { data: g } }, { data: m }, { data: coefficients }) {
    emit(() => {
      const [rate, beta1, beta2, decay] = coefficients
      for (let i = 0; i < w.length; i++) {
        const direction = Math.sign(beta1 * m[i] + (1 - beta1) * g[i])
        w[i] -= rate * direction + decay * w[i]
        m[i] = beta2 * m[i] + (1 - beta2) * g[i]
      }
    })
  },

  rprop({ value: { data: w }, gradient: { data: g } }, { data: steps }, { data: previous }, { data: coefficients }) {
    emit(() => {
      const [increase, decrease, least, most] = coefficients
      for (let i = 0; i < w.length; i++) {
        let direction = Math.sign(g[i])
        const agreement = direction * previous[i]
        const factor = agreement > 0 ? increase : agreement < 0 ? decrease : 1
        steps[i] = Math.min(Math.max(steps[i] * factor, least), most)
        if (agreement < 0) direction = 0
        previous[i] = direction
        w[i] -= direction * steps[i]
      }
    })
  },

  adaptiveGains({ value: { data: w }, gradient: { data: g } }, { data: gains }, { data: velocity }, { data: previous }, { data: coefficients }, agreeWithVelocity) {
    emit(() => {
      const [rate, mu, increase, decrease, least, most] = coefficients
      for (let i = 0; i < w.length; i++) {
        const agreement = Math.sign(g[i]) * Math.sign(agreeWithVelocity ? velocity[i] : previous[i])
        const changed = agreement > 0 ? gains[i] + increase : agreement < 0 ? gains[i] * decrease : gains[i]
        gains[i] = Math.min(Math.max(changed, least), most)
        velocity[i] = mu * velocity[i] + gains[i] * g[i]
        previous[i] = Math.sign(g[i])
        w[i] -= rate * velocity[i]
      }
    })
  },

  lambDirection({ value: { data: w }, gradient: { data: g } }, { data: m }, { data: v }, { data: direction }, { data: coefficients }) {
    emit(() => {
      const [, beta1, beta2, epsilon, scale, decay] = coefficients
      for (let i = 0; i < w.length; i++) {
        m[i] = beta1 * m[i] + (1 - beta1) * g[i]
        v[i] = beta2 * v[i] + (1 - beta2) * g[i] * g[i]
        direction[i] = scale * m[i] / (Math.sqrt(v[i]) + epsilon) + decay * w[i]
      }
    })
  },

  trustStep({ data: w }, { data: direction }, { data: valueNorm }, { data: directionNorm }, { data: coefficients }) {
    emit(() => {
      const rate = coefficients[0] * (valueNorm[0] > 0 && directionNorm[0] > 0 ? Math.sqrt(valueNorm[0] / directionNorm[0]) : 1)
      for (let i = 0; i < w.length; i++) w[i] -= rate * direction[i]
    })
  },

  vsgdProbe({ value: { data: w }, gradient: { data: g } }, { data: mean }, { data: coefficients }) {
    emit(() => {
      const direction = coefficients[1] === 1 ? g : mean
      for (let i = 0; i < w.length; i++) w[i] += direction[i]
    })
  },

  vsgdMoments({ gradient: { data: g } }, { data: probed }, { mean, square, curvature, memory }, { data: coefficients }) {
    emit(() => {
      const [, step, watch, slowStart] = coefficients
      const exaggeration = step === watch ? slowStart : 1
      for (let i = 0; i < g.length; i++) {
        const part = step <= watch ? 1 / step : 1 / memory.data[i]
        const distance = Math.abs(step === 1 ? g[i] : mean.data[i])
        const bend = distance > 0 ? Math.abs(probed[i] - g[i]) / distance : curvature.data[i]
        mean.data[i] += part * (g[i] - mean.data[i])
        square.data[i] = (square.data[i] + part * (g[i] * g[i] - square.data[i])) * exaggeration
        curvature.data[i] = (curvature.data[i] + part * (bend - curvature.data[i])) * exaggeration
      }
    })
  },

  vsgdStep({ value: { data: w }, gradient: { data: g } }, { mean, square, curvature, memory }, { data: coefficients }, totals) {
    emit(() => {
      const [rate, step, watch, , most] = coefficients
      if (step <= watch) return
      for (let i = 0; i < w.length; i++) {
        const signal = totals?.signal.data[0] ?? mean.data[i] ** 2
        const power = totals?.power.data[0] ?? square.data[i]
        const bend = totals?.curvature.data[0] ?? curvature.data[i]
        const agreement = power > 0 ? signal / power : 0
        memory.data[i] = (1 - agreement) * memory.data[i] + 1
        w[i] -= rate * Math.min(most, bend > 0 ? agreement / bend : most) * g[i]
      }
    })
  },

  greatest({ data: x }, { data: out }) {
    emit(() => {
      for (const value of x) out[0] = Math.max(out[0], value)
    })
  },
})
