/** Copies a drawing into the page: the shapes and texts that Graphviz makes, and nothing else. */
import { trusted } from './trusted.ts'

const SVG = 'http://www.w3.org/2000/svg'

const ELEMENTS = new Set(['svg', 'g', 'path', 'polygon', 'polyline', 'ellipse', 'text', 'title'])

const ATTRIBUTES = [
  ...['viewBox', 'transform', 'd', 'points', 'x', 'y', 'cx', 'cy', 'rx', 'ry', 'fill', 'stroke', 'stroke-width'],
  ...['stroke-dasharray', 'text-anchor', 'font-family', 'font-size', 'font-weight', 'font-style', 'class', 'role'],
]

const copy = (from: Element): SVGElement => {
  const made = document.createElementNS(SVG, from.localName)
  for (const name of ATTRIBUTES) {
    const value = from.getAttribute(name)
    if (value !== null) made.setAttribute(name, value)
  }
  for (const child of from.childNodes) {
    if (child instanceof Text) made.append(child.data)
    else if (child instanceof Element && ELEMENTS.has(child.localName)) made.append(copy(child))
  }
  return made
}

/** A drawing of Graphviz, and its width in pixels. */
export const drawingOf = (text: string): { readonly svg: SVGElement; readonly width: number } => {
  const { documentElement } = new DOMParser().parseFromString(trusted.createHTML(text), 'image/svg+xml')
  const [, , width = '0'] = (documentElement.getAttribute('viewBox') ?? '').split(' ')
  // a point is 4/3 pixels
  return { svg: copy(documentElement), width: (Number(width) * 4) / 3 }
}
