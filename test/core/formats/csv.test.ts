import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { readCsv, type CsvLayout } from '../../../core/index.ts'
import { issuesOf } from '../../support/issues-of.ts'

const utf8 = (content: string): Uint8Array => new TextEncoder().encode(content)
const read = (content: string, layout?: CsvLayout) => readCsv('t.csv', utf8(content), layout)

describe('CSV', () => {
  it.each([[','], [';'], ['\t'], ['|']])('finds the delimiter %j', (delimiter) => {
    const table = read(['a', 'b', 'c'].join(delimiter) + '\n' + ['1', 'x', '2.5'].join(delimiter) + '\n')
    expect(table).toMatchObject({ delimiter, header: true, columns: ['a', 'b', 'c'], rows: [['1', 'x', '2.5']] })
  })

  it('prefers the semicolon where commas are decimal', () => {
    const table = read('x;y\n1,5;2,25\n3,5;4,75\n')
    expect(table).toMatchObject({ delimiter: ';', decimal: ',', rows: [['1,5', '2,25'], ['3,5', '4,75']] })
  })

  it('knows a header from a first row', () => {
    expect(read('1,2\n3,4\n').header).toBe(false)
    expect(read('a,b\n3,4\n').header).toBe(true)
    expect(read('colour,shape\nred,round\nblue,square\n').header).toBe(true)
    expect(read('red,round\nblue,square\nred,square\n').header).toBe(false)
    expect(read('1,2\n3,4\n').columns).toEqual(['column 1', 'column 2'])
    expect(read('1,2\n3,4\n', { header: true })).toMatchObject({ columns: ['1', '2'], rows: [['3', '4']] })
  })

  it('reads quotes, line ends and byte-order marks', () => {
    const table = read('\uFEFF"a, b",c\r\n"say ""hi""",1\r\n\r\n"two\nlines",2\r\n')
    expect(table.columns).toEqual(['a, b', 'c'])
    expect(table.rows).toEqual([['say "hi"', '1'], ['two\nlines', '2']])
    expect(Array.from(table.lines)).toEqual([2, 4])
  })

  it('reads Latin-1 where UTF-8 does not fit', () => {
    expect(readCsv('t.csv', Uint8Array.of(0x61, 0xf1, 0x6f, 0x0a, 0x31, 0x0a)).columns).toEqual(['año'])
  })

  it('makes names unique', () => {
    expect(read('x,x,\n1,2,3\n').columns).toEqual(['x', 'x (2)', 'column 3'])
  })

  it('reports every ragged line, at most twenty and then a count', () => {
    const ragged = Array.from({ length: 25 }, () => '1,2\n').join('')
    const issues = issuesOf(() => read(`a,b,c\n1,2,3\n${'4,5,6\n'.repeat(40)}${ragged}`))
    expect(issues).toHaveLength(21)
    expect(issues[0]).toBe('t.csv line 43: expected 3 fields, got 2')
    expect(issues[20]).toBe('t.csv: expected 3 fields in every row, got 5 more rows with another number (check the delimiter)')
  })

  it('reports an open quote, an empty file and a lone header', () => {
    expect(issuesOf(() => read('a,b\n1,2\n"3,4\n'))[0]).toContain('t.csv line 3: expected every quotation mark closed')
    expect(issuesOf(() => read(' \n'))[0]).toContain('an empty file')
    expect(issuesOf(() => read('a,b\n', { header: true }))[0]).toContain('only a header')
  })

  it('gets back any fields that were quoted', () => {
    const field = fc.string().map((s) => s.trim()).filter((s) => !s.includes('\r'))
    const rows = fc.array(fc.tuple(field, field, field), { minLength: 1, maxLength: 8 })
    fc.assert(fc.property(rows, (expected) => {
      const content = expected.map((row) => row.map((value) => `"${value.replaceAll('"', '""')}"`).join(',')).join('\n')
      expect(read(`${content}\n`, { header: false, delimiter: ',' }).rows).toEqual(expected)
    }))
  })
})
