/** The colours of drawings: on paper, and in a dark window. */

/** `[light, dark]`. The dark one replaces the light one in SVG, so each light colour has one meaning. */
export const palette = {
  /** Names, and the frames of links. */
  ink: ['#1f2329', '#e6edf3'],
  /** Kinds and routes. */
  dim: ['#59636f', '#9198a1'],
  addresses: ['#0a53be', '#79b8ff'],
  down: ['#c9242e', '#ff7b72'],
  namespace: ['#f5f7f9', '#161b22'],
  namespaceFrame: ['#8b949d', '#4d555e'],
  link: ['#fffffe', '#0d1117'],
  bridge: ['#dff3ff', '#0c2d50'],
  bridgeFrame: ['#0968da', '#388bfe'],
  nat: ['#fff7c4', '#332701'],
  natFrame: ['#bf8800', '#d19a22'],
  pair: ['#19803a', '#3fb951'],
  /** The sheet. */
  paper: ['#ffffff', '#010409'],
} as const satisfies { readonly [use: string]: readonly [string, string] }

/** The light colour of each use. */
export const colourOf = (use: keyof typeof palette): string => palette[use][0]
