/** The worker that reads a capture. */
import type { ReaderRequest } from '../reader.ts'
import { CaptureSession } from '../reader.ts'

const session = new CaptureSession((reply) => postMessage(reply))
addEventListener('message', ({ data }: MessageEvent<ReaderRequest>) => void session.receive(data))
