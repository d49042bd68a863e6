import { chooseNumber } from './choose.ts'
import { EXIT, type Command } from './command.ts'
import { findDataset } from './dataset-commands.ts'
import { formatNumber, formatTable } from './table.ts'

const MOST_LISTED = 20

export const datasetComponents: Command = {
  name: 'dataset components',
  operands: ['DATASET'],
  doc: 'Finds the principal components of a data set: the variance along each axis, and how much of it the first ones hold together.',
  options: {
    components: { kind: 'value', value: 'N', doc: `how many axes are told; ${MOST_LISTED} otherwise` },
    samples: { kind: 'value', value: 'N', doc: 'how many samples are projected on them (in the JSON); none otherwise' },
    standardized: { kind: 'flag', doc: 'divides every feature by its standard deviation first' },
  },
  async run({ open, output, invocation }) {
    const { api } = await open('read')
    const { id, name } = await findDataset(api, invocation.operands[0]!)
    const query = {
      components: chooseNumber('components', invocation.value('components'), 1, 1024, MOST_LISTED),
      samples: chooseNumber('samples', invocation.value('samples'), 0, 20_000, 0),
      standardized: invocation.flag('standardized'),
    }
    const { variances, axes, projections, indices, usedSamples } = await api.datasets.principalComponents(id, query)
    const features = variances.length
    const told = axes.length / features
    const total = variances.reduce((sum, variance) => sum + variance, 0)
    let held = 0
    const components = Array.from(variances.subarray(0, told), (variance, k) => ({
      variance,
      share: total === 0 ? 0 : variance / total,
      cumulativeShare: total === 0 ? 0 : (held += variance) / total,
      axis: Array.from(axes.subarray(k * features, (k + 1) * features)),
    }))
    const projected = Array.from(indices, (sample, row) => ({ sample, projection: Array.from(projections.subarray(row * told, (row + 1) * told)) }))
    output.result({ dataset: id, features, usedSamples, standardized: query.standardized, variances: Array.from(variances), components, projections: projected }, () => `${name}: ${features} features, ${usedSamples} samples\n\n${formatTable([
      ['component', 'variance', 'share', 'together'],
      ...components.map(({ variance, share, cumulativeShare }, k) => [String(k + 1), formatNumber(variance), percent(share), percent(cumulativeShare)]),
    ], { header: true })}\n`)
    return EXIT.done
  },
}

const percent = (share: number): string => `${(100 * share).toFixed(1)} %`
