/** The decoder: input, tree and bytes. A worker reads; each input has one of its own, so that no input delays the next. */
import { EXAMPLE } from '../example.ts'
import { fieldAt } from '../fields.ts'
import type { MessageDetail } from '../message.ts'
import type { Item } from '../outline.ts'
import { MOST_OPEN } from '../outline.ts'
import type { ReaderReply, ReaderRequest } from '../reader.ts'
import { DetailView } from './detail-view.ts'
import { byId } from './elements.ts'
import { HexView } from './hex-view.ts'
import { TreeView } from './tree-view.ts'
import { trusted } from './trusted.ts'

/** Characters of a paste that are shown in the field. A longer one is read as a file. */
const MOST_TEXT = 200_000

export class DecodeView {
  private readonly panel = byId('decode')
  private readonly text = byId<HTMLTextAreaElement>('input')
  private readonly chooser = byId<HTMLInputElement>('file')
  private readonly order = byId<HTMLSelectElement>('order')
  private readonly family = byId<HTMLSelectElement>('family')
  private readonly progress = byId('progress')
  private readonly tree: TreeView
  private readonly hex: HexView
  private readonly detail = new DetailView((fault) => this.goTo(fault.message - 1, fault.offset))
  private worker: Worker | undefined
  private source: { readonly name: string; readonly blob: Blob } | undefined
  /** Those that were selected or opened, the last one last. */
  private readonly details = new Map<number, MessageDetail>()
  /** Messages that are to be opened when their details arrive. */
  private readonly opening = new Set<number>()
  /** The byte that is to be selected when the details of its message arrive. */
  private wanted: { readonly message: number; readonly offset: number } | undefined
  private selected: Item | undefined
  private hovered: Item | undefined
  private count = 0

  constructor() {
    this.tree = new TreeView({
      onHover: (item) => this.hover(item),
      onSelect: (item) => this.select(item),
      onOpen: (message) => this.open(message),
    })
    this.hex = new HexView({
      onHover: (offset) => this.hoverByte(offset),
      onSelect: (offset) => this.selectByte(offset),
    })
    this.listen()
  }

  private listen(): void {
    let soon = 0
    this.text.addEventListener('input', () => {
      clearTimeout(soon)
      soon = window.setTimeout(() => this.readText(this.text.value, 'pasted text'), 150)
    })
    for (const select of [this.order, this.family]) select.addEventListener('change', () => this.readAgain())
    byId('open').addEventListener('click', () => this.chooser.click())
    byId('example').addEventListener('click', () => {
      this.text.value = EXAMPLE
      this.readText(EXAMPLE, 'the example')
    })
    byId('clear').addEventListener('click', () => {
      this.text.value = ''
      this.readText('', '')
      this.text.focus()
    })
    this.chooser.addEventListener('change', () => this.readFile(this.chooser.files?.[0]))
    document.addEventListener('paste', (event) => this.paste(event))
    document.addEventListener('dragover', (event) => {
      event.preventDefault()
      document.body.classList.add('dropping')
    })
    document.addEventListener('dragleave', ({ relatedTarget }) => {
      if (relatedTarget === null) document.body.classList.remove('dropping')
    })
    document.addEventListener('drop', (event) => {
      event.preventDefault()
      document.body.classList.remove('dropping')
      const { files = [], getData } = event.dataTransfer ?? {}
      if (files.length > 0) this.readFile(files[0])
      else if (getData !== undefined) this.readText(String(event.dataTransfer?.getData('text')), 'dropped text')
    })
  }

  /** A paste outside of the field, or one that the field is too small for. */
  private paste(event: ClipboardEvent): void {
    if (this.panel.hidden) return
    const [file] = event.clipboardData?.files ?? []
    const text = event.clipboardData?.getData('text') ?? ''
    if (file === undefined && event.target === this.text && text.length <= MOST_TEXT) return
    event.preventDefault()
    if (file !== undefined) return this.readFile(file)
    this.text.value = text.length <= MOST_TEXT ? text : ''
    this.readText(text, 'pasted text')
  }

  private readFile(file: File | undefined): void {
    if (file === undefined) return
    this.text.value = ''
    // the same file may be chosen again
    this.chooser.value = ''
    this.read(file.name, file)
  }

  private readText(text: string, name: string): void {
    if (text.trim() === '') this.reset('')
    else this.read(name, new Blob([text]))
  }

  private readAgain(): void {
    if (this.source !== undefined) this.read(this.source.name, this.source.blob)
  }

  private reset(text: string): void {
    this.worker?.terminate()
    this.worker = undefined
    this.source = undefined
    this.details.clear()
    this.opening.clear()
    this.wanted = undefined
    this.selected = undefined
    this.hovered = undefined
    this.count = 0
    this.tree.clear()
    this.panel.classList.toggle('empty', text === '')
    this.progress.classList.remove('failed')
    this.progress.textContent = text
    this.show()
  }

  private read(name: string, blob: Blob): void {
    this.reset(`reading ${name} …`)
    this.source = { name, blob }
    const worker = new Worker(trusted.createScriptURL('worker.js'), { type: 'module' })
    worker.addEventListener('message', ({ data }: MessageEvent<ReaderReply>) => this.receive(data))
    worker.addEventListener('error', (event) => {
      event.preventDefault()
      this.finish(`the reader failed: ${event.message}`)
    })
    this.worker = worker
    const order = this.order.value === '' ? undefined : (this.order.value as 'le' | 'be')
    const family = this.family.value === '' ? undefined : Number(this.family.value)
    this.ask({ type: 'read', source: blob, order, family })
  }

  private ask(request: ReaderRequest): void {
    this.worker?.postMessage(request)
  }

  private receive(reply: ReaderReply): void {
    if (reply.type === 'message') return this.arrive(reply.detail)
    if (reply.type === 'end') return this.finish(reply.stopped)
    const isFirst = this.count === 0
    this.count += reply.rows.length
    this.tree.add(reply.rows)
    this.progress.textContent = `${this.source?.name}: ${this.count.toLocaleString('en')} messages …`
    if (!isFirst) return
    this.open(0)
    this.tree.select({ message: 0 })
  }

  private finish(stopped: string | undefined): void {
    const { name = '', blob } = this.source ?? {}
    const messages = `${this.count.toLocaleString('en')} ${this.count === 1 ? 'message' : 'messages'}`
    const size = `${(blob?.size ?? 0).toLocaleString('en')} bytes`
    this.progress.textContent = [`${name}: ${size}, ${messages}`, ...(stopped === undefined ? [] : [stopped])].join(
      '; ',
    )
    this.progress.classList.toggle('failed', stopped !== undefined)
  }

  private arrive(detail: MessageDetail): void {
    const message = detail.number - 1
    this.details.delete(message)
    this.details.set(message, detail)
    for (const oldest of this.details.keys()) {
      if (this.details.size <= MOST_OPEN * 2) break
      if (oldest !== this.selected?.message) this.details.delete(oldest)
    }
    if (this.opening.delete(message)) this.tree.open(message, detail.fields)
    if (message === this.wanted?.message) this.goTo(message, this.wanted.offset)
    else if (message === this.selected?.message) this.show()
  }

  /** Selects the field that a byte of a message belongs to. */
  private goTo(message: number, offset: number): void {
    const detail = this.details.get(message)
    this.wanted = detail === undefined ? { message, offset } : undefined
    if (detail === undefined) return this.ask({ type: 'message', number: message + 1 })
    const field = fieldAt(detail.fields, offset)
    if (!this.tree.isOpen(message)) this.tree.open(message, detail.fields)
    this.tree.select(field === undefined ? { message } : { message, field })
    this.tree.focus()
  }

  private open(message: number): void {
    const known = this.details.get(message)
    if (known !== undefined) return this.tree.open(message, known.fields)
    this.opening.add(message)
    this.ask({ type: 'message', number: message + 1 })
  }

  private select(item: Item): void {
    const isAsked = this.selected?.message === item.message || this.opening.has(item.message)
    this.selected = item
    this.hovered = undefined
    if (!this.details.has(item.message) && !isAsked) this.ask({ type: 'message', number: item.message + 1 })
    this.show()
  }

  private hover(item: Item | undefined): void {
    // a message without its bytes has nothing to light up
    this.hovered = item !== undefined && item.field !== undefined ? item : undefined
    this.show()
  }

  /** Shows the message and the field that the pointer is over, else those with the cursor. */
  private show(): void {
    const item = this.hovered ?? this.selected
    const detail = item && this.details.get(item.message)
    this.detail.show(detail)
    this.hex.show(detail?.bytes ?? NO_BYTES)
    const field = item?.field === undefined ? undefined : detail?.fields[item.field]
    this.hex.light(field && { from: field.from, until: field.extent }, this.hovered === undefined ? 'move' : 'scroll')
    this.detail.point(field)
  }

  private hoverByte(offset: number | undefined): void {
    const item = this.itemOf(offset)
    this.tree.light(item)
    const field = item?.field === undefined ? undefined : this.details.get(item.message)?.fields[item.field]
    if (field === undefined) return this.show()
    this.hex.light({ from: field.from, until: field.until }, 'stay')
    this.detail.point(field)
  }

  private selectByte(offset: number): void {
    const item = this.itemOf(offset)
    if (item === undefined) return
    this.tree.light(undefined)
    this.tree.select(item)
  }

  /** The field of the selected message that a byte belongs to. Opens the message in the tree. */
  private itemOf(offset: number | undefined): Item | undefined {
    const message = this.selected?.message
    const detail = message === undefined ? undefined : this.details.get(message)
    if (offset === undefined || message === undefined || detail === undefined) return undefined
    const field = fieldAt(detail.fields, offset)
    if (field === undefined) return undefined
    if (!this.tree.isOpen(message)) this.tree.open(message, detail.fields)
    return { message, field }
  }
}

const NO_BYTES = new Uint8Array(0)
