/** A piece of a sentence: words, or a formula written in plain characters with raised and lowered parts. */
export type Piece = { readonly kind: 'words' | 'formula' | 'sup' | 'sub'; readonly text: string }

const SYMBOLS: Readonly<Record<string, string>> = {
  alpha: 'α', beta: 'β', gamma: 'γ', delta: 'δ', epsilon: 'ε', varepsilon: 'ε', eta: 'η', theta: 'θ', kappa: 'κ', lambda: 'λ', mu: 'μ', nu: 'ν', pi: 'π', rho: 'ρ', sigma: 'σ', tau: 'τ', phi: 'φ', varphi: 'φ', omega: 'ω',
  Delta: 'Δ', Sigma: 'Σ', Phi: 'Φ', sum: 'Σ', prod: 'Π', partial: '∂', nabla: '∇', infty: '∞', sqrt: '√', cdot: '·', times: '×', odot: '⊙', le: '≤', leq: '≤', ge: '≥', geq: '≥', ne: '≠', approx: '≈', in: '∈', pm: '±', leftarrow: '←', rightarrow: '→', to: '→', ldots: '…', dots: '…', min: 'min', max: 'max', log: 'log', ln: 'ln', exp: 'exp', tanh: 'tanh', cos: 'cos', sin: 'sin', hat: '^', left: '', right: '', quad: ' ', lVert: '‖', rVert: '‖', lvert: '|', rvert: '|',
}

/** Splits a sentence at its dollar signs; what lies between them is TeX, of which the everyday part is understood. */
export function sentencePieces(sentence: string): readonly Piece[] {
  return sentence.split('$').flatMap((part, position): readonly Piece[] => (part === '' ? [] : position % 2 === 0 ? [{ kind: 'words', text: part }] : formulaPieces(part)))
}

function formulaPieces(tex: string): readonly Piece[] {
  const plain = tex
    .replace(/\\(?:d|t)?frac\{([^{}]*)\}\{([^{}]*)\}/g, '($1)/($2)')
    .replace(/\\(?:text|mathrm|mathbf|operatorname)\{([^{}]*)\}/g, '$1')
    .replace(/\\[,;! ]/g, ' ')
    .replace(/\\([A-Za-z]+)/g, (_, name: string) => SYMBOLS[name] ?? name)
    .replace(/(?<=\S)-(?=\S)|(?<=\s)-(?=\s)/g, '−')
  const pieces: Piece[] = []
  for (const [, raised, lowered, rest] of plain.matchAll(/\^(\{[^{}]*\}|.)|_(\{[^{}]*\}|.)|([^^_]+)/g)) {
    if (raised !== undefined) pieces.push({ kind: 'sup', text: bare(raised) })
    else if (lowered !== undefined) pieces.push({ kind: 'sub', text: bare(lowered) })
    else if (rest !== undefined) pieces.push({ kind: 'formula', text: bare(rest) })
  }
  return pieces
}

const bare = (part: string): string => part.replace(/[{}]/g, '')
