// TensorFlow.js. Argument: the backend, cpu or wasm (one thread).
import { createInterface } from 'node:readline'
import * as tf from '@tensorflow/tfjs'
import { setThreadsCount } from '@tensorflow/tfjs-backend-wasm'

const backend = process.argv[2] ?? 'wasm'
if (backend === 'wasm') setThreadsCount(1)
if (!await tf.setBackend(backend)) throw new Error(`The backend ${backend} does not start`)
await tf.ready()
const SAMPLES = 1280
const sizes = { '2-8-8-2': [2, 8, 8, 2], '784-128-10': [784, 128, 10], '784-512-512-10': [784, 512, 512, 10] }
const trainings = new Map()

function training(name, batch) {
  const known = trainings.get(`${name}/${batch}`)
  if (known) return known
  const units = sizes[name]
  const layers = units.slice(1).map((out, i) => ({ w: tf.variable(tf.randomNormal([units[i], out], 0, 0.05)), b: tf.variable(tf.zeros([out])) }))
  const optimizer = tf.train.adam(0.001)
  const batches = Array.from({ length: Math.floor(SAMPLES / batch) }, (_, i) => ({
    x: tf.randomNormal([batch, units[0]]),
    y: tf.oneHot(tf.tensor1d(Array.from({ length: batch }, (_, j) => (i * batch + j) % units.at(-1)), 'int32'), units.at(-1)),
  }))
  let step = 0
  const run = () => {
    const { x, y } = batches[step++ % batches.length]
    const loss = optimizer.minimize(() => {
      const z = layers.reduce((h, { w, b }, i) => { const sum = h.matMul(w).add(b); return i < layers.length - 1 ? sum.relu() : sum }, x)
      return tf.losses.softmaxCrossEntropy(y, z)
    }, true)
    loss.dataSync()
    loss.dispose()
  }
  trainings.set(`${name}/${batch}`, run)
  return run
}

function secondsPerCall(work, seconds) {
  work()
  const times = []
  for (const end = performance.now() + 1000 * seconds; performance.now() < end || times.length < 3;) {
    const start = performance.now()
    work()
    times.push((performance.now() - start) / 1000)
  }
  return times.sort((a, b) => a - b)[times.length >> 1]
}

const write = (value) => process.stdout.write(`${JSON.stringify(value)}\n`)
write({ ready: `TensorFlow.js ${tf.version.tfjs} ${backend}` })
for await (const line of createInterface({ input: process.stdin })) {
  const request = JSON.parse(line)
  if (request.type === 'train' && request.network in sizes) write({ seconds: secondsPerCall(training(request.network, request.batch), request.seconds) })
  else write({ unsupported: 'has no gradient of a convolution on this backend' })
}
