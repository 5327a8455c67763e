/** What is a matter of taste in the window: no schema here, since page and preload know it before anything else is loaded. */
export const languages = ['zh-CN', 'en'] as const
export type Language = (typeof languages)[number]

/** Light, dark, or what the system has. */
export const schemes = ['light', 'dark', 'auto'] as const
export type Scheme = (typeof schemes)[number]

/** Size of everything, as a factor. */
export const zooms = [1, 1.1, 1.25, 1.5] as const
export type Zoom = (typeof zooms)[number]

export type Look = { language: Language; scheme: Scheme; zoom: Zoom }

/** On a PC where nobody has chosen anything. */
export const firstLook: Look = { language: 'zh-CN', scheme: 'light', zoom: 1 }
