/** The seven source systems; what each holds is catalog data in resources/catalogs/systems. */
export const systemIds = ['JZ', 'JCJ', 'MZ', 'WG', 'WY', 'YJ', 'ZJ'] as const
export type SystemId = (typeof systemIds)[number]

export const isSystemId = (text: string): text is SystemId => (systemIds as readonly string[]).includes(text)
