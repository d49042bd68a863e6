import { spawn } from 'node:child_process'

/** Opens an address in the user's browser. Where there is none, nothing happens: the address is printed anyway. */
export function openBrowser(url: string): void {
  const [command, args] = launcherOf(process.platform, url)
  const launcher = spawn(command, args, { stdio: 'ignore', detached: true })
  launcher.on('error', () => {})
  launcher.unref()
}

function launcherOf(platform: NodeJS.Platform, url: string): [string, string[]] {
  if (platform === 'win32') return ['rundll32', ['url.dll,FileProtocolHandler', url]]
  return [platform === 'darwin' ? 'open' : 'xdg-open', [url]]
}
