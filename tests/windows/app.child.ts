// What the user's app does when an offer is to be installed; Node has no standard output under Wine.
import { writeFileSync } from 'node:fs'
import { installInOwnProcess, waysToInstall } from '../../src-main/updates/install-process.ts'

const [executable = '', offer = '', result = ''] = process.argv.slice(2)
void installInOwnProcess(executable, offer).then((code) =>
  writeFileSync(result, JSON.stringify({ way: waysToInstall(executable, process.platform), code })),
)
