/** The part of buffer-layout that this library uses; the package brings no types. */
declare module 'buffer-layout' {
  export interface Layout {
    readonly span: number
    readonly property: string | undefined
  }
  export interface Structure extends Layout {
    readonly fields: readonly Layout[]
    offsetOf(property: string): number | undefined
  }
  export function blob(length: number, property?: string): Layout
  export function u8(property?: string): Layout
  export function s8(property?: string): Layout
  export function u16(property?: string): Layout
  export function s16(property?: string): Layout
  export function u16be(property?: string): Layout
  export function s16be(property?: string): Layout
  export function u32(property?: string): Layout
  export function s32(property?: string): Layout
  export function u32be(property?: string): Layout
  export function s32be(property?: string): Layout
  export function nu64(property?: string): Layout
  export function ns64(property?: string): Layout
  export function nu64be(property?: string): Layout
  export function ns64be(property?: string): Layout
  export function struct(fields: Layout[], property?: string): Structure
}
