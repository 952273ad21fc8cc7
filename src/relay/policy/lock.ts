/** One after the other. */
export class Lock {
  private last: Promise<void> = Promise.resolve()

  /** Resolves when all earlier holders have called the functions that they were given, with such a function. */
  async take(): Promise<() => void> {
    const before = this.last
    let release!: () => void
    this.last = new Promise((resolve) => {
      release = resolve
    })
    await before
    return release
  }
}
