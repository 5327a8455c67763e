// Stands for System32\tar.exe, which Wine has not: takes exactly the options that the program gives it.
import { extract } from 'tar'

const [mode, file = '', at, cwd = '', ...options] = process.argv.slice(2)
const known = mode === '-xf' && at === '-C' && options.join(' ') === '--no-same-owner --no-same-permissions'
if (!known) process.exit(64)
extract({ file, cwd, sync: true, strict: true })
