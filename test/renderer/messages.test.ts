import { globSync, readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { describe, expect, it } from 'vitest'
import { en } from '../../renderer/i18n/en/index.ts'
import { i18n } from '../../renderer/i18n/index.ts'
import { es } from '../../renderer/i18n/es/index.ts'

type Tree = { readonly [key: string]: string | Tree }

const flatten = (tree: Tree, prefix = ''): [string, string][] =>
  Object.entries(tree).flatMap(([key, value]) => (typeof value === 'string' ? [[prefix + key, value] as [string, string]] : flatten(value, `${prefix}${key}.`)))

const renderer = resolve(import.meta.dirname, '../../renderer')
const sources = globSync('**/*.{vue,ts}', { cwd: renderer }).filter((file) => !file.startsWith('i18n')).map((file) => readFileSync(resolve(renderer, file), 'utf8')).join('\n')
const messages = new Map(flatten(en))

/** Every literal that reads like a message's key, and the constant beginnings of those put together while running. */
const views = Object.keys(en).join('|')
const literal = new Set([...sources.matchAll(new RegExp(`['"\`]((?:${views})\\.[A-Za-z0-9.]+)['"\`]`, 'g'))].map(([, key = '']) => key))
const beginnings = [...sources.matchAll(new RegExp(`\`((?:${views})\\.[A-Za-z0-9.]*)\\$\\{`, 'g'))].map(([, start = '']) => start)

const placeholders = (text: string): string[] => [...new Set([...text.matchAll(/\{(\w+)\}/g)].map(([, name = '']) => name))].sort()

describe('messages', () => {
  it('exist in both languages', () => {
    expect(flatten(es).map(([key]) => key).sort()).toEqual([...messages.keys()].sort())
  })

  it('take the same values in both languages, in every plural', () => {
    const different = flatten(es).filter(([key, text]) => JSON.stringify(placeholders(text)) !== JSON.stringify(placeholders(messages.get(key) ?? '')) || text.split(' | ').length !== messages.get(key)?.split(' | ').length)
    expect(different).toEqual([])
  })

  it('can be said: braces, bars and at signs mean something in them', () => {
    for (const locale of ['en', 'es'] as const) {
      for (const [key, text] of flatten(locale === 'en' ? en : es)) {
        const values = Object.fromEntries(placeholders(text).map((name) => [name, `<${name}>`]))
        const said = i18n.global.t(key, values, { locale, plural: 2 })
        expect(said).toBe((text.split(' | ').at(-1) ?? '').replace(/\{(\w+)\}/g, '<$1>'))
      }
    }
  })

  it('are all there for what the window asks', () => {
    const callable = [...sources.matchAll(/\bt\(\s*(?:[^'"`()]*\?\s*)?['"]([^'"]+)['"]/g)].map(([, key = '']) => key)
    expect([...new Set(callable)].filter((key) => !messages.has(key))).toEqual([])
  })

  it('can all be put together', () => {
    const named = Object.fromEntries(flatten(en).flatMap(([, text]) => placeholders(text)).map((name) => [name, 'X']))
    for (const locale of ['en', 'es'] as const) for (const [key] of messages) expect(i18n.global.t(key, named, { locale, plural: 2 }), `${locale} ${key}`).not.toMatch(/[{}]/)
  })

  it('are all used', () => {
    expect([...messages.keys()].filter((key) => !literal.has(key) && !beginnings.some((start) => key.startsWith(start)))).toEqual([])
  })
})
