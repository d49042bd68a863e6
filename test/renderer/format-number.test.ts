import { describe, expect, it } from 'vitest'
import { formatBytes, formatCount, formatDuration, formatPercent, formatShort, formatTime, formatValue } from '../../renderer/composables/format-number.ts'

describe('numbers as text', () => {
  it.each([
    [0.001, '0.001'], [0.51234, '0.5123'], [1234.56, '1,235'], [123456, '123,456'], [0, '0'], [-2.5, '−2.5'],
    [1.2345e-7, '1.235×10⁻⁷'], [3e9, '3×10⁹'], [NaN, 'NaN'], [-Infinity, '−∞'],
  ])('%d reads %s', (value, text) => expect(formatValue(value, 'en')).toBe(text))

  it('follow the language', () => {
    expect(formatValue(0.5, 'es')).toBe('0,5')
    expect(formatCount(60000, 'es')).toBe('60.000')
    expect(formatCount(60000, 'en')).toBe('60,000')
    expect(formatPercent(0.97531, 'es')).toBe('97,53 %')
  })

  it('shorten with SI prefixes and keep four digits', () => {
    expect(formatShort(101_770, 'en')).toBe('101.8k')
    expect(formatShort(999, 'en')).toBe('999')
    expect(formatShort(1158, 'en')).toBe('1,158')
    expect(formatShort(2_400_000, 'en')).toBe('2.4M')
    expect(formatBytes(1_568_000, 'en')).toBe('1.57 MB')
  })

  it.each([[0, '0 s'], [0.0023, '2.3 ms'], [0.0946, '95 ms'], [0.096, '0.1 s'], [0.42, '0.4 s'], [12, '12 s'], [185, '3 min 05 s'], [7800, '2 h 10 min'], [100_800, '1 d 4 h']])('%d seconds read %s', (seconds, text) => expect(formatDuration(seconds, 'en')).toBe(text))

  it('leave out of a time what the reader knows', () => {
    const now = new Date(2026, 4, 3, 18, 0).getTime()
    expect(formatTime(new Date(2026, 4, 3, 14, 5).getTime(), 'en', now)).toBe('14:05')
    expect(formatTime(new Date(2026, 4, 1, 14, 5).getTime(), 'en', now)).toMatch(/1.*14:05|14:05.*1/)
    expect(formatTime(new Date(2025, 4, 1).getTime(), 'en', now)).toContain('2025')
  })
})
