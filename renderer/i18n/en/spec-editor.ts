export const specEditor = {
  keys: 'Ctrl Space suggests · Ctrl F finds · F8 goes to the next problem · Tab leaves the text',
  held: 'Not an experiment yet: the canvas and the forms show the last one that was. Nothing you type is lost.',
  heldElsewhere: 'The JSON text is not a valid experiment yet. What you see here is the last one that was.',
  show: 'Show the text',
  drop: 'Discard the text',
  tidy: 'Lay out again',
  version: 'Version',
  standard: 'default {value}',
  expected: 'Expected: {expected}', received: 'Got: {received}', fix: 'Fix: {fix}',
  doc: {
    id: 'The layer’s name. Other layers, outputs and weight files call it by this name.',
    inputs: 'The names of the earlier layers that it reads; “input” is the data. Without it a layer reads the one before.',
    from: 'The layer whose results the loss compares with the targets.',
    targets: 'The target columns that this output predicts; all of them when absent.',
    version: 'The version of the format.',
    networks: 'Networks beside the main one, each with its own layers.',
  },
  syntax: {
    value: 'A value is missing here.', name: 'A field’s name in quotes belongs here.', colon: 'A colon and a value are missing behind this name.', comma: 'A comma is missing here.', 'surplus-comma': 'Behind the last entry there is no comma.',
    'text-end': 'The closing quote of this text is missing.', 'object-end': 'The closing brace of this object is missing.', 'list-end': 'The closing bracket of this list is missing.', 'not-a-value': 'Not a value: texts need quotes; numbers, true, false and null have none.', 'after-end': 'Nothing may follow the end of the experiment.',
  },
  phrases: { Find: 'Find', Replace: 'Replace', next: 'next', previous: 'previous', all: 'all', 'match case': 'match case', regexp: 'regular expression', 'by word': 'whole words', replace: 'replace', 'replace all': 'replace all', close: 'close', 'Fold line': 'Fold', 'Unfold line': 'Unfold', Diagnostics: 'Problems', 'No diagnostics': 'No problems' },
}
