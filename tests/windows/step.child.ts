// The installed program in its one purpose besides the app, without Electron: puts an offer in its place and leaves its answer.
import { offerToInstall } from '../../src-main/install-option.ts'
import { installAndSay } from '../../src-main/updates/install-mode.ts'

const [executable = '', ...options] = process.argv.slice(2)
const settings = executable.replace(/beatbook\.exe$/, 'resources\\resources\\updates.json')
const asked = offerToInstall(options)
if (asked === null || asked === 'wrong') process.exit(2)
void installAndSay(asked.offer, settings, executable).then((code) => process.exit(code))
