import { HighlightStyle, syntaxHighlighting } from '@codemirror/language'
import type { Extension } from '@codemirror/state'
import { EditorView } from '@codemirror/view'
import { tags } from '@lezer/highlight'

const words = HighlightStyle.define([
  { tag: tags.propertyName, color: 'var(--code-name)' },
  { tag: tags.string, color: 'var(--code-text)' },
  { tag: tags.number, color: 'var(--code-number)' },
  { tag: [tags.bool, tags.null], color: 'var(--code-word)' },
  { tag: [tags.punctuation, tags.separator, tags.squareBracket, tags.brace], color: 'var(--text-secondary)' },
])

const floating = { border: '1px solid var(--border)', borderRadius: 'var(--radius)', background: 'var(--raised)', boxShadow: 'var(--shadow)', color: 'var(--text)' }
const underline = (colour: string): Record<string, string> => ({ backgroundImage: 'none', textDecoration: `underline wavy ${colour} 1px`, textDecorationSkipInk: 'none', textUnderlineOffset: '3px' })

/** The editor in the window's colours; they follow the theme by themselves. */
export const codeTheme: Extension = [
  syntaxHighlighting(words),
  EditorView.theme({
    '&': { height: '100%', backgroundColor: 'var(--bg)', color: 'var(--text)', fontSize: 'var(--size-secondary)' },
    '&.cm-focused': { outline: 'none' },
    '.cm-scroller': { fontFamily: 'var(--font-mono)', lineHeight: '1.6', scrollbarColor: 'var(--border-strong) transparent', scrollbarWidth: 'thin' },
    '.cm-content': { padding: 'var(--space-2) 0', caretColor: 'var(--text)' },
    '.cm-line': { padding: '0 var(--space-4) 0 var(--space-2)' },
    '.cm-cursor, .cm-dropCursor': { borderLeftColor: 'var(--text)' },
    '&.cm-focused > .cm-scroller > .cm-selectionLayer .cm-selectionBackground, .cm-selectionBackground, .cm-content ::selection': { backgroundColor: 'var(--selected)' },
    '.cm-gutters': { border: '0', backgroundColor: 'var(--bg)', color: 'var(--text-secondary)' },
    '.cm-activeLine, .cm-activeLineGutter': { backgroundColor: 'color-mix(in srgb, var(--hover) 50%, transparent)' },
    '.cm-foldPlaceholder': { margin: '0 3px', padding: '0 5px', border: '1px solid var(--border)', background: 'var(--panel)', color: 'var(--text-secondary)' },
    '&.cm-focused .cm-matchingBracket': { outline: '1px solid var(--accent)', backgroundColor: 'var(--selected)', color: 'inherit' },
    '&.cm-focused .cm-nonmatchingBracket': { backgroundColor: 'var(--danger-tint)', color: 'inherit' },
    '.cm-searchMatch': { backgroundColor: 'var(--warning-tint)', outline: '1px solid var(--warning)' },
    '.cm-searchMatch.cm-searchMatch-selected': { backgroundColor: 'var(--selected)', outlineColor: 'var(--accent)' },
    '.cm-selectionMatch': { backgroundColor: 'color-mix(in srgb, var(--accent) 14%, transparent)' },
    '.cm-lintRange-error': underline('var(--danger)'),
    '.cm-lintRange-warning': underline('var(--warning)'),
    '.cm-lintRange-active': { backgroundColor: 'var(--danger-tint)' },
    '.cm-lintPoint-error::after': { borderBottomColor: 'var(--danger)' },
    '.cm-gutter-lint': { width: '14px' },
    '.cm-lint-marker': { width: '8px', height: '8px', margin: '6px 3px', borderRadius: '50%', content: '""', backgroundColor: 'var(--danger)' },
    '.cm-tooltip': { ...floating, maxWidth: '460px', fontFamily: 'var(--font)', fontSize: 'var(--size-secondary)' },
    '.cm-diagnostic': { padding: 'var(--space-2) var(--space-3)', borderLeft: '3px solid var(--danger)', whiteSpace: 'normal' },
    '.cm-diagnostic-error': { borderLeftColor: 'var(--danger)' },
    '.cm-about': { padding: 'var(--space-2) var(--space-3)', lineHeight: '1.45' },
    '.cm-about strong': { display: 'block', fontWeight: '600' },
    '.cm-about small': { display: 'block', color: 'var(--text-secondary)', fontSize: 'var(--size-axis)' },
    '.cm-tooltip.cm-tooltip-autocomplete > ul': { maxHeight: '15em', fontFamily: 'var(--font-mono)', fontSize: 'var(--size-secondary)' },
    '.cm-tooltip.cm-tooltip-autocomplete > ul > li': { display: 'flex', gap: 'var(--space-3)', justifyContent: 'space-between', padding: '3px var(--space-2)', lineHeight: '1.5' },
    '.cm-tooltip.cm-tooltip-autocomplete > ul > li[aria-selected]': { backgroundColor: 'var(--selected)', color: 'var(--text)' },
    '.cm-completionDetail': { marginLeft: '0', color: 'var(--text-secondary)', fontFamily: 'var(--font)', fontStyle: 'normal' },
    '.cm-completionMatchedText': { color: 'var(--accent)', fontWeight: '600', textDecoration: 'none' },
    '.cm-tooltip.cm-completionInfo': { width: '300px', padding: '0' },
    '.cm-panels': { borderColor: 'var(--border)', backgroundColor: 'var(--panel)', color: 'var(--text)', fontFamily: 'var(--font)' },
    '.cm-panels.cm-panels-bottom': { borderTop: '1px solid var(--border)' },
    '.cm-panel.cm-search': { padding: 'var(--space-2) var(--space-4)', fontSize: 'var(--size-secondary)' },
    '.cm-panel.cm-search label': { display: 'inline-flex', alignItems: 'center', gap: '4px', marginRight: 'var(--space-2)', fontSize: 'var(--size-secondary)' },
    '.cm-panel.cm-search [name=close]': { top: 'var(--space-2)', right: 'var(--space-3)', color: 'var(--text)', fontSize: '18px', cursor: 'pointer' },
    '.cm-textfield': { height: '26px', border: '1px solid var(--border)', borderRadius: 'var(--radius-small)', background: 'var(--field)', color: 'var(--text)', fontSize: 'var(--size-secondary)' },
    '.cm-button': { height: '26px', padding: '0 var(--space-2)', border: '1px solid var(--border)', borderRadius: 'var(--radius-small)', backgroundImage: 'none', backgroundColor: 'var(--raised)', color: 'var(--text)', fontSize: 'var(--size-secondary)', cursor: 'pointer' },
    '.cm-button:hover': { backgroundColor: 'var(--hover)' },
    '.cm-textfield:focus-visible, .cm-button:focus-visible, .cm-panel.cm-search [name=close]:focus-visible': { outline: '2px solid var(--accent)', outlineOffset: '1px' },
  }),
]
