import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { describeExperiment, layers, type Text } from '../../core/index.ts'
import { suggestionsAt } from '../../renderer/spec-editor/model/completions.ts'
import { formatSpec } from '../../renderer/spec-editor/model/format-spec.ts'
import { nodeAt, pathSteps, placeAt, plainValue, readJson } from '../../renderer/spec-editor/model/json-tree.ts'
import { keepsAll } from '../../renderer/spec-editor/model/keeps-all.ts'
import { rangeOfIssue } from '../../renderer/spec-editor/model/locate-issue.ts'
import { expectationAt, fieldsOf, specFields, type Expectation } from '../../renderer/spec-editor/model/spec-fields.ts'
import { changeBetween } from '../../renderer/spec-editor/model/text-change.ts'
import { boundsText } from '../../renderer/spec-editor/number-bounds.ts'
import { completeSpec } from '../../renderer/stores/complete-spec.ts'
import { digitsSpec } from '../support/fake/specs.ts'

const say = ({ en }: Text): string => en
const fields = specFields({ t: (key) => key, say }, { layers: ['flat', 'hidden', 'out'], monitors: ['validation.loss'], targets: ['price'] })
const bounds = (holds: Expectation): string => (holds.sort === 'number' && holds.hyperparameter !== null ? boundsText(holds.hyperparameter, String, '') : '')

/** The text without its caret `|`, and where that was. */
function caret(marked: string): { text: string; at: number } {
  const at = marked.indexOf('|')
  return { text: marked.slice(0, at) + marked.slice(at + 1), at }
}
function suggested(marked: string): readonly string[] {
  const { text, at } = caret(marked)
  return suggestionsAt(readJson(text), text, at, fields, say, bounds)?.options.map(({ shown }) => shown) ?? []
}
/** The text after the suggestion of that name was taken. */
function taken(marked: string, shown: string): string {
  const { text, at } = caret(marked)
  const found = suggestionsAt(readJson(text), text, at, fields, say, bounds)
  const option = found?.options.find((candidate) => candidate.shown === shown)
  if (found == null || option === undefined) throw new Error(`no ${shown}`)
  return text.slice(0, found.range.from) + option.insert + text.slice(found.range.to)
}

describe('the tolerant reader of JSON', () => {
  it('reads whatever JSON there is as JSON.parse does, without a complaint', () => {
    fc.assert(fc.property(fc.jsonValue(), fc.boolean(), (value, tall) => {
      const text = tall ? JSON.stringify(value, null, 2) : formatSpec(value)
      const { root, problems } = readJson(text)
      expect(problems).toEqual([])
      expect(plainValue(root)).toEqual(JSON.parse(text))
    }))
  })

  it('complains about whatever JSON.parse refuses, inside the text', () => {
    const whole = formatSpec(digitsSpec)
    fc.assert(fc.property(fc.nat(whole.length), fc.nat(30), fc.constantFrom('', '{', '}', '[', ']', ',', ':', '"', 'x', '1'), (from, length, insert) => {
      const text = whole.slice(0, from) + insert + whole.slice(from + length)
      let fine = true
      try {
        JSON.parse(text)
      } catch {
        fine = false
      }
      const { problems } = readJson(text)
      expect(problems.length === 0, text).toBe(fine)
      for (const { from: start, to } of problems) expect(start >= 0 && to >= start && to <= text.length).toBe(true)
    }), { numRuns: 400 })
  })

  it('says what is missing and where', () => {
    const words = (text: string) => readJson(text).problems.map((problem) => `${problem.words} ${problem.from}`)
    expect(words('{ "a": 1 "b": 2 }')).toEqual(['comma 7'])
    expect(words('{ "a": 1, }')).toEqual(['surplus-comma 8'])
    expect(words('{ "a" 1 }')).toContain('colon 2')
    expect(words('{ "a": }')).toEqual(['value 7'])
    expect(words('{ "a": relu }')).toEqual(['not-a-value 7'])
    expect(words('{ "a": [1, 2 }')).toContain('list-end 7')
    expect(words('{ "a": "x }')).toContain('text-end 7')
    expect(words('{ "a": 1 } 2')).toEqual(['after-end 11'])
    expect(words('{ a: 1 }')).toEqual(['name 2'])
  })

  it('keeps what is whole while something else is being typed', () => {
    const { root } = readJson('{ "seed": 4, "network": { "layers": [{ "kind": "dense", "uni } ] }, "name": "x" }')
    expect(plainValue(nodeAt(root, ['seed'])?.value ?? null)).toBe(4)
    expect(plainValue(nodeAt(root, pathSteps('network.layers[0].kind'))?.value ?? null)).toBe('dense')
  })
})

describe('the place of the caret', () => {
  const place = (marked: string) => {
    const { text, at } = caret(marked)
    const found = placeAt(readJson(text), text, at)
    return found === null ? null : `${found.expects} ${found.path.join('.')}`
  }

  it('is a name or a value, at its path', () => {
    expect(place('{ | }')).toBe('name ')
    expect(place('{ "stop": { "ep|ochs": 3 } }')).toBe('name stop')
    expect(place('{ "stop": { "epochs": 3| } }')).toBe('value stop.epochs')
    expect(place('{ "stop": { "epochs": | } }')).toBe('value stop.epochs')
    expect(place('{ "metrics": [ | ] }')).toBe('value metrics.0')
    expect(place('{ "metrics": [{ "kind": "accuracy" }, { "kind": "|" }] }')).toBe('value metrics.1.kind')
    expect(place('{ "seed": 1, | "name": "x" }')).toBe('name ')
    expect(place('{ "seed": 1, "na|')).toBe('name ')
    expect(place('{ "a": 1 }|')).toBeNull()
  })
})

describe('suggestions', () => {
  it('name the fields that are not there yet', () => {
    expect(suggested('{ "seed": 1, | }')).toEqual(expect.arrayContaining(['dataset', 'network', 'optimizer']))
    expect(suggested('{ "seed": 1, | }')).not.toContain('seed')
    expect(suggested('{ "network": { "layers": [{ "kind": "dense", "units": 3, "|" }] } }')).toEqual(expect.arrayContaining(['activation', 'initializer', 'inputs', 'sharesWith']))
    expect(suggested('{ "network": { "layers": [{ "kind": "conv2d", "|" }] } }')).toContain('kernel')
    expect(suggested('{ "optimizer": { "kind": "adam", "|" } }')).toContain('learningRate')
  })

  it('offer all kinds where a block belongs, with their labels and sentences', () => {
    expect(suggested('{ "network": { "layers": [{ "kind": "|" }] } }')).toEqual(layers.kinds)
    expect(suggested('{ "network": { "layers": [{ "kind": "dense", "activation": "r|" }] } }')).toContain('relu')
    const { text, at } = caret('{ "network": { "layers": [{ "kind": "|" }] } }')
    const dense = suggestionsAt(readJson(text), text, at, fields, say, bounds)?.options.find(({ shown }) => shown === 'dense')
    expect(dense).toMatchObject({ detail: 'Dense', doc: say(layers.get('dense').doc) })
  })

  it('offer what a field can be: layers, choices, words, the default with its bounds', () => {
    expect(suggested('{ "outputs": [{ "from": "|" }] }')).toEqual(['flat', 'hidden', 'out'])
    expect(suggested('{ "batches": { "order": "|" } }')).toContain('balanced')
    expect(suggested('{ "batches": { "size": | } }')).toEqual(['32', 'full'])
    expect(suggested('{ "stop": { "early": { "restoreBest": | } } }')).toEqual(['true', 'false'])
    expect(suggested('{ "stop": { "early": { "monitor": "|" } } }')).toEqual(['validation.loss'])
    expect(suggested('{ "network": { "layers": [{ "kind": "add", "inputs": ["|"] }] } }')).toContain('input')
    const { text, at } = caret('{ "stop": { "|" } }')
    expect(suggestionsAt(readJson(text), text, at, fields, say, bounds)?.options.find(({ shown }) => shown === 'epochs')?.detail).toContain('≥ 1, ≤ 1000000')
  })

  it('leave valid JSON when they are taken', () => {
    expect(JSON.parse(taken('{ "stop": { "|" } }', 'epochs'))).toEqual({ stop: { epochs: 10 } })
    expect(JSON.parse(taken('{ "|" "seed": 1 }', 'name'))).toEqual({ name: '', seed: 1 })
    expect(JSON.parse(taken('{ "se|ed": 7 }', 'seed'))).toEqual({ seed: 7 })
    expect(JSON.parse(taken('{ "metrics": [ | ] }', 'accuracy'))).toEqual({ metrics: [{ kind: 'accuracy' }] })
    expect(JSON.parse(taken('{ "optimizer": "ad|" }', 'adamW'))).toEqual({ optimizer: 'adamW' })
  })

  it('know every field that a complete spec has', () => {
    const unknown: string[] = []
    const visit = (value: unknown, path: readonly (string | number)[]): void => {
      if (expectationAt(fields, path, digitsSpec, say) === null) unknown.push(path.join('.'))
      if (Array.isArray(value)) value.forEach((entry, position) => visit(entry, [...path, position]))
      else if (typeof value === 'object' && value !== null) for (const [name, entry] of Object.entries(value)) visit(entry, [...path, name])
    }
    visit(digitsSpec, [])
    expect(unknown).toEqual([])
  })

  it('write field starts that are JSON and that the core accepts or explains', () => {
    const root = fieldsOf(fields, {}, say)
    for (const [name, { start }] of Object.entries(root)) expect(() => JSON.parse(start) as unknown, name).not.toThrow()
    for (const kind of layers.kinds) for (const [name, { start }] of Object.entries(fieldsOf({ sort: 'block', registry: layers, extra: {}, nullable: false }, kind, say))) expect(() => JSON.parse(start) as unknown, `${kind}.${name}`).not.toThrow()
  })
})

describe('problems in the text', () => {
  const located = (edit: (text: string) => string) => {
    const text = edit(formatSpec(digitsSpec))
    const spec: unknown = JSON.parse(text)
    return describeExperiment(spec, null).issues.map((issue) => {
      const { from, to } = rangeOfIssue(issue, readJson(text))
      return text.slice(from, to)
    })
  }

  it('stand at the wrong value, at the surplus name, at what lacks something', () => {
    expect(located((text) => text.replace('"units": 128', '"units": -3'))).toEqual(['-3'])
    expect(located((text) => text.replace('"units": 128', '"unitz": 128'))).toEqual(['"unitz"'])
    expect(located((text) => text.replace('"kind": "dropout"', '"kind": "dropuot"'))).toContain('"dropuot"')
    expect(located((text) => text.replace('"id": "out", "kind": "dense", "units": 10', '"id": "out", "kind": "dense", "units": 7'))).toEqual(['"dense"'])
    expect(located((text) => text.replace('"optimizer": {', '"optimiser": {'))).toEqual(['"optimiser"'])
    expect(rangeOfIssue({ path: 'iris.csv line 12', received: '' }, readJson('{ "a": 1 }'))).toEqual({ from: 0, to: 1 })
  })
})

describe('text and experiment in step', () => {
  it('takes a text only where nothing of it is lost', () => {
    expect(keepsAll({ network: { layers: ['flatten', { kind: 'dense' }] } }, completeSpec({ network: { layers: ['flatten', { kind: 'dense' }] } }))).toBe(true)
    expect(keepsAll(JSON.parse(formatSpec(digitsSpec)), completeSpec(digitsSpec))).toBe(true)
    for (const broken of [{ network: { layers: [3] } }, { name: 4 }, { version: 2 }, { outputs: 'out' }, { metrics: { kind: 'accuracy' } }, 'text', { stop: 3 }]) expect(keepsAll(broken, completeSpec(broken)), JSON.stringify(broken)).toBe(false)
  })

  it('changes only what differs', () => {
    expect(changeBetween('abcdef', 'abXdef')).toEqual({ from: 2, to: 3, insert: 'X' })
    expect(changeBetween('aa', 'aaa')).toEqual({ from: 2, to: 2, insert: 'a' })
    expect(changeBetween('same', 'same')).toBeNull()
    fc.assert(fc.property(fc.string(), fc.string(), (before, after) => {
      const change = changeBetween(before, after)
      expect(change === null ? before : before.slice(0, change.from) + change.insert + before.slice(change.to)).toBe(after)
    }))
  })
})
