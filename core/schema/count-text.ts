import { text, type Text } from './text.ts'

/** `47,040,016 bytes` in both languages. */
export const countText = (count: number, en: string, es: string): Text => text(`${formatCount(count)} ${en}`, `${formatCount(count, 'es')} ${es}`)

/** Whole numbers with thousands apart: `47,040,016`, `47.040.016`. */
export const formatCount = (count: number, language: keyof Text = 'en'): string =>
  String(count).replace(/\B(?=(\d{3})+(?!\d))/g, language === 'en' ? ',' : '.')
