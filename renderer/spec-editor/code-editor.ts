import { acceptCompletion, autocompletion, closeBrackets, closeBracketsKeymap, completionKeymap, type Completion, type CompletionSource } from '@codemirror/autocomplete'
import { defaultKeymap, history, redo, redoDepth, undo, undoDepth } from '@codemirror/commands'
import { json } from '@codemirror/lang-json'
import { bracketMatching, codeFolding, foldGutter, foldKeymap, indentOnInput, indentUnit } from '@codemirror/language'
import { forEachDiagnostic, lintGutter, lintKeymap, setDiagnostics, type Diagnostic } from '@codemirror/lint'
import { highlightSelectionMatches, search, searchKeymap } from '@codemirror/search'
import { Annotation, Compartment, EditorState, type Extension } from '@codemirror/state'
import { drawSelection, EditorView, highlightActiveLine, highlightActiveLineGutter, highlightSpecialChars, hoverTooltip, keymap, lineNumbers } from '@codemirror/view'
import { sentencePieces } from '../components/formula.ts'
import { codeTheme } from './code-theme.ts'
import type { Suggestions } from './model/completions.ts'
import type { Range } from './model/json-tree.ts'
import { changeBetween } from './model/text-change.ts'

/** What is said of a place of the text. */
export interface Remark { readonly range: Range; readonly title: string; readonly doc: string; readonly detail: string }

export interface Problem { readonly range: Range; readonly lines: readonly string[]; readonly tone: 'error' | 'warning' }

export interface CodeEditorOptions {
  readonly text: string
  readonly label: string
  readonly phrases: Readonly<Record<string, string>>
  readonly suggest: (text: string, position: number) => Suggestions | null
  readonly remark: (text: string, position: number) => Remark | null
  /** `taken` where the text is again as it was before the first change since `startAgain`. */
  readonly changed: (text: string, taken: boolean) => void
  /** When the text itself has nothing to take back or to bring back. */
  readonly undo: () => void
  readonly redo: () => void
}

export interface CodeEditor {
  readonly text: () => string
  /** Shows another text. The caret stays where it is in what is the same, and typing before it can no longer be taken back here. */
  readonly show: (text: string) => void
  readonly showProblems: (problems: readonly Problem[]) => void
  readonly setWords: (label: string, phrases: Readonly<Record<string, string>>) => void
  readonly select: (range: Range) => void
  readonly focus: () => void
  readonly destroy: () => void
}

const fromOutside = Annotation.define<boolean>()

/** A code editor for JSON in a shadow root, where its style sheets are adopted: the window allows no inline ones. */
export function createCodeEditor(host: HTMLElement, options: CodeEditorOptions): CodeEditor {
  const root = host.shadowRoot ?? host.attachShadow({ mode: 'open' })
  const past = new Compartment()
  const words = new Compartment()
  const isUndone = (state: EditorState): boolean => undoDepth(state) === 0
  const wordsOf = (label: string, phrases: Readonly<Record<string, string>>): Extension => [EditorState.phrases.of({ ...phrases }), EditorView.contentAttributes.of({ 'aria-label': label, 'aria-multiline': 'true', tabindex: '0', spellcheck: 'false' })]
  const view = new EditorView({
    root,
    parent: root,
    state: EditorState.create({
      doc: options.text,
      extensions: [
        past.of(history()), words.of(wordsOf(options.label, options.phrases)),
        lineNumbers(), foldGutter(), codeFolding(), lintGutter(), highlightSpecialChars(), drawSelection(), indentOnInput(), indentUnit.of('  '), bracketMatching(), closeBrackets(), highlightActiveLine(), highlightActiveLineGutter(), highlightSelectionMatches(),
        json(), search(), codeTheme,
        autocompletion({ override: [completionsOf(options.suggest)], icons: false, activateOnTyping: true }),
        // Where there is a problem, it alone has the word.
        hoverTooltip((shown, position) => (hasProblem(shown.state, position) ? null : remarkTooltip(options.remark(shown.state.doc.toString(), position)))),
        keymap.of([
          { key: 'Mod-z', run: (shown) => undo(shown) || (options.undo(), true), preventDefault: true },
          { key: 'Mod-y', mac: 'Mod-Shift-z', run: (shown) => (redoDepth(shown.state) > 0 ? redo(shown) : (options.redo(), true)), preventDefault: true },
          { key: 'Mod-Shift-z', run: (shown) => (redoDepth(shown.state) > 0 ? redo(shown) : (options.redo(), true)), preventDefault: true },
          ...closeBracketsKeymap, ...completionKeymap, { key: 'Tab', run: acceptCompletion }, ...searchKeymap, ...foldKeymap, ...lintKeymap,
          // Ctrl+Enter trains, as everywhere in the window.
          ...defaultKeymap.filter(({ key }) => key !== 'Mod-Enter'),
        ]),
        EditorView.updateListener.of(({ docChanged, transactions, state }) => {
          if (docChanged && !transactions.some((transaction) => transaction.annotation(fromOutside) === true)) options.changed(state.doc.toString(), isUndone(state))
        }),
      ],
    }),
  })
  return {
    text: () => view.state.doc.toString(),
    show(text) {
      const change = changeBetween(view.state.doc.toString(), text)
      if (change === null) return
      view.dispatch({ changes: change, annotations: fromOutside.of(true) })
      view.dispatch({ effects: past.reconfigure([]) })
      view.dispatch({ effects: past.reconfigure(history()) })
    },
    showProblems(problems) {
      const end = view.state.doc.length
      const clamp = (place: number): number => Math.min(end, Math.max(0, place))
      view.dispatch(setDiagnostics(view.state, problems.map(({ range, lines, tone }): Diagnostic => ({ from: clamp(range.from), to: clamp(range.to), severity: tone, message: lines.join('\n'), renderMessage: () => linesElement(lines) }))))
    },
    setWords: (label, phrases) => view.dispatch({ effects: words.reconfigure(wordsOf(label, phrases)) }),
    select({ from, to }) {
      view.dispatch({ selection: { anchor: from, head: to }, effects: EditorView.scrollIntoView(from, { y: 'center' }) })
      view.focus()
    },
    focus: () => view.focus(),
    destroy: () => view.destroy(),
  }
}

function hasProblem(state: EditorState, position: number): boolean {
  let found = false
  forEachDiagnostic(state, (_, from, to) => (found ||= position >= from && position <= to))
  return found
}

function completionsOf(suggest: CodeEditorOptions['suggest']): CompletionSource {
  return ({ state, pos, explicit }) => {
    const text = state.doc.toString()
    const found = suggest(text, pos)
    if (found === null) return null
    // Between things the list opens only when it is asked for, or right behind a quote.
    if (!explicit && found.range.from === found.range.to) return null
    return {
      from: found.range.from,
      to: found.range.to,
      validFor: /^"?[\w.-]*"?$/,
      options: found.options.map(({ label, shown, detail, doc, insert, sort }, position): Completion => ({ label, displayLabel: shown, detail, type: sort, boost: -position / 100, apply: insert, info: () => sentenceElement(doc) })),
    }
  }
}

function remarkTooltip(remark: Remark | null) {
  if (remark === null) return null
  return {
    pos: remark.range.from,
    end: remark.range.to,
    create: () => {
      const dom = sentenceElement(remark.doc)
      dom.prepend(Object.assign(document.createElement('strong'), { textContent: remark.title }))
      if (remark.detail !== '') dom.append(Object.assign(document.createElement('small'), { textContent: remark.detail }))
      return { dom }
    },
  }
}

/** A sentence whose formulas stand between dollar signs. */
function sentenceElement(sentence: string): HTMLElement {
  const dom = Object.assign(document.createElement('div'), { className: 'cm-about' })
  const tags = { words: 'span', formula: 'em', sup: 'sup', sub: 'sub' } as const
  for (const { kind, text } of sentencePieces(sentence)) dom.append(Object.assign(document.createElement(tags[kind]), { textContent: text }))
  return dom
}

function linesElement(lines: readonly string[]): HTMLElement {
  const dom = document.createElement('div')
  for (const line of lines) dom.append(Object.assign(document.createElement('div'), { textContent: line }))
  return dom
}
