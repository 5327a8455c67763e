/**
 * @param {Record<string, {dev?: boolean, optionalDependencies?: Record<string, string>}>} packages of package-lock.json
 * @returns {{name: string, version: string, dev: boolean}[]} optional dependencies that have no entry of their own
 */
export function missingOptional(packages) {
  const missing = new Map()
  for (const [path, { dev = false, optionalDependencies = {} }] of Object.entries(packages))
    for (const [name, version] of Object.entries(optionalDependencies))
      if (!isIn(packages, path, name))
        missing.set(name, { name, version, dev: dev && (missing.get(name)?.dev ?? true) })
  return [...missing.values()]
}

/** Node looks in the package's own node_modules first, then in those of the folders above it. */
function isIn(packages, path, name) {
  let at = path
  while (!packages[`${at ? `${at}/` : ''}node_modules/${name}`]) {
    if (at === '') return false
    at = at.slice(0, Math.max(0, at.lastIndexOf('/node_modules/')))
  }
  return true
}

const OS = ['android', 'darwin', 'freebsd', 'linux', 'openharmony', 'win32']
const CPU = { arm64: 'arm64', arm: 'arm', x64: 'x64', ia32: 'ia32', ppc64: 'ppc64', riscv64: 'riscv64', s390x: 's390x' }
const LIBC = { gnu: 'glibc', gnueabihf: 'glibc', musl: 'musl', musleabihf: 'musl' }

/**
 * @param {string} name a compiled package's name, for instance "@oxlint/binding-linux-arm64-musl"
 * @returns {{os: string[], cpu: string[], libc?: string[]}} what npm compares with the machine
 * @throws {Error} when the name does not tell
 */
export function platformOf(name) {
  const parts = name.split(/[-/]/)
  const os = OS.find((one) => parts.includes(one))
  const cpu = Object.keys(CPU).find((one) => parts.includes(one))
  if (!os || !cpu) throw new Error(`${name} does not tell its platform: add its entry to package-lock.json by hand`)
  const libc = os === 'linux' ? LIBC[parts.at(-1)] : undefined
  return { cpu: [CPU[cpu]], ...(libc ? { libc: [libc] } : {}), os: [os] }
}
