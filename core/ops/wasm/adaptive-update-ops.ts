import type { AdaptiveUpdateOps, VsgdMoments } from '../adaptive-update-ops.ts'
import type { UpdateTarget } from '../ops.ts'
import type { Tensor } from '../tensor.ts'
import type { Opcode } from './opcodes.ts'
import type { Recorder } from './recorder.ts'

const address = ({ data }: Tensor): number => data.byteOffset

const addresses = ({ mean, square, curvature, memory }: VsgdMoments): number[] => [mean, square, curvature, memory].map(address)

export function createAdaptiveUpdateOps(recorder: Recorder): AdaptiveUpdateOps {
  const update = (opcode: Opcode, { value, gradient }: UpdateTarget, ...tensors: Tensor[]): void =>
    recorder.emit(opcode, value.data.length, address(value), address(gradient), ...tensors.map(address))
  return {
    rmsprop: (target, v, coefficients) => update('rmsprop', target, v, coefficients),
    adadelta: (target, v, d, coefficients) => update('adadelta', target, v, d, coefficients),
    adamax: (target, m, u, coefficients) => update('adamax', target, m, u, coefficients),
    amsgrad: (target, m, v, greatest, coefficients) => update('amsgrad', target, m, v, greatest, coefficients),
    nadam: (target, m, v, coefficients) => update('nadam', target, m, v, coefficients),
    lion: (target, m, coefficients) => update('lion', target, m, coefficients),
    rprop: (target, steps, previous, coefficients) => update('rprop', target, steps, previous, coefficients),
    adaptiveGains: ({ value, gradient }, gains, velocity, previous, coefficients, agreeWithVelocity) =>
      recorder.emit('adaptiveGains', value.data.length, ...[value, gradient, gains, velocity, previous, coefficients].map(address), Number(agreeWithVelocity)),
    lambDirection: (target, m, v, direction, coefficients) => update('lambDirection', target, m, v, direction, coefficients),
    trustStep: (value, direction, valueNorm, directionNorm, coefficients) =>
      recorder.emit('trustStep', value.data.length, ...[value, direction, valueNorm, directionNorm, coefficients].map(address)),
    vsgdProbe: (target, mean, coefficients) => update('vsgdProbe', target, mean, coefficients),
    vsgdMoments: ({ gradient }, probed, moments, coefficients) =>
      recorder.emit('vsgdMoments', gradient.data.length, address(gradient), address(probed), ...addresses(moments), address(coefficients)),
    vsgdStep({ value, gradient }, moments, coefficients, totals) {
      const shared = totals === null ? [0, 0, 0] : [totals.signal, totals.power, totals.curvature].map(address)
      recorder.emit('vsgdStep', value.data.length, address(value), address(gradient), ...addresses(moments), address(coefficients), ...shared)
    },
    greatest: (x, out) => recorder.emit('greatest', x.data.length, 1, address(x), address(out)),
  }
}
