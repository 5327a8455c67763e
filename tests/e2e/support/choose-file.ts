import type { ElectronApplication } from 'playwright-core'

/** The system's dialogs cannot be driven: this is what the user chooses in the next ones. */
export async function chooseFile(electron: ElectronApplication, path: string): Promise<void> {
  await electron.evaluate(({ dialog }, chosen) => {
    dialog.showOpenDialog = () => Promise.resolve({ canceled: false, filePaths: [chosen] })
  }, path)
}
