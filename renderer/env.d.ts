import type { Bridge } from '../electron/contract/bridge.ts'

declare global {
  interface Window {
    /** Put there by the preload script; absent in a browser. */
    descent?: Bridge
  }
}

