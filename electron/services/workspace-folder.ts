import { homedir } from 'node:os'
import { join, resolve } from 'node:path'

/** Where the workspace is: as asked, else DESCENT_WORKSPACE, else the user's data folder. */
export function workspaceFolder(asked: string | null, environment: NodeJS.ProcessEnv = process.env, platform: NodeJS.Platform = process.platform): string {
  const given = asked ?? environment['DESCENT_WORKSPACE']
  return given !== undefined && given !== '' ? resolve(given) : join(dataFolder(environment, platform), 'Descent')
}

function dataFolder(environment: NodeJS.ProcessEnv, platform: NodeJS.Platform): string {
  switch (platform) {
    case 'win32':
      return environment['APPDATA'] ?? join(homedir(), 'AppData', 'Roaming')
    case 'darwin':
      return join(homedir(), 'Library', 'Application Support')
    default:
      return environment['XDG_DATA_HOME'] ?? join(homedir(), '.local', 'share')
  }
}
