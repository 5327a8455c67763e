import { Menu } from 'electron'

/**
 * No menu: the default one carries reload, zoom and the developer tools, and its keys collide with the page's own. Only macOS
 * needs entries, because there copy and paste work through the menu.
 */
export function removeMenu(platform: NodeJS.Platform): void {
  Menu.setApplicationMenu(
    platform === 'darwin' ? Menu.buildFromTemplate([{ role: 'appMenu' }, { role: 'editMenu' }]) : null,
  )
}
