import { onScopeDispose, shallowRef } from 'vue'

/** Something the user can do: listed by the palette and the key sheet, and reached by its keys. */
export interface Command {
  readonly id: string
  readonly title: () => string
  /** Heading in the palette and the key sheet. */
  readonly group: () => string
  readonly icon?: string
  /** E.g. `mod+k`, `shift+mod+z`, `space`, `j`; `mod` is Ctrl, or Cmd on a Mac. */
  readonly keys?: readonly string[]
  readonly enabled?: () => boolean
  readonly run: () => unknown
}

/** Every command of the frame and of the view that is shown; later ones win a key. */
export const commands = shallowRef<readonly Command[]>([])

/** Offers commands while the calling component lives. */
export function useCommands(offered: readonly Command[]): void {
  commands.value = [...commands.value, ...offered]
  onScopeDispose(() => (commands.value = commands.value.filter((command) => !offered.includes(command))))
}
