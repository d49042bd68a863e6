import type { MenuItemConstructorOptions } from 'electron'
import { text, type Language, type Text } from '../../core/index.ts'

const LABELS = {
  edit: text('&Edit', '&Edición'),
  view: text('&View', '&Ver'),
  window: text('&Window', 'Ve&ntana'),
  file: text('&File', '&Archivo'),
  quit: text('Quit', 'Salir'),
  undo: text('Undo', 'Deshacer'),
  redo: text('Redo', 'Rehacer'),
  cut: text('Cut', 'Cortar'),
  copy: text('Copy', 'Copiar'),
  paste: text('Paste', 'Pegar'),
  selectAll: text('Select All', 'Seleccionar todo'),
  actualSize: text('Actual Size', 'Tamaño real'),
  zoomIn: text('Zoom In', 'Ampliar'),
  zoomOut: text('Zoom Out', 'Reducir'),
  fullScreen: text('Full Screen', 'Pantalla completa'),
  developerTools: text('Developer Tools', 'Herramientas de desarrollo'),
  minimize: text('Minimize', 'Minimizar'),
  close: text('Close Window', 'Cerrar ventana'),
} satisfies Record<string, Text>

/** The language of the menu for the system's locale. */
export const menuLanguage = (locale: string): Language => (locale.toLowerCase().startsWith('es') ? 'es' : 'en')

/** What the system's menu bar needs; everything else is in the window and its palette. */
export function menuTemplate(language: Language, platform: NodeJS.Platform): MenuItemConstructorOptions[] {
  const label = (name: keyof typeof LABELS): string => LABELS[name][language]
  const item = (role: NonNullable<MenuItemConstructorOptions['role']>, name: keyof typeof LABELS): MenuItemConstructorOptions => ({ role, label: label(name) })
  const separator: MenuItemConstructorOptions = { type: 'separator' }
  return [
    platform === 'darwin' ? { role: 'appMenu' } : { label: label('file'), submenu: [item('quit', 'quit')] },
    // The window has an undo of its own: these are for text fields, and it handles the keys first.
    { label: label('edit'), submenu: [item('undo', 'undo'), item('redo', 'redo'), separator, item('cut', 'cut'), item('copy', 'copy'), item('paste', 'paste'), item('selectAll', 'selectAll')] },
    { label: label('view'), submenu: [item('resetZoom', 'actualSize'), item('zoomIn', 'zoomIn'), item('zoomOut', 'zoomOut'), separator, item('togglefullscreen', 'fullScreen'), item('toggleDevTools', 'developerTools')] },
    { label: label('window'), submenu: [item('minimize', 'minimize'), item('close', 'close')] },
  ]
}
