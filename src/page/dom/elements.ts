/** Makes elements. Text stays text: nothing here reads HTML. */

export type Attributes = { readonly [name: string]: string | number | boolean | undefined }

/** An element with attributes and children. Attributes that are undefined or false are omitted, those that are true are empty. */
export const element = <Tag extends keyof HTMLElementTagNameMap>(
  tag: Tag,
  attributes: Attributes = {},
  ...children: readonly (Node | string)[]
): HTMLElementTagNameMap[Tag] => {
  const made = document.createElement(tag)
  for (const [name, value] of Object.entries(attributes))
    if (value !== undefined && value !== false) made.setAttribute(name, value === true ? '' : String(value))
  made.append(...children)
  return made
}

/** The element of index.html with an id. */
export const byId = <Type extends HTMLElement = HTMLElement>(id: string): Type => {
  const found = document.getElementById(id)
  if (found === null) throw new Error(`index.html has no #${id}`)
  return found as Type
}

/** The nearest ancestor, or the element itself, that has a data attribute: its number. */
export const numberAt = (target: EventTarget | null, name: string): number | undefined => {
  const found = (target as Element | null)?.closest(`[data-${name}]`)?.getAttribute(`data-${name}`)
  return found === null || found === undefined ? undefined : Number(found)
}
