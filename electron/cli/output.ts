/** Where a command says things: results to stdout, everything else to stderr. */
export interface Output {
  readonly json: boolean
  /** The result, once: a JSON document with `--json`, otherwise the text. */
  result(document: unknown, text: () => string): void
  /** A line of progress; on a terminal the next one replaces it. */
  progress(line: string): void
  note(line: string): void
}

export interface Streams {
  readonly stdout: { write(text: string): unknown }
  readonly stderr: { write(text: string): unknown; readonly isTTY?: boolean }
}

/** Without a terminal, progress is a line now and then. */
const LINE_INTERVAL_MS = 2000

export function createOutput({ stdout, stderr }: Streams, json: boolean): Output {
  let drawn = false
  let lastLine = -Infinity
  const clear = (): void => {
    if (drawn) stderr.write('\r\x1b[K')
    drawn = false
  }
  return {
    json,
    result(document, text) {
      clear()
      stdout.write(json ? `${JSON.stringify(document, plain)}\n` : text())
    },
    progress(line) {
      if (stderr.isTTY === true) {
        stderr.write(`\r\x1b[K${line}`)
        drawn = true
      } else if (performance.now() - lastLine > LINE_INTERVAL_MS) {
        stderr.write(`${line}\n`)
        lastLine = performance.now()
      }
    },
    note(line) {
      clear()
      stderr.write(`${line}\n`)
    },
  }
}

/** Typed arrays are lists to whoever reads the document. */
const plain = (_key: string, value: unknown): unknown => (ArrayBuffer.isView(value) && !(value instanceof DataView) ? Array.from(value as Float64Array) : value)
