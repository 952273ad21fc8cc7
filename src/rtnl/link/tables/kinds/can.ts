/** CAN controllers: IFLA_CAN_* of <linux/can/netlink.h>. */

import { attr, attributes, chars, list, readOnly, u16, u32 } from '../../../../netlink/codec/builders.ts'
import { enumeration, flags } from '../../../../netlink/codec/enumeration.ts'
import type { Attributes, Infer, InferRows, Struct } from '../../../../netlink/codec/node.ts'
import { struct } from '../../../../netlink/codec/struct.ts'

const bittimingStruct = struct('can_bittiming', {
  /** Bit/s. */
  bitrate: u32,
  /** Tenths of a percent. */
  samplePoint: u32,
  /** Time quantum, ns. */
  tq: u32,
  /** Time quanta, like the next three. */
  propSeg: u32,
  phaseSeg1: u32,
  phaseSeg2: u32,
  sjw: u32,
  brp: u32,
})
export interface CanBittiming extends Infer<typeof bittimingStruct> {}
export const canBittiming: Struct<CanBittiming> = bittimingStruct

const bittimingConstStruct = struct('can_bittiming_const', {
  /** Name of the controller. */
  name: chars(16),
  tseg1Min: u32,
  tseg1Max: u32,
  tseg2Min: u32,
  tseg2Max: u32,
  sjwMax: u32,
  brpMin: u32,
  brpMax: u32,
  brpInc: u32,
})
export interface CanBittimingConst extends Infer<typeof bittimingConstStruct> {}
export const canBittimingConst: Struct<CanBittimingConst> = bittimingConstStruct

const statsStruct = struct('can_device_stats', {
  busError: u32,
  /** Number of changes to this state, like the next two. */
  errorWarning: u32,
  errorPassive: u32,
  busOff: u32,
  arbitrationLost: u32,
  restarts: u32,
})
export interface CanDeviceStats extends Infer<typeof statsStruct> {}
/** IFLA_INFO_XSTATS of a CAN link. */
export const canDeviceStats: Struct<CanDeviceStats> = statsStruct

/** CAN_CTRLMODE_*, with the words of `ip link set type can`. */
const controlModes = flags(u32, 'CAN_CTRLMODE_', {
  loopback: 0x1,
  'listen-only': [0x2, 'CAN_CTRLMODE_LISTENONLY'],
  'triple-sampling': [0x4, 'CAN_CTRLMODE_3_SAMPLES'],
  'one-shot': 0x8,
  'berr-reporting': 0x10,
  fd: 0x20,
  'presume-ack': 0x40,
  'fd-non-iso': 0x80,
  'cc-len8-dlc': 0x100,
  'tdc-auto': 0x200,
  'tdc-manual': 0x400,
  restricted: 0x800,
  xl: 0x1000,
  'xl-tdc-auto': 0x2000,
  'xl-tdc-manual': 0x4000,
  'xl-tms': 0x8000,
})

/** IFLA_CAN_TDC_*: transmitter delay compensation, in periods of the controller's clock. */
const tdcRows = {
  tdcvMin: attr(1, u32),
  tdcvMax: attr(2, u32),
  tdcoMin: attr(3, u32),
  tdcoMax: attr(4, u32),
  tdcfMin: attr(5, u32),
  tdcfMax: attr(6, u32),
  tdcv: attr(7, u32),
  tdco: attr(8, u32),
  tdcf: attr(9, u32),
}
export interface CanTdc extends InferRows<typeof tdcRows> {}
export const canTdc: Attributes<CanTdc> = attributes('IFLA_CAN_TDC_', tdcRows)

/** IFLA_CAN_PWM_*: pulse width modulation of CAN XL, in periods of the controller's clock. */
const pwmRows = {
  pwmsMin: attr(1, u32),
  pwmsMax: attr(2, u32),
  pwmlMin: attr(3, u32),
  pwmlMax: attr(4, u32),
  pwmoMin: attr(5, u32),
  pwmoMax: attr(6, u32),
  pwms: attr(7, u32),
  pwml: attr(8, u32),
  pwmo: attr(9, u32),
}
export interface CanPwm extends InferRows<typeof pwmRows> {}
export const canPwm: Attributes<CanPwm> = attributes('IFLA_CAN_PWM_', pwmRows)

const rows = {
  bittiming: attr(1, canBittiming),
  bittimingConst: readOnly(attr(2, canBittimingConst), 'sometimes'),
  /** `freq` in Hz. */
  clock: readOnly(attr(3, struct('can_clock', { freq: u32 })), 'sometimes'),
  state: readOnly(
    attr(
      4,
      enumeration(u32, 'CAN_STATE_', {
        'error-active': 0,
        'error-warning': 1,
        'error-passive': 2,
        'bus-off': 3,
        stopped: 4,
        sleeping: 5,
      }),
    ),
    'sometimes',
  ),
  /** `mask`: the modes that a request changes; 0 in a reply. */
  ctrlmode: attr(5, struct('can_ctrlmode', { mask: controlModes, flags: controlModes })),
  /** Milliseconds from bus-off to an automatic restart; 0: no automatic restart. */
  restartMs: attr(6, u32),
  /** In a request, 1: restarts now. */
  restart: attr(7, u32),
  berrCounter: readOnly(attr(8, struct('can_berr_counter', { txerr: u16, rxerr: u16 })), 'sometimes'),
  /** Bit timing of the data phase of CAN FD. */
  dataBittiming: attr(9, canBittiming),
  dataBittimingConst: readOnly(attr(10, canBittimingConst), 'sometimes'),
  /** Ohms; 0: no termination. */
  termination: attr(11, u16),
  /** The values that the hardware supports, in ohms. */
  terminationConst: readOnly(attr(12, list(u16)), 'sometimes'),
  /** The values that the hardware supports, in bit/s. */
  bitrateConst: readOnly(attr(13, list(u32)), 'sometimes'),
  dataBitrateConst: readOnly(attr(14, list(u32)), 'sometimes'),
  /** Bit/s; 0: no known limit. */
  bitrateMax: readOnly(attr(15, u32), 'sometimes'),
  tdc: attr(16, canTdc),
  ctrlmodeExt: readOnly(attr(17, attributes('IFLA_CAN_CTRLMODE_', { supported: attr(1, controlModes) })), 'sometimes'),
  xlDataBittiming: attr(18, canBittiming),
  xlDataBittimingConst: readOnly(attr(19, canBittimingConst), 'sometimes'),
  xlDataBitrateConst: readOnly(attr(20, list(u32)), 'sometimes'),
  xlTdc: attr(21, canTdc),
  xlPwm: attr(22, canPwm),
}
export interface Can extends InferRows<typeof rows> {}
export const can: Attributes<Can> = attributes('IFLA_CAN_', rows)
