// How the window writes numbers in English, said once more: journeys compare what is shown with what the services give.

const plain = new Intl.NumberFormat('en', { maximumSignificantDigits: 4 })
const SUPERSCRIPTS = '⁰¹²³⁴⁵⁶⁷⁸⁹'

/** `60,000`. */
export const count = (value: number): string => new Intl.NumberFormat('en', { maximumFractionDigits: 0 }).format(value)

/** A fraction: `97.53 %`. */
export const share = (fraction: number, decimals = 2): string => `${(100 * fraction).toFixed(decimals)} %`

/** Four significant digits, with a power of ten below 0.0001: `0.5123`, `1.235×10⁻⁷`. For numbers below 1,000. */
export function value(number: number): string {
  if (number === 0 || Math.abs(number) >= 1e-4) return plain.format(number).replace('-', '−')
  const [mantissa, exponent] = number.toExponential(3).split('e-')
  return `${plain.format(Number(mantissa)).replace('-', '−')}×10⁻${[...exponent!].map((digit) => SUPERSCRIPTS[Number(digit)]).join('')}`
}
