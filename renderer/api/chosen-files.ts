import type { FileInput } from '../../electron/contract/api.ts'
import { pathOf } from './client.ts'

/** A file as it was dropped or picked. In a folder its name is the path there, the folder's own name first. */
export interface ChosenFile { readonly name: string; readonly file: File }

/** As the backend takes it: by its path where there is one, else by its content. */
export async function inputOf({ name, file }: ChosenFile): Promise<FileInput> {
  const path = pathOf(file)
  return path === null ? { name, content: new Uint8Array(await file.arrayBuffer()) } : { path }
}

/** Files of a file dialog. */
export const pickedFiles = (list: FileList | null): readonly ChosenFile[] => [...(list ?? [])].map((file) => ({ name: file.webkitRelativePath || file.name, file }))

/**
 * Everything that was dropped, folders with all they hold. Call it within the drop event: afterwards the browser has emptied the transfer.
 * On the desktop a folder is one entry, which travels by its path.
 */
export async function droppedFiles(transfer: DataTransfer): Promise<readonly ChosenFile[]> {
  const dropped = [...transfer.items].filter((item) => item.kind === 'file').map((item) => ({ entry: item.webkitGetAsEntry(), file: item.getAsFile() }))
  const found = await Promise.all(dropped.map(async ({ entry, file }): Promise<readonly ChosenFile[]> => {
    const isFolder = entry?.isDirectory === true
    if (file !== null && (!isFolder || pathOf(file) !== null)) return [{ name: file.name, file }]
    return entry === null ? [] : filesIn(entry)
  }))
  return found.flat()
}

async function filesIn(entry: FileSystemEntry): Promise<readonly ChosenFile[]> {
  if (entry.isFile) {
    const file = await new Promise<File>((resolve, reject) => (entry as FileSystemFileEntry).file(resolve, reject))
    return [{ name: entry.fullPath.replace(/^\//, ''), file }]
  }
  const found: ChosenFile[] = []
  for (const inner of await entriesOf((entry as FileSystemDirectoryEntry).createReader())) found.push(...(await filesIn(inner)))
  return found
}

/** A reader hands out its entries in portions; an empty one is the end. */
async function entriesOf(reader: FileSystemDirectoryReader): Promise<readonly FileSystemEntry[]> {
  const all: FileSystemEntry[] = []
  for (;;) {
    const portion = await new Promise<FileSystemEntry[]>((resolve, reject) => reader.readEntries(resolve, reject))
    if (portion.length === 0) return all
    all.push(...portion)
  }
}
