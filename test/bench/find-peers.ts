import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { startPeer, type Peer } from './peer-process.ts'

const here = import.meta.dirname
const peerFile = (name: string): string => join(here, 'peers', name)

/** The interpreter that has a module: the one on PATH, or the system's. */
function pythonWith(module: string): string | null {
  return ['python3', '/usr/bin/python3', 'python'].find((python) => spawnSync(python, ['-c', `import ${module}`], { stdio: 'ignore' }).status === 0) ?? null
}

const ONE_THREAD = { OMP_NUM_THREADS: '1', OPENBLAS_NUM_THREADS: '1', MKL_NUM_THREADS: '1' }

export interface FoundPeers {
  readonly ours: readonly Peer[]
  readonly others: readonly Peer[]
  readonly absent: readonly { readonly id: string; readonly absent: string }[]
}

/** Starts every peer that this machine has; `threads` is what "all threads" means. */
export async function findPeers(threads: number): Promise<FoundPeers> {
  const descent = (id: string, build: string, count: number) => startPeer(id, [process.execPath, peerFile('descent.ts'), build, String(count)])
  const python = (id: string, module: string, file: string, environment: Readonly<Record<string, string>>, ...parameters: string[]) => {
    const interpreter = pythonWith(module)
    return interpreter === null ? { id, absent: `no Python with ${module}` } : startPeer(id, [interpreter, peerFile(file), ...parameters], environment)
  }
  const tensorflow = (id: string, backend: string) =>
    existsSync(join(here, 'node_modules')) ? startPeer(id, [process.execPath, peerFile('tfjs-peer.mjs'), backend]) : { id, absent: 'npm ci --prefix test/bench' }
  const started = await Promise.all([
    descent('Descent', 'fastest', 1),
    ...(threads > 1 ? [descent(`Descent × ${threads}`, 'fastest', threads)] : []),
    descent('relaxed', 'relaxed', 1),
    descent('simd', 'simd', 1),
    python('PyTorch', 'torch', 'torch_peer.py', ONE_THREAD),
    python('NumPy AVX2', 'numpy', 'numpy_peer.py', { ...ONE_THREAD, OPENBLAS_CORETYPE: 'Haswell' }),
    python('NumPy', 'numpy', 'numpy_peer.py', ONE_THREAD),
    python('scikit-learn', 'sklearn', 'sklearn_peer.py', ONE_THREAD),
    tensorflow('TF.js wasm', 'wasm'),
    tensorflow('TF.js cpu', 'cpu'),
  ])
  const present = started.filter((peer): peer is Peer => !('absent' in peer))
  const isOurs = ({ id }: Peer): boolean => id.startsWith('Descent') || id === 'relaxed' || id === 'simd'
  return { ours: present.filter(isOurs), others: present.filter((peer) => !isOurs(peer)), absent: started.filter((peer) => 'absent' in peer) }
}
