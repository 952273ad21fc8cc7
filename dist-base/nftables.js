var __create = Object.create;
var __defProp = Object.defineProperty;
var __getOwnPropDesc = Object.getOwnPropertyDescriptor;
var __getOwnPropNames = Object.getOwnPropertyNames;
var __getProtoOf = Object.getPrototypeOf;
var __hasOwnProp = Object.prototype.hasOwnProperty;
var __commonJS = (cb, mod) => function __require() {
  try {
    return mod || (0, cb[__getOwnPropNames(cb)[0]])((mod = { exports: {} }).exports, mod), mod.exports;
  } catch (e) {
    throw mod = 0, e;
  }
};
var __copyProps = (to, from, except, desc2) => {
  if (from && typeof from === "object" || typeof from === "function") {
    for (let key of __getOwnPropNames(from))
      if (!__hasOwnProp.call(to, key) && key !== except)
        __defProp(to, key, { get: () => from[key], enumerable: !(desc2 = __getOwnPropDesc(from, key)) || desc2.enumerable });
  }
  return to;
};
var __toESM = (mod, isNodeMode, target3) => (target3 = mod != null ? __create(__getProtoOf(mod)) : {}, __copyProps(
  // If the importer is in node compatibility mode or this is not an ESM
  // file that has been converted to a CommonJS file using a Babel-
  // compatible transform (i.e. "__esModule" has not been set), then set
  // "default" to the CommonJS "module.exports" for node compatibility.
  isNodeMode || !mod || !mod.__esModule ? __defProp(target3, "default", { value: mod, enumerable: true }) : target3,
  mod
));

// node_modules/fastest-levenshtein/mod.js
var require_mod = __commonJS({
  "node_modules/fastest-levenshtein/mod.js"(exports) {
    "use strict";
    exports.__esModule = true;
    exports.distance = exports.closest = void 0;
    var peq = new Uint32Array(65536);
    var myers_32 = function(a, b) {
      var n = a.length;
      var m = b.length;
      var lst = 1 << n - 1;
      var pv = -1;
      var mv = 0;
      var sc = n;
      var i = n;
      while (i--) {
        peq[a.charCodeAt(i)] |= 1 << i;
      }
      for (i = 0; i < m; i++) {
        var eq = peq[b.charCodeAt(i)];
        var xv = eq | mv;
        eq |= (eq & pv) + pv ^ pv;
        mv |= ~(eq | pv);
        pv &= eq;
        if (mv & lst) {
          sc++;
        }
        if (pv & lst) {
          sc--;
        }
        mv = mv << 1 | 1;
        pv = pv << 1 | ~(xv | mv);
        mv &= xv;
      }
      i = n;
      while (i--) {
        peq[a.charCodeAt(i)] = 0;
      }
      return sc;
    };
    var myers_x = function(b, a) {
      var n = a.length;
      var m = b.length;
      var mhc = [];
      var phc = [];
      var hsize = Math.ceil(n / 32);
      var vsize = Math.ceil(m / 32);
      for (var i = 0; i < hsize; i++) {
        phc[i] = -1;
        mhc[i] = 0;
      }
      var j = 0;
      for (; j < vsize - 1; j++) {
        var mv_1 = 0;
        var pv_1 = -1;
        var start_1 = j * 32;
        var vlen_1 = Math.min(32, m) + start_1;
        for (var k = start_1; k < vlen_1; k++) {
          peq[b.charCodeAt(k)] |= 1 << k;
        }
        for (var i = 0; i < n; i++) {
          var eq = peq[a.charCodeAt(i)];
          var pb = phc[i / 32 | 0] >>> i & 1;
          var mb = mhc[i / 32 | 0] >>> i & 1;
          var xv = eq | mv_1;
          var xh = ((eq | mb) & pv_1) + pv_1 ^ pv_1 | eq | mb;
          var ph = mv_1 | ~(xh | pv_1);
          var mh = pv_1 & xh;
          if (ph >>> 31 ^ pb) {
            phc[i / 32 | 0] ^= 1 << i;
          }
          if (mh >>> 31 ^ mb) {
            mhc[i / 32 | 0] ^= 1 << i;
          }
          ph = ph << 1 | pb;
          mh = mh << 1 | mb;
          pv_1 = mh | ~(xv | ph);
          mv_1 = ph & xv;
        }
        for (var k = start_1; k < vlen_1; k++) {
          peq[b.charCodeAt(k)] = 0;
        }
      }
      var mv = 0;
      var pv = -1;
      var start = j * 32;
      var vlen = Math.min(32, m - start) + start;
      for (var k = start; k < vlen; k++) {
        peq[b.charCodeAt(k)] |= 1 << k;
      }
      var score = m;
      for (var i = 0; i < n; i++) {
        var eq = peq[a.charCodeAt(i)];
        var pb = phc[i / 32 | 0] >>> i & 1;
        var mb = mhc[i / 32 | 0] >>> i & 1;
        var xv = eq | mv;
        var xh = ((eq | mb) & pv) + pv ^ pv | eq | mb;
        var ph = mv | ~(xh | pv);
        var mh = pv & xh;
        score += ph >>> m - 1 & 1;
        score -= mh >>> m - 1 & 1;
        if (ph >>> 31 ^ pb) {
          phc[i / 32 | 0] ^= 1 << i;
        }
        if (mh >>> 31 ^ mb) {
          mhc[i / 32 | 0] ^= 1 << i;
        }
        ph = ph << 1 | pb;
        mh = mh << 1 | mb;
        pv = mh | ~(xv | ph);
        mv = ph & xv;
      }
      for (var k = start; k < vlen; k++) {
        peq[b.charCodeAt(k)] = 0;
      }
      return score;
    };
    var distance2 = function(a, b) {
      if (a.length < b.length) {
        var tmp = b;
        b = a;
        a = tmp;
      }
      if (b.length === 0) {
        return a.length;
      }
      if (a.length <= 32) {
        return myers_32(a, b);
      }
      return myers_x(a, b);
    };
    exports.distance = distance2;
    var closest2 = function(str, arr) {
      var min_distance = Infinity;
      var min_index = 0;
      for (var i = 0; i < arr.length; i++) {
        var dist = distance2(str, arr[i]);
        if (dist < min_distance) {
          min_distance = dist;
          min_index = i;
        }
      }
      return arr[min_index];
    };
    exports.closest = closest2;
  }
});

// node_modules/buffer-layout/lib/Layout.js
var require_Layout = __commonJS({
  "node_modules/buffer-layout/lib/Layout.js"(exports) {
    "use strict";
    var Layout = class {
      constructor(span, property) {
        if (!Number.isInteger(span)) {
          throw new TypeError("span must be an integer");
        }
        this.span = span;
        this.property = property;
      }
      /** Function to create an Object into which decoded properties will
       * be written.
       *
       * Used only for layouts that {@link Layout#decode|decode} to Object
       * instances, which means:
       * * {@link Structure}
       * * {@link Union}
       * * {@link VariantLayout}
       * * {@link BitStructure}
       *
       * If left undefined the JavaScript representation of these layouts
       * will be Object instances.
       *
       * See {@link bindConstructorLayout}.
       */
      makeDestinationObject() {
        return {};
      }
      /**
       * Decode from a Buffer into an JavaScript value.
       *
       * @param {Buffer} b - the buffer from which encoded data is read.
       *
       * @param {Number} [offset] - the offset at which the encoded data
       * starts.  If absent a zero offset is inferred.
       *
       * @returns {(Number|Array|Object)} - the value of the decoded data.
       *
       * @abstract
       */
      decode(b, offset) {
        throw new Error("Layout is abstract");
      }
      /**
       * Encode a JavaScript value into a Buffer.
       *
       * @param {(Number|Array|Object)} src - the value to be encoded into
       * the buffer.  The type accepted depends on the (sub-)type of {@link
       * Layout}.
       *
       * @param {Buffer} b - the buffer into which encoded data will be
       * written.
       *
       * @param {Number} [offset] - the offset at which the encoded data
       * starts.  If absent a zero offset is inferred.
       *
       * @returns {Number} - the number of bytes encoded, including the
       * space skipped for internal padding, but excluding data such as
       * {@link Sequence#count|lengths} when stored {@link
       * ExternalLayout|externally}.  This is the adjustment to `offset`
       * producing the offset where data for the next layout would be
       * written.
       *
       * @abstract
       */
      encode(src, b, offset) {
        throw new Error("Layout is abstract");
      }
      /**
       * Calculate the span of a specific instance of a layout.
       *
       * @param {Buffer} b - the buffer that contains an encoded instance.
       *
       * @param {Number} [offset] - the offset at which the encoded instance
       * starts.  If absent a zero offset is inferred.
       *
       * @return {Number} - the number of bytes covered by the layout
       * instance.  If this method is not overridden in a subclass the
       * definition-time constant {@link Layout#span|span} will be
       * returned.
       *
       * @throws {RangeError} - if the length of the value cannot be
       * determined.
       */
      getSpan(b, offset) {
        if (0 > this.span) {
          throw new RangeError("indeterminate span");
        }
        return this.span;
      }
      /**
       * Replicate the layout using a new property.
       *
       * This function must be used to get a structurally-equivalent layout
       * with a different name since all {@link Layout} instances are
       * immutable.
       *
       * **NOTE** This is a shallow copy.  All fields except {@link
       * Layout#property|property} are strictly equal to the origin layout.
       *
       * @param {String} property - the value for {@link
       * Layout#property|property} in the replica.
       *
       * @returns {Layout} - the copy with {@link Layout#property|property}
       * set to `property`.
       */
      replicate(property) {
        const rv = Object.create(this.constructor.prototype);
        Object.assign(rv, this);
        rv.property = property;
        return rv;
      }
      /**
       * Create an object from layout properties and an array of values.
       *
       * **NOTE** This function returns `undefined` if invoked on a layout
       * that does not return its value as an Object.  Objects are
       * returned for things that are a {@link Structure}, which includes
       * {@link VariantLayout|variant layouts} if they are structures, and
       * excludes {@link Union}s.  If you want this feature for a union
       * you must use {@link Union.getVariant|getVariant} to select the
       * desired layout.
       *
       * @param {Array} values - an array of values that correspond to the
       * default order for properties.  As with {@link Layout#decode|decode}
       * layout elements that have no property name are skipped when
       * iterating over the array values.  Only the top-level properties are
       * assigned; arguments are not assigned to properties of contained
       * layouts.  Any unused values are ignored.
       *
       * @return {(Object|undefined)}
       */
      fromArray(values) {
        return void 0;
      }
    };
    exports.Layout = Layout;
    function nameWithProperty(name, lo) {
      if (lo.property) {
        return name + "[" + lo.property + "]";
      }
      return name;
    }
    exports.nameWithProperty = nameWithProperty;
    function bindConstructorLayout(Class, layout) {
      if ("function" !== typeof Class) {
        throw new TypeError("Class must be constructor");
      }
      if (Class.hasOwnProperty("layout_")) {
        throw new Error("Class is already bound to a layout");
      }
      if (!(layout && layout instanceof Layout)) {
        throw new TypeError("layout must be a Layout");
      }
      if (layout.hasOwnProperty("boundConstructor_")) {
        throw new Error("layout is already bound to a constructor");
      }
      Class.layout_ = layout;
      layout.boundConstructor_ = Class;
      layout.makeDestinationObject = (() => new Class());
      Object.defineProperty(Class.prototype, "encode", {
        value: function(b, offset) {
          return layout.encode(this, b, offset);
        },
        writable: true
      });
      Object.defineProperty(Class, "decode", {
        value: function(b, offset) {
          return layout.decode(b, offset);
        },
        writable: true
      });
    }
    exports.bindConstructorLayout = bindConstructorLayout;
    var ExternalLayout = class extends Layout {
      /**
       * Return `true` iff the external layout decodes to an unsigned
       * integer layout.
       *
       * In that case it can be used as the source of {@link
       * Sequence#count|Sequence counts}, {@link Blob#length|Blob lengths},
       * or as {@link UnionLayoutDiscriminator#layout|external union
       * discriminators}.
       *
       * @abstract
       */
      isCount() {
        throw new Error("ExternalLayout is abstract");
      }
    };
    var GreedyCount = class extends ExternalLayout {
      constructor(elementSpan, property) {
        if (void 0 === elementSpan) {
          elementSpan = 1;
        }
        if (!Number.isInteger(elementSpan) || 0 >= elementSpan) {
          throw new TypeError("elementSpan must be a (positive) integer");
        }
        super(-1, property);
        this.elementSpan = elementSpan;
      }
      /** @override */
      isCount() {
        return true;
      }
      /** @override */
      decode(b, offset) {
        if (void 0 === offset) {
          offset = 0;
        }
        const rem = b.length - offset;
        return Math.floor(rem / this.elementSpan);
      }
      /** @override */
      encode(src, b, offset) {
        return 0;
      }
    };
    var OffsetLayout = class extends ExternalLayout {
      constructor(layout, offset, property) {
        if (!(layout instanceof Layout)) {
          throw new TypeError("layout must be a Layout");
        }
        if (void 0 === offset) {
          offset = 0;
        } else if (!Number.isInteger(offset)) {
          throw new TypeError("offset must be integer or undefined");
        }
        super(layout.span, property || layout.property);
        this.layout = layout;
        this.offset = offset;
      }
      /** @override */
      isCount() {
        return this.layout instanceof UInt || this.layout instanceof UIntBE;
      }
      /** @override */
      decode(b, offset) {
        if (void 0 === offset) {
          offset = 0;
        }
        return this.layout.decode(b, offset + this.offset);
      }
      /** @override */
      encode(src, b, offset) {
        if (void 0 === offset) {
          offset = 0;
        }
        return this.layout.encode(src, b, offset + this.offset);
      }
    };
    var UInt = class extends Layout {
      constructor(span, property) {
        super(span, property);
        if (6 < this.span) {
          throw new RangeError("span must not exceed 6 bytes");
        }
      }
      /** @override */
      decode(b, offset) {
        if (void 0 === offset) {
          offset = 0;
        }
        return b.readUIntLE(offset, this.span);
      }
      /** @override */
      encode(src, b, offset) {
        if (void 0 === offset) {
          offset = 0;
        }
        b.writeUIntLE(src, offset, this.span);
        return this.span;
      }
    };
    var UIntBE = class extends Layout {
      constructor(span, property) {
        super(span, property);
        if (6 < this.span) {
          throw new RangeError("span must not exceed 6 bytes");
        }
      }
      /** @override */
      decode(b, offset) {
        if (void 0 === offset) {
          offset = 0;
        }
        return b.readUIntBE(offset, this.span);
      }
      /** @override */
      encode(src, b, offset) {
        if (void 0 === offset) {
          offset = 0;
        }
        b.writeUIntBE(src, offset, this.span);
        return this.span;
      }
    };
    var Int = class extends Layout {
      constructor(span, property) {
        super(span, property);
        if (6 < this.span) {
          throw new RangeError("span must not exceed 6 bytes");
        }
      }
      /** @override */
      decode(b, offset) {
        if (void 0 === offset) {
          offset = 0;
        }
        return b.readIntLE(offset, this.span);
      }
      /** @override */
      encode(src, b, offset) {
        if (void 0 === offset) {
          offset = 0;
        }
        b.writeIntLE(src, offset, this.span);
        return this.span;
      }
    };
    var IntBE = class extends Layout {
      constructor(span, property) {
        super(span, property);
        if (6 < this.span) {
          throw new RangeError("span must not exceed 6 bytes");
        }
      }
      /** @override */
      decode(b, offset) {
        if (void 0 === offset) {
          offset = 0;
        }
        return b.readIntBE(offset, this.span);
      }
      /** @override */
      encode(src, b, offset) {
        if (void 0 === offset) {
          offset = 0;
        }
        b.writeIntBE(src, offset, this.span);
        return this.span;
      }
    };
    var V2E32 = Math.pow(2, 32);
    function divmodInt64(src) {
      const hi32 = Math.floor(src / V2E32);
      const lo32 = src - hi32 * V2E32;
      return { hi32, lo32 };
    }
    function roundedInt64(hi32, lo32) {
      return hi32 * V2E32 + lo32;
    }
    var NearUInt64 = class extends Layout {
      constructor(property) {
        super(8, property);
      }
      /** @override */
      decode(b, offset) {
        if (void 0 === offset) {
          offset = 0;
        }
        const lo32 = b.readUInt32LE(offset);
        const hi32 = b.readUInt32LE(offset + 4);
        return roundedInt64(hi32, lo32);
      }
      /** @override */
      encode(src, b, offset) {
        if (void 0 === offset) {
          offset = 0;
        }
        const split2 = divmodInt64(src);
        b.writeUInt32LE(split2.lo32, offset);
        b.writeUInt32LE(split2.hi32, offset + 4);
        return 8;
      }
    };
    var NearUInt64BE = class extends Layout {
      constructor(property) {
        super(8, property);
      }
      /** @override */
      decode(b, offset) {
        if (void 0 === offset) {
          offset = 0;
        }
        const hi32 = b.readUInt32BE(offset);
        const lo32 = b.readUInt32BE(offset + 4);
        return roundedInt64(hi32, lo32);
      }
      /** @override */
      encode(src, b, offset) {
        if (void 0 === offset) {
          offset = 0;
        }
        const split2 = divmodInt64(src);
        b.writeUInt32BE(split2.hi32, offset);
        b.writeUInt32BE(split2.lo32, offset + 4);
        return 8;
      }
    };
    var NearInt64 = class extends Layout {
      constructor(property) {
        super(8, property);
      }
      /** @override */
      decode(b, offset) {
        if (void 0 === offset) {
          offset = 0;
        }
        const lo32 = b.readUInt32LE(offset);
        const hi32 = b.readInt32LE(offset + 4);
        return roundedInt64(hi32, lo32);
      }
      /** @override */
      encode(src, b, offset) {
        if (void 0 === offset) {
          offset = 0;
        }
        const split2 = divmodInt64(src);
        b.writeUInt32LE(split2.lo32, offset);
        b.writeInt32LE(split2.hi32, offset + 4);
        return 8;
      }
    };
    var NearInt64BE = class extends Layout {
      constructor(property) {
        super(8, property);
      }
      /** @override */
      decode(b, offset) {
        if (void 0 === offset) {
          offset = 0;
        }
        const hi32 = b.readInt32BE(offset);
        const lo32 = b.readUInt32BE(offset + 4);
        return roundedInt64(hi32, lo32);
      }
      /** @override */
      encode(src, b, offset) {
        if (void 0 === offset) {
          offset = 0;
        }
        const split2 = divmodInt64(src);
        b.writeInt32BE(split2.hi32, offset);
        b.writeUInt32BE(split2.lo32, offset + 4);
        return 8;
      }
    };
    var Float = class extends Layout {
      constructor(property) {
        super(4, property);
      }
      /** @override */
      decode(b, offset) {
        if (void 0 === offset) {
          offset = 0;
        }
        return b.readFloatLE(offset);
      }
      /** @override */
      encode(src, b, offset) {
        if (void 0 === offset) {
          offset = 0;
        }
        b.writeFloatLE(src, offset);
        return 4;
      }
    };
    var FloatBE = class extends Layout {
      constructor(property) {
        super(4, property);
      }
      /** @override */
      decode(b, offset) {
        if (void 0 === offset) {
          offset = 0;
        }
        return b.readFloatBE(offset);
      }
      /** @override */
      encode(src, b, offset) {
        if (void 0 === offset) {
          offset = 0;
        }
        b.writeFloatBE(src, offset);
        return 4;
      }
    };
    var Double = class extends Layout {
      constructor(property) {
        super(8, property);
      }
      /** @override */
      decode(b, offset) {
        if (void 0 === offset) {
          offset = 0;
        }
        return b.readDoubleLE(offset);
      }
      /** @override */
      encode(src, b, offset) {
        if (void 0 === offset) {
          offset = 0;
        }
        b.writeDoubleLE(src, offset);
        return 8;
      }
    };
    var DoubleBE = class extends Layout {
      constructor(property) {
        super(8, property);
      }
      /** @override */
      decode(b, offset) {
        if (void 0 === offset) {
          offset = 0;
        }
        return b.readDoubleBE(offset);
      }
      /** @override */
      encode(src, b, offset) {
        if (void 0 === offset) {
          offset = 0;
        }
        b.writeDoubleBE(src, offset);
        return 8;
      }
    };
    var Sequence = class extends Layout {
      constructor(elementLayout, count3, property) {
        if (!(elementLayout instanceof Layout)) {
          throw new TypeError("elementLayout must be a Layout");
        }
        if (!(count3 instanceof ExternalLayout && count3.isCount() || Number.isInteger(count3) && 0 <= count3)) {
          throw new TypeError("count must be non-negative integer or an unsigned integer ExternalLayout");
        }
        let span = -1;
        if (!(count3 instanceof ExternalLayout) && 0 < elementLayout.span) {
          span = count3 * elementLayout.span;
        }
        super(span, property);
        this.elementLayout = elementLayout;
        this.count = count3;
      }
      /** @override */
      getSpan(b, offset) {
        if (0 <= this.span) {
          return this.span;
        }
        if (void 0 === offset) {
          offset = 0;
        }
        let span = 0;
        let count3 = this.count;
        if (count3 instanceof ExternalLayout) {
          count3 = count3.decode(b, offset);
        }
        if (0 < this.elementLayout.span) {
          span = count3 * this.elementLayout.span;
        } else {
          let idx = 0;
          while (idx < count3) {
            span += this.elementLayout.getSpan(b, offset + span);
            ++idx;
          }
        }
        return span;
      }
      /** @override */
      decode(b, offset) {
        if (void 0 === offset) {
          offset = 0;
        }
        const rv = [];
        let i = 0;
        let count3 = this.count;
        if (count3 instanceof ExternalLayout) {
          count3 = count3.decode(b, offset);
        }
        while (i < count3) {
          rv.push(this.elementLayout.decode(b, offset));
          offset += this.elementLayout.getSpan(b, offset);
          i += 1;
        }
        return rv;
      }
      /** Implement {@link Layout#encode|encode} for {@link Sequence}.
       *
       * **NOTE** If `src` is shorter than {@link Sequence#count|count} then
       * the unused space in the buffer is left unchanged.  If `src` is
       * longer than {@link Sequence#count|count} the unneeded elements are
       * ignored.
       *
       * **NOTE** If {@link Layout#count|count} is an instance of {@link
       * ExternalLayout} then the length of `src` will be encoded as the
       * count after `src` is encoded. */
      encode(src, b, offset) {
        if (void 0 === offset) {
          offset = 0;
        }
        const elo = this.elementLayout;
        const span = src.reduce((span2, v) => {
          return span2 + elo.encode(v, b, offset + span2);
        }, 0);
        if (this.count instanceof ExternalLayout) {
          this.count.encode(src.length, b, offset);
        }
        return span;
      }
    };
    var Structure = class extends Layout {
      constructor(fields2, property, decodePrefixes) {
        if (!(Array.isArray(fields2) && fields2.reduce((acc, v) => acc && v instanceof Layout, true))) {
          throw new TypeError("fields must be array of Layout instances");
        }
        if ("boolean" === typeof property && void 0 === decodePrefixes) {
          decodePrefixes = property;
          property = void 0;
        }
        for (const fd of fields2) {
          if (0 > fd.span && void 0 === fd.property) {
            throw new Error("fields cannot contain unnamed variable-length layout");
          }
        }
        let span = -1;
        try {
          span = fields2.reduce((span2, fd) => span2 + fd.getSpan(), 0);
        } catch (e) {
        }
        super(span, property);
        this.fields = fields2;
        this.decodePrefixes = !!decodePrefixes;
      }
      /** @override */
      getSpan(b, offset) {
        if (0 <= this.span) {
          return this.span;
        }
        if (void 0 === offset) {
          offset = 0;
        }
        let span = 0;
        try {
          span = this.fields.reduce((span2, fd) => {
            const fsp = fd.getSpan(b, offset);
            offset += fsp;
            return span2 + fsp;
          }, 0);
        } catch (e) {
          throw new RangeError("indeterminate span");
        }
        return span;
      }
      /** @override */
      decode(b, offset) {
        if (void 0 === offset) {
          offset = 0;
        }
        const dest = this.makeDestinationObject();
        for (const fd of this.fields) {
          if (void 0 !== fd.property) {
            dest[fd.property] = fd.decode(b, offset);
          }
          offset += fd.getSpan(b, offset);
          if (this.decodePrefixes && b.length === offset) {
            break;
          }
        }
        return dest;
      }
      /** Implement {@link Layout#encode|encode} for {@link Structure}.
       *
       * If `src` is missing a property for a member with a defined {@link
       * Layout#property|property} the corresponding region of the buffer is
       * left unmodified. */
      encode(src, b, offset) {
        if (void 0 === offset) {
          offset = 0;
        }
        const firstOffset = offset;
        let lastOffset = 0;
        let lastWrote = 0;
        for (const fd of this.fields) {
          let span = fd.span;
          lastWrote = 0 < span ? span : 0;
          if (void 0 !== fd.property) {
            const fv = src[fd.property];
            if (void 0 !== fv) {
              lastWrote = fd.encode(fv, b, offset);
              if (0 > span) {
                span = fd.getSpan(b, offset);
              }
            }
          }
          lastOffset = offset;
          offset += span;
        }
        return lastOffset + lastWrote - firstOffset;
      }
      /** @override */
      fromArray(values) {
        const dest = this.makeDestinationObject();
        for (const fd of this.fields) {
          if (void 0 !== fd.property && 0 < values.length) {
            dest[fd.property] = values.shift();
          }
        }
        return dest;
      }
      /**
       * Get access to the layout of a given property.
       *
       * @param {String} property - the structure member of interest.
       *
       * @return {Layout} - the layout associated with `property`, or
       * undefined if there is no such property.
       */
      layoutFor(property) {
        if ("string" !== typeof property) {
          throw new TypeError("property must be string");
        }
        for (const fd of this.fields) {
          if (fd.property === property) {
            return fd;
          }
        }
      }
      /**
       * Get the offset of a structure member.
       *
       * @param {String} property - the structure member of interest.
       *
       * @return {Number} - the offset in bytes to the start of `property`
       * within the structure, or undefined if `property` is not a field
       * within the structure.  If the property is a member but follows a
       * variable-length structure member a negative number will be
       * returned.
       */
      offsetOf(property) {
        if ("string" !== typeof property) {
          throw new TypeError("property must be string");
        }
        let offset = 0;
        for (const fd of this.fields) {
          if (fd.property === property) {
            return offset;
          }
          if (0 > fd.span) {
            offset = -1;
          } else if (0 <= offset) {
            offset += fd.span;
          }
        }
      }
    };
    var UnionDiscriminator = class {
      constructor(property) {
        this.property = property;
      }
      /** Analog to {@link Layout#decode|Layout decode} for union discriminators.
       *
       * The implementation of this method need not reference the buffer if
       * variant information is available through other means. */
      decode() {
        throw new Error("UnionDiscriminator is abstract");
      }
      /** Analog to {@link Layout#decode|Layout encode} for union discriminators.
       *
       * The implementation of this method need not store the value if
       * variant information is maintained through other means. */
      encode() {
        throw new Error("UnionDiscriminator is abstract");
      }
    };
    var UnionLayoutDiscriminator = class extends UnionDiscriminator {
      constructor(layout, property) {
        if (!(layout instanceof ExternalLayout && layout.isCount())) {
          throw new TypeError("layout must be an unsigned integer ExternalLayout");
        }
        super(property || layout.property || "variant");
        this.layout = layout;
      }
      /** Delegate decoding to {@link UnionLayoutDiscriminator#layout|layout}. */
      decode(b, offset) {
        return this.layout.decode(b, offset);
      }
      /** Delegate encoding to {@link UnionLayoutDiscriminator#layout|layout}. */
      encode(src, b, offset) {
        return this.layout.encode(src, b, offset);
      }
    };
    var Union = class extends Layout {
      constructor(discr, defaultLayout, property) {
        const upv = discr instanceof UInt || discr instanceof UIntBE;
        if (upv) {
          discr = new UnionLayoutDiscriminator(new OffsetLayout(discr));
        } else if (discr instanceof ExternalLayout && discr.isCount()) {
          discr = new UnionLayoutDiscriminator(discr);
        } else if (!(discr instanceof UnionDiscriminator)) {
          throw new TypeError("discr must be a UnionDiscriminator or an unsigned integer layout");
        }
        if (void 0 === defaultLayout) {
          defaultLayout = null;
        }
        if (!(null === defaultLayout || defaultLayout instanceof Layout)) {
          throw new TypeError("defaultLayout must be null or a Layout");
        }
        if (null !== defaultLayout) {
          if (0 > defaultLayout.span) {
            throw new Error("defaultLayout must have constant span");
          }
          if (void 0 === defaultLayout.property) {
            defaultLayout = defaultLayout.replicate("content");
          }
        }
        let span = -1;
        if (defaultLayout) {
          span = defaultLayout.span;
          if (0 <= span && upv) {
            span += discr.layout.span;
          }
        }
        super(span, property);
        this.discriminator = discr;
        this.usesPrefixDiscriminator = upv;
        this.defaultLayout = defaultLayout;
        this.registry = {};
        let boundGetSourceVariant = this.defaultGetSourceVariant.bind(this);
        this.getSourceVariant = function(src) {
          return boundGetSourceVariant(src);
        };
        this.configGetSourceVariant = function(gsv) {
          boundGetSourceVariant = gsv.bind(this);
        };
      }
      /** @override */
      getSpan(b, offset) {
        if (0 <= this.span) {
          return this.span;
        }
        if (void 0 === offset) {
          offset = 0;
        }
        const vlo = this.getVariant(b, offset);
        if (!vlo) {
          throw new Error("unable to determine span for unrecognized variant");
        }
        return vlo.getSpan(b, offset);
      }
      /**
       * Method to infer a registered Union variant compatible with `src`.
       *
       * The first satisified rule in the following sequence defines the
       * return value:
       * * If `src` has properties matching the Union discriminator and
       *   the default layout, `undefined` is returned regardless of the
       *   value of the discriminator property (this ensures the default
       *   layout will be used);
       * * If `src` has a property matching the Union discriminator, the
       *   value of the discriminator identifies a registered variant, and
       *   either (a) the variant has no layout, or (b) `src` has the
       *   variant's property, then the variant is returned (because the
       *   source satisfies the constraints of the variant it identifies);
       * * If `src` does not have a property matching the Union
       *   discriminator, but does have a property matching a registered
       *   variant, then the variant is returned (because the source
       *   matches a variant without an explicit conflict);
       * * An error is thrown (because we either can't identify a variant,
       *   or we were explicitly told the variant but can't satisfy it).
       *
       * @param {Object} src - an object presumed to be compatible with
       * the content of the Union.
       *
       * @return {(undefined|VariantLayout)} - as described above.
       *
       * @throws {Error} - if `src` cannot be associated with a default or
       * registered variant.
       */
      defaultGetSourceVariant(src) {
        if (src.hasOwnProperty(this.discriminator.property)) {
          if (this.defaultLayout && src.hasOwnProperty(this.defaultLayout.property)) {
            return void 0;
          }
          const vlo = this.registry[src[this.discriminator.property]];
          if (vlo && (!vlo.layout || src.hasOwnProperty(vlo.property))) {
            return vlo;
          }
        } else {
          for (const tag in this.registry) {
            const vlo = this.registry[tag];
            if (src.hasOwnProperty(vlo.property)) {
              return vlo;
            }
          }
        }
        throw new Error("unable to infer src variant");
      }
      /** Implement {@link Layout#decode|decode} for {@link Union}.
       *
       * If the variant is {@link Union#addVariant|registered} the return
       * value is an instance of that variant, with no explicit
       * discriminator.  Otherwise the {@link Union#defaultLayout|default
       * layout} is used to decode the content. */
      decode(b, offset) {
        if (void 0 === offset) {
          offset = 0;
        }
        let dest;
        const dlo = this.discriminator;
        const discr = dlo.decode(b, offset);
        let clo = this.registry[discr];
        if (void 0 === clo) {
          let contentOffset = 0;
          clo = this.defaultLayout;
          if (this.usesPrefixDiscriminator) {
            contentOffset = dlo.layout.span;
          }
          dest = this.makeDestinationObject();
          dest[dlo.property] = discr;
          dest[clo.property] = this.defaultLayout.decode(b, offset + contentOffset);
        } else {
          dest = clo.decode(b, offset);
        }
        return dest;
      }
      /** Implement {@link Layout#encode|encode} for {@link Union}.
       *
       * This API assumes the `src` object is consistent with the union's
       * {@link Union#defaultLayout|default layout}.  To encode variants
       * use the appropriate variant-specific {@link VariantLayout#encode}
       * method. */
      encode(src, b, offset) {
        if (void 0 === offset) {
          offset = 0;
        }
        const vlo = this.getSourceVariant(src);
        if (void 0 === vlo) {
          const dlo = this.discriminator;
          const clo = this.defaultLayout;
          let contentOffset = 0;
          if (this.usesPrefixDiscriminator) {
            contentOffset = dlo.layout.span;
          }
          dlo.encode(src[dlo.property], b, offset);
          return contentOffset + clo.encode(
            src[clo.property],
            b,
            offset + contentOffset
          );
        }
        return vlo.encode(src, b, offset);
      }
      /** Register a new variant structure within a union.  The newly
       * created variant is returned.
       *
       * @param {Number} variant - initializer for {@link
       * VariantLayout#variant|variant}.
       *
       * @param {Layout} layout - initializer for {@link
       * VariantLayout#layout|layout}.
       *
       * @param {String} property - initializer for {@link
       * Layout#property|property}.
       *
       * @return {VariantLayout} */
      addVariant(variant, layout, property) {
        const rv = new VariantLayout(this, variant, layout, property);
        this.registry[variant] = rv;
        return rv;
      }
      /**
       * Get the layout associated with a registered variant.
       *
       * If `vb` does not produce a registered variant the function returns
       * `undefined`.
       *
       * @param {(Number|Buffer)} vb - either the variant number, or a
       * buffer from which the discriminator is to be read.
       *
       * @param {Number} offset - offset into `vb` for the start of the
       * union.  Used only when `vb` is an instance of {Buffer}.
       *
       * @return {({VariantLayout}|undefined)}
       */
      getVariant(vb, offset) {
        let variant = vb;
        if (Buffer.isBuffer(vb)) {
          if (void 0 === offset) {
            offset = 0;
          }
          variant = this.discriminator.decode(vb, offset);
        }
        return this.registry[variant];
      }
    };
    var VariantLayout = class extends Layout {
      constructor(union, variant, layout, property) {
        if (!(union instanceof Union)) {
          throw new TypeError("union must be a Union");
        }
        if (!Number.isInteger(variant) || 0 > variant) {
          throw new TypeError("variant must be a (non-negative) integer");
        }
        if ("string" === typeof layout && void 0 === property) {
          property = layout;
          layout = null;
        }
        if (layout) {
          if (!(layout instanceof Layout)) {
            throw new TypeError("layout must be a Layout");
          }
          if (null !== union.defaultLayout && 0 <= layout.span && layout.span > union.defaultLayout.span) {
            throw new Error("variant span exceeds span of containing union");
          }
          if ("string" !== typeof property) {
            throw new TypeError("variant must have a String property");
          }
        }
        let span = union.span;
        if (0 > union.span) {
          span = layout ? layout.span : 0;
          if (0 <= span && union.usesPrefixDiscriminator) {
            span += union.discriminator.layout.span;
          }
        }
        super(span, property);
        this.union = union;
        this.variant = variant;
        this.layout = layout || null;
      }
      /** @override */
      getSpan(b, offset) {
        if (0 <= this.span) {
          return this.span;
        }
        if (void 0 === offset) {
          offset = 0;
        }
        let contentOffset = 0;
        if (this.union.usesPrefixDiscriminator) {
          contentOffset = this.union.discriminator.layout.span;
        }
        return contentOffset + this.layout.getSpan(b, offset + contentOffset);
      }
      /** @override */
      decode(b, offset) {
        const dest = this.makeDestinationObject();
        if (void 0 === offset) {
          offset = 0;
        }
        if (this !== this.union.getVariant(b, offset)) {
          throw new Error("variant mismatch");
        }
        let contentOffset = 0;
        if (this.union.usesPrefixDiscriminator) {
          contentOffset = this.union.discriminator.layout.span;
        }
        if (this.layout) {
          dest[this.property] = this.layout.decode(b, offset + contentOffset);
        } else if (this.property) {
          dest[this.property] = true;
        } else if (this.union.usesPrefixDiscriminator) {
          dest[this.union.discriminator.property] = this.variant;
        }
        return dest;
      }
      /** @override */
      encode(src, b, offset) {
        if (void 0 === offset) {
          offset = 0;
        }
        let contentOffset = 0;
        if (this.union.usesPrefixDiscriminator) {
          contentOffset = this.union.discriminator.layout.span;
        }
        if (this.layout && !src.hasOwnProperty(this.property)) {
          throw new TypeError("variant lacks property " + this.property);
        }
        this.union.discriminator.encode(this.variant, b, offset);
        let span = contentOffset;
        if (this.layout) {
          this.layout.encode(src[this.property], b, offset + contentOffset);
          span += this.layout.getSpan(b, offset + contentOffset);
          if (0 <= this.union.span && span > this.union.span) {
            throw new Error("encoded variant overruns containing union");
          }
        }
        return span;
      }
      /** Delegate {@link Layout#fromArray|fromArray} to {@link
       * VariantLayout#layout|layout}. */
      fromArray(values) {
        if (this.layout) {
          return this.layout.fromArray(values);
        }
      }
    };
    function fixBitwiseResult(v) {
      if (0 > v) {
        v += 4294967296;
      }
      return v;
    }
    var BitStructure = class extends Layout {
      constructor(word, msb, property) {
        if (!(word instanceof UInt || word instanceof UIntBE)) {
          throw new TypeError("word must be a UInt or UIntBE layout");
        }
        if ("string" === typeof msb && void 0 === property) {
          property = msb;
          msb = void 0;
        }
        if (4 < word.span) {
          throw new RangeError("word cannot exceed 32 bits");
        }
        super(word.span, property);
        this.word = word;
        this.msb = !!msb;
        this.fields = [];
        let value = 0;
        this._packedSetValue = function(v) {
          value = fixBitwiseResult(v);
          return this;
        };
        this._packedGetValue = function() {
          return value;
        };
      }
      /** @override */
      decode(b, offset) {
        const dest = this.makeDestinationObject();
        if (void 0 === offset) {
          offset = 0;
        }
        const value = this.word.decode(b, offset);
        this._packedSetValue(value);
        for (const fd of this.fields) {
          if (void 0 !== fd.property) {
            dest[fd.property] = fd.decode(value);
          }
        }
        return dest;
      }
      /** Implement {@link Layout#encode|encode} for {@link BitStructure}.
       *
       * If `src` is missing a property for a member with a defined {@link
       * Layout#property|property} the corresponding region of the packed
       * value is left unmodified.  Unused bits are also left unmodified. */
      encode(src, b, offset) {
        if (void 0 === offset) {
          offset = 0;
        }
        const value = this.word.decode(b, offset);
        this._packedSetValue(value);
        for (const fd of this.fields) {
          if (void 0 !== fd.property) {
            const fv = src[fd.property];
            if (void 0 !== fv) {
              fd.encode(fv);
            }
          }
        }
        return this.word.encode(this._packedGetValue(), b, offset);
      }
      /** Register a new bitfield with a containing bit structure.  The
       * resulting bitfield is returned.
       *
       * @param {Number} bits - initializer for {@link BitField#bits|bits}.
       *
       * @param {string} property - initializer for {@link
       * Layout#property|property}.
       *
       * @return {BitField} */
      addField(bits, property) {
        const bf = new BitField(this, bits, property);
        this.fields.push(bf);
        return bf;
      }
      /** As with {@link BitStructure#addField|addField} for single-bit
       * fields with `boolean` value representation.
       *
       * @param {string} property - initializer for {@link
       * Layout#property|property}.
       *
       * @return {Boolean} */
      addBoolean(property) {
        const bf = new Boolean(this, property);
        this.fields.push(bf);
        return bf;
      }
      /**
       * Get access to the bit field for a given property.
       *
       * @param {String} property - the bit field of interest.
       *
       * @return {BitField} - the field associated with `property`, or
       * undefined if there is no such property.
       */
      fieldFor(property) {
        if ("string" !== typeof property) {
          throw new TypeError("property must be string");
        }
        for (const fd of this.fields) {
          if (fd.property === property) {
            return fd;
          }
        }
      }
    };
    var BitField = class {
      constructor(container, bits, property) {
        if (!(container instanceof BitStructure)) {
          throw new TypeError("container must be a BitStructure");
        }
        if (!Number.isInteger(bits) || 0 >= bits) {
          throw new TypeError("bits must be positive integer");
        }
        const totalBits = 8 * container.span;
        const usedBits = container.fields.reduce((sum, fd) => sum + fd.bits, 0);
        if (bits + usedBits > totalBits) {
          throw new Error("bits too long for span remainder (" + (totalBits - usedBits) + " of " + totalBits + " remain)");
        }
        this.container = container;
        this.bits = bits;
        this.valueMask = (1 << bits) - 1;
        if (32 === bits) {
          this.valueMask = 4294967295;
        }
        this.start = usedBits;
        if (this.container.msb) {
          this.start = totalBits - usedBits - bits;
        }
        this.wordMask = fixBitwiseResult(this.valueMask << this.start);
        this.property = property;
      }
      /** Store a value into the corresponding subsequence of the containing
       * bit field. */
      decode() {
        const word = this.container._packedGetValue();
        const wordValue = fixBitwiseResult(word & this.wordMask);
        const value = wordValue >>> this.start;
        return value;
      }
      /** Store a value into the corresponding subsequence of the containing
       * bit field.
       *
       * **NOTE** This is not a specialization of {@link
       * Layout#encode|Layout.encode} and there is no return value. */
      encode(value) {
        if (!Number.isInteger(value) || value !== fixBitwiseResult(value & this.valueMask)) {
          throw new TypeError(nameWithProperty("BitField.encode", this) + " value must be integer not exceeding " + this.valueMask);
        }
        const word = this.container._packedGetValue();
        const wordValue = fixBitwiseResult(value << this.start);
        this.container._packedSetValue(fixBitwiseResult(word & ~this.wordMask) | wordValue);
      }
    };
    var Boolean = class extends BitField {
      constructor(container, property) {
        super(container, 1, property);
      }
      /** Override {@link BitField#decode|decode} for {@link Boolean|Boolean}.
       *
       * @returns {boolean} */
      decode(b, offset) {
        return !!BitField.prototype.decode.call(this, b, offset);
      }
      /** @override */
      encode(value) {
        if ("boolean" === typeof value) {
          value = +value;
        }
        return BitField.prototype.encode.call(this, value);
      }
    };
    var Blob = class extends Layout {
      constructor(length2, property) {
        if (!(length2 instanceof ExternalLayout && length2.isCount() || Number.isInteger(length2) && 0 <= length2)) {
          throw new TypeError("length must be positive integer or an unsigned integer ExternalLayout");
        }
        let span = -1;
        if (!(length2 instanceof ExternalLayout)) {
          span = length2;
        }
        super(span, property);
        this.length = length2;
      }
      /** @override */
      getSpan(b, offset) {
        let span = this.span;
        if (0 > span) {
          span = this.length.decode(b, offset);
        }
        return span;
      }
      /** @override */
      decode(b, offset) {
        if (void 0 === offset) {
          offset = 0;
        }
        let span = this.span;
        if (0 > span) {
          span = this.length.decode(b, offset);
        }
        return b.slice(offset, offset + span);
      }
      /** Implement {@link Layout#encode|encode} for {@link Blob}.
       *
       * **NOTE** If {@link Layout#count|count} is an instance of {@link
       * ExternalLayout} then the length of `src` will be encoded as the
       * count after `src` is encoded. */
      encode(src, b, offset) {
        let span = this.length;
        if (this.length instanceof ExternalLayout) {
          span = src.length;
        }
        if (!(Buffer.isBuffer(src) && span === src.length)) {
          throw new TypeError(nameWithProperty("Blob.encode", this) + " requires (length " + span + ") Buffer as src");
        }
        if (offset + span > b.length) {
          throw new RangeError("encoding overruns Buffer");
        }
        b.write(src.toString("hex"), offset, span, "hex");
        if (this.length instanceof ExternalLayout) {
          this.length.encode(span, b, offset);
        }
        return span;
      }
    };
    var CString = class extends Layout {
      constructor(property) {
        super(-1, property);
      }
      /** @override */
      getSpan(b, offset) {
        if (!Buffer.isBuffer(b)) {
          throw new TypeError("b must be a Buffer");
        }
        if (void 0 === offset) {
          offset = 0;
        }
        let idx = offset;
        while (idx < b.length && 0 !== b[idx]) {
          idx += 1;
        }
        return 1 + idx - offset;
      }
      /** @override */
      decode(b, offset, dest) {
        if (void 0 === offset) {
          offset = 0;
        }
        let span = this.getSpan(b, offset);
        return b.slice(offset, offset + span - 1).toString("utf-8");
      }
      /** @override */
      encode(src, b, offset) {
        if (void 0 === offset) {
          offset = 0;
        }
        if ("string" !== typeof src) {
          src = src.toString();
        }
        const srcb = new Buffer(src, "utf8");
        const span = srcb.length;
        if (offset + span > b.length) {
          throw new RangeError("encoding overruns Buffer");
        }
        srcb.copy(b, offset);
        b[offset + span] = 0;
        return span + 1;
      }
    };
    var UTF8 = class extends Layout {
      constructor(maxSpan, property) {
        if ("string" === typeof maxSpan && void 0 === property) {
          property = maxSpan;
          maxSpan = void 0;
        }
        if (void 0 === maxSpan) {
          maxSpan = -1;
        } else if (!Number.isInteger(maxSpan)) {
          throw new TypeError("maxSpan must be an integer");
        }
        super(-1, property);
        this.maxSpan = maxSpan;
      }
      /** @override */
      getSpan(b, offset) {
        if (!Buffer.isBuffer(b)) {
          throw new TypeError("b must be a Buffer");
        }
        if (void 0 === offset) {
          offset = 0;
        }
        return b.length - offset;
      }
      /** @override */
      decode(b, offset, dest) {
        if (void 0 === offset) {
          offset = 0;
        }
        let span = this.getSpan(b, offset);
        if (0 <= this.maxSpan && this.maxSpan < span) {
          throw new RangeError("text length exceeds maxSpan");
        }
        return b.slice(offset, offset + span).toString("utf-8");
      }
      /** @override */
      encode(src, b, offset) {
        if (void 0 === offset) {
          offset = 0;
        }
        if ("string" !== typeof src) {
          src = src.toString();
        }
        const srcb = new Buffer(src, "utf8");
        const span = srcb.length;
        if (0 <= this.maxSpan && this.maxSpan < span) {
          throw new RangeError("text length exceeds maxSpan");
        }
        if (offset + span > b.length) {
          throw new RangeError("encoding overruns Buffer");
        }
        srcb.copy(b, offset);
        return span;
      }
    };
    var Constant = class extends Layout {
      constructor(value, property) {
        super(0, property);
        this.value = value;
      }
      /** @override */
      decode(b, offset, dest) {
        return this.value;
      }
      /** @override */
      encode(src, b, offset) {
        return 0;
      }
    };
    exports.ExternalLayout = ExternalLayout;
    exports.GreedyCount = GreedyCount;
    exports.OffsetLayout = OffsetLayout;
    exports.UInt = UInt;
    exports.UIntBE = UIntBE;
    exports.Int = Int;
    exports.IntBE = IntBE;
    exports.Float = Float;
    exports.FloatBE = FloatBE;
    exports.Double = Double;
    exports.DoubleBE = DoubleBE;
    exports.Sequence = Sequence;
    exports.Structure = Structure;
    exports.UnionDiscriminator = UnionDiscriminator;
    exports.UnionLayoutDiscriminator = UnionLayoutDiscriminator;
    exports.Union = Union;
    exports.VariantLayout = VariantLayout;
    exports.BitStructure = BitStructure;
    exports.BitField = BitField;
    exports.Boolean = Boolean;
    exports.Blob = Blob;
    exports.CString = CString;
    exports.UTF8 = UTF8;
    exports.Constant = Constant;
    exports.greedy = ((elementSpan, property) => new GreedyCount(elementSpan, property));
    exports.offset = ((layout, offset, property) => new OffsetLayout(layout, offset, property));
    exports.u8 = ((property) => new UInt(1, property));
    exports.u16 = ((property) => new UInt(2, property));
    exports.u24 = ((property) => new UInt(3, property));
    exports.u32 = ((property) => new UInt(4, property));
    exports.u40 = ((property) => new UInt(5, property));
    exports.u48 = ((property) => new UInt(6, property));
    exports.nu64 = ((property) => new NearUInt64(property));
    exports.u16be = ((property) => new UIntBE(2, property));
    exports.u24be = ((property) => new UIntBE(3, property));
    exports.u32be = ((property) => new UIntBE(4, property));
    exports.u40be = ((property) => new UIntBE(5, property));
    exports.u48be = ((property) => new UIntBE(6, property));
    exports.nu64be = ((property) => new NearUInt64BE(property));
    exports.s8 = ((property) => new Int(1, property));
    exports.s16 = ((property) => new Int(2, property));
    exports.s24 = ((property) => new Int(3, property));
    exports.s32 = ((property) => new Int(4, property));
    exports.s40 = ((property) => new Int(5, property));
    exports.s48 = ((property) => new Int(6, property));
    exports.ns64 = ((property) => new NearInt64(property));
    exports.s16be = ((property) => new IntBE(2, property));
    exports.s24be = ((property) => new IntBE(3, property));
    exports.s32be = ((property) => new IntBE(4, property));
    exports.s40be = ((property) => new IntBE(5, property));
    exports.s48be = ((property) => new IntBE(6, property));
    exports.ns64be = ((property) => new NearInt64BE(property));
    exports.f32 = ((property) => new Float(property));
    exports.f32be = ((property) => new FloatBE(property));
    exports.f64 = ((property) => new Double(property));
    exports.f64be = ((property) => new DoubleBE(property));
    exports.struct = ((fields2, property, decodePrefixes) => new Structure(fields2, property, decodePrefixes));
    exports.bits = ((word, msb, property) => new BitStructure(word, msb, property));
    exports.seq = ((elementLayout, count3, property) => new Sequence(elementLayout, count3, property));
    exports.union = ((discr, defaultLayout, property) => new Union(discr, defaultLayout, property));
    exports.unionLayoutDiscriminator = ((layout, property) => new UnionLayoutDiscriminator(layout, property));
    exports.blob = ((length2, property) => new Blob(length2, property));
    exports.cstr = ((property) => new CString(property));
    exports.utf8 = ((maxSpan, property) => new UTF8(maxSpan, property));
    exports.const = ((value, property) => new Constant(value, property));
  }
});

// node_modules/ipaddr.js/lib/ipaddr.js
var require_ipaddr = __commonJS({
  "node_modules/ipaddr.js/lib/ipaddr.js"(exports, module) {
    (function(root) {
      "use strict";
      const ipv4Part = "(0?\\d+|0x[a-f0-9]+)";
      const ipv4Regexes = {
        fourOctet: new RegExp(`^${ipv4Part}\\.${ipv4Part}\\.${ipv4Part}\\.${ipv4Part}$`, "i"),
        threeOctet: new RegExp(`^${ipv4Part}\\.${ipv4Part}\\.${ipv4Part}$`, "i"),
        twoOctet: new RegExp(`^${ipv4Part}\\.${ipv4Part}$`, "i"),
        longValue: new RegExp(`^${ipv4Part}$`, "i")
      };
      const octalRegex = new RegExp(`^0[0-7]+$`, "i");
      const hexRegex = new RegExp(`^0x[a-f0-9]+$`, "i");
      const zoneIndex = "%[0-9a-z]{1,}";
      const ipv6Part = "(?:[0-9a-f]+::?)+";
      const ipv6Regexes = {
        zoneIndex: new RegExp(zoneIndex, "i"),
        "native": new RegExp(`^(::)?(${ipv6Part})?([0-9a-f]+)?(::)?(${zoneIndex})?$`, "i"),
        deprecatedTransitional: new RegExp(`^(?:::)(${ipv4Part}\\.${ipv4Part}\\.${ipv4Part}\\.${ipv4Part}(${zoneIndex})?)$`, "i"),
        transitional: new RegExp(`^((?:${ipv6Part})|(?:::)(?:${ipv6Part})?)${ipv4Part}\\.${ipv4Part}\\.${ipv4Part}\\.${ipv4Part}(${zoneIndex})?$`, "i")
      };
      function expandIPv6(string2, parts) {
        if (string2.indexOf("::") !== string2.lastIndexOf("::")) {
          return null;
        }
        let colonCount = 0;
        let lastColon = -1;
        let zoneId = (string2.match(ipv6Regexes.zoneIndex) || [])[0];
        let replacement, replacementCount;
        if (zoneId) {
          zoneId = zoneId.substring(1);
          string2 = string2.replace(/%.+$/, "");
        }
        while ((lastColon = string2.indexOf(":", lastColon + 1)) >= 0) {
          colonCount++;
        }
        if (string2.substr(0, 2) === "::") {
          colonCount--;
        }
        if (string2.substr(-2, 2) === "::") {
          colonCount--;
        }
        if (colonCount >= parts) {
          return null;
        }
        replacementCount = parts - colonCount;
        replacement = ":";
        while (replacementCount--) {
          replacement += "0:";
        }
        string2 = string2.replace("::", replacement);
        if (string2[0] === ":") {
          string2 = string2.slice(1);
        }
        if (string2[string2.length - 1] === ":") {
          string2 = string2.slice(0, -1);
        }
        parts = (function() {
          const ref = string2.split(":");
          const results = [];
          for (let i = 0; i < ref.length; i++) {
            results.push(ref[i].length > 4 ? NaN : parseInt(ref[i], 16));
          }
          return results;
        })();
        return {
          parts,
          zoneId
        };
      }
      function matchCIDR(first, second, partSize, cidrBits) {
        if (first.length !== second.length) {
          throw new Error("ipaddr: cannot match CIDR for objects with different lengths");
        }
        let part = 0;
        let shift;
        while (cidrBits > 0) {
          shift = partSize - cidrBits;
          if (shift < 0) {
            shift = 0;
          }
          if (first[part] >> shift !== second[part] >> shift) {
            return false;
          }
          cidrBits -= partSize;
          part += 1;
        }
        return true;
      }
      function parseIntAuto(string2) {
        if (hexRegex.test(string2)) {
          return parseInt(string2, 16);
        }
        if (string2[0] === "0" && !isNaN(parseInt(string2[1], 10))) {
          if (octalRegex.test(string2)) {
            return parseInt(string2, 8);
          }
          throw new Error(`ipaddr: cannot parse ${string2} as octal`);
        }
        return parseInt(string2, 10);
      }
      function padPart(part, length2) {
        while (part.length < length2) {
          part = `0${part}`;
        }
        return part;
      }
      const ipaddr2 = {};
      ipaddr2.IPv4 = (function() {
        function IPv4(octets2) {
          if (octets2.length !== 4) {
            throw new Error("ipaddr: ipv4 octet count should be 4");
          }
          let i, octet;
          for (i = 0; i < octets2.length; i++) {
            octet = octets2[i];
            if (!(0 <= octet && octet <= 255)) {
              throw new Error("ipaddr: ipv4 octet should fit in 8 bits");
            }
          }
          this.octets = octets2;
        }
        IPv4.prototype.SpecialRanges = {
          unspecified: [[new IPv4([0, 0, 0, 0]), 8]],
          broadcast: [[new IPv4([255, 255, 255, 255]), 32]],
          // RFC3171
          multicast: [[new IPv4([224, 0, 0, 0]), 4]],
          // RFC3927
          linkLocal: [[new IPv4([169, 254, 0, 0]), 16]],
          // RFC5735
          loopback: [[new IPv4([127, 0, 0, 0]), 8]],
          // RFC6598
          carrierGradeNat: [[new IPv4([100, 64, 0, 0]), 10]],
          // RFC1918
          "private": [
            [new IPv4([10, 0, 0, 0]), 8],
            [new IPv4([172, 16, 0, 0]), 12],
            [new IPv4([192, 168, 0, 0]), 16]
          ],
          // Reserved and testing-only ranges; RFCs 5735, 5737, 2544, 1700
          reserved: [
            [new IPv4([192, 0, 0, 0]), 24],
            [new IPv4([192, 0, 2, 0]), 24],
            [new IPv4([192, 88, 99, 0]), 24],
            [new IPv4([198, 18, 0, 0]), 15],
            [new IPv4([198, 51, 100, 0]), 24],
            [new IPv4([203, 0, 113, 0]), 24],
            [new IPv4([240, 0, 0, 0]), 4]
          ],
          // RFC7534, RFC7535
          as112: [
            [new IPv4([192, 175, 48, 0]), 24],
            [new IPv4([192, 31, 196, 0]), 24]
          ],
          // RFC7450
          amt: [
            [new IPv4([192, 52, 193, 0]), 24]
          ]
        };
        IPv4.prototype.kind = function() {
          return "ipv4";
        };
        IPv4.prototype.match = function(other, cidrRange) {
          let ref;
          if (cidrRange === void 0) {
            ref = other;
            other = ref[0];
            cidrRange = ref[1];
          }
          if (other.kind() !== "ipv4") {
            throw new Error("ipaddr: cannot match ipv4 address with non-ipv4 one");
          }
          return matchCIDR(this.octets, other.octets, 8, cidrRange);
        };
        IPv4.prototype.prefixLengthFromSubnetMask = function() {
          let cidr = 0;
          let stop = false;
          const zerotable = {
            0: 8,
            128: 7,
            192: 6,
            224: 5,
            240: 4,
            248: 3,
            252: 2,
            254: 1,
            255: 0
          };
          let i, octet, zeros;
          for (i = 3; i >= 0; i -= 1) {
            octet = this.octets[i];
            if (octet in zerotable) {
              zeros = zerotable[octet];
              if (stop && zeros !== 0) {
                return null;
              }
              if (zeros !== 8) {
                stop = true;
              }
              cidr += zeros;
            } else {
              return null;
            }
          }
          return 32 - cidr;
        };
        IPv4.prototype.range = function() {
          return ipaddr2.subnetMatch(this, this.SpecialRanges);
        };
        IPv4.prototype.toByteArray = function() {
          return this.octets.slice(0);
        };
        IPv4.prototype.toIPv4MappedAddress = function() {
          return ipaddr2.IPv6.parse(`::ffff:${this.toString()}`);
        };
        IPv4.prototype.toNormalizedString = function() {
          return this.toString();
        };
        IPv4.prototype.toString = function() {
          return this.octets.join(".");
        };
        return IPv4;
      })();
      ipaddr2.IPv4.broadcastAddressFromCIDR = function(string2) {
        try {
          const cidr = this.parseCIDR(string2);
          const ipInterfaceOctets = cidr[0].toByteArray();
          const subnetMaskOctets = this.subnetMaskFromPrefixLength(cidr[1]).toByteArray();
          const octets2 = [];
          let i = 0;
          while (i < 4) {
            octets2.push(parseInt(ipInterfaceOctets[i], 10) | parseInt(subnetMaskOctets[i], 10) ^ 255);
            i++;
          }
          return new this(octets2);
        } catch (e) {
          throw new Error("ipaddr: the address does not have IPv4 CIDR format", { cause: e });
        }
      };
      ipaddr2.IPv4.isIPv4 = function(string2) {
        return this.parser(string2) !== null;
      };
      ipaddr2.IPv4.isValid = function(string2) {
        try {
          new this(this.parser(string2));
          return true;
        } catch {
          return false;
        }
      };
      ipaddr2.IPv4.isValidCIDR = function(string2) {
        try {
          this.parseCIDR(string2);
          return true;
        } catch {
          return false;
        }
      };
      ipaddr2.IPv4.isValidFourPartDecimal = function(string2) {
        if (ipaddr2.IPv4.isValid(string2) && string2.match(/^(0|[1-9]\d*)(\.(0|[1-9]\d*)){3}$/)) {
          return true;
        } else {
          return false;
        }
      };
      ipaddr2.IPv4.isValidCIDRFourPartDecimal = function(string2) {
        const match2 = string2.match(/^(.+)\/(\d+)$/);
        if (!ipaddr2.IPv4.isValidCIDR(string2) || !match2) {
          return false;
        }
        return ipaddr2.IPv4.isValidFourPartDecimal(match2[1]);
      };
      ipaddr2.IPv4.networkAddressFromCIDR = function(string2) {
        let cidr, i, ipInterfaceOctets, octets2, subnetMaskOctets;
        try {
          cidr = this.parseCIDR(string2);
          ipInterfaceOctets = cidr[0].toByteArray();
          subnetMaskOctets = this.subnetMaskFromPrefixLength(cidr[1]).toByteArray();
          octets2 = [];
          i = 0;
          while (i < 4) {
            octets2.push(parseInt(ipInterfaceOctets[i], 10) & parseInt(subnetMaskOctets[i], 10));
            i++;
          }
          return new this(octets2);
        } catch (e) {
          throw new Error("ipaddr: the address does not have IPv4 CIDR format", { cause: e });
        }
      };
      ipaddr2.IPv4.parse = function(string2) {
        const parts = this.parser(string2);
        if (parts === null) {
          throw new Error("ipaddr: string is not formatted like an IPv4 Address");
        }
        return new this(parts);
      };
      ipaddr2.IPv4.parseCIDR = function(string2) {
        let match2;
        if (match2 = string2.match(/^(.+)\/(\d+)$/)) {
          const maskLength = parseInt(match2[2]);
          if (maskLength >= 0 && maskLength <= 32) {
            const parsed = [this.parse(match2[1]), maskLength];
            Object.defineProperty(parsed, "toString", {
              value: function() {
                return this.join("/");
              }
            });
            return parsed;
          }
        }
        throw new Error("ipaddr: string is not formatted like an IPv4 CIDR range");
      };
      ipaddr2.IPv4.parser = function(string2) {
        let match2, part, value;
        if (match2 = string2.match(ipv4Regexes.fourOctet)) {
          return (function() {
            const ref = match2.slice(1, 6);
            const results = [];
            for (let i = 0; i < ref.length; i++) {
              part = ref[i];
              results.push(parseIntAuto(part));
            }
            return results;
          })();
        } else if (match2 = string2.match(ipv4Regexes.longValue)) {
          value = parseIntAuto(match2[1]);
          if (value > 4294967295 || value < 0) {
            throw new Error("ipaddr: address outside defined range");
          }
          return (function() {
            const results = [];
            let shift;
            for (shift = 0; shift <= 24; shift += 8) {
              results.push(value >> shift & 255);
            }
            return results;
          })().reverse();
        } else if (match2 = string2.match(ipv4Regexes.twoOctet)) {
          return (function() {
            const ref = match2.slice(1, 4);
            const results = [];
            value = parseIntAuto(ref[1]);
            if (value > 16777215 || value < 0) {
              throw new Error("ipaddr: address outside defined range");
            }
            results.push(parseIntAuto(ref[0]));
            results.push(value >> 16 & 255);
            results.push(value >> 8 & 255);
            results.push(value & 255);
            return results;
          })();
        } else if (match2 = string2.match(ipv4Regexes.threeOctet)) {
          return (function() {
            const ref = match2.slice(1, 5);
            const results = [];
            value = parseIntAuto(ref[2]);
            if (value > 65535 || value < 0) {
              throw new Error("ipaddr: address outside defined range");
            }
            results.push(parseIntAuto(ref[0]));
            results.push(parseIntAuto(ref[1]));
            results.push(value >> 8 & 255);
            results.push(value & 255);
            return results;
          })();
        } else {
          return null;
        }
      };
      ipaddr2.IPv4.subnetMaskFromPrefixLength = function(prefix) {
        prefix = parseInt(prefix);
        if (Number.isNaN(prefix) || prefix < 0 || prefix > 32) {
          throw new Error("ipaddr: invalid IPv4 prefix length");
        }
        const octets2 = [0, 0, 0, 0];
        let j = 0;
        const filledOctetCount = Math.floor(prefix / 8);
        while (j < filledOctetCount) {
          octets2[j] = 255;
          j++;
        }
        if (filledOctetCount < 4) {
          octets2[filledOctetCount] = Math.pow(2, prefix % 8) - 1 << 8 - prefix % 8;
        }
        return new this(octets2);
      };
      ipaddr2.IPv6 = (function() {
        function IPv6(parts, zoneId) {
          let i, part;
          if (parts.length === 16) {
            this.parts = [];
            for (i = 0; i <= 14; i += 2) {
              this.parts.push(parts[i] << 8 | parts[i + 1]);
            }
          } else if (parts.length === 8) {
            this.parts = parts;
          } else {
            throw new Error("ipaddr: ipv6 part count should be 8 or 16");
          }
          for (i = 0; i < this.parts.length; i++) {
            part = this.parts[i];
            if (!(0 <= part && part <= 65535)) {
              throw new Error("ipaddr: ipv6 part should fit in 16 bits");
            }
          }
          if (zoneId) {
            this.zoneId = zoneId;
          }
        }
        IPv6.prototype.SpecialRanges = {
          // RFC4291, here and after
          unspecified: [new IPv6([0, 0, 0, 0, 0, 0, 0, 0]), 128],
          linkLocal: [new IPv6([65152, 0, 0, 0, 0, 0, 0, 0]), 10],
          multicast: [new IPv6([65280, 0, 0, 0, 0, 0, 0, 0]), 8],
          loopback: [new IPv6([0, 0, 0, 0, 0, 0, 0, 1]), 128],
          uniqueLocal: [new IPv6([64512, 0, 0, 0, 0, 0, 0, 0]), 7],
          ipv4Mapped: [new IPv6([0, 0, 0, 0, 0, 65535, 0, 0]), 96],
          // RFC3879
          deprecatedSiteLocal: [new IPv6([65216, 0, 0, 0, 0, 0, 0, 0]), 10],
          // RFC6666
          discard: [new IPv6([256, 0, 0, 0, 0, 0, 0, 0]), 64],
          // RFC6145
          rfc6145: [new IPv6([0, 0, 0, 0, 65535, 0, 0, 0]), 96],
          rfc6052: [
            // RFC6052
            [new IPv6([100, 65435, 0, 0, 0, 0, 0, 0]), 96],
            // RFC8215
            [new IPv6([100, 65435, 1, 0, 0, 0, 0, 0]), 48]
          ],
          // RFC3056
          "6to4": [new IPv6([8194, 0, 0, 0, 0, 0, 0, 0]), 16],
          // RFC6052, RFC6146
          teredo: [new IPv6([8193, 0, 0, 0, 0, 0, 0, 0]), 32],
          // RFC5180
          benchmarking: [new IPv6([8193, 2, 0, 0, 0, 0, 0, 0]), 48],
          // RFC7450
          amt: [new IPv6([8193, 3, 0, 0, 0, 0, 0, 0]), 32],
          as112v6: [
            // RFC7535
            [new IPv6([8193, 4, 274, 0, 0, 0, 0, 0]), 48],
            // RFC7534
            [new IPv6([9760, 79, 32768, 0, 0, 0, 0, 0]), 48]
          ],
          // RFC4843
          deprecatedOrchid: [new IPv6([8193, 16, 0, 0, 0, 0, 0, 0]), 28],
          // RFC7343
          orchid2: [new IPv6([8193, 32, 0, 0, 0, 0, 0, 0]), 28],
          // RFC9374
          droneRemoteIdProtocolEntityTags: [new IPv6([8193, 48, 0, 0, 0, 0, 0, 0]), 28],
          // RFC9602
          segmentRouting: [new IPv6([24320, 0, 0, 0, 0, 0, 0, 0]), 16],
          reserved: [
            // RFC3849
            [new IPv6([8193, 0, 0, 0, 0, 0, 0, 0]), 23],
            // RFC2928
            [new IPv6([8193, 3512, 0, 0, 0, 0, 0, 0]), 32],
            // RFC9637
            [new IPv6([16383, 0, 0, 0, 0, 0, 0, 0]), 20]
          ]
        };
        IPv6.prototype.isIPv4MappedAddress = function() {
          return this.range() === "ipv4Mapped";
        };
        IPv6.prototype.kind = function() {
          return "ipv6";
        };
        IPv6.prototype.match = function(other, cidrRange) {
          let ref;
          if (cidrRange === void 0) {
            ref = other;
            other = ref[0];
            cidrRange = ref[1];
          }
          if (other.kind() !== "ipv6") {
            throw new Error("ipaddr: cannot match ipv6 address with non-ipv6 one");
          }
          return matchCIDR(this.parts, other.parts, 16, cidrRange);
        };
        IPv6.prototype.prefixLengthFromSubnetMask = function() {
          let cidr = 0;
          let stop = false;
          const zerotable = {
            0: 16,
            32768: 15,
            49152: 14,
            57344: 13,
            61440: 12,
            63488: 11,
            64512: 10,
            65024: 9,
            65280: 8,
            65408: 7,
            65472: 6,
            65504: 5,
            65520: 4,
            65528: 3,
            65532: 2,
            65534: 1,
            65535: 0
          };
          let part, zeros;
          for (let i = 7; i >= 0; i -= 1) {
            part = this.parts[i];
            if (part in zerotable) {
              zeros = zerotable[part];
              if (stop && zeros !== 0) {
                return null;
              }
              if (zeros !== 16) {
                stop = true;
              }
              cidr += zeros;
            } else {
              return null;
            }
          }
          return 128 - cidr;
        };
        IPv6.prototype.range = function() {
          return ipaddr2.subnetMatch(this, this.SpecialRanges);
        };
        IPv6.prototype.toByteArray = function() {
          let part;
          const bytes2 = [];
          const ref = this.parts;
          for (let i = 0; i < ref.length; i++) {
            part = ref[i];
            bytes2.push(part >> 8);
            bytes2.push(part & 255);
          }
          return bytes2;
        };
        IPv6.prototype.toFixedLengthString = function() {
          const addr = (function() {
            const results = [];
            for (let i = 0; i < this.parts.length; i++) {
              results.push(padPart(this.parts[i].toString(16), 4));
            }
            return results;
          }).call(this).join(":");
          let suffix = "";
          if (this.zoneId) {
            suffix = `%${this.zoneId}`;
          }
          return addr + suffix;
        };
        IPv6.prototype.toIPv4Address = function() {
          if (!this.isIPv4MappedAddress()) {
            throw new Error("ipaddr: trying to convert a generic ipv6 address to ipv4");
          }
          const ref = this.parts.slice(-2);
          const high = ref[0];
          const low = ref[1];
          return new ipaddr2.IPv4([high >> 8, high & 255, low >> 8, low & 255]);
        };
        IPv6.prototype.toNormalizedString = function() {
          const addr = (function() {
            const results = [];
            for (let i = 0; i < this.parts.length; i++) {
              results.push(this.parts[i].toString(16));
            }
            return results;
          }).call(this).join(":");
          let suffix = "";
          if (this.zoneId) {
            suffix = `%${this.zoneId}`;
          }
          return addr + suffix;
        };
        IPv6.prototype.toRFC5952String = function() {
          const regex = /((^|:)(0(:|$)){2,})/g;
          let suffix = "";
          if (this.zoneId) {
            suffix = `%${this.zoneId}`;
          }
          const normalized = this.toNormalizedString();
          const string2 = normalized.slice(0, normalized.length - suffix.length);
          let bestMatchIndex = 0;
          let bestMatchLength = -1;
          let bestMatchGroups = -1;
          let match2;
          while (match2 = regex.exec(string2)) {
            const groups2 = (match2[0].match(/0/g) || []).length;
            if (groups2 > bestMatchGroups) {
              bestMatchGroups = groups2;
              bestMatchIndex = match2.index;
              bestMatchLength = match2[0].length;
            }
          }
          if (bestMatchLength < 0) {
            return string2 + suffix;
          }
          return `${string2.substring(0, bestMatchIndex)}::${string2.substring(bestMatchIndex + bestMatchLength)}${suffix}`;
        };
        IPv6.prototype.toString = function() {
          return this.toRFC5952String();
        };
        return IPv6;
      })();
      ipaddr2.IPv6.broadcastAddressFromCIDR = function(string2) {
        try {
          const cidr = this.parseCIDR(string2);
          const ipInterfaceOctets = cidr[0].toByteArray();
          const subnetMaskOctets = this.subnetMaskFromPrefixLength(cidr[1]).toByteArray();
          const octets2 = [];
          let i = 0;
          while (i < 16) {
            octets2.push(parseInt(ipInterfaceOctets[i], 10) | parseInt(subnetMaskOctets[i], 10) ^ 255);
            i++;
          }
          return new this(octets2);
        } catch (e) {
          throw new Error("ipaddr: the address does not have IPv6 CIDR format", { cause: e });
        }
      };
      ipaddr2.IPv6.isIPv6 = function(string2) {
        return this.parser(string2) !== null;
      };
      ipaddr2.IPv6.isValid = function(string2) {
        if (typeof string2 === "string" && string2.indexOf(":") === -1) {
          return false;
        }
        try {
          const addr = this.parser(string2);
          new this(addr.parts, addr.zoneId);
          return true;
        } catch {
          return false;
        }
      };
      ipaddr2.IPv6.isValidCIDR = function(string2) {
        if (typeof string2 === "string" && string2.indexOf(":") === -1) {
          return false;
        }
        try {
          this.parseCIDR(string2);
          return true;
        } catch {
          return false;
        }
      };
      ipaddr2.IPv6.networkAddressFromCIDR = function(string2) {
        let cidr, i, ipInterfaceOctets, octets2, subnetMaskOctets;
        try {
          cidr = this.parseCIDR(string2);
          ipInterfaceOctets = cidr[0].toByteArray();
          subnetMaskOctets = this.subnetMaskFromPrefixLength(cidr[1]).toByteArray();
          octets2 = [];
          i = 0;
          while (i < 16) {
            octets2.push(parseInt(ipInterfaceOctets[i], 10) & parseInt(subnetMaskOctets[i], 10));
            i++;
          }
          return new this(octets2);
        } catch (e) {
          throw new Error("ipaddr: the address does not have IPv6 CIDR format", { cause: e });
        }
      };
      ipaddr2.IPv6.parse = function(string2) {
        const addr = this.parser(string2);
        if (addr === null) {
          throw new Error("ipaddr: string is not formatted like an IPv6 Address");
        }
        return new this(addr.parts, addr.zoneId);
      };
      ipaddr2.IPv6.parseCIDR = function(string2) {
        let maskLength, match2, parsed;
        if (match2 = string2.match(/^(.+)\/(\d+)$/)) {
          maskLength = parseInt(match2[2]);
          if (maskLength >= 0 && maskLength <= 128) {
            parsed = [this.parse(match2[1]), maskLength];
            Object.defineProperty(parsed, "toString", {
              value: function() {
                return this.join("/");
              }
            });
            return parsed;
          }
        }
        throw new Error("ipaddr: string is not formatted like an IPv6 CIDR range");
      };
      ipaddr2.IPv6.parser = function(string2) {
        let addr, i, match2, octet, octets2, zoneId;
        if (match2 = string2.match(ipv6Regexes.deprecatedTransitional)) {
          return this.parser(`::ffff:${match2[1]}`);
        }
        if (ipv6Regexes.native.test(string2)) {
          return expandIPv6(string2, 8);
        }
        if (match2 = string2.match(ipv6Regexes.transitional)) {
          zoneId = match2[6] || "";
          addr = match2[1];
          if (!match2[1].endsWith("::")) {
            addr = addr.slice(0, -1);
          }
          addr = expandIPv6(addr + zoneId, 6);
          if (addr && addr.parts) {
            octets2 = [
              parseInt(match2[2]),
              parseInt(match2[3]),
              parseInt(match2[4]),
              parseInt(match2[5])
            ];
            for (i = 0; i < octets2.length; i++) {
              octet = octets2[i];
              if (!(0 <= octet && octet <= 255)) {
                return null;
              }
            }
            addr.parts.push(octets2[0] << 8 | octets2[1]);
            addr.parts.push(octets2[2] << 8 | octets2[3]);
            return {
              parts: addr.parts,
              zoneId: addr.zoneId
            };
          }
        }
        return null;
      };
      ipaddr2.IPv6.subnetMaskFromPrefixLength = function(prefix) {
        prefix = parseInt(prefix);
        if (Number.isNaN(prefix) || prefix < 0 || prefix > 128) {
          throw new Error("ipaddr: invalid IPv6 prefix length");
        }
        const octets2 = [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0];
        let j = 0;
        const filledOctetCount = Math.floor(prefix / 8);
        while (j < filledOctetCount) {
          octets2[j] = 255;
          j++;
        }
        if (filledOctetCount < 16) {
          octets2[filledOctetCount] = Math.pow(2, prefix % 8) - 1 << 8 - prefix % 8;
        }
        return new this(octets2);
      };
      ipaddr2.fromByteArray = function(bytes2) {
        const length2 = bytes2.length;
        if (length2 === 4) {
          return new ipaddr2.IPv4(bytes2);
        } else if (length2 === 16) {
          return new ipaddr2.IPv6(bytes2);
        } else {
          throw new Error("ipaddr: the binary input is neither an IPv6 nor IPv4 address");
        }
      };
      ipaddr2.isValid = function(string2) {
        return ipaddr2.IPv6.isValid(string2) || ipaddr2.IPv4.isValid(string2);
      };
      ipaddr2.isValidCIDR = function(string2) {
        return ipaddr2.IPv6.isValidCIDR(string2) || ipaddr2.IPv4.isValidCIDR(string2);
      };
      ipaddr2.parse = function(string2) {
        if (ipaddr2.IPv6.isValid(string2)) {
          return ipaddr2.IPv6.parse(string2);
        } else if (ipaddr2.IPv4.isValid(string2)) {
          return ipaddr2.IPv4.parse(string2);
        } else {
          throw new Error("ipaddr: the address has neither IPv6 nor IPv4 format");
        }
      };
      ipaddr2.parseCIDR = function(string2) {
        try {
          return ipaddr2.IPv6.parseCIDR(string2);
        } catch {
          try {
            return ipaddr2.IPv4.parseCIDR(string2);
          } catch (e) {
            throw new Error("ipaddr: the address has neither IPv6 nor IPv4 CIDR format", { cause: e });
          }
        }
      };
      ipaddr2.process = function(string2) {
        const addr = this.parse(string2);
        if (addr.kind() === "ipv6" && addr.isIPv4MappedAddress()) {
          return addr.toIPv4Address();
        } else {
          return addr;
        }
      };
      ipaddr2.subnetMatch = function(address3, rangeList, defaultName) {
        let i, rangeName, rangeSubnets, subnet;
        if (defaultName === void 0 || defaultName === null) {
          defaultName = "unicast";
        }
        for (rangeName in rangeList) {
          if (Object.prototype.hasOwnProperty.call(rangeList, rangeName)) {
            rangeSubnets = rangeList[rangeName];
            if (rangeSubnets[0] && !(rangeSubnets[0] instanceof Array)) {
              rangeSubnets = [rangeSubnets];
            }
            for (i = 0; i < rangeSubnets.length; i++) {
              subnet = rangeSubnets[i];
              if (address3.kind() === subnet[0].kind() && address3.match.apply(address3, subnet)) {
                return rangeName;
              }
            }
          }
        }
        return defaultName;
      };
      if (typeof module !== "undefined" && module.exports) {
        module.exports = ipaddr2;
      } else {
        root.ipaddr = ipaddr2;
      }
    })(exports);
  }
});

// src/netlink/codec/errors.ts
var BRAND = /* @__PURE__ */ Symbol.for("rtnl.NetlinkError");
var NetlinkError = class extends Error {
  constructor(code, message3, options) {
    super(message3, options);
    this.name = "NetlinkError";
    this.code = code;
    Object.defineProperty(this, BRAND, { value: true });
  }
};
var DecodeError = class extends NetlinkError {
  constructor(message3, path, offset) {
    super("ERR_DECODE", `${path === "" ? "" : `${path}: `}${message3} (at byte ${offset})`);
    this.name = "DecodeError";
    this.path = path;
    this.offset = offset;
  }
};
var EncodeError = class _EncodeError extends NetlinkError {
  constructor(path, expected, given4, suggestion) {
    const got = given4 === void 0 ? "" : `, got ${show(given4)}`;
    const hint = suggestion === void 0 ? "" : `; did you mean ${suggestion}?`;
    super("ERR_ENCODE", `${path === "" ? "value" : path}: expected ${expected}${got}${hint}`);
    this.name = "EncodeError";
    this.path = path;
    this.expected = expected;
    this.details = `${got}${hint}`;
    Object.defineProperty(this, "details", { enumerable: false });
  }
  /** The same fault under the name that the caller knows the field by. */
  renamed(path) {
    const error = new _EncodeError(path, this.expected + this.details);
    Object.defineProperties(error, { expected: { value: this.expected }, details: { value: this.details } });
    return error;
  }
};
var show = (given4) => {
  if (typeof given4 === "string") return JSON.stringify(given4);
  if (typeof given4 === "bigint") return `${given4}n`;
  if (given4 instanceof Uint8Array) return `${given4.length} bytes`;
  if (Array.isArray(given4)) return "a list";
  return typeof given4 === "object" && given4 !== null ? "an object" : String(given4);
};
var joinPath = (path, key) => typeof key === "number" ? `${path}[${key}]` : path === "" ? key : `${path}.${key}`;

// src/netlink/protocol/errno.ts
var ERRNOS = {
  1: ["EPERM", "Operation not permitted"],
  2: ["ENOENT", "No such file or directory"],
  3: ["ESRCH", "No such process"],
  4: ["EINTR", "Interrupted system call"],
  5: ["EIO", "Input/output error"],
  6: ["ENXIO", "No such device or address"],
  7: ["E2BIG", "Argument list too long"],
  8: ["ENOEXEC", "Exec format error"],
  9: ["EBADF", "Bad file descriptor"],
  10: ["ECHILD", "No child processes"],
  11: ["EAGAIN", "Resource temporarily unavailable"],
  12: ["ENOMEM", "Cannot allocate memory"],
  13: ["EACCES", "Permission denied"],
  14: ["EFAULT", "Bad address"],
  15: ["ENOTBLK", "Block device required"],
  16: ["EBUSY", "Device or resource busy"],
  17: ["EEXIST", "File exists"],
  18: ["EXDEV", "Invalid cross-device link"],
  19: ["ENODEV", "No such device"],
  20: ["ENOTDIR", "Not a directory"],
  21: ["EISDIR", "Is a directory"],
  22: ["EINVAL", "Invalid argument"],
  23: ["ENFILE", "Too many open files in system"],
  24: ["EMFILE", "Too many open files"],
  25: ["ENOTTY", "Inappropriate ioctl for device"],
  26: ["ETXTBSY", "Text file busy"],
  27: ["EFBIG", "File too large"],
  28: ["ENOSPC", "No space left on device"],
  29: ["ESPIPE", "Illegal seek"],
  30: ["EROFS", "Read-only file system"],
  31: ["EMLINK", "Too many links"],
  32: ["EPIPE", "Broken pipe"],
  33: ["EDOM", "Numerical argument out of domain"],
  34: ["ERANGE", "Numerical result out of range"],
  35: ["EDEADLK", "Resource deadlock avoided"],
  36: ["ENAMETOOLONG", "File name too long"],
  37: ["ENOLCK", "No locks available"],
  38: ["ENOSYS", "Function not implemented"],
  39: ["ENOTEMPTY", "Directory not empty"],
  40: ["ELOOP", "Too many levels of symbolic links"],
  42: ["ENOMSG", "No message of desired type"],
  43: ["EIDRM", "Identifier removed"],
  44: ["ECHRNG", "Channel number out of range"],
  45: ["EL2NSYNC", "Level 2 not synchronized"],
  46: ["EL3HLT", "Level 3 halted"],
  47: ["EL3RST", "Level 3 reset"],
  48: ["ELNRNG", "Link number out of range"],
  49: ["EUNATCH", "Protocol driver not attached"],
  50: ["ENOCSI", "No CSI structure available"],
  51: ["EL2HLT", "Level 2 halted"],
  52: ["EBADE", "Invalid exchange"],
  53: ["EBADR", "Invalid request descriptor"],
  54: ["EXFULL", "Exchange full"],
  55: ["ENOANO", "No anode"],
  56: ["EBADRQC", "Invalid request code"],
  57: ["EBADSLT", "Invalid slot"],
  59: ["EBFONT", "Bad font file format"],
  60: ["ENOSTR", "Device not a stream"],
  61: ["ENODATA", "No data available"],
  62: ["ETIME", "Timer expired"],
  63: ["ENOSR", "Out of streams resources"],
  64: ["ENONET", "Machine is not on the network"],
  65: ["ENOPKG", "Package not installed"],
  66: ["EREMOTE", "Object is remote"],
  67: ["ENOLINK", "Link has been severed"],
  68: ["EADV", "Advertise error"],
  69: ["ESRMNT", "Srmount error"],
  70: ["ECOMM", "Communication error on send"],
  71: ["EPROTO", "Protocol error"],
  72: ["EMULTIHOP", "Multihop attempted"],
  73: ["EDOTDOT", "RFS specific error"],
  74: ["EBADMSG", "Bad message"],
  75: ["EOVERFLOW", "Value too large for defined data type"],
  76: ["ENOTUNIQ", "Name not unique on network"],
  77: ["EBADFD", "File descriptor in bad state"],
  78: ["EREMCHG", "Remote address changed"],
  79: ["ELIBACC", "Can not access a needed shared library"],
  80: ["ELIBBAD", "Accessing a corrupted shared library"],
  81: ["ELIBSCN", ".lib section in a.out corrupted"],
  82: ["ELIBMAX", "Attempting to link in too many shared libraries"],
  83: ["ELIBEXEC", "Cannot exec a shared library directly"],
  84: ["EILSEQ", "Invalid or incomplete multibyte or wide character"],
  85: ["ERESTART", "Interrupted system call should be restarted"],
  86: ["ESTRPIPE", "Streams pipe error"],
  87: ["EUSERS", "Too many users"],
  88: ["ENOTSOCK", "Socket operation on non-socket"],
  89: ["EDESTADDRREQ", "Destination address required"],
  90: ["EMSGSIZE", "Message too long"],
  91: ["EPROTOTYPE", "Protocol wrong type for socket"],
  92: ["ENOPROTOOPT", "Protocol not available"],
  93: ["EPROTONOSUPPORT", "Protocol not supported"],
  94: ["ESOCKTNOSUPPORT", "Socket type not supported"],
  95: ["EOPNOTSUPP", "Operation not supported"],
  96: ["EPFNOSUPPORT", "Protocol family not supported"],
  97: ["EAFNOSUPPORT", "Address family not supported by protocol"],
  98: ["EADDRINUSE", "Address already in use"],
  99: ["EADDRNOTAVAIL", "Cannot assign requested address"],
  100: ["ENETDOWN", "Network is down"],
  101: ["ENETUNREACH", "Network is unreachable"],
  102: ["ENETRESET", "Network dropped connection on reset"],
  103: ["ECONNABORTED", "Software caused connection abort"],
  104: ["ECONNRESET", "Connection reset by peer"],
  105: ["ENOBUFS", "No buffer space available"],
  106: ["EISCONN", "Transport endpoint is already connected"],
  107: ["ENOTCONN", "Transport endpoint is not connected"],
  108: ["ESHUTDOWN", "Cannot send after transport endpoint shutdown"],
  109: ["ETOOMANYREFS", "Too many references: cannot splice"],
  110: ["ETIMEDOUT", "Connection timed out"],
  111: ["ECONNREFUSED", "Connection refused"],
  112: ["EHOSTDOWN", "Host is down"],
  113: ["EHOSTUNREACH", "No route to host"],
  114: ["EALREADY", "Operation already in progress"],
  115: ["EINPROGRESS", "Operation now in progress"],
  116: ["ESTALE", "Stale file handle"],
  117: ["EUCLEAN", "Structure needs cleaning"],
  118: ["ENOTNAM", "Not a XENIX named type file"],
  119: ["ENAVAIL", "No XENIX semaphores available"],
  120: ["EISNAM", "Is a named type file"],
  121: ["EREMOTEIO", "Remote I/O error"],
  122: ["EDQUOT", "Disk quota exceeded"],
  123: ["ENOMEDIUM", "No medium found"],
  124: ["EMEDIUMTYPE", "Wrong medium type"],
  125: ["ECANCELED", "Operation canceled"],
  126: ["ENOKEY", "Required key not available"],
  127: ["EKEYEXPIRED", "Key has expired"],
  128: ["EKEYREVOKED", "Key has been revoked"],
  129: ["EKEYREJECTED", "Key was rejected by service"],
  130: ["EOWNERDEAD", "Owner died"],
  131: ["ENOTRECOVERABLE", "State not recoverable"],
  132: ["ERFKILL", "Operation not possible due to RF-kill"],
  133: ["EHWPOISON", "Memory page has hardware error"],
  524: ["ENOTSUPP", "Operation is not supported"]
};
var errnoName = (errno) => ERRNOS[errno]?.[0] ?? `E${errno}`;
var errnoText = (errno) => ERRNOS[errno]?.[1] ?? `Error ${errno}`;
var EPERM = 1;
var EBADMSG = 74;
var ENOBUFS = 105;

// src/netlink/protocol/errors.ts
var PRIVILEGE = "it takes CAP_NET_ADMIN in that namespace";
var describeRefusal = ({ errno, operation, target: target3, extack }) => {
  const what2 = target3 === void 0 ? operation : `${operation} ${target3}`;
  const field3 = extack?.missing === void 0 ? extack?.path : `missing ${extack.missing}`;
  const words = extack?.message ?? (errno === EPERM ? `${errnoText(errno)} (${PRIVILEGE})` : errnoText(errno));
  return `${what2}: ${errnoName(errno)}: ${words}${field3 === void 0 ? "" : ` (${field3})`}`;
};
var KernelError = class extends NetlinkError {
  constructor(details) {
    super(errnoName(details.errno), describeRefusal(details));
    this.name = "KernelError";
    this.errno = details.errno;
    this.operation = details.operation;
    this.target = details.target;
    this.extack = details.extack;
    Object.defineProperty(this, "request", { value: details.request });
  }
};
var SocketError = class extends NetlinkError {
  constructor(syscall, errno) {
    super(errnoName(errno), `${syscall}: ${errnoName(errno)}: ${errnoText(errno)}`);
    this.name = "SocketError";
    this.errno = errno;
    this.syscall = syscall;
  }
};
var DumpInterruptedError = class extends NetlinkError {
  constructor(operation) {
    super("ERR_DUMP_INTERRUPTED", `${operation}: the kernel's table changed while it was read`);
    this.name = "DumpInterruptedError";
  }
};
var OverrunError = class extends NetlinkError {
  constructor(operation) {
    super(
      "ERR_OVERRUN",
      `${operation}: its answer was lost, since the receive buffer overflowed; it may have been carried out`
    );
    this.name = "OverrunError";
  }
};
var NoAnswerError = class extends NetlinkError {
  constructor(operation, reason = "the kernel neither answered nor refused it") {
    super("ERR_NO_ANSWER", `${operation}: ${reason}`);
    this.name = "NoAnswerError";
  }
};
var TruncatedError = class extends NetlinkError {
  constructor(operation, length2) {
    super("ERR_TRUNCATED", `${operation}: an answer of ${length2} bytes did not fit the receive buffer`);
    this.name = "TruncatedError";
  }
};
var BatchError = class extends NetlinkError {
  constructor(failures, total) {
    const [first] = failures;
    const words = first === void 0 ? "" : `; first, number ${first[0]}: ${first[1] instanceof Error ? first[1].message : String(first[1])}`;
    super("ERR_BATCH", `${failures.size} of ${total} requests failed${words}`, { cause: first?.[1] });
    this.name = "BatchError";
    this.failures = failures;
  }
};
var ClosedError = class extends NetlinkError {
  constructor(operation) {
    super("ERR_CLOSED", `${operation}: the socket is closed`);
    this.name = "ClosedError";
  }
};
var TimeoutError = class extends NetlinkError {
  constructor(operation, milliseconds2) {
    super("ERR_TIMEOUT", `${operation}: no answer within ${milliseconds2} ms`);
    this.name = "TimeoutError";
  }
};
var UnsupportedError = class extends NetlinkError {
  constructor(feature, reason, options = {}) {
    super(
      "ERR_UNSUPPORTED",
      `${feature}: ${reason}`,
      options.cause === void 0 ? void 0 : { cause: options.cause }
    );
    this.name = "UnsupportedError";
    this.feature = feature;
    this.minimumKernel = options.minimumKernel;
  }
};
var named = (name) => (error) => typeof error === "object" && error !== null && error.name === name && /* @__PURE__ */ Symbol.for("rtnl.NetlinkError") in error;
var isKernelError = named("KernelError");

// src/netlink/codec/node.ts
var integer = (size, signed, order) => ({
  type: "scalar",
  size,
  signed,
  order
});
var u8 = integer(1, false, "host");
var u16 = integer(2, false, "host");
var u32 = integer(4, false, "host");
var u64 = integer(8, false, "host");
var s8 = integer(1, true, "host");
var s16 = integer(2, true, "host");
var s32 = integer(4, true, "host");
var s64 = integer(8, true, "host");
var be16 = integer(2, false, "be");
var be32 = integer(4, false, "be");
var be64 = integer(8, false, "be");
var beS32 = integer(4, true, "be");
var text = (format, size) => ({ type: "text", format, size });
var string = text("string");
var unterminated = { ...string, unterminated: true };
var address = text("address");
var addressOrNone = { ...text("address"), none: true };
var ipv4 = text("ipv4", 4);
var ipv6 = text("ipv6", 16);
var lladdr = text("lladdr");
var mac = text("lladdr", 6);
var mpls = text("mpls");
var chars = (size) => text("string", size);
var bytes = { type: "bytes", size: void 0 };
var bytesOf = (size) => ({ type: "bytes", size });
var list = (of, count3) => ({ type: "list", of, count: count3 });
var items = (of, how = {}) => ({
  type: "items",
  of,
  id: how.id,
  first: how.first ?? 0
});
var select = (by, cases, otherwise) => ({
  type: "select",
  by,
  cases,
  otherwise
});
var attr = (id, node, { constant, nested: nested2 } = {}) => ({
  id,
  node,
  constant,
  nested: nested2,
  repeated: false
});
var repeated = (id, node, options = {}) => ({
  ...attr(id, node, options),
  repeated: true
});
var attributes = (prefix, rows19) => ({
  type: "attributes",
  prefix,
  rows: rows19
});
var message = (header, table15) => ({
  type: "message",
  header,
  attributes: table15
});
var upperSnake = (key) => key.replace(/[A-Z]/g, (letter) => `_${letter}`).toUpperCase();
var constantOf = (table15, key) => table15.rows[key]?.constant ?? table15.prefix + upperSnake(key);
var NLA_TYPE_MASK = 16383;
var NLA_F_NESTED = 32768;
var NLA_HDRLEN = 4;
var align4 = (length2) => length2 + 3 & ~3;
var isNest = (node) => node.type === "attributes" || node.type === "items" || node.type === "groups";

// src/netlink/codec/pool.ts
var PIECE = 32768;
var LONG = 4096;
var ROOM = 16;
var pieceOf = () => {
  const buffer = new ArrayBuffer(PIECE);
  return { bytes: new Uint8Array(buffer), view: new DataView(buffer), at: ROOM };
};
var piece = pieceOf();
var taken = false;
var Payload = class {
  /** `start`: a multiple of 4, with ROOM before it. */
  constructor(bytes2, start, length2) {
    this.free = true;
    this.bytes = bytes2;
    this.start = start;
    this.length = length2;
  }
  /** The bytes alone, not copied. */
  get content() {
    return this.bytes.subarray(this.start, this.start + this.length);
  }
  /** Takes the room before it, for the header of one message; false for any other. */
  takeRoom() {
    const { free } = this;
    this.free = false;
    return free;
  }
};
var enter = () => {
  if (taken) return void 0;
  if (piece.at + LONG > PIECE) piece = pieceOf();
  taken = true;
  return piece;
};
var leave = (end = piece.at - ROOM) => {
  piece.at = align4(end) + ROOM;
  taken = false;
};
var copied = ({ bytes: bytes2, start, length: length2 }) => {
  const place2 = length2 > LONG ? void 0 : enter();
  const into = place2?.bytes ?? new Uint8Array(ROOM + align4(length2));
  const at = place2?.at ?? ROOM;
  copy(bytes2, start, length2, into, at);
  into.fill(0, at + length2, align4(at + length2));
  if (place2 !== void 0) leave(at + length2);
  return new Payload(into, at, length2);
};
var SHORT = 128;
var copy = (from, start, length2, to, at) => {
  if (length2 > SHORT) to.set(from.subarray(start, start + length2), at);
  else for (let place2 = 0; place2 < length2; place2++) to[at + place2] = from[start + place2];
};

// src/netlink/protocol/header.ts
var NLMSG_HDRLEN = 16;
var NLMSG_NOOP = 1;
var NLMSG_ERROR = 2;
var NLMSG_DONE = 3;
var NLMSG_OVERRUN = 4;
var NLMSG_MIN_TYPE = 16;
var NLM_F_REQUEST = 1;
var NLM_F_MULTI = 2;
var NLM_F_ACK = 4;
var NLM_F_ECHO = 8;
var NLM_F_DUMP_INTR = 16;
var NLM_F_ROOT = 256;
var NLM_F_MATCH = 512;
var NLM_F_DUMP = NLM_F_ROOT | NLM_F_MATCH;
var NLM_F_REPLACE = 256;
var NLM_F_EXCL = 512;
var NLM_F_CREATE = 1024;
var NLM_F_APPEND = 2048;
var NLM_F_CAPPED = 256;
var NLM_F_ACK_TLVS = 512;
var NLMSG_LEN_AT = 0;
var NLMSG_TYPE_AT = 4;
var NLMSG_FLAGS_AT = 6;
var NLMSG_SEQ_AT = 8;
var NLMSG_PID_AT = 12;
var alignMessage = (length2) => length2 + 3 & ~3;
function* frames(bytes2, little3) {
  const view = new DataView(bytes2.buffer, bytes2.byteOffset, bytes2.byteLength);
  let at = 0;
  while (bytes2.length - at >= NLMSG_HDRLEN) {
    const length2 = view.getUint32(at + NLMSG_LEN_AT, little3);
    if (length2 < NLMSG_HDRLEN || length2 > bytes2.length - at) break;
    yield {
      type: view.getUint16(at + NLMSG_TYPE_AT, little3),
      flags: view.getUint16(at + NLMSG_FLAGS_AT, little3),
      seq: view.getUint32(at + NLMSG_SEQ_AT, little3),
      port: view.getUint32(at + NLMSG_PID_AT, little3),
      start: at,
      end: at + length2
    };
    at += Math.min(alignMessage(length2), bytes2.length - at);
  }
  return { rest: bytes2.length - at };
}
var checkFlags = (flags2) => {
  if ((flags2 & 65535) !== flags2) throw new EncodeError("flags", "message flags, an integer from 0 to 65535", flags2);
};
var checkPayload = (payload2) => {
  if (!(payload2 instanceof Payload) && !(payload2 instanceof Uint8Array))
    throw new EncodeError("payload", "bytes (a Uint8Array)", payload2);
};
var framedLength = ({ length: length2 }) => alignMessage(NLMSG_HDRLEN + length2);
var putRequest = (bytes2, at, type2, flags2, payload2, little3) => {
  putHeader(bytes2, at, type2, flags2, payload2.length, little3);
  if (payload2 instanceof Payload) copy(payload2.bytes, payload2.start, payload2.length, bytes2, at + NLMSG_HDRLEN);
  else copy(payload2, 0, payload2.length, bytes2, at + NLMSG_HDRLEN);
};
var putHeader = (bytes2, at, type2, flags2, length2, little3) => {
  if ((type2 & 65535) !== type2) throw new EncodeError("type", "a message type, an integer from 0 to 65535", type2);
  checkFlags(flags2);
  put32(bytes2, at + NLMSG_LEN_AT, NLMSG_HDRLEN + length2, little3);
  put16(bytes2, at + NLMSG_TYPE_AT, type2, little3);
  put16(bytes2, at + NLMSG_FLAGS_AT, flags2 | NLM_F_REQUEST, little3);
  put32(bytes2, at + NLMSG_SEQ_AT, 0, little3);
  put32(bytes2, at + NLMSG_PID_AT, 0, little3);
};
var frameRequest = (type2, flags2, payload2, little3) => {
  const bytes2 = new Uint8Array(framedLength(payload2));
  putRequest(bytes2, 0, type2, flags2, payload2, little3);
  return bytes2;
};
var bytesOf2 = ({ bytes: bytes2, start, end }) => bytes2.subarray(start, end);
var place = { bytes: new Uint8Array(0), start: 0, end: 0 };
var frameShared = (type2, flags2, payload2, little3) => {
  checkPayload(payload2);
  const { bytes: bytes2, start, length: length2 } = roomy(payload2);
  putHeader(bytes2, start - NLMSG_HDRLEN, type2, flags2, length2, little3);
  place.bytes = bytes2;
  place.start = start - NLMSG_HDRLEN;
  place.end = alignMessage(start + length2);
  return place;
};
var roomy = (payload2) => {
  if (!(payload2 instanceof Payload)) return copied({ bytes: payload2, start: 0, length: payload2.length });
  return payload2.takeRoom() ? payload2 : copied(payload2);
};
var askNoAck = ({ bytes: bytes2, start }, little3) => {
  const at = start + (little3 ? NLMSG_FLAGS_AT : NLMSG_FLAGS_AT + 1);
  bytes2[at] = bytes2[at] & ~NLM_F_ACK;
};
var put32 = (bytes2, at, value, little3) => {
  put16(bytes2, little3 ? at : at + 2, value, little3);
  put16(bytes2, little3 ? at + 2 : at, value >>> 16, little3);
};
var put16 = (bytes2, at, value, little3) => {
  bytes2[little3 ? at : at + 1] = value;
  bytes2[little3 ? at + 1 : at] = value >>> 8;
};

// src/netlink/codec/checks.ts
var import_fastest_levenshtein = __toESM(require_mod(), 1);
var limits = (size, signed) => LIMITS[signed ? 1 : 0][size];
var LIMITS = [
  {
    1: { low: 0, high: 255 },
    2: { low: 0, high: 65535 },
    4: { low: 0, high: 4294967295 },
    8: { low: 0, high: 0xffffffffffffffffn }
  },
  {
    1: { low: -128, high: 127 },
    2: { low: -32768, high: 32767 },
    4: { low: -2147483648, high: 2147483647 },
    8: { low: -0x8000000000000000n, high: 0x7fffffffffffffffn }
  }
];
var KEYS = /* @__PURE__ */ new WeakMap();
var fieldKeys = (node) => {
  const keys2 = KEYS.get(node) ?? new Set(node.fields.map(({ key }) => key));
  KEYS.set(node, keys2);
  return keys2;
};
var rowOf = ({ rows: rows19 }, key, path) => {
  const row3 = rows19[key];
  if (row3?.id === void 0) throw unknownKey(path, key, Object.keys(rows19));
  return row3;
};
var objectOf = (value, path) => {
  if (typeof value !== "object" || value === null || Array.isArray(value) || value instanceof Uint8Array)
    throw new EncodeError(path, "an object", value);
  return value;
};
var listOf = (value, path) => {
  if (!Array.isArray(value)) throw new EncodeError(path, "a list", value);
  return value;
};
var suggest = (given4, known) => {
  if (known.length === 0) return void 0;
  const near = (0, import_fastest_levenshtein.closest)(given4, known);
  return (0, import_fastest_levenshtein.distance)(given4, near) <= Math.max(2, given4.length / 3) ? near : void 0;
};
var unknownKey = (path, key, known) => new EncodeError(joinPath(path, key), "a field that exists", void 0, suggest(key, known));
var wordNumber = (node, word, path) => {
  const number2 = node.numbers[word];
  if (number2 !== void 0) return number2;
  const known = Object.keys(node.numbers);
  const listed3 = known.length <= 12 ? `one of ${known.join(", ")}` : "a known word";
  throw new EncodeError(path, `${listed3}, or a number`, word, suggest(word, known));
};
var numberOf = (node, value, path) => typeof value === "string" ? wordNumber(node, value, path) : value;
var maskOf = (node, value, path) => {
  if (!Array.isArray(value)) return value;
  let mask = 0;
  for (const [index, word] of value.entries()) {
    const bits = typeof word === "string" ? wordNumber(node, word, joinPath(path, index)) : word;
    if (!Number.isInteger(bits) || bits < 0 || bits > 4294967295)
      throw new EncodeError(joinPath(path, index), "a word, or a number from 0 to 4294967295", bits);
    mask |= bits;
  }
  return mask >>> 0;
};
var identify = ({ words }, value, path) => {
  if (typeof value !== "string") return value;
  for (const [text2, word] of words ?? []) if (word === value) return BigInt(text2);
  if (!/^(0x[0-9a-f]{1,16}|\d{1,20})$/i.test(value))
    throw new EncodeError(path, "64 bits such as 0x1122334455667788", value);
  return BigInt(value);
};

// src/netlink/socket/options.ts
var OptionError = class extends NetlinkError {
  constructor(where, option2, problem) {
    super("ERR_OPTION", `${where}: ${option2}: ${problem}`);
    this.name = "OptionError";
    this.option = option2;
  }
};
var describe = (value) => {
  if (value === null || typeof value === "number" || typeof value === "boolean") return String(value);
  if (typeof value === "string") return JSON.stringify(value);
  return Array.isArray(value) ? "a list" : typeof value === "object" ? "an object" : `a ${typeof value}`;
};
var checkOptions = (where, options, known) => {
  if (options === void 0) return;
  if (typeof options !== "object" || options === null || Array.isArray(options))
    throw new OptionError(where, "options", `expected an object, got ${describe(options)}`);
  for (const key in options) {
    if (known.includes(key)) continue;
    const suggestion = suggest(key, known);
    throw new OptionError(
      where,
      key,
      `no such option${suggestion === void 0 ? "" : `; did you mean ${suggestion}?`}`
    );
  }
};
var checkOption = (where, options, option2, fits2, expected) => {
  const value = options[option2];
  if (value === void 0 || fits2(value)) return;
  throw new OptionError(where, option2, `expected ${expected}, got ${describe(value)}`);
};
var integerFrom = (low, high) => (value) => Number.isInteger(value) && value >= low && value <= high;
var REQUEST_OPTIONS = ["signal", "timeout", "target"];
var MAX_TIMEOUT = 2147483647;
var checkRequestOptions = (where, options, more = []) => {
  if (options === void 0) return;
  checkOptions(where, options, [...REQUEST_OPTIONS, ...more]);
  const { signal, timeout } = options;
  checkSignal(where, signal);
  checkTimeout(where, timeout);
};
var checkSignal = (where, signal) => {
  if (signal === void 0 || isSignal(signal)) return;
  throw new OptionError(where, "signal", `expected an AbortSignal, got ${describe(signal)}`);
};
var checkTimeout = (where, timeout) => {
  if (timeout === void 0 || timeout === Number.POSITIVE_INFINITY) return;
  if (typeof timeout === "number" && timeout >= 0 && timeout <= MAX_TIMEOUT) return;
  throw new OptionError(
    where,
    "timeout",
    `expected milliseconds from 0 to ${MAX_TIMEOUT}, or Infinity, got ${describe(timeout)}`
  );
};
var isSignal = (signal) => typeof signal === "object" && signal !== null && typeof signal.aborted === "boolean" && typeof signal.addEventListener === "function" && typeof signal.removeEventListener === "function";

// src/netlink/transport/forgotten.ts
var found = /* @__PURE__ */ new Map();
var warn = () => {
  for (const [text2, count3] of found) {
    const message3 = count3 === 1 ? text2 : `${text2} (${count3} of them)`;
    process.emitWarning(message3, { type: "RtnlWarning", code: "RTNL_LEFT_OPEN" });
  }
  found.clear();
};
var warnOf = (text2) => {
  if (found.size === 0) setImmediate(warn);
  found.set(text2, (found.get(text2) ?? 0) + 1);
};
var forgotten = new FinalizationRegistry(warnOf);
var watchOver = (owner, text2) => forgotten.register(owner, text2, owner);
var letGo = (owner) => void forgotten.unregister(owner);

// src/netlink/socket/rejection.ts
var isOfRequest = (error) => (
  // what broke the socket fails many requests at once, and is about none of them
  error instanceof NetlinkError && !(error instanceof SocketError)
);
var rejection = async (error) => {
  await void 0;
  await void 0;
  await void 0;
  if (isOfRequest(error)) Error.captureStackTrace(error, rejection);
  throw error;
};
var withStacks = async (outcomes) => {
  await void 0;
  await void 0;
  await void 0;
  const here = new Error();
  Error.captureStackTrace(here, withStacks);
  const lines = String(here.stack).slice(String(here).length);
  for (const outcome of outcomes)
    if (outcome.status === "rejected" && isOfRequest(outcome.reason)) {
      const { reason } = outcome;
      reason.stack = `${reason.name}: ${reason.message}${lines}`;
    }
  return outcomes;
};

// src/netlink/socket/stream.ts
var WAITING = 1024;
var Channel = class {
  constructor(source, most) {
    this.values = [];
    this.taken = 0;
    this.held = false;
    this.ended = false;
    this.takers = [];
    this.source = source;
    this.most = most;
  }
  next(stream) {
    if (this.cancel === void 0 && !this.ended) this.begin();
    if (this.taken < this.values.length) return Promise.resolve({ done: false, value: this.take() });
    if (this.error !== void 0) {
      const { reason } = this.error;
      this.error = void 0;
      return rejection(reason);
    }
    if (this.ended) return Promise.resolve({ done: true, value: void 0 });
    this.waiting = stream;
    return new Promise((resolve) => {
      this.takers.push(resolve);
    });
  }
  leave() {
    this.source.close?.();
    this.values = [];
    this.taken = 0;
    this.end(void 0);
    this.cancel?.(void 0);
    this.error = void 0;
  }
  /** The stream was collected. */
  forgotten() {
    if (this.ended) return;
    if (this.source.close?.() === true) warnOf(LEFT_OPEN);
    this.leave();
  }
  begin() {
    try {
      const { finished, cancel } = this.source.start((value) => this.push(value));
      this.cancel = cancel;
      finished.then(
        () => this.end(void 0),
        (reason) => this.end({ reason })
      );
    } catch (reason) {
      this.end({ reason });
    }
  }
  push(value) {
    if (this.ended) return;
    const taker = this.takers.shift();
    if (this.takers.length === 0) this.waiting = void 0;
    if (taker !== void 0) return taker({ done: false, value });
    this.values.push(value);
    if (this.values.length - this.taken >= this.most) this.held = this.source.hold();
  }
  take() {
    const value = this.values[this.taken];
    this.taken++;
    if (this.taken === this.values.length) {
      this.values = [];
      this.taken = 0;
      if (this.held) {
        this.held = false;
        this.source.resume();
      }
    }
    return value;
  }
  end(error) {
    if (this.ended) return;
    this.ended = true;
    this.error = error;
    this.waiting = void 0;
    for (const taker of this.takers.splice(0)) {
      if (this.error === void 0) taker({ done: true, value: void 0 });
      else {
        taker(rejection(this.error.reason));
        this.error = void 0;
      }
    }
  }
};
var LEFT_OPEN = "A monitor was garbage-collected: leave the loop over it, call `return`, or declare it with `await using`";
var forgotten2 = new FinalizationRegistry((channel) => channel.forgotten());
var Stream = class {
  constructor(source, most = WAITING) {
    this.channel = new Channel(source, most);
    forgotten2.register(this, this.channel, this);
  }
  [Symbol.asyncIterator]() {
    return this;
  }
  next() {
    return this.channel.next(this);
  }
  /** Called when a loop is left early: nothing more is read. */
  async return() {
    forgotten2.unregister(this);
    this.channel.leave();
    return { done: true, value: void 0 };
  }
  async [Symbol.asyncDispose]() {
    await this.return();
  }
};

// src/netlink/socket/socket.ts
import { performance as performance2 } from "node:perf_hooks";

// src/netlink/codec/enumeration.ts
var named2 = (scalar, prefix, words) => {
  const numbers2 = /* @__PURE__ */ Object.create(null);
  const constants2 = /* @__PURE__ */ Object.create(null);
  const byNumber = /* @__PURE__ */ new Map();
  for (const [word, entry] of Object.entries(words)) {
    const number2 = typeof entry === "number" ? entry : entry[0];
    numbers2[word] = number2;
    constants2[word] = typeof entry === "number" ? prefix + upperSnake(word).replaceAll("-", "_") : entry[1];
    if (!byNumber.has(number2)) byNumber.set(number2, word);
  }
  return { scalar, prefix, numbers: numbers2, words: byNumber, constants: constants2 };
};
var enumeration = (scalar, prefix, words) => ({ type: "enum", ...named2(scalar, prefix, words) });
var flags = (scalar, prefix, words) => ({
  type: "flags",
  ...named2(scalar, prefix, words)
});
var flagWords = (node, bits) => {
  const words = [];
  let rest = bits;
  for (const [mask, word] of node.words) {
    if (mask !== 0 && (bits & mask) >>> 0 === mask >>> 0) {
      words.push(word);
      rest &= ~mask;
    }
  }
  if (rest !== 0) words.push(rest >>> 0);
  return words;
};

// src/netlink/codec/layout.ts
var LAYOUTS = /* @__PURE__ */ new WeakMap();
var attachLayout = (value, layout) => {
  LAYOUTS.set(value, layout);
};
var layoutOf = (value) => LAYOUTS.get(value);
var imageOf = (value) => {
  const [first] = LAYOUTS.get(value) ?? [];
  return first !== void 0 && "image" in first ? first.image : void 0;
};
var isZero = (byte) => byte === 0;
var gapAfter = (bytes2, start, until, end) => {
  const full = start + align4(until - start);
  const gap = bytes2.slice(until, Math.min(full, end));
  return gap.length === full - until && gap.every(isZero) ? void 0 : gap;
};
var isChars = ({ node }) => node.type === "text" && node.format === "string" && node.size !== void 0;
var charsEnd = (bytes2, start, end) => {
  const nul = bytes2.subarray(start, end).indexOf(0);
  return nul < 0 ? end : start + nul;
};
var saysAll = ({ fields: fields2, size }, bytes2, start) => {
  let said4 = start;
  for (const field3 of fields2) {
    const from = start + field3.offset;
    for (let at = said4; at < from; at++) if (bytes2[at] !== 0) return false;
    said4 = field3.size === void 0 ? start + size : from + field3.size;
    if (!isChars(field3)) continue;
    for (let at = charsEnd(bytes2, from, said4); at < said4; at++) if (bytes2[at] !== 0) return false;
  }
  for (let at = said4; at < start + size; at++) if (bytes2[at] !== 0) return false;
  return true;
};
var endingOf = (node, bytes2, from, until) => {
  if (node.type === "identifier" && node.words !== void 0) return bytes2.slice(from, until);
  if (node.type === "flag") return node.reported === true ? bytes2.slice(from, until) : void 0;
  if (node.type !== "text" || node.format !== "string" || node.size !== void 0) return void 0;
  return bytes2.slice(charsEnd(bytes2, from, until), until);
};

// src/netlink/codec/struct.ts
var layouts = __toESM(require_Layout(), 1);
var sizeOf = (node) => {
  switch (node.type) {
    case "scalar":
      return node.size;
    case "identifier":
      return 8;
    case "enum":
    case "flags":
      return node.scalar.size;
    case "text":
    case "bytes":
      return node.size;
    case "list": {
      const each = sizeOf(node.of);
      return node.count === void 0 || each === void 0 ? void 0 : node.count * each;
    }
    case "struct":
      return node.size;
    default:
      return void 0;
  }
};
var sizeOfEach = ({ of }) => {
  const size = sizeOf(of);
  if (size === void 0 || size === 0) throw new TypeError("list of a node without a size");
  return size;
};
var alignmentOf = (node) => {
  switch (node.type) {
    case "scalar":
      return node.size;
    case "identifier":
      return 8;
    case "enum":
    case "flags":
      return node.scalar.size;
    case "list":
      return alignmentOf(node.of);
    case "struct":
      return Math.max(1, ...node.fields.map((field3) => alignmentOf(field3.node)));
    default:
      return 1;
  }
};
var INTEGERS = {
  u8: layouts.u8,
  s8: layouts.s8,
  u16: layouts.u16,
  s16: layouts.s16,
  u16be: layouts.u16be,
  u32: layouts.u32,
  s32: layouts.s32,
  u32be: layouts.u32be,
  s32be: layouts.s32be,
  u64: layouts.nu64,
  s64: layouts.ns64,
  u64be: layouts.nu64be
};
var integerLayout = ({ size, signed, order }, key) => INTEGERS[`${signed ? "s" : "u"}${size * 8}${order === "be" && size > 1 ? "be" : ""}`](key);
var fieldLayout = (node, size, key) => {
  if (node.type === "scalar") return integerLayout(node, key);
  if (node.type === "enum" || node.type === "flags") return integerLayout(node.scalar, key);
  return layouts.blob(size, key);
};
var declare = (nodes, packed) => {
  const parts = [];
  let end = 0;
  let widest = 1;
  const pad = (alignment) => {
    const gap = packed ? 0 : (alignment - end % alignment) % alignment;
    if (gap > 0) parts.push(layouts.blob(gap));
    end += gap;
  };
  for (const [key, node] of nodes) {
    const size = sizeOf(node);
    if (size === void 0) continue;
    const alignment = alignmentOf(node);
    widest = Math.max(widest, alignment);
    pad(alignment);
    parts.push(fieldLayout(node, size, key));
    end += size;
  }
  const unpadded = end;
  pad(widest);
  const structure = layouts.struct(parts);
  const fields2 = nodes.map(([key, node]) => ({
    key,
    node,
    offset: structure.offsetOf(key) ?? unpadded,
    size: sizeOf(node)
  }));
  return { size: structure.span, fields: fields2 };
};
var struct2 = (name, fields2, { prefix = "", names = {}, packed = false } = {}) => {
  let declared;
  const layout = () => {
    declared ??= declare(Object.entries(fields2), packed);
    return declared;
  };
  return {
    type: "struct",
    name,
    get size() {
      return layout().size;
    },
    get fields() {
      return layout().fields;
    },
    fieldName: (key) => names[key] === void 0 ? prefix + upperSnake(key).toLowerCase() : names[key]
  };
};
var lengthOffset = ({ header, length: length2 }) => {
  const field3 = header.fields.find(({ key }) => key === length2);
  if (field3 === void 0) throw new TypeError(`${header.name ?? "a record"} has no field ${length2}`);
  return field3.offset;
};

// src/netlink/codec/utf8.ts
var ESCAPE = 56320;
var LONE_SURROGATE = new RegExp("\\p{Surrogate}", "u");
var ESCAPED = /[\udc80-\udcff]/u;
var strict = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });
var encoder = new TextEncoder();
var decodeUtf8 = (bytes2) => {
  try {
    return strict.decode(bytes2);
  } catch {
    return decodeEscaping(bytes2);
  }
};
var encodeUtf8 = (text2) => text2.isWellFormed() ? encoder.encode(text2) : encodeEscaped(text2);
var decodeEscaping = (bytes2) => {
  let text2 = "";
  let from = 0;
  for (let at = 0; at < bytes2.length; ) {
    const length2 = sequenceLength(bytes2, at);
    if (length2 === 0) {
      text2 += strict.decode(bytes2.subarray(from, at)) + String.fromCharCode(ESCAPE + bytes2[at]);
      from = at + 1;
    }
    at += Math.max(length2, 1);
  }
  return text2 + strict.decode(bytes2.subarray(from));
};
var sequenceLength = (bytes2, at) => {
  const first = bytes2[at];
  if (first < 128) return 1;
  if (first < 194 || first > 244) return 0;
  const length2 = first < 224 ? 2 : first < 240 ? 3 : 4;
  const low = first === 224 ? 160 : first === 240 ? 144 : 128;
  const high = first === 237 ? 159 : first === 244 ? 143 : 191;
  const second = bytes2[at + 1] ?? 0;
  if (second < low || second > high) return 0;
  for (let index = 2; index < length2; index++) if (((bytes2[at + index] ?? 0) & 192) !== 128) return 0;
  return length2;
};
var encodeEscaped = (text2) => {
  const bytes2 = [];
  for (const letter of text2) {
    if (!LONE_SURROGATE.test(letter)) {
      for (const byte of encoder.encode(letter)) bytes2.push(byte);
    } else if (ESCAPED.test(letter)) bytes2.push(letter.charCodeAt(0) - ESCAPE);
    else return void 0;
  }
  return new Uint8Array(bytes2);
};

// src/netlink/codec/text.ts
var HEX = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, "0"));
var HEADS = new Array(65536);
var TAILS = new Array(65536);
var halfText = (table15, half, end) => {
  const text2 = `${half >>> 8}.${half & 255}${end}`;
  table15[half] = text2;
  return text2;
};
var SEEN_NUMBERS = new Int32Array(256);
var SEEN_TEXTS = new Array(256).fill("0.0.0.0");
var formatIpv4 = (bytes2, at) => {
  const high = bytes2[at] << 8 | bytes2[at + 1];
  const low = bytes2[at + 2] << 8 | bytes2[at + 3];
  const number2 = high << 16 | low;
  const place2 = low & 255;
  if (SEEN_NUMBERS[place2] === number2) return SEEN_TEXTS[place2];
  const text2 = (HEADS[high] ?? halfText(HEADS, high, ".")) + (TAILS[low] ?? halfText(TAILS, low, ""));
  SEEN_NUMBERS[place2] = number2;
  SEEN_TEXTS[place2] = text2;
  return text2;
};
var formatIpv4Prefix = (bytes2, at, suffix) => {
  const high = bytes2[at] << 8 | bytes2[at + 1];
  const low = bytes2[at + 2] << 8 | bytes2[at + 3];
  return (HEADS[high] ?? halfText(HEADS, high, ".")) + ((TAILS[low] ?? halfText(TAILS, low, "")) + suffix);
};
var formatIpv6 = (bytes2, at) => {
  let bestStart = -1;
  let bestLength = 1;
  let start = -1;
  for (let group = 0; group <= 8; group++) {
    const zero = group < 8 && bytes2[at + 2 * group] === 0 && bytes2[at + 2 * group + 1] === 0;
    if (zero) {
      if (start < 0) start = group;
    } else if (start >= 0) {
      if (group - start > bestLength) {
        bestStart = start;
        bestLength = group - start;
      }
      start = -1;
    }
  }
  const mapped2 = bestStart === 0 && bestLength === 5 && bytes2[at + 10] === 255 && bytes2[at + 11] === 255;
  if (mapped2) return `::ffff:${formatIpv4(bytes2, at + 12)}`;
  if (bestStart === 0 && bestLength === 6) return `::${formatIpv4(bytes2, at + 12)}`;
  let text2 = "";
  for (let group = 0; group < 8; group++) {
    if (group === bestStart) {
      text2 += "::";
      group += bestLength - 1;
      continue;
    }
    if (text2 !== "" && group !== bestStart + bestLength) text2 += ":";
    text2 += (bytes2[at + 2 * group] << 8 | bytes2[at + 2 * group + 1]).toString(16);
  }
  return text2;
};
var SEEN_HIGH = new Int32Array(256);
var SEEN_LOW = new Int32Array(256);
var SEEN_LINKS = new Array(256).fill("00:00:00:00:00:00");
var formatEthernet = (bytes2, at) => {
  const high = bytes2[at] << 16 | bytes2[at + 1] << 8 | bytes2[at + 2];
  const low = bytes2[at + 3] << 16 | bytes2[at + 4] << 8 | bytes2[at + 5];
  const slot = 3 * high + low & 255;
  if (SEEN_HIGH[slot] === high && SEEN_LOW[slot] === low) return SEEN_LINKS[slot];
  const text2 = formatOctets(bytes2, at, at + 6);
  SEEN_HIGH[slot] = high;
  SEEN_LOW[slot] = low;
  SEEN_LINKS[slot] = text2;
  return text2;
};
var formatLinkAddress = (bytes2, start, end) => end - start === 6 ? formatEthernet(bytes2, start) : formatOctets(bytes2, start, end);
var addressEnd = (least, bytes2, start, end) => {
  let until = end;
  while (until > start + least && bytes2[until - 1] === 0) until--;
  return until;
};
var formatOctets = (bytes2, start, end) => {
  if (start === end) return "";
  let text2 = HEX[bytes2[start]];
  for (let at = start + 1; at < end; at++) text2 += `:${HEX[bytes2[at]]}`;
  return text2;
};
var formatHex = (bytes2) => {
  let text2 = "";
  for (const byte of bytes2) text2 += HEX[byte];
  return text2;
};
var formatMpls = (bytes2, start, end) => {
  const labels = [];
  for (let at = start; at + 4 <= end; at += 4) {
    labels.push(bytes2[at] << 12 | bytes2[at + 1] << 4 | bytes2[at + 2] >>> 4);
    const rest = bytes2[at + 2] & 15 | bytes2[at + 3];
    const last2 = at + 4 === end;
    if (rest !== (last2 ? 1 : 0)) return void 0;
  }
  return labels.join("/");
};
var SEEN = new Array(1024);
var formatString = (bytes2, start, end) => {
  let hash2 = end - start;
  for (let at = start; at < end; at++) hash2 = Math.imul(hash2, 31) + bytes2[at] | 0;
  const slot = hash2 & 1023;
  const seen = SEEN[slot];
  if (seen !== void 0 && equals(seen, bytes2, start, end)) return seen;
  const text2 = decodeUtf8(bytes2.subarray(start, end));
  if (text2.length === end - start && text2.length <= 64) SEEN[slot] = text2;
  return text2;
};
var equals = (text2, bytes2, start, end) => {
  if (text2.length !== end - start) return false;
  for (let at = start, i = 0; at < end; at++, i++) if (text2.charCodeAt(i) !== bytes2[at]) return false;
  return true;
};

// src/netlink/codec/decode.ts
var ORDERS = ["be", "le"];
var hostOrder = ORDERS[new Uint8Array(Uint16Array.of(1).buffer)[0]];
var Malformed = class extends Error {
};
var MAX_LEVELS = 64;
var Reader = class {
  constructor(bytes2, options) {
    this.levels = 0;
    this.bytes = new Uint8Array(bytes2.buffer, bytes2.byteOffset, bytes2.byteLength);
    this.view = new DataView(bytes2.buffer, bytes2.byteOffset, bytes2.byteLength);
    this.little = (options.order ?? hostOrder) === "le";
    this.options = options;
    this.spans = options.spans;
  }
  problem(path, offset, message3) {
    if (this.options.strict === true) throw new DecodeError(message3, path, offset);
    this.options.problems?.push({ path, offset, message: message3 });
  }
  node(node, start, end, scope, path) {
    switch (node.type) {
      case "scalar":
        return this.scalar(node, start, end);
      case "uint":
        return this.scalar(end - start === 8 ? u64 : u32, start, end);
      case "enum":
        return this.enumeration(node, start, end);
      case "flags":
        return flagWords(node, this.scalar(node.scalar, start, end));
      case "text":
        return this.text(node, start, end);
      case "bytes":
        if (node.size !== void 0 && end - start !== node.size)
          throw new Malformed(lengthMessage(node.size, end - start));
        return this.bytes.slice(start, end);
      case "flag":
        if (node.reported === true && end - start === 1) return this.bytes[start] !== 0;
        if (end !== start) throw new Malformed(lengthMessage(0, end - start));
        return true;
      case "identifier":
        if (end - start !== 8) throw new Malformed(lengthMessage(8, end - start));
        return this.identifier(node, start);
      case "list":
        return this.list(node, start, end, scope, path);
      case "vector":
        return this.vector(node, start, end);
      case "struct":
        return this.struct(node, start, end, scope, path);
      case "items":
        return this.items(node, start, end, scope, path);
      case "groups":
        return this.groups(node, start, end, scope, path);
      case "attributes":
        return this.attributes(node, {}, start, end, scope.header, path);
      case "message":
        return this.message(node, start, end, path);
      case "records":
        return this.records(node, start, end, scope, path);
      case "select":
        return this.node(choose(node, scope), start, end, scope, path);
    }
  }
  scalar({ size, signed, order }, start, end) {
    if (end - start !== size) throw new Malformed(lengthMessage(size, end - start));
    const little3 = order === "host" && this.little;
    switch (size) {
      case 1:
        return signed ? this.view.getInt8(start) : this.view.getUint8(start);
      case 2:
        return signed ? this.view.getInt16(start, little3) : this.view.getUint16(start, little3);
      case 4:
        return signed ? this.view.getInt32(start, little3) : this.view.getUint32(start, little3);
      case 8:
        return signed ? this.view.getBigInt64(start, little3) : this.view.getBigUint64(start, little3);
    }
  }
  enumeration(node, start, end) {
    const number2 = this.scalar(node.scalar, start, end);
    return node.words.get(number2) ?? number2;
  }
  identifier({ order, words }, start) {
    const text2 = `0x${this.view.getBigUint64(start, order === "host" && this.little).toString(16)}`;
    return words?.get(text2) ?? text2;
  }
  text(node, start, end) {
    const { format, size, least } = node;
    if (size !== void 0 && end - start !== size) throw new Malformed(lengthMessage(size, end - start));
    const length2 = end - start;
    switch (format) {
      case "string": {
        let stop = start;
        while (stop < end && this.bytes[stop] !== 0) stop++;
        return formatString(this.bytes, start, stop);
      }
      case "lladdr":
        return formatLinkAddress(
          this.bytes,
          start,
          least === void 0 ? end : addressEnd(least, this.bytes, start, end)
        );
      case "mpls": {
        const labels = length2 % 4 === 0 && length2 > 0 ? formatMpls(this.bytes, start, end) : void 0;
        if (labels === void 0) throw new Malformed("not an MPLS label stack");
        return labels;
      }
      default:
        if (length2 === 0 && node.none === true) return void 0;
        if (length2 === 4) return formatIpv4(this.bytes, start);
        if (length2 === 16) return formatIpv6(this.bytes, start);
        throw new Malformed(`an address has 4 or 16 bytes, not ${length2}`);
    }
  }
  list(node, start, end, scope, path) {
    const size = sizeOfEach(node);
    if ((end - start) % size !== 0) throw new Malformed(`${end - start} bytes are no list of ${size}-byte values`);
    if (node.count !== void 0 && end - start !== node.count * size)
      throw new Malformed(lengthMessage(node.count * size, end - start));
    const values = [];
    for (let at = start; at < end; at += size)
      values.push(this.node(node.of, at, at + size, scope, joinPath(path, values.length)));
    return values;
  }
  /** Places that the bytes don't reach are undefined; those behind the last known name have their number as key. */
  vector({ of, names, first }, start, end) {
    if ((end - start) % of.size !== 0)
      throw new Malformed(`${end - start} bytes are no vector of ${of.size}-byte values`);
    const value = {};
    for (const name of names) value[name] = void 0;
    for (let at = start, place2 = 0; at < end; at += of.size, place2++)
      value[names[place2] ?? String(place2 + first)] = this.scalar(of, at, at + of.size);
    return value;
  }
  /** Fields that don't fit any more are undefined; bytes that no field takes are kept under `tail`. */
  struct(node, start, end, { header }, path) {
    const value = {};
    const scope = { header, attributes: value };
    let taken2 = start;
    for (const { key, node: field3, offset, size } of node.fields) {
      const from = start + offset;
      const until = size === void 0 ? openEnd(field3, value, from, end) : from + size;
      value[key] = void 0;
      if (from > end || until > end) continue;
      const inner2 = joinPath(path, key);
      const span = this.open("field", from, until - from, key, node.fieldName(key) ?? void 0, inner2, field3);
      value[key] = this.node(field3, from, until, scope, inner2);
      this.close(span, value[key]);
      taken2 = until;
    }
    if (end - start >= node.size) taken2 = Math.max(taken2, start + node.size);
    if (taken2 < end) value["tail"] = this.bytes.slice(taken2, end);
    if (this.options.exact === true && end - start >= node.size && !saysAll(node, this.bytes, start))
      attachLayout(value, [{ image: this.bytes.slice(start, start + node.size) }]);
    return value;
  }
  attributes(table15, value, start, end, header, path) {
    if (this.levels === MAX_LEVELS) throw new Malformed(`nested more than ${MAX_LEVELS} levels deep`);
    this.levels++;
    try {
      return this.nest(table15, value, start, end, header, path);
    } finally {
      this.levels--;
    }
  }
  nest(table15, value, start, end, header, path) {
    const layout = this.options.exact === true ? [] : void 0;
    const nest = { table: table15, value, scope: { header, attributes: value }, path, layout };
    const keys2 = keysOf(table15);
    const waiting = [];
    this.each(start, end, path, layout, (found2) => {
      const { id, type: type2, from, after } = found2;
      const key = keys2.get(id);
      const row3 = key === void 0 ? void 0 : table15.rows[key];
      if (key === void 0 || row3 === void 0) return this.foreign(nest, found2);
      if (path === "" && this.options.skip?.has(key) === true) return;
      if (key in value && !row3.repeated) {
        const entry = this.keep(nest, found2);
        layout?.push(entry);
        return this.problem(joinPath(path, key), from, "stands there twice");
      }
      value[key] ??= row3.repeated ? [] : void 0;
      const place2 = layout === void 0 ? 0 : layout.push({ key, type: type2, ending: void 0, after }) - 1;
      const read2 = () => {
        const entry = this.attribute(nest, key, row3, found2);
        if (layout !== void 0) layout[place2] = entry;
      };
      if (row3.node.type === "select" && !row3.node.by.startsWith("header.")) waiting.push(read2);
      else read2();
    });
    for (const read2 of waiting) read2();
    if (layout !== void 0) attachLayout(value, layout);
    return value;
  }
  /** Reads the value of one attribute, or keeps its bytes where it is malformed. */
  attribute(nest, key, { node, repeated: repeated2 }, found2) {
    const { table: table15, value, scope, path, layout } = nest;
    const { type: type2, from, until, after } = found2;
    const chosen = node.type === "select" ? chooseAll(node, scope) : node;
    if (repeated2) value[key] ??= [];
    const list2 = repeated2 ? value[key] : void 0;
    const inner2 = list2 === void 0 ? joinPath(path, key) : joinPath(joinPath(path, key), list2.length);
    const span = this.open(
      "attribute",
      from - NLA_HDRLEN,
      until - from + NLA_HDRLEN,
      key,
      constantOf(table15, key),
      inner2,
      chosen
    );
    let read2;
    try {
      read2 = this.node(chosen, from, until, scope, inner2);
    } catch (error) {
      if (!(error instanceof Malformed)) throw error;
      this.problem(inner2, from, error.message);
    }
    this.close(span, read2);
    if (read2 === void 0) {
      if (list2 === void 0 || list2.length === 0) delete value[key];
      return this.keep(nest, found2);
    }
    if (list2 === void 0) value[key] = read2;
    else list2.push(read2);
    return { key, type: type2, ending: layout && endingOf(chosen, this.bytes, from, until), after };
  }
  /** An attribute that the table does not know. */
  foreign(nest, found2) {
    const { from, until, id } = found2;
    const entry = this.keep(nest, found2);
    nest.layout?.push(entry);
    this.close(
      this.open(
        "unknown",
        from - NLA_HDRLEN,
        until - from + NLA_HDRLEN,
        String(id),
        void 0,
        joinPath(nest.path, `#${id}`),
        void 0
      ),
      void 0
    );
  }
  /** Calls back for every attribute between two offsets; what is left and no attribute is a problem. */
  each(start, end, path, layout, visit) {
    let at = start;
    while (end - at >= NLA_HDRLEN) {
      const length2 = this.view.getUint16(at, this.little);
      if (length2 < NLA_HDRLEN || length2 > end - at) break;
      const type2 = this.view.getUint16(at + 2, this.little);
      const until = at + length2;
      const after = layout === void 0 ? void 0 : gapAfter(this.bytes, at, until, end);
      visit({ id: type2 & NLA_TYPE_MASK, type: type2, from: at + NLA_HDRLEN, until, after });
      at += Math.min(align4(length2), end - at);
    }
    if (at === end) return;
    layout?.push({ rest: this.bytes.slice(at, end) });
    this.problem(path, at, `${end - at} bytes that are no attribute`);
  }
  /** An attribute that no row can take is kept as it came. */
  keep({ value }, { id, type: type2, from, until, after }) {
    const unknown = { id, bytes: this.bytes.slice(from, until) };
    const kept = value["unknown"];
    if (kept === void 0) value["unknown"] = [unknown];
    else kept.push(unknown);
    return { unknown, type: type2, after };
  }
  items(node, start, end, scope, path) {
    const values = [];
    const layout = this.options.exact === true ? [] : void 0;
    this.each(start, end, path, layout, ({ id, type: type2, from, until, after }) => {
      const inner2 = joinPath(path, values.length);
      if (node.id !== void 0 && id !== node.id) throw new Malformed(`item of type ${id}, expected ${node.id}`);
      const span = this.open(
        "item",
        from - NLA_HDRLEN,
        until - from + NLA_HDRLEN,
        String(values.length),
        void 0,
        inner2,
        node.of
      );
      const value = this.node(node.of, from, until, scope, inner2);
      this.close(span, value);
      layout?.push({ key: String(values.length), type: type2, ending: endingOf(node.of, this.bytes, from, until), after });
      values.push(value);
    });
    if (layout !== void 0) attachLayout(values, layout);
    return values;
  }
  /** A new group begins with an attribute that the last one has already. */
  groups({ of }, start, end, { header }, path) {
    const cuts = [];
    let types = /* @__PURE__ */ new Set();
    for (let at = start; end - at >= NLA_HDRLEN; ) {
      const length2 = this.view.getUint16(at, this.little);
      if (length2 < NLA_HDRLEN || length2 > end - at) break;
      const type2 = this.view.getUint16(at + 2, this.little) & NLA_TYPE_MASK;
      if (cuts.length === 0 || types.has(type2)) {
        cuts.push(at);
        types = /* @__PURE__ */ new Set();
      }
      types.add(type2);
      at += Math.min(align4(length2), end - at);
    }
    if (cuts.length === 0 && start < end) cuts.push(start);
    return cuts.map(
      (from, place2) => this.attributes(of, {}, from, cuts[place2 + 1] ?? end, header, joinPath(path, place2))
    );
  }
  message(node, start, end, path) {
    const struct3 = headerOf(node, end - start);
    const { name, size } = struct3;
    if (end - start < size)
      throw new Malformed(`${end - start} bytes are too few for ${name ?? "the header"} (${size})`);
    const scope = { header: {}, attributes: {} };
    const span = this.open("header", start, size, "header", name, joinPath(path, "header"), struct3);
    const header = this.struct(struct3, start, start + size, scope, joinPath(path, "header"));
    this.close(span, header);
    const first = Math.min(start + align4(size), end);
    const value = this.attributes(node.attributes, { header }, first, end, header, path);
    const padding = this.bytes.slice(start + size, first);
    if (struct3 !== node.header) layoutOf(value)?.unshift({ padding, header: size });
    else if (first === end || padding.some((byte) => byte !== 0)) layoutOf(value)?.unshift({ padding });
    return value;
  }
  records(node, start, end, scope, path) {
    const { size } = node.header;
    const lengthAt = lengthOffset(node);
    const values = [];
    let at = start;
    while (at < end) {
      const inner2 = joinPath(path, values.length);
      const length2 = end - at < size ? 0 : this.view.getUint16(at + lengthAt, this.little);
      if (length2 < size || length2 > end - at)
        throw new Malformed(`record ${values.length} has a length of ${length2} where ${end - at} bytes are left`);
      const span = this.open("item", at, length2, String(values.length), node.header.name, inner2, node.header);
      const header = this.struct(node.header, at, at + size, scope, joinPath(inner2, "header"));
      delete header[node.length];
      const value = this.attributes(node.attributes, { header }, at + size, at + length2, scope.header, inner2);
      this.close(span, value);
      values.push(value);
      at += Math.min(align4(length2), end - at);
    }
    return values;
  }
  /** Starts a span when spans are wanted; those read before `close` are its children. */
  open(kind2, offset, length2, name, constant, path, node) {
    if (this.spans === void 0) return void 0;
    const span = { kind: kind2, offset, length: length2, name, constant, path, node, value: void 0, children: [] };
    const outer = this.spans;
    outer.push(span);
    this.spans = span.children;
    return { span, outer };
  }
  close(opened, value) {
    if (opened === void 0) return;
    opened.span.value = value;
    this.spans = opened.outer;
  }
};
var openEnd = (node, value, from, end) => node.type === "list" && node.countedBy !== void 0 ? Math.min(end, from + (Number(value[node.countedBy]) + 1) * sizeOfEach(node)) : end;
var headerOf = ({ header, short = header }, length2) => length2 > 0 && length2 < header.size ? short : header;
var lengthMessage = (expected, found2) => `${found2} bytes, expected ${expected}`;
var KEYS2 = /* @__PURE__ */ new WeakMap();
var keysOf = (table15) => {
  let keys2 = KEYS2.get(table15);
  if (keys2 === void 0) {
    keys2 = new Map(Object.entries(table15.rows).map(([key, row3]) => [row3.id, key]));
    KEYS2.set(table15, keys2);
  }
  return keys2;
};
var choose = (node, scope) => {
  const by = node.by.startsWith("header.") ? scope.header[node.by.slice(7)] : scope.attributes[node.by];
  const word = String(by);
  return by !== void 0 && Object.hasOwn(node.cases, word) ? node.cases[word] : node.otherwise;
};
var chooseAll = (node, scope) => {
  const chosen = choose(node, scope);
  return chosen.type === "select" ? chooseAll(chosen, scope) : chosen;
};
var decode = (node, bytes2, options = {}) => {
  try {
    const scope = { header: {}, attributes: {} };
    return new Reader(bytes2, options).node(node, 0, bytes2.length, scope, "");
  } catch (error) {
    if (error instanceof Malformed) throw new DecodeError(error.message, "", 0);
    throw error;
  }
};

// src/netlink/codec/spans.ts
var describe2 = (node, bytes2, options = {}) => {
  const spans = [];
  const value = decode(node, bytes2, { ...options, spans });
  return { value, spans };
};
var spanAt = (spans, offset) => {
  const span = spans.find((candidate) => offset >= candidate.offset && offset < candidate.offset + candidate.length);
  return span === void 0 ? void 0 : spanAt(span.children, offset) ?? span;
};

// src/netlink/protocol/extack.ts
var policy = attributes("NL_POLICY_TYPE_ATTR_", {
  type: attr(
    1,
    enumeration(u32, "NL_ATTR_TYPE_", {
      invalid: 0,
      flag: 1,
      u8: 2,
      u16: 3,
      u32: 4,
      u64: 5,
      s8: 6,
      s16: 7,
      s32: 8,
      s64: 9,
      binary: 10,
      string: 11,
      "nul-string": 12,
      nested: 13,
      "nested-array": 14,
      bitfield32: 15,
      sint: 16,
      uint: 17
    })
  ),
  minValueS: attr(2, s64, { constant: "NL_POLICY_TYPE_ATTR_MIN_VALUE_S" }),
  maxValueS: attr(3, s64, { constant: "NL_POLICY_TYPE_ATTR_MAX_VALUE_S" }),
  minValueU: attr(4, u64, { constant: "NL_POLICY_TYPE_ATTR_MIN_VALUE_U" }),
  maxValueU: attr(5, u64, { constant: "NL_POLICY_TYPE_ATTR_MAX_VALUE_U" }),
  minLength: attr(6, u32),
  maxLength: attr(7, u32),
  policyIdx: attr(8, u32),
  policyMaxtype: attr(9, u32),
  bitfield32Mask: attr(10, u32, { constant: "NL_POLICY_TYPE_ATTR_BITFIELD32_MASK" }),
  pad: attr(11, bytes),
  mask: attr(12, u64)
});
var nlmsgerr = attributes("NLMSGERR_ATTR_", {
  msg: attr(1, string),
  /** Offset of the attribute at fault from the start of the request. */
  offs: attr(2, u32),
  cookie: attr(3, bytes),
  policy: attr(4, policy),
  /** Type of an attribute that should have been there. */
  missType: attr(5, u32),
  /** Offset of the nest it should have been in; absent for the message itself. */
  missNest: attr(6, u32)
});
var readAck = (message3, flags2, order) => {
  const view = new DataView(message3.buffer, message3.byteOffset, message3.byteLength);
  const little3 = order === "le";
  if (message3.length < NLMSG_HDRLEN + 4) return { errno: EBADMSG, attributes: void 0 };
  const errno = -view.getInt32(NLMSG_HDRLEN, little3);
  const echo = NLMSG_HDRLEN + 4;
  if ((flags2 & NLM_F_ACK_TLVS) === 0 || message3.length < echo + NLMSG_HDRLEN) return { errno, attributes: void 0 };
  const echoed = (flags2 & NLM_F_CAPPED) !== 0 ? NLMSG_HDRLEN : view.getUint32(echo, little3);
  const start = echo + 4 * Math.ceil(echoed / 4);
  return {
    errno,
    attributes: start < message3.length ? decode(nlmsgerr, message3.subarray(start), { order }) : void 0
  };
};
var readDone = (message3, flags2, order) => {
  const view = new DataView(message3.buffer, message3.byteOffset, message3.byteLength);
  if (message3.length < NLMSG_HDRLEN + 4) return { errno: 0, attributes: void 0 };
  const errno = Math.max(0, -view.getInt32(NLMSG_HDRLEN, order === "le"));
  const told = (flags2 & NLM_F_ACK_TLVS) !== 0 && message3.length > NLMSG_HDRLEN + 4;
  return { errno, attributes: told ? decode(nlmsgerr, message3.subarray(NLMSG_HDRLEN + 4), { order }) : void 0 };
};
var tableOf = (node) => node?.type === "attributes" ? node : node?.type === "message" ? node.attributes : void 0;
var missingPath = (table15, path, type2) => {
  const key = Object.entries(table15?.rows ?? {}).find(([, row3]) => row3.id === type2)?.[0];
  return key === void 0 || table15 === void 0 ? joinPath(path, `#${type2}`) : joinPath(path, key);
};
var spansOf = (node, payload2, order) => {
  try {
    return describe2(node, payload2, { order }).spans;
  } catch (error) {
    if (!(error instanceof DecodeError)) throw error;
    return [];
  }
};
var explain = (told, request, node, order) => {
  const spans = node === void 0 ? [] : spansOf(node, request.subarray(NLMSG_HDRLEN), order);
  const at = (offset) => spanAt(spans, offset - NLMSG_HDRLEN);
  const nest = told.missNest === void 0 ? void 0 : at(told.missNest);
  const table15 = told.missNest === void 0 ? tableOf(node) : tableOf(nest?.node);
  return {
    message: told.msg,
    offset: told.offs,
    path: told.offs === void 0 ? void 0 : at(told.offs)?.path,
    missing: told.missType === void 0 ? void 0 : missingPath(table15, nest?.path ?? "", told.missType),
    policy: told.policy,
    cookie: told.cookie
  };
};

// src/netlink/protocol/overrun.ts
var OverrunRecovery = class {
  constructor() {
    this.raised = false;
    this.asking = false;
    /** Barriers without an answer: sequence number and ticket. */
    this.barriers = /* @__PURE__ */ new Map();
    /** The barrier that would end the doubt; 0 before it is sent. */
    this.latest = 0;
  }
  get none() {
    return !this.raised;
  }
  /** Time for a barrier, if anything waits for an answer. */
  get due() {
    return this.asking;
  }
  /** Answers may have been lost. */
  raise() {
    this.raised = true;
    this.asking = true;
    this.latest = 0;
  }
  /** Something was received. */
  heard() {
    this.asking = this.raised;
  }
  sent(seq, ticket) {
    this.barriers.set(seq, ticket);
    this.latest = seq;
    this.asking = false;
  }
  /** True: that was a barrier, and what was sent before it is decided. */
  answered(seq) {
    if (!this.barriers.has(seq)) return false;
    for (const one2 of this.barriers.keys()) if (one2 === seq || precedes(one2, seq)) this.barriers.delete(one2);
    if (seq === this.latest) {
      this.raised = false;
      this.asking = false;
    }
    return true;
  }
  /** The latest barrier, if its send was concluded and nothing has come since: no answer of it is under way. */
  unanswered(ticket) {
    const sent = this.barriers.get(this.latest);
    return this.asking || sent === void 0 || precedes(ticket, sent) ? void 0 : this.latest;
  }
  /** The barrier that travelled with this send. */
  barrierOf(ticket) {
    for (const [seq, one2] of this.barriers) if (one2 === ticket) return seq;
    return void 0;
  }
};
var precedes = (a, b) => a !== b && b - a >>> 0 < 2147483648;

// src/netlink/protocol/flights.ts
var SPARE = 64;
var Flights = class {
  constructor() {
    this.list = [];
    /** Where the first one stands that has not landed. */
    this.head = 0;
    this.live = 0;
  }
  /** The next one: its numbers come behind those of all others. */
  add(flight) {
    this.list.push(flight);
    this.live++;
  }
  /** The one that has this number. */
  find(seq) {
    let low = this.head;
    let high = this.list.length;
    while (low < high) {
      const middle = low + high >>> 1;
      if (precedes(this.list[middle].seq, seq)) low = middle + 1;
      else high = middle;
    }
    const found2 = this.list[low];
    return found2 === void 0 || found2.landed || precedes(seq, found2.first) ? void 0 : found2;
  }
  delete(flight) {
    if (flight.landed) return;
    flight.landed = true;
    this.live--;
    while (this.list[this.head]?.landed === true) this.head++;
    if (this.head === this.list.length) this.reset();
    else if (this.list.length > 2 * this.live + SPARE) this.compact();
  }
  clear() {
    this.list = [];
    this.head = 0;
    this.live = 0;
  }
  /** Those there are now, whatever becomes of them meanwhile. */
  [Symbol.iterator]() {
    return this.list.slice(this.head).filter((one2) => !one2.landed)[Symbol.iterator]();
  }
  /** A list that is emptied one by one keeps its memory. */
  reset() {
    while (this.list.length > 0) this.list.pop();
    this.head = 0;
  }
  compact() {
    this.list = this.list.filter((one2) => !one2.landed);
    this.head = 0;
  }
};

// src/netlink/protocol/outgoing.ts
var OutgoingBuilder = class {
  constructor() {
    /** How many messages there are. */
    this.count = 0;
    /** How long they are together. */
    this.length = 0;
    this.pieces = [];
    this.start = 0;
    this.end = 0;
  }
  add({ bytes: bytes2, start, end }) {
    this.count++;
    this.length += end - start;
    if (bytes2 !== this.bytes || start !== this.end) {
      this.cutOff();
      this.bytes = bytes2;
      this.start = start;
    }
    this.end = end;
  }
  finish() {
    this.cutOff();
    return this.pieces;
  }
  cutOff() {
    const { bytes: bytes2, start, end } = this;
    if (bytes2 !== void 0) this.pieces.push(bytesOf2({ bytes: bytes2, start, end }));
  }
};

// src/netlink/protocol/engine.ts
var MAX_FRAMES = 256;
var MAX_BYTES = 65536;
var ACK_BYTES = 3328;
var USUAL_ANSWER = 4096;
var weightOfAnswer = (length2) => 1 + Math.ceil(2 * length2 / ACK_BYTES);
var ALONE = [];
var Engine = class {
  constructor(order, notifications) {
    /**
     * Requests (dumps aside) that may wait for their ACK at once: the kernel drops ACKs that don't fit the receive buffer.
     * Those with a longer answer count for several.
     */
    this.window = 64;
    /** The socket's own port: answers carry it. */
    this.port = 0;
    /**
     * Whether changes go without an ACK, which costs the kernel as much as half a change, and us as much again: `concluded`
     * tells that it has carried out a send, and it speaks up for each message that it refuses.
     */
    this.silent = false;
    /** Whether the kernel answers every message of a datagram; otherwise each request travels alone. */
    this.answersEach = true;
    /** Whether all answers have come when `concluded` says so. */
    this.answersAtOnce = true;
    /** Whether the transport reports `concluded`. */
    this.conclusive = false;
    /** Those that will be answered. */
    this.flights = new Flights();
    /** Those that nothing but a refusal will answer, in the order in which they were sent: a few. */
    this.quiet = [];
    /** Those that were taken back are undefined. */
    this.queue = [];
    /** Where in the queue the first one stands that was not sent. */
    this.head = 0;
    this.dumps = [];
    this.seq = 0;
    this.ticket = 1;
    this.waiting = 0;
    /** What those that wait may take of the window. */
    this.claimed = 0;
    /** The longest answer so far, and the part of the window that one takes. */
    this.longest = USUAL_ANSWER;
    this.answerWeight = weightOfAnswer(USUAL_ANSWER);
    /** How many of the queue were taken back, and where the last of them was. */
    this.holes = 0;
    this.lastHole = 0;
    this.doubt = new OverrunRecovery();
    this.order = order;
    this.little = order === "le";
    this.notifications = notifications;
  }
  /** Requests that were submitted and not settled. */
  get pending() {
    return this.waiting + (this.dumping === void 0 ? 0 : 1) + this.queued + this.dumps.length;
  }
  /** Whether nothing is awaited, wanted or in doubt, and silence says that a change was carried out. */
  get isQuiescent() {
    return this.idle && this.queued === 0 && this.mayBeSilent;
  }
  /** Requests (dumps aside) that were not sent. */
  get queued() {
    return this.queue.length - this.head - this.holes;
  }
  /**
   * Whether silence will tell, and soon: while an overrun is in doubt it says nothing, and behind a dump there is silence
   * only when all of it was read.
   */
  get mayBeSilent() {
    return this.silent && this.doubt.none && this.dumping === void 0 && this.dumps.length === 0;
  }
  /** Whether nothing that comes can be an answer. */
  get idle() {
    return this.waiting === 0 && this.dumping === void 0;
  }
  /** Requests in flight besides the dump that is running. */
  get awaited() {
    return this.waiting;
  }
  submit(exchange) {
    if (exchange.kind === "dump") this.dumps.push(exchange);
    else this.queue.push(exchange);
  }
  /** Whether as many wait as travel together: each time there are so many more. */
  get batchReady() {
    const { queued } = this;
    return queued > 0 && queued % MAX_FRAMES === 0;
  }
  /** Whether nothing may be sent before something is answered. */
  get full() {
    return this.claimed >= this.window;
  }
  /**
   * Takes back a request that has not ended. True: it was not sent. False: it was, and its answers will be dropped when
   * they come.
   */
  withdraw(exchange) {
    const waiting = this.dumps.indexOf(exchange);
    if (waiting >= 0) this.dumps.splice(waiting, 1);
    if (waiting >= 0) return true;
    for (const flight of this.inFlight()) {
      if (flight.exchange === exchange) flight.abandoned = true;
      if (flight.exchange === exchange || flight.train.includes(exchange)) return false;
    }
    return this.punch(exchange);
  }
  /** Takes back those of the queue that were not sent, and returns them. */
  recall(which) {
    const waiting = this.waitingInQueue();
    this.requeue(waiting.filter((exchange) => !which(exchange)));
    return waiting.filter(which);
  }
  /** What may be sent now; undefined: nothing. Ask again after every receipt. */
  take() {
    const ticket = this.ticket;
    const load2 = new OutgoingBuilder();
    let answers2 = 0;
    let single = true;
    let alone = false;
    let conclude = this.conclusive && !this.answersEach;
    if (this.holes > 0) this.requeue(this.waitingInQueue());
    if (this.doubt.due && (this.waiting > 0 || this.dumping?.cutAt !== void 0)) load2.add(this.barrier(ticket));
    while (this.head < this.queue.length && !alone) {
      const { kind: kind2, start, end } = this.queue[this.head];
      const room3 = Math.min(this.window - this.claimed, MAX_FRAMES - load2.count);
      const left = MAX_BYTES - load2.length;
      const apart2 = kind2 === "atomic" || !this.answersEach;
      if (room3 < this.weightOf(kind2) && (this.claimed > 0 || load2.count > 0)) break;
      if (load2.count > 0 && (end - start > left || apart2)) break;
      const hushed = kind2 === "change" && this.mayBeSilent;
      const last2 = hushed ? this.lastOfTrain(room3, left) : this.head;
      const train = last2 === this.head ? ALONE : this.queue.slice(this.head, last2);
      const flight = this.launch(this.queue[last2], ticket, train);
      this.waiting += train.length + 1;
      this.claimed += train.length + flight.weight;
      alone = apart2;
      if (hushed) this.dropAck(flight);
      else this.flights.add(flight);
      if (hushed) conclude = true;
      else if (kind2 === "ask" || kind2 === "change") answers2++;
      else single = false;
      for (; this.head <= last2; this.head++) load2.add(this.queue[this.head]);
    }
    if (this.head === this.queue.length) this.requeue([]);
    const room2 = load2.count < (this.answersEach ? MAX_FRAMES : 1) && !alone;
    const dump = this.dumping === void 0 && room2 ? this.dumps.shift() : void 0;
    if (dump !== void 0) {
      this.dumping = this.launch(dump, ticket);
      this.flights.add(this.dumping);
      load2.add(dump);
      single = false;
    }
    const { count: count3 } = load2;
    if (count3 === 0) return void 0;
    this.ticket = ticket + 1 >>> 0;
    return { ticket, frames: load2.finish(), count: count3, answers: single ? answers2 : 0, conclude };
  }
  /** Gives a request its number, for one that is sent past the queue. */
  number({ bytes: bytes2, start }) {
    const seq = this.nextSeq();
    this.stamp(bytes2, start, seq);
    return seq;
  }
  /** Takes over a request that was sent past the queue, a `change` without an ACK. Returns the ticket it has from now on. */
  launched(exchange, seq) {
    const { ticket } = this;
    this.ticket = ticket + 1 >>> 0;
    const flight = flightOf(exchange, ticket, this.weightOf(exchange.kind), seq);
    this.waiting++;
    this.claimed += flight.weight;
    if (exchange.kind === "change") this.quiet.push(flight);
    else this.flights.add(flight);
    return ticket;
  }
  /**
   * Reads the messages of a datagram that the kernel sent. `elsewhere`: it was sent to many, out of another namespace,
   * where the numbers of this socket mean somebody else.
   */
  receive(bytes2, view, start, end, elsewhere = false) {
    let at = start;
    while (end - at >= NLMSG_HDRLEN) {
      const length2 = view.getUint32(at, this.little);
      if (length2 < NLMSG_HDRLEN || length2 > end - at) break;
      this.message(bytes2, view, at, at + length2, elsewhere);
      at += alignMessage(length2);
    }
    if (at < end) this.garbled(at - start);
    this.doubt.heard();
  }
  /** A datagram that did not fit: what it answered fails. */
  truncated(view, start, stored, length2) {
    const flight = stored < NLMSG_HDRLEN ? void 0 : this.answered(view, start);
    if (flight === void 0) return this.overrun();
    const one2 = member(flight, view.getUint32(start + NLMSG_SEQ_AT, this.little));
    if (one2 !== void 0) return one2.failed(new TruncatedError(one2.operation, length2));
    const error = new TruncatedError(flight.exchange.operation, length2);
    if (flight === this.dumping) this.cut(flight, error);
    else if (this.last(flight, view, start)) this.fail(flight, error);
    else this.abandon(flight, error);
  }
  /**
   * The receive buffer overflowed (ENOBUFS). Dumps go on, since the kernel holds what did not fit; other answers may be
   * gone, and a barrier will tell which.
   */
  overrun() {
    this.doubt.raise();
    this.notifications.lost();
  }
  /** A send failed: none of what it carried reached the kernel. */
  sendFailed(ticket, error) {
    const barrier = this.doubt.barrierOf(ticket);
    if (barrier !== void 0 && this.doubt.answered(barrier)) this.decide(barrier, false);
    for (const flight of this.inFlight()) if (flight.ticket === ticket) this.fail(flight, error);
  }
  /** The kernel has done what that send and those before it asked for, and everything it said about them was received. */
  concluded(ticket) {
    if (!this.doubt.none) return this.unanswered(ticket);
    for (let [flight] = this.quiet; flight !== void 0; [flight] = this.quiet) {
      if (precedes(ticket, flight.ticket)) break;
      this.acknowledged(flight, SUCCESS, flight.seq);
    }
    if (this.answersEach) return;
    for (const flight of this.flights) {
      if (precedes(ticket, flight.ticket) || !this.isHopeless(flight)) continue;
      this.fail(flight, new NoAnswerError(flight.exchange.operation));
    }
  }
  /** Fails everything that is not settled. */
  close(cause) {
    const exchanges = this.inFlight().flatMap(({ train, exchange, abandoned }) => [
      ...train.filter((one2) => one2 !== void 0),
      ...abandoned ? [] : [exchange]
    ]);
    for (const list2 of [this.waitingInQueue(), this.dumps]) for (const one2 of list2) exchanges.push(one2);
    this.flights.clear();
    this.quiet.length = 0;
    this.requeue([]);
    this.dumps.length = 0;
    this.dumping = void 0;
    this.latest = void 0;
    this.waiting = 0;
    this.claimed = 0;
    this.doubt = new OverrunRecovery();
    for (const exchange of exchanges) exchange.failed(cause ?? new ClosedError(exchange.operation));
  }
  message(bytes2, view, start, end, elsewhere) {
    const seq = view.getUint32(start + NLMSG_SEQ_AT, this.little);
    const type2 = view.getUint16(start + NLMSG_TYPE_AT, this.little);
    const flight = this.latest?.seq === seq ? this.latest : this.idle ? void 0 : this.find(seq);
    const ours = !elsewhere && view.getUint32(start + NLMSG_PID_AT, this.little) === this.port;
    if (type2 === NLMSG_ERROR && ours && this.doubt.answered(seq)) return this.decide(seq, true);
    if (type2 === NLMSG_OVERRUN) return this.overrun();
    if (flight === void 0 || !ours) {
      if (type2 >= NLMSG_MIN_TYPE) this.notifications.notification(bytes2, view, start, end);
      return;
    }
    this.latest = flight;
    const flags2 = view.getUint16(start + NLMSG_FLAGS_AT, this.little);
    if (type2 === NLMSG_ERROR && isPlainSuccess(view, start, end, flags2))
      return this.acknowledged(flight, SUCCESS, seq);
    if (type2 === NLMSG_ERROR)
      return this.acknowledged(flight, readAck(bytes2.subarray(start, end), flags2, this.order), seq);
    if (type2 === NLMSG_DONE) {
      if ((flags2 & NLM_F_DUMP_INTR) !== 0) flight.interrupted = true;
      return this.acknowledged(flight, readDone(bytes2.subarray(start, end), flags2, this.order), seq);
    }
    if (type2 < NLMSG_MIN_TYPE) return;
    if (!isReply(flight, flags2)) return this.notifications.notification(bytes2, view, start, end);
    if ((flags2 & NLM_F_DUMP_INTR) !== 0) flight.interrupted = true;
    if (flight.cutAt !== void 0) flight.cutAt = this.seq;
    flight.heard = true;
    if (end - start > this.longest && flight !== this.dumping) this.expect(end - start);
    if (!flight.abandoned) this.reply(flight, bytes2, view, start, end);
    if (flight.exchange.kind === "ask") this.acknowledged(flight, SUCCESS, seq);
  }
  reply(flight, bytes2, view, start, end) {
    try {
      flight.exchange.reply?.(bytes2, view, start, end);
    } catch (error) {
      this.abandon(flight, error);
    }
  }
  acknowledged(flight, ack, seq) {
    const { exchange, first, train } = flight;
    if (ack !== SUCCESS && ack.errno === 0) exchange.warned?.(ack, seq - first);
    if (seq !== flight.seq && train.length > 0) return settle(member(flight, seq), ack);
    if (seq !== flight.seq || ack.errno !== 0 && exchange.kind === "atomic") {
      if (ack.errno === 0) return;
      if (!flight.abandoned) exchange.refusedPart?.(seq - first, ack);
      if (seq !== flight.seq && seq !== first) return this.doubt.raise();
    }
    this.land(flight);
    for (const one2 of train) one2?.done(false);
    if (flight.abandoned) return;
    if (ack.errno === 0) exchange.done(flight.interrupted);
    else exchange.refused(ack);
  }
  inFlight() {
    return [...this.flights, ...this.quiet];
  }
  /** Nothing more will come of it. */
  land(flight) {
    const place2 = this.quiet.indexOf(flight);
    if (place2 >= 0) this.quiet.splice(place2, 1);
    else this.flights.delete(flight);
    if (this.latest === flight) this.latest = void 0;
    if (this.dumping === flight) {
      this.dumping = void 0;
    } else {
      this.waiting -= flight.train.length + 1;
      this.claimed -= flight.train.length + flight.weight;
    }
  }
  /**
   * A barrier of which nothing is heard though all that came was read: this protocol does not answer it. What waits for an
   * answer that was lost can't be told from what was carried out.
   */
  unanswered(ticket) {
    const barrier = this.doubt.unanswered(ticket);
    if (barrier !== void 0 && this.doubt.answered(barrier)) this.decide(barrier, false);
  }
  /** Whether an answer will never come, since all that came was read. A dump always has a message waiting to be read. */
  isHopeless({ exchange: { kind: kind2 }, heard }) {
    if (kind2 === "dump") return !heard && this.answersAtOnce;
    return kind2 !== "ask" || this.answersAtOnce;
  }
  expect(length2) {
    this.longest = length2;
    this.answerWeight = weightOfAnswer(length2);
  }
  /** The part of the window that a request of that kind takes. */
  weightOf(kind2) {
    return kind2 === "change" || kind2 === "atomic" ? 1 : this.answerWeight;
  }
  /**
   * Takes one out of the queue. Very many may be taken back at once, in the order of the queue: looking for the next goes on
   * behind the last, and the queue is closed up once for all of them.
   */
  punch(exchange) {
    let place2 = this.queue.indexOf(exchange, Math.max(this.head, this.lastHole));
    if (place2 < 0) place2 = this.queue.indexOf(exchange, this.head);
    if (place2 < 0) return false;
    this.queue[place2] = void 0;
    this.lastHole = place2;
    this.holes++;
    return true;
  }
  /** What is queued, without what was taken back. */
  waitingInQueue() {
    return this.queue.slice(this.head).filter((exchange) => exchange !== void 0);
  }
  fail(flight, error) {
    this.land(flight);
    for (const one2 of flight.train) one2?.failed(error);
    if (!flight.abandoned) flight.exchange.failed(error);
  }
  /** Settles a request at once; its answers keep coming and are dropped. */
  abandon(flight, error) {
    if (flight.abandoned) return;
    flight.abandoned = true;
    flight.exchange.failed(error);
  }
  find(seq) {
    return this.flights.find(seq) ?? this.quiet.find((one2) => seq >= one2.first && seq <= one2.seq);
  }
  /** The request that a message of the kernel's answers. */
  answered(view, start) {
    const flight = this.find(view.getUint32(start + NLMSG_SEQ_AT, this.little));
    const ours = view.getUint32(start + NLMSG_PID_AT, this.little) === this.port;
    if (flight === void 0 || !ours) return void 0;
    const control = view.getUint16(start + NLMSG_TYPE_AT, this.little) < NLMSG_MIN_TYPE;
    return control || isReply(flight, view.getUint16(start + NLMSG_FLAGS_AT, this.little)) ? flight : void 0;
  }
  /** Whether nothing comes behind this answer. */
  last(flight, view, start) {
    const type2 = view.getUint16(start + NLMSG_TYPE_AT, this.little);
    return flight.exchange.kind === "ask" || type2 < NLMSG_MIN_TYPE;
  }
  /** Bytes that are no message: whatever they were is lost, and may have been part of any answer. */
  garbled(offset) {
    if (this.dumping !== void 0)
      this.cut(this.dumping, new DecodeError("no netlink message", this.dumping.exchange.operation, offset));
    this.overrun();
  }
  /** A dump that lost a part has failed; whether its end is still to come, barriers tell. */
  cut(dump, error) {
    dump.cutAt = this.seq;
    this.doubt.raise();
    this.abandon(dump, error);
  }
  barrier(ticket) {
    const bytes2 = frameRequest(NLMSG_NOOP, NLM_F_ACK, new Uint8Array(0), this.little);
    const request = { bytes: bytes2, start: 0, end: bytes2.length };
    this.doubt.sent(this.number(request), ticket);
    return request;
  }
  /**
   * What was sent before the barrier and has no answer now will get none: reads are asked `again`, the rest fails. A
   * dump always has a message waiting to be read: one of which nothing came since the barrier was sent is over.
   */
  decide(barrier, again) {
    const unanswered2 = [];
    for (const flight of this.inFlight()) {
      const { exchange, abandoned, cutAt } = flight;
      if (flight === this.dumping) {
        if (cutAt !== void 0 && precedes(cutAt, barrier)) this.land(flight);
        else if (cutAt !== void 0) this.doubt.raise();
      } else if (precedes(flight.seq, barrier)) {
        this.land(flight);
        for (const one2 of flight.train) one2?.failed(new OverrunError(one2.operation));
        if (again && (exchange.kind === "get" || exchange.kind === "ask") && !abandoned) unanswered2.push(exchange);
        else if (!abandoned) exchange.failed(new OverrunError(exchange.operation));
      }
    }
    if (unanswered2.length > 0) this.requeue(unanswered2.concat(this.waitingInQueue()));
  }
  requeue(queue3) {
    this.queue = queue3;
    this.head = 0;
    this.holes = 0;
    this.lastHole = 0;
  }
  /** Where in the queue the last one stands of the changes that are settled together from here on. */
  lastOfTrain(most, bytes2) {
    const end = Math.min(this.head + most, this.queue.length);
    let at = this.head;
    for (let left = bytes2; at < end; at++) {
      const { kind: kind2, start, end: behind2 } = this.queue[at];
      left -= behind2 - start;
      if (kind2 !== "change" || left < 0) break;
    }
    return Math.max(at - 1, this.head);
  }
  dropAck(flight) {
    for (const one2 of flight.train) askNoAck(one2, this.little);
    askNoAck(flight.exchange, this.little);
    this.quiet.push(flight);
  }
  /** `train`: the changes before it that are settled with it. */
  launch(exchange, ticket, train = ALONE) {
    if (this.seq >= 4294967295 - train.length) this.seq = 0;
    for (const one2 of train) this.number(one2);
    if (exchange.kind === "atomic") return flightOf(exchange, ticket, 1, ...this.numberAll(exchange));
    const weight = exchange.kind === "dump" ? 0 : this.weightOf(exchange.kind);
    const seq = this.number(exchange);
    return flightOf(exchange, ticket, weight, seq, seq - train.length, train);
  }
  /** Numbers in a row: which of them will be acknowledged last, and the first. */
  numberAll(request) {
    const bytes2 = bytesOf2(request);
    const messages2 = [...frames(bytes2, this.little)];
    if (this.seq > 4294967295 - messages2.length) this.seq = 0;
    const first = this.seq + 1;
    let last2 = first;
    for (const { start, flags: flags2 } of messages2) {
      const seq = this.nextSeq();
      this.stamp(bytes2, start, seq);
      if ((flags2 & NLM_F_ACK) !== 0) last2 = seq;
    }
    return [last2, first];
  }
  stamp(bytes2, start, seq) {
    put32(bytes2, start + NLMSG_SEQ_AT, seq, this.little);
  }
  /** Never 0, which notifications carry. */
  nextSeq() {
    this.seq = this.seq === 4294967295 ? 1 : this.seq + 1;
    return this.seq;
  }
};
var member = ({ train, first }, seq) => {
  const one2 = train[seq - first];
  if (one2 !== void 0) train[seq - first] = void 0;
  return one2;
};
var settle = (exchange, ack) => {
  if (ack.errno === 0) exchange?.done(false);
  else exchange?.refused(ack);
};
var flightOf = (exchange, ticket, weight, seq, first = seq, train = ALONE) => ({
  exchange,
  ticket,
  weight,
  heard: false,
  seq,
  first,
  train,
  landed: false,
  interrupted: false,
  abandoned: false,
  cutAt: void 0
});
var SUCCESS = { errno: 0, attributes: void 0 };
var isPlainSuccess = (view, start, end, flags2) => end - start >= NLMSG_HDRLEN + 4 && view.getInt32(start + NLMSG_HDRLEN) === 0 && (flags2 & NLM_F_ACK_TLVS) === 0;
var isReply = ({ exchange }, flags2) => exchange.kind === "dump" ? (flags2 & NLM_F_MULTI) !== 0 : exchange.kind !== "change" && exchange.kind !== "atomic";

// src/netlink/protocol/protocols.ts
var NETLINK_ROUTE = 0;
var NETLINK_SOCK_DIAG = 4;
var NETLINK_XFRM = 6;
var NETLINK_AUDIT = 9;
var NETLINK_CONNECTOR = 11;
var NETLINK_GENERIC = 16;
var NETLINK_CRYPTO = 21;
var EACH_MESSAGE = [
  NETLINK_ROUTE,
  NETLINK_SOCK_DIAG,
  NETLINK_XFRM,
  NETLINK_GENERIC,
  NETLINK_CRYPTO
];
var ANSWER_LATER = [NETLINK_AUDIT, NETLINK_CONNECTOR];
var conductOf = (protocol2) => ({
  answersEach: EACH_MESSAGE.includes(protocol2),
  answersAtOnce: !ANSWER_LATER.includes(protocol2)
});

// src/netlink/transport/native.ts
import { existsSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
var loaded;
var packageRoot = () => {
  const up = import.meta.url.endsWith("/src/netlink/transport/native.ts") ? "../../.." : "..";
  return join(dirname(fileURLToPath(import.meta.url)), up);
};
var loadNative = () => {
  if (loaded !== void 0) return loaded;
  if (process.platform !== "linux")
    throw new UnsupportedError("netlink sockets", `only Linux has them, this is ${process.platform}`);
  const require2 = createRequire(import.meta.url);
  try {
    const load2 = require2("node-gyp-build");
    loaded = load2(packageRoot());
  } catch (cause) {
    const reason = `no binary for ${process.platform} ${process.arch} could be loaded; with a C compiler, \`npx node-gyp rebuild\` in the package makes one`;
    throw new UnsupportedError("netlink sockets", reason, { cause });
  }
  return loaded;
};
var helperPath = () => {
  const folder = process.env["RTNL_PREBUILD"] ?? packageRoot();
  const arch = process.env["npm_config_arch"] ?? process.arch;
  const places = [join(folder, "build/Release/setns"), join(folder, `prebuilds/linux-${arch}/setns`)];
  const found2 = places.find((place2) => existsSync(place2));
  if (found2 !== void 0) return found2;
  const reason = `no helper for ${process.platform} ${arch} was found; with a C compiler, \`npx node-gyp rebuild\` in the package makes one`;
  throw new UnsupportedError("network namespaces", reason);
};

// src/netlink/transport/slabs.ts
var SLAB = 131072;
var slabOf = (buffer) => ({
  bytes: new Uint8Array(buffer),
  view: new DataView(buffer),
  words: new Uint32Array(buffer)
});
var idle = [];
var borrow = () => idle.pop() ?? slabOf(new ArrayBuffer(SLAB));
var giveBack = (slab) => {
  idle.push(slab);
};

// src/netlink/transport/kernel.ts
var AF_NETLINK = 16;
var SOCKADDR_NL = 12;
var SOCK_RAW = 3;
var SOL_SOCKET = 1;
var SO_RCVBUF = 8;
var SO_SNDBUF = 7;
var SO_SNDBUFFORCE = 32;
var SO_RCVBUFFORCE = 33;
var SO_DETACH_FILTER = 27;
var SO_PROTOCOL = 38;
var SOL_NETLINK = 270;
var NETLINK_ADD_MEMBERSHIP = 1;
var NETLINK_DROP_MEMBERSHIP = 2;
var NETLINK_NO_ENOBUFS = 5;
var NETLINK_LISTEN_ALL_NSID = 8;
var NETLINK_CAP_ACK = 10;
var NETLINK_EXT_ACK = 11;
var NETLINK_GET_STRICT_CHK = 12;
var ENOENT = 2;
var ENOPROTOOPT = 92;
var EPERM2 = 1;
var WINDOW = 65536;
var DEFAULT_BUFFER = 212992;
var SAFE_ACKS = 64;
var SEND_OVERHEAD = 4096;
var LEAST_BUFFER = 65536 + SEND_OVERHEAD;
var RECEIVE_BUFFER = 1 << 20;
var LEFT_OPEN2 = "A netlink socket was garbage-collected: `close` its client when it is done with, or declare it with `await using`";
var little = hostOrder === "le";
var int = (value) => new Uint8Array(new Int32Array([value]).buffer);
var check = (syscall, result) => {
  if (result < 0) throw new SocketError(syscall, -result);
  return result;
};
var openSocket = ({ protocol: protocol2 = NETLINK_ROUTE, fd }) => {
  const native = loadNative();
  const socket2 = fd === void 0 ? native.open(AF_NETLINK, SOCK_RAW, protocol2) : native.adopt(fd);
  if (typeof socket2 === "number") throw new SocketError(fd === void 0 ? "socket" : "adopt", -socket2);
  return socket2;
};
var setWhereKnown = (socket2, option2, value = 1) => {
  const result = socket2.setsockopt(SOL_NETLINK, option2, int(value));
  if (result !== -ENOPROTOOPT) check("setsockopt", result);
};
var setBuffer = (socket2, force, ask, size) => {
  const forced = socket2.setsockopt(SOL_SOCKET, force, int(size));
  if (forced === -EPERM2) check("setsockopt", socket2.setsockopt(SOL_SOCKET, ask, int(size)));
  else check("setsockopt", forced);
};
var numberOf2 = (socket2, option2) => {
  const value = new Int32Array(1);
  check("getsockopt", socket2.getsockopt(SOL_SOCKET, option2, new Uint8Array(value.buffer)));
  return value[0];
};
var bindToPort = (socket2) => {
  const address3 = new Uint8Array(SOCKADDR_NL);
  const view = new DataView(address3.buffer);
  const port = () => {
    check("getsockname", socket2.getsockname(address3));
    if (view.getUint16(0, little) !== AF_NETLINK)
      throw new UnsupportedError("netlink", "the file descriptor is no AF_NETLINK socket");
    return view.getUint32(4, little);
  };
  const before = port();
  if (before !== 0) return before;
  address3.fill(0);
  view.setUint16(0, AF_NETLINK, little);
  check("bind", socket2.bind(address3));
  return port();
};
var configure = (socket2, options) => {
  const port = bindToPort(socket2);
  for (const option2 of [NETLINK_EXT_ACK, NETLINK_CAP_ACK, NETLINK_GET_STRICT_CHK]) setWhereKnown(socket2, option2);
  if (options.listenAllNsid === true)
    check("setsockopt", socket2.setsockopt(SOL_NETLINK, NETLINK_LISTEN_ALL_NSID, int(1)));
  setBuffer(socket2, SO_RCVBUFFORCE, SO_RCVBUF, options.receiveBuffer ?? RECEIVE_BUFFER);
  return port;
};
var protocolOf = (socket2, { fd, protocol: protocol2 }) => {
  if (fd === void 0) return protocol2 ?? NETLINK_ROUTE;
  const actual = numberOf2(socket2, SO_PROTOCOL);
  if (protocol2 === void 0 || protocol2 === actual) return actual;
  throw new UnsupportedError("netlink", `the file descriptor is a socket of protocol ${actual}, not ${protocol2}`);
};
var takeOver = (socket2, { listenAllNsid = false }) => {
  check("connect", socket2.connect(new Uint8Array(SOCKADDR_NL)));
  const detached = socket2.setsockopt(SOL_SOCKET, SO_DETACH_FILTER, int(0));
  if (detached !== -ENOENT) check("setsockopt", detached);
  check("setsockopt", socket2.setsockopt(SOL_NETLINK, NETLINK_NO_ENOBUFS, int(0)));
  if (!listenAllNsid) setWhereKnown(socket2, NETLINK_LISTEN_ALL_NSID, 0);
  const slab = borrow();
  try {
    let left = numberOf2(socket2, SO_RCVBUF);
    for (let used = 1; used > 0 && left > 0; left -= used) used = check("recvmsg", socket2.receive(slab.bytes, WINDOW));
  } finally {
    giveBack(slab);
  }
};
var KernelTransport = class {
  constructor(options) {
    /**
     * netlink_sendmsg returns when the kernel has read what was sent and has queued what it says about it, unless a signal
     * interrupted it there. The I/O thread takes no signals.
     */
    this.conclusive = true;
    this.closed = false;
    this.sendBuffer = LEAST_BUFFER;
    this.socket = openSocket(options);
    this.adopted = options.fd !== void 0 && options.fresh !== true;
    try {
      this.port = configure(this.socket, options);
      this.protocol = protocolOf(this.socket, options);
      if (this.adopted) takeOver(this.socket, options);
      this.window = Math.max(1, Math.floor(SAFE_ACKS * numberOf2(this.socket, SO_RCVBUF) / DEFAULT_BUFFER));
    } catch (error) {
      this.socket.close();
      throw error;
    }
    watchOver(this, LEFT_OPEN2);
  }
  join(group) {
    this.open();
    check("setsockopt", this.socket.setsockopt(SOL_NETLINK, NETLINK_ADD_MEMBERSHIP, int(group)));
  }
  leave(group) {
    this.open();
    check("setsockopt", this.socket.setsockopt(SOL_NETLINK, NETLINK_DROP_MEMBERSHIP, int(group)));
  }
  keepAlive(yes) {
    if (yes) this.socket.ref();
    else this.socket.unref();
  }
  close() {
    this.closed = true;
    letGo(this);
    this.socket.close();
  }
  /** The kernel refuses datagrams that do not fit the send buffer (EMSGSIZE): it grows for those that do not. */
  makeRoom(length2) {
    const needed = length2 + SEND_OVERHEAD;
    if (needed <= this.sendBuffer) return;
    setBuffer(this.socket, SO_SNDBUFFORCE, SO_SNDBUF, needed);
    this.sendBuffer = numberOf2(this.socket, SO_SNDBUF);
  }
  open() {
    if (this.closed) throw new ClosedError("membership");
  }
};

// src/netlink/transport/records.ts
var RECORD_HEADER = 32;
var ERROR_RECEIVE = 2147483648;
var ERROR_SEND = 1073741824;
var CONCLUDED = 536870912;
var SOL_NETLINK2 = 270;
var NETLINK_LISTEN_ALL_NSID2 = 8;
var CMSG_HEADER = 16;
var nsidOf = ({ view }, start, length2, little3) => {
  for (let at = start; at + CMSG_HEADER + 4 <= start + length2; ) {
    const size = view.getUint32(little3 ? at : at + 4, little3);
    if (size < CMSG_HEADER || size > length2) return void 0;
    const listened = view.getInt32(at + 8, little3) === SOL_NETLINK2 && view.getInt32(at + 12, little3) === NETLINK_LISTEN_ALL_NSID2;
    if (listened) return view.getInt32(at + CMSG_HEADER, little3);
    at += size + 7 & ~7;
  }
  return void 0;
};
var report = (flags2, ticket, events) => {
  const errno = flags2 & 65535;
  if ((flags2 & CONCLUDED) !== 0) events.concluded(ticket);
  else if ((flags2 & ERROR_SEND) !== 0) events.sendFailed(ticket, new SocketError("sendmsg", errno));
  else if (errno === ENOBUFS) events.overrun();
  else events.broken(new SocketError("recvmsg", errno));
};
var readRecords = (slab, used, little3, events) => {
  const { words, bytes: bytes2, view } = slab;
  let at = 0;
  while (at < used) {
    const word = at >>> 2;
    const size = words[word];
    const length2 = words[word + 1];
    const flags2 = words[word + 2];
    if ((flags2 & (ERROR_RECEIVE | ERROR_SEND | CONCLUDED)) !== 0) {
      report(flags2, length2, events);
    } else {
      const control = view.getUint16(at + 14, little3);
      const start = at + RECORD_HEADER + (control + 7 & ~7);
      const port = words[word + 5];
      if (port === 0) {
        const nsid = control === 0 ? void 0 : nsidOf(slab, at + RECORD_HEADER, control, little3);
        events.datagram(bytes2, view, start, Math.min(start + length2, at + size), length2, nsid);
      }
    }
    at += size;
  }
};
var soleDatagram = ({ words, view }, used, little3) => {
  const alone = used > 0 && words[0] === used && words[2] === 0 && words[5] === 0;
  return alone && view.getUint16(14, little3) === 0 ? words[1] : 0;
};

// src/netlink/transport/inline.ts
var EVERYTHING = 1024;
var MUCH = SLAB / 4;
var InlineTransport = class extends KernelTransport {
  constructor(options) {
    super(options);
    this.immediate = true;
    this.held = false;
    this.polling = false;
    this.ways = this.socket.ways();
    this.told = options.listenAllNsid === true;
  }
  start(events) {
    this.events = events;
  }
  /** Answers come in place: the event loop looks only where something else is waited for. */
  keepAlive(yes) {
    if (yes) this.watch();
    super.keepAlive(yes);
  }
  join(group) {
    super.join(group);
    this.watch();
  }
  send({ ticket, frames: frames2, answers: answers2, conclude }) {
    const slab = borrow();
    try {
      this.makeRoom(frames2[0].length);
      const used = this.socket.exchange(frames2, slab.bytes, WINDOW, this.most(conclude ? 0 : answers2));
      this.handle(slab, used, ticket, conclude);
    } finally {
      giveBack(slab);
    }
  }
  exchange({ bytes: bytes2, start, end }, most, slab) {
    this.makeRoom(end - start);
    return this.ways.exchange(bytes2, start, end, slab.bytes, WINDOW, this.most(most));
  }
  post({ bytes: bytes2, start, end }) {
    this.makeRoom(end - start);
    return this.ways.send(bytes2, start, end);
  }
  receive(slab) {
    return check("recvmsg", this.socket.receive(slab.bytes, WINDOW));
  }
  most(wanted) {
    return this.told ? 0 : wanted || EVERYTHING;
  }
  handle(slab, used, ticket, conclude) {
    if (used < 0) return this.events.sendFailed(ticket, new SocketError("sendmsg", -used));
    if (conclude) this.concluding = ticket;
    this.take(slab, used);
  }
  hold() {
    if (this.held) return;
    this.held = true;
    this.polling = false;
    this.socket.stopPolling();
    if (this.again !== void 0) clearImmediate(this.again);
    this.again = void 0;
  }
  resume() {
    if (!this.held || this.closed) return;
    this.held = false;
    this.watch();
    this.soon();
  }
  watch() {
    if (this.polling || this.held || this.closed) return;
    check(
      "poll",
      this.socket.poll(() => this.read())
    );
    this.polling = true;
  }
  read() {
    this.again = void 0;
    if (this.closed || this.held) return;
    const slab = borrow();
    try {
      this.take(slab, this.receive(slab));
    } finally {
      giveBack(slab);
    }
  }
  /** Hands over what was received; where a send is to be concluded, everything there is. */
  take(slab, used) {
    if (used === 0 && this.concluding === void 0) return;
    let more = used;
    while (more > 0) {
      readRecords(slab, more, little, this.events);
      if (this.concluding === void 0 || more > MUCH || this.closed || this.held) break;
      more = this.receive(slab);
    }
    if (more === 0) this.conclude();
    this.events.drained();
    if (more > MUCH && !this.closed && !this.held) this.soon();
  }
  conclude() {
    const { concluding } = this;
    this.concluding = void 0;
    if (concluding !== void 0) this.events.concluded(concluding);
  }
  soon() {
    this.again ??= setImmediate(() => this.read());
  }
};

// src/netlink/transport/thread.ts
import { availableParallelism } from "node:os";
var SLABS = 8;
var LINGER_US = 40;
var LOOK_OUT_US = 50;
var FEW = 4;
var MOST_VAIN = 4;
var USED = 2 ** 32;
var CORES = availableParallelism();
var ThreadTransport = class extends KernelTransport {
  constructor(options) {
    super(options);
    this.immediate = true;
    this.backlog = [];
    this.held = false;
    /** Sends to go without looking out for their answer: the last look-outs were in vain. */
    this.resting = 0;
    this.vain = 0;
    this.slabs = Array.from({ length: SLABS }, () => slabOf(new SharedArrayBuffer(SLAB)));
    this.coalesce = options.coalesce ?? 0;
    this.control = options.listenAllNsid === true ? 1 : 0;
  }
  start(events) {
    this.events = events;
    const slabs = this.slabs.map(({ bytes: bytes2 }) => bytes2);
    const onSlab = (index, used) => this.take(index, used);
    const linger = this.coalesce > 0 ? 0 : LINGER_US;
    check("thread", this.socket.startThread(slabs, WINDOW, linger, onSlab, this.coalesce, this.control));
  }
  send({ ticket, frames: frames2, count: count3, answers: answers2, conclude }) {
    this.makeRoom(frames2[0].length);
    const result = this.socket.post(ticket, frames2, conclude ? 1 : 0);
    if (result < 0) this.events.sendFailed(ticket, new SocketError("sendmsg", -result));
    if ((answers2 > 0 || conclude) && count3 <= FEW && CORES > 1) this.lookOut();
  }
  look() {
    if (!this.held && this.backlog.length === 0) this.collect(0);
  }
  hold() {
    this.held = true;
  }
  close() {
    this.backlog.length = 0;
    super.close();
  }
  resume() {
    if (!this.held) return;
    this.held = false;
    setImmediate(() => this.catchUp());
  }
  /**
   * An answer that is microseconds away is here sooner than the event loop could sleep and be woken. Where answers take
   * longer, since the kernel is waited for or the machine is busy, more and more sends go by before the next look.
   */
  lookOut() {
    if (this.held || this.backlog.length > 0) return;
    if (this.resting > 0) {
      this.resting--;
      return;
    }
    if (this.collect(LOOK_OUT_US)) {
      this.vain = 0;
    } else {
      this.vain = Math.min(this.vain + 1, MOST_VAIN);
      this.resting = 2 ** this.vain;
    }
  }
  /** Reads the next slab, if one comes within that time. */
  collect(microseconds) {
    const taken2 = this.socket.take(microseconds);
    if (taken2 >= 0) this.read(Math.floor(taken2 / USED), taken2 % USED);
    return taken2 >= 0;
  }
  take(index, used) {
    if (this.held || this.backlog.length > 0) {
      this.backlog.push({ index, used });
      return;
    }
    this.read(index, used);
  }
  read(index, used) {
    readRecords(this.slabs[index], used, little, this.events);
    this.socket.release(index);
    this.events.drained();
  }
  /** One slab a turn, as if they came now. */
  catchUp() {
    if (this.held) return;
    const next2 = this.backlog.shift();
    if (next2 === void 0) return;
    this.read(next2.index, next2.used);
    if (this.backlog.length > 0) setImmediate(() => this.catchUp());
  }
};

// src/netlink/transport/open.ts
var openKernel = (options) => options.io === "inline" ? new InlineTransport(options) : new ThreadTransport(options);

// src/netlink/transport/transport.ts
var isInPlace = (transport2) => "exchange" in transport2;

// src/netlink/socket/abort.ts
var watched = /* @__PURE__ */ new WeakMap();
var onAbort = (signal, call) => {
  const calls = watched.get(signal) ?? watch(signal);
  calls.add(call);
  return () => {
    calls.delete(call);
    if (calls.size === 0) forget(signal);
  };
};
var watch = (signal) => {
  const calls = /* @__PURE__ */ new Set();
  watched.set(signal, calls);
  signal.addEventListener("abort", onEvent, { once: true });
  return calls;
};
var forget = (signal) => {
  watched.delete(signal);
  signal.removeEventListener("abort", onEvent);
};
var onEvent = ({ target: target3 }) => {
  for (const call of watched.get(target3)) call();
};

// src/netlink/socket/exchange.ts
var resolveLatest;
var remember = (resolve) => {
  resolveLatest = resolve;
};
var PendingRequest = class {
  /** `place`: of the whole message; sequence number and port are filled in. */
  constructor({ bytes: bytes2, start, end }, options, terms) {
    this.bytes = bytes2;
    this.start = start;
    this.end = end;
    this.options = options;
    this.terms = terms;
    this.promise = new Promise(remember);
    this.resolve = resolveLatest;
    if (options !== void 0) this.arm(options);
  }
  get operation() {
    return operationOf(bytesOf2(this), this.terms);
  }
  done(interrupted) {
    if (interrupted) return this.failed(new DumpInterruptedError(this.operation));
    const resolve = this.settle();
    if (resolve === void 0) return;
    try {
      resolve(this.result());
    } catch (error) {
      resolve(rejection(error));
    }
  }
  refused(ack) {
    this.failed(refusal(bytesOf2(this), this.options?.target, ack, this.terms));
  }
  warned(ack, _index) {
    remark(bytesOf2(this), this.options?.target, ack, this.terms);
  }
  failed(error) {
    this.settle()?.(rejection(error));
  }
  arm({ signal, timeout }) {
    if (timeout === void 0 && signal === void 0) return;
    const limited = timeout !== void 0 && timeout !== Number.POSITIVE_INFINITY;
    const late = () => this.giveUp(new TimeoutError(this.operation, timeout));
    const timer = limited ? setTimeout(late, timeout) : void 0;
    const deaf = signal === void 0 ? void 0 : onAbort(signal, () => this.giveUp(signal.reason));
    this.disarm = () => {
      clearTimeout(timer);
      deaf?.();
    };
  }
  giveUp(reason) {
    this.terms.withdraw(this);
    this.failed(reason);
  }
  /** What settles it; undefined where it had ended before. */
  settle() {
    const { resolve } = this;
    if (resolve === void 0) return void 0;
    this.resolve = void 0;
    this.disarm?.();
    this.terms.ended();
    return resolve;
  }
};
var ChangeRequest = class extends PendingRequest {
  // no field: very many wait at once
  get kind() {
    return "change";
  }
  result() {
  }
};
var VisitRequest = class extends PendingRequest {
  constructor(kind2, visit, place2, options, terms) {
    super(place2, options, terms);
    this.kind = kind2;
    this.visit = visit;
  }
  reply(bytes2, view, start, end) {
    this.visit(bytes2, view, start, end);
  }
  result() {
  }
};
var GetRequest = class extends PendingRequest {
  constructor(kind2, read2, place2, options, terms) {
    super(place2, options, terms);
    this.answered = false;
    this.kind = kind2;
    this.read = read2;
  }
  reply(bytes2, view, start, end) {
    if (this.answered) return;
    this.value = this.read(bytes2, view, start, end);
    this.answered = true;
  }
  result() {
    if (this.kind === "ask" && !this.answered) throw new NoAnswerError(this.operation, "acknowledged, but not answered");
    return this.value;
  }
};
var typeOf = (request, order) => new DataView(request.buffer, request.byteOffset).getUint16(NLMSG_TYPE_AT, order === "le");
var operationOf = (request, { order, messages: messages2 }) => {
  const type2 = typeOf(request, order);
  return messages2.get(type2)?.name ?? `message ${type2}`;
};
var extackOf = (request, { attributes: attributes2 }, { order, messages: messages2 }) => {
  const node = messages2.get(typeOf(request, order))?.node;
  return attributes2 === void 0 ? void 0 : explain(attributes2, request, node, order);
};
var refusal = (request, target3, ack, terms) => {
  const extack = extackOf(request, ack, terms);
  const operation = operationOf(request, terms);
  return new KernelError({ errno: ack.errno, operation, target: target3, extack, request: request.slice() });
};
var remark = (request, target3, ack, terms) => {
  const { message: message3, path } = extackOf(request, ack, terms) ?? {};
  if (message3 !== void 0) terms.warn?.({ operation: operationOf(request, terms), target: target3, message: message3, path });
};

// src/netlink/socket/atomic.ts
var joined = (requests, starts, little3) => {
  const bytes2 = new Uint8Array(starts[requests.length]);
  for (let index = 0; index < requests.length; index++) {
    const { type: type2, flags: flags2 = 0, payload: payload2 } = requests[index];
    putRequest(bytes2, starts[index], type2, flags2, payload2, little3);
  }
  return bytes2;
};
var startsOf = (requests) => {
  const starts = [0];
  let end = 0;
  for (const { payload: payload2 } of requests) {
    checkPayload(payload2);
    end += framedLength(payload2);
    starts.push(end);
  }
  return starts;
};
var PendingAtomic = class extends PendingRequest {
  constructor(requests, options, terms) {
    const starts = startsOf(requests);
    const bytes2 = joined(requests, starts, terms.order === "le");
    super({ bytes: bytes2, start: 0, end: bytes2.length }, options, terms);
    this.kind = "atomic";
    this.refusals = /* @__PURE__ */ new Map();
    this.requests = requests;
    this.starts = starts;
    this.family = terms;
  }
  refusedPart(index, ack) {
    this.refusals.set(index, refusal(this.part(index), this.requests[index]?.target, ack, this.family));
  }
  warned(ack, index) {
    remark(this.part(index), this.requests[index]?.target, ack, this.family);
  }
  done(interrupted) {
    if (this.refusals.size > 0) this.failed(void 0);
    else super.done(interrupted);
  }
  refused() {
    this.failed(void 0);
  }
  /** A refusal is certain, whatever else went wrong: nothing was carried out. */
  failed(error) {
    super.failed(this.refusals.size > 0 ? new BatchError(this.refusals, this.requests.length) : error);
  }
  result() {
  }
  part(index) {
    return this.bytes.subarray(this.starts[index], this.starts[index + 1]);
  }
};

// src/netlink/socket/batch.ts
var CARRIED_OUT = Object.freeze({ status: "fulfilled", value: void 0 });
var rejected = (reason) => ({ status: "rejected", reason });
var Part = class {
  constructor(batch2, index, { bytes: bytes2, start, end }) {
    this.batch = batch2;
    this.index = index;
    this.bytes = bytes2;
    this.start = start;
    this.end = end;
  }
  get kind() {
    return "change";
  }
  get operation() {
    return operationOf(bytesOf2(this), this.batch.terms);
  }
  done() {
    this.batch.settle(this.index, CARRIED_OUT);
  }
  refused(ack) {
    const { batch: batch2, index } = this;
    this.failed(refusal(bytesOf2(this), batch2.targetOf(index), ack, batch2.terms));
  }
  warned(ack) {
    const { batch: batch2, index } = this;
    remark(bytesOf2(this), batch2.targetOf(index), ack, batch2.terms);
  }
  failed(reason) {
    this.batch.settle(this.index, rejected(reason));
  }
};
var PendingBatch = class {
  constructor(requests, terms) {
    this.failed = false;
    this.terms = terms;
    this.requests = requests;
    this.outcomes = new Array(requests.length).fill(void 0);
    this.left = requests.length;
    this.promise = new Promise((resolve) => {
      this.resolve = resolve;
    });
    if (this.left === 0) this.resolve([]);
  }
  part(index, place2) {
    return new Part(this, index, place2);
  }
  targetOf(index) {
    return this.requests[index]?.target;
  }
  /** `recall` takes back what was not sent. */
  arm({ signal, timeout }, recall) {
    const mine = (exchange) => exchange instanceof Part && exchange.batch === this;
    const stop = (reason) => {
      for (const part of recall(mine)) part.failed(reason);
    };
    const late = () => {
      const reason = new TimeoutError(`batch of ${this.outcomes.length}`, timeout);
      stop(reason);
      for (const [index, outcome] of this.outcomes.entries())
        if (outcome === void 0) this.settle(index, rejected(reason));
    };
    if (timeout !== void 0 && timeout !== Number.POSITIVE_INFINITY && this.left > 0)
      this.timer = setTimeout(late, timeout);
    if (signal !== void 0 && this.left > 0) this.disarm = onAbort(signal, () => stop(signal.reason));
  }
  /** The first outcome counts. */
  settle(index, outcome) {
    if (this.outcomes[index] !== void 0) return;
    this.outcomes[index] = outcome;
    if (outcome !== CARRIED_OUT) this.failed = true;
    this.left--;
    if (this.left > 0) return;
    if (this.timer !== void 0) clearTimeout(this.timer);
    this.disarm?.();
    const outcomes = this.outcomes;
    this.resolve(this.failed ? withStacks(outcomes) : outcomes);
    this.terms.ended();
  }
};

// src/netlink/socket/fast-path.ts
var LONE = 127;
var CARRIED_OUT2 = Promise.resolve();
var FastPath = class {
  constructor(engine, transport2, little3) {
    this.left = 0;
    /** Of the last exchange: its number, what it brought, and where that lies. */
    this.seq = 0;
    this.used = 0;
    this.engine = engine;
    this.transport = transport2;
    this.little = little3;
  }
  /** Whether the next request may take it. Requests that come together travel together, which is shorter still. */
  get open() {
    return this.left > 0 && this.engine.isQuiescent;
  }
  /** Tells how many came together on the long way. */
  observe(requests) {
    if (requests > 0) this.left = requests === 1 ? LONE : 0;
  }
  /** Asks a question with one answer. Undefined: something else came, and `fallBack` has to follow. */
  ask(request, read2) {
    const slab = this.exchange(request, 1);
    const length2 = this.answerIn(slab);
    if (length2 === 0) return void 0;
    const answer = readIn(slab, RECORD_HEADER + length2, read2);
    giveBack(slab);
    return answer;
  }
  /** Asks for a change, without an ACK: nothing comes where it was carried out. Undefined: as above. */
  change(request) {
    askNoAck(request, this.little);
    this.left--;
    this.seq = this.engine.number(request);
    const status = this.transport.post(request);
    if (status === 0) return CARRIED_OUT2;
    this.slab = borrow();
    this.used = status < 0 ? status : this.transport.receive(this.slab);
    return void 0;
  }
  /** Goes on from what the last exchange brought, the long way. */
  fallBack(request) {
    const slab = this.slab;
    const ticket = this.engine.launched(request, this.seq);
    try {
      this.transport.handle(slab, this.used, ticket, request.kind === "change");
    } finally {
      giveBack(slab);
    }
    return request.promise;
  }
  exchange(request, most) {
    const slab = borrow();
    this.left--;
    this.slab = slab;
    this.seq = this.engine.number(request);
    this.used = this.transport.exchange(request, most, slab);
    return slab;
  }
  /** The length of the answer, if that is all that came; else 0. */
  answerIn(slab) {
    const { little: little3 } = this;
    const { view } = slab;
    const received = soleDatagram(slab, this.used, little3);
    if (received < NLMSG_HDRLEN) return 0;
    const length2 = view.getUint32(RECORD_HEADER + NLMSG_LEN_AT, little3);
    const one2 = alignMessage(length2) === alignMessage(received);
    const ours = view.getUint32(RECORD_HEADER + NLMSG_SEQ_AT, little3) === this.seq && view.getUint32(RECORD_HEADER + NLMSG_PID_AT, little3) === this.engine.port && view.getUint16(RECORD_HEADER + NLMSG_TYPE_AT, little3) >= NLMSG_MIN_TYPE;
    return one2 && ours && length2 <= received ? length2 : 0;
  }
};
var readIn = ({ bytes: bytes2, view }, end, read2) => {
  try {
    return Promise.resolve(read2(bytes2, view, RECORD_HEADER, end));
  } catch (error) {
    return Promise.reject(error);
  }
};

// src/netlink/socket/socket-options.ts
var KEYS3 = [
  "protocol",
  "messages",
  "groups",
  "io",
  "fd",
  "receiveBuffer",
  "listenAllNsid",
  "coalesce",
  "transport",
  "order",
  "onWarning"
];
var MAX_LINKS = 32;
var MAX_INT = 2147483647;
var isGroup = integerFrom(1, MAX_INT);
var isBoolean = (value) => typeof value === "boolean";
var checkSocketOptions = (options) => {
  const where = "NetlinkSocket";
  checkOptions(where, options, KEYS3);
  checkOption(where, options, "protocol", integerFrom(0, MAX_LINKS - 1), `an integer from 0 to ${MAX_LINKS - 1}`);
  checkOption(where, options, "groups", (groups2) => Array.isArray(groups2) && groups2.every(isGroup), "numbers of groups");
  checkOption(where, options, "listenAllNsid", isBoolean, "true or false");
  checkOption(where, options, "coalesce", integerFrom(0, MAX_INT), "microseconds, an integer");
  checkKernelOptions(where, options);
};
var checkKernelOptions = (where, options) => {
  checkOption(where, options, "onWarning", (call) => typeof call === "function", "a function");
  checkOption(where, options, "io", (io) => io === "thread" || io === "inline", '"thread" or "inline"');
  checkOption(where, options, "fd", integerFrom(0, MAX_INT), "a file descriptor");
  checkOption(where, options, "receiveBuffer", integerFrom(1, MAX_INT), "bytes, an integer above 0");
  checkOption(where, options, "order", (order) => order === "le" || order === "be", '"le" or "be"');
};

// src/netlink/socket/socket.ts
var DUMP_ATTEMPTS = 10;
var INLINE_TURN_MS = 8;
var QUICK_MS = 0.5;
var UNSEEN = 7;
var NetlinkSocket = class {
  /** Throws SocketError where the kernel refuses, UnsupportedError where there is no netlink. Opens nothing it does not close. */
  constructor(options = {}) {
    this.listeners = /* @__PURE__ */ new Set();
    this.scheduled = false;
    this.flushing = false;
    /** What answers lie in must not be written to. */
    this.reading = false;
    this.alive = false;
    this.closed = false;
    /** When this turn of the event loop began, as far as requests go; 0 before the first. */
    this.turn = 0;
    /** Milliseconds that it had taken at the last look at the clock. */
    this.spent = 0;
    /** How many requests do without a look at the clock. */
    this.unseen = 0;
    /** What has come together by now. */
    this.collected = () => {
      this.fastPath?.observe(this.engine.queued);
      this.flush();
    };
    this.flush = () => {
      this.scheduled = false;
      if (this.flushing) return;
      this.flushing = true;
      try {
        for (let outgoing = this.engine.take(); outgoing !== void 0 && !this.closed; outgoing = this.engine.take())
          this.transport.send(outgoing);
      } finally {
        this.flushing = false;
        this.stayAlive();
      }
    };
    checkSocketOptions(options);
    this.order = options.order ?? hostOrder;
    this.little = this.order === "le";
    this.transport = options.transport ?? openKernel(options);
    this.engine = new Engine(this.order, {
      notification: (bytes2, view, start, end) => this.notify(bytes2, view, start, end),
      lost: () => this.tell((one2) => one2.lost())
    });
    this.engine.port = this.transport.port;
    this.engine.window = this.transport.window;
    this.setConduct(this.transport.protocol ?? options.protocol ?? NETLINK_ROUTE, options.onWarning !== void 0);
    this.fastPath = isInPlace(this.transport) ? new FastPath(this.engine, this.transport, this.little) : void 0;
    this.terms = {
      order: this.order,
      messages: options.messages ?? /* @__PURE__ */ new Map(),
      ended: () => this.settle(),
      withdraw: (exchange) => this.engine.withdraw(exchange),
      warn: options.onWarning === void 0 ? void 0 : shielded(options.onWarning)
    };
    try {
      for (const group of options.groups ?? []) this.join(group);
      this.receive();
    } catch (error) {
      this.transport.close();
      throw error;
    }
  }
  /** The port that the kernel knows this socket by. */
  get port() {
    return this.transport.port;
  }
  /** A change; resolves when the kernel has carried it out. Rejects with KernelError where it refuses. */
  request(type2, flags2, payload2, options) {
    try {
      const request = this.frame(type2, flags2, NLM_F_ACK, payload2, options);
      const way = this.shortest(options);
      return way?.change(request) ?? this.wait(new ChangeRequest(request, options, this.terms), options, way);
    } catch (error) {
      return Promise.reject(error);
    }
  }
  /** A change that answers with what was made (NLM_F_ECHO); empty where the kernel does not echo it. */
  async echo(type2, flags2, payload2, read2, options) {
    const values = [];
    const request = this.frame(type2, flags2, NLM_F_ACK | NLM_F_ECHO, payload2, options);
    const visit = (bytes2, view, start, end) => values.push(read2(bytes2, view, start, end));
    await this.submit(new VisitRequest("echo", visit, request, options, this.terms), options);
    return values;
  }
  /** A question with one answer; undefined where the kernel acknowledges without one. */
  async get(type2, payload2, read2, options) {
    const request = this.frame(type2, 0, NLM_F_ACK, payload2, options);
    return this.submit(new GetRequest("get", read2, request, options, this.terms), options);
  }
  /**
   * Like `get`, for questions that the kernel is known to answer with one message or a refusal: without an ACK behind
   * it, which would cost a third of the time. Rejects with ERR_NO_ANSWER where it does neither.
   */
  ask(type2, payload2, read2, options) {
    try {
      const request = this.frame(type2, 0, 0, payload2, options);
      const way = this.shortest(options);
      return way?.ask(request, read2) ?? this.wait(new GetRequest("ask", read2, request, options, this.terms), options, way);
    } catch (error) {
      return Promise.reject(error);
    }
  }
  /** A dump as a list. One that was interrupted by a change is asked again; it is never torn. */
  async dump(type2, payload2, read2, options = {}) {
    let values = [];
    const restart = () => {
      values = [];
    };
    await this.scan(
      type2,
      payload2,
      (bytes2, view, start, end) => values.push(read2(bytes2, view, start, end)),
      restart,
      options
    );
    return values;
  }
  /** A dump message by message. `restart` is called before it is asked again after an interruption. */
  async scan(type2, payload2, visit, restart, options = {}) {
    const { timeout } = options;
    const since = performance2.now();
    const once = async (attempt) => {
      const left = timeout === void 0 ? void 0 : Math.max(0, timeout - (performance2.now() - since));
      const limited = { ...options, timeout: left };
      const dump = this.dumping(type2, payload2, visit, limited);
      try {
        await this.submit(dump, limited);
        return true;
      } catch (error) {
        if (error instanceof TimeoutError) throw new TimeoutError(dump.operation, timeout);
        if (!(error instanceof DumpInterruptedError) || attempt === DUMP_ATTEMPTS) throw error;
        return false;
      }
    };
    for (let attempt = 1; !await once(attempt); attempt++) restart();
  }
  /**
   * A dump as a stream in constant memory: while nobody takes from it, the kernel waits with the rest. Ends with
   * DumpInterruptedError where the table changed meanwhile, since what was given out can't be taken back. Messages that
   * the reader has undefined for are passed over.
   */
  iterate(type2, payload2, read2, options = {}) {
    const stream = new Stream({
      start: (push) => {
        const reply = (bytes2, view, start, end) => {
          const value = read2(bytes2, view, start, end);
          if (value !== void 0) push(value);
        };
        const dump = this.dumping(type2, payload2, reply, options);
        return { finished: this.submit(dump, options), cancel: (reason) => this.cancel(dump, reason) };
      },
      hold: () => {
        const alone = this.engine.pending === 1 && this.listeners.size === 0;
        if (alone) this.transport.hold();
        return alone;
      },
      resume: () => this.transport.resume()
    });
    return stream;
  }
  /**
   * Many changes, few sends: settled one by one, in order. An abort takes back what was not sent, which rejects with its
   * reason; what was sent has the kernel's answer all the same. After `timeout` nothing is waited for.
   */
  async batch(requests, options = {}) {
    checkRequestOptions("batch", options);
    const batch2 = new PendingBatch(requests, this.terms);
    const { signal } = options;
    for (const [index, { type: type2, flags: flags2 = 0, payload: payload2 }] of requests.entries()) {
      const part = batch2.part(index, this.frame(type2, flags2, NLM_F_ACK, payload2, void 0));
      if (this.closed) part.failed(this.closing(part.operation));
      else if (signal?.aborted === true) part.failed(signal.reason);
      else this.enqueue(part);
    }
    batch2.arm(options, (mine) => this.engine.recall(mine));
    return batch2.promise;
  }
  /** Like `batch`; rejects with BatchError if any of them failed. */
  async batchAll(requests, options = {}) {
    const failures = /* @__PURE__ */ new Map();
    for (const [index, result] of (await this.batch(requests, options)).entries())
      if (result.status === "rejected") failures.set(index, result.reason);
    if (failures.size > 0) throw new BatchError(failures, requests.length);
  }
  /**
   * Many messages in one datagram, for families that carry out all or none of them (nfnetlink, between
   * NFNL_MSG_BATCH_BEGIN and NFNL_MSG_BATCH_END). One has to carry NLM_F_ACK; the last that does settles it. Rejects with
   * BatchError, which names what was refused, if anything was.
   */
  async atomic(requests, options = {}) {
    checkRequestOptions("atomic", options);
    return this.submit(new PendingAtomic(requests, options, this.terms), options);
  }
  /** Leaves what comes in the kernel's buffer; false while answers are awaited, which have to be read. */
  pause() {
    if (this.engine.pending > 0) return false;
    this.transport.hold();
    return true;
  }
  unpause() {
    this.transport.resume();
  }
  /** Joins a multicast group. Throws SocketError. */
  join(group) {
    this.transport.join(group);
    this.engine.silent = false;
  }
  leave(group) {
    this.transport.leave(group);
  }
  /** Tells the listener of notifications until the returned function is called; keeps the process alive meanwhile. */
  listen(listener) {
    if (this.closed) throw this.closing("listen");
    this.listeners.add(listener);
    this.transport.resume();
    this.stayAlive();
    return () => {
      this.listeners.delete(listener);
      this.stayAlive();
    };
  }
  /** Requests that have no answer yet reject with ClosedError. Closing twice does nothing. */
  close() {
    this.shut(void 0);
  }
  async [Symbol.asyncDispose]() {
    this.close();
  }
  /**
   * Changes go without an ACK where the kernel is known to refuse aloud, on a socket that nobody else has set up; on other
   * protocols each request travels alone, and one that is not answered is told from one that is still to be.
   */
  setConduct(protocol2, warns) {
    const { engine, transport: transport2 } = this;
    const { answersEach, answersAtOnce } = conductOf(protocol2);
    engine.conclusive = transport2.conclusive === true;
    engine.answersEach = answersEach;
    engine.answersAtOnce = answersAtOnce;
    engine.silent = engine.conclusive && protocol2 === NETLINK_ROUTE && transport2.adopted !== true && !warns;
  }
  receive() {
    this.transport.start({
      datagram: (bytes2, view, start, end, length2, nsid) => {
        this.nsid = nsid;
        this.reading = true;
        if (length2 > end - start) this.engine.truncated(view, start, end - start, length2);
        else this.engine.receive(bytes2, view, start, end, nsid !== void 0);
      },
      // nothing is sent before `drained`: what is being read is where an answer would be written to
      overrun: () => this.engine.overrun(),
      sendFailed: (ticket, error) => this.engine.sendFailed(ticket, error),
      concluded: (ticket) => this.engine.concluded(ticket),
      broken: (error) => this.shut(error),
      drained: () => {
        this.reading = false;
        this.flush();
      }
    });
  }
  /** The message of a request with its caller's flags and our own; its options are checked as well. */
  frame(type2, flags2, own, payload2, options) {
    if (options?.constructor === Object) checkRequestOptions(this.nameOf(type2), options);
    checkFlags(flags2);
    return frameShared(type2, flags2 | own, payload2, this.little);
  }
  nameOf(type2) {
    return this.terms.messages.get(type2)?.name ?? `message ${type2}`;
  }
  dumping(type2, payload2, visit, options) {
    const request = this.frame(type2, 0, NLM_F_DUMP, payload2, options);
    return new VisitRequest("dump", visit, request, options, this.terms);
  }
  submit(exchange, options) {
    if (this.closed) exchange.failed(this.closing(exchange.operation));
    else if (options?.signal?.aborted === true) exchange.failed(options.signal.reason);
    else this.enqueue(exchange);
    return exchange.promise;
  }
  enqueue(exchange) {
    this.engine.submit(exchange);
    this.transport.resume();
    if (this.engine.batchReady && !this.reading) this.hurry();
    else this.schedule();
  }
  cancel(exchange, reason) {
    this.engine.withdraw(exchange);
    exchange.failed(reason);
    this.transport.resume();
  }
  /**
   * What was asked in one turn travels together. Answers that come at once would let a loop of awaits go on for ever
   * without a turn of the event loop: it gets one when they have taken long enough.
   */
  schedule() {
    if (this.scheduled || this.flushing) return;
    this.scheduled = true;
    if (this.transport.immediate && this.sinceTurn() > INLINE_TURN_MS) setImmediate(this.collected);
    else RESOLVED.then(this.collected);
  }
  /** The short way, for a request that may be sent before its call returns: nobody can give up on it, nor is told of it. */
  shortest(options) {
    const { fastPath } = this;
    if (fastPath?.open !== true || this.closed || this.reading || this.listeners.size > 0) return void 0;
    if (options !== void 0 && (options.signal !== void 0 || options.timeout !== void 0)) return void 0;
    return this.sinceTurn() > INLINE_TURN_MS ? void 0 : fastPath;
  }
  wait(request, options, way) {
    return way === void 0 ? this.submit(request, options) : way.fallBack(request);
  }
  /**
   * Very many are asked in one turn: the kernel has the first of them while the rest is written down. What it has
   * answered is read meanwhile, unless somebody listens who does not expect to be called now.
   */
  hurry() {
    const exhausted = this.transport.immediate && this.sinceTurn() > INLINE_TURN_MS;
    if (exhausted && isInPlace(this.transport)) return this.schedule();
    this.flush();
    if (!exhausted && this.engine.full && this.listeners.size === 0) this.transport.look?.();
    this.schedule();
  }
  /** Milliseconds that this turn of the event loop has taken since the first request in it. */
  sinceTurn() {
    if (this.unseen > 0) {
      this.unseen--;
      return this.spent;
    }
    const now = performance2.now();
    if (this.turn === 0) {
      this.turn = now;
      this.spent = 0;
      setImmediate(() => {
        this.turn = 0;
        this.unseen = 0;
      });
    }
    const before = this.spent;
    this.spent = now - this.turn;
    if (this.spent - before < QUICK_MS) this.unseen = UNSEEN;
    return this.spent;
  }
  settle() {
    if (!this.flushing) this.stayAlive();
  }
  stayAlive() {
    const alive = !this.closed && (this.engine.pending > 0 || this.listeners.size > 0);
    if (alive === this.alive) return;
    this.alive = alive;
    this.transport.keepAlive(alive);
  }
  /** A listener that throws does not stop the others, nor the socket; the error surfaces as an uncaught one. */
  tell(what2) {
    for (const listener of this.listeners) {
      try {
        what2(listener);
      } catch (error) {
        surface(error);
      }
    }
  }
  /** `tell` without a closure for each of very many. */
  notify(bytes2, view, start, end) {
    for (const listener of this.listeners) {
      try {
        listener.notification(bytes2, view, start, end, this.nsid);
      } catch (error) {
        surface(error);
      }
    }
  }
  closing(operation) {
    return this.closedBy ?? new ClosedError(operation);
  }
  shut(cause) {
    if (this.closed) return;
    this.closed = true;
    this.closedBy = cause;
    this.transport.close();
    this.engine.close(cause);
    this.tell((listener) => listener.closed(cause));
    this.listeners.clear();
  }
};
var shielded = (call) => (argument2) => {
  try {
    call(argument2);
  } catch (error) {
    surface(error);
  }
};
var RESOLVED = Promise.resolve();
var surface = (error) => {
  process.nextTick(() => {
    throw error;
  });
};

// src/setns/descriptor.ts
import { closeSync, fstatSync } from "node:fs";
var inodeOf = (fd) => {
  try {
    return fstatSync(fd).ino;
  } catch {
    return void 0;
  }
};
var closeIfOpen = (fd, inode) => {
  if (inodeOf(fd) === inode) closeSync(fd);
};
var handOver = (fd, take) => {
  const { ino } = fstatSync(fd);
  try {
    return take(fd);
  } catch (error) {
    closeIfOpen(fd, ino);
    throw error;
  }
};

// src/setns/reference.ts
import { closeSync as closeSync2, constants, existsSync as existsSync2, openSync } from "node:fs";

// src/setns/errors.ts
var EPERM3 = 1;
var EACCES = 13;
var NEEDS = {
  unshare: "CAP_SYS_ADMIN",
  setns: "CAP_SYS_ADMIN in the namespace and here",
  mount: "CAP_SYS_ADMIN",
  umount2: "CAP_SYS_ADMIN",
  mkdir: "CAP_SYS_ADMIN, and write access to /run",
  unlink: "CAP_SYS_ADMIN, and write access to /run/netns",
  socket: "CAP_NET_RAW in the namespace",
  bind: "CAP_NET_BIND_SERVICE in the namespace"
};
var NEEDS_OF_OPERATION = {
  create: "CAP_SYS_ADMIN, and write access to /run/netns",
  attach: "CAP_SYS_ADMIN, and write access to /run/netns",
  "set sysctl": "CAP_NET_ADMIN in the namespace, and a sysctl that can be written"
};
var NetnsError = class extends NetlinkError {
  constructor({ errno, operation, target: target3, syscall, needs: missing }) {
    const refused = errno === EPERM3 || errno === EACCES;
    const needs = missing ?? (refused ? NEEDS[syscall] ?? NEEDS_OF_OPERATION[operation] : void 0);
    const hint = needs === void 0 ? "" : ` (it needs ${needs})`;
    super(errnoName(errno), `netns ${operation} ${target3}: ${syscall}: ${errnoName(errno)}: ${errnoText(errno)}${hint}`);
    this.name = "NetnsError";
    this.errno = errno;
    this.operation = operation;
    this.target = target3;
    this.syscall = syscall;
    this.needs = needs;
  }
};
var HelperError = class extends NetlinkError {
  constructor(operation, target3, problem) {
    super("ERR_HELPER", `netns ${operation} ${target3}: ${problem}`);
    this.name = "HelperError";
    this.operation = operation;
    this.target = target3;
  }
};
var LeftBehindError = class extends NetlinkError {
  constructor(operation, target3, left, cause) {
    const why = left instanceof Error ? left.message : String(left);
    const failed = cause?.message ?? `netns ${operation} ${target3}: given up`;
    super("ERR_LEFT_BEHIND", `${failed}; the name may be left behind: ${why}`, { cause });
    this.name = "LeftBehindError";
    this.operation = operation;
    this.target = target3;
    this.left = left;
  }
};

// src/setns/names.ts
var NETNS_RUN_DIR = "/run/netns";
var NAME_MAX = 255;
var namespaceNameBytes = (name, path = "name") => {
  const bytes2 = typeof name === "string" && !/[/\0]/.test(name) && !/^\.\.?$/.test(name) ? encodeUtf8(name) : void 0;
  if (bytes2 === void 0 || bytes2.length === 0 || bytes2.length > NAME_MAX)
    throw new EncodeError(path, "the name of a namespace: 1 to 255 bytes, no slash", name);
  return bytes2;
};
var checkNamespaceName = (name, path = "name") => {
  namespaceNameBytes(name, path);
  return name;
};
var namespacePath = (name, path) => `${NETNS_RUN_DIR}/${checkNamespaceName(name, path)}`;
var pathBytes = (path) => {
  const bytes2 = encodeUtf8(path);
  return bytes2 === void 0 ? void 0 : Buffer.from(bytes2.buffer, bytes2.byteOffset, bytes2.length);
};

// src/setns/reference.ts
var ENOENT2 = 2;
var ESRCH = 3;
var EINVAL = 22;
var isNumber = (value, least) => Number.isInteger(value) && value >= least;
var placeOf = (given4, path) => {
  if (typeof given4 === "string") {
    if (!given4.includes("/")) return { path: namespacePath(given4, path) };
    if (!given4.includes("\0") && pathBytes(given4) !== void 0) return { path: given4 };
  }
  if (isNumber(given4, 1)) return { pid: given4 };
  if (typeof given4 === "object" && given4 !== null) {
    if ("fd" in given4 && isNumber(given4.fd, 0)) return { fd: given4.fd };
    if ("pid" in given4 && isNumber(given4.pid, 0)) return { pid: given4.pid };
  }
  throw new EncodeError(path, "a namespace: its name, a path, the number of a process, { fd } or { pid }", given4);
};
var describeNamespace = (given4) => {
  if (typeof given4 !== "object") return String(given4);
  return "fd" in given4 ? `fd ${given4.fd}` : `pid ${given4.pid}`;
};
var refuseOpened = ({ fd, transport: transport2 }) => {
  if (fd !== void 0 || transport2 !== void 0)
    throw new EncodeError("netns", "nothing beside `fd` or `transport`, which are in a namespace already");
};
var { O_RDONLY, O_NONBLOCK, O_NOCTTY } = constants;
var openPath = (path) => {
  const bytes2 = pathBytes(path);
  if (bytes2.toString() === path) return loadNative().openNamespace(path);
  let fd;
  try {
    fd = openSync(bytes2, O_RDONLY | O_NONBLOCK | O_NOCTTY);
  } catch (error) {
    return error.errno;
  }
  try {
    return loadNative().openNamespace(fd);
  } finally {
    closeSync2(fd);
  }
};
var openNamespace = (given4, path = "netns") => {
  const place2 = placeOf(given4, path);
  const opened = "fd" in place2 ? loadNative().openNamespace(place2.fd) : openPath("path" in place2 ? place2.path : `/proc/${place2.pid}/ns/net`);
  if (typeof opened !== "number") return opened;
  if (opened === -EINVAL) throw new EncodeError(path, "a network namespace, and not some other file", given4);
  const missing = opened === -ENOENT2 && !existsSync2("/proc/self");
  const needs = missing ? "/proc, which is not mounted" : void 0;
  const errno = "pid" in place2 && opened === -ENOENT2 && !missing ? ESRCH : -opened;
  throw new NetnsError({ errno, operation: "open", target: describeNamespace(given4), syscall: "open", needs });
};

// src/setns/helper.ts
import { closeSync as closeSync3 } from "node:fs";

// src/setns/pending.ts
var PendingRequest2 = class {
  constructor(request, settled, undoing = false) {
    /** When it was made, in milliseconds of the system's clock. */
    this.since = Date.now();
    /** Among all that one thread sends; 0 before it is sent. */
    this.number = 0;
    this.request = request;
    this.settled = settled;
    this.undoing = undoing;
  }
  /** It has settled; if it was sent, a reply is still to come. */
  get over() {
    return this.settled === void 0;
  }
  /** It gives a name to a namespace. */
  get makesName() {
    const { operation, text: text2 } = this.request;
    return text2.length > 0 && (operation === "create" || operation === "attach");
  }
  /** False where it was over before. */
  settle(error, answer) {
    const { settled } = this;
    if (settled === void 0) return false;
    this.settled = void 0;
    this.disarm?.();
    settled(error, answer);
    return true;
  }
  /** Settles it when the signal aborts or the time is over, and then calls `gaveUp`. */
  arm({ signal, timeout }, gaveUp) {
    const giveUp = (reason) => {
      if (this.settle(reason)) gaveUp();
    };
    if (signal?.aborted === true) return giveUp(signal.reason);
    const { operation, target: target3 } = this.request;
    const late = () => giveUp(new TimeoutError(`netns ${operation} ${target3}`, timeout));
    const timer = timeout === void 0 || timeout === Number.POSITIVE_INFINITY ? void 0 : setTimeout(late, timeout);
    const forget2 = signal === void 0 ? void 0 : onAbort(signal, () => giveUp(signal.reason));
    this.disarm = () => {
      clearTimeout(timer);
      forget2?.();
    };
  }
};
var EBADF = 9;
var EMFILE = 24;
var notSent = ({ request: { operation, target: target3 } }, errno) => errno === EBADF ? new ClosedError(`netns ${operation} ${target3}`) : new SocketError("sendmsg", errno);
var refusal2 = ({ request }, reply, fd) => {
  const { operation, target: target3 } = request;
  const { errno, text: text2 } = reply;
  if (errno !== 0) return new NetnsError({ errno, operation, target: target3, syscall: new TextDecoder().decode(text2) });
  const wanted = operation === "create" || operation === "socket";
  return wanted && fd === void 0 ? new SocketError("recvmsg", EMFILE) : void 0;
};

// src/setns/process.ts
import { spawn } from "node:child_process";
import { isMainThread } from "node:worker_threads";

// src/setns/messages.ts
var little2 = hostOrder === "le";
var REQUEST_HEADER = 36;
var REPLY_HEADER = 16;
var TEXT_MAXIMUM = 196608;
var REPLY_MAXIMUM = REPLY_HEADER + TEXT_MAXIMUM;
var OPERATIONS = { create: 1, attach: 2, delete: 3, socket: 4, "get sysctl": 5, "set sysctl": 6 };
var NO_SOCKET = { domain: 0, type: 0, protocol: 0 };
var encodeRequest = (operation, { number: number2, uid, gid }, text2, numbers2 = NO_SOCKET) => {
  const { domain, type: type2, protocol: protocol2, backlog = -1, reuseAddress, reusePort, v6only, connect } = numbers2;
  const bytes2 = new Uint8Array(REQUEST_HEADER + text2.length);
  const view = new DataView(bytes2.buffer);
  view.setUint32(0, OPERATIONS[operation], little2);
  view.setUint32(4, number2, little2);
  view.setUint32(8, uid, little2);
  view.setUint32(12, gid, little2);
  view.setInt32(16, domain, little2);
  view.setInt32(20, type2, little2);
  view.setInt32(24, protocol2, little2);
  view.setInt32(28, backlog, little2);
  view.setUint32(32, (reuseAddress ? 1 : 0) | (reusePort ? 2 : 0) | (v6only ? 4 : 0) | (connect ? 8 : 0), little2);
  bytes2.set(text2, REQUEST_HEADER);
  return bytes2;
};
var decodeReply = (bytes2, length2) => {
  const view = new DataView(bytes2.buffer, bytes2.byteOffset);
  const operation = view.getUint32(0, little2);
  const flags2 = view.getUint32(12, little2);
  return {
    naming: operation === OPERATIONS.create || operation === OPERATIONS.attach,
    errno: view.getInt32(8, little2),
    leaving: (flags2 & 1) !== 0,
    stale: (flags2 & 2) !== 0,
    text: bytes2.slice(REPLY_HEADER, length2)
  };
};
var decodeNote = (bytes2) => new DataView(bytes2.buffer, bytes2.byteOffset).getUint32(0, little2);

// src/setns/process.ts
var AF_UNIX = 1;
var SOCK_SEQPACKET = 5;
var SOL_SOCKET2 = 1;
var SO_PASSCRED = process.arch === "ppc64" ? 20 : process.arch.startsWith("mips") ? 17 : 16;
var notStarted = (path, cause) => {
  if (cause.code === "EACCES")
    return new UnsupportedError("network namespaces", `${path} may not be executed; \`chmod +x\` it`, { cause });
  if (cause.errno !== void 0 && cause.code !== "ENOENT" && cause.code !== "ENOEXEC")
    return new SocketError("spawn", -cause.errno);
  return new UnsupportedError("network namespaces", `${path} could not be started: ${cause.message}`, { cause });
};
var openPair = () => {
  const pair = loadNative().socketpair(AF_UNIX, SOCK_SEQPACKET, 0);
  if (typeof pair === "number") throw new SocketError("socketpair", -pair);
  return pair;
};
var openPairs = () => {
  const requests = openPair();
  try {
    const set3 = requests[1].setsockopt(SOL_SOCKET2, SO_PASSCRED, new Uint8Array(new Int32Array([1]).buffer));
    if (set3 < 0) throw new SocketError("setsockopt", -set3);
    return [requests, openPair()];
  } catch (error) {
    for (const end of requests) end.close();
    throw error;
  }
};
var HelperProcess = class {
  /** Throws UnsupportedError where there is no helper, SocketError where no more descriptors can be opened. */
  constructor(events) {
    this.buffer = new Uint8Array(REPLY_MAXIMUM);
    this.closed = false;
    this.ended = false;
    this.events = events;
    const path = helperPath();
    const [requests, notes] = openPairs();
    this.socket = requests[0];
    this.notes = notes[0];
    try {
      this.child = spawn(path, ["serve"], { stdio: [requests[1].fd, notes[1].fd, "ignore"], env: {} });
    } catch (error) {
      this.close();
      throw notStarted(path, error);
    } finally {
      requests[1].close();
      notes[1].close();
    }
    this.child.unref();
    this.reapWithWorker();
    this.child.once("exit", (code, signal) => {
      this.how = signal ?? `exit code ${code}`;
      this.conclude();
    });
    this.child.once("error", (error) => this.end(error.message, notStarted(path, error)));
    if (this.child.pid !== void 0) this.socket.poll(() => this.receive());
  }
  /** When a worker ends, Node waits for none of its children: they would be zombies as long as the process lives. */
  reapWithWorker() {
    const { pid } = this.child;
    if (isMainThread || pid === void 0) return;
    loadNative().keepChild(pid);
    this.child.once("exit", () => void loadNative().forgetChild(pid));
  }
  /** Numbers below zero are negative errnos. A namespace that was closed meanwhile is -EBADF. */
  send({ number: number2, request: { operation, text: text2, socket: socket2, namespace } }) {
    if (namespace !== void 0 && namespace.fd < 0) return -EBADF2;
    const { geteuid, getegid } = process;
    const bytes2 = encodeRequest(operation, { number: number2, uid: geteuid(), gid: getegid() }, text2, socket2);
    return this.socket.sendFds(bytes2, namespace === void 0 ? [] : [namespace.fd]);
  }
  /** No reply will come, though it may not be known yet why. */
  get over() {
    return this.closed || this.child.pid === void 0;
  }
  /** Whether the process waits for replies. */
  keepAlive(yes) {
    if (yes) this.socket.ref();
    else this.socket.unref();
  }
  /** Takes the replies there are. */
  receive() {
    while (!this.closed) {
      const got = this.socket.receiveFds(this.buffer, 1);
      if (typeof got !== "number" && got.length > 0) {
        const reply = decodeReply(this.buffer, got.length);
        if (reply.naming) this.takeNotes();
        if (!this.events.reply(reply, got.fds[0])) return;
      } else if (got === -EAGAIN) return;
      else if (got === -ECONNRESET) continue;
      else return this.leave();
    }
  }
  /** Ends it in the middle of what it does, even where it is stopped. Where that is not permitted it is left to itself. */
  kill() {
    try {
      process.kill(this.child.pid, "SIGKILL");
    } catch (error) {
      const { code, message: message3 } = error;
      if (code !== "ESRCH") this.end(message3, void 0);
    }
  }
  /** Lets it end after what it does now; nothing is reported any more. */
  dismiss() {
    this.closed = true;
    this.child.unref();
    this.close();
  }
  leave() {
    this.closed = true;
    this.socket.close();
    this.child.ref();
    this.conclude();
  }
  /** Which of the two comes first, the end of the socket or that of the process, differs. */
  conclude() {
    if (this.closed && this.how !== void 0) this.end(this.how, void 0);
  }
  end(how, cause) {
    if (this.ended) return;
    this.ended = true;
    this.closed = true;
    this.takeNotes();
    this.events.ended(how, this.noted, cause);
    this.close();
  }
  takeNotes() {
    const note = new Uint8Array(4);
    for (; ; ) {
      const got = this.notes.receiveFds(note, 0);
      if (typeof got === "number" || got.length !== note.length) return;
      this.noted = decodeNote(note);
    }
  }
  close() {
    this.socket.close();
    this.notes.close();
  }
};
var EBADF2 = 9;
var EAGAIN = 11;
var ECONNRESET = 104;

// src/setns/immediate.ts
var NEVER = new Int32Array(new SharedArrayBuffer(4));
var NAP = 0.05;
var DEADLINE = 5e3;
var EPIPE = 32;
var ECONNRESET2 = 104;
var nap = () => void Atomics.wait(NEVER, 0, 0, NAP);
var askAlone = (request) => {
  const outcome = {};
  const pending = new PendingRequest2(request, (error2, answer2) => Object.assign(outcome, { error: error2, answer: answer2 }));
  const helper2 = new HelperProcess({
    reply: (reply, fd) => {
      const error2 = refusal2(pending, reply, fd);
      pending.settle(error2, error2 === void 0 ? { text: reply.text, fd } : void 0);
      return false;
    },
    ended: () => void 0
  });
  const sent = helper2.send(pending);
  if (sent < 0 && sent !== -EPIPE && sent !== -ECONNRESET2) pending.settle(notSent(pending, -sent));
  const end = performance.now() + DEADLINE;
  while (!pending.over && !helper2.over && performance.now() < end) {
    nap();
    helper2.receive();
  }
  if (!pending.over) pending.settle(unanswered(request, helper2));
  helper2.dismiss();
  const { error, answer } = outcome;
  if (answer === void 0) throw error;
  return answer;
};
var unanswered = ({ operation, target: target3 }, helper2) => {
  if (helper2.over) return new HelperError(operation, target3, "the helper ended before it answered");
  helper2.kill();
  return new HelperError(operation, target3, `the helper did not answer within ${DEADLINE} ms`);
};

// src/setns/leftovers.ts
import { lstatSync, statfsSync, unlinkSync } from "node:fs";
var NSFS_MAGIC = 1853056627;
var TICK = 20;
var removeEmpty = ({ request, since }) => {
  const path = Buffer.concat([Buffer.from(`${NETNS_RUN_DIR}/`), request.text]);
  const found2 = lstatSync(path, { throwIfNoEntry: false });
  if (found2 === void 0 || !found2.isFile() || found2.size !== 0 || (found2.mode & 4095) !== 0) return;
  if (found2.ctimeMs >= since - TICK && statfsSync(path).type !== NSFS_MAGIC) unlinkSync(path);
};
var sweep = (pending) => {
  try {
    removeEmpty(pending);
    return void 0;
  } catch (error) {
    return error.code === "ENOENT" ? void 0 : error;
  }
};

// src/setns/restarts.ts
var LIMIT = 3;
var PAUSE = 10;
var LONGEST_PAUSE = 1e3;
var Restarts = class {
  constructor() {
    this.failures = 0;
    this.notBefore = 0;
  }
  /** Milliseconds until the next start. */
  get pause() {
    return Math.max(0, this.notBefore - performance.now());
  }
  /** Helpers that ended in a row without a reply, where those are too many. */
  ended(replied) {
    if (replied) {
      this.failures = 0;
      return void 0;
    }
    this.failures++;
    this.notBefore = performance.now() + Math.min(PAUSE * 10 ** (this.failures - 1), LONGEST_PAUSE);
    return this.failures >= LIMIT ? this.failures : void 0;
  }
};

// src/setns/helper.ts
var ENOENT3 = 2;
var EAGAIN2 = 11;
var EPIPE2 = 32;
var ECONNRESET3 = 104;
var IN_FLIGHT = 8;
var GRACE = 1e3;
var PROMPT = 500;
var Helper = class {
  constructor() {
    /** Sent to the process, in order. Those that are over stay until they are answered. */
    this.asked = [];
    /** Not yet sent. */
    this.waiting = [];
    this.restarts = new Restarts();
    this.number = 0;
    /** This process has replied. */
    this.replied = false;
    /** This process has sent its last reply. */
    this.leaving = false;
  }
  ask(request, options) {
    return new Promise((resolve, reject3) => {
      const pending = new PendingRequest2(request, (error, answer) => {
        if (answer === void 0) reject3(error);
        else resolve(answer);
      });
      pending.arm(options, () => this.gaveUp(pending));
      if (pending.over) return;
      this.waiting.push(pending);
      this.feed();
    });
  }
  /** Waits for the answer in place; undefined where there is none, and the request is given up. */
  askNow(request) {
    if (this.asked.length + this.waiting.length > 0 || this.leaving || this.restarts.pause > 0) return void 0;
    const outcome = { over: false };
    const pending = new PendingRequest2(
      request,
      (error2, answer2) => Object.assign(outcome, { over: true, error: error2, answer: answer2 })
    );
    this.waiting.push(pending);
    this.feed();
    const end = performance.now() + PROMPT;
    while (!outcome.over && this.process?.over === false && !this.leaving && performance.now() < end) {
      nap();
      this.process.receive();
    }
    const { error, answer } = outcome;
    if (answer !== void 0) return answer;
    if (pending.over) throw error;
    pending.settle(void 0);
    this.gaveUp(pending);
    return void 0;
  }
  start() {
    return new HelperProcess({
      reply: (reply, fd) => this.reply(reply, fd),
      ended: (how, noted, cause) => this.ended(how, noted, cause)
    });
  }
  feed() {
    if (this.process === void 0 && this.waiting.length > 0 && !this.startInTime()) return;
    while (this.process?.over === false && !this.leaving && this.asked.length < IN_FLIGHT) {
      const [next2] = this.waiting;
      if (next2 === void 0) break;
      next2.number = ++this.number;
      const sent = this.process.send(next2);
      if (sent === -EPIPE2 || sent === -ECONNRESET3 || sent === -EAGAIN2) break;
      this.waiting.shift();
      if (sent < 0) next2.settle(notSent(next2, -sent));
      else this.asked.push(next2);
    }
    this.process?.keepAlive(this.asked.length + this.waiting.length > 0);
  }
  /** False: it can't be started, or not yet. */
  startInTime() {
    const { pause } = this.restarts;
    if (pause > 0) {
      this.restart ??= setTimeout(() => {
        this.restart = void 0;
        this.feed();
      }, pause);
      return false;
    }
    try {
      this.process = this.start();
      return true;
    } catch (error) {
      for (const one2 of this.waiting.splice(0)) one2.settle(error);
      return false;
    }
  }
  /** A request settled before its answer. If it was not sent, it never is. */
  gaveUp(pending) {
    this.waiting = this.waiting.filter((one2) => one2 !== pending);
    this.watchFirst();
    this.process?.keepAlive(this.asked.length + this.waiting.length > 0);
  }
  /** A helper that does not finish a request which was given up is stuck, and is killed: the others must not wait for it. */
  watchFirst() {
    const [first] = this.asked;
    clearTimeout(this.grace);
    if (first?.over !== true) return;
    this.grace = setTimeout(() => {
      this.process?.receive();
      if (this.asked[0] === first) this.process?.kill();
    }, GRACE);
  }
  reply(reply, fd) {
    if (reply.stale) {
      this.leaving = true;
      return false;
    }
    const first = this.asked.shift();
    this.replied = true;
    this.leaving = reply.leaving;
    this.conclude(first, reply, fd);
    this.watchFirst();
    this.feed();
    return this.asked.length > 0;
  }
  conclude(one2, reply, fd) {
    const error = refusal2(one2, reply, fd);
    if (error instanceof SocketError && one2.makesName) this.undo(one2, error);
    else if (error !== void 0) one2.settle(error);
    else if (!one2.settle(void 0, { text: reply.text, fd })) {
      if (fd !== void 0) closeSync3(fd);
      if (one2.makesName) this.undo(one2, void 0);
    }
  }
  /** Requests that the helper had not begun go to the next one. */
  ended(how, noted, cause) {
    const asked2 = this.asked.splice(0);
    const begun = this.leaving ? void 0 : asked2.shift();
    const tooMany = cause === void 0 ? this.restarts.ended(this.replied) : void 0;
    clearTimeout(this.grace);
    this.process = void 0;
    this.leaving = false;
    this.replied = false;
    this.waiting.unshift(...asked2.filter((one2) => !one2.over));
    if (begun !== void 0) this.bury(begun, begun.number === noted, how);
    if (cause !== void 0 || tooMany !== void 0) {
      for (const one2 of this.waiting.splice(0)) one2.settle(cause ?? notBegun(one2, tooMany, how));
    }
    this.feed();
  }
  /** A request whose helper died in the middle of it: nothing stays half made. */
  bury(one2, named5, how) {
    const { operation, target: target3 } = one2.request;
    const error = new HelperError(operation, target3, `the helper ended (${how}) before it answered`);
    if (operation === "delete" && !one2.undoing) this.deleteAgain(one2, error);
    else if (named5) this.undo(one2, error);
    else this.settleUndone(one2, error, one2.makesName ? sweep(one2) : void 0);
  }
  /** Deletes a name before anything else is done. */
  deleteFirst({ request: { target: target3, text: text2 } }, deleted) {
    this.waiting.unshift(new PendingRequest2({ operation: "delete", target: target3, text: text2 }, deleted, true));
  }
  /**
   * Once more, and not more often. Where the name is not there then, or another helper has died, nobody knows whether the
   * first attempt has deleted it.
   */
  deleteAgain(one2, error) {
    this.deleteFirst(one2, (failure, answer) => {
      const unknown = isGone(failure) || failure instanceof HelperError;
      one2.settle(unknown ? error : failure, answer);
    });
  }
  /** Deletes the name of a request, and settles the request then. */
  undo(one2, error) {
    this.deleteFirst(one2, (failure) => this.settleUndone(one2, error, isGone(failure) ? void 0 : failure));
  }
  /** `left`: why something is left behind, if anything is. */
  settleUndone(one2, error, left) {
    const { operation, target: target3 } = one2.request;
    const told = left === void 0 ? error : new LeftBehindError(operation, target3, left, one2.over ? void 0 : error);
    if (!one2.over) one2.settle(told);
    else if (told instanceof LeftBehindError)
      process.emitWarning(told.message, { type: "RtnlWarning", code: "RTNL_NETNS_LEFT_BEHIND" });
  }
};
var isGone = (failure) => failure instanceof NetnsError && failure.errno === ENOENT3;
var notBegun = ({ request: { operation, target: target3 } }, count3, how) => new HelperError(operation, target3, `not begun: ${count3} helpers in a row ended without an answer (${how})`);
var helper = new Helper();
var askHelperNow = (request) => helper.askNow(request) ?? askAlone(request);
var askHelper = async (request, options = {}) => {
  loadNative();
  return helper.ask(request, options);
};

// src/setns/socket.ts
var AF_NETLINK2 = 16;
var SOCK_RAW2 = 3;
var openSocketIn = async (namespace, target3, socket2, address3 = new Uint8Array(0), options = {}) => {
  const { fd } = await askHelper({ operation: "socket", target: target3, text: address3, socket: socket2, namespace }, options);
  return fd;
};
var netlink = (protocol2) => ({ domain: AF_NETLINK2, type: SOCK_RAW2, protocol: protocol2 });
var openNetlinkIn = (namespace, target3, protocol2, options = {}) => openSocketIn(namespace, target3, netlink(protocol2), void 0, options);
var openNetlinkNow = (namespace, target3, protocol2) => {
  const text2 = new Uint8Array(0);
  const { fd } = askHelperNow({ operation: "socket", target: target3, text: text2, socket: netlink(protocol2), namespace });
  return fd;
};

// src/setns/opener.ts
var SOCKET_KEYS = ["io", "fd", "receiveBuffer", "order", "onWarning", "netns", "transport"];
var KEYS4 = [...SOCKET_KEYS, "signal", "timeout"];
var checkOpenOptions = (where, options) => {
  checkOptions(where, options, [...KEYS4, "socket"]);
  checkKernelOptions(where, options);
  checkSignal(where, options.signal);
  checkTimeout(where, options.timeout);
  if ("netns" in options && options.netns === void 0)
    throw new OptionError(where, "netns", "expected a namespace, got undefined; leave it out for that of this process");
  const beside = SOCKET_KEYS.find((key) => options[key] !== void 0);
  if (options.socket !== void 0 && beside !== void 0)
    throw new OptionError(where, beside, "has no meaning for a socket that is open already");
};
var MONITOR_NEEDS = "it needs a socket of its own in the namespace of the client, which was opened with a socket that was given to it; give the monitor one more (`fd`)";
var made = (transport2) => typeof transport2 === "function" ? transport2() : transport2;
var Opener = class _Opener {
  constructor(family2, options, socket2, place2) {
    this.family = family2;
    this.options = options;
    this.socket = socket2;
    this.place = place2;
  }
  /** For a client that has a socket, and nowhere to open another one. */
  static without(family2) {
    return new _Opener(family2, {}, void 0);
  }
  /** Rejects with UnsupportedError, SocketError, NetnsError, HelperError, TimeoutError. */
  static async open(family2, options) {
    const { netns, transport: transport2, signal, timeout, ...others2 } = options;
    signal?.throwIfAborted();
    const opened = (given4, place3) => {
      const socket2 = new NetlinkSocket({ ...others2, ...family2, transport: given4 });
      return new _Opener(family2, options, socket2, place3);
    };
    if (netns === void 0) return opened(made(transport2));
    refuseOpened(options);
    const place2 = { file: openNamespace(netns), target: describeNamespace(netns) };
    try {
      const fd = await openNetlinkIn(place2.file, place2.target, family2.protocol, { signal, timeout });
      const { io, receiveBuffer } = options;
      const { protocol: protocol2 } = family2;
      return opened(
        handOver(fd, () => openKernel({ io, receiveBuffer, protocol: protocol2, fd, fresh: true })),
        place2
      );
    } catch (error) {
      place2.file.close();
      throw error;
    }
  }
  /**
   * Calls `use` with the options of one more socket beside the client's, or around `fd`. A descriptor that was opened for it
   * is closed if `use` throws. Throws UnsupportedError where the client itself was opened with a socket that was given to
   * it: nobody knows how to open a second one where that one is.
   */
  another(what2, fd, use) {
    const { io, order, transport: transport2 } = this.options;
    const { place: place2, family: family2 } = this;
    if (fd !== void 0) return use({ ...family2, io, order, fd });
    const given4 = this.options.fd !== void 0 || this.socket === void 0;
    if (given4 || transport2 !== void 0 && typeof transport2 !== "function")
      throw new UnsupportedError(what2, MONITOR_NEEDS);
    if (place2 === void 0) return use({ ...family2, io, order, transport: made(transport2) });
    const opened = openNetlinkNow(place2.file, place2.target, family2.protocol);
    return handOver(opened, () => use({ ...family2, io, order, fd: opened }));
  }
  /** Closes the socket it opened. */
  close() {
    this.socket?.close();
    this.place?.file.close();
  }
};

// src/netfilter/tables/ct-words.ts
var statusWords = {
  expected: 1 << 0,
  "seen-reply": 1 << 1,
  assured: 1 << 2,
  confirmed: 1 << 3,
  snat: [1 << 4, "IPS_SRC_NAT"],
  dnat: [1 << 5, "IPS_DST_NAT"],
  "seq-adjust": 1 << 6,
  "snat-done": [1 << 7, "IPS_SRC_NAT_DONE"],
  "dnat-done": [1 << 8, "IPS_DST_NAT_DONE"],
  dying: 1 << 9,
  "fixed-timeout": 1 << 10,
  template: 1 << 11,
  untracked: 1 << 12,
  helper: 1 << 13,
  offload: 1 << 14,
  "hw-offload": 1 << 15
};
var ctStatus = flags(be32, "IPS_", statusWords);
var stateWords = { invalid: 1, established: 2, related: 4, new: 8, untracked: 64 };
var ctState = flags(be32, "NF_CT_STATE_", {
  invalid: [stateWords.invalid, "NF_CT_STATE_INVALID_BIT"],
  established: [stateWords.established, null],
  related: [stateWords.related, null],
  new: [stateWords.new, null],
  untracked: [stateWords.untracked, "NF_CT_STATE_UNTRACKED_BIT"]
});
var ctDirection = enumeration(u8, "IP_CT_DIR_", { original: 0, reply: 1 });

// src/netfilter/tables/nfgenmsg.ts
var familyWords = {
  unspec: 0,
  /** IPv4 and IPv6 in one. */
  inet: 1,
  ip: [2, "NFPROTO_IPV4"],
  arp: 3,
  netdev: 5,
  bridge: 7,
  ip6: [10, "NFPROTO_IPV6"],
  decnet: 12
};
var family = enumeration(u8, "NFPROTO_", familyWords);
var nfgenmsg = struct2(
  "nfgenmsg",
  {
    family,
    version: u8,
    /** Of a dump the generation of the rules, its low half; of the ends of a batch the subsystem that it is for. */
    resId: be16
  },
  { names: { family: "nfgen_family" } }
);

// src/netfilter/tables/protocol.ts
var protocolWords = {
  icmp: 1,
  igmp: 2,
  tcp: 6,
  udp: 17,
  dccp: 33,
  gre: 47,
  esp: 50,
  ah: 51,
  "ipv6-icmp": [58, "IPPROTO_ICMPV6"],
  comp: 108,
  sctp: 132,
  udplite: 136
};
var protocol = enumeration(u8, "IPPROTO_", protocolWords);

// src/netfilter/conntrack/tables/conntrack.ts
var ipRows = { v4Src: attr(1, ipv4), v4Dst: attr(2, ipv4), v6Src: attr(3, ipv6), v6Dst: attr(4, ipv6) };
var tupleIp = attributes("CTA_IP_", ipRows);
var protoRows = {
  num: attr(1, protocol),
  srcPort: attr(2, be16),
  dstPort: attr(3, be16),
  icmpId: attr(4, be16),
  icmpType: attr(5, u8),
  icmpCode: attr(6, u8),
  icmpv6Id: attr(7, be16, { constant: "CTA_PROTO_ICMPV6_ID" }),
  icmpv6Type: attr(8, u8, { constant: "CTA_PROTO_ICMPV6_TYPE" }),
  icmpv6Code: attr(9, u8, { constant: "CTA_PROTO_ICMPV6_CODE" })
};
var tupleProto = attributes("CTA_PROTO_", protoRows);
var tupleRows = { ip: attr(1, tupleIp), proto: attr(2, tupleProto), zone: attr(3, be16) };
var tuple = attributes("CTA_TUPLE_", tupleRows);
var tcpFlag = flags(u8, "IP_CT_TCP_FLAG_", {
  "window-scale": 1,
  "sack-perm": 2,
  "close-init": 4,
  "be-liberal": 8,
  unacked: [16, "IP_CT_TCP_FLAG_DATA_UNACKNOWLEDGED"],
  "maxack-set": 32,
  "challenge-ack": [64, "IP_CT_EXP_CHALLENGE_ACK"],
  "simultaneous-open": [128, "IP_CT_TCP_SIMULTANEOUS_OPEN"]
});
var tcpFlags = struct2("nf_ct_tcp_flags", { flags: tcpFlag, mask: tcpFlag });
var tcpState = enumeration(u8, "TCP_CONNTRACK_", {
  none: 0,
  "syn-sent": 1,
  "syn-recv": 2,
  established: 3,
  "fin-wait": 4,
  "close-wait": 5,
  "last-ack": 6,
  "time-wait": 7,
  close: 8,
  "syn-sent2": [9, "TCP_CONNTRACK_SYN_SENT2"],
  listen: 9
});
var tcpRows = {
  state: attr(1, tcpState),
  wscaleOriginal: attr(2, u8),
  wscaleReply: attr(3, u8),
  flagsOriginal: attr(4, tcpFlags),
  flagsReply: attr(5, tcpFlags)
};
var tcp = attributes("CTA_PROTOINFO_TCP_", tcpRows);
var dccpRows = { state: attr(1, u8), role: attr(2, u8), handshakeSeq: attr(3, be64), pad: attr(4, bytes) };
var dccp = attributes("CTA_PROTOINFO_DCCP_", dccpRows);
var sctpState = enumeration(u8, "SCTP_CONNTRACK_", {
  none: 0,
  closed: 1,
  "cookie-wait": 2,
  "cookie-echoed": 3,
  established: 4,
  "shutdown-sent": 5,
  "shutdown-recd": 6,
  "shutdown-ack-sent": 7,
  "heartbeat-sent": 8,
  "heartbeat-acked": 9
});
var sctpRows = {
  state: attr(1, sctpState),
  vtagOriginal: attr(2, be32),
  vtagReply: attr(3, be32)
};
var sctp = attributes("CTA_PROTOINFO_SCTP_", sctpRows);
var protoinfoRows = { tcp: attr(1, tcp), dccp: attr(2, dccp), sctp: attr(3, sctp) };
var protoinfo = attributes("CTA_PROTOINFO_", protoinfoRows);
var countersRows = {
  packets: attr(1, be64),
  bytes: attr(2, be64),
  /** Of old kernels, like the next. */
  packets32: attr(3, be32, { constant: "CTA_COUNTERS32_PACKETS" }),
  bytes32: attr(4, be32, { constant: "CTA_COUNTERS32_BYTES" }),
  pad: attr(5, bytes)
};
var counters = attributes("CTA_COUNTERS_", countersRows);
var protonatRows = { portMin: attr(1, be16), portMax: attr(2, be16) };
var protonat = attributes("CTA_PROTONAT_", protonatRows);
var natRows = {
  v4Minip: attr(1, ipv4),
  v4Maxip: attr(2, ipv4),
  proto: attr(3, protonat),
  v6Minip: attr(4, ipv6),
  v6Maxip: attr(5, ipv6)
};
var nat = attributes("CTA_NAT_", natRows);
var seqadjRows = { correctionPos: attr(1, be32), offsetBefore: attr(2, be32), offsetAfter: attr(3, be32) };
var seqadj = attributes("CTA_SEQADJ_", seqadjRows);
var help = attributes("CTA_HELP_", { name: attr(1, string), info: attr(2, bytes, { nested: true }) });
var secctx = attributes("CTA_SECCTX_", { name: attr(1, string) });
var timestamp = attributes("CTA_TIMESTAMP_", { start: attr(1, be64), stop: attr(2, be64), pad: attr(3, bytes) });
var synproxy = attributes("CTA_SYNPROXY_", { isn: attr(1, be32), its: attr(2, be32), tsoff: attr(3, be32) });
var filter = attributes("CTA_FILTER_", { origFlags: attr(1, u32), replyFlags: attr(2, u32) });
var rows = {
  tupleOrig: attr(1, tuple),
  tupleReply: attr(2, tuple),
  status: attr(3, ctStatus),
  protoinfo: attr(4, protoinfo),
  help: attr(5, help),
  natSrc: attr(6, nat),
  /** Seconds. */
  timeout: attr(7, be32),
  mark: attr(8, be32),
  countersOrig: attr(9, counters),
  countersReply: attr(10, counters),
  use: attr(11, be32),
  id: attr(12, be32),
  natDst: attr(13, nat),
  tupleMaster: attr(14, tuple),
  seqAdjOrig: attr(15, seqadj),
  seqAdjReply: attr(16, seqadj),
  secmark: attr(17, be32),
  zone: attr(18, be16),
  secctx: attr(19, secctx),
  timestamp: attr(20, timestamp),
  markMask: attr(21, be32),
  labels: attr(22, bytes),
  labelsMask: attr(23, bytes),
  synproxy: attr(24, synproxy),
  filter: attr(25, filter),
  statusMask: attr(26, be32),
  timestampEvent: attr(27, be64)
};
var table = attributes("CTA_", rows);
var conntrack = message(nfgenmsg, table);

// src/netfilter/conntrack/tables/expectation.ts
var natRows2 = { dir: attr(1, be32), tuple: attr(2, tuple) };
var nat2 = attributes("CTA_EXPECT_NAT_", natRows2);
var rows2 = {
  /** The connection that let it be awaited. */
  master: attr(1, tuple),
  tuple: attr(2, tuple),
  mask: attr(3, tuple),
  /** Seconds. */
  timeout: attr(4, be32),
  id: attr(5, be32),
  helpName: attr(6, string),
  zone: attr(7, be16),
  flags: attr(8, flags(be32, "NF_CT_EXPECT_", { permanent: 1, inactive: 2, userspace: 4 })),
  class: attr(9, be32),
  nat: attr(10, nat2),
  fn: attr(11, string)
};
var table2 = attributes("CTA_EXPECT_", rows2);
var expectation = message(nfgenmsg, table2);

// src/netfilter/conntrack/tables/stats.ts
var cpuRows = {
  searched: attr(1, be32),
  found: attr(2, be32),
  new: attr(3, be32),
  invalid: attr(4, be32),
  ignore: attr(5, be32),
  delete: attr(6, be32),
  deleteList: attr(7, be32),
  insert: attr(8, be32),
  insertFailed: attr(9, be32),
  drop: attr(10, be32),
  earlyDrop: attr(11, be32),
  error: attr(12, be32),
  searchRestart: attr(13, be32),
  clashResolve: attr(14, be32),
  chainToolong: attr(15, be32)
};
var cpuTable = attributes("CTA_STATS_", cpuRows);
var conntrackCpu = message(nfgenmsg, cpuTable);
var rows3 = { entries: attr(1, be32), maxEntries: attr(2, be32) };
var table3 = attributes("CTA_STATS_GLOBAL_", rows3);
var conntrackStats = message(nfgenmsg, table3);

// src/netfilter/nftables/tables/batch.ts
var rows4 = {
  /** The generation that the batch was written for: where another has come since, the kernel refuses it (ERESTART). */
  genid: attr(1, be32)
};
var table4 = attributes("NFNL_BATCH_", rows4);
var batch = message(nfgenmsg, table4);

// src/netfilter/nftables/tables/expressions/stateful.ts
var counterRows = { bytes: attr(1, be64), packets: attr(2, be64), pad: attr(3, bytes) };
var counter = attributes("NFTA_COUNTER_", counterRows);
var quotaRows = {
  bytes: attr(1, be64),
  flags: attr(
    2,
    flags(be32, "NFT_QUOTA_F_", {
      /** `over`: fits once the quota is used up, not until then. */
      inv: 1,
      depleted: 2
    })
  ),
  pad: attr(3, bytes),
  consumed: attr(4, be64)
};
var quota = attributes("NFTA_QUOTA_", quotaRows);
var limitRows = {
  rate: attr(1, be64),
  /** Seconds that the rate is for. */
  unit: attr(2, be64),
  burst: attr(3, be32),
  type: attr(4, enumeration(be32, "NFT_LIMIT_", { packets: [0, "NFT_LIMIT_PKTS"], bytes: [1, "NFT_LIMIT_PKT_BYTES"] })),
  flags: attr(5, flags(be32, "NFT_LIMIT_F_", { inv: 1 })),
  pad: attr(6, bytes)
};
var limit = attributes("NFTA_LIMIT_", limitRows);
var connlimitRows = { count: attr(1, be32), flags: attr(2, flags(be32, "NFT_CONNLIMIT_F_", { inv: 1 })) };
var connlimit = attributes("NFTA_CONNLIMIT_", connlimitRows);
var lastRows = {
  /** Whether there was one. */
  set: attr(1, be32),
  /** Milliseconds since the last packet. */
  msecs: attr(2, be64),
  pad: attr(3, bytes)
};
var last = attributes("NFTA_LAST_", lastRows);

// src/netfilter/nftables/tables/hook.ts
var deviceRows = {
  name: repeated(1, string),
  /** All links whose names begin so. */
  prefix: repeated(2, string)
};
var hookDevices = attributes("NFTA_DEVICE_", deviceRows);
var rows5 = {
  /** NF_INET_* or, of family `netdev`, NF_NETDEV_*; what each number means depends on the family. */
  hooknum: attr(1, be32),
  /** Chains of one hook see a packet in this order, the least first. */
  priority: attr(2, beS32),
  /** One link; several stand in `devs`. */
  dev: attr(3, string),
  devs: attr(4, hookDevices)
};
var hook = attributes("NFTA_HOOK_", rows5);

// src/netfilter/nftables/tables/verdict.ts
var verdictCode = enumeration(beS32, "NFT_VERDICT_", {
  drop: [0, "NF_DROP"],
  accept: [1, "NF_ACCEPT"],
  stolen: [2, "NF_STOLEN"],
  queue: [3, "NF_QUEUE"],
  repeat: [4, "NF_REPEAT"],
  stop: [5, "NF_STOP"],
  continue: [-1, "NFT_CONTINUE"],
  break: [-2, "NFT_BREAK"],
  jump: [-3, "NFT_JUMP"],
  goto: [-4, "NFT_GOTO"],
  return: [-5, "NFT_RETURN"]
});

// src/netfilter/nftables/tables/chain.ts
var chainFlags = flags(be32, "NFT_CHAIN_", {
  /** It hangs on a hook. */
  base: 1,
  /** Its rules are carried out by the hardware. */
  offload: [2, "NFT_CHAIN_HW_OFFLOAD"],
  /** It belongs to the rule that jumps to it. */
  binding: 4
});
var rows6 = {
  table: attr(1, string),
  handle: attr(2, be64),
  name: attr(3, string),
  hook: attr(4, hook),
  /** What becomes of packets that no rule decided on. */
  policy: attr(5, verdictCode),
  /** How many rules it holds, and jumps to it. */
  use: attr(6, be32),
  /** `filter`, `nat` or `route`. */
  type: attr(7, string),
  /** Of packets that the policy decided on. */
  counters: attr(8, counter),
  pad: attr(9, bytes),
  flags: attr(10, chainFlags),
  /** A number that other messages of the batch name it by. */
  id: attr(11, be32),
  userdata: attr(12, bytes)
};
var table5 = attributes("NFTA_CHAIN_", rows6);
var chain = message(nfgenmsg, table5);

// src/netfilter/nftables/tables/compat-get.ts
var rows7 = {
  name: attr(1, string),
  rev: attr(2, be32),
  type: attr(3, enumeration(be32, "NFT_COMPAT_", { match: [0, null], target: [1, null] }))
};
var table6 = attributes("NFTA_COMPAT_", rows7);
var compat = message(nfgenmsg, table6);

// src/netfilter/nftables/tables/data.ts
var register = be32;
var verdictRows = {
  code: attr(1, verdictCode),
  /** Where `jump` and `goto` lead. */
  chain: attr(2, string),
  /** The same by the number that the chain has in this batch. */
  chainId: attr(3, be32)
};
var verdict = attributes("NFTA_VERDICT_", verdictRows);
var rows8 = {
  /** As it stands in the register: packets' bytes in network order, most of the kernel's own in host order. */
  value: attr(1, bytes),
  verdict: attr(2, verdict)
};
var data = attributes("NFTA_DATA_", rows8);

// src/netfilter/nftables/tables/expressions/actions.ts
var logRows = {
  /** Of nfnetlink_log; without it the kernel's log is written. */
  group: attr(1, be16),
  prefix: attr(2, string),
  snaplen: attr(3, be32),
  qthreshold: attr(4, be16),
  level: attr(
    5,
    enumeration(be32, "NFT_LOGLEVEL_", {
      emerg: 0,
      alert: 1,
      crit: 2,
      err: 3,
      warn: [4, "NFT_LOGLEVEL_WARNING"],
      notice: 5,
      info: 6,
      debug: 7,
      audit: 8
    })
  ),
  /** NF_LOG_* of <linux/netfilter/nf_log.h>. */
  flags: attr(
    6,
    flags(be32, "NF_LOG_", {
      "tcp sequence": [1, "NF_LOG_TCPSEQ"],
      "tcp options": [2, "NF_LOG_TCPOPT"],
      "ip options": [4, "NF_LOG_IPOPT"],
      skuid: [8, "NF_LOG_UID"],
      nflog: 16,
      ether: [32, "NF_LOG_MACDECODE"]
    })
  )
};
var log = attributes("NFTA_LOG_", logRows);
var rejectRows = {
  type: attr(
    1,
    enumeration(be32, "NFT_REJECT_", {
      icmp: [0, "NFT_REJECT_ICMP_UNREACH"],
      "tcp reset": [1, "NFT_REJECT_TCP_RST"],
      icmpx: [2, "NFT_REJECT_ICMPX_UNREACH"]
    })
  ),
  /** Of ICMP or ICMPv6; with `icmpx` NFT_REJECT_ICMPX_*, which is one for both. */
  icmpCode: attr(2, u8)
};
var reject = attributes("NFTA_REJECT_", rejectRows);
var queueRows = {
  num: attr(1, be16),
  total: attr(2, be16),
  flags: attr(3, flags(be16, "NFT_QUEUE_FLAG_", { bypass: 1, fanout: [2, "NFT_QUEUE_FLAG_CPU_FANOUT"] })),
  sregQnum: attr(4, register)
};
var queue = attributes("NFTA_QUEUE_", queueRows);
var synproxyRows = {
  mss: attr(1, be16),
  wscale: attr(2, u8),
  flags: attr(3, flags(be32, "NF_SYNPROXY_OPT_", { mss: 1, wscale: 2, "sack-perm": 4, timestamp: 8, ecn: 16 }))
};
var synproxy2 = attributes("NFTA_SYNPROXY_", synproxyRows);
var objrefRows = {
  /** NFT_OBJECT_*. */
  immType: attr(1, be32),
  immName: attr(2, string),
  /** A map from the value of this register to objects. */
  setSreg: attr(3, register),
  setName: attr(4, string),
  setId: attr(5, be32)
};
var objref = attributes("NFTA_OBJREF_", objrefRows);
var flowRows = { tableName: attr(1, string) };
var flowOffload = attributes("NFTA_FLOW_", flowRows);

// src/netfilter/nftables/tables/expressions/compat.ts
var rows9 = {
  name: attr(1, string),
  rev: attr(2, be32),
  /** The extension's own struct, in host order; `xtables.ts` has some of them. */
  info: attr(3, bytes)
};
var match = attributes("NFTA_MATCH_", rows9);
var target = attributes("NFTA_TARGET_", rows9);

// src/netfilter/nftables/tables/expressions/nested.ts
function nested() {
  return {
    type: "attributes",
    prefix: "NFTA_EXPR_",
    get rows() {
      return expression.rows;
    }
  };
}

// src/netfilter/nftables/tables/expressions/dynset.ts
var dynsetRows = {
  setName: attr(1, string),
  setId: attr(2, be32),
  op: attr(3, enumeration(be32, "NFT_DYNSET_OP_", { add: 0, update: 1, delete: 2 })),
  sregKey: attr(4, register),
  sregData: attr(5, register),
  /** Milliseconds. */
  timeout: attr(6, be64),
  expr: attr(7, nested()),
  pad: attr(8, bytes),
  flags: attr(9, flags(be32, "NFT_DYNSET_F_", { inv: 1, expr: 2 })),
  expressions: attr(10, items(nested(), { id: 1 }))
};
var dynset = attributes("NFTA_DYNSET_", dynsetRows);
var innerRows = {
  num: attr(1, be32),
  type: attr(2, enumeration(be32, "NFT_INNER_", { unspec: 0, vxlan: 1, geneve: 2 })),
  flags: attr(3, flags(be32, "NFT_INNER_", { hdrsize: 1, ll: 2, nh: 4, th: 8 })),
  hdrsize: attr(4, be32),
  expr: attr(5, nested())
};
var inner = attributes("NFTA_INNER_", innerRows);

// src/netfilter/nftables/tables/expressions/nat.ts
var wideFamily = enumeration(be32, "NFPROTO_", familyWords);
var natFlagWords = {
  "map-ips": 1,
  "proto-specified": 2,
  random: [4, "NF_NAT_RANGE_PROTO_RANDOM"],
  persistent: 8,
  "fully-random": [16, "NF_NAT_RANGE_PROTO_RANDOM_FULLY"],
  "proto-offset": 32,
  netmap: 64
};
var natFlags = flags(be32, "NF_NAT_RANGE_", natFlagWords);
var natRows3 = {
  type: attr(1, enumeration(be32, "NFT_NAT_", { snat: 0, dnat: 1 })),
  family: attr(2, wideFamily),
  regAddrMin: attr(3, register),
  regAddrMax: attr(4, register),
  regProtoMin: attr(5, register),
  regProtoMax: attr(6, register),
  flags: attr(7, natFlags)
};
var nat3 = attributes("NFTA_NAT_", natRows3);
var masqRows = { flags: attr(1, natFlags), regProtoMin: attr(2, register), regProtoMax: attr(3, register) };
var masq = attributes("NFTA_MASQ_", masqRows);
var redirRows = { regProtoMin: attr(1, register), regProtoMax: attr(2, register), flags: attr(3, natFlags) };
var redir = attributes("NFTA_REDIR_", redirRows);
var tproxyRows = { family: attr(1, wideFamily), regAddr: attr(2, register), regPort: attr(3, register) };
var tproxy = attributes("NFTA_TPROXY_", tproxyRows);
var dupRows = { sregAddr: attr(1, register), sregDev: attr(2, register) };
var dup = attributes("NFTA_DUP_", dupRows);
var fwdRows = { sregDev: attr(1, register), sregAddr: attr(2, register), nfproto: attr(3, wideFamily) };
var fwd = attributes("NFTA_FWD_", fwdRows);

// src/netfilter/nftables/tables/expressions/numbers.ts
var hashRows = {
  sreg: attr(1, register),
  dreg: attr(2, register),
  len: attr(3, be32),
  modulus: attr(4, be32),
  seed: attr(5, be32),
  offset: attr(6, be32),
  type: attr(7, enumeration(be32, "NFT_HASH_", { jhash: [0, "NFT_HASH_JENKINS"], symhash: [1, "NFT_HASH_SYM"] })),
  /** Not in use any more, like the next. */
  setName: attr(8, string),
  setId: attr(9, be32)
};
var hash = attributes("NFTA_HASH_", hashRows);
var numgenRows = {
  dreg: attr(1, register),
  modulus: attr(2, be32),
  type: attr(3, enumeration(be32, "NFT_NG_", { inc: [0, "NFT_NG_INCREMENTAL"], random: 1 })),
  offset: attr(4, be32),
  /** Not in use any more, like the next. */
  setName: attr(5, string),
  setId: attr(6, be32)
};
var numgen = attributes("NFTA_NG_", numgenRows);

// src/netfilter/nftables/tables/expressions/packet.ts
var payloadRows = {
  dreg: attr(1, register),
  /** The header that the offset counts from. */
  base: attr(
    2,
    enumeration(be32, "NFT_PAYLOAD_", {
      link: [0, "NFT_PAYLOAD_LL_HEADER"],
      network: [1, "NFT_PAYLOAD_NETWORK_HEADER"],
      transport: [2, "NFT_PAYLOAD_TRANSPORT_HEADER"],
      inner: [3, "NFT_PAYLOAD_INNER_HEADER"],
      tunnel: [4, "NFT_PAYLOAD_TUN_HEADER"]
    })
  ),
  offset: attr(3, be32),
  len: attr(4, be32),
  /** Writes to the packet. */
  sreg: attr(5, register),
  csumType: attr(6, enumeration(be32, "NFT_PAYLOAD_CSUM_", { none: 0, inet: 1, sctp: 2 })),
  csumOffset: attr(7, be32),
  csumFlags: attr(8, flags(be32, "NFT_PAYLOAD_L4CSUM_", { pseudohdr: 1 }))
};
var payload = attributes("NFTA_PAYLOAD_", payloadRows);
var exthdrRows = {
  dreg: attr(1, register),
  /** Number of the header, the option or the chunk. */
  type: attr(2, u8),
  offset: attr(3, be32),
  len: attr(4, be32),
  flags: attr(5, flags(be32, "NFT_EXTHDR_F_", { present: 1 })),
  op: attr(
    6,
    enumeration(be32, "NFT_EXTHDR_OP_", {
      ipv6: 0,
      "tcp option": [1, "NFT_EXTHDR_OP_TCPOPT"],
      ipv4: 2,
      sctp: 3,
      dccp: 4
    })
  ),
  sreg: attr(7, register)
};
var exthdr = attributes("NFTA_EXTHDR_", exthdrRows);
var metaWords = {
  length: [0, "NFT_META_LEN"],
  protocol: 1,
  priority: 2,
  mark: 3,
  iif: 4,
  oif: 5,
  iifname: 6,
  oifname: 7,
  iiftype: [8, "NFT_META_IFTYPE"],
  oiftype: 9,
  skuid: 10,
  skgid: 11,
  nftrace: 12,
  rtclassid: 13,
  secmark: 14,
  nfproto: 15,
  l4proto: 16,
  ibrname: [17, "NFT_META_BRI_IIFNAME"],
  obrname: [18, "NFT_META_BRI_OIFNAME"],
  pkttype: 19,
  cpu: 20,
  iifgroup: 21,
  oifgroup: 22,
  cgroup: 23,
  random: [24, "NFT_META_PRANDOM"],
  ipsec: [25, "NFT_META_SECPATH"],
  iifkind: 26,
  oifkind: 27,
  ibrpvid: [28, "NFT_META_BRI_IIFPVID"],
  ibrvproto: [29, "NFT_META_BRI_IIFVPROTO"],
  time: [30, "NFT_META_TIME_NS"],
  day: [31, "NFT_META_TIME_DAY"],
  hour: [32, "NFT_META_TIME_HOUR"],
  sdif: 33,
  sdifname: 34,
  broute: [35, "NFT_META_BRI_BROUTE"],
  ibrhwaddr: [37, "NFT_META_BRI_IIFHWADDR"]
};
var metaRows = {
  dreg: attr(1, register),
  key: attr(2, enumeration(be32, "NFT_META_", metaWords)),
  sreg: attr(3, register)
};
var meta = attributes("NFTA_META_", metaRows);
var ctWords = {
  state: 0,
  direction: 1,
  status: 2,
  mark: 3,
  secmark: 4,
  expiration: 5,
  helper: 6,
  l3proto: [7, "NFT_CT_L3PROTOCOL"],
  src: 8,
  dst: 9,
  protocol: 10,
  "proto-src": 11,
  "proto-dst": 12,
  label: [13, "NFT_CT_LABELS"],
  packets: [14, "NFT_CT_PKTS"],
  bytes: 15,
  avgpkt: 16,
  zone: 17,
  event: [18, "NFT_CT_EVENTMASK"],
  "ip saddr": [19, "NFT_CT_SRC_IP"],
  "ip daddr": [20, "NFT_CT_DST_IP"],
  "ip6 saddr": [21, "NFT_CT_SRC_IP6"],
  "ip6 daddr": [22, "NFT_CT_DST_IP6"],
  id: 23
};
var ctRows = {
  dreg: attr(1, register),
  key: attr(2, enumeration(be32, "NFT_CT_", ctWords)),
  direction: attr(3, ctDirection),
  sreg: attr(4, register)
};
var ct = attributes("NFTA_CT_", ctRows);
var rtRows = {
  dreg: attr(1, register),
  key: attr(
    2,
    enumeration(be32, "NFT_RT_", {
      classid: 0,
      "ip nexthop": [1, "NFT_RT_NEXTHOP4"],
      "ip6 nexthop": [2, "NFT_RT_NEXTHOP6"],
      mtu: [3, "NFT_RT_TCPMSS"],
      ipsec: [4, "NFT_RT_XFRM"]
    })
  )
};
var rt = attributes("NFTA_RT_", rtRows);
var fibRows = {
  dreg: attr(1, register),
  result: attr(
    2,
    enumeration(be32, "NFT_FIB_RESULT_", {
      unspec: 0,
      oif: 1,
      oifname: 2,
      type: [3, "NFT_FIB_RESULT_ADDRTYPE"]
    })
  ),
  flags: attr(3, flags(be32, "NFTA_FIB_F_", { saddr: 1, daddr: 2, mark: 4, iif: 8, oif: 16, present: 32 }))
};
var fib = attributes("NFTA_FIB_", fibRows);
var socketRows = {
  key: attr(1, enumeration(be32, "NFT_SOCKET_", { transparent: 0, mark: 1, wildcard: 2, cgroupv2: 3 })),
  dreg: attr(2, register),
  /** Of the cgroup, counted from the root. */
  level: attr(3, be32)
};
var socket = attributes("NFTA_SOCKET_", socketRows);
var osfRows = { dreg: attr(1, register), ttl: attr(2, u8), flags: attr(3, flags(be32, "NFT_OSF_F_", { version: 1 })) };
var osf = attributes("NFTA_OSF_", osfRows);
var xfrmRows = {
  dreg: attr(1, register),
  key: attr(
    2,
    enumeration(be32, "NFT_XFRM_KEY_", {
      unspec: 0,
      "ip daddr": [1, "NFT_XFRM_KEY_DADDR_IP4"],
      "ip6 daddr": [2, "NFT_XFRM_KEY_DADDR_IP6"],
      "ip saddr": [3, "NFT_XFRM_KEY_SADDR_IP4"],
      "ip6 saddr": [4, "NFT_XFRM_KEY_SADDR_IP6"],
      reqid: 5,
      spi: 6
    })
  ),
  /** 0 in, 1 out. */
  dir: attr(3, u8),
  spnum: attr(4, be32)
};
var xfrm = attributes("NFTA_XFRM_", xfrmRows);
var tunnelRows = {
  key: attr(1, enumeration(be32, "NFT_TUNNEL_", { path: 0, id: 1 })),
  dreg: attr(2, register),
  mode: attr(3, enumeration(be32, "NFT_TUNNEL_MODE_", { none: 0, rx: 1, tx: 2 }))
};
var tunnel = attributes("NFTA_TUNNEL_", tunnelRows);

// src/netfilter/nftables/tables/expressions/registers.ts
var immediateRows = { dreg: attr(1, register), data: attr(2, data) };
var immediate = attributes("NFTA_IMMEDIATE_", immediateRows);
var bitwiseRows = {
  sreg: attr(1, register),
  dreg: attr(2, register),
  /** Bytes. */
  len: attr(3, be32),
  mask: attr(4, data),
  xor: attr(5, data),
  op: attr(
    6,
    enumeration(be32, "NFT_BITWISE_", {
      /** `(register & mask) ^ xor`. */
      "mask-xor": 0,
      lshift: 1,
      rshift: 2,
      and: 3,
      or: 4,
      xor: 5
    })
  ),
  /** How far to shift. */
  data: attr(7, data),
  sreg2: attr(8, register)
};
var bitwise = attributes("NFTA_BITWISE_", bitwiseRows);
var byteorderRows = {
  sreg: attr(1, register),
  dreg: attr(2, register),
  op: attr(3, enumeration(be32, "NFT_BYTEORDER_", { ntoh: 0, hton: 1 })),
  len: attr(4, be32),
  /** Bytes of each of the numbers. */
  size: attr(5, be32)
};
var byteorder = attributes("NFTA_BYTEORDER_", byteorderRows);
var cmpRows = {
  sreg: attr(1, register),
  op: attr(2, enumeration(be32, "NFT_CMP_", { eq: 0, neq: 1, lt: 2, lte: 3, gt: 4, gte: 5 })),
  data: attr(3, data)
};
var cmp = attributes("NFTA_CMP_", cmpRows);
var rangeRows = {
  sreg: attr(1, register),
  op: attr(2, enumeration(be32, "NFT_RANGE_", { eq: 0, neq: 1 })),
  fromData: attr(3, data),
  toData: attr(4, data)
};
var range = attributes("NFTA_RANGE_", rangeRows);
var lookupRows = {
  set: attr(1, string),
  sreg: attr(2, register),
  /** Where the map's value goes; 0 for a verdict map. */
  dreg: attr(3, register),
  /** The set's number in this batch. */
  setId: attr(4, be32),
  flags: attr(5, flags(be32, "NFT_LOOKUP_F_", { inv: 1 }))
};
var lookup = attributes("NFTA_LOOKUP_", lookupRows);

// src/netfilter/nftables/tables/expressions/index.ts
var expressions = {
  bitwise,
  byteorder,
  cmp,
  connlimit,
  counter,
  ct,
  dup,
  dynset,
  exthdr,
  fib,
  flow_offload: flowOffload,
  fwd,
  hash,
  immediate,
  inner,
  last,
  limit,
  log,
  lookup,
  masq,
  match,
  meta,
  nat: nat3,
  numgen,
  objref,
  osf,
  payload,
  queue,
  quota,
  range,
  redir,
  reject,
  rt,
  socket,
  synproxy: synproxy2,
  target,
  tproxy,
  tunnel,
  xfrm
};
var data2 = {
  type: "select",
  by: "name",
  get cases() {
    return expressions;
  },
  otherwise: bytes
};
var rows10 = {
  name: attr(1, string),
  /** The expression's own table. */
  data: attr(2, data2, { nested: true })
};
var expression = attributes("NFTA_EXPR_", rows10);

// src/netfilter/nftables/tables/element.ts
var elementRows = {
  key: attr(1, data),
  /** What a map leads to. */
  data: attr(2, data),
  /** NFT_SET_ELEM_*. */
  flags: attr(
    3,
    flags(be32, "NFT_SET_ELEM_F_", {
      /** Where the interval before it is over: the first key that does not belong to it. */
      "interval-end": [1, "NFT_SET_ELEM_INTERVAL_END"],
      /** Stands for all that no other element does. */
      catchall: [2, "NFT_SET_ELEM_CATCHALL"]
    })
  ),
  /** Milliseconds. */
  timeout: attr(4, be64),
  /** Milliseconds that are left. */
  expiration: attr(5, be64),
  userdata: attr(6, bytes),
  expr: attr(7, expression),
  pad: attr(8, bytes),
  /** Name of the object that a map leads to. */
  objref: attr(9, string),
  /** The last key of an interval of concatenated keys. */
  keyEnd: attr(10, data),
  expressions: attr(11, items(expression, { id: 1 }))
};
var element = attributes("NFTA_SET_ELEM_", elementRows);
var rows11 = {
  table: attr(1, string),
  set: attr(2, string),
  /** The kernel gives each the type 1, nft counts them. */
  elements: attr(3, items(element, { first: 1 })),
  setId: attr(4, be32)
};
var table7 = attributes("NFTA_SET_ELEM_LIST_", rows11);
var elements = message(nfgenmsg, table7);

// src/netfilter/nftables/tables/flowtable.ts
var hookRows = { num: attr(1, be32), priority: attr(2, beS32), devs: attr(3, hookDevices) };
var hook2 = attributes("NFTA_FLOWTABLE_HOOK_", hookRows);
var rows12 = {
  table: attr(1, string),
  name: attr(2, string),
  hook: attr(3, hook2),
  use: attr(4, be32),
  handle: attr(5, be64),
  pad: attr(6, bytes),
  flags: attr(
    7,
    flags(be32, "NFT_FLOWTABLE_", {
      /** The hardware forwards. */
      offload: [1, "NFT_FLOWTABLE_HW_OFFLOAD"],
      counter: 2
    })
  )
};
var table8 = attributes("NFTA_FLOWTABLE_", rows12);
var flowtable = message(nfgenmsg, table8);

// src/netfilter/nftables/tables/generation.ts
var rows13 = {
  id: attr(1, be32),
  /** The process that has made it. */
  procPid: attr(2, be32),
  procName: attr(3, string)
};
var table9 = attributes("NFTA_GEN_", rows13);
var generation = message(nfgenmsg, table9);

// src/netfilter/tables/timeouts.ts
var tcpRows2 = {
  synSent: attr(1, be32),
  synRecv: attr(2, be32),
  established: attr(3, be32),
  finWait: attr(4, be32),
  closeWait: attr(5, be32),
  lastAck: attr(6, be32),
  timeWait: attr(7, be32),
  close: attr(8, be32),
  synSent2: attr(9, be32, { constant: "CTA_TIMEOUT_TCP_SYN_SENT2" }),
  retrans: attr(10, be32),
  unack: attr(11, be32)
};
var tcpTimeouts = attributes("CTA_TIMEOUT_TCP_", tcpRows2);
var udpRows = { unreplied: attr(1, be32), replied: attr(2, be32) };
var udpTimeouts = attributes("CTA_TIMEOUT_UDP_", udpRows);

// src/netfilter/nftables/tables/object.ts
var objectWords = {
  unspec: 0,
  counter: 1,
  quota: 2,
  "ct helper": [3, "NFT_OBJECT_CT_HELPER"],
  limit: 4,
  connlimit: 5,
  tunnel: 6,
  "ct timeout": [7, "NFT_OBJECT_CT_TIMEOUT"],
  secmark: 8,
  "ct expectation": [9, "NFT_OBJECT_CT_EXPECT"],
  synproxy: 10
};
var objectType = enumeration(be32, "NFT_OBJECT_", objectWords);
var OBJECTS = Object.fromEntries(
  Object.entries(objectWords).map(([word, number2]) => [word, typeof number2 === "object" ? number2[0] : number2])
);
var helperRows = { name: attr(1, string), l3proto: attr(2, be16), l4proto: attr(3, protocol) };
var ctHelper = attributes("NFTA_CT_HELPER_", helperRows);
var timeoutRows = {
  l3proto: attr(1, be16),
  l4proto: attr(2, protocol),
  /** By protocol. */
  data: attr(3, select("l4proto", { tcp: tcpTimeouts, udp: udpTimeouts }, bytes), { nested: true })
};
var ctTimeout = attributes("NFTA_CT_TIMEOUT_", timeoutRows);
var expectRows = {
  l3proto: attr(1, be16),
  l4proto: attr(2, protocol),
  dport: attr(3, be16),
  /** Milliseconds, in host order. */
  timeout: attr(4, u32),
  size: attr(5, u8)
};
var ctExpectation = attributes("NFTA_CT_EXPECT_", expectRows);
var secmark = attributes("NFTA_SECMARK_", { ctx: attr(1, string) });
var rows14 = {
  table: attr(1, string),
  name: attr(2, string),
  type: attr(3, objectType),
  data: attr(
    4,
    select(
      "type",
      {
        counter,
        quota,
        "ct helper": ctHelper,
        limit,
        connlimit,
        "ct timeout": ctTimeout,
        secmark,
        "ct expectation": ctExpectation,
        synproxy: synproxy2
      },
      bytes
    ),
    { nested: true }
  ),
  /** How many rules and elements refer to it. */
  use: attr(5, be32),
  handle: attr(6, be64),
  pad: attr(7, bytes),
  userdata: attr(8, bytes)
};
var table10 = attributes("NFTA_OBJ_", rows14);
var object = message(nfgenmsg, table10);

// src/netfilter/nftables/tables/rule.ts
var compatRows = {
  /** Protocol that the rule is about: extensions of iptables want to be told. */
  proto: attr(1, be32),
  flags: attr(2, flags(be32, "NFT_RULE_COMPAT_F_", { unused: 1, inv: 2 }))
};
var compat2 = attributes("NFTA_RULE_COMPAT_", compatRows);
var rows15 = {
  table: attr(1, string),
  chain: attr(2, string),
  handle: attr(3, be64),
  /** A nest of NFTA_LIST_ELEM. */
  expressions: attr(4, items(expression, { id: 1 })),
  compat: attr(5, compat2),
  /** Handle of the rule behind which it stands, or before which it is to stand. */
  position: attr(6, be64),
  /** What its maker notes; nft keeps the comment there. */
  userdata: attr(7, bytes),
  pad: attr(8, bytes),
  /** A number that other messages of the batch name it by. */
  id: attr(9, be32),
  /** Like `position`, by the number that a rule has in this batch. */
  positionId: attr(10, be32),
  chainId: attr(11, be32)
};
var table11 = attributes("NFTA_RULE_", rows15);
var rule = message(nfgenmsg, table11);

// src/netfilter/nftables/tables/set.ts
var setFlags = flags(be32, "NFT_SET_F_", {
  /** It belongs to the rule that looks into it. */
  anonymous: [1, "NFT_SET_ANONYMOUS"],
  /** Its elements stay as they are. */
  constant: [2, "NFT_SET_CONSTANT"],
  interval: [4, "NFT_SET_INTERVAL"],
  map: [8, "NFT_SET_MAP"],
  timeout: [16, "NFT_SET_TIMEOUT"],
  /** Rules add elements. */
  dynamic: [32, "NFT_SET_EVAL"],
  object: [64, "NFT_SET_OBJECT"],
  concat: [128, "NFT_SET_CONCAT"],
  expr: [256, "NFT_SET_EXPR"]
});
var fieldRows = { len: attr(1, be32) };
var field = attributes("NFTA_SET_FIELD_", fieldRows);
var descRows = {
  /** How many elements it shall hold at most. */
  size: attr(1, be32),
  /** Lengths of the parts of a concatenated key, in bytes. */
  concat: attr(2, items(field, { id: 1 }))
};
var desc = attributes("NFTA_SET_DESC_", descRows);
var rows16 = {
  table: attr(1, string),
  name: attr(2, string),
  flags: attr(3, setFlags),
  /** nft's number for the type of its keys; the kernel only keeps it. */
  keyType: attr(4, be32),
  keyLen: attr(5, be32),
  /** The same of what a map leads to; 0xffffff00 for verdicts. */
  dataType: attr(6, be32),
  dataLen: attr(7, be32),
  policy: attr(8, enumeration(be32, "NFT_SET_POL_", { performance: 0, memory: 1 })),
  desc: attr(9, desc),
  /** A number that other messages of the batch name it by. */
  id: attr(10, be32),
  /** Milliseconds. */
  timeout: attr(11, be64),
  /** Milliseconds. */
  gcInterval: attr(12, be32),
  /** What its maker notes; nft keeps there how keys and data are written. */
  userdata: attr(13, bytes),
  pad: attr(14, bytes),
  objType: attr(15, objectType),
  handle: attr(16, be64),
  /** What every element gets. */
  expr: attr(17, expression),
  expressions: attr(18, items(expression, { id: 1 })),
  /** The kernel's implementation of it. */
  type: attr(19, string),
  /** How many elements it holds. */
  count: attr(20, be32)
};
var table12 = attributes("NFTA_SET_", rows16);
var set = message(nfgenmsg, table12);

// src/netfilter/nftables/tables/table.ts
var tableFlags = flags(be32, "NFT_TABLE_F_", {
  /** Its chains see no packets. */
  dormant: 1,
  /** Only the socket that made it changes it, and it goes with that socket. */
  owner: 2,
  /** Stays when its owner goes. */
  persist: 4
});
var rows17 = {
  name: attr(1, string),
  flags: attr(2, tableFlags),
  /** How many chains, sets, objects and flowtables it holds. */
  use: attr(3, be32),
  handle: attr(4, be64),
  pad: attr(5, bytes),
  /** What its maker notes; nft keeps a comment there. */
  userdata: attr(6, bytes),
  /** Port of the socket that owns it. */
  owner: attr(7, be32)
};
var attributesOfTable = attributes("NFTA_TABLE_", rows17);
var table13 = message(nfgenmsg, attributesOfTable);

// src/netfilter/nftables/tables/trace.ts
var rows18 = {
  table: attr(1, string),
  chain: attr(2, string),
  ruleHandle: attr(3, be64),
  type: attr(4, enumeration(be32, "NFT_TRACETYPE_", { unspec: 0, policy: 1, return: 2, rule: 3 })),
  verdict: attr(5, verdict),
  /** The same for all that is told about one packet. */
  id: attr(6, be32),
  llHeader: attr(7, bytes),
  networkHeader: attr(8, bytes),
  transportHeader: attr(9, bytes),
  iif: attr(10, be32),
  iiftype: attr(11, be16),
  oif: attr(12, be32),
  oiftype: attr(13, be16),
  mark: attr(14, be32),
  nfproto: attr(15, be32),
  policy: attr(16, verdictCode),
  pad: attr(17, bytes),
  ctId: attr(18, be32),
  ctDirection: attr(19, ctDirection),
  ctStatus: attr(20, ctStatus),
  ctState: attr(21, ctState)
};
var table14 = attributes("NFTA_TRACE_", rows18);
var trace = message(nfgenmsg, table14);

// src/netfilter/tables/index.ts
var NFNL_SUBSYS_CTNETLINK = 1;
var NFNL_SUBSYS_CTNETLINK_EXP = 2;
var NFNL_SUBSYS_NFTABLES = 10;
var NFNL_SUBSYS_NFT_COMPAT = 11;
var ct2 = NFNL_SUBSYS_CTNETLINK << 8;
var exp = NFNL_SUBSYS_CTNETLINK_EXP << 8;
var nft = NFNL_SUBSYS_NFTABLES << 8;
var messageTypes = {
  NFNL_MSG_BATCH_BEGIN: { type: 16, node: batch },
  NFNL_MSG_BATCH_END: { type: 17, node: batch },
  IPCTNL_MSG_CT_NEW: { type: ct2 | 0, node: conntrack },
  IPCTNL_MSG_CT_GET: { type: ct2 | 1, node: conntrack },
  IPCTNL_MSG_CT_DELETE: { type: ct2 | 2, node: conntrack },
  IPCTNL_MSG_CT_GET_CTRZERO: { type: ct2 | 3, node: conntrack },
  IPCTNL_MSG_CT_GET_STATS_CPU: { type: ct2 | 4, node: conntrackCpu },
  IPCTNL_MSG_CT_GET_STATS: { type: ct2 | 5, node: conntrackStats },
  IPCTNL_MSG_CT_GET_DYING: { type: ct2 | 6, node: conntrack },
  IPCTNL_MSG_CT_GET_UNCONFIRMED: { type: ct2 | 7, node: conntrack },
  IPCTNL_MSG_EXP_NEW: { type: exp | 0, node: expectation },
  IPCTNL_MSG_EXP_GET: { type: exp | 1, node: expectation },
  IPCTNL_MSG_EXP_DELETE: { type: exp | 2, node: expectation },
  NFT_MSG_NEWTABLE: { type: nft | 0, node: table13 },
  NFT_MSG_GETTABLE: { type: nft | 1, node: table13 },
  NFT_MSG_DELTABLE: { type: nft | 2, node: table13 },
  NFT_MSG_NEWCHAIN: { type: nft | 3, node: chain },
  NFT_MSG_GETCHAIN: { type: nft | 4, node: chain },
  NFT_MSG_DELCHAIN: { type: nft | 5, node: chain },
  NFT_MSG_NEWRULE: { type: nft | 6, node: rule },
  NFT_MSG_GETRULE: { type: nft | 7, node: rule },
  NFT_MSG_DELRULE: { type: nft | 8, node: rule },
  NFT_MSG_NEWSET: { type: nft | 9, node: set },
  NFT_MSG_GETSET: { type: nft | 10, node: set },
  NFT_MSG_DELSET: { type: nft | 11, node: set },
  NFT_MSG_NEWSETELEM: { type: nft | 12, node: elements },
  NFT_MSG_GETSETELEM: { type: nft | 13, node: elements },
  NFT_MSG_DELSETELEM: { type: nft | 14, node: elements },
  NFT_MSG_NEWGEN: { type: nft | 15, node: generation },
  NFT_MSG_GETGEN: { type: nft | 16, node: generation },
  NFT_MSG_TRACE: { type: nft | 17, node: trace },
  NFT_MSG_NEWOBJ: { type: nft | 18, node: object },
  NFT_MSG_GETOBJ: { type: nft | 19, node: object },
  NFT_MSG_DELOBJ: { type: nft | 20, node: object },
  NFT_MSG_GETOBJ_RESET: { type: nft | 21, node: object },
  NFT_MSG_NEWFLOWTABLE: { type: nft | 22, node: flowtable },
  NFT_MSG_GETFLOWTABLE: { type: nft | 23, node: flowtable },
  NFT_MSG_DELFLOWTABLE: { type: nft | 24, node: flowtable },
  NFT_MSG_GETRULE_RESET: { type: nft | 25, node: rule },
  /** Like DEL, but what is not there is no error; since Linux 6.3. */
  NFT_MSG_DESTROYTABLE: { type: nft | 26, node: table13 },
  NFT_MSG_DESTROYCHAIN: { type: nft | 27, node: chain },
  NFT_MSG_DESTROYRULE: { type: nft | 28, node: rule },
  NFT_MSG_DESTROYSET: { type: nft | 29, node: set },
  NFT_MSG_DESTROYSETELEM: { type: nft | 30, node: elements },
  NFT_MSG_DESTROYOBJ: { type: nft | 31, node: object },
  NFT_MSG_DESTROYFLOWTABLE: { type: nft | 32, node: flowtable },
  NFT_MSG_GETSETELEM_RESET: { type: nft | 33, node: elements },
  NFNL_MSG_COMPAT_GET: { type: NFNL_SUBSYS_NFT_COMPAT << 8, node: compat }
};
var messages = new Map(
  Object.entries(messageTypes).map(([name, { type: type2, node }]) => [type2, { name, node }])
);
var NETFILTER = { protocol: 12, messages };

// src/netlink/codec/parse.ts
var import_ipaddr = __toESM(require_ipaddr(), 1);
var EXPECTED = {
  string: "text",
  address: "an IPv4 or IPv6 address",
  ipv4: "an IPv4 address such as 192.0.2.1",
  ipv6: "an IPv6 address such as 2001:db8::1",
  lladdr: "a link-layer address such as 02:42:ac:11:00:02",
  mpls: "MPLS labels such as 100/200"
};
var DOT = 46 - 48;
var parseQuad = (text2, end = text2.length) => {
  let dots = 0;
  let value = -1;
  let number2 = 0;
  for (let at = 0; at < end; at++) {
    const digit = text2.charCodeAt(at) - 48;
    if (digit === DOT) {
      if (value < 0) return -1;
      number2 = number2 * 256 + value;
      dots++;
      value = -1;
    } else {
      if (digit < 0 || digit > 9 || value === 0) return -1;
      value = value < 0 ? digit : value * 10 + digit;
      if (value > 255) return -1;
    }
  }
  return dots !== 3 || value < 0 ? -1 : number2 * 256 + value;
};
var parseIpv4 = (text2) => {
  const number2 = parseQuad(text2);
  return number2 < 0 ? void 0 : Uint8Array.of(number2 >>> 24, number2 >>> 16, number2 >>> 8, number2);
};
var COLON = 58;
var GROUPS = 8;
var digitOf = (code) => {
  if (code >= 48 && code <= 57) return code - 48;
  const letter = code | 32;
  return letter >= 97 && letter <= 102 ? letter - 87 : -1;
};
var parseGroups = (text2) => {
  const bytes2 = new Uint8Array(2 * GROUPS);
  let group = 0;
  let gap = -1;
  for (let at = 0; at < text2.length; ) {
    if (text2.charCodeAt(at) === COLON) {
      const doubled = text2.charCodeAt(at + 1) === COLON;
      if (doubled ? gap >= 0 : at === 0 || at + 1 === text2.length) return void 0;
      if (doubled) gap = group;
      at += doubled ? 2 : 1;
      if (text2.charCodeAt(at) === COLON) return void 0;
    }
    if (at === text2.length) break;
    let value = 0;
    const start = at;
    for (; at < text2.length; at++) {
      const digit = digitOf(text2.charCodeAt(at));
      if (digit < 0) break;
      value = value * 16 + digit;
    }
    if (at === start || at - start > 4 || group === GROUPS) return void 0;
    if (at < text2.length && text2.charCodeAt(at) !== COLON) return void 0;
    bytes2[2 * group] = value >>> 8;
    bytes2[2 * group + 1] = value;
    group++;
  }
  if (gap < 0) return group === GROUPS ? bytes2 : void 0;
  if (group === GROUPS) return void 0;
  bytes2.copyWithin(2 * (GROUPS - group + gap), 2 * gap, 2 * group);
  bytes2.fill(0, 2 * gap, 2 * (GROUPS - group + gap));
  return bytes2;
};
var parseAddress = (text2) => {
  if (!text2.includes(":")) return parseIpv4(text2);
  const plain = parseGroups(text2);
  if (plain !== void 0) return plain;
  const groups2 = withoutQuad(text2);
  if (groups2 === void 0 || text2.includes("%") || !import_ipaddr.default.IPv6.isValid(groups2)) return void 0;
  return Uint8Array.from(import_ipaddr.default.IPv6.parse(groups2).toByteArray());
};
var withoutQuad = (text2) => {
  if (!text2.includes(".")) return text2;
  const quad = text2.lastIndexOf(":") + 1;
  const number2 = parseQuad(text2.slice(quad));
  return number2 < 0 ? void 0 : `${text2.slice(0, quad)}${(number2 >>> 16).toString(16)}:${(number2 & 65535).toString(16)}`;
};
var parseLinkAddress = (text2) => {
  if (text2 === "") return new Uint8Array(0);
  if (!/^[0-9a-f]{2}([:-][0-9a-f]{2})*$/i.test(text2)) return void 0;
  return Uint8Array.from(text2.split(/[:-]/), (byte) => Number.parseInt(byte, 16));
};
var parseMpls = (text2) => {
  const labels = text2.split("/");
  const bytes2 = new Uint8Array(labels.length * 4);
  for (const [index, label] of labels.entries()) {
    if (!/^\d{1,7}$/.test(label) || Number(label) >= 1 << 20) return void 0;
    const last2 = index === labels.length - 1;
    new DataView(bytes2.buffer).setUint32(index * 4, Number(label) * 4096 + (last2 ? 256 : 0));
  }
  return bytes2;
};
var SHORT2 = 64;
var parseAscii = (text2) => {
  if (text2.length > SHORT2) return void 0;
  const bytes2 = new Uint8Array(text2.length);
  for (let at = 0; at < text2.length; at++) {
    const code = text2.charCodeAt(at);
    if (code === 0 || code > 127) return void 0;
    bytes2[at] = code;
  }
  return bytes2;
};
var parseString = (text2) => parseAscii(text2) ?? (text2.includes("\0") ? void 0 : encodeUtf8(text2));
var parse = (format, text2) => {
  switch (format) {
    case "string":
      return parseString(text2);
    case "lladdr":
      return parseLinkAddress(text2);
    case "mpls":
      return parseMpls(text2);
    default:
      return parseAddress(text2);
  }
};
var readText = ({ format, size }, text2) => {
  const bytes2 = parse(format, text2);
  return bytes2?.length === size ? bytes2 : void 0;
};
var parseText = (node, value, path) => {
  const bytes2 = typeof value === "string" ? parse(node.format, value) : void 0;
  if (bytes2 === void 0) throw new EncodeError(path, EXPECTED[node.format], value);
  if (node.size === void 0) return bytes2;
  if (node.format === "string") {
    if (bytes2.length >= node.size) throw new EncodeError(path, `text of at most ${node.size - 1} bytes`, value);
  } else if (node.least === void 0 ? bytes2.length !== node.size : bytes2.length > node.size) {
    throw new EncodeError(path, EXPECTED[node.format], value);
  }
  return bytes2;
};

// src/netlink/codec/prefix.ts
var parsePrefix = (text2, path) => {
  const slash = typeof text2 === "string" ? text2.indexOf("/") : -1;
  const address3 = slash < 0 ? text2 : text2.slice(0, slash);
  const bytes2 = typeof address3 === "string" ? parseAddress(address3) : void 0;
  const bits = bytes2 === void 0 ? 0 : bytes2.length * 8;
  const length2 = slash < 0 ? bits : lengthOf(text2.slice(slash + 1));
  if (bytes2 === void 0 || length2 === void 0 || length2 > bits)
    throw new EncodeError(path, "an address, with or without the length of its prefix, such as 10.0.0.0/8", text2);
  return { address: address3, bytes: bytes2, length: length2 };
};
var lengthOf = (text2) => /^\d{1,3}$/.test(text2) ? Number(text2) : void 0;

// src/netlink/codec/fast-paths.ts
var fastPaths = true;

// src/netlink/codec/shape.ts
var toPlain = (value) => {
  if (typeof value === "bigint") return Number(value);
  if (typeof value !== "object" || value === null || value instanceof Uint8Array) return value;
  if (Array.isArray(value)) return value.map(toPlain);
  return Object.fromEntries(Object.entries(value).map(([key, inner2]) => [key, toPlain(inner2)]));
};
var join2 = (message3, shape) => {
  const header = message3["header"];
  for (const [key, lengthKey] of Object.entries(shape.prefix ?? {})) {
    const length2 = header[lengthKey];
    const text2 = message3[key] ?? (length2 === 0 ? shape.absent?.[key] : void 0);
    if (text2 === void 0) continue;
    message3[key] = message3[key] === void 0 || header["family"] === "mpls" ? text2 : `${text2}/${length2}`;
  }
};
var put = (value, part, names = {}) => {
  for (const [key, inner2] of Object.entries(part)) {
    const name = names[key] === void 0 ? key : names[key];
    if (name !== null && inner2 !== void 0) value[name] = toPlain(inner2);
  }
};
var hidden = ({ rename = {} }) => new Set(Object.keys(rename).filter((key) => rename[key] === null));
var decodeShaped = (node, shape, payload2, options) => {
  const message3 = decode(node, payload2, { ...options, skip: hidden(shape) });
  join2(message3, shape);
  const { header, ...attributes2 } = message3;
  const value = {};
  put(value, header, shape.header);
  const lifted = (shape.lift ?? []).map((key) => [key, attributes2[key] ?? {}]);
  for (const [key] of lifted) delete attributes2[key];
  put(value, attributes2, shape.rename);
  for (const [key, nest] of lifted) put(value, nest, { ...shape.rename, unknown: `${key}Unknown` });
  return value;
};

// src/netlink/codec/compile.ts
var BAD = new Error("not as the table says");
var LIBRARY = {
  BAD,
  addressEnd,
  formatIpv4,
  formatIpv4Prefix,
  formatIpv6,
  formatLinkAddress,
  bad: () => {
    throw BAD;
  },
  text: (b, s, e) => {
    let stop = s;
    while (stop < e && b[stop] !== 0) stop++;
    return formatString(b, s, stop);
  },
  mpls: (b, s, e) => (e - s) % 4 === 0 && e > s ? formatMpls(b, s, e) ?? LIBRARY.bad() : LIBRARY.bad(),
  identifier: (v, s, little3) => `0x${v.getBigUint64(s, little3).toString(16)}`,
  named: (words, text2) => words.get(text2) ?? text2,
  keep: (o, id, bytes2) => {
    if (o.unknown === void 0) o.unknown = [{ id, bytes: bytes2 }];
    else o.unknown.push({ id, bytes: bytes2 });
  }
};
var SUFFIXES = Array.from({ length: 256 }, (_, length2) => `/${length2}`);
var FLAG_SETS = 4096;
var flagSets = (node) => {
  const seen = /* @__PURE__ */ new Map();
  return (bits) => {
    const known = seen.get(bits);
    if (known !== void 0) return known;
    const words = Object.freeze(flagWords(node, bits));
    if (seen.size < FLAG_SETS) seen.set(bits, words);
    return words;
  };
};
var wordTable = (node) => {
  if (node.scalar.size === 1 && !node.scalar.signed)
    return Array.from({ length: 256 }, (_, number2) => node.words.get(number2) ?? number2);
  return (number2) => node.words.get(number2) ?? number2;
};
var quote = JSON.stringify;
var sayings = (word) => String(Number(word)) === word ? [quote(word), word] : [quote(word)];
var access = (key) => /^[A-Za-z_$][\w$]*$/.test(key) ? `.${key}` : `[${quote(key)}]`;
var NESTED = {
  field: (name) => `h${access(name)}`,
  header: "h",
  // What stands around is out of reach: `decodeShaped` has it.
  sibling: () => "bad()"
};
var MAX_LEVELS2 = 32;
var Compiler = class {
  constructor(order) {
    this.parts = /* @__PURE__ */ new Map();
    /** How deep in nests the function is that runs now. */
    this.nesting = { levels: 0 };
    this.little = order === "le";
  }
  /** The function of a node that is more than a value; compiled on its first call, since most kinds never come up. */
  part(node) {
    let lazy = this.parts.get(node);
    if (lazy === void 0) {
      const made2 = {
        f: (b, v, s, e, h) => {
          made2.f = new Unit(this, this.little).function(node);
          return made2.f(b, v, s, e, h);
        }
      };
      lazy = made2;
      this.parts.set(node, lazy);
    }
    return lazy;
  }
  message(node, shape) {
    return new Unit(this, this.little).shaped(node, shape);
  }
};
var isCounter = (node) => node.type === "scalar" && node.size === 8 && !node.signed && node.order === "host";
var MANY = 6;
var Unit = class _Unit {
  constructor(compiler, little3) {
    this.constants = [];
    this.compiler = compiler;
    this.little = little3;
  }
  function(node) {
    return this.finish(this.body(node));
  }
  shaped(node, shape) {
    return this.finish(this.shapedBody(node, shape));
  }
  finish(body) {
    const names = Object.keys(LIBRARY);
    const constants2 = this.constants.map((_, index) => `k${index}`);
    const source = `'use strict'
return (b, v, s, e, h) => {
let n = 0
${body}
}`;
    const make = new Function(...names, ...constants2, source);
    return make(...Object.values(LIBRARY), ...this.constants);
  }
  constant(value) {
    this.constants.push(value);
    return `k${this.constants.length - 1}`;
  }
  /** An empty object with room for those keys. */
  fresh(keys2) {
    const room2 = keys2.map((key) => `this${access(String(key))} = 0`).join(";");
    const make = new Function(`return function () { if (arguments.length > 0) { ${room2} } }`)();
    make.prototype = Object.prototype;
    return `new ${this.constant(make)}()`;
  }
  body(node) {
    switch (node.type) {
      case "struct":
        return this.structBody(node);
      case "attributes":
        return this.level(`const o = ${this.fresh([])}
${this.attributes(node, "s", NESTED)}`);
      case "message":
        return this.messageBody(node);
      case "vector":
        return this.vectorBody(node);
      case "list":
        return this.listBody(node);
      case "items":
        return this.itemsBody(node);
      // rare enough to be left to the interpreter
      case "groups":
        return "throw BAD";
      case "records":
        return this.recordsBody(node);
      default:
        return `return ${this.value(node, "s", "e", NESTED)}`;
    }
  }
  /** Expression for the value of a node between two offsets. */
  value(node, s, e, context) {
    switch (node.type) {
      case "scalar":
        return this.sized(node.size, s, e, this.number(node, s));
      case "uint":
        return `(${e} - ${s} === 8 ? ${this.scalar(u64, s)} : ${this.sized(4, s, e, this.scalar(u32, s))})`;
      case "enum":
      case "flags":
        return this.sized(node.scalar.size, s, e, this.number(node, s));
      case "text":
        return this.text(node, s, e);
      case "bytes":
        return node.size === void 0 ? `b.slice(${s}, ${e})` : this.sized(node.size, s, e, `b.slice(${s}, ${e})`);
      case "flag": {
        const present2 = this.sized(0, s, e, "true");
        return node.reported === true ? `(${e} - ${s} === 1 ? b[${s}] !== 0 : ${present2})` : present2;
      }
      case "identifier":
        return this.sized(8, s, e, this.identifier(node, s));
      case "select":
        return this.select(node, s, e, context);
      default:
        return `${this.constant(this.compiler.part(node))}.f(b, v, ${s}, ${e}, ${context.header})`;
    }
  }
  /** The same of one that has its size. */
  placed({ node, s, e }) {
    const numeric = node.type === "scalar" || node.type === "enum" || node.type === "flags";
    return numeric ? this.number(node, s) : this.value(node, s, e, NESTED);
  }
  /** Expression for a number, or what it stands for. */
  number(node, s) {
    if (node.type === "scalar") return this.scalar(node, s);
    return node.type === "enum" ? this.word(node, s) : `${this.constant(flagSets(node))}(${this.scalar(node.scalar, s)})`;
  }
  sized(size, s, e, expression2) {
    return `(${e} - ${s} === ${size} ? ${expression2} : bad())`;
  }
  scalar({ size, signed, order }, s) {
    const little3 = order === "host" && this.little;
    if (size === 1) return signed ? `v.getInt8(${s})` : `b[${s}]`;
    if (size < 8) return `v.get${signed ? "Int" : "Uint"}${size * 8}(${s}, ${little3})`;
    const [upper, lower] = [this.half(signed, order, s, "upper"), this.half(false, order, s, "lower")];
    return `((n = ${upper}) === 0 ? ${lower} : ${lower} + n * 4294967296)`;
  }
  /** Half of a number of 64 bits. */
  half(signed, order, s, which) {
    const little3 = order === "host" && this.little;
    return `v.get${signed ? "Int" : "Uint"}32(${little3 === (which === "upper") ? `${s} + 4` : s}, ${little3})`;
  }
  /**
   * An object of values of fixed sizes. Of many counters it is looked first whether all are small: that they are integers
   * need not be found out one by one then.
   */
  literal(fields2) {
    const values = (of) => `{ ${fields2.map((field3) => `${quote(field3.key)}: ${of(field3)}`).join(",\n")} }`;
    const all = values((field3) => this.placed(field3));
    if (fields2.length < MANY || !fields2.every(({ node }) => isCounter(node))) return all;
    const uppers = fields2.map(({ s }) => this.half(false, "host", s, "upper")).join(" | ");
    return `((${uppers}) === 0 ? ${values(({ s }) => this.half(false, "host", s, "lower"))} : ${all})`;
  }
  /** The same where only the first of them are there. */
  shortened(fields2) {
    const some3 = (field3) => `e >= ${field3.e} ? ${this.placed(field3)} : undefined`;
    return `{ ${fields2.map((field3) => `${quote(field3.key)}: ${some3(field3)}`).join(",\n")} }`;
  }
  word(node, s) {
    const table15 = wordTable(node);
    const name = this.constant(table15);
    return Array.isArray(table15) ? `${name}[b[${s}]]` : `${name}(${this.scalar(node.scalar, s)})`;
  }
  identifier({ order, words }, s) {
    const text2 = `identifier(v, ${s}, ${order === "host" && this.little})`;
    return words === void 0 ? text2 : `named(${this.constant(words)}, ${text2})`;
  }
  text({ format, size, least }, s, e) {
    const read2 = {
      string: `text(b, ${s}, ${e})`,
      lladdr: least === void 0 ? `formatLinkAddress(b, ${s}, ${e})` : `formatLinkAddress(b, ${s}, addressEnd(${least}, b, ${s}, ${e}))`,
      mpls: `mpls(b, ${s}, ${e})`,
      ipv4: `formatIpv4(b, ${s})`,
      ipv6: `formatIpv6(b, ${s})`,
      address: `(${e} - ${s} === 4 ? formatIpv4(b, ${s}) : ${this.sized(16, s, e, `formatIpv6(b, ${s})`)})`
    }[format];
    return size === void 0 ? read2 : this.sized(size, s, e, read2);
  }
  /** Few cases by the header are written out; many by an attribute are looked up. */
  select(node, s, e, context) {
    if (node.by.startsWith("header.")) {
      const field3 = context.field(node.by.slice(7));
      const cases = /* @__PURE__ */ new Map();
      for (const [word, one2] of Object.entries(node.cases)) cases.set(one2, [...cases.get(one2) ?? [], word]);
      let expression2 = this.value(node.otherwise, s, e, context);
      for (const [one2, words] of cases) {
        const test = words.flatMap(sayings).map((said4) => `${field3} === ${said4}`).join(" || ");
        expression2 = `(${test} ? ${this.value(one2, s, e, context)} : ${expression2})`;
      }
      return expression2;
    }
    const parts = new Map(Object.entries(node.cases).map(([word, one2]) => [word, this.compiler.part(one2)]));
    const otherwise = this.constant(this.compiler.part(node.otherwise));
    return `(${this.constant(parts)}.get(String(${context.sibling(node.by)})) ?? ${otherwise}).f(b, v, ${s}, ${e}, ${context.header})`;
  }
  structBody(node) {
    const rest = node.fields.at(-1);
    const open = rest !== void 0 && rest.size === void 0;
    const fixed = open ? node.fields.slice(0, -1) : node.fields;
    const least = open ? rest.offset : node.size;
    const end = ({ offset, size }) => offset + size;
    const placed = (field3) => ({
      key: field3.key,
      node: field3.node,
      s: `(s + ${field3.offset})`,
      e: `(s + ${end(field3)})`
    });
    const ends2 = fixed.map((field3) => ` && e - s !== ${end(field3)}`).join("");
    const context = { ...NESTED, sibling: ofObject };
    const counted = open && rest.node.type === "list" ? rest.node.countedBy : void 0;
    const counter3 = node.fields.find(({ key }) => key === counted);
    const lone = open && rest.node.type === "list" && counter3 !== void 0 ? sizeOfEach(rest.node) : 0;
    const whole = counter3 === void 0 ? "" : `if (e - s > ${least} && e - s !== ${least} + (b[s + ${counter3.offset}] + 1) * ${lone}) throw BAD`;
    const last2 = open ? this.value(rest.node, `(s + ${rest.offset})`, "e", context) : "";
    return [
      `if (e - s < ${least} && e !== s${ends2}) throw BAD`,
      whole,
      `const o = e - s >= ${least} ? ${this.literal(fixed.map(placed))} : ${this.shortened(fixed.map(placed))}`,
      open ? `o${access(rest.key)} = e - s >= ${least} ? ${last2} : undefined` : `if (e - s > ${node.size}) o.tail = b.slice(s + ${node.size}, e)`,
      "return o"
    ].join("\n");
  }
  vectorBody({ of, names, first }) {
    const { size } = of;
    const placed = names.map((key, index) => {
      return { key, node: of, s: `(s + ${index * size})`, e: `(s + ${(index + 1) * size})` };
    });
    return [
      `if ((e - s) % ${size} !== 0) throw BAD`,
      `const o = e - s >= ${names.length * size} ? ${this.literal(placed)} : ${this.shortened(placed)}`,
      `for (let p = s + ${names.length * size}, i = ${names.length + first}; p < e; p += ${size}, i++) o[i] = ${this.scalar(of, "p")}`,
      "return o"
    ].join("\n");
  }
  listBody(node) {
    const { of, count: count3 } = node;
    const size = sizeOfEach(node);
    return [
      `if ((e - s) % ${size} !== 0 ${count3 === void 0 ? "" : `|| e - s !== ${count3 * size}`}) throw BAD`,
      "const o = []",
      `for (let p = s; p < e; p += ${size}) o.push(${this.value(of, "p", `(p + ${size})`, NESTED)})`,
      "return o"
    ].join("\n");
  }
  /** Code that visits the attributes between `start` and `e` and puts what `visit` says into a switch over their types. */
  each(start, cases) {
    return `
let p = ${start}
while (e - p >= 4) {
  const l = v.getUint16(p, ${this.little})
  if (l < 4 || l > e - p) throw BAD
  const q = p + 4, r = p + l, t = v.getUint16(p + 2, ${this.little}) & ${NLA_TYPE_MASK}
  ${cases}
  p += (l + 3) & ~3
}
if (p < e) throw BAD`;
  }
  itemsBody({ of, id }) {
    const check3 = id === void 0 ? "" : `if (t !== ${id}) throw BAD`;
    return `const o = []
${this.each("s", `${check3}
o.push(${this.value(of, "q", "r", NESTED)})`)}
return o`;
  }
  /** Code that reads attributes; `place` says where the value of a key goes, `custom` how one is read that differs. */
  attributes(table15, start, context, place2 = ofObject, custom = {}, unread = []) {
    const inner2 = { ...context, sibling: place2 };
    const before = [];
    const after = [];
    const row3 = ([key, { id, node, repeated: repeated2 }]) => {
      const to = place2(key);
      const waits = node.type === "select" && !node.by.startsWith("header.");
      if (repeated2 && waits) {
        before.push(`const w${id} = []`);
        after.push(`if (w${id}.length > 0) ${to} = w${id}.map(([q, r]) => ${this.value(node, "q", "r", inner2)})`);
        return `case ${id}: w${id}.push([q, r]); break`;
      }
      if (repeated2) return `case ${id}: (${to} ??= []).push(${this.value(node, "q", "r", inner2)}); break`;
      if (!waits) {
        const value = custom[key] ?? this.value(node, "q", "r", inner2);
        return `case ${id}: if (${to} !== undefined) throw BAD; ${to} = ${value}; break`;
      }
      before.push(`let s${id} = 0, e${id} = 0`);
      after.push(`if (e${id} !== 0) ${to} = ${this.value(node, `s${id}`, `e${id}`, inner2)}`);
      return `case ${id}: if (e${id} !== 0) throw BAD; s${id} = q; e${id} = r; break`;
    };
    const rows19 = Object.entries(table15.rows).map(row3);
    const passed = unread.map((id) => `case ${id}: break`);
    const cases = `switch (t) {
${[...rows19, ...passed].join("\n")}
default: keep(o, t, b.slice(q, r))
}`;
    return [...before, this.each(start, cases), ...after].join("\n");
  }
  messageBody({ header, attributes: attributes2 }) {
    const context = { ...NESTED, field: (name) => `header${access(name)}`, header: "header" };
    const lines = [
      `if (e - s < ${header.size}) throw BAD`,
      `const header = ${this.constant(this.compiler.part(header))}.f(b, v, s, s + ${header.size}, h)`,
      `const o = ${this.fresh([])}`,
      "o.header = header",
      this.attributes(attributes2, `s + ${align4(header.size)}`, context)
    ];
    return this.level(lines.join("\n"));
  }
  /** A body that makes `o`, one level deeper than its caller: what is nested very deep is left to the interpreter. */
  level(body) {
    const at = `${this.constant(this.compiler.nesting)}.levels`;
    return `if (${at} === ${MAX_LEVELS2}) throw BAD
${at}++
${body}
${at}--
return o`;
  }
  recordsBody(node) {
    const { header, length: length2, attributes: attributes2 } = node;
    const at = lengthOffset(node);
    const unit = new _Unit(this.compiler, this.little);
    const one2 = this.constant({ f: unit.finish(unit.recordBody(header, length2, attributes2)) });
    return `
const o = []
let p = s
while (p < e) {
  const l = e - p < ${header.size} ? 0 : v.getUint16(p + ${at}, ${this.little})
  if (l < ${header.size} || l > e - p) throw BAD
  o.push(${one2}.f(b, v, p, p + l, h))
  p += (l + 3) & ~3
}
return o`;
  }
  recordBody(header, length2, attributes2) {
    return [
      `const header = ${this.constant(this.compiler.part(header))}.f(b, v, s, s + ${header.size}, h)`,
      `delete header${access(length2)}`,
      `const o = ${this.fresh([])}`,
      "o.header = header",
      this.attributes(attributes2, `s + ${align4(header.size)}`, NESTED),
      "return o"
    ].join("\n");
  }
  /** A whole message as its shape wants it. Fields of the header come first, attributes of the same name replace them. */
  shapedBody({ header, attributes: attributes2 }, shape) {
    const field3 = (key) => `h_${key}`;
    const called = (key, names = {}) => names[key] === void 0 ? key : names[key];
    const named5 = (key) => called(key, shape.rename);
    const shown = header.fields.flatMap(({ key }) => {
      const name = called(key, shape.header);
      return name === null ? [] : [{ key, name }];
    });
    const taken2 = new Set(shown.map(({ name }) => name));
    const own = (key) => named5(key) !== null && !taken2.has(named5(key)) && shape.lift?.includes(key) !== true;
    const place2 = (key) => own(key) ? `o${access(named5(key))}` : `x_${key}`;
    const left = hidden(shape);
    const [read2, unread] = split(attributes2, left);
    const aside = Object.keys(attributes2.rows).filter((key) => !own(key));
    const asked2 = header.fields.map(({ key }) => `${quote(key)}: ${field3(key)}`);
    const context = { ...NESTED, field: field3, header: `{ ${asked2.join(", ")} }` };
    const custom = Object.fromEntries(
      Object.keys(shape.prefix ?? {}).map((key) => [key, this.prefixed(attributes2, key, shape, context)])
    );
    return [
      `if (e - s < ${header.size}) throw BAD`,
      ...header.fields.map(
        ({ key, node, offset, size }) => `const ${field3(key)} = ${this.placed({ key, node, s: `(s + ${offset})`, e: `(s + ${offset + size})` })}`
      ),
      `const o = ${this.fresh([...taken2, ...Object.keys(read2.rows)])}`,
      ...shown.map(({ key, name }) => `o${access(name)} = ${field3(key)}`),
      ...aside.map((key) => `let x_${key}`),
      this.attributes(read2, `s + ${align4(header.size)}`, context, place2, custom, unread),
      ...Object.entries(shape.absent ?? {}).map(
        ([key, text2]) => `if (${place2(key)} === undefined && ${field3(shape.prefix?.[key])} === 0) ${place2(key)} = ${quote(text2)}`
      ),
      ...aside.filter((key) => taken2.has(named5(key))).map((key) => `if (x_${key} !== undefined) o${access(named5(key))} = x_${key}`),
      ...(shape.lift ?? []).map((key) => `if (x_${key} !== undefined) {
${this.lifted(attributes2, key, named5)}
}`),
      "return o"
    ].join("\n");
  }
  /** Puts the attributes of a lifted nest where they belong. */
  lifted(table15, key, named5) {
    return Object.entries(liftedNames(table15, key, named5)).flatMap(([inner2, name]) => {
      const value = `x_${key}${access(inner2)}`;
      return name === null ? [] : [`if (${value} !== undefined) o${access(name)} = ${value}`];
    }).join("\n");
  }
  /** An address with its length behind it. */
  prefixed({ rows: rows19 }, key, shape, context) {
    const { node } = rows19[key];
    const suffix = `${this.constant(SUFFIXES)}[${context.field(shape.prefix?.[key])}]`;
    return `(r - q === 4 && ${context.field("family")} === 'inet' ? formatIpv4Prefix(b, q, ${suffix}) : ${context.field("family")} === 'mpls' ? ${this.value(node, "q", "r", context)} : ${this.value(node, "q", "r", context)} + ${suffix})`;
  }
};
var ofObject = (key) => `o${access(key)}`;
var split = (table15, left) => {
  const rows19 = Object.entries(table15.rows);
  const read2 = Object.fromEntries(rows19.filter(([key]) => !left.has(key)));
  return [{ ...table15, rows: read2 }, rows19.filter(([key]) => left.has(key)).map(([, { id }]) => id)];
};
var liftedNames = ({ rows: rows19 }, key, named5) => {
  const { node } = rows19[key];
  if (node.type !== "attributes") throw new TypeError(`${key} is no nest`);
  return {
    ...Object.fromEntries(Object.keys(node.rows).map((inner2) => [inner2, named5(inner2)])),
    unknown: `${key}Unknown`
  };
};
var canGenerate = (() => {
  try {
    return new Function("return true")();
  } catch {
    return false;
  }
})();
var COMPILERS = {};
var compilerOf = (order) => {
  const compiler = COMPILERS[order] ?? new Compiler(order);
  COMPILERS[order] = compiler;
  return compiler;
};
var compile = (node, shape, options = {}) => {
  const order = options.order ?? hostOrder;
  const slow = (bytes2, _view, start, end) => decodeShaped(node, shape, bytes2.subarray(start, end), { ...options, order });
  if (!canGenerate || options.generate === false) return slow;
  let fast;
  return (bytes2, view, start, end) => {
    if (!fastPaths) return slow(bytes2, view, start, end);
    fast ??= compilerOf(order).message(node, shape);
    try {
      return fast(bytes2, view, start, end, NO_HEADER);
    } catch (error) {
      if (error !== BAD) throw error;
      compilerOf(order).nesting.levels = 0;
      return slow(bytes2, view, start, end);
    }
  };
};
var NO_HEADER = {};

// src/netlink/codec/memoized.ts
var LASTING = /* @__PURE__ */ new WeakMap();
var NOTHING = new Uint8Array(0);
var lasting = (value) => {
  if (!LASTING.has(value)) LASTING.set(value, { table: void 0, little: false, bytes: NOTHING });
  return value;
};
var keptOf = (value) => LASTING.get(value);

// src/netlink/codec/writer.ts
var NLA_MAX = 65535;
var Writer = class {
  constructor(order = hostOrder, size = 256, telling = false) {
    this.at = 0;
    this.bytes = new Uint8Array(size);
    this.view = new DataView(this.bytes.buffer);
    this.little = order === "le";
    this.telling = telling;
  }
  /** Makes room for more bytes, all zero, and returns where they start. */
  reserve(count3) {
    const start = this.at;
    this.at += count3;
    if (this.at > this.bytes.length) this.grow(start);
    else for (let at = start; at < this.at; at++) this.bytes[at] = 0;
    return start;
  }
  append(bytes2) {
    const start = this.at;
    this.at += bytes2.length;
    if (this.at > this.bytes.length) this.grow(start);
    copy(bytes2, 0, bytes2.length, this.bytes, start);
  }
  /** Larger memory, with what was written before `start`. */
  grow(start) {
    const larger = new Uint8Array(Math.max(this.at, this.bytes.length * 2));
    larger.set(this.bytes.subarray(0, start));
    this.bytes = larger;
    this.view = new DataView(larger.buffer);
  }
  /** What was written, in memory of its own. */
  finish() {
    return this.bytes.slice(0, this.at);
  }
  node(node, value, scope, path, ending) {
    switch (node.type) {
      case "scalar":
        return this.scalar(node, value, path);
      case "uint":
        return this.scalar(typeof value === "number" && value >= 0 && value <= 4294967295 ? u32 : u64, value, path);
      case "enum":
        return this.scalar(node.scalar, numberOf(node, value, path), path);
      case "flags":
        return this.scalar(node.scalar, maskOf(node, value, path), path);
      case "text":
        return this.text(node, value, path, ending);
      case "bytes":
        return this.blob(value, node.size, path);
      case "flag":
        if (node.reported === true && tells(ending, value)) return this.append(ending);
        if (value !== true) throw new EncodeError(path, "true (leave it out for false)", value);
        return;
      case "identifier":
        return this.identifier(node, value, path, ending);
      case "list":
        return this.list(node, value, scope, path);
      case "vector":
        return this.vector(node, value, path);
      case "struct":
        return this.struct(node, value, scope, path);
      case "items":
        return this.items(node, value, scope, path);
      case "groups":
        return this.groups(node, value, scope, path);
      case "attributes":
        return this.attributes(node, value, scope.header, path);
      case "message":
        return this.message(node, value, path);
      case "records":
        return this.records(node, value, scope, path);
      case "select":
        return this.node(this.choose(node, value, scope), value, scope, path, ending);
    }
  }
  scalar({ size, signed, order }, value, path) {
    if (typeof value === "boolean") return this.scalar({ size, signed, order }, value ? 1 : 0, path);
    const { low, high } = limits(size, signed);
    const whole = typeof value === "bigint" || Number.isSafeInteger(value);
    if (!whole || value < low || value > high)
      throw new EncodeError(path, `an integer from ${low} to ${high}`, value);
    const little3 = order === "host" && this.little;
    const at = this.reserve(size);
    if (size === 1) this.view.setUint8(at, Number(value));
    else if (size === 2) this.view.setUint16(at, Number(value), little3);
    else if (size === 4) this.view.setUint32(at, Number(value), little3);
    else this.view.setBigUint64(at, BigInt(value), little3);
  }
  /** Writes a number that fits, where there is room for it. */
  number(at, size, number2, big) {
    if (size === 4) this.view.setUint32(at, number2, this.little && !big);
    else if (size === 2) this.view.setUint16(at, number2, this.little && !big);
    else this.bytes[at] = number2;
  }
  /** An attribute that is such a number, at a multiple of 4. */
  numberAttribute(type2, size, number2, big) {
    const start = this.at;
    this.at += NLA_HDRLEN + 4;
    if (this.at > this.bytes.length) this.grow(start);
    this.view.setUint16(start, NLA_HDRLEN + size, this.little);
    this.view.setUint16(start + 2, type2, this.little);
    if (size < 4) this.view.setUint32(start + NLA_HDRLEN, 0);
    this.number(start + NLA_HDRLEN, size, number2, big);
  }
  /** `ending` follows the text: by default a NUL, unless the node has none. */
  text(node, value, path, ending = node.unterminated === true ? NOTHING2 : NUL) {
    const { format, size } = node;
    if (format === "string" && size === void 0 && this.ascii(value)) return this.append(ending);
    if (format === (size === 4 ? "ipv4" : "address") && this.quad(value)) return;
    const bytes2 = parseText(node, value, path);
    this.append(bytes2);
    if (format !== "string" && node.least === void 0) return;
    if (size !== void 0) this.reserve(size - bytes2.length);
    else this.append(ending);
  }
  /** Writes an IPv4 address; false, and nothing written, for anything else. */
  quad(value) {
    const number2 = typeof value === "string" ? parseQuad(value) : -1;
    if (number2 < 0) return false;
    this.view.setUint32(this.reserve(4), number2);
    return true;
  }
  /** Writes text whose letters are one byte each, as names mostly are; false, and nothing written, for any other. */
  ascii(value) {
    if (typeof value !== "string" || value.length > SHORT3) return false;
    const start = this.reserve(value.length);
    for (let index = 0; index < value.length; index++) {
      const code = value.charCodeAt(index);
      if (code === 0 || code > 127) {
        this.at = start;
        return false;
      }
      this.bytes[start + index] = code;
    }
    return true;
  }
  blob(value, size, path) {
    if (!(value instanceof Uint8Array)) throw new EncodeError(path, "bytes (a Uint8Array)", value);
    if (size !== void 0 && value.length !== size) throw new EncodeError(path, `${size} bytes`, value);
    this.append(value);
  }
  identifier(node, value, path, ending) {
    const start = this.at;
    this.scalar({ type: "scalar", size: 8, signed: false, order: node.order }, identify(node, value, path), path);
    if (ending !== void 0 && this.word(node, ending) === value) copy(ending, 0, 8, this.bytes, start);
  }
  word({ order, words }, bytes2) {
    const number2 = new DataView(bytes2.buffer, bytes2.byteOffset).getBigUint64(0, order === "host" && this.little);
    return words?.get(`0x${number2.toString(16)}`);
  }
  list({ of, count: count3 }, value, scope, path) {
    const values = listOf(value, path);
    if (count3 !== void 0 && values.length !== count3) throw new EncodeError(path, `a list of ${count3}`, value);
    for (let index = 0; index < values.length; index++) this.node(of, values[index], scope, this.path(path, index));
  }
  vector({ of, names, first }, value, path) {
    const object3 = objectOf(value, path);
    const start = this.at;
    for (const [key, number2] of Object.entries(object3)) {
      if (number2 === void 0) continue;
      const place2 = names.includes(key) ? names.indexOf(key) : /^\d+$/.test(key) ? Number(key) - first : -1;
      if (place2 < 0 || place2 > NLA_MAX / of.size) throw unknownKey(path, key, names);
      const end = start + (place2 + 1) * of.size;
      if (end > this.at) this.reserve(end - this.at);
      const after = this.at;
      this.at = end - of.size;
      this.scalar(of, number2, this.path(path, key));
      this.at = after;
    }
  }
  /** Fields that the value leaves out are zero. */
  struct(node, value, { header }, path) {
    const object3 = objectOf(value, path);
    const scope = { header, attributes: object3 };
    const keys2 = fieldKeys(node);
    for (const key of Object.keys(object3)) if (!keys2.has(key) && key !== "tail") throw unknownKey(path, key, [...keys2]);
    const start = this.at;
    const rest = node.fields.at(-1);
    const open = rest !== void 0 && rest.size === void 0 && !(rest.key in object3 && object3[rest.key] === void 0);
    this.reserve(open ? rest.offset : this.shortened(node, object3));
    const image = imageOf(object3);
    if (image !== void 0) copy(image, 0, Math.min(image.length, this.at - start), this.bytes, start);
    for (const { key, node: field3, offset, size } of node.fields) {
      if (object3[key] === void 0) {
        if (image !== void 0) this.bytes.fill(0, start + offset, Math.min(start + offset + (size ?? 0), this.at));
        continue;
      }
      const after = this.at;
      if (size !== void 0) this.at = start + offset;
      this.node(field3, object3[key], scope, this.path(path, key));
      if (size !== void 0) this.at = after;
      if (image !== void 0 && isChars({ node: field3 })) this.chars(image, offset, start + offset, size);
    }
    if (object3["tail"] !== void 0) this.blob(object3["tail"], void 0, this.path(path, "tail"));
  }
  /** Puts back what stood behind a text in a field of fixed size, if it is still that text. */
  chars(image, from, at, size) {
    const end = charsEnd(image, from, from + size);
    const same3 = charsEnd(this.bytes, at, at + size) - at === end - from;
    for (let index = 0; index < end - from; index++) if (!same3 || this.bytes[at + index] !== image[from + index]) return;
    copy(image, from, size, this.bytes, at);
  }
  /** A struct that was decoded from an older kernel's, shorter one has its last keys, with undefined behind them. */
  shortened({ fields: fields2, size }, object3) {
    const left = ({ key }) => key in object3 && object3[key] === void 0;
    const last2 = fields2.findLast((field3) => !left(field3));
    if (last2 === void 0) return 0;
    return last2 === fields2.at(-1) ? size : last2.offset + last2.size;
  }
  attributes(table15, value, header, path) {
    const object3 = objectOf(value, path);
    const kept = keptOf(object3);
    if (kept === void 0) return this.nest(table15, object3, header, path);
    if (kept.table === table15 && kept.little === this.little) return this.append(kept.bytes);
    const start = this.at;
    this.nest(table15, object3, header, path);
    Object.assign(kept, { table: table15, little: this.little, bytes: this.bytes.slice(start, this.at) });
  }
  nest(table15, object3, header, path) {
    const scope = { header, attributes: object3 };
    const layout = layoutOf(object3);
    if (layout !== void 0) return this.nestAsItWas({ table: table15, object: object3, scope, path, written: /* @__PURE__ */ new Map() }, layout);
    for (const key in object3) {
      const value = object3[key];
      if (value === void 0 || key === "header" || key === "unknown") continue;
      const row3 = rowOf(table15, key, path);
      const { node, repeated: repeated2 } = row3;
      const inner2 = this.path(path, key);
      if (repeated2) this.repeated(row3, listOf(value, inner2), 0, scope, inner2);
      else if (value !== false || node.type !== "flag") this.attribute(attributeType(row3), node, value, scope, inner2);
    }
    const unknown = object3["unknown"];
    if (unknown !== void 0) this.unknown(unknown, scope, path);
  }
  repeated(row3, values, first, scope, path) {
    for (let index = first; index < values.length; index++)
      this.attribute(attributeType(row3), row3.node, values[index], scope, this.path(path, index));
  }
  unknown(all, scope, path) {
    for (const { id, bytes: bytes2 } of all) this.attribute(id, BYTES, bytes2, scope, this.path(path, "unknown"));
  }
  /** In the order in which it was decoded; what has come since stands behind it. */
  nestAsItWas(nest, layout) {
    const { table: table15, object: object3, scope, path, written } = nest;
    for (const entry of layout) this.entry(nest, entry);
    for (const key of Object.keys(object3)) {
      const value = object3[key];
      if (value === void 0 || key === "header" || key === "unknown") continue;
      const row3 = rowOf(table15, key, path);
      const { node, repeated: repeated2 } = row3;
      const inner2 = this.path(path, key);
      const before = written.get(key) ?? 0;
      if (repeated2) this.repeated(row3, listOf(value, inner2), before, scope, inner2);
      else if (before === 0 && (value !== false || node.type !== "flag"))
        this.attribute(attributeType(row3), node, value, scope, inner2);
    }
    const unknown = object3["unknown"] ?? [];
    this.unknown(
      unknown.filter((one2) => !written.has(one2)),
      scope,
      path
    );
    this.rest(layout);
  }
  /** Bytes that were no attribute, behind all that are. */
  rest(layout) {
    for (const entry of layout) if ("rest" in entry) this.append(entry.rest);
  }
  /** One attribute as it stood where the value was decoded from; one that was taken out since is left out. */
  entry(nest, entry) {
    const { table: table15, object: object3, written } = nest;
    if (!("type" in entry)) return;
    if ("unknown" in entry) {
      if (!(object3["unknown"] ?? []).includes(entry.unknown)) return;
      written.set(entry.unknown, 1);
      return this.attribute(entry.type, BYTES, entry.unknown.bytes, nest.scope, nest.path, void 0, entry.after);
    }
    const row3 = table15.rows[entry.key];
    const index = written.get(entry.key) ?? 0;
    written.set(entry.key, index + 1);
    const value = object3[entry.key];
    if (value === void 0 || row3.repeated && value.length <= index) return;
    if (value === false && row3.node.type === "flag" && !tells(entry.ending, false)) return;
    this.row(nest, entry.key, row3, index, entry);
  }
  row({ object: object3, scope, path }, key, row3, index, entry) {
    const { node, repeated: repeated2 } = row3;
    const { type: type2, ending, after } = entry;
    const inner2 = this.path(path, key);
    const value = repeated2 ? object3[key][index] : object3[key];
    this.attribute(type2, node, value, scope, repeated2 ? this.path(inner2, index) : inner2, ending, after);
  }
  attribute(type2, node, value, scope, path, ending, after) {
    this.reserve(align4(this.at) - this.at);
    const start = this.reserve(NLA_HDRLEN);
    this.node(node, value, scope, path, ending);
    const length2 = this.at - start;
    if (length2 > NLA_MAX) throw new EncodeError(path, `at most ${NLA_MAX - NLA_HDRLEN} bytes on the wire`, length2);
    this.view.setUint16(start, length2, this.little);
    this.view.setUint16(start + 2, type2, this.little);
    if (after === void 0 || after.length > align4(length2) - length2) this.reserve(align4(length2) - length2);
    else this.append(after);
  }
  items(node, value, scope, path) {
    const values = listOf(value, path);
    const layout = layoutOf(values) ?? NO_LAYOUT;
    for (let index = 0; index < values.length; index++) {
      const entry = layout[index];
      const known = entry !== void 0 && "key" in entry ? entry : void 0;
      const type2 = known?.type ?? (node.id ?? node.first + index) | (isNest(node.of) ? NLA_F_NESTED : 0);
      this.attribute(type2, node.of, values[index], scope, this.path(path, index), known?.ending, known?.after);
    }
    this.rest(layout);
  }
  groups({ of }, value, { header }, path) {
    for (const [index, one2] of listOf(value, path).entries()) this.attributes(of, one2, header, this.path(path, index));
  }
  message(node, value, path) {
    const object3 = objectOf(value, path);
    const header = objectOf(object3["header"] ?? {}, this.path(path, "header"));
    const scope = { header, attributes: {} };
    const start = this.at;
    this.struct(node.header, header, scope, this.path(path, "header"));
    const [first] = layoutOf(object3) ?? [];
    if (first !== void 0 && "padding" in first && first.header !== void 0) this.shorten(start, first.header);
    if (first !== void 0 && "padding" in first) this.append(first.padding);
    else this.reserve(align4(this.at) - this.at);
    this.attributes(node.attributes, object3, scope.header, path);
  }
  /** Takes away the end of a header that was decoded from fewer bytes, unless a field has been set there since. */
  shorten(start, size) {
    if (this.bytes.subarray(start + size, this.at).every((byte) => byte === 0)) this.at = start + size;
  }
  records(node, value, scope, path) {
    const lengthAt = lengthOffset(node);
    for (const [index, item] of listOf(value, path).entries()) {
      const inner2 = this.path(path, index);
      const object3 = objectOf(item, inner2);
      this.reserve(align4(this.at) - this.at);
      const start = this.at;
      this.struct(node.header, object3["header"] ?? {}, scope, this.path(inner2, "header"));
      this.attributes(node.attributes, object3, scope.header, inner2);
      this.view.setUint16(start + lengthAt, this.at - start, this.little);
    }
  }
  path(path, key) {
    return this.telling ? joinPath(path, key) : path;
  }
  choose(node, value, scope) {
    const chosen = choose(node, scope);
    return value instanceof Uint8Array && chosen.type !== "bytes" ? BYTES : chosen;
  }
};
var tells = (ending, value) => ending?.length === 1 && ending[0] !== 0 === value;
var NUL = Uint8Array.of(0);
var NOTHING2 = new Uint8Array(0);
var SHORT3 = 64;
var NO_LAYOUT = [];
var BYTES = { type: "bytes", size: void 0 };
var attributeType = (row3) => row3.id | (row3.nested ?? isNest(row3.node) ? NLA_F_NESTED : 0);

// src/netlink/codec/encode.ts
var spares = {};
var NO_SCOPE = { header: {}, attributes: {} };
var tellWhere = (error, node, value, order) => {
  if (error instanceof EncodeError) new Writer(order, 4096, true).node(node, value, NO_SCOPE, "");
  throw error;
};
var encode = (node, value, { order = hostOrder } = {}) => {
  const writer = spares[order] ?? new Writer(order, 4096);
  spares[order] = void 0;
  writer.at = 0;
  try {
    writer.node(node, value, NO_SCOPE, "");
  } catch (error) {
    return tellWhere(error, node, value, order);
  }
  const bytes2 = writer.finish();
  spares[order] = writer;
  return bytes2;
};

// src/netlink/socket/monitor.ts
var RECEIVE_BUFFER2 = 8 << 20;
var COALESCE = 1500;
var BACKLOG = 65536;
var Watch = class {
  constructor({ signal, receiveBuffer = RECEIVE_BUFFER2 }, socketOptions, teller) {
    this.stale = false;
    this.deaf = false;
    this.hearing = false;
    this.over = false;
    this.socket = new NetlinkSocket({ ...socketOptions, receiveBuffer, coalesce: COALESCE });
    this.teller = teller(this.socket, (event) => this.push(event));
    this.socket.pause();
    if (signal?.aborted === true) this.end(void 0);
    else this.disarm = signal === void 0 ? void 0 : onAbort(signal, () => this.end(void 0));
  }
  start(push) {
    this.push = push;
    const finished = new Promise((resolve, reject3) => {
      this.finish = resolve;
      this.fail = reject3;
      if (this.over) return resolve();
      this.socket.listen({
        notification: (bytes2, view, start, end, nsid) => {
          if (this.waiting === void 0) this.teller.tell(bytes2, view, start, end, nsid);
          else this.waiting.push({ bytes: bytes2.slice(start, end), nsid });
        },
        lost: () => this.lose(),
        closed: (cause) => this.end(cause)
      });
      this.refresh();
    });
    return { finished, cancel: (reason) => this.end(reason) };
  }
  /** Leaving the loop closes the socket, whether it was begun or not. */
  close() {
    const open = !this.over;
    this.end(void 0);
    return open;
  }
  hold() {
    return this.socket.pause();
  }
  resume() {
    this.socket.unpause();
  }
  /** The first reason counts; without one the loop ends as if all were told. */
  end(reason) {
    if (this.over) return;
    this.over = true;
    this.disarm?.();
    if (reason === void 0) this.finish?.();
    else this.fail?.(reason);
    this.socket.close();
  }
  /** Tells what has waited. */
  release() {
    const messages2 = this.waiting?.splice(0) ?? [];
    for (const { bytes: bytes2, nsid } of messages2) {
      const view = new DataView(bytes2.buffer, bytes2.byteOffset, bytes2.byteLength);
      this.teller.tell(bytes2, view, 0, bytes2.length, nsid);
    }
  }
  /**
   * The kernel says once that it dropped something, and goes on dropping without a word until its queue was read empty.
   * What would be read before that could miss what happens after it, so a loss is told when the kernel answers again.
   */
  lose() {
    this.deaf = true;
    if (this.hearing) return;
    this.hearing = true;
    this.hear().then(
      () => {
        this.hearing = false;
        this.release();
        this.teller.interrupted?.();
        this.push({ action: "lost" });
        this.refresh();
      },
      (error) => this.end(error)
    );
  }
  /** An answer that comes was not dropped, and neither is anything behind it, unless that is said again. */
  async hear() {
    while (this.deaf) {
      this.deaf = false;
      await this.socket.get(NLMSG_NOOP, new Uint8Array(0), () => void 0);
    }
  }
  /** Reads what has to be known, once more where it got stale meanwhile. */
  refresh() {
    const { prepare } = this.teller;
    this.stale = true;
    if (this.waiting !== void 0 || prepare === void 0) return;
    this.waiting = [];
    this.reread(prepare).then(
      () => {
        this.release();
        this.waiting = void 0;
      },
      (error) => this.end(error)
    );
  }
  async reread(prepare) {
    while (this.stale) {
      this.stale = false;
      try {
        await prepare(() => this.stale);
      } catch (error) {
        if (!(error instanceof DumpInterruptedError)) throw error;
        this.release();
        this.stale = true;
      }
    }
  }
};
var openWatch = (options, socketOptions, teller) => new Stream(new Watch(options, socketOptions, teller), BACKLOG);
var unlessUnreadable = (read2) => {
  try {
    return read2();
  } catch (error) {
    if (error instanceof DecodeError) return void 0;
    throw error;
  }
};

// src/netfilter/tables/groups.ts
var groupWords = {
  none: 0,
  "conntrack-new": 1,
  "conntrack-update": 2,
  "conntrack-destroy": 3,
  "conntrack-exp-new": 4,
  "conntrack-exp-update": 5,
  "conntrack-exp-destroy": 6,
  nftables: 7,
  "acct-quota": 8,
  nftrace: 9
};
var groups = enumeration(u32, "NFNLGRP_", groupWords);

// src/netfilter/nftables/errors.ts
var TransactionError = class extends NetlinkError {
  constructor(failures, total) {
    const [index, cause] = [...failures][0];
    const which = `${failures.size} of ${total}; first, number ${index}: ${cause.message}`;
    super("ERR_TRANSACTION", `nothing was carried out: statements were refused (${which})`, { cause });
    this.name = "TransactionError";
    this.failures = failures;
  }
};
var ConflictError = class extends NetlinkError {
  constructor(generation2, cause) {
    super("ERR_CONFLICT", `nothing was carried out: the rules have changed since generation ${generation2}`, { cause });
    this.name = "ConflictError";
  }
};

// src/netfilter/nftables/shapes.ts
var netfilterShape = { header: { version: null, resId: null }, rename: { pad: null } };

// src/netfilter/nftables/dumps.ts
var tableOf2 = ({ table: table15 }) => table15 === void 0 ? {} : { table: table15 };
var ATTEMPTS = 100;
var Dumps = class {
  constructor(requester) {
    this.requester = requester;
  }
  tables({ family: family2 }, options) {
    return this.list("NFT_MSG_GETTABLE", family2, {}, options);
  }
  async chains(where, options) {
    const chains = await this.list("NFT_MSG_GETCHAIN", where.family, {}, options);
    return where.table === void 0 ? chains : chains.filter(({ table: table15 }) => table15 === where.table);
  }
  /** What is made of each rule as it comes. */
  async rules(where, make, options) {
    const { family: family2, table: table15, chain: chain2 } = where;
    const exact = table15 === void 0 ? chain2 === void 0 : family2 !== void 0;
    const inChain = chain2 === void 0 ? {} : { chain: chain2 };
    if (exact) return this.list("NFT_MSG_GETRULE", family2, { ...tableOf2(where), ...inChain }, options, make);
    const isWanted = (value) => (table15 === void 0 || value.table === table15) && (chain2 === void 0 || value.chain === chain2);
    const made2 = (value) => isWanted(value) ? [make(value)] : [];
    return (await this.list("NFT_MSG_GETRULE", family2, {}, options, made2)).flat();
  }
  async sets(where, options) {
    if (where.family !== void 0) return this.list("NFT_MSG_GETSET", where.family, tableOf2(where), options);
    const sets = await this.list("NFT_MSG_GETSET", void 0, {}, options);
    return where.table === void 0 ? sets : sets.filter(({ table: table15 }) => table15 === where.table);
  }
  objects(where, options) {
    return this.list("NFT_MSG_GETOBJ", where.family, tableOf2(where), options);
  }
  flowtables(where, options) {
    return this.list("NFT_MSG_GETFLOWTABLE", where.family, tableOf2(where), options);
  }
  /** What is made of the elements of each message as it comes. */
  portions({ family: family2, table: table15, name }, make, options) {
    const made2 = ({ elements: elements2 = [] }) => make(elements2);
    return this.list("NFT_MSG_GETSETELEM", family2, { table: table15, set: name }, options, made2);
  }
  async elements(set3, options) {
    return (await this.portions(set3, (elements2) => elements2, options)).flat();
  }
  /** A number that every transaction raises. */
  async generation(options) {
    const { type: type2, node } = messageTypes.NFT_MSG_GETGEN;
    const decode2 = this.decoder(node);
    const read2 = (bytes2, view, start, end) => decode2(bytes2, view, start + NLMSG_HDRLEN, end);
    const { id } = await this.requester.ask(type2, this.encode(node, {}), read2, options);
    return id;
  }
  /**
   * What `read` reads, all of one generation: it is read again where somebody changed the rules meanwhile, up to a hundred
   * times, and rejects where nobody did and it failed.
   *
   * @throws {DumpInterruptedError} where the rules never stood still.
   */
  async settled(read2, options) {
    for (let attempt = 1; attempt <= ATTEMPTS; attempt++) {
      const generation2 = await this.generation(options);
      const [outcome] = await Promise.allSettled([read2()]);
      if (await this.generation(options) !== generation2) continue;
      if (outcome.status === "rejected") throw outcome.reason;
      return { generation: generation2, value: outcome.value };
    }
    throw new DumpInterruptedError("NFT_MSG_GETGEN");
  }
  decoder(node) {
    return compile(node, netfilterShape, { order: this.requester.order });
  }
  encode(node, value) {
    return encode(node, { header: {}, ...value }, { order: this.requester.order });
  }
  list(name, family2, filter2, options, make = (value) => value) {
    const { type: type2, node } = messageTypes[name];
    const decode2 = this.decoder(node);
    const payload2 = this.encode(node, { header: { family: family2 ?? "unspec" }, ...filter2 });
    return this.requester.dump(
      type2,
      payload2,
      (bytes2, view, start, end) => make(decode2(bytes2, view, start + NLMSG_HDRLEN, end)),
      options
    );
  }
};

// src/netfilter/nftables/devices.ts
var escaped = (name) => name.replace(/\*$/, "\\*");
var devicesOf = ({ name = [], prefix = [] } = {}) => {
  const devices = [...name.map(escaped), ...prefix.map((beginning) => `${beginning}*`)];
  return devices.length === 0 ? void 0 : devices;
};
var hookDevices2 = (devices) => {
  const isPrefix = (device) => device.endsWith("*") && !device.endsWith("\\*");
  const name = devices.filter((device) => !isPrefix(device)).map((device) => device.replace(/\\\*$/, "*"));
  const prefix = devices.filter(isPrefix).map((device) => device.slice(0, -1));
  const [only] = name;
  if (only !== void 0 && devices.length === 1) return { dev: only };
  if (devices.length === 0) return {};
  return { devs: { ...name.length === 0 ? {} : { name }, ...prefix.length === 0 ? {} : { prefix } } };
};

// src/netfilter/nftables/hooks.ts
var INET = ["prerouting", "input", "forward", "output", "postrouting", "ingress"];
var ARP = ["input", "output"];
var NETDEV = ["ingress", "egress"];
var hooksOf = (family2) => family2 === "netdev" ? NETDEV : family2 === "arp" ? ARP : INET;
var hookName = (family2, number2) => hooksOf(family2)[number2] ?? number2;
var hookNumber = (family2, name) => {
  if (typeof name === "number") return name;
  const number2 = hooksOf(family2).indexOf(name);
  if (number2 < 0) throw new EncodeError("hook", `one of ${hooksOf(family2).join(", ")} in family ${family2}`, name);
  return number2;
};
var PRIORITIES = {
  raw: -300,
  mangle: -150,
  dstnat: -100,
  filter: 0,
  security: 50,
  srcnat: 100
};
var BRIDGE_PRIORITIES = { dstnat: -300, filter: -200, out: 100, srcnat: 300 };
var priorityNumber = (family2, priority) => {
  if (typeof priority === "number" && Number.isInteger(priority)) return priority;
  const words = family2 === "bridge" ? BRIDGE_PRIORITIES : PRIORITIES;
  const number2 = words[priority];
  if (number2 === void 0)
    throw new EncodeError("priority", `a number or one of ${Object.keys(words).join(", ")}`, priority);
  return number2;
};

// src/netfilter/nftables/flowtables.ts
var readFlowtable = (value) => {
  const { table: table15 = "", name = "", handle = 0, hook: hook3, flags: flags2 = [] } = value;
  const family2 = value.family;
  const { num, priority, devs } = hook3 ?? {};
  const devices = devicesOf(devs);
  return {
    family: family2,
    table: table15,
    name,
    handle,
    // flowtables hang where packets come in, whatever the family
    ...num === void 0 ? {} : { hook: hookName("netdev", num) },
    ...priority === void 0 ? {} : { priority },
    ...devices === void 0 ? {} : { devices },
    ...flags2.length === 0 ? {} : { flags: flags2.map(String) }
  };
};

// src/netfilter/nftables/statements/words.ts
var etherTypes = { ip: 2048, arp: 2054, ip6: 34525, "8021q": 33024, "8021ad": 34984 };
var arpOperations = { request: 1, reply: 2, rrequest: 3, rreply: 4, inrequest: 8, inreply: 9, nak: 10 };
var icmpTypes = {
  "echo-reply": 0,
  "destination-unreachable": 3,
  "source-quench": 4,
  redirect: 5,
  "echo-request": 8,
  "router-advertisement": 9,
  "router-solicitation": 10,
  "time-exceeded": 11,
  "parameter-problem": 12,
  "timestamp-request": 13,
  "timestamp-reply": 14,
  "info-request": 15,
  "info-reply": 16,
  "address-mask-request": 17,
  "address-mask-reply": 18
};
var icmpv6Types = {
  "destination-unreachable": 1,
  "packet-too-big": 2,
  "time-exceeded": 3,
  "parameter-problem": 4,
  "echo-request": 128,
  "echo-reply": 129,
  "mld-listener-query": 130,
  "mld-listener-report": 131,
  "mld-listener-done": 132,
  "nd-router-solicit": 133,
  "nd-router-advert": 134,
  "nd-neighbor-solicit": 135,
  "nd-neighbor-advert": 136,
  "nd-redirect": 137,
  "router-renumbering": 138
};
var igmpTypes = {
  "membership-query": 17,
  "membership-report-v1": 18,
  "membership-report-v2": 22,
  "leave-group": 23,
  "membership-report-v3": 34
};
var dccpTypes = {
  request: 0,
  response: 1,
  data: 2,
  ack: 3,
  dataack: 4,
  closereq: 5,
  close: 6,
  reset: 7,
  sync: 8,
  syncack: 9
};
var tcpFlags2 = { fin: 1, syn: 2, rst: 4, psh: 8, ack: 16, urg: 32, ecn: 64, cwr: 128 };
var dscpClasses = {
  ...{ cs0: 0, cs1: 8, cs2: 16, cs3: 24, cs4: 32, cs5: 40, cs6: 48, cs7: 56, df: 0, be: 0, lephb: 1 },
  ...{ af11: 10, af12: 12, af13: 14, af21: 18, af22: 20, af23: 22, af31: 26, af32: 28, af33: 30 },
  ...{ af41: 34, af42: 36, af43: 38, va: 44, ef: 46 }
};
var ecnCodes = { "not-ect": 0, ect1: 1, ect0: 2, ce: 3 };
var ifaceTypes = { ether: 1, ppp: 512, ipip: 768, ipip6: 769, loopback: 772, sit: 776, ipgre: 778 };
var packetTypes = { host: 0, broadcast: 1, multicast: 2, other: 3 };
var addressTypes = {
  unspec: 0,
  unicast: 1,
  local: 2,
  broadcast: 3,
  anycast: 4,
  multicast: 5,
  blackhole: 6,
  unreachable: 7,
  prohibit: 8
};
var ctEvents = {
  new: 1,
  related: 2,
  destroy: 4,
  reply: 8,
  assured: 16,
  protoinfo: 32,
  helper: 64,
  mark: 128,
  seqadj: 256,
  secmark: 512,
  label: 1024
};
var days = { Sunday: 0, Monday: 1, Tuesday: 2, Wednesday: 3, Thursday: 4, Friday: 5, Saturday: 6 };
var ctLabels = Object.fromEntries(
  Array.from({ length: 128 }, (_, bit) => [String(bit), 1n << BigInt(bit)])
);

// src/netfilter/nftables/statements/datatypes.ts
var numbers = (given4) => new Map(Object.entries(given4).map(([word, value]) => [word, BigInt(typeof value === "object" ? value[0] : value)]));
var type = (name, id, size, order = "be", format = "integer", given4 = {}) => {
  const all = numbers(given4);
  const names = new Map([...all].reverse().map(([word, number2]) => [number2, word]));
  return { name, id, size, order, format, words: all, names };
};
var { icmp, tcp: tcp2, udp, ...others } = protocolWords;
var datatypes = {
  verdict: type("verdict", 1, 16, "host", "string"),
  nf_proto: type("nf_proto", 2, 1, "host", "integer", { ipv4: familyWords.ip[0], ipv6: familyWords.ip6[0] }),
  integer: type("integer", 4, void 0),
  host_integer: type("integer", 4, 4, "host"),
  string: type("string", 5, void 0, "host", "string"),
  ipv4_addr: type("ipv4_addr", 7, 4, "be", "ipv4"),
  ipv6_addr: type("ipv6_addr", 8, 16, "be", "ipv6"),
  ether_addr: type("ether_addr", 9, 6, "be", "ether"),
  ether_type: type("ether_type", 10, 2, "be", "hex", etherTypes),
  arp_op: type("arp_op", 11, 2, "be", "integer", arpOperations),
  inet_proto: type("inet_proto", 12, 1, "be", "integer", { tcp: tcp2, udp, icmp, ...others }),
  inet_service: type("inet_service", 13, 2),
  icmp_type: type("icmp_type", 14, 1, "be", "integer", icmpTypes),
  tcp_flag: type("tcp_flag", 15, 1, "be", "bits", tcpFlags2),
  dccp_pkttype: type("dccp_pkttype", 16, 1, "be", "integer", dccpTypes),
  mh_type: type("mh_type", 17, 1),
  time: type("time", 18, 4, "host"),
  mark: type("mark", 19, 4, "host", "hex"),
  iface_index: type("iface_index", 20, 4, "host"),
  iface_type: type("iface_type", 21, 2, "host", "integer", ifaceTypes),
  realm: type("realm", 22, 4, "host"),
  classid: type("classid", 23, 4, "host", "class"),
  uid: type("uid", 24, 4, "host"),
  gid: type("gid", 25, 4, "host"),
  ct_state: type("ct_state", 26, 4, "host", "bits", stateWords),
  ct_dir: type("ct_dir", 27, 1, "host", "integer", { original: 0, reply: 1 }),
  ct_status: type("ct_status", 28, 4, "host", "bits", statusWords),
  icmpv6_type: type("icmpv6_type", 29, 1, "be", "integer", icmpv6Types),
  pkt_type: type("pkt_type", 31, 1, "host", "integer", packetTypes),
  ct_label: type("ct_label", 30, 16, "host", "bits", ctLabels),
  icmp_code: type("icmp_code", 32, 1),
  icmpv6_code: type("icmpv6_code", 33, 1),
  devgroup: type("devgroup", 35, 4, "host"),
  dscp: type("dscp", 36, 1, "be", "hex", dscpClasses),
  ecn: type("ecn", 37, 1, "be", "integer", ecnCodes),
  fib_addrtype: type("fib_addrtype", 38, 4, "host", "integer", addressTypes),
  boolean: type("boolean", 39, 1, "host", "integer", { missing: 0, exists: 1 }),
  ct_event: type("ct_event", 40, 4, "host", "bits", ctEvents),
  ifname: type("ifname", 41, 16, "host", "string"),
  igmp_type: type("igmp_type", 42, 1, "be", "integer", igmpTypes),
  time_ns: type("time", 43, 8, "host"),
  hour: type("hour", 44, 4, "host"),
  day: type("day", 45, 1, "host", "integer", days)
};
var datatypeOf = (id) => Object.values(datatypes).find((one2) => one2.id === id);
var partsOf = (id) => {
  const parts = [];
  for (let rest = id; rest > 0; rest = Math.floor(rest / 64)) parts.unshift(datatypeOf(rest % 64));
  return parts;
};
var idOf = (parts) => parts.reduce((id, part) => id * 64 + part.id, 0);
var EXACT = 6;
var toNumber = (bytes2, little3) => {
  const { length: length2 } = bytes2;
  let number2 = 0;
  if (length2 <= EXACT) {
    for (let at = 0; at < length2; at++) number2 = number2 * 256 + bytes2[little3 ? length2 - 1 - at : at];
    return BigInt(number2);
  }
  const head = little3 ? bytes2.subarray(4) : bytes2.subarray(0, -4);
  const tail = little3 ? bytes2.subarray(0, 4) : bytes2.subarray(-4);
  return toNumber(head, little3) << 32n | toNumber(tail, little3);
};
var toBytes = (number2, size, little3) => {
  const bytes2 = new Uint8Array(size);
  for (let left = size, rest = number2; left > 0; left -= 4, rest >>= 32n) {
    let low = Number(BigInt.asUintN(32, rest));
    for (let at = left - 1; at >= 0 && at >= left - 4; at--, low >>>= 8) bytes2[little3 ? size - 1 - at : at] = low;
  }
  return bytes2;
};
var isLittle = ({ order: own, format }, order) => own === "host" && format !== "string" && order === "le";
var TEXTS = { ipv4, ipv6, ether: mac };
var fault = (datatype, path, value) => {
  const known = [...datatype.words.keys()];
  const example = { ipv4: "an IPv4 address", ipv6: "an IPv6 address", ether: "an address such as 02:42:ac:11:00:02" };
  const wanted = example[datatype.format] ?? `a number of ${datatype.name}`;
  return new EncodeError(path, known.length === 0 ? wanted : `${wanted} or one of ${known.join(", ")}`, value);
};
var integerOf = (datatype, value, path) => {
  const text2 = String(value);
  const word = datatype.words.get(text2);
  if (word !== void 0) return word;
  if (typeof value === "number" && Number.isSafeInteger(value) && value >= 0) return BigInt(value);
  if (datatype.format === "class" && /^[0-9a-f]{1,4}:[0-9a-f]{1,4}$/i.test(text2)) {
    const [major = "", minor = ""] = text2.split(":");
    return BigInt(Number.parseInt(major, 16) * 65536 + Number.parseInt(minor, 16));
  }
  if (!/^(\d+|0x[0-9a-f]+)$/i.test(text2)) throw fault(datatype, path, value);
  return BigInt(text2);
};
var parseNumber = (datatype, value, size, order, path) => {
  const { format } = datatype;
  if (format === "ipv4" || format === "ipv6" || format === "ether")
    return toNumber(parseText(TEXTS[format], value, path), false);
  if (format === "string") {
    const bytes2 = parseText(chars(size), value, path);
    const padded2 = new Uint8Array(size);
    padded2.set(bytes2);
    return numberOfBytes(datatype, padded2, order);
  }
  const number2 = format === "bits" ? bitsOf(datatype, String(value), path) : integerOf(datatype, trimmed(value), path);
  if (number2 >= 1n << BigInt(size * 8)) throw fault(datatype, path, value);
  return number2;
};
var trimmed = (value) => typeof value === "string" ? value.trim() : value;
var bitsOf = (datatype, text2, path) => text2.split(/[,|]/).reduce((all, word) => all | integerOf(datatype, word.trim(), path), 0n);
var bytesOfNumber = (datatype, number2, size, order) => toBytes(number2, size, isLittle(datatype, order));
var numberOfBytes = (datatype, bytes2, order) => toNumber(bytes2, isLittle(datatype, order));
var formatBits = (datatype, number2) => {
  const found2 = [];
  let rest = number2;
  for (const [word, bits] of datatype.words)
    if (bits !== 0n && (rest & bits) === bits) {
      found2.push(word);
      rest &= ~bits;
    }
  if (rest !== 0n || found2.length === 0) found2.push(`0x${rest.toString(16)}`);
  return found2.join(",");
};
var formatNumber = (datatype, number2, size, order) => {
  switch (datatype.format) {
    case "ipv4":
      return formatIpv4(toBytes(number2, size, false), 0);
    case "ipv6":
      return formatIpv6(toBytes(number2, size, false), 0);
    case "ether":
      return formatLinkAddress(toBytes(number2, size, false), 0, size);
    case "string": {
      const text2 = bytesOfNumber(datatype, number2, size, order);
      const end = text2.indexOf(0);
      return formatString(text2, 0, end < 0 ? text2.length : end);
    }
    case "bits":
      return formatBits(datatype, number2);
    case "class":
      return `${(number2 >> 16n).toString(16)}:${(number2 & 0xffffn).toString(16)}`;
  }
  const word = datatype.names.get(number2);
  if (word !== void 0) return word;
  if (datatype.format === "hex") return `0x${number2.toString(16).padStart((datatype.size ?? size) * 2, "0")}`;
  return number2 <= BigInt(Number.MAX_SAFE_INTEGER) ? Number(number2) : number2.toString();
};
var familyOfAddress = (text2) => parseText(address, text2, "address").length === 4 ? "ip" : "ip6";

// src/netfilter/nftables/statements/operand.ts
var bytesOf3 = ([bit, bits]) => {
  const offset = Math.floor(bit / 8);
  const size = Math.ceil((bit + bits) / 8) - offset;
  const shift = (offset + size) * 8 - bit - bits;
  return { offset, size, ...bits === size * 8 ? {} : { mask: (1n << BigInt(bits)) - 1n << BigInt(shift), shift } };
};
var isPayload = ({ load: { name, data: data3 } }) => name === "payload" || name === "inner" && data3["expr"].name === "payload";
var simple = (name, type2, size, load2, needs = NO_NEEDS) => ({
  name,
  type: type2,
  size,
  load: load2,
  needs
});
var NO_NEEDS = {};

// src/netfilter/nftables/statements/headers.ts
var next = { nexthdr: [0, 8, datatypes.inet_proto] };
var length = { hdrlength: [8, 8] };
var extensions = {
  hbh: [0, { ...next, ...length }],
  rt: [43, { ...next, ...length, type: [16, 8], "seg-left": [24, 8] }],
  srh: [
    43,
    {
      "last-entry": [32, 8],
      flags: [40, 8],
      tag: [48, 16],
      "sid[1]": [64, 128, datatypes.ipv6_addr],
      "sid[2]": [192, 128, datatypes.ipv6_addr]
    }
  ],
  rt0: [43, { "addr[1]": [64, 128, datatypes.ipv6_addr], "addr[2]": [192, 128, datatypes.ipv6_addr] }],
  frag: [
    44,
    { ...next, reserved: [8, 8], "frag-off": [16, 13], reserved2: [29, 2], "more-fragments": [31, 1], id: [32, 32] }
  ],
  dst: [60, { ...next, ...length }],
  mh: [135, { ...next, ...length, type: [16, 8, datatypes.mh_type], reserved: [24, 8], checksum: [32, 16] }]
};
var kind = { kind: [0, 8] };
var sized = { ...kind, length: [8, 8] };
var tcpOptions = {
  eol: [0, kind],
  nop: [1, kind],
  maxseg: [2, { ...sized, size: [16, 16] }],
  window: [3, { ...sized, count: [16, 8] }],
  "sack-permitted": [4, sized],
  sack: [5, { ...sized, left: [16, 32], right: [48, 32] }],
  sack1: [5, { left: [80, 32], right: [112, 32] }],
  sack2: [5, { left: [144, 32], right: [176, 32] }],
  sack3: [5, { left: [208, 32], right: [240, 32] }],
  timestamp: [8, { ...sized, tsval: [16, 32], tsecr: [48, 32] }],
  md5sig: [19, sized],
  mptcp: [30, { ...sized, subtype: [16, 4] }],
  fastopen: [34, sized]
};
var option = { type: [0, 8], length: [8, 8] };
var route = { ...option, ptr: [16, 8], addr: [24, 32] };
var ipOptions = {
  rr: [7, route],
  lsrr: [131, route],
  ssrr: [137, route],
  ra: [148, { ...option, value: [16, 16] }]
};
var chunk = { type: [0, 8], flags: [8, 8], length: [16, 16] };
var init = {
  ...chunk,
  "init-tag": [32, 32],
  "a-rwnd": [64, 32],
  "num-outbound-streams": [96, 16],
  "num-inbound-streams": [112, 16],
  "initial-tsn": [128, 32]
};
var chunks = {
  data: [0, { ...chunk, tsn: [32, 32], stream: [64, 16], ssn: [80, 16], ppid: [96, 32] }],
  init: [1, init],
  "init-ack": [2, init],
  sack: [
    3,
    {
      ...chunk,
      "cum-tsn-ack": [32, 32],
      "a-rwnd": [64, 32],
      "num-gap-ack-blocks": [96, 16],
      "num-dup-tsns": [112, 16]
    }
  ],
  heartbeat: [4, chunk],
  "heartbeat-ack": [5, chunk],
  abort: [6, chunk],
  shutdown: [7, { ...chunk, "cum-tsn-ack": [32, 32] }],
  "shutdown-ack": [8, chunk],
  error: [9, chunk],
  "cookie-echo": [10, chunk],
  "cookie-ack": [11, chunk],
  ecne: [12, { ...chunk, "lowest-tsn": [32, 32] }],
  cwr: [13, { ...chunk, "lowest-tsn": [32, 32] }],
  "shutdown-complete": [14, chunk],
  "asconf-ack": [128, { ...chunk, seqno: [32, 32] }],
  "forward-tsn": [192, { ...chunk, "new-cum-tsn": [32, 32] }],
  asconf: [193, { ...chunk, seqno: [32, 32] }]
};
var FAMILIES = [
  { op: "ipv6", alone: "exthdr ", before: "", needs: { network: "ip6" }, kinds: extensions },
  { op: "tcp option", alone: "tcp option ", before: "tcp option ", needs: NO_NEEDS, kinds: tcpOptions },
  { op: "ipv4", alone: "ip option ", before: "ip option ", needs: { network: "ip" }, kinds: ipOptions },
  { op: "sctp", alone: "sctp chunk ", before: "sctp chunk ", needs: NO_NEEDS, kinds: chunks }
];
var FURTHER = /* @__PURE__ */ new Set(["srh", "rt0", "sack1", "sack2", "sack3"]);
var present = (name, op, type2, needs) => ({
  name,
  type: datatypes.boolean,
  size: 1,
  load: { name: "exthdr", data: { type: type2, offset: 0, len: 1, flags: ["present"], op } },
  needs
});
var headerOperands = FAMILIES.flatMap(
  ({ op, alone, before, needs, kinds }) => Object.entries(kinds).flatMap(([name, [type2, fields2]]) => [
    ...FURTHER.has(name) ? [] : [present(`${alone}${name}`, op, type2, needs)],
    ...Object.entries(fields2).map(([field3, [bit, bits, datatype = datatypes.integer]]) => {
      const { offset, size, ...part } = bytesOf3([bit, bits]);
      const load2 = { name: "exthdr", data: { type: type2, offset, len: size, op } };
      return { name: `${before}${name} ${field3}`, type: datatype, size, load: load2, needs, ...part };
    })
  ])
);
var tcpOptionNames = new Map(
  Object.entries(tcpOptions).filter(([name]) => !FURTHER.has(name)).map(([name, [number2]]) => [number2, name])
);

// src/netfilter/nftables/statements/protocols.ts
var ports = { sport: [0, 16, datatypes.inet_service], dport: [16, 16, datatypes.inet_service] };
var above = (transport2, fields2, checksum) => ({
  base: "transport",
  needs: { transport: transport2 },
  fields: fields2,
  ...checksum === void 0 ? {} : { checksum }
});
var ECHOES = ["echo-reply", "echo-request"];
var ECHOES6 = ["echo-request", "echo-reply"];
var protocols = {
  ether: {
    base: "link",
    needs: { link: "ether" },
    fields: { daddr: [0, 48, datatypes.ether_addr], saddr: [48, 48, datatypes.ether_addr], type: [96, 16, datatypes.ether_type] }
  },
  vlan: {
    base: "link",
    needs: { link: "vlan" },
    fields: { pcp: [112, 3], dei: [115, 1], id: [116, 12], type: [128, 16, datatypes.ether_type] }
  },
  arp: {
    base: "network",
    needs: { network: "arp" },
    fields: {
      htype: [0, 16],
      ptype: [16, 16, datatypes.ether_type],
      hlen: [32, 8],
      plen: [40, 8],
      operation: [48, 16, datatypes.arp_op],
      "saddr ether": [64, 48, datatypes.ether_addr],
      "saddr ip": [112, 32, datatypes.ipv4_addr],
      "daddr ether": [144, 48, datatypes.ether_addr],
      "daddr ip": [192, 32, datatypes.ipv4_addr]
    }
  },
  ip: {
    base: "network",
    needs: { network: "ip" },
    checksum: 10,
    fields: {
      version: [0, 4],
      hdrlength: [4, 4],
      dscp: [8, 6, datatypes.dscp],
      ecn: [14, 2, datatypes.ecn],
      length: [16, 16],
      id: [32, 16],
      "frag-off": [48, 16],
      ttl: [64, 8],
      protocol: [72, 8, datatypes.inet_proto],
      checksum: [80, 16],
      saddr: [96, 32, datatypes.ipv4_addr],
      daddr: [128, 32, datatypes.ipv4_addr]
    }
  },
  ip6: {
    base: "network",
    needs: { network: "ip6" },
    fields: {
      version: [0, 4],
      dscp: [4, 6, datatypes.dscp],
      ecn: [10, 2, datatypes.ecn],
      flowlabel: [12, 20],
      length: [32, 16],
      nexthdr: [48, 8, datatypes.inet_proto],
      hoplimit: [56, 8],
      saddr: [64, 128, datatypes.ipv6_addr],
      daddr: [192, 128, datatypes.ipv6_addr]
    }
  },
  icmp: {
    base: "transport",
    needs: { network: "ip", transport: "icmp" },
    checksum: 2,
    fields: {
      type: [0, 8, datatypes.icmp_type],
      code: [8, 8, datatypes.icmp_code],
      checksum: [16, 16],
      id: [32, 16, void 0, ECHOES],
      sequence: [48, 16, void 0, ECHOES],
      gateway: [32, 32, void 0, ["redirect"]],
      mtu: [48, 16, void 0, ["destination-unreachable"]]
    }
  },
  icmpv6: {
    base: "transport",
    needs: { network: "ip6", transport: "ipv6-icmp" },
    checksum: 2,
    fields: {
      type: [0, 8, datatypes.icmpv6_type],
      code: [8, 8, datatypes.icmpv6_code],
      checksum: [16, 16],
      id: [32, 16, void 0, ECHOES6],
      sequence: [48, 16, void 0, ECHOES6],
      mtu: [32, 32, void 0, ["packet-too-big"]],
      "parameter-problem": [32, 32, void 0, ["parameter-problem"]],
      "max-delay": [32, 16, void 0, ["mld-listener-query"]]
    }
  },
  igmp: {
    base: "transport",
    needs: { transport: "igmp" },
    checksum: 2,
    fields: { type: [0, 8, datatypes.igmp_type], mrt: [8, 8], checksum: [16, 16], group: [32, 32] }
  },
  tcp: above(
    "tcp",
    {
      ...ports,
      sequence: [32, 32],
      ackseq: [64, 32],
      doff: [96, 4],
      reserved: [100, 4],
      flags: [104, 8, datatypes.tcp_flag],
      window: [112, 16],
      checksum: [128, 16],
      urgptr: [144, 16]
    },
    16
  ),
  udp: above("udp", { ...ports, length: [32, 16], checksum: [48, 16] }, 6),
  udplite: above("udplite", { ...ports, csumcov: [32, 16], checksum: [48, 16] }, 6),
  sctp: above("sctp", { ...ports, vtag: [32, 32], checksum: [64, 32] }),
  dccp: above("dccp", { ...ports, type: [67, 4, datatypes.dccp_pkttype] }),
  /** The ports of whatever has them. */
  th: { base: "transport", needs: NO_NEEDS, fields: { ...ports } },
  ah: above("ah", {
    nexthdr: [0, 8, datatypes.inet_proto],
    hdrlength: [8, 8],
    reserved: [16, 16],
    spi: [32, 32],
    sequence: [64, 32]
  }),
  esp: above("esp", { spi: [0, 32], sequence: [32, 32] }),
  comp: above("comp", { nexthdr: [0, 8, datatypes.inet_proto], flags: [8, 8], cpi: [16, 16] })
};
var payloadOperand = (protocol2, { base, needs, checksum }, field3, [bit, bits, type2 = datatypes.integer, message3]) => {
  const { offset, size, ...part } = bytesOf3([bit, bits]);
  return {
    name: `${protocol2} ${field3}`,
    type: type2,
    size,
    load: { name: "payload", data: { base, offset, len: size } },
    needs: message3 === void 0 ? needs : { ...needs, message: message3 },
    ...checksum === void 0 ? {} : { checksum: { offset: checksum, pseudo: /addr/.test(field3) } },
    ...part
  };
};
var payloadOperands = Object.entries(protocols).flatMap(
  ([name, protocol2]) => Object.entries(protocol2.fields).map(([field3, place2]) => payloadOperand(name, protocol2, field3, place2))
);

// src/netfilter/nftables/statements/fields.ts
var metaTypes = {
  length: datatypes.host_integer,
  protocol: datatypes.ether_type,
  priority: datatypes.classid,
  mark: datatypes.mark,
  iif: datatypes.iface_index,
  oif: datatypes.iface_index,
  iifname: datatypes.ifname,
  oifname: datatypes.ifname,
  iiftype: datatypes.iface_type,
  oiftype: datatypes.iface_type,
  skuid: datatypes.uid,
  skgid: datatypes.gid,
  nftrace: [datatypes.integer, 1],
  rtclassid: datatypes.realm,
  nfproto: datatypes.nf_proto,
  l4proto: datatypes.inet_proto,
  ibrname: datatypes.ifname,
  obrname: datatypes.ifname,
  ibrpvid: [datatypes.host_integer, 2],
  ibrvproto: datatypes.ether_type,
  ibrhwaddr: datatypes.ether_addr,
  broute: [datatypes.integer, 1],
  pkttype: datatypes.pkt_type,
  cpu: datatypes.host_integer,
  iifgroup: datatypes.devgroup,
  oifgroup: datatypes.devgroup,
  cgroup: datatypes.host_integer,
  random: [datatypes.integer, 4],
  secmark: datatypes.host_integer,
  ipsec: datatypes.boolean,
  iifkind: datatypes.ifname,
  oifkind: datatypes.ifname,
  time: datatypes.time_ns,
  day: datatypes.day,
  hour: datatypes.hour,
  sdif: datatypes.iface_index,
  sdifname: datatypes.ifname
};
var wide = { ...datatypes.host_integer, size: 8 };
var ctTypes = {
  state: datatypes.ct_state,
  direction: datatypes.ct_dir,
  status: datatypes.ct_status,
  mark: datatypes.mark,
  secmark: datatypes.host_integer,
  expiration: datatypes.time,
  helper: datatypes.ifname,
  l3proto: datatypes.nf_proto,
  protocol: datatypes.inet_proto,
  "proto-src": datatypes.inet_service,
  "proto-dst": datatypes.inet_service,
  label: datatypes.ct_label,
  packets: wide,
  bytes: wide,
  avgpkt: wide,
  zone: [datatypes.host_integer, 2],
  event: datatypes.ct_event,
  "ip saddr": datatypes.ipv4_addr,
  "ip daddr": datatypes.ipv4_addr,
  "ip6 saddr": datatypes.ipv6_addr,
  "ip6 daddr": datatypes.ipv6_addr,
  id: [datatypes.integer, 4]
};
var row = (name, given4, load2) => "name" in given4 ? simple(name, given4, given4.size, load2) : simple(name, ...given4, load2);
var ctAddresses = ["original", "reply"].flatMap(
  (direction) => ["src", "dst"].map((key) => {
    const name = `ct ${direction} ${key === "src" ? "saddr" : "daddr"}`;
    const load2 = { name: "ct", data: { key, direction } };
    const ip62 = { ...row(name, datatypes.ipv6_addr, load2), only: "ip6" };
    return { ...row(name, datatypes.ipv4_addr, load2), only: "ip", ip6: ip62 };
  })
);
var listed = [
  ...payloadOperands,
  ...headerOperands,
  ...Object.entries(metaTypes).map(([key, type2]) => row(`meta ${key}`, type2, { name: "meta", data: { key } })),
  ...Object.entries(ctTypes).flatMap(([key, type2]) => [
    row(`ct ${key}`, type2, { name: "ct", data: { key } }),
    ...["original", "reply"].map(
      (direction) => row(`ct ${direction} ${key}`, type2, { name: "ct", data: { key, direction } })
    )
  ]),
  ...ctAddresses,
  row("rt classid", datatypes.realm, { name: "rt", data: { key: "classid" } }),
  row("rt mtu", [datatypes.host_integer, 2], { name: "rt", data: { key: "mtu" } }),
  row("rt ip nexthop", datatypes.ipv4_addr, { name: "rt", data: { key: "ip nexthop" } }),
  row("rt ip6 nexthop", datatypes.ipv6_addr, { name: "rt", data: { key: "ip6 nexthop" } }),
  row("rt ipsec", datatypes.boolean, { name: "rt", data: { key: "ipsec" } }),
  row("socket transparent", [datatypes.integer, 1], { name: "socket", data: { key: "transparent" } }),
  row("socket mark", datatypes.mark, { name: "socket", data: { key: "mark" } }),
  row("socket wildcard", [datatypes.integer, 1], { name: "socket", data: { key: "wildcard" } })
];
var fields = new Map(listed.map((operand) => [operand.name, operand]));
var loadKey = ({ name, data: data3 }) => {
  const said4 = Object.entries(data3).filter(([key, value]) => {
    if (key === "dreg" || value === void 0 || value === 0) return false;
    return !(Array.isArray(value) && value.length === 0);
  });
  return `${name} ${JSON.stringify(said4.sort(([one2], [other]) => one2 < other ? -1 : 1))}`;
};
var byLoad = /* @__PURE__ */ new Map();
for (const operand of [...listed, ...ctAddresses.map(({ ip6: ip62 }) => ip62)]) {
  const key = loadKey(operand.load);
  byLoad.set(key, [...byLoad.get(key) ?? [], operand]);
}
var meanings = (load2) => byLoad.get(loadKey(load2)) ?? [];

// src/netfilter/nftables/statements/tunnels.ts
var ALL = ["ll", "nh", "th"];
var TUNNELS = {
  vxlan: {
    type: "vxlan",
    flags: ["hdrsize", ...ALL],
    size: 8,
    transport: "udp",
    fields: { flags: [0, 8], vni: [32, 24] }
  },
  geneve: {
    type: "geneve",
    flags: ["hdrsize", ...ALL],
    size: 8,
    transport: "udp",
    fields: { vni: [32, 24], type: [16, 16] }
  },
  gre: { type: 3, flags: ["nh", "th"], size: 4, transport: "gre", fields: {} },
  gretap: { type: 4, flags: ALL, size: 4, transport: "gre", fields: {} }
};
var NAMES = Object.keys(TUNNELS);
var insideOf = (text2) => {
  if (text2[0] !== "v" && text2[0] !== "g") return void 0;
  const tunnel2 = NAMES.find((name) => text2.startsWith(name) && text2[name.length] === " ");
  return tunnel2 === void 0 ? void 0 : [tunnel2, text2.slice(tunnel2.length + 1)];
};
var innerOperand = (tunnel2, operand) => {
  const { type: type2, flags: flags2, size, transport: transport2 } = TUNNELS[tunnel2];
  const data3 = { type: type2, flags: flags2, hdrsize: size, expr: operand.load };
  const needs = { transport: transport2, tunnel: tunnel2, inside: operand.needs };
  return { ...operand, name: `${tunnel2} ${operand.name}`, load: { name: "inner", data: data3 }, needs };
};
var ownField = (tunnel2, field3) => {
  const place2 = TUNNELS[tunnel2].fields[field3];
  if (place2 === void 0) return void 0;
  const { offset, size, ...part } = bytesOf3(place2);
  const load2 = { name: "payload", data: { base: "tunnel", offset, len: size } };
  return innerOperand(tunnel2, { name: field3, type: datatypes.integer, size, load: load2, needs: {}, ...part });
};
var tunnelOperand = (text2) => {
  const [tunnel2, rest = ""] = insideOf(text2) ?? [];
  if (tunnel2 === void 0) return void 0;
  const own = ownField(tunnel2, rest);
  const operand = fields.get(rest);
  if (own !== void 0 || operand === void 0) return own;
  const { name } = operand.load;
  return name === "payload" || name === "meta" ? innerOperand(tunnel2, operand) : void 0;
};
var tunnelOf = ({ type: type2, flags: flags2, hdrsize }) => NAMES.find((name) => {
  const { type: own, flags: all, size } = TUNNELS[name];
  return own === type2 && size === hdrsize && String(all) === String(flags2);
});
var ownFields = (tunnel2) => Object.keys(TUNNELS[tunnel2].fields).map((field3) => ownField(tunnel2, field3));

// src/netfilter/nftables/statements/operands.ts
var numberOf3 = (text2) => text2 === void 0 ? 0 : Number(text2);
var FIB_RESULTS = {
  oif: datatypes.iface_index,
  oifname: datatypes.ifname,
  type: datatypes.fib_addrtype,
  check: datatypes.boolean
};
var WIDE_BOOLEAN = { ...datatypes.boolean, size: 4 };
var IPSEC_KEYS = {
  reqid: datatypes.host_integer,
  spi: { ...datatypes.integer, size: 4 },
  "ip saddr": datatypes.ipv4_addr,
  "ip daddr": datatypes.ipv4_addr,
  "ip6 saddr": datatypes.ipv6_addr,
  "ip6 daddr": datatypes.ipv6_addr
};
var BASES = { ll: "link", nh: "network", th: "transport", ih: "inner" };
var plus = (word, value) => Number(value ?? 0) === 0 ? "" : ` ${word} ${value}`;
var number = (text2, load2, more = {}) => ({
  name: text2,
  type: datatypes.host_integer,
  size: 4,
  load: load2,
  needs: NO_NEEDS,
  ...more
});
var TTL = { loose: 1, skip: 2 };
var rawOperand = ({ base = "", bit, bits }, text2) => {
  const { offset, size, ...part } = bytesOf3([numberOf3(bit), numberOf3(bits)]);
  const data3 = { base: BASES[base], offset, len: size };
  return { name: text2, type: datatypes.integer, size, load: { name: "payload", data: data3 }, needs: NO_NEEDS, ...part };
};
var FORMS = [
  {
    text: /^fib (?!.* \. present oif$)(?<flags>.+) (?<result>oif|oifname|type|check)$/,
    read: ({ flags: flags2 = "", result = "" }, text2) => {
      const type2 = FIB_RESULTS[result];
      const check3 = result === "check";
      const said4 = [...flags2.split(" . "), ...check3 ? ["present"] : []];
      const load2 = { name: "fib", data: { flags: said4, result: check3 ? "oif" : result } };
      return { name: text2, type: type2, size: type2.size, load: load2, needs: NO_NEEDS };
    },
    expression: "fib",
    write: ({ flags: flags2, result }) => {
      const said4 = flags2;
      const word = said4.includes("present") ? "check" : result;
      return `fib ${said4.filter((flag2) => flag2 !== "present").join(" . ")} ${word}`;
    }
  },
  {
    // the same as nft 1.0 compares it, in four bytes
    text: /^fib (?<flags>.+) \. present oif$/,
    read: ({ flags: flags2 = "" }, text2) => {
      const load2 = { name: "fib", data: { flags: [...flags2.split(" . "), "present"], result: "oif" } };
      return { name: text2, type: WIDE_BOOLEAN, size: 4, load: load2, needs: NO_NEEDS };
    },
    expression: "fib",
    write: ({ flags: flags2, result }) => {
      const said4 = flags2;
      if (result !== "oif" || !said4.includes("present")) return void 0;
      return `fib ${said4.filter((flag2) => flag2 !== "present").join(" . ")} . present oif`;
    }
  },
  {
    text: /^numgen (?<type>inc|random) mod (?<modulus>\d+)(?: offset (?<offset>\d+))?$/,
    read: ({ type: type2, modulus, offset }, text2) => number(text2, { name: "numgen", data: { type: type2, modulus: Number(modulus), offset: numberOf3(offset) } }),
    expression: "numgen",
    write: ({ type: type2, modulus, offset }) => `numgen ${type2} mod ${modulus}${plus("offset", offset)}`
  },
  {
    text: /^symhash mod (?<modulus>\d+)(?: offset (?<offset>\d+))?$/,
    read: ({ modulus, offset }, text2) => number(text2, { name: "hash", data: { type: "symhash", modulus: Number(modulus), offset: numberOf3(offset) } }),
    expression: "hash",
    write: ({ type: type2, modulus, offset }) => type2 === "symhash" ? `symhash mod ${modulus}${plus("offset", offset)}` : void 0
  },
  {
    text: /^jhash (?<of>.+) mod (?<modulus>\d+)(?: seed (?<seed>\w+))?(?: offset (?<offset>\d+))?$/,
    read: ({ of = "", modulus, seed, offset }, text2) => {
      const said4 = seed === void 0 ? {} : { seed: numberOf3(seed) };
      const data3 = { type: "jhash", modulus: Number(modulus), ...said4, offset: numberOf3(offset) };
      return number(text2, { name: "hash", data: data3 }, { of });
    },
    expression: "hash",
    write: ({ type: type2, modulus, seed, offset }, of) => {
      if (type2 !== "jhash") return void 0;
      const said4 = seed === void 0 ? "" : ` seed 0x${Number(seed).toString(16)}`;
      return `jhash ${of} mod ${modulus}${said4}${plus("offset", offset)}`;
    }
  },
  {
    text: /^osf (?:ttl (?<ttl>loose|skip) )?(?<what>name|version)$/,
    read: ({ ttl, what: what2 }, text2) => {
      const data3 = {
        ...ttl === void 0 ? {} : { ttl: TTL[ttl] },
        ...what2 === "name" ? {} : { flags: ["version"] }
      };
      return { name: text2, type: datatypes.string, size: 16, load: { name: "osf", data: data3 }, needs: NO_NEEDS };
    },
    expression: "osf",
    write: ({ ttl, flags: flags2 }) => {
      const how = Object.keys(TTL).find((word) => TTL[word] === ttl);
      const version = flags2?.includes("version") === true;
      return `osf ${how === void 0 ? "" : `ttl ${how} `}${version ? "version" : "name"}`;
    }
  },
  {
    text: /^tcp option (?<type>\d+)$/,
    read: ({ type: type2 }, text2) => present(text2, "tcp option", Number(type2), NO_NEEDS),
    expression: "exthdr",
    write: ({ op, type: type2, flags: flags2 }) => op === "tcp option" && flags2?.includes("present") === true ? `tcp option ${type2}` : void 0
  },
  {
    text: /^tcp option @(?<type>\d+),(?<bit>\d+),(?<bits>\d+)$/,
    read: ({ type: type2, ...place2 }, text2) => {
      const { offset, size, ...part } = bytesOf3([numberOf3(place2["bit"]), numberOf3(place2["bits"])]);
      const data3 = { op: "tcp option", type: Number(type2), offset, len: size };
      return { name: text2, type: datatypes.integer, size, load: { name: "exthdr", data: data3 }, needs: NO_NEEDS, ...part };
    },
    expression: "exthdr",
    write: ({ op, type: type2, offset, len, flags: flags2 }) => op === "tcp option" && (flags2 === void 0 || flags2.length === 0) ? `tcp option @${type2 ?? 0},${Number(offset ?? 0) * 8},${Number(len) * 8}` : void 0
  },
  {
    text: /^ipsec (?<way>in|out) (?:spnum (?<spnum>\d+) )?(?<key>reqid|spi|ip6? [sd]addr)$/,
    read: ({ way, spnum, key = "" }, text2) => {
      const type2 = IPSEC_KEYS[key];
      const data3 = { key, dir: way === "in" ? 0 : 1, spnum: numberOf3(spnum) };
      return { name: text2, type: type2, size: type2.size, load: { name: "xfrm", data: data3 }, needs: NO_NEEDS };
    },
    expression: "xfrm",
    write: ({ key, dir, spnum }) => `ipsec ${dir === 1 ? "out" : "in"}${plus("spnum", spnum)} ${key}`
  },
  {
    text: /^@(?<base>ll|nh|th|ih),(?<bit>\d+),(?<bits>\d+)$/,
    read: rawOperand,
    expression: "payload",
    write: ({ base, offset, len }) => {
      const word = Object.entries(BASES).find(([, name]) => name === base)?.[0];
      return word === void 0 ? void 0 : `@${word},${Number(offset) * 8},${Number(len) * 8}`;
    }
  }
];
var operandOf = (text2, path = "match") => {
  const field3 = fields.get(text2) ?? tunnelOperand(text2);
  if (field3 !== void 0) return field3;
  for (const { text: pattern, read: read2 } of FORMS) {
    const found2 = pattern.exec(text2);
    if (found2 !== null) return read2(found2.groups, text2);
  }
  throw new EncodeError(path, "something that a packet has", text2, suggest(text2, [...fields.keys()]));
};
var REMEMBERED = 4096;
var remember2 = (all, key, value) => {
  if (all.size < REMEMBERED) all.set(key, value);
  return value;
};
var findOperands = (load2, of) => {
  const listed3 = meanings(load2);
  if (listed3.length > 0 && load2.name !== "payload") return listed3;
  const named5 = FORMS.flatMap(({ expression: expression2, write }) => {
    const text2 = expression2 === load2.name ? write(load2.data, of) : void 0;
    return text2 === void 0 ? [] : [operandOf(text2)];
  });
  return [...listed3, ...named5.filter((operand) => loadKey(operand.load) === loadKey(load2))];
};
var byExpression = /* @__PURE__ */ new Map();
var nameOf = ({ name, data: data3 }) => {
  let text2 = name;
  for (const key in data3) {
    const value = data3[key];
    if (key === "dreg") continue;
    if (typeof value === "string") text2 += `\0${key}=${value}`;
    else if (typeof value === "number") text2 += `\0${key}:${value}`;
    else if (Array.isArray(value) && value.every((one2) => typeof one2 === "string")) text2 += `\0${key}[${value}`;
    else return void 0;
  }
  return text2;
};
var operandsFor = (load2, of = "") => {
  const name = of !== "" ? void 0 : nameOf(load2);
  return name === void 0 ? findOperands(load2, of) : byExpression.get(name) ?? remember2(byExpression, name, findOperands(load2, of));
};

// src/netfilter/nftables/statements/values.ts
var isAddress = ({ format }) => format === "ipv4" || format === "ipv6";
var isRanged = ({ format }) => format !== "string" && format !== "bits" && format !== "class";
var WILDCARD = /^(.+)\*$/s;
var LITERAL = /\\\*$/;
var wildcard = (value) => LITERAL.test(String(value)) ? void 0 : WILDCARD.exec(String(value))?.[1];
var escapeName = (name) => name.replace(/\*$/, "\\*");
var unescapeName = (text2) => text2.replace(LITERAL, "*");
var nameRange = ({ type: type2, size }, value, order, path) => {
  const beginning = wildcard(value);
  const from = parseNumber(type2, beginning ?? unescapeName(String(value)), size, order, path);
  if (beginning === void 0) return { from, to: from };
  const free = size - toBytes(from, size, false).indexOf(0);
  return { from, to: from | (1n << BigInt(free * 8)) - 1n };
};
var parseRange = (part, value, order, path) => {
  const { mask, shift = 0 } = part;
  const whole = wholeRange(part, value, order, path);
  if (mask === void 0) return whole;
  const { from, to, prefix } = whole;
  const [first, last2] = [from << BigInt(shift), to << BigInt(shift)];
  if ((first | last2) > mask) throw new EncodeError(path, `at most ${mask >> BigInt(shift)}`, value);
  return prefix === void 0 ? { from: first, to: last2 } : { from: first, to: last2, prefix };
};
var wholeRange = (part, value, order, path) => {
  const { type: type2, size } = part;
  const text2 = String(value);
  const bits = size * 8;
  if (type2.format === "string") return nameRange(part, value, order, path);
  const prefix = isAddress(type2) ? /^(.*)\/(\d{1,3})$/.exec(text2) : null;
  if (prefix !== null) {
    const length2 = Number(prefix[2]);
    if (length2 > bits) throw new EncodeError(path, `a prefix of at most ${bits} bits`, value);
    const rest = (1n << BigInt(bits - length2)) - 1n;
    const from2 = parseNumber(type2, prefix[1], size, order, path) & ~rest;
    return { from: from2, to: from2 | rest, prefix: length2 };
  }
  const dash = isRanged(type2) && !type2.words.has(text2) ? text2.indexOf("-") : -1;
  if (dash <= 0) {
    const number2 = parseNumber(type2, value, size, order, path);
    return { from: number2, to: number2 };
  }
  const from = parseNumber(type2, text2.slice(0, dash), size, order, path);
  const to = parseNumber(type2, text2.slice(dash + 1), size, order, path);
  if (from > to) throw new EncodeError(path, "a range whose first value is the smaller one", value);
  return { from, to };
};
var ADDRESSES = { ipv4, ipv6, ether: mac };
var plainBytes = ({ type: type2, size, mask }, value, order) => {
  if (mask !== void 0) return void 0;
  const { format, words } = type2;
  if (format === "ipv4" || format === "ipv6" || format === "ether")
    return typeof value === "string" ? readText(ADDRESSES[format], value) : void 0;
  const number2 = typeof value === "number" && words.size === 0 && (format === "integer" || format === "hex");
  if (!number2 || size > 4 || !Number.isInteger(value) || value < 0 || value >= 2 ** (8 * size)) return void 0;
  return bytesOfNumber(type2, BigInt(value), size, order);
};
var freeBits = ({ from, to }) => {
  const rest = from ^ to;
  return (rest & rest + 1n) === 0n && (from & rest) === 0n ? rest.toString(2).length : void 0;
};
var prefixOf = ({ type: type2, size }, range3) => {
  const free = isAddress(type2) ? freeBits(range3) : void 0;
  return free === void 0 ? void 0 : size * 8 - free;
};
var ends = ({ type: type2, size }, { from, to }, order) => {
  const plain = type2.words.size === 0 ? type2 : { ...type2, names: NO_NAMES };
  return `${formatNumber(plain, from, size, order)}-${formatNumber(plain, to, size, order)}`;
};
var NO_NAMES = /* @__PURE__ */ new Map();
var rangeText = (part, range3, order) => ends(part, ownBits(part, range3), order);
var ownBits = ({ mask, shift = 0 }, { from, to }) => {
  const own = (number2) => mask === void 0 ? number2 : (number2 & mask) >> BigInt(shift);
  return { from: own(from), to: own(to) };
};
var nameText = (part, range3, order) => {
  const text2 = String(formatNumber(part.type, range3.from, part.size, order));
  if (range3.from === range3.to) return escapeName(text2);
  if ((freeBits(range3) ?? 1) % 8 !== 0 || text2.endsWith("\\")) return ends(part, range3, order);
  return `${text2}*`;
};
var formatRange = (part, whole, order) => {
  const { type: type2, size } = part;
  const range3 = ownBits(part, whole);
  if (type2.format === "string") return nameText(part, range3, order);
  if (range3.from === range3.to) return formatNumber(type2, range3.from, size, order);
  const prefix = prefixOf(part, range3);
  return prefix === void 0 ? ends(part, range3, order) : `${formatNumber(type2, range3.from, size, order)}/${prefix}`;
};
var limitOf = ({ mask, size }) => mask !== void 0 && (mask & mask + 1n) === 0n ? mask + 1n : 1n << BigInt(size * 8);
var padded = (size) => size + 3 & ~3;
var lengthOf2 = (parts) => parts.length === 1 ? parts[0].size : parts.reduce((sum, { size }) => sum + padded(size), 0);
var splitKey = (parts, value, path) => {
  if (parts.length === 1) return [value];
  const pieces = String(value).split(" . ");
  if (pieces.length !== parts.length)
    throw new EncodeError(path, `${parts.length} values with ' . ' between them`, value);
  return pieces;
};
var keyBytes = (parts, numbers2, order) => {
  const bytes2 = new Uint8Array(lengthOf2(parts));
  let at = 0;
  for (const [index, { type: type2, size }] of parts.entries()) {
    bytes2.set(bytesOfNumber(type2, numbers2[index], size, order), at);
    at += padded(size);
  }
  return bytes2;
};
var keyNumbers = (parts, bytes2, order) => {
  let at = 0;
  return parts.map(({ type: type2, size }) => {
    const number2 = numberOfBytes(type2, bytes2.subarray(at, at + size), order);
    at += padded(size);
    return number2;
  });
};
var formatKey = (parts, ranges, order) => {
  const pieces = parts.map((part, index) => formatRange(part, ranges[index], order));
  return pieces.length === 1 ? pieces[0] : pieces.join(" . ");
};
var TURNED = /* @__PURE__ */ new WeakMap();
var ordered = (part) => {
  const { type: type2 } = part;
  if (type2.order === "be") return part;
  const turned = TURNED.get(type2) ?? { ...type2, order: "be" };
  TURNED.set(type2, turned);
  return { ...part, type: turned };
};

// src/netfilter/nftables/statements/keys.ts
var BINDS = { "<<": 3, ">>": 3, "&": 2, "^": 1, "|": 0 };
var lastOperator = (text2) => {
  let found2;
  let depth = 0;
  let open = false;
  let at = 0;
  for (const word of text2.split(" ")) {
    const op = word;
    if (depth === 0 && !open && Object.hasOwn(BINDS, word) && (found2 === void 0 || BINDS[op] <= BINDS[found2.op]))
      found2 = { op, before: text2.slice(0, at - 1), after: text2.slice(at + word.length + 1) };
    if (word === "jhash") open = true;
    else if (word === "mod") open = false;
    depth += word.split("(").length - word.split(")").length;
    at += word.length + 1;
  }
  return found2;
};
var isOperand = (text2) => /\w [\w@]|^\(*@/.test(text2);
var NUMBER = /^(\d+|0x[0-9a-f]+)$/i;
var isAddress2 = ({ format }) => format === "ipv4" || format === "ipv6" || format === "ether";
var isShift = ({ op }) => op === "<<" || op === ">>";
var stepValue = ({ operand, steps: steps2 }, op, text2, path) => {
  const { type: type2, size } = operand;
  if (op === "<<" || op === ">>") {
    if (!/^\d{1,3}$/.test(text2)) throw new EncodeError(path, "a number of bits", text2);
    return BigInt(text2);
  }
  if (NUMBER.test(text2) && (!isAddress2(type2) || steps2.some(isShift))) return BigInt(text2);
  return parseRange({ type: type2, size }, text2.replace(/[()]/g, ""), "le", path).from;
};
var parseComputed = (text2, path) => {
  const [, inner2] = /^\((.+)\)$/.exec(text2) ?? [];
  const found2 = lastOperator(text2);
  if (found2 === void 0)
    return inner2 === void 0 ? { operand: operandOf(text2, path), steps: [] } : parseComputed(inner2, path);
  const { op, before, after } = found2;
  const left = parseComputed(before, path);
  const { operand, steps: steps2 } = left;
  if (op !== "<<" && op !== ">>" && isOperand(after))
    return { operand, steps: [...steps2, { op, other: parseComputed(after, path) }] };
  const further = lastOperator(after);
  if (further !== void 0 && NUMBER.test(further.before))
    throw new EncodeError(path, `parentheses: (${before} ${op} ${further.before}) ${further.op} ${further.after}`, text2);
  return { operand, steps: [...steps2, { op, value: stepValue(left, op, after, path) }] };
};
var isOpen = (text2) => /^fib /.test(text2) && !/ (oif|oifname|type|check)( |$)/.test(text2) || /^jhash /.test(text2) && !/ mod \d/.test(text2);
var partTexts = (text2) => {
  const pieces = [];
  for (const piece2 of text2.split(" . ")) {
    const last2 = pieces.at(-1);
    if (last2 !== void 0 && isOpen(last2)) pieces[pieces.length - 1] = `${last2} . ${piece2}`;
    else pieces.push(piece2);
  }
  return pieces;
};
var needsOf = ({ operand, steps: steps2 }) => [
  ...operand.of === void 0 ? [operand.needs] : keyOf(operand.of).needs,
  ...steps2.flatMap((step) => "other" in step ? needsOf(step.other) : [])
];
var parseKey = (text2, path) => {
  const parts = partTexts(text2).map((part) => parseComputed(part, path));
  return { parts, needs: parts.flatMap(needsOf) };
};
var byText = /* @__PURE__ */ new Map();
var keyOf = (text2, path = "match") => byText.get(text2) ?? remember2(byText, text2, parseKey(text2, path));
var operandsOf = (text2, path) => keyOf(text2, path).parts.map(({ operand }) => operand);
var isNumber2 = ({ operand: { mask, size }, steps: steps2 }) => mask !== void 0 && size === 1 && steps2.length > 0;
var partOf = (computed, aligned) => {
  const { operand, steps: steps2 } = computed;
  const { type: type2, size, mask, shift } = operand;
  return aligned || mask === void 0 || steps2.some(isShift) || isNumber2(computed) ? { type: type2, size } : { type: type2, size, mask, shift };
};
var valueParts = ({ parts }, aligned = parts.length > 1) => parts.map((part) => partOf(part, aligned));
var slotsOf = (parts) => {
  let at = 0;
  return parts.map(({ size }) => {
    const slot = at;
    at += padded(size) / 4;
    return slot;
  });
};
var stepText = ({ type: type2, size }, { op, value }, bits, shifted) => {
  if (op === "<<" || op === ">>") return String(value);
  if (shifted || !isAddress2(type2) && type2.format !== "bits") return `0x${value.toString(16)}`;
  const text2 = String(formatNumber(type2, value, size, "le"));
  return bits !== "," && type2.format === "bits" ? `(${text2.replaceAll(",", bits)})` : text2;
};
var said = ({ operand, steps: steps2 }, name, bits) => {
  let text2 = name(operand.name);
  let binds = 4;
  let shifted = false;
  for (const step of steps2) {
    const own = BINDS[step.op];
    const right = "other" in step ? rightText(step.other, own, name, bits) : stepText(operand, step, bits, shifted);
    text2 = `${binds < own ? `(${text2})` : text2} ${step.op} ${right}`;
    binds = own;
    shifted ||= isShift(step);
  }
  return { text: text2, binds };
};
var rightText = (other, own, name, bits) => {
  const { text: text2, binds } = said(other, name, bits);
  return binds <= own ? `(${text2})` : text2;
};
var same = (name) => name;
var keyText = (parts) => parts.map((part) => said(part, same, ",").text).join(" . ");
var nftName = (name, alone) => name.replace(/^(fib .*) check$/, alone ? "$1 oif" : "$&").replace(/^(fib .*) \. present oif$/, "$1 oif").replace("icmpv6 parameter-problem", "icmpv6 param-problem").replace(/^jhash (.+) mod (.*)$/, (_, of, rest) => `jhash ${nftText(of)} mod ${rest}`);
var inNft = /* @__PURE__ */ new Map();
var nftText = (text2, set3 = false) => {
  const known = inNft.get(set3 ? `${text2} @` : text2);
  if (known !== void 0) return known;
  const { parts } = keyOf(text2);
  const name = (one2) => nftName(one2, !set3 && parts.length === 1);
  const words = parts.map((part) => said(part, name, " | ").text).join(" . ");
  return remember2(inNft, set3 ? `${text2} @` : text2, words);
};

// src/netfilter/nftables/statements/known.ts
var knowing = (known, more) => ({
  tags: more.tags ?? known.tags,
  link: more.link ?? known.link,
  network: more.network ?? known.network,
  transport: more.transport ?? known.transport,
  message: more.message ?? known.message,
  within: more.within ?? known.within
});
var NOTHING_KNOWN = knowing({ tags: 0 }, {});
var IS_FRAME = knowing(NOTHING_KNOWN, { link: "ether" });
var knownOf = (family2) => {
  if (family2 === "ip" || family2 === "ip6" || family2 === "arp") return knowing(NOTHING_KNOWN, { network: family2 });
  return family2 === "bridge" || family2 === "netdev" ? IS_FRAME : NOTHING_KNOWN;
};
var knownWithin = ({ within }, tunnel2) => within?.[tunnel2] ?? (tunnel2 === "gre" ? NOTHING_KNOWN : IS_FRAME);
var TAGS = /* @__PURE__ */ new Set(["8021q", "8021ad"]);
var carrying = (known, right) => right === "ip" || right === "ip6" || right === "arp" ? knowing(known, { network: right }) : known;
var message2 = (known, right) => knowing(known, { message: [right].flat().map(String) });
var ofOne = (lesson) => (known, right) => typeof right === "object" ? known : lesson(known, right);
var transport = ofOne((known, right) => knowing(known, { transport: String(right) }));
var link = ofOne((known, right) => TAGS.has(right) ? knowing(known, { link: "vlan" }) : carrying(known, right));
var LESSONS = /* @__PURE__ */ new Map([
  ["icmp type", message2],
  ["icmpv6 type", message2],
  ["meta l4proto", transport],
  ["ip protocol", transport],
  ["ip6 nexthdr", transport],
  ["meta nfproto", ofOne((known, right) => knowing(known, { network: right === "ipv4" ? "ip" : "ip6" }))],
  ["meta iiftype", ofOne((known, right) => right === "ether" ? knowing(known, { link: "ether" }) : known)],
  ["meta protocol", link],
  ["ether type", link],
  [
    "vlan type",
    ofOne((known, right) => TAGS.has(right) ? knowing(known, { tags: known.tags + 1 }) : carrying(known, right))
  ]
]);
var learned = (known, { match: match2, op, right }) => {
  if (op !== void 0 && op !== "==") return known;
  const lesson = LESSONS.get(match2);
  if (lesson !== void 0) return lesson(known, right);
  const [tunnel2, inner2 = ""] = insideOf(match2) ?? [];
  if (tunnel2 === void 0) return known;
  const inside = learned(knownWithin(known, tunnel2), { match: inner2, right });
  return knowing(known, { within: { ...known.within, [tunnel2]: inside } });
};
var IS_ETHER = { match: "meta iiftype", right: "ether" };
var IS_VLAN = { match: "ether type", right: "8021q" };
var NOTHING3 = [];
var IS_NFPROTO = {
  ip: { match: "meta nfproto", right: "ipv4" },
  ip6: { match: "meta nfproto", right: "ipv6" }
};
var IS_PROTOCOL = {
  ip: { match: "meta protocol", right: "ip" },
  ip6: { match: "meta protocol", right: "ip6" },
  arp: { match: "meta protocol", right: "arp" }
};
var isNetwork = (link2, family2, network) => {
  if (link2 === "vlan") return { match: "vlan type", right: network };
  if (family2 !== "inet") return IS_PROTOCOL[network];
  return link2 === "ether" ? { match: "ether type", right: network } : IS_NFPROTO[network] ?? IS_PROTOCOL[network];
};
var tells2 = (known, messages2) => known.message?.every((one2) => messages2.includes(one2)) === true;
var fits = (known, { link: link2, network, transport: transport2, message: message3, tunnel: tunnel2, inside = {} }) => {
  if (tunnel2 !== void 0) return fits(knownWithin(known, tunnel2), inside);
  if (link2 === "ether" && known.link === void 0) return false;
  if (link2 === "vlan" && known.link !== "vlan") return false;
  if (network !== void 0 && network !== known.network) return false;
  if (message3 !== void 0 && !tells2(known, message3)) return false;
  return transport2 === void 0 || transport2 === known.transport;
};
var lacking = (known, family2, needs) => {
  const { tunnel: tunnel2, inside = {} } = needs;
  if (tunnel2 === void 0) return lackingOutside(known, family2, needs);
  const within = lackingOutside(knownWithin(known, tunnel2), "netdev", inside);
  return [
    ...lackingOutside(known, family2, needs),
    ...within.map(({ match: match2, right }) => ({ match: `${tunnel2} ${match2}`, right }))
  ];
};
var lackingOutside = (known, family2, { link: link2, network, transport: transport2, message: message3 }) => {
  const unlinked = link2 !== void 0 && known.link === void 0;
  const untagged = link2 === "vlan" && known.link !== "vlan";
  const unrouted = network !== void 0 && known.network === void 0;
  const unported = transport2 !== void 0 && known.transport === void 0;
  const untold = message3 !== void 0 && known.message === void 0;
  if (!unlinked && !untagged && !unrouted && !unported && !untold) return NOTHING3;
  const matches = [];
  if (unlinked) matches.push(IS_ETHER);
  if (untagged) matches.push(IS_VLAN);
  if (unrouted) matches.push(isNetwork(known.link, family2, network));
  if (unported) matches.push({ match: "meta l4proto", right: transport2 });
  if (untold) {
    const right = message3.length === 1 ? message3[0] : message3;
    matches.push({ match: `${transport2 === "icmp" ? "icmp" : "icmpv6"} type`, right });
  }
  return matches;
};
var TAG = 4;
var behindTags = (operand, tags) => {
  if (tags === 0 || operand.needs.link !== "vlan") return operand;
  const { name, data: data3 } = operand.load;
  return { ...operand, load: { name, data: { ...data3, offset: Number(data3["offset"]) + TAG * tags } } };
};

// src/netfilter/nftables/statements/row.ts
var row2 = (one2) => one2;
var byKey = (rows19) => {
  const all = new Map(rows19.map((one2) => [one2.key, one2]));
  return (statement) => {
    for (const key in statement) {
      const found2 = all.get(key);
      if (found2 !== void 0) return found2;
    }
    return void 0;
  };
};
var given = (value) => Object.fromEntries(Object.entries(value).filter(([, one2]) => one2 !== void 0));
var someFlags = (flags2) => {
  const all = flags2;
  return all === void 0 || all.length === 0 ? void 0 : all;
};

// src/netfilter/nftables/statements/answers.ts
var reject2 = row2({
  key: "reject",
  expression: "reject",
  write: ({ reject: { type: type2, code } }, to) => to.add("reject", { type: type2 === "icmpv6" ? "icmp" : type2, ...code === void 0 ? {} : { icmpCode: code } }),
  read: ({ type: type2, icmpCode }, from) => {
    const word = type2 === "icmp" && from.known.network === "ip6" ? "icmpv6" : type2;
    return { reject: word === "tcp reset" ? { type: word } : { type: word, code: Number(icmpCode ?? 0) } };
  },
  describe: ({ reject: { type: type2, code } }) => type2 === "tcp reset" ? "reject with tcp reset" : `reject with ${type2} ${code ?? 0}`
});
var OPTION = /^tcp option (\S+)$/;
var optionNumber = (text2, path) => {
  const name = OPTION.exec(text2)?.[1] ?? "";
  const known = [...tcpOptionNames].find(([, one2]) => one2 === name)?.[0];
  if (known !== void 0) return known;
  if (!/^\d+$/.test(name) || Number(name) > 255)
    throw new EncodeError(path, "an option such as tcp option fastopen", text2);
  return Number(name);
};
var reset = row2({
  key: "reset",
  expression: "exthdr",
  write: ({ reset: option2 }, to, path) => to.add("exthdr", { type: optionNumber(option2, `${path}.reset`), op: "tcp option" }),
  read: ({ op, type: type2, sreg, dreg }) => {
    if (op !== "tcp option" || sreg !== void 0 || dreg !== void 0) return void 0;
    return { reset: `tcp option ${tcpOptionNames.get(Number(type2)) ?? type2}` };
  },
  describe: ({ reset: option2 }) => `reset ${option2}`
});
var answers = [reject2, reset];

// src/netfilter/nftables/statements/registers.ts
var fail = (what2) => {
  throw new Error(what2);
};
var slotOf = (register2) => register2 < 8 ? (register2 - 1) * 4 : register2 - 8;
var Registers = class {
  constructor() {
    this.slots = /* @__PURE__ */ new Map();
  }
  /** What lay there before, in whole or in part, is gone. */
  put(register2, held, bytes2) {
    const first = slotOf(register2);
    const width = Math.max(1, padded(bytes2) / 4);
    for (const [slot, other] of this.slots)
      if (slot < first + width && first < slot + other.width) this.slots.delete(slot);
    this.slots.set(first, { held, width });
  }
  get(register2) {
    return this.slots.get(slotOf(register2))?.held ?? fail("a register that nothing was put in");
  }
  has(register2) {
    return this.slots.has(slotOf(register2));
  }
  loaded(register2) {
    const held = this.get(register2);
    return "operands" in held ? held : fail("a value that is not the packet\u2019s");
  }
  constant(register2) {
    const held = this.get(register2);
    return "value" in held ? held.value : fail("a value that is not given");
  }
  /** What lies one after the other from a register on. */
  gather(register2, length2) {
    const found2 = [];
    for (let taken2 = 0, slot = slotOf(register2); taken2 < length2; ) {
      const { held, width } = this.slots.get(slot) ?? fail("a key that nothing was put in");
      if (!("operands" in held)) return fail("a key that is not the packet\u2019s");
      found2.push(held);
      taken2 += width * 4;
      slot += width;
    }
    return found2;
  }
};

// src/netfilter/nftables/text/duration.ts
var UNITS = [
  ["d", 864e5],
  ["h", 36e5],
  ["m", 6e4],
  ["s", 1e3],
  ["ms", 1]
];
var duration = (milliseconds2) => {
  let rest = milliseconds2;
  const parts = UNITS.map(([unit, size]) => {
    const count3 = Math.floor(rest / size);
    rest -= count3 * size;
    return count3 === 0 ? "" : `${count3}${unit}`;
  });
  return parts.join("") || "0s";
};

// src/netfilter/nftables/statements/quote.ts
var CONTROLS = new RegExp("[\\u0000-\\u001f\\u007f-\\u009f\\u061c\\u200e\\u200f\\u2028-\\u202e\\u2066-\\u2069]|\\p{Surrogate}", "gu");
var ESCAPE2 = 56320;
var visible = (character) => {
  const code = character.charCodeAt(0);
  if (code > ESCAPE2 && code <= ESCAPE2 + 255) return `\\x${(code - ESCAPE2).toString(16)}`;
  return code < 256 ? `\\x${code.toString(16).padStart(2, "0")}` : `\\u${code.toString(16).padStart(4, "0")}`;
};
var printable = (text2) => text2.replace(CONTROLS, visible);
var quote2 = (text2) => `"${printable(text2.replaceAll('"', "'"))}"`;

// src/netfilter/nftables/statements/plain.ts
var SECONDS = { second: 1, minute: 60, hour: 3600, day: 86400, week: 604800 };
var BURST = 5;
var flag = (word, yes) => yes === true ? { flags: [word] } : {};
var has = ({ flags: flags2 }, word) => flags2?.includes(word) === true;
var over = (data3) => has(data3, "inv") ? { over: true } : {};
var count = (value) => Number(value ?? 0);
var given2 = (said4) => Object.fromEntries(Object.entries(said4).filter(([, value]) => value !== void 0));
var bigOf = (value) => BigInt(value);
var limitOf2 = (data3) => {
  const seconds = count(data3["unit"]);
  const per = Object.entries(SECONDS).find(([, value]) => value === seconds)?.[0];
  if (per === void 0) return void 0;
  const burst = count(data3["burst"]);
  const usual = data3["type"] === "bytes" ? 0 : BURST;
  return { rate: count(data3["rate"]), unit: data3["type"], per, ...burst === usual ? {} : { burst }, ...over(data3) };
};
var said2 = (...words) => words.filter((word) => word !== false && word !== void 0 && word !== "").join(" ");
var maybe = (word, value) => value === void 0 ? "" : `${word} ${value}`;
var logWords = ({ prefix, level, flags: flags2 = [], group, snaplen, threshold }) => {
  const told = flags2.filter((one2) => one2 !== "nflog");
  const tcp5 = told.filter((one2) => one2.startsWith("tcp ")).map((one2) => one2.slice(4));
  const others2 = told.filter((one2) => !one2.startsWith("tcp "));
  const words = [tcp5.length > 0 && `flags tcp ${tcp5.join(",")}`, ...others2.map((one2) => `flags ${one2}`)];
  return said2(
    "log",
    prefix !== void 0 && `prefix ${quote2(prefix)}`,
    maybe("level", level),
    maybe("group", group),
    maybe("snaplen", snaplen),
    maybe("queue-threshold", threshold),
    ...told.length === ALL_LOG_FLAGS ? ["flags all"] : words
  );
};
var ALL_LOG_FLAGS = 5;
var hexOf = (text2, path) => {
  if (typeof text2 !== "string" || !/^([0-9a-f]{2})*$/i.test(text2))
    throw new EncodeError(path, "hexadecimal digits", text2);
  return Uint8Array.from(text2.match(/../g) ?? [], (digits) => Number.parseInt(digits, 16));
};
var FORMS2 = [
  {
    key: "counter",
    expression: "counter",
    write: ({ packets, bytes: bytes2 }) => ({ bytes: bigOf(bytes2), packets: bigOf(packets) }),
    read: ({ packets, bytes: bytes2 }) => ({ packets: count(packets), bytes: count(bytes2) }),
    describe: ({ packets, bytes: bytes2 }) => `counter packets ${packets} bytes ${bytes2}`
  },
  {
    key: "limit",
    expression: "limit",
    write: ({ rate, unit, per, burst, over: above2 }) => ({
      rate: bigOf(rate),
      unit: bigOf(SECONDS[per]),
      burst: burst ?? (unit === "bytes" ? 0 : BURST),
      type: unit,
      ...flag("inv", above2)
    }),
    read: limitOf2,
    describe: ({ rate, unit, per, burst, over: above2 }) => {
      const [word, more] = unit === "bytes" ? [" bytes", " bytes"] : ["", " packets"];
      const bursting = burst === void 0 ? "" : ` burst ${burst}${more}`;
      return `limit rate ${above2 === true ? "over " : ""}${rate}${word}/${per}${bursting}`;
    }
  },
  {
    key: "quota",
    expression: "quota",
    write: ({ bytes: bytes2, used, over: above2 }) => ({
      bytes: bigOf(bytes2),
      ...used === void 0 ? {} : { consumed: bigOf(used) },
      ...flag("inv", above2)
    }),
    read: (data3) => ({
      bytes: count(data3["bytes"]),
      ...count(data3["consumed"]) === 0 ? {} : { used: count(data3["consumed"]) },
      ...over(data3)
    }),
    describe: ({ bytes: bytes2, used, over: above2 }) => said2("quota", above2 === true && "over", `${bytes2} bytes`, used !== void 0 && `used ${used} bytes`)
  },
  {
    key: "connections",
    expression: "connlimit",
    write: ({ count: many, over: above2 }) => ({ count: many, ...flag("inv", above2) }),
    read: (data3) => ({ count: count(data3["count"]), ...over(data3) }),
    describe: ({ count: many, over: above2 }) => said2("ct count", above2 === true && "over", String(many))
  },
  {
    key: "last",
    expression: "last",
    write: ({ milliseconds: milliseconds2 }) => milliseconds2 === void 0 ? {} : { set: 1, msecs: bigOf(milliseconds2) },
    read: ({ set: set3, msecs }) => set3 === 1 ? { milliseconds: count(msecs) } : {},
    describe: ({ milliseconds: milliseconds2 }) => said2("last", milliseconds2 !== void 0 && `used ${duration(Number(milliseconds2))}`)
  },
  {
    key: "log",
    expression: "log",
    write: ({ threshold, ...said4 }) => given2({ ...said4, qthreshold: threshold }),
    read: ({ prefix, level, flags: flags2, group, snaplen, qthreshold }) => given2({
      prefix,
      level: level === "warn" ? void 0 : level,
      flags: flags2?.length === 0 ? void 0 : flags2,
      group,
      snaplen: snaplen === 0 ? void 0 : snaplen,
      threshold: qthreshold === 0 ? void 0 : qthreshold
    }),
    describe: logWords
  },
  {
    key: "synproxy",
    expression: "synproxy",
    write: ({ mss, wscale, timestamp: timestamp2, sackPerm }) => ({
      mss: mss ?? 0,
      wscale: wscale ?? 0,
      flags: [
        ...mss === void 0 ? [] : ["mss"],
        ...wscale === void 0 ? [] : ["wscale"],
        ...sackPerm === true ? ["sack-perm"] : [],
        ...timestamp2 === true ? ["timestamp"] : []
      ]
    }),
    read: (data3) => given2({
      mss: has(data3, "mss") ? data3["mss"] : void 0,
      wscale: has(data3, "wscale") ? data3["wscale"] : void 0,
      timestamp: has(data3, "timestamp") || void 0,
      sackPerm: has(data3, "sack-perm") || void 0
    }),
    describe: ({ mss, wscale, timestamp: timestamp2, sackPerm }) => said2(
      "synproxy",
      maybe("mss", mss),
      maybe("wscale", wscale),
      timestamp2 === true && "timestamp",
      sackPerm === true && "sack-perm"
    )
  }
];
var formOf = byKey(FORMS2);
var byExpression2 = new Map(FORMS2.map((form) => [form.expression, form]));
var valueIn = (statement, { key }) => statement[key];
var plainExpression = (statement, path) => {
  if ("expression" in statement)
    return { name: statement.expression, ...statement.data === void 0 ? {} : { data: statement.data } };
  if ("notrack" in statement) return { name: "notrack" };
  if ("flow" in statement) return { name: "flow_offload", data: { tableName: statement.flow.replace(/^@/, "") } };
  if ("extension" in statement) {
    const { extension, name, rev, info: info2 } = statement;
    return { name: extension, data: { name, rev, info: hexOf(info2, `${path}.info`) } };
  }
  const form = formOf(statement);
  if (form === void 0) throw new EncodeError(path, "a statement", statement);
  return { name: form.expression, data: form.write(valueIn(statement, form)) };
};
var plainStatement = ({ name, data: data3 }) => {
  if (name === "notrack") return { notrack: true };
  const value = data3 ?? {};
  if (name === "flow_offload") return { flow: `@${value["tableName"]}` };
  if (name === "match" || name === "target") {
    const { name: extension, rev, info: info2 } = value;
    return { extension: name, name: extension ?? "", rev: rev ?? 0, info: formatHex(info2 ?? new Uint8Array(0)) };
  }
  const form = byExpression2.get(name);
  const told = form?.read(value);
  return form === void 0 || told === void 0 ? void 0 : { [form.key]: told };
};
var expressionsOf = (statements2, path) => {
  const [first, ...more] = (statements2 ?? []).map((statement, at) => plainExpression(statement, `${path}[${at}]`));
  if (first === void 0) return {};
  return more.length === 0 ? { expr: first } : { expressions: [first, ...more] };
};
var statementsOf = (one2, many) => {
  if (one2 === void 0 && many === void 0) return void 0;
  const expressions2 = many ?? [one2];
  const statements2 = expressions2.map((each) => plainStatement(each) ?? { expression: each.name ?? "", data: each.data });
  return statements2.length === 0 ? void 0 : statements2;
};
var isPlain = (expression2) => byExpression2.has(expression2);
var describePlain = (statement) => {
  if ("notrack" in statement) return "notrack";
  if ("flow" in statement) return `flow add ${statement.flow}`;
  const form = formOf(statement);
  if (form !== void 0) return form.describe(valueIn(statement, form));
  if ("extension" in statement)
    throw new TypeError(`nft has no words for iptables' ${statement.extension} ${statement.name}`);
  throw new TypeError(`no words for ${statement.expression}`);
};

// src/netfilter/nftables/statements/wording.ts
var BAR = " | ";
var time = (type2, text2) => {
  if (type2 === datatypes.time)
    return text2.split("-").map((one2) => duration(Number(one2))).join("-");
  return type2 === datatypes.time_ns ? text2.split("-").map((one2) => String(BigInt(one2) / 1000000000n)).join("-") : text2;
};
var one = (type2, text2, bar) => {
  if (type2.format === "string") return quote2(text2);
  return type2.format === "bits" ? text2.replaceAll(",", bar) : time(type2, text2);
};
var typedText = (value, parts, bar = BAR) => {
  if (value === "*") return value;
  if (parts.length === 1) return one(parts[0], String(value), bar);
  const pieces = String(value).split(" . ");
  return pieces.map((piece2, at) => parts[at] === void 0 ? piece2 : one(parts[at], piece2, bar)).join(" . ");
};
var byKey2 = /* @__PURE__ */ new Map();
var typesOf = (key) => byKey2.get(key) ?? remember2(
  byKey2,
  key,
  operandsOf(key).map(({ type: type2 }) => type2)
);
var itemText = (item, parts) => {
  if (typeof item !== "object") return typedText(item, parts);
  return [typedText(item.key, parts), ...(item.statements ?? []).map(describePlain)].join(" ");
};
var entriesText = (to, key, value) => {
  if (typeof to === "string") return to;
  const parts = typesOf(key);
  const texts = to.map((entry) => {
    const [item, leads] = "key" in entry ? [entry, entry.value] : [entry[0], entry[1]];
    return `${itemText(item, parts)} : ${value(leads)}`;
  });
  return `{ ${texts.join(", ")} }`;
};
var sourceText = (to, value) => {
  if (typeof to !== "object") return value(to);
  if ("from" in to) return nftText(to.from);
  return `${nftText(to.map, true)} map ${entriesText(to.to, to.map, value)}`;
};

// src/netfilter/nftables/statements/bits.ts
var ONES = Array.from({ length: 17 }, (_, size) => (1n << BigInt(size * 8)) - 1n);
var ones = (size) => ONES[size] ?? (1n << BigInt(size * 8)) - 1n;
var joinStep = ({ mask, xor }, { op, value }) => {
  if (op === "&") return { mask: mask & value, xor: xor & value };
  if (op === "|") return { mask: mask & ~value, xor: xor & ~value | value };
  return { mask, xor: xor ^ value };
};
var stepsOf = ({ mask, xor }, size) => {
  const set3 = xor & ~mask;
  const kept = mask | set3;
  const flipped = xor & mask;
  return [
    ...kept === ones(size) ? [] : [{ op: "&", value: kept }],
    ...flipped === 0n ? [] : [{ op: "^", value: flipped }],
    ...set3 === 0n ? [] : [{ op: "|", value: set3 }]
  ];
};

// src/netfilter/nftables/statements/arithmetic.ts
var JOINS = { "&": "and", "^": "xor", "|": "or" };
var orderOf = ({ order, format }) => format === "string" ? "be" : order;
var Computation = class {
  constructor(computed, into, path) {
    this.operations = [];
    this.computed = computed;
    this.into = into;
    this.path = path;
    this.now = { order: orderOf(computed.operand.type), size: computed.operand.size };
  }
  run() {
    const { mask, shift = 0 } = this.computed.operand;
    if (mask !== void 0) this.add({ op: "mask-xor", width: this.now, mask, xor: 0n });
    if (shift > 0) this.shift("rshift", BigInt(shift));
    for (const step of this.computed.steps)
      if ("other" in step) this.join(step);
      else if (step.op === "<<" || step.op === ">>") this.move(step);
      else this.combine(step);
    this.flush();
    this.turn(this.into.order);
    return this.operations;
  }
  add(operation) {
    this.operations.push(operation);
  }
  shift(op, bits) {
    this.turn("host");
    this.add({ op, width: this.now, bits });
  }
  /** One byte has no order. */
  turn(order) {
    const { order: before, size } = this.now;
    if (before === order) return;
    this.now = { order, size };
    if (size > 1) this.add({ op: order === "host" ? "ntoh" : "hton", width: this.now });
  }
  /** What is put into more bytes than it has becomes a number of all of them. */
  widen() {
    if (this.now.size >= this.into.size) return;
    this.flush();
    this.turn("host");
    this.now = { order: "host", size: this.into.size };
  }
  move({ op, value }) {
    this.flush();
    this.turn("host");
    this.now = { order: "host", size: Math.max(this.now.size, this.into.size) };
    this.shift(op === "<<" ? "lshift" : "rshift", value);
  }
  combine(step) {
    this.widen();
    const most = ones(this.now.size);
    if (step.value > most) throw new EncodeError(this.path, `at most 0x${most.toString(16)}`, step.value);
    this.pending = joinStep(this.pending ?? { mask: most, xor: 0n }, step);
  }
  flush() {
    const { pending, now } = this;
    this.pending = void 0;
    if (pending !== void 0) this.add({ op: "mask-xor", width: now, ...pending });
  }
  join({ op, other }) {
    this.widen();
    this.flush();
    const { operand } = other;
    if (operand.size > this.now.size) throw new EncodeError(this.path, `at most ${this.now.size} bytes`, operand.name);
    this.add({ op: JOINS[op], width: this.now, other });
  }
};
var widthOf = ({ type: type2, size }) => ({ order: orderOf(type2), size });
var ownWidth = ({ operand }, { size }) => ({ order: orderOf(operand.type), size });
var operationsOf = (computed, into, path) => new Computation(computed, into, path).run();
var doneText = (op, size, other = "") => `${op} ${size} ${other};`;
var doneFor = (computed, into, path) => {
  const operations = operationsOf(computed, into, path);
  const own = computed.operand.mask === void 0 ? 0 : 1;
  return operations.slice(own).map((one2) => {
    const { op, width } = one2;
    const other = "other" in one2 ? doneFor(one2.other, otherWidth(width, into), path) : "";
    return doneText(op, width.size, other);
  }).join("");
};
var otherWidth = ({ order }, { size }) => ({ order, size });

// src/netfilter/nftables/statements/places.ts
var VALUES = 256;
var BITS = [0, 8, 16, 24];
var byByte = (numbers2, places, shift) => {
  const byteAt = (place2) => numbers2[place2] >>> shift & VALUES - 1;
  const counts = new Uint32Array(VALUES);
  for (const place2 of places) counts[byteAt(place2)]++;
  const starts = new Uint32Array(VALUES);
  for (let value = 1; value < VALUES; value++)
    starts[value] = starts[value - 1] + counts[value - 1];
  const sorted = new Uint32Array(places.length);
  for (const place2 of places) sorted[starts[byteAt(place2)]++] = place2;
  return sorted;
};
var inOrder = (numbers2) => BITS.reduce((sorted, shift) => byByte(numbers2, sorted, shift), Uint32Array.from(numbers2.keys()));

// src/netfilter/nftables/statements/set-notes.ts
var NOTES = { keyOrder: 0, dataOrder: 1, merges: 2, dataInterval: 6, comment: 7 };
var VERDICT = 4294967040;
var numberNote = (type2, value, order) => [
  type2,
  4,
  ...toBytes(BigInt(value), 4, order === "le")
];
var [NO_ORDER, HOST, NETWORK] = [0, 1, 2];
var orderOf2 = ([part, ...more]) => {
  if (part === void 0 || more.length > 0) return NO_ORDER;
  return part.type.order === "host" ? HOST : NETWORK;
};
var orderNotes = (key, data3, order) => [
  ...numberNote(NOTES.keyOrder, orderOf2(key), order),
  ...data3 === void 0 ? [] : numberNote(NOTES.dataOrder, orderOf2(data3), order)
];
var rangesNote = (ranges, order) => numberNote(NOTES.dataInterval, Number(ranges), order);

// src/netfilter/nftables/statements/elements.ts
var NOTHING_ELSE = {};
var END = ["interval-end"];
var CATCHALL = ["catchall"];
var merged = (all) => {
  const kept = [];
  for (const one2 of all) {
    const last2 = kept.at(-1);
    const [range3, before] = [one2.ranges[0], last2?.ranges[0]];
    const alike = last2 !== void 0 && Object.keys({ ...last2.rest, ...one2.rest }).length === 0;
    if (alike && before !== void 0 && range3.from <= before.to + 1n) {
      const [to] = [range3.to, before.to].sort((one3, other) => one3 > other ? -1 : 1);
      kept[kept.length - 1] = { ranges: [{ from: before.from, to }], rest: one2.rest };
    } else kept.push(one2);
  }
  return kept;
};
var apart = (all) => {
  const kept = [];
  for (const one2 of all) {
    const last2 = kept.at(-1);
    const [range3, before] = [one2.ranges[0], last2?.ranges[0]];
    if (last2 === void 0 || before === void 0 || range3.from > before.to) {
      kept.push(one2);
      continue;
    }
    const same3 = range3.from === before.from && range3.to === before.to;
    if (!same3 || Object.keys({ ...last2.rest, ...one2.rest }).length > 0)
      throw new EncodeError(one2.path, `nothing that overlaps ${last2.key}, in a set without \`autoMerge\``, one2.key);
  }
  return kept;
};
var OPEN_NOTE = 1;
var intervals = (part, all, order, joined2) => {
  const start = ({ ranges }) => ranges[0].from;
  const sorted = [...all].sort((one2, other) => start(one2) < start(other) ? -1 : Number(start(one2) > start(other)));
  const value = (number2) => ({ value: keyBytes([ordered(part)], [number2], order) });
  return (joined2 ? merged(sorted) : apart(sorted)).flatMap(({ ranges, rest }) => {
    const { from, to } = ranges[0];
    const behind2 = to + 1n;
    if (behind2 !== limitOf(part))
      return [
        { key: value(from), ...rest },
        { key: value(behind2), flags: END }
      ];
    const userdata = Uint8Array.from([...rest.userdata ?? [], ...numberNote(OPEN_NOTE, 1, order)]);
    return [{ key: value(from), ...rest, userdata }];
  });
};
var isRange = ({ ranges }) => ranges.some(({ from, to }) => from !== to);
var plainElements = (part, keyed2, order) => {
  const elements2 = [];
  for (const { key, rest } of keyed2) {
    const value = plainBytes(part, key, order);
    if (value === void 0) return void 0;
    elements2.push(rest === NOTHING_ELSE ? { key: { value } } : { key: { value }, ...rest });
  }
  return elements2;
};
var buildElements = (parts, keyed2, order, path, interval, first = 0, joined2 = true) => {
  const [part, ...more] = parts;
  const plain = interval === true || more.length > 0 ? void 0 : plainElements(part, keyed2, order);
  if (plain !== void 0) return { elements: plain, interval: false };
  const others2 = keyed2.flatMap(({ key, rest }) => key === "*" ? [{ flags: CATCHALL, ...rest }] : []);
  const parsed = keyed2.flatMap(({ key, rest }, index) => {
    if (key === "*") return [];
    const inner2 = `${path}[${first + index}]`;
    const pieces = splitKey(parts, key, inner2);
    return [
      { ranges: parts.map((part2, at) => parseRange(part2, pieces[at], order, inner2)), rest, key, path: inner2 }
    ];
  });
  const ranged = interval ?? parsed.some(isRange);
  if (!ranged) {
    const wrong = parsed.find(isRange);
    if (wrong !== void 0) throw new EncodeError(wrong.path, "a single value", wrong.key);
    const key = ({ ranges }) => ({
      value: keyBytes(
        parts,
        ranges.map(({ from }) => from),
        order
      )
    });
    return { elements: [...parsed.map((one2) => ({ key: key(one2), ...one2.rest })), ...others2], interval: false };
  }
  if (more.length === 0) return { elements: [...intervals(part, parsed, order, joined2), ...others2], interval: true };
  const kept = parts.map(ordered);
  const ends2 = ({ ranges, rest }) => ({
    key: {
      value: keyBytes(
        kept,
        ranges.map(({ from }) => from),
        order
      )
    },
    keyEnd: {
      value: keyBytes(
        kept,
        ranges.map(({ to }) => to),
        order
      )
    },
    ...rest
  });
  return { elements: [...parsed.map(ends2), ...others2], interval: true };
};
var isEnd = ({ flags: flags2 }) => flags2?.includes("interval-end") === true;
var isCatchall = ({ flags: flags2 }) => flags2?.includes("catchall") === true;
var EMPTY = new Uint8Array(0);
var bytesOf4 = (key) => key?.value ?? EMPTY;
var compared = (one2, other) => {
  for (const [at, number2] of one2.from.entries()) {
    const than = other.from[at];
    if (number2 !== than) return number2 < than ? -1 : 1;
  }
  return Number(isEnd(other.element)) - Number(isEnd(one2.element));
};
var readIntervals = (part, found2, order) => {
  const limit3 = 1n << BigInt(part.size * 8);
  return found2.flatMap(({ element: element2, from: [from = 0n] }, index) => {
    if (isEnd(element2)) return [];
    const behind2 = found2[index + 1]?.from[0] ?? limit3;
    return [{ key: formatKey([part], [{ from, to: behind2 - 1n }], order), element: element2 }];
  });
};
var readAll = (parts, elements2, interval, order) => {
  const kept = interval ? parts.map(ordered) : parts;
  const numbers2 = (key) => keyNumbers(kept, bytesOf4(key), order);
  const found2 = elements2.map((element2) => ({ element: element2, from: numbers2(element2.key) }));
  if (!interval || parts.length === 1) found2.sort(compared);
  if (interval && parts.length === 1) return readIntervals(parts[0], found2, order);
  return found2.map(({ element: element2, from }) => {
    const to = element2.keyEnd === void 0 ? from : numbers2(element2.keyEnd);
    const ranges = from.map((one2, at) => ({ from: one2, to: to[at] }));
    return { key: formatKey(parts, ranges, order), element: element2 };
  });
};
var BITMAP = 2;
var SHORT4 = 4;
var ElementReader = class {
  constructor(parts, interval, order, make) {
    const [part, ...more] = parts;
    this.parts = parts;
    this.interval = interval;
    this.order = order;
    this.make = make;
    this.short = !interval && more.length === 0 && part.mask === void 0 && part.size <= SHORT4 ? part : void 0;
  }
  message(elements2) {
    const others2 = elements2.filter(isCatchall).map((element2) => this.make("*", element2));
    const plain = others2.length === 0 ? elements2 : elements2.filter((element2) => !isCatchall(element2));
    const { short } = this;
    if (short === void 0) return { numbers: [], values: [], waiting: plain, others: others2 };
    const numbers2 = plain.map(({ key }) => this.number(short, key));
    const values = plain.map((element2, at) => this.make(this.text(short, numbers2[at], element2), element2));
    return { numbers: numbers2, values, waiting: [], others: others2 };
  }
  /** All of them, in the order of their keys. */
  whole(portions) {
    const numbers2 = portions.flatMap((portion) => portion.numbers);
    const values = portions.flatMap((portion) => portion.values);
    const waiting = portions.flatMap((portion) => portion.waiting);
    const places = inOrder(numbers2);
    const read2 = readAll(this.parts, waiting, this.interval, this.order);
    const asTold = this.short?.type.format === "bits" && this.short.size <= BITMAP;
    const all = [
      ...asTold ? values : Array.from(places, (place2) => values[place2]),
      ...read2.map(({ key, element: element2 }) => this.make(key, element2)),
      ...portions.flatMap(({ others: others2 }) => others2)
    ];
    const twice = places.some((place2, at) => at > 0 && numbers2[place2] === numbers2[places[at - 1]]) || new Set(read2.map(({ key }) => key)).size < read2.length;
    return { all, twice };
  }
  number({ type: type2, size }, key) {
    return Number(toNumber(bytesOf4(key).subarray(0, size), isLittle(type2, this.order)));
  }
  text(part, number2, { keyEnd }) {
    const from = BigInt(number2);
    if (keyEnd === void 0) return formatNumber(part.type, from, part.size, this.order);
    return formatRange(part, { from, to: BigInt(this.number(part, keyEnd)) }, this.order);
  }
};
var readElements = (parts, elements2, interval, order) => {
  const reader = new ElementReader(parts, interval, order, (key, element2) => ({ key, element: element2 }));
  return reader.whole([reader.message(elements2)]).all;
};

// src/netfilter/nftables/statements/sets.ts
var verdictData = ({ verdict: verdict2, chain: chain2 }) => ({
  verdict: chain2 === void 0 ? { code: verdict2 } : { code: verdict2, chain: chain2 }
});
var describe3 = (parts, flags2, size) => ({
  flags: [...flags2, ...parts.length > 1 && flags2.includes("interval") ? ["concat"] : []],
  keyType: idOf(parts.map(({ type: type2 }) => type2)),
  keyLen: lengthOf2(parts),
  desc: {
    ...size === 0 ? {} : { size },
    ...parts.length > 1 && flags2.includes("interval") ? { concat: parts.map((part) => ({ len: part.size })) } : {}
  }
});
var OWN = ["anonymous", "constant"];
var keyedOf = (item, path) => typeof item === "object" ? { key: item.key, rest: expressionsOf(item.statements, `${path}.statements`) } : { key: item, rest: NOTHING_ELSE };
var vague = (key) => key.parts.length > 1 && key.parts.some(({ operand }) => operand.type.id === datatypes.integer.id) ? key.parts.map(({ operand }) => operand.name).join(" . ") : void 0;
var declaredBy = (parts) => parts.map(({ type: type2, size }) => [...fields.values()].find((one2) => one2.type === type2 && one2.size === size)?.name).join(" . ");
var anonymousSet = (place2, key, values, path) => {
  const parts = valueParts(key);
  const keyed2 = values.map((item, at) => keyedOf(item, `${path}.right[${at}]`));
  const { elements: elements2, interval } = buildElements(parts, keyed2, place2.order, `${path}.right`);
  const attributes2 = describe3(parts, interval ? [...OWN, "interval"] : OWN, elements2.length);
  const userdata = Uint8Array.from(orderNotes(parts, void 0, place2.order));
  return place2.anonymous({ typeof: vague(key), attributes: { ...attributes2, userdata }, elements: elements2 });
};
var dataBytes = (parts, value, order, path, ranges = false) => {
  const pieces = splitKey(parts, value, path);
  const found2 = parts.map((part, at) => parseRange(part, pieces[at], order, path));
  const end = (which) => keyBytes(
    parts,
    found2.map((range3) => range3[which]),
    order
  );
  if (ranges) return Uint8Array.from([...end("from"), ...end("to")]);
  if (found2.some(({ from, to }) => from !== to)) throw new EncodeError(path, "a single value", value);
  return end("from");
};
var dataOf = (data3, value, order, path, ranges) => Array.isArray(data3) ? { value: dataBytes(data3, value, order, path, ranges) } : verdictData(value);
var mapEntries = (entries, data3, order, path, both = false) => entries.map((entry, index) => {
  const inner2 = `${path}[${index}]`;
  const [item, value] = "key" in entry ? [entry, entry.value] : entry;
  const { key, rest } = keyedOf(item, inner2);
  return { key, rest: { ...rest, data: dataOf(data3, value, order, inner2, both) } };
});
var anonymousMap = (place2, key, entries, data3, path, both = false) => {
  const parts = valueParts(key);
  const keyed2 = mapEntries(entries, data3, place2.order, `${path}.to`, both);
  const { elements: elements2, interval } = buildElements(parts, keyed2, place2.order, path);
  const attributes2 = describe3(parts, [...OWN, ...interval ? ["interval"] : [], "map"], elements2.length);
  const values = Array.isArray(data3) ? data3 : void 0;
  const leads = values === void 0 ? { dataType: VERDICT, dataLen: datatypes.verdict.size } : { dataType: idOf(values.map(({ type: type2 }) => type2)), dataLen: lengthOf2(values) * (both ? 2 : 1) };
  const userdata = Uint8Array.from([...orderNotes(parts, values ?? [], place2.order), ...rangesNote(both, place2.order)]);
  return place2.anonymous({
    typeof: vague(key),
    dataTypeof: values === void 0 ? "verdict" : declaredBy(values),
    attributes: { ...attributes2, ...leads, userdata },
    elements: elements2
  });
};
var anonymousObjectMap = (place2, key, entries, kind2, path) => {
  const parts = valueParts(key);
  const keyed2 = entries.map((entry, index) => {
    const [item, objref2] = "key" in entry ? [entry, entry.value] : entry;
    const one2 = keyedOf(item, `${path}.to[${index}]`);
    return { key: one2.key, rest: { ...one2.rest, objref: objref2 } };
  });
  const { elements: elements2, interval } = buildElements(parts, keyed2, place2.order, path);
  const flags2 = [...OWN, ...interval ? ["interval"] : [], "object"];
  const attributes2 = { ...describe3(parts, flags2, elements2.length), objType: kind2 };
  const userdata = Uint8Array.from(orderNotes(parts, void 0, place2.order));
  return place2.anonymous({ typeof: vague(key), attributes: { ...attributes2, userdata }, elements: elements2 });
};

// src/netfilter/nftables/statements/writer.ts
var WIDE = 1;
var NARROW = 8;
var WIDTH = 4;
var SLOTS = 16;
var registerAt = (slot) => slot % WIDTH === 0 ? WIDE + slot / WIDTH : NARROW + slot;
var LOADS = /* @__PURE__ */ new WeakMap();
var makeLoad = ({ load: { name, data: data3 } }, dreg, size) => {
  if (name !== "inner") return { name, data: { dreg, ...data3, ...name === "payload" ? { len: size } : {} } };
  const { expr, ...outer } = data3;
  const len = expr.name === "payload" ? { len: size } : {};
  return { name, data: { num: 0, ...outer, expr: { name: expr.name, data: { dreg, ...expr.data, ...len } } } };
};
var loadOf = (operand, dreg, size) => {
  const loads = LOADS.get(operand) ?? /* @__PURE__ */ new Map();
  LOADS.set(operand, loads);
  const key = dreg * 256 + size;
  const load2 = loads.get(key) ?? lasting(makeLoad(operand, dreg, size));
  loads.set(key, load2);
  return load2;
};
var inIp6 = ({ operand, steps: steps2 }) => ({
  operand: operand.ip6 ?? operand,
  steps: steps2.map((step) => "other" in step ? { ...step, other: inIp6(step.other) } : step)
});
var means = ({ operand, steps: steps2 }) => operand.ip6 !== void 0 || steps2.some((step) => "other" in step && means(step.other));
var Writer2 = class {
  constructor(place2) {
    this.expressions = [];
    this.place = place2;
    this.known = knownOf(place2.family);
  }
  /** What a text means where the rule has come to. */
  key(text2, path) {
    const key = keyOf(text2, path);
    return this.known.network === "ip6" && key.parts.some(means) ? { ...key, parts: key.parts.map(inIp6) } : key;
  }
  add(name, data3) {
    this.expressions.push({ name, data: data3 });
  }
  /** What is written without another look at it. */
  repeat(expressions2) {
    for (const one2 of expressions2) this.expressions.push(one2);
  }
  immediate(value, slot) {
    this.add("immediate", { dreg: registerAt(slot), data: { value } });
    return registerAt(slot);
  }
  number(type2, number2, size) {
    return bytesOfNumber(type2, number2, size, this.place.order);
  }
  /** Passes each match that has to come first to `match`, which writes it and notes what it tells in `known`. */
  ask(needs, match2) {
    for (const each of needs) for (const statement of lacking(this.known, this.place.family, each)) match2(statement);
  }
  bitwise(slot, { type: type2, size }, { mask, xor }) {
    const register2 = registerAt(slot);
    const value = (number2) => ({ value: this.number(type2, number2, size) });
    this.add("bitwise", {
      sreg: register2,
      dreg: register2,
      len: size,
      op: "mask-xor",
      mask: value(mask),
      xor: value(xor)
    });
  }
  shift(slot, len, op, bits) {
    const register2 = registerAt(slot);
    const data3 = { value: this.number(datatypes.host_integer, bits, 4) };
    this.add("bitwise", { sreg: register2, dreg: register2, len, op, data: data3 });
  }
  loadOperand(operand, slot, size) {
    const own = behindTags(operand, this.known.tags);
    if (operand.of !== void 0) this.hash(operand, operand.of, slot);
    else
      this.expressions.push(
        own === operand ? loadOf(operand, registerAt(slot), size) : makeLoad(own, registerAt(slot), size)
      );
  }
  /** Loads one operand and does to its bits what is to be done; of a field of less than its bytes the other bits become zero. */
  loadOne(computed, slot, aligned = false, size = computed.operand.size) {
    const { operand, steps: steps2 } = computed;
    const { mask, shift = 0 } = operand;
    this.loadOperand(operand, slot, size);
    if (mask === void 0 && steps2.length === 0) return;
    const all = { mask: ones(size), xor: 0n };
    let pending = mask === void 0 ? all : { mask, xor: 0n };
    const flush2 = () => {
      if (pending.mask !== all.mask || pending.xor !== 0n) this.bitwise(slot, { ...operand, size }, pending);
      pending = all;
    };
    const first = isNumber2(computed);
    const by = BigInt(first ? 0 : shift);
    const align = () => {
      flush2();
      if (shift > 0) this.shift(slot, size, "rshift", BigInt(shift));
    };
    if (first) align();
    for (const step of steps2)
      if ("other" in step) throw new EncodeError("match", "a number", step.other.operand.name);
      else if (step.op === "<<" || step.op === ">>") {
        flush2();
        this.shift(slot, size, step.op === "<<" ? "lshift" : "rshift", step.value);
      } else pending = joinStep(pending, { op: step.op, value: step.value << by });
    if (aligned && !first) align();
    else flush2();
  }
  /** Loads what is put elsewhere, with what is done to it on the way. */
  compute(computed, into, slot, path) {
    if (slot >= SLOTS) throw new EncodeError(path, "fewer registers", computed.operand.name);
    this.loadOperand(computed.operand, slot, computed.operand.size);
    for (const operation of operationsOf(computed, into, path)) this.operate(operation, into, slot, path);
  }
  operate(operation, into, slot, path) {
    const { op, width } = operation;
    const { order, size } = width;
    if ("mask" in operation) {
      const type2 = order === "host" ? datatypes.host_integer : datatypes.integer;
      this.bitwise(slot, { type: type2, size }, operation);
    } else if ("bits" in operation) this.shift(slot, size, operation.op, operation.bits);
    else if ("other" in operation) {
      this.compute(operation.other, otherWidth(width, into), slot + WIDTH, path);
      const [sreg, sreg2] = [registerAt(slot), registerAt(slot + WIDTH)];
      this.add("bitwise", { sreg, dreg: sreg, len: size, op, sreg2 });
    } else this.byteorder(slot, size, operation.op);
  }
  /** What a hash is made of takes registers behind it. */
  hash({ load: load2 }, of, slot) {
    const key = this.key(of, "match");
    const parts = valueParts(key);
    this.loadKey(key, slot + WIDTH);
    const len = lengthOf2(parts);
    this.add(load2.name, { sreg: registerAt(slot + WIDTH), dreg: registerAt(slot), len, ...load2.data });
  }
  loadKey({ parts }, slot, aligned = parts.length > 1) {
    const slots2 = slotsOf(parts.map(({ operand }) => operand));
    for (const [at, part] of parts.entries()) this.loadOne(part, slot + slots2[at], aligned);
  }
  /** Values of host order are turned, so that comparing their bytes compares the numbers. */
  turn({ parts }, slot = 0) {
    const slots2 = slotsOf(parts.map(({ operand }) => operand));
    for (const [at, { operand }] of parts.entries()) {
      const { type: type2, size } = operand;
      if (type2.order === "host" && type2.format !== "string" && size > 1)
        this.byteorder(slot + slots2[at], size, "hton");
    }
  }
  byteorder(slot, len, op) {
    const register2 = registerAt(slot);
    this.add("byteorder", { sreg: register2, dreg: register2, op, len, size: Math.min(len, 8) });
  }
  /**
   * Loads what a set is looked into for. Fields of less than their bytes are compared where they lie with the values of the
   * rule itself; sets with a name hold them as numbers.
   */
  loadFor(set3, key, slot = 0) {
    this.loadKey(key, slot, set3 !== void 0 || key.parts.length > 1);
  }
  lookup(set3, key, slot, more = {}) {
    if (set3.interval) this.turn(key, slot);
    this.add("lookup", { set: set3.name, sreg: registerAt(slot), ...set3.reference, ...more });
  }
  /** Puts what a map leads to into the registers from `slot` on, of `data`'s types. */
  lookUpMap(text2, to, data3, slot, path, both = false) {
    const key = this.key(text2, path);
    const named5 = typeof to === "string" ? this.place.set(to.slice(1)) : void 0;
    this.loadFor(named5, key, slot);
    const map = named5 ?? anonymousMap(this.place, key, to, data3, path, both);
    this.lookup(map, key, slot, { dreg: registerAt(slot) });
    return map;
  }
  /** Puts a value into the registers from `slot` on, and returns the first of them. */
  put(to, part, slot, path) {
    const { type: type2, size } = part;
    if (typeof to !== "object")
      return this.immediate(this.number(type2, parseRange(part, to, this.place.order, path).from, size), slot);
    if ("map" in to) {
      this.lookUpMap(to.map, to.to, [part], slot, path);
      return registerAt(slot);
    }
    const [computed, more] = this.key(to.from, path).parts;
    if (more !== void 0) throw new EncodeError(path, "one value", to.from);
    this.compute(computed, to.turned === false ? ownWidth(computed, part) : widthOf(part), slot, path);
    return registerAt(slot);
  }
};

// src/netfilter/nftables/statements/translation.ts
var PORT = { type: datatypes.inet_service, size: 2 };
var addressPart = (family2) => family2 === "ip6" ? { type: datatypes.ipv6_addr, size: 16 } : { type: datatypes.ipv4_addr, size: 4 };
var slots = (part) => padded(part.size) / 4;
var putRange = (to, source, part, slot, names, path) => {
  if (typeof source === "object") return { [names[0]]: to.put(source, part, slot, path) };
  const { from, to: last2 } = parseRange(part, source, to.place.order, path);
  const first = { [names[0]]: to.immediate(to.number(part.type, from, part.size), slot) };
  if (from === last2) return first;
  return { ...first, [names[1]]: to.immediate(to.number(part.type, last2, part.size), slot + WIDTH) };
};
var ADDRESS = ["regAddrMin", "regAddrMax"];
var PORTS = ["regProtoMin", "regProtoMax"];
var isRange2 = (value, parts, to, path) => {
  const pieces = String(value).split(" . ");
  return parts.some((part, at) => {
    const { from, to: last2, prefix } = parseRange(part, pieces[at] ?? "", to.place.order, path);
    return from !== last2 || prefix !== void 0;
  });
};
var mapped = (entries, part, to, path) => {
  if (typeof entries === "string") {
    const { data: data3, dataLength } = to.place.set(entries.slice(1));
    const parts2 = data3 === void 0 ? [part, ...dataLength > part.size ? [PORT] : []] : [...data3];
    return { parts: parts2, both: dataLength > lengthOf2(parts2) };
  }
  const values = entries.map((entry) => "key" in entry ? entry.value : entry[1]);
  const parts = values.some((value) => String(value).includes(" . ")) ? [part, PORT] : [part];
  return { parts, both: values.some((value) => isRange2(value, parts, to, path)) };
};
var putMap = (to, { map, to: entries }, part, path) => {
  const { parts, both } = mapped(entries, part, to, path);
  to.lookUpMap(map, entries, parts, 0, path, both);
  const half = parts.reduce((sum, one2) => sum + slots(one2), 0);
  const ports2 = parts.length > 1;
  return {
    regAddrMin: registerAt(0),
    ...ports2 ? { regProtoMin: registerAt(slots(part)) } : {},
    ...both ? { regAddrMax: registerAt(half) } : {},
    ...both && ports2 ? { regProtoMax: registerAt(half + slots(part)) } : {}
  };
};
var putAddress = (to, address3, part, path) => {
  if (address3 === void 0) return {};
  if (typeof address3 === "object" && "map" in address3) return putMap(to, address3, part, path);
  return putRange(to, address3, part, 0, ADDRESS, path);
};
var putPort = (to, port, slot, path) => port === void 0 ? {} : putRange(to, port, PORT, slot, PORTS, path);
var flagsOf = (filled, flags2 = []) => {
  const all = [..."regProtoMin" in filled ? ["proto-specified"] : [], ...flags2];
  return all.length === 0 ? {} : { flags: all };
};
var OWN2 = /* @__PURE__ */ new Set(["proto-specified", "map-ips"]);
var readFlags = (flags2) => someFlags(flags2?.filter((flag2) => !OWN2.has(flag2)));
var readRange = (from, first, last2, part) => {
  if (first === void 0) return void 0;
  const source = from.source(first, [part]);
  if (last2 === void 0 || last2 === first) return source;
  const [low, high] = [from.registers.constant(first), from.registers.constant(last2)];
  return from.between(part, low, high);
};
var readMap = (from, { regAddrMin, regProtoMin, ...data3 }, part) => {
  const regAddrMax = data3["regAddrMax"] === regAddrMin ? void 0 : data3["regAddrMax"];
  const regProtoMax = data3["regProtoMax"] === regProtoMin ? void 0 : data3["regProtoMax"];
  const after = (register2, distance2) => slotOf(register2) - slotOf(regAddrMin) === distance2;
  const ports2 = regProtoMin !== void 0;
  const half = slots(part) + (ports2 ? 1 : 0);
  const lies = (!ports2 || after(regProtoMin, slots(part))) && (regAddrMax === void 0 || after(regAddrMax, half)) && (regProtoMax === void 0 || after(regProtoMax, half + slots(part)));
  return lies ? from.source(regAddrMin, ports2 ? [part, PORT] : [part]) : fail("a map whose values lie elsewhere");
};
var nat4 = row2({
  key: "nat",
  expression: "nat",
  write: ({ nat: { type: type2, family: family2, address: address3, port, flags: flags2 } }, to, path) => {
    if (family2 === "inet" && address3 !== void 0) throw new EncodeError(`${path}.family`, "ip or ip6", family2);
    const filled = putAddress(to, address3, addressPart(family2), `${path}.address`);
    const taken2 = address3 === void 0 ? 0 : "regAddrMax" in filled && typeof address3 !== "object" ? 2 : 1;
    const all = { ...filled, ...putPort(to, port, taken2 * WIDTH, `${path}.port`) };
    to.add("nat", { type: type2, family: family2, ...all, ...flagsOf(all, flags2) });
  },
  read: (data3, from) => {
    const { type: type2, family: family2, regAddrMin, regAddrMax, regProtoMin, regProtoMax, flags: flags2 } = data3;
    if (family2 !== "ip" && family2 !== "ip6" && family2 !== "inet") return fail("a family without a word");
    const part = addressPart(family2);
    const held = regAddrMin === void 0 ? void 0 : from.registers.get(regAddrMin);
    const both = held !== void 0 && "map" in held && !from.registers.has(regProtoMin);
    const address3 = both ? readMap(from, data3, part) : readRange(from, regAddrMin, regAddrMax, part);
    const port = both ? void 0 : readRange(from, regProtoMin, regProtoMax, PORT);
    return { nat: given({ type: type2, family: family2, address: address3, port, flags: readFlags(flags2) }) };
  },
  describe: ({ nat: { type: type2, family: family2, address: address3, port, flags: flags2 = [] } }) => {
    const prefix = flags2.includes("netmap") ? " prefix" : "";
    return `${type2}${family2 === "inet" ? "" : ` ${family2}`}${prefix} to ${addressText(address3)(port)}${flagText(flags2)}`;
  }
});
var portText = (port) => port === void 0 ? "" : `:${sourceText(port, String)}`;
var flagText = (flags2 = []) => {
  const said4 = flags2.filter((flag2) => flag2 !== "netmap");
  return said4.length === 0 ? "" : ` ${said4.join(",")}`;
};
var addressText = (address3) => (port) => {
  if (address3 === void 0) return portText(port);
  const bracketed = (one2) => port === void 0 ? String(one2) : String(one2).split("-").map((end) => end.includes(":") ? `[${end}]` : end).join("-");
  return `${sourceText(address3, typeof address3 === "object" ? String : bracketed)}${portText(port)}`;
};
var writePorts = (expression2, { port, flags: flags2 }, to, path) => {
  const filled = putPort(to, port, 0, `${path}.port`);
  to.add(expression2, { ...filled, ...flagsOf(filled, flags2) });
};
var readPorts = ({ regProtoMin, regProtoMax, flags: flags2 }, from) => given({ port: readRange(from, regProtoMin, regProtoMax, PORT), flags: readFlags(flags2) });
var portsText = (word, { port, flags: flags2 }) => `${word}${port === void 0 ? "" : ` to ${portText(port)}`}${flagText(flags2)}`;
var masquerade = row2({
  key: "masquerade",
  expression: "masq",
  write: (statement, to, path) => writePorts("masq", statement.masquerade, to, path),
  read: (data3, from) => ({ masquerade: readPorts(data3, from) }),
  describe: (statement) => portsText("masquerade", statement.masquerade)
});
var redirect = row2({
  key: "redirect",
  expression: "redir",
  write: (statement, to, path) => writePorts("redir", statement.redirect, to, path),
  read: (data3, from) => ({ redirect: readPorts(data3, from) }),
  describe: (statement) => portsText("redirect", statement.redirect)
});
var translations = [nat4, masquerade, redirect];

// src/netfilter/nftables/statements/diversion.ts
var DEVICE = { type: datatypes.iface_index, size: 4 };
var QUEUE = { type: { ...datatypes.host_integer, size: 2 }, size: 2 };
var partOfAddress = (to, address3) => {
  if (typeof address3 === "object") return addressPart(to.place.family);
  return addressPart(familyOfAddress(String(address3)));
};
var readAddress = (from, register2, family2 = from.place.family) => {
  if (register2 === void 0) return void 0;
  const held = from.registers.get(register2);
  const long = "value" in held && held.value.length === 16;
  return from.source(register2, [addressPart(long ? "ip6" : family2)]);
};
var readDevice = (from, register2) => register2 === void 0 ? void 0 : from.source(register2, [DEVICE]);
var tproxy2 = row2({
  key: "tproxy",
  expression: "tproxy",
  write: ({ tproxy: { family: family2, address: address3, port } }, to, path) => {
    const part = address3 === void 0 ? void 0 : typeof address3 === "object" ? addressPart(family2) : partOfAddress(to, address3);
    const regAddr = part && to.put(address3, part, 0, `${path}.address`);
    const regPort = port === void 0 ? void 0 : to.put(port, PORT, address3 === void 0 ? 0 : WIDTH, `${path}.port`);
    to.add("tproxy", given({ family: family2 ?? "unspec", regAddr, regPort }));
  },
  read: ({ family: family2, regAddr, regPort }, from) => {
    const said4 = family2 === "ip" || family2 === "ip6" ? family2 : void 0;
    const port = regPort === void 0 ? void 0 : from.source(regPort, [PORT]);
    return { tproxy: given({ family: said4, address: readAddress(from, regAddr, said4), port }) };
  },
  describe: ({ tproxy: { family: family2, address: address3, port } }) => {
    const text2 = addressText(address3)(port ?? (typeof address3 === "string" && address3.includes(":") ? "" : void 0));
    return `tproxy${family2 === void 0 ? "" : ` ${family2}`} to ${text2.replace(/:$/, "")}`;
  }
});
var dup2 = row2({
  key: "dup",
  expression: "dup",
  write: ({ dup: { address: address3, device } }, to, path) => {
    const sregAddr = address3 === void 0 ? void 0 : to.put(address3, partOfAddress(to, address3), 0, `${path}.address`);
    const sregDev = device === void 0 ? void 0 : to.put(device, DEVICE, address3 === void 0 ? 0 : WIDTH, `${path}.device`);
    to.add("dup", given({ sregAddr, sregDev }));
  },
  read: ({ sregAddr, sregDev }, from) => ({
    dup: given({ address: readAddress(from, sregAddr), device: readDevice(from, sregDev) })
  }),
  describe: ({ dup: { address: address3, device } }) => {
    const where = device === void 0 ? [] : [sourceText(device, String)];
    return [
      "dup to",
      ...address3 === void 0 ? where : [sourceText(address3, String), ...where.map((one2) => `device ${one2}`)]
    ].join(" ");
  }
});
var fwd2 = row2({
  key: "fwd",
  expression: "fwd",
  write: ({ fwd: { device, family: family2, address: address3 } }, to, path) => {
    const sregDev = to.put(device, DEVICE, 0, `${path}.device`);
    const part = address3 === void 0 ? void 0 : addressPart(family2 ?? (typeof address3 === "object" ? "ip" : familyOfAddress(String(address3))));
    const sregAddr = part && to.put(address3, part, WIDTH, `${path}.address`);
    const nfproto = part && (part.size === 4 ? "ip" : "ip6");
    to.add("fwd", given({ sregDev, sregAddr, nfproto }));
  },
  read: ({ sregAddr, sregDev, nfproto }, from) => {
    const device = readDevice(from, sregDev);
    if (device === void 0) return void 0;
    const family2 = nfproto === "ip" || nfproto === "ip6" ? nfproto : void 0;
    return { fwd: given({ device, family: family2, address: readAddress(from, sregAddr, family2) }) };
  },
  describe: ({ fwd: { device, family: family2, address: address3 } }) => {
    const where = sourceText(device, String);
    if (address3 === void 0) return `fwd to ${where}`;
    const said4 = family2 ?? (typeof address3 === "string" ? familyOfAddress(address3) : "ip");
    return `fwd ${said4} to ${sourceText(address3, String)} device ${where}`;
  }
});
var queue2 = row2({
  key: "queue",
  expression: "queue",
  write: ({ queue: { num, flags: flags2 = [] } }, to, path) => {
    if (typeof num === "object") return to.add("queue", { sregQnum: to.put(num, QUEUE, 0, `${path}.num`), flags: flags2 });
    const [first = "", last2 = first] = String(num).split("-");
    to.add("queue", { num: Number(first), total: Number(last2) - Number(first) + 1, flags: flags2 });
  },
  read: ({ num, total, flags: flags2, sregQnum }, from) => {
    const first = Number(num ?? 0);
    const count3 = Number(total ?? 1);
    const plain = count3 > 1 ? `${first}-${first + count3 - 1}` : first;
    const said4 = sregQnum === void 0 ? plain : from.source(sregQnum, [QUEUE]);
    return { queue: given({ num: said4, flags: someFlags(flags2) }) };
  },
  describe: ({ queue: { num, flags: flags2 } }) => `queue${flags2 === void 0 ? "" : ` flags ${flags2.join(",")}`} to ${sourceText(num, String)}`
});
var diversions = [tproxy2, dup2, fwd2, queue2];

// src/netfilter/nftables/statements/reader.ts
var MOST = 64;
var EMPTY2 = new Uint8Array(0);
var ADDRESSES2 = payloadOperands.filter(({ type: type2 }) => type2.format === "ipv4" || type2.format === "ipv6");
var TAGGED = payloadOperands.filter(({ needs }) => needs.link === "vlan");
var isAnonymous = ({ flags: flags2 }) => flags2.includes("anonymous");
var BASES2 = { link: "ll", network: "nh", transport: "th", inner: "ih" };
var rawOperand2 = ({ base, offset, len }) => {
  return operandOf(`@${BASES2[base]},${Number(offset) * 8},${Number(len) * 8}`);
};
var sameBytes = ({ load: load2 }, { offset, len }) => {
  const { data: data3 } = load2.data["expr"];
  return data3["offset"] === offset && data3["len"] === len;
};
var Reader2 = class {
  constructor(place2) {
    this.statements = [];
    this.registers = new Registers();
    this.place = place2;
    this.known = knownOf(place2.family);
  }
  push(statement) {
    this.statements.push(statement);
  }
  matched(statement) {
    this.push(statement);
    this.known = learned(this.known, statement);
  }
  /** The number of a value as its type writes it. */
  number({ type: type2 }, value) {
    return numberOfBytes(type2, value, this.place.order);
  }
  immediate({ dreg, data: data3 }) {
    const value = data3.value ?? EMPTY2;
    this.registers.put(dreg, { value }, value.length);
  }
  load(name, data3, of) {
    const operands = this.meant(name, data3, of);
    const [first] = operands;
    this.registers.put(data3["dreg"], { operands, steps: [] }, first.size);
  }
  /** What an expression may mean where it stands. */
  meant(name, data3, of) {
    const found2 = [...this.further(name, data3), ...operandsFor({ name, data: data3 }, of)];
    const chosen = found2.filter(
      ({ needs, only = this.known.network }) => only === this.known.network && (name !== "payload" || fits(this.known, needs))
    );
    return chosen.length > 0 ? chosen : fail(`${name} without a word`);
  }
  /** Fields of a tag behind others. */
  further(name, { base, offset, len }) {
    if (name !== "payload" || base !== "link" || this.known.tags === 0) return [];
    return TAGGED.filter((operand) => {
      const { data: data3 } = behindTags(operand, this.known.tags).load;
      return data3["offset"] === offset && data3["len"] === len;
    });
  }
  /** The address of which only the first bytes are loaded. */
  wider({ base, offset, len }, fitting) {
    return ADDRESSES2.find(
      ({ load: { data: data3 }, size, needs }) => size > len && data3["offset"] === offset && data3["base"] === base && fitting(needs)
    );
  }
  payload(data3) {
    const { len, dreg } = data3;
    if (typeof len !== "number" || len < 1 || len > MOST) fail("more bytes than registers hold");
    const wider = this.wider(data3, (needs) => fits(this.known, needs));
    if (wider === void 0) return this.load("payload", data3);
    this.registers.put(dreg, { operands: [wider], steps: [] }, len);
  }
  /** What is loaded from inside of a tunnel. */
  inner({ expr, ...outer }) {
    const tunnel2 = tunnelOf(outer) ?? fail("a tunnel without a name");
    const { name = "", data: data3 = {} } = expr;
    const { dreg, ...load2 } = data3;
    const own = load2["base"] === "tunnel" ? ownFields(tunnel2).filter((one2) => sameBytes(one2, load2)) : [];
    const wider = name === "payload" ? this.wider(load2, (needs) => fits(this.known, { tunnel: tunnel2, inside: needs })) : void 0;
    const found2 = wider === void 0 ? operandsFor({ name, data: load2 }) : [wider];
    const named5 = found2.flatMap((one2) => tunnelOperand(`${tunnel2} ${one2.name}`) ?? []);
    const operands = [...own, ...named5].filter(({ needs }) => fits(this.known, needs));
    if (operands.length === 0) fail("a field without a word");
    const size = Number(load2["len"] ?? operands[0].size);
    this.registers.put(dreg, { operands, steps: [] }, size);
  }
  hash(data3) {
    if (data3["type"] === "symhash") return this.load("hash", data3);
    const { sreg, len, ...rest } = data3;
    this.load("hash", rest, this.text(this.registers.gather(sreg, len)));
  }
  bitwise(data3) {
    const { sreg, dreg, op = "mask-xor", len } = data3;
    const held = this.registers.loaded(sreg);
    const read2 = op === "mask-xor" ? this.masked : op === "lshift" || op === "rshift" ? this.shifted : this.joined;
    this.registers.put(dreg, read2.call(this, held, data3), Number(len));
  }
  /** A mask tells which of the fields that share their bytes it is. */
  masked(held, data3) {
    const { mask, xor } = data3;
    const [kept, flipped] = [mask?.value ?? EMPTY2, xor?.value ?? EMPTY2];
    const plain = held.steps.length === 0 && held.done === void 0 && flipped.every((byte) => byte === 0);
    const field3 = held.operands.find((one2) => plain && one2.mask !== void 0 && one2.mask === toNumber(kept, false));
    if (field3 !== void 0) return { operands: [field3], steps: [] };
    if (flipped.length !== kept.length || kept.length !== data3["len"]) fail("bits of a field");
    return this.done(held, data3, "mask-xor", ({ order, size }) => {
      const little3 = order === "host" && this.place.order === "le";
      return stepsOf({ mask: toNumber(kept, little3), xor: toNumber(flipped, little3) }, size);
    });
  }
  shifted(held, fields2) {
    const { len, data: data3 } = fields2;
    const op = fields2["op"];
    const value = numberOfBytes(SHIFTS, data3.value, this.place.order);
    const { shift = 0, size } = this.single(held).operand;
    const first = held.steps.length === 0 && held.aligned !== true && held.wide === void 0;
    if (op === "rshift" && first && shift > 0 && value === BigInt(shift) && len === size)
      return { ...held, aligned: true, done: `${held.done ?? ""}${doneText(op, size)}` };
    return this.done(held, fields2, op, () => [{ op: op === "lshift" ? "<<" : ">>", value }]);
  }
  /** Two registers. */
  joined(held, data3) {
    const op = data3["op"];
    const other = this.registers.loaded(data3["sreg2"]);
    const step = { op: SIGNS[op] ?? fail("a computation"), other: this.whole(other) };
    return this.done(held, data3, op, () => [step], other.done ?? "");
  }
  /** Something more that is done to a register. */
  done(held, { len }, op, stepsOf2, other) {
    const { operand } = this.whole(held);
    const now = this.width(held);
    const wider = Number(len) > now.size && (now.order === "host" || now.size === 1);
    if (len !== now.size && !wider) return fail("a computation");
    const width = wider ? { order: "host", size: Number(len) } : now;
    return {
      ...held,
      operands: [operand],
      steps: [...held.steps, ...stepsOf2(width)],
      ...wider ? { wide: width.size } : {},
      computed: held.computed === true || held.turned === true || wider || other !== void 0,
      done: `${held.done ?? ""}${doneText(op, width.size, other)}`
    };
  }
  /** How a register lies. */
  width(held) {
    const { type: type2, size } = this.single(held).operand;
    const order = orderOf(type2);
    const turned = held.turned !== true ? order : order === "be" ? "host" : "be";
    return held.wide === void 0 ? { order: turned, size } : { order: "host", size: held.wide };
  }
  byteorder({ sreg, dreg, op, len, size }) {
    const held = this.registers.loaded(sreg);
    const done = doneText(op, Number(len), size === Math.min(Number(len), 8) ? "" : String(size));
    this.registers.put(
      dreg,
      {
        ...held,
        turned: held.turned !== true,
        computed: held.computed === true || held.turned === true,
        done: `${held.done ?? ""}${done}`
      },
      Number(len)
    );
  }
  /** A field whose bits lie at the end of its bytes. */
  whole(held) {
    const computed = this.single(held);
    const { mask, shift = 0 } = computed.operand;
    return mask === void 0 || shift === 0 || held.aligned === true ? computed : fail("bits of a field");
  }
  /** What a register holds, where one of those that share their bytes was not told from the others. */
  single({ operands, steps: steps2 }) {
    const whole = operands.find(({ mask }) => mask === void 0);
    return { operand: operands.length > 1 && whole !== void 0 ? whole : operands[0], steps: steps2 };
  }
  /** The parts of a key. `aligned`: fields of less than their bytes are to be shifted to the end of them. */
  parts(held, aligned = held.length > 1) {
    return held.map((one2) => {
      const { operand, steps: steps2 } = this.single(one2);
      const { mask, shift = 0, load: load2, type: type2, size } = operand;
      if (one2.computed === true || one2.turned === true && type2.order === "be" && size > 1)
        return fail("a computation");
      const own = one2.aligned === true;
      if (mask === void 0 || own === (aligned && shift > 0) || isNumber2({ operand, steps: steps2 }))
        return { operand, steps: steps2 };
      if (load2.name !== "payload" || steps2.length > 0) return fail("bits of a field");
      const bits = [{ op: "&", value: mask }, ...own ? [{ op: ">>", value: BigInt(shift) }] : []];
      return { operand: rawOperand2(load2.data), steps: bits };
    });
  }
  /** What is put elsewhere, where writing it does the same. */
  from(held, part) {
    const single = this.single(held);
    const { mask, shift = 0, load: load2, size } = single.operand;
    const raw = mask !== void 0 && shift > 0 && held.aligned !== true && load2.name === "payload";
    const computed = raw ? { operand: rawOperand2(load2.data), steps: [{ op: "&", value: mask }] } : single;
    const done = `${raw ? doneText("mask-xor", size) : ""}${held.done ?? ""}`;
    const does = (into) => done === doneFor(computed, into, "to");
    const text2 = keyText([computed]);
    if (does(widthOf(part)) || isShort(computed) && does({ order: widthOf(part).order, size })) return { from: text2 };
    return does(ownWidth(computed, part)) ? { from: text2, turned: false } : fail("a computation");
  }
  text(held, aligned) {
    return keyText(this.parts(held, aligned));
  }
  setOf(name) {
    return this.place.set(String(name)) ?? fail("a set that is not known");
  }
  /** What is looked up in a set, as text. */
  keyFor(set3, sreg) {
    const held = this.registers.gather(sreg, set3.keyLength);
    return { held, text: this.text(held, held.length > 1 || !isAnonymous(set3)) };
  }
  keyed(set3, held) {
    const aligned = held.length > 1;
    const parts = this.parts(held).map((one2) => partOf(one2, aligned));
    return readElements(parts, set3.elements, set3.flags.includes("interval"), this.place.order);
  }
  /** The elements of a rule's own set: keys, and what stands beside them. */
  items(set3, held) {
    return this.keyed(set3, held).map(({ key, element: element2 }) => {
      const statements2 = statementsOf2(element2);
      return statements2.length === 0 ? key : { key, statements: statements2 };
    });
  }
  entries(set3, held, value) {
    return this.keyed(set3, held).map(({ key, element: element2 }) => {
      const statements2 = statementsOf2(element2);
      const leads = value(element2);
      return statements2.length === 0 ? [key, leads] : { key, value: leads, statements: statements2 };
    });
  }
  /** What a register holds, as something that is put elsewhere. `data`: the types of what a map leads to. */
  source(register2, data3) {
    const held = this.registers.get(register2);
    if ("value" in held) return this.constant(data3[0], held.value);
    if ("operands" in held) return this.from(held, data3[0]);
    const { set: set3, key, map } = held;
    if (!isAnonymous(set3)) return { map, to: `@${set3.name}` };
    return { map, to: this.entries(set3, key, (element2) => this.leadsTo(element2, data3)) };
  }
  constant(part, value) {
    if (value.length !== part.size) fail("a value of another length");
    const number2 = this.number(part, value);
    return formatKey([part], [{ from: number2, to: number2 }], this.place.order);
  }
  /** What lies between two values. */
  between(part, from, to) {
    if (from.length !== part.size || to.length !== part.size) return fail("a value of another length");
    return rangeText(part, { from: this.number(part, from), to: this.number(part, to) }, this.place.order);
  }
  /** Both ends of an interval lie one after the other. */
  leadsTo({ data: data3 }, parts) {
    const { value = EMPTY2 } = data3 ?? {};
    const length2 = parts.reduce((sum, { size }) => sum + padded(size), 0);
    if (value.length !== lengthOf2(parts) && value.length !== 2 * length2) fail("a value of another length");
    const first = keyNumbers(parts, value, this.place.order);
    const last2 = value.length > length2 ? keyNumbers(parts, value.subarray(length2), this.place.order) : first;
    const ranges = first.map((from, at) => ({ from, to: last2[at] }));
    const text2 = formatKey(parts, ranges, this.place.order);
    const [{ from: low, to: high }] = ranges;
    if (value.length <= length2 || low !== high || parts[0]?.type.format === "integer") return text2;
    return String(text2).replace(/^\S+/, (address3) => `${address3}/${parts[0].size * 8}`);
  }
};
var SIGNS = { [JOINS["&"]]: "&", [JOINS["^"]]: "^", [JOINS["|"]]: "|" };
var isShort = ({ operand: { size }, steps: steps2 }) => size === 1 && (steps2.every(({ op }) => op === "&" || op === "^" || op === "|") || steps2.length === 1);
var SHIFTS = operandOf("meta length").type;
var statementsOf2 = ({ expr, expressions: expressions2 }) => {
  const all = expressions2 ?? (expr === void 0 ? [] : [expr]);
  return all.map((one2) => plainStatement(one2) ?? fail("an element with an expression that has no words"));
};

// src/netfilter/nftables/statements/references.ts
var object2 = row2({
  key: "object",
  expression: "objref",
  write: ({ object: kind2, name }, to, path) => {
    if (typeof name === "string") return to.add("objref", { immType: OBJECTS[kind2], immName: name });
    const key = to.key(name.map, path);
    const named5 = typeof name.to === "string" ? to.place.set(name.to.slice(1)) : void 0;
    to.loadFor(named5, key);
    const entries = name.to;
    const map = named5 ?? anonymousObjectMap(to.place, key, entries, kind2, path);
    if (map.interval) to.turn(key);
    to.add("objref", { setSreg: registerAt(0), setName: map.name, ...map.reference });
  },
  read: ({ immType, immName, setSreg, setName }, from) => {
    const wordOf2 = (number2) => Object.keys(OBJECTS).find((word) => OBJECTS[word] === number2) ?? fail("an object without a word");
    if (setName === void 0) return { object: wordOf2(immType), name: String(immName) };
    const set3 = from.setOf(setName);
    const { held, text: text2 } = from.keyFor(set3, setSreg);
    const kind2 = String(set3.attributes?.objType ?? fail("a map that leads to no objects"));
    const to = isAnonymous(set3) ? from.entries(set3, held, ({ objref: objref2 }) => String(objref2)) : `@${set3.name}`;
    return { object: kind2, name: { map: text2, to } };
  },
  describe: ({ object: kind2, name }) => {
    const said4 = typeof name === "string" ? quote2(name) : `${nftText(name.map, true)} map ${entriesText(name.to, name.map, quote2)}`;
    if (kind2 === "secmark") return `meta secmark set ${said4}`;
    return `${kind2} ${kind2.startsWith("ct ") ? "set" : "name"} ${said4}`;
  }
});
var innerText = (key, { timeout, statements: statements2 = [] }) => [key, ...timeout === void 0 ? [] : [`timeout ${timeout}ms`], ...statements2.map(describePlain)].join(" ");
var dataPart = ({ attributes: attributes2, dataLength }) => {
  const [type2, more] = partsOf(attributes2?.dataType ?? 0);
  return { type: more === void 0 && type2?.size === dataLength ? type2 : datatypes.integer, size: dataLength };
};
var valuePart = (to, set3, value) => {
  const { data: data3, dataLength } = to.place.set(set3);
  const [known] = data3 ?? [];
  if (known !== void 0) return known;
  const own = typeof value === "object" && "from" in value ? keyOf(value.from).parts[0]?.operand : void 0;
  return own === void 0 ? { type: datatypes.integer, size: dataLength } : { type: own.type, size: own.size };
};
var milliseconds = (timeout) => timeout === void 0 || Number(timeout) === 0 ? void 0 : Number(timeout);
var widthOf2 = (key) => Math.ceil(lengthOf2(key) / (4 * WIDTH)) * WIDTH;
var dynamic = row2({
  key: "dynamic",
  expression: "dynset",
  write: ({ dynamic: op, set: name, key: text2, value, timeout, statements: statements2 }, to, path) => {
    const key = to.key(text2, path);
    const set3 = to.place.set(name.replace(/^@/, ""));
    to.loadFor(set3, key);
    const slot = widthOf2(valueParts(key, true));
    const sregData = value === void 0 ? void 0 : to.put(value, valuePart(to, set3.name, value), slot, `${path}.value`);
    const more = given({ sregData, timeout: timeout === void 0 ? void 0 : BigInt(timeout) });
    const all = { op, sregKey: registerAt(0), ...more, ...expressionsOf(statements2, `${path}.statements`) };
    to.add("dynset", { setName: set3.name, ...set3.reference, ...all });
  },
  read: (data3, from) => {
    const { setName, op, sregKey, sregData, timeout, flags: flags2 } = data3;
    const set3 = from.setOf(setName);
    if (isAnonymous(set3)) return void 0;
    if (flags2?.includes("inv") === true) return fail("the opposite of a statement");
    const { text: text2 } = from.keyFor(set3, sregKey);
    const value = sregData === void 0 ? void 0 : from.source(sregData, [dataPart(set3)]);
    const more = given({
      value,
      timeout: milliseconds(timeout),
      statements: statementsOf(data3["expr"], data3["expressions"])
    });
    return { dynamic: op, set: `@${set3.name}`, key: text2, ...more };
  },
  describe: ({ dynamic: op, set: set3, key, value, ...more }) => {
    const leads = value === void 0 ? "" : ` : ${sourceText(value, String)}`;
    return `${op} ${set3} { ${innerText(nftText(key), more)}${leads} }`;
  }
});
var MOST2 = 65535;
var meter = row2({
  key: "meter",
  expression: "dynset",
  write: ({ meter: name, key: text2, size = MOST2, timeout, op, statements: statements2 }, to, path) => {
    const key = to.key(text2, path);
    const parts = valueParts(key, true);
    const flags2 = [
      "anonymous",
      "dynamic",
      ...timeout === void 0 ? [] : ["timeout"]
    ];
    const type2 = { keyType: idOf(parts.map((part) => part.type)), keyLen: lengthOf2(parts) };
    const userdata = Uint8Array.from(orderNotes(parts, void 0, to.place.order));
    const set3 = to.place.anonymous({ name, attributes: { flags: flags2, ...type2, desc: { size }, userdata }, elements: [] });
    to.loadKey(key, 0, true);
    const more = timeout === void 0 ? {} : { timeout: BigInt(timeout) };
    const all = { op: op ?? (timeout === void 0 ? "add" : "update"), sregKey: registerAt(0), ...more };
    to.add("dynset", {
      setName: set3.name,
      ...set3.reference,
      ...all,
      ...expressionsOf(statements2, `${path}.statements`)
    });
  },
  read: (data3, from) => {
    const { setName, op, sregKey, timeout } = data3;
    const set3 = from.setOf(setName);
    const size = set3.attributes?.desc?.size;
    const key = from.text(from.registers.gather(sregKey, set3.keyLength), true);
    const more = given({
      size,
      timeout: milliseconds(timeout),
      statements: statementsOf(data3["expr"], data3["expressions"])
    });
    return { meter: set3.name, key, op, ...more };
  },
  describe: ({ meter: name, key, size, ...more }) => `meter ${name}${size === void 0 ? "" : ` size ${size}`} { ${innerText(nftText(key), more)} }`
});
var references = [object2, dynamic, meter];

// src/netfilter/nftables/statements/rows.ts
var ROWS = [...translations, ...diversions, ...references, ...answers];
var byExpression3 = /* @__PURE__ */ new Map();
for (const row3 of ROWS) byExpression3.set(row3.expression, [...byExpression3.get(row3.expression) ?? [], row3]);
var rowOf2 = byKey(ROWS);
var rowsFor = (expression2) => byExpression3.get(expression2) ?? [];

// src/netfilter/nftables/statements/needs.ts
var NOTHING4 = [];
var ofText = (text2, path) => keyOf(text2, path).needs;
var ofSource = (source, path) => {
  if (typeof source !== "object" || source === null) return NOTHING4;
  const { from, map } = source;
  const text2 = from ?? map;
  return typeof text2 === "string" ? ofText(text2, path) : NOTHING4;
};
var ofReject = ({ type: type2 }) => {
  if (type2 === "icmp" || type2 === "icmpv6") return [{ network: type2 === "icmp" ? "ip" : "ip6" }];
  return type2 === "tcp reset" ? [{ transport: "tcp" }] : NOTHING4;
};
var ofParts = (statement, path) => Object.values(statement).flatMap(
  (value) => typeof value !== "object" || value === null || Array.isArray(value) || value instanceof Uint8Array ? NOTHING4 : [...ofSource(value, path), ...Object.values(value).flatMap((inner2) => ofSource(inner2, path))]
);
var needsOf2 = (statement, path) => {
  if ("match" in statement) return ofText(statement.match, path);
  if ("vmap" in statement) return ofText(statement.vmap, path);
  if ("verdict" in statement || "counter" in statement) return NOTHING4;
  if ("set" in statement && "to" in statement)
    return [operandOf(statement.set, path).needs, ...ofSource(statement.to, path)];
  if ("dynamic" in statement) return [...ofText(statement.key, path), ...ofSource(statement.value, path)];
  if ("meter" in statement) return ofText(statement.key, path);
  if ("reject" in statement) return ofReject(statement.reject);
  return rowOf2(statement) === void 0 ? NOTHING4 : ofParts(statement, path);
};

// src/netfilter/nftables/statements/repeated.ts
var MOST3 = 4096;
var Repeated = class {
  constructor() {
    this.seen = /* @__PURE__ */ new Map();
    this.size = 0;
  }
  /** What was put together for it the last time; what is asked for twice is worth being kept as bytes. */
  find(left, right) {
    const found2 = this.seen.get(left)?.get(right);
    if (found2 === void 0) return void 0;
    if (!found2.again) for (const one2 of found2.expressions) lasting(one2);
    found2.again = true;
    return found2.expressions;
  }
  note(left, right, expressions2) {
    if (this.size >= MOST3) {
      this.seen.clear();
      this.size = 0;
    }
    const beside = this.seen.get(left) ?? /* @__PURE__ */ new Map();
    this.seen.set(left, beside.set(right, { expressions: expressions2, again: false }));
    this.size++;
  }
};

// src/netfilter/nftables/statements/assemble.ts
var OPERATORS = {
  "==": "eq",
  "!=": "neq",
  "<": "lt",
  ">": "gt",
  "<=": "lte",
  ">=": "gte"
};
var FIRST = registerAt(0);
var REPEATED = { le: new Repeated(), be: new Repeated() };
var NOTHING_COUNTED = lasting(plainExpression({ counter: { packets: 0, bytes: 0 } }, ""));
var isRepeated = ({ parts: [part] }) => {
  const { type: type2, needs } = part.operand;
  return (type2.words.size > 0 || type2.format === "string") && needs.link !== "vlan";
};
var surroundings = (operand) => {
  const { load: load2, size, shift = 0, checksum, mask } = operand;
  const start = load2.data["offset"];
  const paired = checksum !== void 0;
  const offset = paired ? start & ~1 : start;
  const len = paired ? (start + size + 1 & ~1) - offset : size;
  const below = BigInt((offset + len - start - size) * 8);
  return { offset, len, bits: (mask ?? (1n << BigInt(size * 8)) - 1n) << below, shift: below + BigInt(shift) };
};
var Assembler = class {
  constructor(place2) {
    this.to = new Writer2(place2);
  }
  statement(statement, path) {
    this.to.ask(needsOf2(statement, path), (match2) => this.match(match2, path));
    if ("match" in statement) this.match(statement, path);
    else if ("vmap" in statement) this.verdictMap(statement, path);
    else if ("verdict" in statement) this.verdict(statement);
    else if ("set" in statement && "to" in statement) this.assign(statement, path);
    else if ("expression" in statement) this.raw(statement, path);
    else this.other(statement, path);
  }
  match(statement, path) {
    const { match: match2, op, right } = statement;
    const key = this.to.key(match2, path);
    if (typeof right === "object" || /^@\w/.test(String(right))) this.lookup(key, op, right, path);
    else if (key.parts.length > 1) this.lookup(key, op, [right], path);
    else if (isRepeated(key)) this.compareOnce(statement, key, path);
    else this.compare(key, op, right, path);
    this.to.known = learned(this.to.known, statement);
  }
  /** What comes of it depends on nothing else than the statement and the byte order. */
  compareOnce({ match: match2, op, right }, key, path) {
    const { to } = this;
    const repeated2 = REPEATED[to.place.order];
    const left = op === void 0 ? match2 : `${op}\0${match2}`;
    const found2 = repeated2.find(left, right);
    if (found2 !== void 0) return to.repeat(found2);
    const start = to.expressions.length;
    this.compare(key, op, right, path);
    repeated2.note(left, right, to.expressions.slice(start));
  }
  lookup(key, op, right, path) {
    const { to } = this;
    if (op !== void 0 && op !== "==" && op !== "!=") throw new EncodeError(`${path}.op`, "== or != for a set", op);
    const named5 = typeof right === "object" ? void 0 : to.place.set(String(right).slice(1));
    to.loadFor(named5, key);
    const set3 = named5 ?? anonymousSet(to.place, key, right, path);
    to.lookup(set3, key, 0, op === "!=" ? { flags: ["inv"] } : {});
  }
  compare(key, op, right, path) {
    const { to } = this;
    const [computed] = key.parts;
    const { operand, steps: steps2 } = computed;
    const part = partOf(computed, false);
    const { type: type2, size } = operand;
    if (type2.format === "string" && wildcard(right) !== void 0) return this.wildcard(computed, op, right, path);
    const range3 = parseRange(part, right, to.place.order, `${path}.right`);
    if (op === void 0 && type2.format === "bits" && steps2.length === 0) {
      to.loadOne({ operand, steps: [{ op: "&", value: range3.from }] }, 0);
      return this.cmp("neq", new Uint8Array(size));
    }
    if (range3.prefix !== void 0 && range3.prefix < size * 8 && steps2.length === 0)
      return this.prefix(operand, op, range3.from, range3.prefix);
    to.loadOne(computed, 0);
    this.between(key, part, op, range3);
  }
  between(key, part, op, { from, to: last2 }) {
    const { to } = this;
    const compared2 = op === "<" || op === ">" || op === "<=" || op === ">=" || from !== last2;
    if (compared2) to.turn(key);
    const type2 = compared2 ? ordered(part).type : part.type;
    const value = (number2) => to.number(type2, number2, part.size);
    if (from === last2) return this.cmp(OPERATORS[op ?? "=="], value(from));
    if (op !== "!=") {
      this.cmp("gte", value(from));
      return this.cmp("lte", value(last2));
    }
    to.add("range", { sreg: FIRST, op: "neq", fromData: { value: value(from) }, toData: { value: value(last2) } });
  }
  cmp(op, value) {
    this.to.add("cmp", { sreg: FIRST, op, data: { value } });
  }
  wildcard(computed, op, right, path) {
    const { type: type2, size } = computed.operand;
    this.to.loadOne(computed, 0);
    const { from } = parseRange(partOf(computed, false), right, this.to.place.order, `${path}.right`);
    const bytes2 = this.to.number(type2, from, size);
    this.cmp(OPERATORS[op ?? "=="], bytes2.slice(0, bytes2.indexOf(0)));
  }
  /** Whole bytes of an address need no mask: fewer of them are loaded. */
  prefix(operand, op, from, length2) {
    const { to } = this;
    const { type: type2, size } = operand;
    const value = to.number(type2, from, size);
    if (length2 % 8 === 0 && length2 > 0) {
      to.loadOne({ operand, steps: [] }, 0, false, isPayload(operand) ? length2 / 8 : size);
      return this.cmp(OPERATORS[op ?? "=="], value.slice(0, length2 / 8));
    }
    const mask = (1n << BigInt(size * 8)) - (1n << BigInt(size * 8 - length2));
    to.loadOne({ operand, steps: [{ op: "&", value: mask }] }, 0);
    this.cmp(OPERATORS[op ?? "=="], value);
  }
  verdict(verdict2) {
    const { verdict: word, chain: chain2 } = verdict2;
    const repeated2 = REPEATED[this.to.place.order];
    const said4 = chain2 === void 0 ? word : `${word}\0${chain2}`;
    const found2 = repeated2.find("", said4);
    if (found2 !== void 0) return this.to.repeat(found2);
    const made2 = { name: "immediate", data: { dreg: 0, data: verdictData(verdict2) } };
    this.to.repeat([made2]);
    repeated2.note("", said4, [made2]);
  }
  verdictMap({ vmap, to: entries }, path) {
    const { to } = this;
    const key = to.key(vmap, path);
    const named5 = typeof entries === "string" ? to.place.set(entries.slice(1)) : void 0;
    to.loadFor(named5, key);
    const map = named5 ?? anonymousMap(to.place, key, entries, datatypes.verdict, path);
    to.lookup(map, key, 0, { dreg: 0 });
  }
  /** Statements of one row, and those that need no register. */
  other(statement, path) {
    const row3 = rowOf2(statement);
    if (row3 !== void 0) return row3.write(statement, this.to, path);
    const nothing = "counter" in statement && statement.counter.packets === 0 && statement.counter.bytes === 0;
    this.to.repeat([nothing ? NOTHING_COUNTED : plainExpression(statement, path)]);
  }
  /** As the table has it, with a set of the rule's own where it looks into one. */
  raw({ expression: expression2, data: data3, anonymous }, path) {
    if (anonymous === void 0) return this.to.repeat([plainExpression({ expression: expression2, data: data3 }, path)]);
    const set3 = this.to.place.anonymous(anonymous);
    const key = "setName" in data3 ? "setName" : "set";
    this.to.add(expression2, { ...data3, [key]: set3.name, ...set3.reference });
  }
  assign({ set: set3, to: source }, path) {
    const { to } = this;
    const operand = operandOf(set3, path);
    const { load: load2, mask, size } = operand;
    if (load2.name === "payload") {
      const checksummed = operand.checksum !== void 0 && load2.data["base"] === "network";
      if (mask !== void 0 || checksummed && size % 2 === 1) return this.assignBits(operand, source, path);
      to.put(source, partOf({ operand, steps: [] }, false), 0, path);
      return this.write(operand, load2.data["offset"], size);
    }
    if (mask !== void 0) throw new EncodeError(path, "a field of whole bytes", set3);
    to.put(source, partOf({ operand, steps: [] }, false), 0, path);
    to.add(load2.name, { ...load2.data, sreg: FIRST });
  }
  write({ load: load2, checksum }, offset, len) {
    const { base } = load2.data;
    const sum = checksum === void 0 ? { csumType: "none" } : { csumType: "inet", csumOffset: checksum.offset };
    const flags2 = checksum?.pseudo === true || base === "inner" ? { csumFlags: ["pseudohdr"] } : {};
    this.to.add("payload", { sreg: FIRST, base, offset, len, ...sum, ...flags2 });
  }
  /** A checksum counts pairs of bytes: those around the field are read, changed and written. */
  assignBits(operand, source, path) {
    const { to } = this;
    const { offset, len, bits, shift } = surroundings(operand);
    if (typeof source === "object") throw new EncodeError(path, "a value, for a field of less than two bytes", source);
    const { from } = parseRange({ type: operand.type, size: operand.size }, source, to.place.order, path);
    const value = from << shift;
    if ((value & ~bits) !== 0n) throw new EncodeError(path, `at most ${bits >> shift}`, source);
    const around = {
      ...operand,
      type: datatypes.integer,
      size: len,
      load: { name: "payload", data: { ...operand.load.data, offset, len } }
    };
    const all = (1n << BigInt(len * 8)) - 1n;
    to.loadOne(
      {
        operand: { ...around, mask: void 0, shift: 0 },
        steps: [
          { op: "&", value: all & ~bits },
          { op: "|", value }
        ]
      },
      0
    );
    this.write(operand, offset, len);
  }
};
var assembleAll = (statements2, place2, path = "") => {
  const assembler = new Assembler(place2);
  for (const [index, statement] of statements2.entries()) assembler.statement(statement, `${path}[${index}]`);
  return assembler.to.expressions;
};

// src/netfilter/nftables/statements/implied.ts
var IMPLIED = /* @__PURE__ */ new Set(["meta nfproto", "meta protocol", "meta l4proto", "meta iiftype", "ether type", "vlan type"]);
var mayBeImplied = (statement) => "match" in statement && IMPLIED.has(insideOf(statement.match)?.[1] ?? statement.match);
var asked = (known, family2, statement) => {
  const all = [];
  let before = known;
  for (const needs of needsOf2(statement, "match"))
    for (const match2 of lacking(before, family2, needs)) {
      all.push(match2);
      before = learned(before, match2);
    }
  return all;
};
var isSame = (one2, { match: match2, op, right }) => one2 !== void 0 && one2.match === match2 && one2.right === right && op === void 0;
var insists = (statement) => {
  const said4 = "nat" in statement ? statement.nat : "redirect" in statement ? statement.redirect : {};
  const { port } = "tproxy" in statement ? statement.tproxy : said4;
  return typeof port === "object";
};
var isImplied = (known, family2, match2, next2) => {
  if (insists(next2)) return false;
  const wanted = asked(known, family2, next2);
  return [...asked(known, family2, match2), match2].every((one2, at) => isSame(wanted[at], one2));
};
var learnedFrom = (known, family2, statement) => {
  const after = asked(known, family2, statement).reduce(learned, known);
  return "match" in statement ? learned(after, statement) : after;
};
var withoutImplied = (statements2, family2) => {
  let last2 = statements2.findLastIndex(mayBeImplied);
  if (last2 < 0) return statements2;
  const kept = [...statements2];
  const known = [knownOf(family2)];
  for (let at = 0; at <= last2 && at + 1 < kept.length; ) {
    const one2 = kept[at];
    const next2 = kept[at + 1];
    const so = known[at];
    if (mayBeImplied(one2) && isImplied(so, family2, one2, next2)) {
      kept.splice(at, 1);
      last2--;
      at = Math.max(0, at - 1);
    } else {
      known[at + 1] = learnedFrom(so, family2, one2);
      at++;
    }
  }
  return kept;
};

// src/netfilter/nftables/statements/read.ts
var OPERATORS2 = {
  eq: "==",
  neq: "!=",
  lt: "<",
  gt: ">",
  lte: "<=",
  gte: ">="
};
var verdictOf = (data3) => {
  const { code, chain: chain2 } = data3?.verdict ?? {};
  if (typeof code !== "string" || code === "queue") return fail("a verdict without a word");
  return chain2 === void 0 ? { verdict: code } : { verdict: code, chain: chain2 };
};
var Disassembler = class _Disassembler extends Reader2 {
  static {
    /** Those that fill a register, compare one, or write it into the packet. */
    this.reads = new Map([
      [
        "immediate",
        (from, data3) => data3["dreg"] === 0 ? from.push(verdictOf(data3["data"])) : from.immediate(data3)
      ],
      ["payload", (from, data3) => data3["sreg"] === void 0 ? from.payload(data3) : from.write(data3)],
      ...["meta", "ct"].map((name) => [
        name,
        (from, data3) => data3["sreg"] === void 0 ? from.load(name, data3) : from.assign(name, data3)
      ]),
      ["exthdr", (from, data3) => from.header(data3)],
      ...["rt", "fib", "socket", "numgen", "osf", "xfrm"].map((name) => [
        name,
        (from, data3) => from.load(name, data3)
      ]),
      ["hash", (from, data3) => from.hash(data3)],
      ["inner", (from, data3) => from.inner(data3)],
      ["bitwise", (from, data3) => from.bitwise(data3)],
      ["byteorder", (from, data3) => from.byteorder(data3)],
      ["cmp", (from, data3) => from.compare(data3)],
      ["range", (from, data3) => from.notBetween(data3)],
      ["lookup", (from, data3) => from.lookup(data3)]
    ]);
  }
  read(expressions2) {
    for (let at = 0; at < expressions2.length; at++) {
      const expression2 = expressions2[at];
      const data3 = expression2.data ?? {};
      if (expression2.name === "cmp" && this.range(data3, expressions2[at + 1])) at++;
      else this.expression(expression2, data3);
    }
    return this.statements;
  }
  expression(expression2, data3) {
    const { name = "" } = expression2;
    const read2 = _Disassembler.reads.get(name);
    if (read2 !== void 0) read2(this, data3);
    else this.push(this.row(name, data3) ?? plainStatement(expression2) ?? this.wordless(name, expression2.data));
  }
  /** What may fill registers that others read: then nothing of the rule can be told. */
  wordless(name, data3) {
    return isPlain(name) ? { expression: name, data: data3 } : fail(`${name} without a word`);
  }
  row(name, data3) {
    for (const row3 of rowsFor(name)) {
      const statement = row3.read(data3, this);
      if (statement !== void 0) return statement;
    }
    return void 0;
  }
  header(data3) {
    if (data3["sreg"] !== void 0) this.assign("exthdr", data3);
    else if (data3["dreg"] !== void 0) this.load("exthdr", data3);
    else this.push(this.row("exthdr", data3) ?? fail("a header without a word"));
  }
  compare({ sreg, op, data: data3 }) {
    const value = data3?.value ?? EMPTY2;
    const held = this.ofLength(this.registers.loaded(sreg), value.length);
    const said4 = OPERATORS2[op] ?? fail("a comparison");
    const [computed] = this.parts([held]);
    const { operand, steps: steps2 } = computed;
    const part = this.partIn(computed, held);
    const { format } = operand.type;
    const equal = said4 === "==" ? {} : { op: said4 };
    if (format === "string") return this.compareName(computed, part, said4, value);
    if ((format === "ipv4" || format === "ipv6") && steps2.length === 0 && value.length < operand.size)
      return this.matched({ match: operand.name, ...equal, right: this.short(value, part) });
    if (value.length !== operand.size) return fail("a value of another length");
    if (this.bits(computed, part, said4, value)) return;
    if (said4 === "==" && steps2.length === 0 && operand.name.startsWith("@") && this.several(operand, value)) return;
    const number2 = this.number(part, value);
    if (operand.type.name === "boolean" && !operand.type.names.has(number2)) return fail("neither there nor missing");
    const explicit = steps2.length > 0 || format === "bits" ? { op: said4 } : equal;
    this.matched({
      match: keyText([computed]),
      ...explicit,
      right: formatRange(part, { from: number2, to: number2 }, this.place.order)
    });
  }
  /** One of those that a register may be, where the length of what it is compared with tells. */
  ofLength(held, length2) {
    const first = this.single(held).operand;
    const fitting = held.operands.find(({ size, type: type2 }) => size === length2 && type2.name === first.type.name);
    return fitting === void 0 || first.size === length2 ? held : { ...held, operands: [fitting] };
  }
  partIn(computed, { turned }) {
    const part = partOf(computed, false);
    return turned === true ? ordered(part) : part;
  }
  /** A mask of an address is a prefix, one of flags tells which of them count. */
  bits({ operand, steps: steps2 }, part, said4, value) {
    const [step, more] = steps2;
    if (step?.op !== "&" || "other" in step || more !== void 0) return false;
    const { format } = part.type;
    const number2 = this.number(part, value);
    if (format === "bits" && said4 === "!=" && number2 === 0n) {
      const right2 = formatRange(
        { type: part.type, size: part.size },
        { from: step.value, to: step.value },
        this.place.order
      );
      this.matched({ match: operand.name, right: right2 });
      return true;
    }
    const rest = step.value ^ ones(operand.size);
    const prefix = (format === "ipv4" || format === "ipv6") && (rest & rest + 1n) === 0n && (number2 & rest) === 0n;
    if (!prefix || said4 !== "==" && said4 !== "!=") return false;
    const right = formatRange(part, { from: number2, to: number2 | rest }, this.place.order);
    this.matched({ match: operand.name, ...said4 === "==" ? {} : { op: said4 }, right });
    return true;
  }
  /** Names are compared by their beginning, unless the zero behind them is compared as well. */
  compareName(computed, part, said4, value) {
    const { operand, steps: steps2 } = computed;
    const whole = value.includes(0) || value.length >= operand.size;
    if (steps2.length > 0 || said4 !== "==" && said4 !== "!=" || value.length > operand.size)
      return fail("bits of a name");
    const padding = new Uint8Array(operand.size);
    padding.set(value);
    const number2 = this.number(part, padding);
    const text2 = String(formatRange(part, { from: number2, to: number2 }, this.place.order));
    const beginning = text2 === escapeName(text2) ? text2 : text2.replace(/\\\*$/, "*");
    if (!whole && (value.length === 0 || beginning.endsWith("\\"))) return fail("a beginning without a word");
    const right = whole ? text2 : `${beginning}*`;
    this.matched({ match: operand.name, ...said4 === "==" ? {} : { op: said4 }, right });
  }
  short(value, part) {
    const padding = new Uint8Array(part.size);
    padding.set(value);
    const from = toNumber(padding, false);
    const text2 = formatRange({ type: part.type, size: part.size }, { from, to: from }, this.place.order);
    return `${text2}/${value.length * 8}`;
  }
  /** Fields one after the other that are read at once: nft joins comparisons that are neighbours. */
  several({ load: load2 }, value) {
    const before = this.known;
    const start = Number(load2.data["offset"]);
    const count3 = this.statements.length;
    for (let at = 0; at < value.length; ) {
      const field3 = payloadOperands.find(
        (one2) => one2.mask === void 0 && one2.size <= value.length - at && one2.load.data["base"] === load2.data["base"] && one2.load.data["offset"] === start + at && fits(this.known, one2.needs)
      );
      if (field3 === void 0 || field3.size === value.length) {
        this.statements.length = count3;
        this.known = before;
        return false;
      }
      const part = { type: field3.type, size: field3.size };
      const number2 = this.number(part, value.subarray(at, at + field3.size));
      const right = formatRange(part, { from: number2, to: number2 }, this.place.order);
      this.matched({ match: field3.name, ...field3.type.format === "bits" ? { op: "==" } : {}, right });
      at += field3.size;
    }
    return true;
  }
  /** Two comparisons that are the ends of a range. */
  range({ sreg, op, data: data3 }, next2) {
    const other = next2?.data ?? {};
    if (op !== "gte" || next2?.name !== "cmp" || other["op"] !== "lte" || other["sreg"] !== sreg) return false;
    this.ends(sreg, data3, other["data"], {});
    return true;
  }
  notBetween({ sreg, op, fromData, toData }) {
    this.ends(sreg, fromData, toData, op === "neq" ? { op: "!=" } : {});
  }
  ends(sreg, from, to, op) {
    const held = this.registers.loaded(sreg);
    const [computed] = this.parts([held]);
    const part = this.partIn(computed, held);
    if (part.type.format === "string") return fail("names between others");
    const right = this.between(part, from.value ?? EMPTY2, to.value ?? EMPTY2);
    this.matched({ match: keyText([computed]), ...op, right });
  }
  lookup({ set: name, sreg, dreg, flags: flags2 }) {
    const set3 = this.setOf(name);
    const { held, text: text2 } = this.keyFor(set3, sreg);
    if (dreg === void 0) {
      const inverted = flags2?.includes("inv") === true;
      const right = isAnonymous(set3) ? this.items(set3, held) : `@${set3.name}`;
      return this.matched({ match: text2, ...inverted ? { op: "!=" } : {}, right });
    }
    if (dreg !== 0) return this.registers.put(dreg, { map: text2, key: held, set: set3 }, set3.dataLength);
    const to = isAnonymous(set3) ? this.entries(set3, held, ({ data: data3 }) => verdictOf(data3)) : `@${set3.name}`;
    this.push({ vmap: text2, to });
  }
  assign(name, data3) {
    const { sreg, ...load2 } = data3;
    const [operand] = this.meant(name, load2);
    if (operand.mask !== void 0) return fail("bits of a field");
    this.push({ set: operand.name, to: this.source(sreg, [partOf({ operand, steps: [] }, false)]) });
  }
  write(data3) {
    const { base, offset, len, sreg } = data3;
    const held = this.registers.get(sreg);
    if ("operands" in held && held.steps.length > 0 && this.writeBits(data3, held)) return;
    const [operand] = this.meant("payload", { base, offset, len });
    const whole = operand.mask === void 0 ? operand : rawOperand2(data3);
    this.push({ set: whole.name, to: this.source(sreg, [partOf({ operand: whole, steps: [] }, false)]) });
  }
  /** A field that was changed among the bytes around it. */
  writeBits({ base, offset, len }, held) {
    const { operand, steps: steps2 } = this.single(held);
    const { data: data3 } = operand.load;
    if (data3["base"] !== base || data3["offset"] !== offset || operand.size !== len) return false;
    const [kept, set3] = keptAndSet(steps2, operand.size);
    if (kept === void 0) return false;
    const bits = ones(operand.size) ^ kept;
    const found2 = [...fields.values()].find((one2) => {
      if (one2.load.name !== "payload" || one2.load.data["base"] !== base || !fits(this.known, one2.needs)) return false;
      const around = surroundings(one2);
      return around.offset === offset && around.len === len && around.bits === bits;
    });
    const field3 = found2 ?? rawBits(operand, bits);
    if (field3 === void 0 || (set3 & ~bits) !== 0n) return false;
    const part = { type: field3.type, size: field3.size };
    const number2 = set3 >> surroundings(field3).shift;
    this.push({ set: field3.name, to: formatRange(part, { from: number2, to: number2 }, this.place.order) });
    return true;
  }
};
var keptAndSet = (steps2, size) => {
  let [kept, set3] = [ones(size), 0n];
  for (const step of steps2) {
    if ("other" in step) return [void 0, 0n];
    const { op, value } = step;
    if (op === "&") [kept, set3] = [kept & value, set3 & value];
    else if (op === "|") [kept, set3] = [kept & ~value, set3 | value];
    else return [void 0, 0n];
  }
  return [kept, set3];
};
var rawBits = ({ load: load2, size }, bits) => {
  const low = bits & -bits;
  const length2 = (bits / low).toString(2).length;
  if (bits !== low * ((1n << BigInt(length2)) - 1n)) return void 0;
  const after = low.toString(2).length - 1;
  const [base, bit] = rawOperand2({ ...load2.data, len: size }).name.split(",");
  const operand = operandOf(`${base},${Number(bit) + size * 8 - after - length2},${length2}`);
  return operand.size === size ? operand : void 0;
};
var anonymousOf = (place2, data3) => {
  const set3 = place2.set(String(data3["set"] ?? data3["setName"]));
  if (set3?.attributes === void 0 || !isAnonymous(set3)) return void 0;
  const { flags: flags2, keyType, keyLen, dataType, dataLen, objType, desc: desc2, userdata, timeout, policy: policy2, expressions: expressions2 } = set3.attributes;
  const wanted = {
    ...{ flags: flags2, keyType, keyLen, dataType, dataLen, objType, desc: desc2, userdata, policy: policy2, expressions: expressions2 },
    ...timeout === void 0 ? {} : { timeout: BigInt(timeout) }
  };
  const attributes2 = Object.fromEntries(Object.entries(wanted).filter(([, value]) => value !== void 0));
  return { attributes: attributes2, elements: set3.elements };
};
var NOT_TAKEN = {
  osf: ({ flags: flags2, ...data3 }) => flags2?.length ? { flags: flags2, ...data3 } : data3,
  exthdr: ({ type: type2, op, ...data3 }) => (data3["dreg"] ?? data3["sreg"]) === void 0 ? { type: type2, op } : { type: type2, op, ...data3 }
};
var rawStatement = ({ name = "", data: data3 }, place2) => {
  const plain = data3 instanceof Uint8Array || data3 === void 0;
  const anonymous = plain ? void 0 : anonymousOf(place2, data3);
  const taken2 = plain ? data3 : NOT_TAKEN[name]?.(data3) ?? data3;
  return { expression: name, data: taken2, ...anonymous === void 0 ? {} : { anonymous } };
};
var readStatements = (expressions2, place2) => {
  try {
    return withoutImplied(new Disassembler(place2).read(expressions2), place2.family);
  } catch {
    return expressions2.map((one2) => rawStatement(one2, place2));
  }
};

// src/netfilter/nftables/userdata.ts
var COMMENT = 0;
var LONGEST_NOTE = 255;
var LONGEST = 256;
var EMPTY3 = new Uint8Array(0);
var readNotes = (bytes2) => {
  const notes = [];
  let at = 0;
  while (at + 2 <= bytes2.length) {
    const [type2 = 0, length2 = 0] = [bytes2[at], bytes2[at + 1]];
    notes.push({ type: type2, value: bytes2.subarray(at + 2, at + 2 + length2) });
    at += 2 + length2;
  }
  return at === bytes2.length ? notes : void 0;
};
var noteBytes = (type2, value) => {
  const bytes2 = new Uint8Array(2 + value.length);
  bytes2.set([type2, value.length]);
  bytes2.set(value, 2);
  return bytes2;
};
var joinBytes = (parts) => {
  const bytes2 = new Uint8Array(parts.reduce((sum, { length: length2 }) => sum + length2, 0));
  let at = 0;
  for (const part of parts) {
    bytes2.set(part, at);
    at += part.length;
  }
  return bytes2;
};
var hexOfNotes = (notes) => notes.length === 0 ? void 0 : formatHex(joinBytes(notes.map(({ type: type2, value }) => noteBytes(type2, value))));
var noteText = ({ value }) => {
  const end = value.indexOf(0);
  return formatString(value, 0, end < 0 ? value.length : end);
};
var readNoted = (bytes2, isKnown = () => false) => {
  if (bytes2 === void 0 || bytes2.length === 0) return {};
  const notes = readNotes(bytes2);
  if (notes === void 0) return { userdata: formatHex(bytes2) };
  const comment2 = notes.find(({ type: type2 }) => type2 === COMMENT);
  return {
    comment: comment2 === void 0 ? void 0 : noteText(comment2),
    userdata: hexOfNotes(notes.filter((note) => note !== comment2 && !isKnown(note)))
  };
};
var commentBytes = (type2, text2) => {
  const encoded = encodeUtf8(text2);
  if (encoded === void 0 || encoded.length >= LONGEST_NOTE || encoded.includes(0))
    throw new EncodeError("comment", `text of at most ${LONGEST_NOTE - 1} bytes without a NUL`, text2);
  const bytes2 = new Uint8Array(3 + encoded.length);
  bytes2[0] = type2;
  bytes2[1] = encoded.length + 1;
  bytes2.set(encoded, 2);
  return bytes2;
};
var bytesOfHex = (text2, path = "userdata") => {
  if (!/^([0-9a-f]{2})*$/i.test(text2)) throw new EncodeError(path, "hexadecimal digits, two for each byte", text2);
  return Uint8Array.from(text2.match(/../g) ?? [], (digits) => Number.parseInt(digits, 16));
};
var writeNotes = (notes, { comment: comment2, userdata }, type2 = COMMENT) => {
  if (notes.length === 0 && comment2 === void 0 && userdata === void 0) return {};
  const text2 = comment2 === void 0 ? EMPTY3 : commentBytes(type2, comment2);
  const alone = notes.length === 0 && userdata === void 0;
  const bytes2 = alone ? text2 : joinBytes([notes, text2, userdata === void 0 ? EMPTY3 : bytesOfHex(userdata)]);
  if (bytes2.length > LONGEST)
    throw new EncodeError(
      userdata === void 0 ? "comment" : "userdata",
      `at most ${LONGEST} bytes together with all other notes`,
      userdata ?? comment2
    );
  return { userdata: bytes2 };
};
var writeNoted = (noted) => writeNotes(EMPTY3, noted);

// src/netfilter/nftables/objects.ts
var given3 = (value) => Object.fromEntries(Object.entries(value).filter(([, one2]) => one2 !== void 0));
var some = (flags2) => flags2 === void 0 || flags2.length === 0 ? void 0 : flags2.map(String);
var readTable = ({ family: family2, name = "", handle = 0, flags: flags2, userdata }) => given3({ family: family2, name, handle, flags: some(flags2), ...readNoted(userdata) });
var readChain = (value) => {
  const { table: table15 = "", name = "", handle = 0, type: type2, hook: hook3, policy: policy2, flags: flags2 = [], counters: counters2, userdata } = value;
  const family2 = value.family;
  return given3({
    family: family2,
    table: table15,
    name,
    handle,
    type: type2,
    hook: hook3?.hooknum === void 0 ? void 0 : hookName(family2, hook3.hooknum),
    priority: hook3?.priority,
    devices: devicesOf(hook3?.devs) ?? devicesOf({ name: hook3?.dev === void 0 ? [] : [hook3.dev] }),
    flags: some(flags2.filter((flag2) => flag2 !== "base")),
    policy: policy2 === void 0 ? void 0 : String(policy2),
    counters: counters2 === void 0 ? void 0 : { packets: Number(counters2.packets ?? 0), bytes: Number(counters2.bytes ?? 0) },
    ...readNoted(userdata)
  });
};
var readRule = (value, order, set3) => {
  const { table: table15 = "", chain: chain2 = "", handle = 0, expressions: expressions2 = [], userdata } = value;
  const family2 = value.family;
  const statements2 = readStatements(expressions2, { family: family2, order, set: set3 });
  const rule2 = { family: family2, table: table15, chain: chain2, handle, statements: statements2 };
  return userdata === void 0 ? rule2 : given3({ ...rule2, ...readNoted(userdata) });
};
var readData = (data3) => {
  if (data3 === void 0) return {};
  if (!(data3 instanceof Uint8Array)) return data3;
  return data3.length === 0 ? {} : { bytes: formatHex(data3) };
};
var readObject = (value) => {
  const { table: table15 = "", name = "", handle = 0, type: type2 = "unspec", data: data3, userdata } = value;
  return given3({
    family: value.family,
    table: table15,
    name,
    handle,
    type: String(type2),
    data: readData(data3),
    ...readNoted(userdata)
  });
};

// src/netfilter/nftables/typeof-headers.ts
var extensions2 = {
  1: ["hbh", ["nexthdr", "hdrlength"]],
  2: ["rt", ["nexthdr", "hdrlength", "type", "seg-left"]],
  3: ["rt0", [".", "addr[1]", "addr[2]"]],
  5: ["srh", ["last-entry", "flags", "tag", "sid[1]", "sid[2]"]],
  6: ["frag", ["nexthdr", "reserved", "frag-off", "reserved2", "more-fragments", "id"]],
  7: ["dst", ["nexthdr", "hdrlength"]],
  8: ["mh", ["nexthdr", "hdrlength", "type", "reserved", "checksum"]]
};
var sized2 = ["kind", "length"];
var tcpOptions2 = {
  0: ["eol", ["kind"]],
  1: ["nop", ["kind"]],
  2: ["maxseg", [...sized2, "size"]],
  3: ["window", [...sized2, "count"]],
  4: ["sack-permitted", sized2],
  5: ["sack", [...sized2, "left", "right"]],
  8: ["timestamp", [...sized2, "tsval", "tsecr"]],
  19: ["md5sig", sized2],
  30: ["mptcp", [...sized2, "subtype"]],
  34: ["fastopen", sized2]
};
var route2 = ["type", "length", ".", "ptr", "addr"];
var ipOptions2 = {
  7: ["rr", route2],
  131: ["lsrr", route2],
  137: ["ssrr", route2],
  148: ["ra", ["type", "length", "value"]]
};
var chunk2 = ["type", "flags", "length"];
var init2 = [
  ...chunk2,
  ...["init-tag", "a-rwnd", "num-outbound-streams", "num-inbound-streams", "initial-tsn"]
];
var chunks2 = {
  0: ["data", [...chunk2, "tsn", "stream", "ssn", "ppid"]],
  1: ["init", init2],
  2: ["init-ack", init2],
  3: ["sack", [...chunk2, "cum-tsn-ack", "a-rwnd", "num-gap-ack-blocks", "num-dup-tsns"]],
  4: ["heartbeat", chunk2],
  5: ["heartbeat-ack", chunk2],
  6: ["abort", chunk2],
  7: ["shutdown", [...chunk2, "cum-tsn-ack"]],
  8: ["shutdown-ack", chunk2],
  9: ["error", chunk2],
  10: ["cookie-echo", chunk2],
  11: ["cookie-ack", chunk2],
  12: ["ecne", [...chunk2, "lowest-tsn"]],
  13: ["cwr", [...chunk2, "lowest-tsn"]],
  14: ["shutdown-complete", chunk2],
  128: ["asconf-ack", [...chunk2, "seqno"]],
  192: ["forward-tsn", [...chunk2, "new-cum-tsn"]],
  193: ["asconf", [...chunk2, "seqno"]]
};
var FAMILIES2 = [
  { op: void 0, before: "", first: 1, kinds: extensions2 },
  { op: 1, before: "tcp option ", first: 0, kinds: tcpOptions2 },
  { op: 2, before: "ip option ", first: 1, kinds: ipOptions2 },
  { op: 3, before: "sctp chunk ", first: 0, kinds: chunks2 }
];

// src/netfilter/nftables/typeof-kinds.ts
var PROTOCOLS = {
  1: ["ah", ["nexthdr", "hdrlength", "reserved", "spi", "sequence"]],
  2: ["esp", ["spi", "sequence"]],
  3: ["comp", ["nexthdr", "flags", "cpi"]],
  4: ["icmp", ["type", "code", "checksum", "id", "sequence", "gateway", "mtu"]],
  5: ["igmp", ["type", "checksum", "mrt", "group"]],
  6: ["udp", ["sport", "dport", "length", "checksum"]],
  7: ["udplite", ["sport", "dport", "csumcov", "checksum"]],
  8: ["tcp", ["sport", "dport", "sequence", "ackseq", "doff", "reserved", "flags", "window", "checksum", "urgptr"]],
  9: ["dccp", ["sport", "dport", "type"]],
  10: ["sctp", ["sport", "dport", "vtag", "checksum"]],
  11: ["th", ["sport", "dport"]],
  12: [
    "ip",
    [
      ...["version", "hdrlength", "dscp", "ecn", "length", "id", "frag-off", "ttl", "protocol", "checksum"],
      ...["saddr", "daddr"]
    ]
  ],
  13: ["ip6", ["version", "dscp", "ecn", "flowlabel", "length", "nexthdr", "hoplimit", "saddr", "daddr"]],
  14: [
    "icmpv6",
    ["type", "code", "checksum", "parameter-problem", "mtu", "id", "sequence", "max-delay", "taddr", "daddr"]
  ],
  15: ["arp", ["htype", "ptype", "hlen", "plen", "operation", "saddr ether", "saddr ip", "daddr ether", "daddr ip"]],
  16: ["vlan", ["pcp", "dei", ".", "id", "type"]],
  17: ["ether", ["daddr", "saddr", "type"]]
};
var ROUTE = ["classid", "ip nexthop", "ip6 nexthop", "mtu", "ipsec"];
var SOCKET = ["transparent", "mark", "wildcard"];
var DIRECTIONS = ["original ", "reply "];
var BOTH_WAYS = 4294967295;
var IPSEC = ["unspec", "ip daddr", "ip6 daddr", "ip saddr", "ip6 saddr", "reqid", "spi"];
var SYMHASH = 1;
var FIB_RESULTS2 = ["unspec", "oif", "oifname", "type"];
var FIB_FLAGS = ["saddr", "daddr", "mark", "iif", "oif"];
var BASES3 = ["", "ll", "nh", "th", "ih"];
var wordOf = (words, number2) => Object.entries(words).find(([, one2]) => (typeof one2 === "number" ? one2 : one2[0]) === number2)?.[0];
var numberOf4 = (words, word) => {
  const found2 = Object.hasOwn(words, word) ? words[word] : void 0;
  return typeof found2 === "object" ? found2[0] : found2;
};
var behind = (word, text2) => text2.startsWith(`${word} `) ? text2.slice(word.length + 1) : void 0;
var fieldText = (row3, field3) => {
  const name = row3?.[1][field3];
  return row3 === void 0 || name === void 0 || name === "." ? void 0 : `${row3[0]} ${name}`;
};
var findField = (table15, text2) => {
  for (const [number2, [name, fields2]] of Object.entries(table15)) {
    const field3 = fields2.indexOf(behind(name, text2) ?? ".");
    if (field3 >= 0 && fields2[field3] !== ".") return { number: Number(number2), field: field3 };
  }
  return void 0;
};
var bitsOf2 = ({ mask, size }) => mask === void 0 ? size * 8 : mask.toString(2).replaceAll("0", "").length;
var listed2 = (word, words, kind2) => ({
  kind: kind2,
  read: (number2) => {
    const said4 = words[number2(0) ?? -1];
    return said4 === void 0 ? void 0 : `${word} ${said4}`;
  },
  write: (text2) => {
    const at = words.indexOf(behind(word, text2) ?? "");
    return at < 0 ? void 0 : [[0, at]];
  }
});
var fibFlags = (bits) => bits < 1 << FIB_FLAGS.length ? FIB_FLAGS.filter((_, at) => (bits >> at & 1) === 1).join(" . ") : void 0;
var KINDS = [
  {
    kind: 7,
    read: (number2) => {
      const protocol2 = number2(0);
      if (protocol2 !== 0) return fieldText(PROTOCOLS[protocol2 ?? -1], (number2(1) ?? 0) - 1);
      const base = BASES3[number2(2) ?? 0] ?? "";
      const [offset, bits] = [number2(3), number2(4)];
      return base === "" || offset === void 0 || bits === void 0 ? void 0 : `@${base},${offset},${bits}`;
    },
    write: (text2, operand) => {
      const [, base = "", offset, bits] = /^@(\w+),(\d+),(\d+)$/.exec(text2) ?? [];
      if (offset !== void 0)
        return [
          ...[0, 1].map((type2) => [type2, 0]),
          [2, BASES3.indexOf(base)],
          [3, Number(offset)],
          [4, Number(bits)]
        ];
      const found2 = findField(PROTOCOLS, text2);
      if (found2 === void 0) return void 0;
      const length2 = operand?.type.name === "integer" ? [[4, bitsOf2(operand)]] : [];
      return [[0, found2.number], [1, found2.field + 1], ...length2];
    }
  },
  {
    kind: 8,
    read: (number2) => {
      const [header = -1, field3 = -1] = [number2(0), number2(1)];
      const family2 = FAMILIES2.find(({ op }) => op === number2(2));
      const text2 = fieldText(family2?.kinds[header], field3 - (family2?.first ?? 0));
      return family2 === void 0 || text2 === void 0 ? void 0 : `${family2.before}${text2}`;
    },
    write: (text2) => {
      for (const { op, before, first, kinds } of FAMILIES2) {
        const found2 = text2.startsWith(before) ? findField(kinds, text2.slice(before.length)) : void 0;
        if (found2 !== void 0)
          return [[1, found2.field + first], ...op === void 0 ? [] : [[2, op]], [0, found2.number]];
      }
      return void 0;
    }
  },
  {
    kind: 9,
    read: (number2) => {
      const word = wordOf(metaWords, number2(0) ?? -1);
      return word === void 0 ? void 0 : `meta ${word}`;
    },
    write: (text2) => {
      const number2 = numberOf4(metaWords, behind("meta", text2) ?? "");
      return number2 === void 0 ? void 0 : [[0, number2]];
    }
  },
  listed2("socket", SOCKET, 10),
  {
    kind: 11,
    read: () => "osf name",
    write: (text2) => text2 === "osf name" ? [] : void 0
  },
  {
    kind: 12,
    read: (number2) => {
      const word = wordOf(ctWords, number2(0) ?? -1);
      return word === void 0 ? void 0 : `ct ${DIRECTIONS[number2(1) ?? -1] ?? ""}${word}`;
    },
    write: (text2) => {
      const key = behind("ct", text2);
      if (key === void 0) return void 0;
      const direction = DIRECTIONS.findIndex((one2) => key.startsWith(one2));
      const number2 = numberOf4(ctWords, direction < 0 ? key : key.slice(DIRECTIONS[direction].length));
      return number2 === void 0 ? void 0 : [
        [0, number2],
        [1, direction < 0 ? BOTH_WAYS : direction]
      ];
    }
  },
  {
    kind: 23,
    read: (number2) => {
      const [type2 = 0, modulus, offset = 0] = [number2(0), number2(1), number2(2)];
      if (modulus === void 0) return void 0;
      return `numgen ${type2 === 1 ? "random" : "inc"} mod ${modulus}${offset > 0 ? ` offset ${offset}` : ""}`;
    },
    write: (text2) => {
      const [, type2, modulus, offset = "0"] = /^numgen (inc|random) mod (\d+)(?: offset (\d+))?$/.exec(text2) ?? [];
      return modulus === void 0 ? void 0 : [
        [0, type2 === "random" ? 1 : 0],
        [1, Number(modulus)],
        [2, Number(offset)]
      ];
    }
  },
  {
    kind: 24,
    read: (number2) => {
      const [type2, offset = 0, modulus] = [number2(0), number2(1), number2(2)];
      if (type2 !== SYMHASH || modulus === void 0) return void 0;
      return `symhash mod ${modulus}${offset > 0 ? ` offset ${offset}` : ""}`;
    },
    write: (text2) => {
      const [, modulus, offset = "0"] = /^symhash mod (\d+)(?: offset (\d+))?$/.exec(text2) ?? [];
      return modulus === void 0 ? void 0 : [
        [0, SYMHASH],
        [1, Number(offset)],
        [2, Number(modulus)],
        [3, 0],
        [4, 0]
      ];
    }
  },
  listed2("rt", ROUTE, 25),
  {
    kind: 26,
    read: (number2) => {
      const result = FIB_RESULTS2[number2(0) ?? 0];
      const flags2 = fibFlags(number2(1) ?? 0);
      return result === void 0 || result === "unspec" || !flags2 ? void 0 : `fib ${flags2} ${result}`;
    },
    write: (text2) => {
      const [, flags2 = "", result = ""] = /^fib (.+) (oif|oifname|type)$/.exec(text2) ?? [];
      const bits = flags2.split(" . ").map((flag2) => FIB_FLAGS.indexOf(flag2));
      return bits.includes(-1) ? void 0 : [
        [0, FIB_RESULTS2.indexOf(result)],
        [1, bits.reduce((all, bit) => all | 1 << bit, 0)]
      ];
    }
  },
  {
    kind: 27,
    read: (number2) => {
      const [key = "", spnum = 0] = [IPSEC[number2(0) ?? 0], number2(1)];
      if (key === "" || key === "unspec") return void 0;
      return `ipsec ${number2(2) === 1 ? "out" : "in"} ${spnum === 0 ? "" : `spnum ${spnum} `}${key}`;
    },
    write: (text2) => {
      const [, way, spnum = "0", key = ""] = /^ipsec (in|out) (?:spnum (\d+) )?(.+)$/.exec(text2) ?? [];
      const number2 = IPSEC.indexOf(key);
      return number2 < 1 ? void 0 : [
        [0, number2],
        [1, Number(spnum)],
        [2, way === "out" ? 1 : 0]
      ];
    }
  }
];
var [FIB, IPSEC_KIND] = [26, 27];
var kindOf = (number2, numbers2) => {
  const isIpsec = numbers2(2) !== void 0;
  const shifted = number2 === FIB + 1 || number2 === IPSEC_KIND + 1;
  const own = shifted ? isIpsec ? IPSEC_KIND : FIB : number2;
  return KINDS.find(({ kind: kind2 }) => kind2 === own);
};

// src/netfilter/nftables/typeof.ts
var KEY_TYPEOF = 3;
var DATA_TYPEOF = 4;
var KIND = 0;
var DATA = 1;
var CONCATENATION = 13;
var VERDICT2 = 1;
var noteValue = (notes, type2) => notes?.find((note) => note.type === type2)?.value;
var readTypeof = (bytes2, order) => {
  const notes = readNotes(bytes2);
  const numberIn = (among) => (type2) => {
    const value = noteValue(among, type2);
    return value === void 0 ? void 0 : Number(toNumber(value, order === "le"));
  };
  const kind2 = numberIn(notes)(KIND);
  const data3 = readNotes(noteValue(notes, DATA) ?? new Uint8Array(0));
  if (kind2 !== CONCATENATION) return kindOf(kind2 ?? -1, numberIn(data3))?.read(numberIn(data3));
  const parts = (data3 ?? []).map(({ value }) => readTypeof(value, order));
  return parts.length < 2 || parts.includes(void 0) ? void 0 : parts.join(" . ");
};
var operandNamed = (text2) => {
  try {
    return operandOf(text2);
  } catch {
    return void 0;
  }
};
var writeOne = (text2, order) => {
  const operand = operandNamed(text2);
  for (const { kind: kind2, write } of KINDS) {
    const data3 = write(text2, operand);
    if (data3 !== void 0)
      return joinBytes([
        numberNote(KIND, kind2, order),
        noteBytes(DATA, joinBytes(data3.map(([type2, value]) => numberNote(type2, value, order))))
      ]);
  }
  return void 0;
};
var empty = (type2, kind2, order) => noteBytes(type2, joinBytes([numberNote(KIND, kind2, order), noteBytes(DATA, new Uint8Array(0))]));
var undeclared = (type2, order) => empty(type2, CONCATENATION, order);
var verdicts = (order) => empty(DATA_TYPEOF, VERDICT2, order);
var isWritten = ({ type: type2, value }, text2, order) => formatHex(writeTypeof(type2, text2, order) ?? new Uint8Array(0)) === formatHex(noteBytes(type2, value));
var saysNothing = ({ value }, order) => [CONCATENATION, VERDICT2].some(
  (kind2) => formatHex(noteBytes(KEY_TYPEOF, value)) === formatHex(empty(KEY_TYPEOF, kind2, order))
);
var writeTypeof = (type2, text2, order) => {
  const parts = partTexts(text2).map((part) => writeOne(part, order));
  if (parts.includes(void 0)) return void 0;
  const [first, ...more] = parts;
  if (more.length === 0) return noteBytes(type2, first);
  const kind2 = numberNote(KIND, CONCATENATION, order);
  const data3 = joinBytes([first, ...more].map((part, at) => noteBytes(at, part)));
  return noteBytes(type2, joinBytes([kind2, noteBytes(DATA, data3)]));
};
var declaredBy2 = (key, data3, order) => {
  const note = writeTypeof(KEY_TYPEOF, key, order);
  const leads = data3 === void 0 || note === void 0 ? void 0 : dataNote(data3, order);
  return joinBytes([note, leads].filter((one2) => one2 !== void 0));
};
var dataNote = (data3, order) => data3 === "verdict" ? verdicts(order) : writeTypeof(DATA_TYPEOF, data3, order);
var typeofsIn = (notes, order) => {
  const said4 = (type2) => {
    const note = noteValue(notes, type2);
    return note === void 0 ? void 0 : readTypeof(note, order);
  };
  return { key: said4(KEY_TYPEOF), data: said4(DATA_TYPEOF) };
};

// src/netfilter/nftables/parts.ts
var numbered = (id) => ({ ...datatypes.integer, name: `#${id}`, id });
var named3 = new Map(Object.entries(datatypes));
var isOpen2 = (name) => named3.get(name)?.size === void 0;
var typeNamed = (name, path) => {
  const known = named3.get(name);
  if (known !== void 0) return known;
  const [, id] = /^#(\d{1,10})$/.exec(name) ?? [];
  if (id === void 0) throw new EncodeError(path, "a type such as ipv4_addr, inet_service or ifname", name);
  return numbered(Number(id));
};
var partOf2 = (operand) => ({ type: operand.type, size: Math.ceil(bitsOf2(operand) / 8) });
var declaredParts = (text2) => {
  if (text2 === void 0) return void 0;
  const operands = partTexts(text2).map(operandNamed);
  return operands.includes(void 0) ? void 0 : operands.map(partOf2);
};
var lengthsOf = (of, length2, given4) => {
  if (of.length === 1) return of[0]?.size === void 0 || of[0].size === length2 ? [length2] : void 0;
  const sizes = of.map((type2, at) => type2?.size ?? given4[at]);
  const open = sizes.filter((size) => size === void 0).length;
  const rest = length2 - sizes.reduce((sum, size) => sum + padded(size ?? 0), 0);
  const each = open === 0 ? 0 : rest / open;
  const fits2 = open === 0 ? rest === 0 : each > 0 && each % 4 === 0;
  return fits2 ? sizes.map((size) => size ?? each) : void 0;
};
var readParts = (id, length2, declared, given4 = []) => {
  const found2 = id === 0 ? [datatypes.integer] : partsOf(id);
  const said4 = declaredParts(declared);
  const fits2 = said4 !== void 0 && said4.length === found2.length && lengthOf2(said4) === length2;
  const sizes = fits2 ? said4.map(({ size }) => size) : lengthsOf(found2, length2, given4);
  if (sizes === void 0) {
    const whole = numbered(id);
    return { type: whole.name, lengths: [length2], parts: [{ type: whole, size: length2 }] };
  }
  const numbers2 = Array.from(
    found2,
    (type2, at) => type2 ?? numbered(Math.floor(id / 64 ** (found2.length - 1 - at)) % 64)
  );
  return {
    type: numbers2.map(({ name }) => name).join(" . "),
    typeof: fits2 || said4 === void 0 ? declared : void 0,
    lengths: fits2 || numbers2.every(({ size }) => size !== void 0) ? void 0 : sizes,
    parts: fits2 ? said4 : numbers2.map((type2, at) => ({ type: type2, size: sizes[at] }))
  };
};
var writeParts = ({ type: type2, typeof: declared, lengths }, path) => {
  const [typeofPath, lengthsPath] = path === "type" ? ["typeof", "keyLengths"] : ["dataTypeof", "dataLengths"];
  if (type2 === void 0 && declared === void 0)
    throw new EncodeError(path, `a type such as ipv4_addr, or \`${typeofPath}\``, type2);
  if (type2 === void 0) {
    const operands = partTexts(declared).map((part) => operandOf(part, typeofPath));
    return { id: idOf(operands.map((operand) => operand.type)), parts: operands.map(partOf2) };
  }
  const found2 = type2.split(" . ").map((name) => typeNamed(name, path));
  const id = idOf(found2);
  const said4 = declaredParts(declared);
  if (said4 !== void 0) {
    const fits2 = said4.length === found2.length && said4.every(({ size }, at) => (found2[at]?.size ?? size) === size);
    if (!fits2) throw new EncodeError(typeofPath, `what is of type ${type2}`, declared);
    return { id, parts: said4 };
  }
  const parts = found2.map((type3, at) => {
    const size = type3.size ?? lengths?.[at];
    if (size === void 0 || !(size > 0 && size <= 64))
      throw new EncodeError(
        lengthsPath,
        `how many bytes each part of ${found2.map(({ name }) => name).join(" . ")} has`,
        lengths
      );
    return { type: type3, size };
  });
  return { id, parts };
};

// src/netfilter/nftables/set.ts
var readSetNotes = (userdata, order) => {
  const notes = userdata === void 0 ? void 0 : readNotes(userdata);
  const find = (type2) => notes?.find((note) => note.type === type2);
  const [merges, comment2] = [find(NOTES.merges), find(NOTES.comment)];
  return {
    notes,
    merges: merges !== void 0 && toNumber(merges.value, order === "le") !== 0n,
    comment: comment2 === void 0 ? void 0 : noteText(comment2)
  };
};
var isValueMap = ({ flags: flags2 = [], dataType }) => dataType !== void 0 && dataType !== VERDICT && flags2.includes("map");
var undeclared2 = ({ typeof: _, ...key }) => {
  const lengths = key.type.split(" . ").some((name) => isOpen2(name)) ? key.parts.map(({ size }) => size) : void 0;
  return { ...key, lengths: key.lengths ?? lengths };
};
var readContents = (value, notes, order) => {
  const { keyType = 0, keyLen = 0, dataType = 0, dataLen = 0, desc: desc2 } = value;
  const said4 = typeofsIn(notes, order);
  const key = readParts(
    keyType,
    keyLen,
    said4.key,
    desc2?.concat?.map(({ len = 0 }) => len)
  );
  if (!isValueMap(value)) return { key, data: void 0, ranges: false };
  const interval = notes?.find(({ type: type2 }) => type2 === NOTES.dataInterval);
  const half = readParts(dataType, dataLen / 2, said4.data);
  const whole = readParts(dataType, dataLen, said4.data);
  const ranges = interval === void 0 ? whole.type.startsWith("#") && !half.type.startsWith("#") : toNumber(interval.value, order === "le") !== 0n;
  const data3 = ranges ? half : whole;
  return { key: data3.typeof === void 0 ? undeclared2(key) : key, data: data3, ranges };
};
var contentsOf = (value, order) => {
  const { notes, merges } = readSetNotes(value.userdata, order);
  return { ...readContents(value, notes, order), merges };
};
var leadsTo = ({ data: data3, objref: objref2 }, parts, order) => {
  if (objref2 !== void 0) return objref2;
  if (data3?.verdict !== void 0) {
    const { code, chain: chain2 } = data3.verdict;
    return chain2 === void 0 ? { verdict: String(code) } : { verdict: String(code), chain: chain2 };
  }
  if (data3?.value === void 0 || parts === void 0) return void 0;
  const length2 = lengthOf2(parts);
  const first = keyNumbers(parts, data3.value, order);
  const last2 = data3.value.length < 2 * length2 ? first : keyNumbers(parts, data3.value.subarray(length2), order);
  const ranges = first.map((from, at) => ({ from, to: last2[at] }));
  return formatKey(parts, ranges, order);
};
var isOpenNote = ({ type: type2, value }) => type2 === OPEN_NOTE && value.length === 4 && value.reduce((sum, byte) => sum + byte, 0) === 1;
var elementOf = (key, element2, data3, order) => {
  const { timeout, expiration, expr, expressions: expressions2, userdata } = element2;
  const read2 = { key };
  const value = leadsTo(element2, data3, order);
  const statements2 = statementsOf(expr, expressions2);
  const noted = readNoted(userdata, isOpenNote);
  if (value !== void 0) read2.value = value;
  if (timeout !== void 0) read2.timeout = Number(timeout);
  if (expiration !== void 0) read2.expires = Number(expiration);
  if (statements2 !== void 0) read2.statements = statements2;
  if (noted.comment !== void 0) read2.comment = noted.comment;
  if (noted.userdata !== void 0) read2.userdata = noted.userdata;
  return read2;
};
var elementReader = (value, order) => {
  const { key, data: data3 } = contentsOf(value, order);
  const interval = value.flags?.includes("interval") === true;
  return new ElementReader(key.parts, interval, order, (text2, element2) => elementOf(text2, element2, data3?.parts, order));
};
var readElementsOfSet = (value, elements2, order) => {
  const reader = elementReader(value, order);
  return reader.whole([reader.message(elements2)]).all;
};
var isKnownTypeof = (note, text2, order) => text2 === void 0 ? saysNothing(note, order) : isWritten(note, text2, order);
var IMPLIED2 = /* @__PURE__ */ new Set(["map", "object", "concat", "expr"]);
var dataText = (value, { data: data3, ranges }) => {
  const { flags: flags2 = [], objType } = value;
  if (flags2.includes("object")) return String(objType);
  if (!flags2.includes("map")) return void 0;
  return data3 === void 0 ? "verdict" : `${ranges ? "interval " : ""}${data3.type}`;
};
var readSet = (value, elements2, order) => {
  const { table: table15 = "", name = "", handle = 0, desc: desc2, timeout, gcInterval, policy: policy2, userdata } = value;
  const { notes, merges, comment: comment2 } = readSetNotes(userdata, order);
  const contents = readContents(value, notes, order);
  const { key, data: data3 } = contents;
  const kept = {
    [KEY_TYPEOF]: key.typeof,
    [DATA_TYPEOF]: data3?.typeof
  };
  const others2 = (notes ?? []).filter(
    (note) => note.type in kept ? !isKnownTypeof(note, kept[note.type], order) : !Object.values(NOTES).includes(note.type)
  );
  const flags2 = (value.flags ?? []).filter((flag2) => !IMPLIED2.has(flag2)).map(String);
  const set3 = {
    family: value.family,
    table: table15,
    name,
    handle,
    type: key.type,
    typeof: key.typeof,
    keyLengths: key.lengths,
    data: dataText(value, contents),
    dataTypeof: data3?.typeof,
    dataLengths: data3?.lengths,
    flags: flags2.length === 0 ? void 0 : flags2,
    size: desc2?.size,
    timeout,
    gcInterval,
    policy: policy2 === void 0 ? void 0 : String(policy2),
    autoMerge: merges || void 0,
    statements: statementsOf(value.expr, value.expressions),
    comment: comment2,
    userdata: notes === void 0 ? readNoted(userdata).userdata : hexOfNotes(others2),
    elements: elements2
  };
  return Object.fromEntries(Object.entries(set3).filter(([, one2]) => one2 !== void 0));
};
var forRules = (value, elements2) => ({
  name: value.name ?? "",
  flags: value.flags ?? [],
  keyLength: value.keyLen ?? 0,
  dataLength: value.dataLen ?? 0,
  elements: elements2,
  attributes: value
});

// src/netfilter/nftables/rule-sets.ts
var setKey = (family2, table15, name) => `${family2} ${table15} ${name}`;
var isAnonymous2 = ({ flags: flags2 }) => flags2?.includes("anonymous") === true;
var holdSets = async (dumps, sets, options) => {
  const held = /* @__PURE__ */ new Map();
  for (const value of sets) {
    const elements2 = isAnonymous2(value) ? await dumps.elements(value, options) : [];
    held.set(setKey(value.family, value.table, value.name), { value, elements: elements2 });
  }
  return held;
};
var finder = (held, family2, table15) => (name) => {
  const found2 = held.get(setKey(family2, table15, name));
  return found2 === void 0 ? void 0 : forRules(found2.value, found2.elements);
};

// src/netfilter/nftables/events.ts
var NFT_OBJECTS = {
  TABLE: "table",
  CHAIN: "chain",
  RULE: "rule",
  SET: "set",
  SETELEM: "element",
  OBJ: "object",
  FLOWTABLE: "flowtable"
};
var isGrowing = (held) => "growing" in held;
var EventReader = class {
  constructor(order, push) {
    this.entries = /* @__PURE__ */ new Map();
    this.sets = /* @__PURE__ */ new Map();
    this.order = order;
    this.little = order === "le";
    this.push = push;
    const entry = (name, object3, action) => {
      const { type: type2, node } = messageTypes[name];
      this.entries.set(type2, { object: object3, action, decode: compile(node, netfilterShape, { order }) });
    };
    for (const [name, object3] of Object.entries(NFT_OBJECTS)) {
      entry(`NFT_MSG_NEW${name}`, object3, "add");
      entry(`NFT_MSG_DEL${name}`, object3, "delete");
      entry(`NFT_MSG_DESTROY${name}`, object3, "delete");
    }
    entry("NFT_MSG_NEWGEN", "generation", "add");
  }
  /** Sets as they are now, in place of those that were known. */
  know(sets) {
    this.sets = sets;
  }
  read(bytes2, view, start, end) {
    const type2 = view.getUint16(start + NLMSG_TYPE_AT, this.little);
    const entry = this.entries.get(type2);
    const value = entry === void 0 ? void 0 : unlessUnreadable(() => entry.decode(bytes2, view, start + NLMSG_HDRLEN, end));
    if (entry?.object === "element" && value !== void 0 && this.collect(entry.action, value)) return;
    this.flush();
    const flags2 = view.getUint16(start + NLMSG_FLAGS_AT, this.little);
    const event = value === void 0 ? void 0 : this.event(entry, value, flags2);
    if (event === void 0) this.push({ action: "other", type: type2, bytes: bytes2.slice(start, end) });
    else if (event !== "own") this.push(event);
  }
  /** A rule by the sets that are known. */
  rule(value) {
    return readRule(value, this.order, finder(this.sets, value.family, value.table));
  }
  /** Tells the elements that are held back, since more of their set might have come. */
  flush() {
    const { run } = this;
    this.run = void 0;
    if (run === void 0) return;
    const { family: family2, table: table15, name } = readSet(run.held.value, void 0, this.order);
    const elements2 = readElementsOfSet(run.held.value, run.elements, this.order);
    this.push({ action: run.action, object: "element", value: { family: family2, table: table15, set: name, elements: elements2 } });
  }
  /** False for elements of a set that is not known. */
  collect(action, { family: family2, table: table15, set: set3, elements: elements2 = [] }) {
    const held = this.sets.get(setKey(family2, table15, set3));
    if (held === void 0) return false;
    if (isAnonymous2(held.value)) {
      if (isGrowing(held)) for (const element2 of elements2) held.elements.push(element2);
      return true;
    }
    if (this.run?.held !== held || this.run.action !== action) {
      this.flush();
      this.run = { action, held, elements: [] };
    }
    for (const element2 of elements2) this.run.elements.push(element2);
    return true;
  }
  /** `own`: of a set that is told with its rule. */
  event({ object: object3, action }, value, flags2) {
    switch (object3) {
      case "table":
        return { action, object: object3, value: readTable(value) };
      case "chain":
        return { action, object: object3, value: readChain(value) };
      case "rule":
        return this.ruleEvent(action, value, flags2);
      case "set":
        return this.set(action, value);
      case "object":
        return { action, object: object3, value: readObject(value) };
      case "flowtable":
        return { action, object: object3, value: readFlowtable(value) };
      case "generation": {
        const { id, procPid, procName } = value;
        const who = {
          ...procPid === void 0 ? {} : { pid: procPid },
          ...procName === void 0 ? {} : { program: procName }
        };
        return { action: "generation", generation: id, ...who };
      }
      case "element":
        return void 0;
    }
  }
  ruleEvent(action, value, flags2) {
    const { position } = value;
    const inserted = action === "add" && (flags2 & NLM_F_APPEND) === 0;
    return {
      action,
      object: "rule",
      value: this.rule(value),
      ...inserted ? { insert: true } : {},
      ...position === void 0 ? {} : { behind: position }
    };
  }
  set(action, value) {
    const key = setKey(value.family, value.table, value.name);
    const known = this.sets.get(key);
    if (action === "add") {
      const growing = { value, elements: [], growing: true };
      this.sets.set(key, growing);
    } else this.sets.delete(key);
    const whole = action === "delete" && known !== void 0 ? known.value : value;
    return isAnonymous2(whole) ? "own" : { action, object: "set", value: readSet(whole, void 0, this.order) };
  }
};

// src/netfilter/nftables/monitor.ts
var NftablesTeller = class {
  constructor(socket2, push) {
    this.prepare = async () => {
      const held = /* @__PURE__ */ new Map();
      for (const value of await this.dumps.sets({})) {
        const elements2 = isAnonymous2(value) ? await this.dumps.elements(value).catch(noneOfGone) : [];
        held.set(setKey(value.family, value.table, value.name), { value, elements: elements2 });
      }
      this.reader.know(held);
    };
    this.reader = new EventReader(socket2.order, push);
    this.dumps = new Dumps(socket2);
  }
  tell(bytes2, view, start, end) {
    this.reader.read(bytes2, view, start, end);
  }
  /** The rules as they are, by the sets that are known. */
  async rules() {
    return this.dumps.rules({}, (value) => this.reader.rule(value));
  }
  interrupted() {
    this.reader.flush();
  }
};
var noneOfGone = (error) => {
  if (isKernelError(error) && error.code === "ENOENT") return [];
  throw error;
};
var openMonitor = (options, socket2) => openWatch(
  options,
  { ...socket2, groups: [groupWords.nftables] },
  (own, push) => new NftablesTeller(own, push)
);

// src/netfilter/nftables/nat-inputs.ts
var printed = (bytes2) => bytes2.length === 4 ? formatIpv4(bytes2, 0) : formatIpv6(bytes2, 0);
var sourceOf = (given4) => {
  const { bytes: bytes2, length: length2 } = parsePrefix(given4, "source");
  const masked = bytes2.map((byte, at) => byte & 255 << Math.max(0, 8 - Math.max(0, length2 - at * 8)));
  return length2 === bytes2.length * 8 ? printed(bytes2) : `${printed(masked)}/${length2}`;
};
var MOST_NAME = 15;
var checkLink = (name, path) => {
  if (name === void 0) return;
  const length2 = typeof name === "string" && !/[/\s\0]/.test(name) ? encodeUtf8(name)?.length ?? 0 : 0;
  if (length2 === 0 || length2 > MOST_NAME)
    throw new EncodeError(path, `the name of a link (1 to ${MOST_NAME} bytes, no slash, no space)`, name);
};
var readMasquerade = (where, how, options) => {
  checkRequestOptions(where, options);
  checkOptions(where, how ?? null, ["source", "out", "notOut"]);
  const { out, notOut } = how;
  checkLink(out, "out");
  checkLink(notOut, "notOut");
  if (out !== void 0 && notOut !== void 0) throw new EncodeError("notOut", "nothing beside `out`", notOut);
  return { source: sourceOf(how.source), out, notOut };
};
var PROTOCOLS2 = ["tcp", "udp", "sctp"];
var TARGET = /^(?:\[([^\]]+)\]|([^:]+))(?::(\d{1,5}))?$/;
var TARGET_WORDS = "an address, with or without a port, such as 10.9.0.2:80 or [2001:db8::2]:80";
var isPort = (port) => Number.isInteger(port) && port > 0 && port < 65536;
var targetOf = (given4) => {
  const [, six, four, port] = (typeof given4 === "string" ? TARGET.exec(given4) : void 0) ?? [];
  if (port !== void 0 && !isPort(Number(port))) throw new EncodeError("to", "a port from 1 to 65535", given4);
  const address3 = six ?? four ?? String(given4);
  if (address3.includes("/")) throw new EncodeError("to", TARGET_WORDS, given4);
  const { bytes: bytes2 } = parsePrefix(address3, "to");
  if (bytes2.every((byte) => byte === 0)) throw new EncodeError("to", "the address of a host", given4);
  const host = printed(bytes2);
  if (port === void 0) return host;
  return `${bytes2.length === 4 ? host : `[${host}]`}:${Number(port)}`;
};
var readPublished = (where, how, options) => {
  checkRequestOptions(where, options);
  checkOptions(where, how ?? null, ["protocol", "port", "to"]);
  const { protocol: protocol2, port, to } = how;
  if (!PROTOCOLS2.includes(protocol2)) throw new EncodeError("protocol", `one of ${PROTOCOLS2.join(", ")}`, protocol2);
  if (!isPort(port)) throw new EncodeError("port", "a port from 1 to 65535", port);
  return { protocol: protocol2, port, to: targetOf(to) };
};

// src/netfilter/nftables/statements/builders.ts
var field2 = (name) => {
  keyOf(name);
  const match2 = (...given4) => given4.length === 1 ? { match: name, right: given4[0] } : { match: name, op: given4[0], right: given4[1] };
  return Object.assign(match2, {
    set: (to) => ({ set: name, to }),
    vmap: (to) => ({ vmap: name, to })
  });
};
var camel = (name) => name.replace(/[- ](.)/g, (_, letter) => letter.toUpperCase());
var fieldsOf = (prefix, names) => Object.fromEntries(Object.keys(names).map((name) => [camel(name), field2(`${prefix} ${name}`)]));
var ether = fieldsOf("ether", protocols.ether.fields);
var vlan = fieldsOf("vlan", protocols.vlan.fields);
var arp = fieldsOf("arp", protocols.arp.fields);
var ip = fieldsOf("ip", protocols.ip.fields);
var ip6 = fieldsOf("ip6", protocols.ip6.fields);
var icmp2 = fieldsOf("icmp", protocols.icmp.fields);
var icmpv6 = fieldsOf("icmpv6", protocols.icmpv6.fields);
var tcp3 = fieldsOf("tcp", protocols.tcp.fields);
var udp2 = fieldsOf("udp", protocols.udp.fields);
var sctp2 = fieldsOf("sctp", protocols.sctp.fields);
var th = fieldsOf("th", protocols.th.fields);
var meta2 = fieldsOf("meta", metaTypes);
var ct3 = fieldsOf("ct", ctTypes);
var accept = () => ({ verdict: "accept" });
var drop = () => ({ verdict: "drop" });
var counter2 = (packets = 0, bytes2 = 0) => ({ counter: { packets, bytes: bytes2 } });
var limit2 = (rate, per, more = {}) => ({ limit: { rate, unit: "packets", per, ...more } });
var log2 = (how = {}) => ({ log: how });
var masquerade2 = (how = {}) => ({ masquerade: how });
var target2 = (text2) => {
  const [, bracketed, six] = /^\[([^\]]+)\](?::(.+))?$/.exec(text2) ?? [];
  const [, plain, four] = /^([^:]+)(?::([^:]+))?$/.exec(text2) ?? [];
  const address3 = bracketed ?? plain ?? text2;
  const port = six ?? four;
  if (port === void 0) return { address: address3 };
  if (!/^\d+(-\d+)?$/.test(port)) throw new EncodeError("to", "an address and a port, such as 10.9.0.2:80", text2);
  return { address: address3, port: port.includes("-") ? port : Number(port) };
};
var nat5 = (type2, to, flags2) => {
  const { address: address3, port } = target2(to);
  const family2 = familyOfAddress(address3.split("-")[0]);
  return {
    nat: { type: type2, family: family2, address: address3, ...port === void 0 ? {} : { port }, ...flags2.length === 0 ? {} : { flags: flags2 } }
  };
};
var dnat = (to, ...flags2) => nat5("dnat", to, flags2);

// src/netfilter/nftables/tables/xtables.ts
var natFlags2 = flags(u32, "NF_NAT_RANGE_", natFlagWords);
var natRange4 = struct2(
  "nf_nat_ipv4_multi_range_compat",
  { rangesize: u32, flags: natFlags2, minIp: ipv4, maxIp: ipv4, min: be16, max: be16 },
  {
    names: {
      flags: "range[0].flags",
      minIp: "range[0].min_ip",
      maxIp: "range[0].max_ip",
      min: "range[0].min.all",
      max: "range[0].max.all"
    }
  }
);
var anyAddress = bytesOf(16);
var protoNames = { minProto: "min_proto.all", maxProto: "max_proto.all", baseProto: "base_proto.all" };
var natRange = struct2(
  "nf_nat_range",
  { flags: natFlags2, minAddr: anyAddress, maxAddr: anyAddress, minProto: be16, maxProto: be16 },
  { names: protoNames }
);
var natRange2 = struct2(
  "nf_nat_range2",
  { flags: natFlags2, minAddr: anyAddress, maxAddr: anyAddress, minProto: be16, maxProto: be16, baseProto: be16 },
  { names: protoNames }
);
var addressTypes2 = flags(u16, "XT_ADDRTYPE_", {
  unspec: 1 << 0,
  unicast: 1 << 1,
  local: 1 << 2,
  broadcast: 1 << 3,
  anycast: 1 << 4,
  multicast: 1 << 5,
  blackhole: 1 << 6,
  unreachable: 1 << 7,
  prohibit: 1 << 8,
  throw: 1 << 9,
  nat: 1 << 10,
  xresolve: 1 << 11
});
var addrtype = struct2("xt_addrtype_info_v1", {
  source: addressTypes2,
  dest: addressTypes2,
  flags: flags(u32, "XT_ADDRTYPE_", {
    "invert-source": 1,
    "invert-dest": 2,
    "limit-iface-in": 4,
    "limit-iface-out": 8
  })
});
var conntrackWhat = flags(u16, "XT_CONNTRACK_", {
  state: 1 << 0,
  proto: 1 << 1,
  origsrc: 1 << 2,
  origdst: 1 << 3,
  replsrc: 1 << 4,
  repldst: 1 << 5,
  status: 1 << 6,
  expires: 1 << 7,
  "origsrc-port": 1 << 8,
  "origdst-port": 1 << 9,
  "replsrc-port": 1 << 10,
  "repldst-port": 1 << 11,
  direction: 1 << 12,
  "state-alias": 1 << 13
});
var stateMask = flags(u16, "XT_CONNTRACK_STATE_", {
  invalid: 1 << 0,
  established: [1 << 1, null],
  related: [1 << 2, null],
  new: [1 << 3, null],
  snat: 1 << 6,
  dnat: 1 << 7,
  untracked: 1 << 8
});
var conntrackAddresses = {
  origsrcAddr: anyAddress,
  origsrcMask: anyAddress,
  origdstAddr: anyAddress,
  origdstMask: anyAddress,
  replsrcAddr: anyAddress,
  replsrcMask: anyAddress,
  repldstAddr: anyAddress,
  repldstMask: anyAddress,
  expiresMin: u32,
  expiresMax: u32,
  l4proto: u16
};
var conntrackInfo2 = struct2("xt_conntrack_mtinfo2", {
  ...conntrackAddresses,
  origsrcPort: be16,
  origdstPort: be16,
  replsrcPort: be16,
  repldstPort: be16,
  matchFlags: conntrackWhat,
  invertFlags: conntrackWhat,
  stateMask,
  statusMask: u16
});
var conntrackInfo3 = struct2("xt_conntrack_mtinfo3", {
  ...conntrackAddresses,
  origsrcPort: u16,
  origdstPort: u16,
  replsrcPort: u16,
  repldstPort: u16,
  matchFlags: conntrackWhat,
  invertFlags: conntrackWhat,
  stateMask,
  statusMask: u16,
  origsrcPortHigh: u16,
  origdstPortHigh: u16,
  replsrcPortHigh: u16,
  repldstPortHigh: u16
});
var comment = struct2("xt_comment_info", { comment: chars(256) });
var range2 = list(u16, 2);
var tcp4 = struct2("xt_tcp", {
  spts: range2,
  dpts: range2,
  option: u8,
  flgMask: u8,
  flgCmp: u8,
  invflags: flags(u8, "XT_TCP_INV_", { srcpt: 1, dstpt: 2, flags: 4, option: 8 })
});
var udp3 = struct2("xt_udp", {
  spts: range2,
  dpts: range2,
  invflags: flags(u8, "XT_UDP_INV_", { srcpt: 1, dstpt: 2 })
});
var multiport = struct2("xt_multiport_v1", {
  flags: enumeration(u8, "XT_MULTIPORT_", { source: 0, destination: 1, either: 2 }),
  count: u8,
  ports: list(u16, 15),
  /** Whether a port and the next one are the ends of a range. */
  pflags: list(u8, 15),
  invert: u8
});
var markMatch = struct2("xt_mark_mtinfo1", { mark: u32, mask: u32, invert: u8 });
var markTarget = struct2("xt_mark_tginfo2", { mark: u32, mask: u32 });
var setIndex = struct2("xt_set_info", { index: u16, dim: u8, flags: u8 });
var setMatch1 = struct2("xt_set_info_match_v1", { matchSet: setIndex });

// src/netfilter/nftables/nat.ts
var OURS = {
  family: "inet",
  table: "rtnl-nat",
  chains: [
    { name: "prerouting", type: "nat", hook: "prerouting", priority: "dstnat" },
    { name: "output", type: "nat", hook: "output", priority: -100 },
    { name: "postrouting", type: "nat", hook: "postrouting", priority: "srcnat" }
  ]
};
var IPTABLES = {
  family: "ip",
  table: "nat",
  chains: [
    { name: "PREROUTING", type: "nat", hook: "prerouting", priority: -100, policy: "accept" },
    { name: "INPUT", type: "nat", hook: "input", priority: 100, policy: "accept" },
    { name: "OUTPUT", type: "nat", hook: "output", priority: -100, policy: "accept" },
    { name: "POSTROUTING", type: "nat", hook: "postrouting", priority: 100, policy: "accept" }
  ]
};
var leaving = ({ out, notOut }) => {
  if (out !== void 0) return [meta2.oifname(out)];
  return notOut === void 0 ? [] : [meta2.oifname("!=", notOut)];
};
var familyOfSource = (source) => familyOfAddress(source.split("/")[0]);
var said3 = (words) => words.filter((word) => word !== void 0).join(" ");
var masqueradeLines = (how) => {
  const { source, out, notOut } = how;
  const comment2 = said3(["masquerade", source, out && `out ${out}`, notOut && `not out ${notOut}`]);
  const from = field2(`${familyOfSource(source)} saddr`)(source);
  return [{ chain: "postrouting", statements: [from, ...leaving(how), counter2(), masquerade2()], comment: comment2 }];
};
var publishLines = ({ protocol: protocol2, port, to }) => {
  const statements2 = [field2("fib daddr type")("local"), field2(`${protocol2} dport`)(port), counter2(), dnat(to)];
  const published = `${protocol2}/${port}`;
  const comment2 = said3(["publish", published, "to", to]);
  return ["prerouting", "output"].map((chain2) => ({ chain: chain2, statements: statements2, comment: comment2, port: published }));
};
var info = (bytes2) => formatHex(bytes2).padEnd(Math.ceil(bytes2.length / 8) * 16, "0");
var iptablesMasquerade = (how) => {
  const { source } = how;
  if (familyOfSource(source) !== "ip") throw new EncodeError("source", "an IPv4 prefix", source);
  const range3 = encode(natRange4, { rangesize: 1, flags: [], minIp: "0.0.0.0", maxIp: "0.0.0.0", min: 0, max: 0 });
  const target3 = { extension: "target", name: "MASQUERADE", rev: 0, info: info(range3) };
  return { chain: "POSTROUTING", statements: [field2("ip saddr")(source), ...leaving(how), counter2(), target3] };
};
var PROTOCOLS3 = { tcp: 6, udp: 17, sctp: 132 };
var iptablesPublish = ({ protocol: protocol2, port, to }) => {
  const { nat: nat6 } = dnat(to);
  const address3 = String(nat6.address);
  if (nat6.family !== "ip") throw new EncodeError("to", "an IPv4 address", to);
  const bytes2 = Uint8Array.from([...address3.split(".").map(Number), ...new Array(12).fill(0)]);
  const number2 = Number(nat6.port ?? 0);
  const range3 = encode(natRange2, {
    flags: nat6.port === void 0 ? ["map-ips"] : ["map-ips", "proto-specified"],
    minAddr: bytes2,
    maxAddr: bytes2,
    minProto: number2,
    maxProto: number2,
    baseProto: 0
  });
  const target3 = { extension: "target", name: "DNAT", rev: 2, info: info(range3) };
  const statements2 = [field2(`${protocol2} dport`)(port), counter2(), target3];
  return { chain: "PREROUTING", statements: statements2, compat: PROTOCOLS3[protocol2], port: `${protocol2}/${port}` };
};
var same2 = (one2, other) => {
  const text2 = (statements2) => statements2.map((one3) => JSON.stringify("counter" in one3 ? { counter: {} } : one3)).sort().join();
  return text2(one2) === text2(other);
};
var Nat = class {
  constructor(nft3) {
    /** The same as iptables-nft writes it into its table `nat`, so that `iptables -t nat -L` and `iptables-save` list it. IPv4. */
    this.iptables = {
      masquerade: async (how, options) => this.make(IPTABLES, [iptablesMasquerade(readMasquerade("nat.iptables.masquerade", how, options))], options),
      publishPort: async (how, options) => this.make(IPTABLES, [iptablesPublish(readPublished("nat.iptables.publishPort", how, options))], options),
      removeMasquerade: async (how, options) => this.take(IPTABLES, [iptablesMasquerade(readMasquerade("nat.iptables.removeMasquerade", how, options))], options),
      removePort: async (how, options) => this.take(IPTABLES, [iptablesPublish(readPublished("nat.iptables.removePort", how, options))], options)
    };
    this.nft = nft3;
  }
  /** Packets from `source` get the address of the link they leave by. Made once, however often it is asked for. */
  async masquerade(how, options) {
    return this.make(OURS, masqueradeLines(readMasquerade("nat.masquerade", how, options)), options);
  }
  /**
   * What comes for a port of this machine, or is sent to it from here, goes elsewhere. Made once, however often it is asked
   * for. Rejects with NetlinkError EEXIST where the port leads to another address of the family already: the first rule
   * would take all packets.
   */
  async publishPort(how, options) {
    return this.make(OURS, publishLines(readPublished("nat.publishPort", how, options)), options);
  }
  /** Takes back what `masquerade` made; false where it was not there. */
  async removeMasquerade(how, options) {
    return this.take(OURS, masqueradeLines(readMasquerade("nat.removeMasquerade", how, options)), options);
  }
  async removePort(how, options) {
    return this.take(OURS, publishLines(readPublished("nat.removePort", how, options)), options);
  }
  /** Takes back everything: our table is deleted. */
  async clear(options) {
    checkRequestOptions("nat.clear", options);
    await this.nft.transaction(async (tx) => {
      const tables = await this.nft.tables.list({ family: OURS.family }, options);
      const { family: family2, table: table15 } = OURS;
      if (tables.some(({ name }) => name === table15)) tx.tables.delete({ family: family2, name: table15 });
    }, options);
  }
  async make(house, lines, options) {
    const { family: family2, table: table15 } = house;
    await this.nft.transaction(async (tx) => {
      const rules2 = await this.rulesOf(house, options);
      const missing = lines.filter((line) => ruleOf(rules2, line) === void 0);
      for (const line of missing) refuseTaken(rules2, line);
      if (missing.length === 0) return;
      this.build(tx, house);
      for (const { chain: chain2, statements: statements2, compat: compat3, comment: comment2 } of missing)
        tx.rules.add({
          family: family2,
          table: table15,
          chain: chain2,
          statements: statements2,
          ...compat3 !== void 0 && { compat: compat3 },
          ...comment2 !== void 0 && { comment: comment2 }
        });
    }, options);
  }
  build(tx, { family: family2, table: table15, chains }) {
    tx.tables.add({ family: family2, name: table15 });
    for (const chain2 of chains) tx.chains.add({ family: family2, table: table15, ...chain2 });
  }
  async take(house, lines, options) {
    const { family: family2, table: table15 } = house;
    let found2 = false;
    await this.nft.transaction(async (tx) => {
      const rules2 = await this.rulesOf(house, options);
      const handles = lines.map((line) => [line.chain, ruleOf(rules2, line)?.handle]);
      for (const [chain2, handle] of handles) if (handle !== void 0) tx.rules.delete({ family: family2, table: table15, chain: chain2, handle });
      found2 = handles.some(([, handle]) => handle !== void 0);
    }, options);
    return found2;
  }
  async rulesOf({ family: family2, table: table15 }, options) {
    return (await this.nft.rules.list({ family: family2 }, options)).filter((rule2) => rule2.table === table15);
  }
};
var ruleOf = (rules2, { chain: chain2, statements: statements2, comment: comment2 }) => rules2.find(
  (one2) => one2.chain === chain2 && (comment2 === void 0 ? same2(one2.statements, statements2) : one2.comment === comment2)
);
var targetOf2 = ({ statements: statements2, comment: comment2 = "" }, line) => {
  if (line.comment !== void 0) {
    const [own, other] = [line.comment, comment2].map((text2) => text2.split(" to "));
    const isOther = own[0] === other[0] && other[1] !== void 0;
    return isOther && isIpv6(other[1]) === isIpv6(own[1]) ? other[1] : void 0;
  }
  const last2 = statements2.at(-1);
  const translates = last2 !== void 0 && "extension" in last2 && last2.name === "DNAT";
  return translates && same2(statements2.slice(0, -1), line.statements.slice(0, -1)) ? "another address" : void 0;
};
var isIpv6 = (target3 = "") => target3.split(":").length > 2;
var refuseTaken = (rules2, line) => {
  if (line.port === void 0) return;
  for (const rule2 of rules2) {
    const target3 = rule2.chain === line.chain ? targetOf2(rule2, line) : void 0;
    if (target3 !== void 0)
      throw new NetlinkError("EEXIST", `nat.publishPort: ${line.port} leads to ${target3} already; remove that first`);
  }
};

// src/netfilter/nftables/sets.ts
var ATTEMPTS2 = 10;
var readElementsOf = async (dumps, set3, order, options) => {
  const reader = elementReader(set3, order);
  for (let attempt = 1; ; attempt++) {
    const portions = await dumps.portions(set3, (elements2) => reader.message(elements2), options);
    const { all, twice } = reader.whole(portions);
    if (!twice) return all;
    if (attempt === ATTEMPTS2) throw new DumpInterruptedError("NFT_MSG_GETSETELEM");
  }
};
var readSets = async (dumps, sets, order, options) => {
  const read2 = [];
  for (const set3 of sets) read2.push(readSet(set3, await readElementsOf(dumps, set3, order, options), order));
  return read2;
};

// src/netfilter/nftables/packet.ts
var ETHER = 1;
var VERSIONS = { 4: "ip", 6: "ip6" };
var NFPROTO_ARP = 3;
var isProtocol = (name) => Object.hasOwn(protocols, name);
var readHeader = (protocol2, bytes2, order) => {
  const read2 = {};
  for (const field3 of Object.keys(protocols[protocol2].fields)) {
    const name = `${protocol2} ${field3}`;
    const { type: type2, size, mask, shift = 0, load: load2, needs } = fields.get(name);
    const offset = Number(load2.data["offset"]);
    if (offset + size > bytes2.length || needs.message?.includes(String(read2[`${protocol2} type`])) === false) continue;
    const whole = toNumber(bytes2.subarray(offset, offset + size), false);
    read2[name] = formatNumber(type2, (mask === void 0 ? whole : whole & mask) >> BigInt(shift), size, order);
  }
  return read2;
};
var readPacket = ({ linkType, nfproto, link: link2, network, transport: transport2 }, order) => {
  const below = link2 !== void 0 && linkType === ETHER ? readHeader("ether", link2, order) : {};
  const internet = nfproto === NFPROTO_ARP ? "arp" : VERSIONS[(network?.[0] ?? 0) >> 4];
  const middle = network === void 0 || internet === void 0 ? {} : readHeader(internet, network, order);
  const carried = String(middle["ip protocol"] ?? middle["ip6 nexthdr"]).replace("ipv6-icmp", "icmpv6");
  const above2 = transport2 !== void 0 && isProtocol(carried) ? readHeader(carried, transport2, order) : {};
  return { ...below, ...middle, ...above2 };
};

// src/netfilter/nftables/trace.ts
var ruleKey = (family2, table15, handle) => `${family2} ${table15} ${handle}`;
var TraceTeller = class {
  constructor(socket2, push) {
    this.rules = /* @__PURE__ */ new Map();
    this.prepare = async () => {
      await this.changes.prepare();
      const rules2 = await this.changes.rules();
      this.rules.clear();
      for (const rule2 of rules2) this.remember(rule2);
    };
    this.socket = socket2;
    this.push = push;
    this.little = socket2.order === "le";
    this.decode = compile(messageTypes.NFT_MSG_TRACE.node, netfilterShape, { order: socket2.order });
    this.changes = new NftablesTeller(socket2, (event) => this.change(event));
  }
  tell(bytes2, view, start, end) {
    const type2 = view.getUint16(start + NLMSG_TYPE_AT, this.little);
    if (type2 !== messageTypes.NFT_MSG_TRACE.type) return this.changes.tell(bytes2, view, start, end);
    const value = unlessUnreadable(() => this.decode(bytes2, view, start + NLMSG_HDRLEN, end));
    this.push(value === void 0 ? { action: "other", type: type2, bytes: bytes2.slice(start, end) } : this.step(value));
  }
  remember(rule2) {
    this.rules.set(ruleKey(rule2.family, rule2.table, rule2.handle), rule2);
  }
  change(event) {
    if (!("object" in event) || event.object !== "rule") return;
    const { family: family2, table: table15, handle } = event.value;
    if (event.action === "add") this.remember(event.value);
    else this.rules.delete(ruleKey(family2, table15, handle));
  }
  step(value) {
    const { table: table15 = "", chain: chain2 = "", type: type2, ruleHandle, verdict: verdict2, policy: policy2, id = 0, mark, iif, oif, ctId } = value;
    const rule2 = this.rules.get(ruleKey(value.family, table15, ruleHandle));
    const packet = readPacket(
      {
        linkType: value.iiftype ?? value.oiftype,
        nfproto: value.nfproto,
        link: value.llHeader,
        network: value.networkHeader,
        transport: value.transportHeader
      },
      this.socket.order
    );
    const decided = verdictOf2(verdict2) ?? (policy2 === void 0 ? void 0 : { verdict: String(policy2) });
    const step = {
      // the kernel tells of the end of a chain as of a rule without a handle
      action: type2 === "rule" && ruleHandle === void 0 ? "return" : type2,
      id,
      family: value.family,
      table: table15,
      chain: chain2,
      verdict: decided,
      handle: ruleHandle,
      rule: rule2,
      mark,
      iif,
      oif,
      packet: Object.keys(packet).length === 0 ? void 0 : packet,
      connection: ctId
    };
    return Object.fromEntries(Object.entries(step).filter(([, one2]) => one2 !== void 0));
  }
};
var verdictOf2 = (verdict2) => {
  if (verdict2 === void 0) return void 0;
  const { code, chain: chain2 } = verdict2;
  return { verdict: String(code), ...chain2 === void 0 ? {} : { chain: chain2 } };
};
var openTrace = (options, socket2) => openWatch(
  options,
  { ...socket2, groups: [groupWords.nftrace, groupWords.nftables] },
  (own, push) => new TraceTeller(own, push)
);

// src/netlink/codec/request.ts
var RequestWriter = class extends Writer {
  constructor() {
    super(...arguments);
    /** Where the payload starts. */
    this.start = ROOM;
  }
  /** Goes to where the next payload may be written; false where another one is being written. */
  begin() {
    const place2 = enter();
    if (place2 === void 0) return false;
    if (this.bytes !== place2.bytes) {
      this.bytes = place2.bytes;
      this.view = place2.view;
      this.pooled = place2.bytes;
    }
    this.start = place2.at;
    this.at = place2.at;
    return true;
  }
  /** What was written. */
  end() {
    const { start, at, pooled } = this;
    this.reserve(align4(at) - at);
    if (pooled !== void 0) leave(pooled === this.bytes ? at : void 0);
    return new Payload(this.bytes, start, at - start);
  }
  /** Forgets what was written. */
  drop() {
    if (this.pooled !== void 0) leave();
  }
};
var writers = {
  le: new RequestWriter("le", 0),
  be: new RequestWriter("be", 0)
};
var requestWriter = (order) => {
  const writer = writers[order];
  if (writer.begin()) return writer;
  const other = new RequestWriter(order, LONG);
  other.at = ROOM;
  return other;
};
var encodeRequest2 = (node, value, order) => {
  const writer = requestWriter(order);
  try {
    writer.node(node, value, NO_SCOPE, "");
  } catch (error) {
    writer.drop();
    return tellWhere(error, node, value, order);
  }
  return writer.end();
};

// src/netfilter/nftables/compat.ts
var TRANSPORTS = /* @__PURE__ */ new Set(["meta l4proto", "ip protocol", "ip6 nexthdr"]);
var protocolOf2 = (statement) => {
  const { match: match2, op, right } = statement;
  if (op !== void 0 && op !== "==") return void 0;
  if (TRANSPORTS.has(match2)) return Array.isArray(right) ? void 0 : String(right);
  return needsOf2(statement, "match").find(({ transport: transport2 }) => transport2 !== void 0)?.transport;
};
var compatOf = (statements2) => {
  if (!statements2.some((statement) => "extension" in statement)) return void 0;
  for (const statement of statements2) {
    const word = "match" in statement ? protocolOf2(statement) : void 0;
    if (word !== void 0) return Number(datatypes.inet_proto.words.get(word) ?? word);
  }
  return void 0;
};

// src/netfilter/nftables/identity.ts
var FAMILIES3 = new Set(Object.keys(familyWords).filter((word) => word !== "unspec" && word !== "decnet"));
var checkFamily = (where, family2) => {
  if (!FAMILIES3.has(family2)) throw new OptionError(where, "family", `expected one of ${[...FAMILIES3].join(", ")}`);
};
var checkHandle = (where, handle) => {
  if (!Number.isSafeInteger(handle) || handle <= 0)
    throw new OptionError(where, "handle", "expected the number of a rule");
};
var checkObject = (where, value, names, known) => {
  if (value === void 0 || value === null) throw new OptionError(where, names[0], "expected a name");
  checkOptions(where, value, known);
  const said4 = value;
  checkFamily(where, said4["family"]);
  for (const name of names) {
    const text2 = said4[name];
    if (typeof text2 !== "string" || text2 === "") throw new OptionError(where, name, "expected a name");
  }
};
var keys = (text2) => text2.split(" ");
var KEYS5 = {
  table: keys("family name handle flags comment userdata"),
  chain: keys("family table name handle type hook priority devices flags policy counters comment userdata"),
  rule: keys("family table chain handle statements comment userdata compat"),
  set: [
    ...keys("family table name handle type typeof keyLengths data dataTypeof dataLengths flags size timeout"),
    ...keys("gcInterval policy autoMerge statements comment userdata elements")
  ],
  element: keys("key value timeout expires statements comment userdata"),
  object: keys("family table name handle type data statement comment userdata"),
  flowtable: keys("family table name handle hook priority devices flags"),
  ruleset: keys("generation tables chains sets objects flowtables rules")
};

// src/netfilter/nftables/new-elements.ts
var MOST4 = 6e4;
var ELEMENT_OVERHEAD = 24;
var SOME = 1024;
var leadsTo2 = (value, { kind: kind2, parts }, order, path) => {
  const isVerdict = typeof value === "object";
  if (kind2 === "verdicts") {
    if (!isVerdict) throw new EncodeError(path, "a verdict", value);
    return { data: verdictData(value) };
  }
  if (isVerdict) throw new EncodeError(path, kind2 === "objects" ? "the name of an object" : "a value", value);
  return kind2 === "objects" ? { objref: String(value) } : { data: { value: dataBytes(parts, value, order, path, kind2 === "ranges") } };
};
var keyed = (element2, { leads }, order, index) => {
  const { key, value, timeout, expires, statements: statements2, comment: comment2, userdata } = element2;
  const alone = statements2 === void 0 && comment2 === void 0 && userdata === void 0 && timeout === void 0;
  if (alone && value === void 0 && expires === void 0 && leads === void 0) return { key, rest: NOTHING_ELSE };
  const path = `elements[${index}]`;
  if (leads === void 0 && value !== void 0) throw new EncodeError(`${path}.value`, "no value, in a set", value);
  if (leads !== void 0 && value === void 0) throw new EncodeError(`${path}.value`, "what the key leads to", value);
  return {
    key,
    rest: {
      ...value === void 0 ? {} : leadsTo2(value, leads, order, `${path}.value`),
      ...timeout === void 0 ? {} : { timeout: BigInt(timeout) },
      ...expires === void 0 ? {} : { expiration: BigInt(expires) },
      ...expressionsOf(statements2, `${path}.statements`),
      ...writeNoted(element2)
    }
  };
};
var some2 = function* (elements2, most) {
  for (let first = 0; first < elements2.length; first += most) yield [elements2.slice(first, first + most), first];
};
var newElements = function* (elements2, set3, order, whole) {
  for (const [portion, first] of some2(elements2, set3.interval ? Math.max(elements2.length, 1) : SOME)) {
    const all = portion.map(
      (element2, at) => whole ? keyed(element2, set3, order, first + at) : { key: element2.key, rest: NOTHING_ELSE }
    );
    yield* messagesOf(buildElements(set3.parts, all, order, "elements", set3.interval, first, set3.joined).elements);
  }
};
var messagesOf = function* (elements2) {
  let portion = [];
  let bytes2 = 0;
  for (const element2 of elements2) {
    const size = sizeOf2(element2);
    if (bytes2 + size > MOST4 && portion.length > 0) {
      yield portion;
      portion = [];
      bytes2 = 0;
    }
    portion.push(element2);
    bytes2 += size;
  }
  if (portion.length > 0) yield portion;
};
var room = (bytes2) => bytes2 === void 0 ? 0 : bytes2.length + 12;
var sizeOf2 = ({ key, keyEnd, data: data3, objref: objref2, userdata, expr, expressions: expressions2 }) => {
  const statements2 = (expr === void 0 ? 0 : 1) + (expressions2?.length ?? 0);
  const more = (data3?.verdict === void 0 ? 0 : 300) + statements2 * 100 + (objref2 === void 0 ? 0 : 4 * objref2.length + 8);
  return ELEMENT_OVERHEAD + more + room(key?.value) + room(keyEnd?.value) + room(data3?.value) + room(userdata);
};

// src/netfilter/nftables/words.ts
var wordOrNumber = (word) => /^\d+$/.test(word) ? Number(word) : word;

// src/netfilter/nftables/new-objects.ts
var newTable = (table15) => {
  const { name, flags: flags2 } = table15;
  return { name, ...flags2 === void 0 ? {} : { flags: flags2.map(wordOrNumber) }, ...writeNoted(table15) };
};
var isBinding = ({ flags: flags2 = [] }) => flags2.includes("binding");
var newChain = (chain2) => {
  const { family: family2, table: table15, type: type2 = "filter", hook: hook3, priority = 0, devices = [], flags: flags2, policy: policy2, counters: counters2 } = chain2;
  if (hook3 === void 0 && devices.length > 0) throw new EncodeError("hook", "a hook, of a chain with devices", hook3);
  const hooked = (where) => ({
    type: type2,
    hook: {
      hooknum: hookNumber(family2, where),
      priority: priorityNumber(family2, priority),
      ...hookDevices2(devices)
    }
  });
  return {
    table: table15,
    ...hook3 === void 0 ? {} : hooked(hook3),
    ...policy2 === void 0 ? {} : { policy: policy2 },
    ...flags2 === void 0 ? {} : { flags: flags2.map(wordOrNumber) },
    ...counters2 === void 0 ? {} : { counters: counters2 },
    ...writeNoted(chain2)
  };
};
var STATEMENTS = {
  counter: "counter",
  quota: "quota",
  limit: "limit",
  synproxy: "synproxy",
  connlimit: "connlimit"
};
var objectData = ({ type: type2, statement, data: data3 }) => {
  if (statement !== void 0) {
    if (data3 !== void 0) throw new EncodeError("data", "nothing beside `statement`", data3);
    const { name, data: said4 } = plainExpression(statement, "statement");
    if (name !== STATEMENTS[type2]) throw new EncodeError("statement", `a statement that makes a ${type2}`, statement);
    return said4;
  }
  if (data3 === void 0) throw new EncodeError("data", `what a ${type2} is, or \`statement\``, data3);
  const { bytes: bytes2, ...others2 } = data3;
  if (type2 === "quota" && Array.isArray(data3["flags"]))
    return { ...data3, flags: data3["flags"].filter((flag2) => flag2 !== "depleted") };
  const isRaw = typeof bytes2 === "string" && Object.keys(others2).length === 0;
  return isRaw ? bytesOfHex(bytes2, "data.bytes") : data3;
};
var newObject = (object3) => {
  const { table: table15, name, type: type2 } = object3;
  return { table: table15, name, type: wordOrNumber(type2), data: objectData(object3), ...writeNoted(object3) };
};
var newFlowtable = (flowtable2) => {
  const { family: family2, table: table15, name, hook: hook3 = "ingress", priority = 0, devices = [], flags: flags2 = [] } = flowtable2;
  const { dev, devs } = hookDevices2(devices);
  return {
    table: table15,
    name,
    hook: {
      num: hookNumber("netdev", hook3),
      priority: priorityNumber(family2, priority),
      devs: devs ?? { name: dev === void 0 ? [] : [dev] }
    },
    flags: flags2.map(wordOrNumber)
  };
};

// src/netfilter/nftables/new-set.ts
var RANGES = "interval ";
var readData2 = ({ typeof: declared, data: data3, dataTypeof, dataLengths }) => {
  if (data3 === void 0 && dataTypeof === void 0) return void 0;
  if (data3 === "verdict")
    return { kind: "verdicts", parts: [], flag: "map", attributes: { dataType: VERDICT, dataLen: 16 } };
  if (data3 !== void 0 && (Object.hasOwn(OBJECTS, data3) || /^\d+$/.test(data3)))
    return { kind: "objects", parts: [], flag: "object", attributes: { objType: wordOrNumber(data3) } };
  if (declared === void 0 !== (dataTypeof === void 0))
    throw new EncodeError(
      dataTypeof === void 0 ? "dataTypeof" : "typeof",
      "one beside the other: nft reads both, or neither"
    );
  const ranges = data3?.startsWith(RANGES) === true;
  const described = {
    ...data3 === void 0 ? {} : { type: ranges ? data3.slice(RANGES.length) : data3 },
    typeof: dataTypeof,
    lengths: dataLengths
  };
  const { id, parts } = writeParts(described, "data");
  const dataLen = lengthOf2(parts) * (ranges ? 2 : 1);
  return { kind: ranges ? "ranges" : "values", parts, flag: "map", attributes: { dataType: id, dataLen } };
};
var notesOf = (set3, parts, data3, order) => {
  const { typeof: declared, dataTypeof, autoMerge } = set3;
  const given4 = readNotes(bytesOfHex(set3.userdata ?? "")) ?? [];
  const said4 = (type2, text2, of, path) => {
    if (given4.some((note2) => note2.type === type2)) return [];
    if (text2 === void 0) return of.length > 1 ? [undeclared(type2, order)] : [];
    const note = writeTypeof(type2, text2, order);
    if (note === void 0) throw new EncodeError(path, "something that nft declares sets by", text2);
    return [note];
  };
  return joinBytes([
    orderNotes(parts, data3?.kind === "objects" ? void 0 : data3?.parts, order),
    autoMerge === true ? numberNote(NOTES.merges, 1, order) : [],
    ...said4(KEY_TYPEOF, declared, parts, "typeof"),
    ...data3 === void 0 ? [] : said4(DATA_TYPEOF, dataTypeof, data3.parts, "dataTypeof"),
    ...data3?.kind === "verdicts" && declared !== void 0 && !given4.some(({ type: type2 }) => type2 === DATA_TYPEOF) ? [verdicts(order)] : [],
    data3 === void 0 ? [] : rangesNote(data3.kind === "ranges", order)
  ]);
};
var newSet = (set3, order) => {
  const { table: table15, name, type: type2, typeof: declared, keyLengths, flags: flags2 = [], size, timeout, gcInterval, policy: policy2 } = set3;
  const { id: keyType, parts } = writeParts(
    { ...type2 === void 0 ? {} : { type: type2 }, typeof: declared, lengths: keyLengths },
    "type"
  );
  const data3 = readData2(set3);
  const interval = flags2.includes("interval");
  const concat = parts.length > 1 && interval;
  const statements2 = expressionsOf(set3.statements, "statements");
  const all = [
    ...flags2,
    ...data3 === void 0 ? [] : [data3.flag],
    ...timeout === void 0 || flags2.includes("timeout") ? [] : ["timeout"],
    ...concat ? ["concat"] : [],
    ...statements2.expressions === void 0 ? [] : ["expr"]
  ];
  return {
    attributes: {
      table: table15,
      name,
      flags: all,
      keyType,
      keyLen: lengthOf2(parts),
      ...data3?.attributes,
      ...policy2 === void 0 ? {} : { policy: policy2 },
      desc: {
        ...size === void 0 ? {} : { size },
        ...concat ? { concat: parts.map((part) => ({ len: part.size })) } : {}
      },
      ...timeout === void 0 ? {} : { timeout: BigInt(timeout) },
      ...gcInterval === void 0 ? {} : { gcInterval },
      ...writeNotes(notesOf(set3, parts, data3, order), set3, NOTES.comment),
      ...statements2
    },
    known: {
      name,
      reference: {},
      interval,
      dataLength: data3?.attributes.dataLen ?? 0,
      data: data3?.parts,
      parts,
      leads: data3,
      joined: set3.autoMerge === true
    }
  };
};

// src/netfilter/nftables/ruleset-writer.ts
var chainKey = ({ family: family2, table: table15 }, chain2) => `${family2} ${table15} ${chain2}`;
var byChain = (rules2) => {
  const found2 = /* @__PURE__ */ new Map();
  for (const rule2 of rules2) {
    const key = chainKey(rule2, rule2.chain);
    const others2 = found2.get(key);
    if (others2 === void 0) found2.set(key, [rule2]);
    else others2.push(rule2);
  }
  return found2;
};
var targets = ({ statements: statements2 }) => statements2.flatMap((statement) => "verdict" in statement && statement.chain !== void 0 ? [statement.chain] : []);
var inOrder2 = ({ chains, rules: rules2 }) => {
  const bound = new Set(
    chains.filter(({ flags: flags2 = [] }) => flags2.includes("binding")).map(({ family: family2, table: table15, name }) => `${family2} ${table15} ${name}`)
  );
  if (bound.size === 0) return [...rules2];
  const found2 = byChain(rules2);
  const ordered2 = [];
  const done = /* @__PURE__ */ new Set();
  const write = (key) => {
    if (done.has(key)) return;
    done.add(key);
    for (const rule2 of found2.get(key) ?? []) {
      for (const target3 of targets(rule2)) if (bound.has(chainKey(rule2, target3))) write(chainKey(rule2, target3));
      ordered2.push(rule2);
    }
  };
  for (const key of found2.keys()) if (!bound.has(key)) write(key);
  for (const key of found2.keys()) write(key);
  return ordered2;
};
var writeRuleset = (tx, ruleset) => {
  const { tables, chains, sets, objects, flowtables } = ruleset;
  for (const table15 of tables) tx.tables.add(table15);
  for (const object3 of objects) tx.objects.add(object3);
  for (const flowtable2 of flowtables) tx.flowtables.add(flowtable2);
  for (const chain2 of chains) tx.chains.add(chain2);
  for (const { elements: _, ...set3 } of sets) tx.sets.add(set3);
  for (const set3 of sets) if (set3.elements !== void 0) tx.elements.add(set3, set3.elements);
  for (const rule2 of inOrder2(ruleset)) tx.rules.add(rule2);
};

// src/netfilter/nftables/transaction.ts
var keyOf2 = ({ family: family2, table: table15 }, name) => `${family2} ${table15} ${name}`;
var knownSet = (set3, order) => {
  const { name = "", dataLen = 0, dataType, flags: flags2 = [] } = set3;
  const { key, data: data3, ranges, merges } = contentsOf(set3, order);
  const kind2 = flags2.includes("object") ? "objects" : dataType === VERDICT ? "verdicts" : ranges ? "ranges" : "values";
  const map = flags2.includes("object") || flags2.includes("map");
  return {
    name,
    reference: {},
    interval: flags2.includes("interval"),
    dataLength: dataLen,
    data: data3?.parts,
    parts: key.parts,
    leads: map ? { kind: kind2, parts: data3?.parts ?? [] } : void 0,
    joined: merges
  };
};
var CREATE = NLM_F_CREATE | NLM_F_EXCL;
var Transaction = class {
  constructor(order, sets) {
    /** The messages, without the ends of the batch. */
    this.requests = [];
    this.known = /* @__PURE__ */ new Map();
    /** Chains that belong to rules have no names until the kernel gives them some: their numbers in the batch. */
    this.bound = /* @__PURE__ */ new Map();
    this.ids = 0;
    this.sent = false;
    this.tables = {
      /** Made; one that exists gets these flags, where any are given, and is left as it is otherwise. */
      add: (table15) => this.newTable("add", table15, NLM_F_CREATE),
      /** Refused where it exists. */
      create: (table15) => this.newTable("create", table15, CREATE),
      /** With all that it holds. */
      delete: (table15) => {
        checkObject("tables.delete", table15, ["name"], KEYS5.table);
        this.push("NFT_MSG_DELTABLE", 0, table15.family, { name: table15.name }, table15.name);
      }
    };
    this.chains = {
      /**
       * Made; one that exists gets this policy, where one is given. The kernel refuses another type, hook or priority than it
       * has.
       */
      add: (chain2) => this.newChain("add", chain2, NLM_F_CREATE),
      /** Refused where it exists. */
      create: (chain2) => this.newChain("create", chain2, CREATE),
      delete: (chain2) => this.delete("NFT_MSG_DELCHAIN", "chains.delete", chain2, KEYS5.chain),
      /** Deletes its rules. */
      flush: (chain2) => {
        checkObject("chains.flush", chain2, ["table", "name"], KEYS5.chain);
        const { family: family2, table: table15, name } = chain2;
        this.push("NFT_MSG_DELRULE", 0, family2, { table: table15, chain: name }, `${table15} ${name}`);
      }
    };
    this.rules = {
      /** At the end of its chain, or behind the rule with that handle. */
      add: (rule2, behind2) => this.newRule("add", rule2, NLM_F_CREATE | NLM_F_APPEND, this.position("add", behind2)),
      /** At the beginning of its chain, or before the rule with that handle. */
      insert: (rule2, before) => this.newRule("insert", rule2, NLM_F_CREATE, this.position("insert", before)),
      /** In place of the rule with that handle: its own, of a rule that was listed. */
      replace: (rule2, handle = rule2.handle) => {
        checkHandle("rules.replace", handle);
        this.newRule("replace", rule2, NLM_F_REPLACE, { handle: BigInt(handle) });
      },
      delete: (rule2) => {
        checkObject("rules.delete", rule2, ["table", "chain"], KEYS5.rule);
        const { family: family2, table: table15, chain: chain2, handle } = rule2;
        checkHandle("rules.delete", handle);
        this.push("NFT_MSG_DELRULE", 0, family2, { table: table15, chain: chain2, handle: BigInt(handle) }, `${table15} ${chain2} ${handle}`);
      }
    };
    this.sets = {
      /** Maps too, where `data` is given. One that exists is left as it is; the kernel refuses another type (EEXIST). */
      add: (set3) => this.newSet("add", set3, NLM_F_CREATE),
      /** Refused where it exists. */
      create: (set3) => this.newSet("create", set3, CREATE),
      delete: (set3) => this.delete("NFT_MSG_DELSET", "sets.delete", set3, KEYS5.set)
    };
    this.elements = {
      /** An element that exists is left as it is, but for its timeout. */
      add: (set3, elements2) => this.newElements("add", "NFT_MSG_NEWSETELEM", NLM_F_CREATE, set3, elements2),
      /** Refused where one of them exists. */
      create: (set3, elements2) => this.newElements("create", "NFT_MSG_NEWSETELEM", CREATE, set3, elements2),
      /** By their keys; what else they say is not looked at. */
      delete: (set3, elements2) => this.newElements("delete", "NFT_MSG_DELSETELEM", 0, set3, elements2),
      /** Deletes all of them. */
      flush: (set3) => {
        checkObject("elements.flush", set3, ["table", "name"], KEYS5.set);
        const { family: family2, table: table15, name } = set3;
        this.push("NFT_MSG_DELSETELEM", 0, family2, { table: table15, set: name }, `${table15} ${name}`);
      }
    };
    this.objects = {
      /** One that exists is changed, where the kernel can (quotas), and left as it is otherwise. */
      add: (object3) => this.newObject("add", object3, NLM_F_CREATE),
      /** Refused where it exists. */
      create: (object3) => this.newObject("create", object3, CREATE),
      delete: (object3) => {
        checkObject("objects.delete", object3, ["table", "name", "type"], KEYS5.object);
        const { family: family2, table: table15, name, type: type2 } = object3;
        this.push("NFT_MSG_DELOBJ", 0, family2, { table: table15, name, type: wordOrNumber(type2) }, `${table15} ${name}`);
      }
    };
    this.flowtables = {
      /** One that exists gets these devices as well. */
      add: (flowtable2) => this.newFlowtable("add", flowtable2, NLM_F_CREATE),
      /** Refused where it exists. */
      create: (flowtable2) => this.newFlowtable("create", flowtable2, CREATE),
      delete: (flowtable2) => this.delete("NFT_MSG_DELFLOWTABLE", "flowtables.delete", flowtable2, KEYS5.flowtable)
    };
    this.order = order;
    for (const set3 of sets) {
      const { family: family2, table: table15 = "", name = "" } = set3;
      this.known.set(keyOf2({ family: family2, table: table15 }, name), knownSet(set3, order));
    }
  }
  /**
   * Adds all that a ruleset holds, such as `nft.ruleset()` of another namespace, in an order that the kernel takes. What
   * exists already is added to; `flush` before it makes it all that there is. Handles are not kept: the kernel gives new ones.
   */
  ruleset(ruleset) {
    checkOptions("ruleset", ruleset, KEYS5.ruleset);
    const before = this.requests.length;
    try {
      writeRuleset(this, ruleset);
    } catch (error) {
      this.requests.length = before;
      throw error;
    }
  }
  /** Deletes every table, those of others as well; of one family, where that is given. */
  flush(only) {
    if (only !== void 0) {
      checkOptions("flush", only, ["family"]);
      checkFamily("flush", only.family);
    }
    this.push("NFT_MSG_DELTABLE", 0, only?.family ?? "unspec", {}, "ruleset");
  }
  /** From now on nothing can be added: it would never be sent. */
  seal() {
    this.sent = true;
  }
  push(name, flags2, family2, attributes2, target3) {
    if (this.sent) throw new ClosedError("the transaction was sent already");
    const { type: type2, node } = messageTypes[name];
    const value = { header: { family: family2 }, ...attributes2 };
    const payload2 = encodeRequest2(node, value, this.order);
    this.requests.push({ type: type2, flags: flags2, payload: payload2, target: family2 === "unspec" ? target3 : `${family2} ${target3}` });
  }
  delete(message3, where, named5, keys2) {
    checkObject(where, named5, ["table", "name"], keys2);
    const { family: family2, table: table15, name } = named5;
    this.push(message3, 0, family2, { table: table15, name }, `${table15} ${name}`);
  }
  newTable(verb, table15, flags2) {
    checkObject(`tables.${verb}`, table15, ["name"], KEYS5.table);
    this.push("NFT_MSG_NEWTABLE", flags2, table15.family, newTable(table15), table15.name);
  }
  newChain(verb, chain2, flags2) {
    checkObject(`chains.${verb}`, chain2, ["table", "name"], KEYS5.chain);
    const { family: family2, table: table15, name } = chain2;
    const id = isBinding(chain2) ? ++this.ids : void 0;
    if (id !== void 0) this.bound.set(keyOf2(chain2, name), id);
    const called = id === void 0 ? { name } : { id };
    this.push("NFT_MSG_NEWCHAIN", flags2, family2, { ...newChain(chain2), ...called }, `${table15} ${name}`);
  }
  position(verb, handle) {
    if (handle === void 0) return {};
    checkHandle(`rules.${verb}`, handle);
    return { position: BigInt(handle) };
  }
  newRule(verb, rule2, flags2, which) {
    checkObject(`rules.${verb}`, rule2, ["table", "chain"], KEYS5.rule);
    const { family: family2, table: table15, chain: chain2, statements: statements2, compat: compat3 = compatOf(statements2) } = rule2;
    const expressions2 = assembleAll(statements2, this.place(rule2), "statements");
    const chainId = this.bound.size === 0 ? void 0 : this.bound.get(keyOf2(rule2, chain2));
    const value = chainId === void 0 ? { table: table15, chain: chain2 } : { table: table15, chainId };
    value.expressions = this.bound.size === 0 ? expressions2 : expressions2.map((one2) => this.jump(rule2, one2));
    if (compat3 !== void 0) value.compat = { proto: compat3, flags: [] };
    this.push("NFT_MSG_NEWRULE", flags2, family2, Object.assign(value, which, writeNoted(rule2)), `${table15} ${chain2}`);
  }
  /** A verdict that leads to a chain of this transaction without a name. */
  jump(where, expression2) {
    const { data: data3 } = expression2.data ?? {};
    const id = data3?.verdict?.chain === void 0 ? void 0 : this.bound.get(keyOf2(where, data3.verdict.chain));
    if (id === void 0) return expression2;
    const verdict2 = { code: data3?.verdict?.code, chainId: id };
    return { ...expression2, data: { ...expression2.data, data: { verdict: verdict2 } } };
  }
  setOf(where, name) {
    const known = this.known.get(keyOf2(where, name));
    if (known === void 0) throw new EncodeError("set", `a set or map of table ${where.family} ${where.table}`, name);
    return known;
  }
  place({ family: family2, table: table15 }) {
    return {
      family: family2,
      order: this.order,
      set: (name) => this.setOf({ family: family2, table: table15 }, name),
      anonymous: (set3) => this.anonymous({ family: family2, table: table15 }, set3)
    };
  }
  anonymous({ family: family2, table: table15 }, { attributes: attributes2, elements: elements2, ...given4 }) {
    const id = ++this.ids;
    const { flags: flags2 } = attributes2;
    const kind2 = flags2?.includes("map") ? "map" : flags2?.includes("object") ? "objmap" : "set";
    const name = given4.name ?? `__${kind2}%d`;
    const { typeof: declared, dataTypeof } = given4;
    const { userdata = new Uint8Array(0) } = attributes2;
    const noted = declared === void 0 ? {} : { userdata: joinBytes([userdata, declaredBy2(declared, dataTypeof, this.order)]) };
    const value = { table: table15, name, ...attributes2, ...noted, id };
    this.push("NFT_MSG_NEWSET", NLM_F_CREATE, family2, value, `${table15} ${name}`);
    this.pushElements("NFT_MSG_NEWSETELEM", NLM_F_CREATE, { family: family2, table: table15, name }, messagesOf(elements2), { setId: id });
    const interval = attributes2.flags?.includes("interval") === true;
    return { name, reference: { setId: id }, interval, dataLength: attributes2.dataLen ?? 0 };
  }
  newSet(verb, set3, flags2) {
    checkObject(`sets.${verb}`, set3, ["table", "name"], KEYS5.set);
    const { attributes: attributes2, known } = newSet(set3, this.order);
    this.push("NFT_MSG_NEWSET", flags2, set3.family, { ...attributes2, id: ++this.ids }, `${set3.table} ${set3.name}`);
    this.known.set(keyOf2(set3, set3.name), known);
    if (set3.elements !== void 0) this.addElements("NFT_MSG_NEWSETELEM", NLM_F_CREATE, set3, set3.elements);
  }
  newElements(verb, message3, flags2, set3, elements2) {
    checkObject(`elements.${verb}`, set3, ["table", "name"], KEYS5.set);
    if (!Array.isArray(elements2)) throw new OptionError(`elements.${verb}`, "elements", "expected a list");
    this.addElements(message3, flags2, set3, elements2);
  }
  addElements(message3, flags2, where, elements2) {
    const set3 = this.setOf(where, where.name);
    const before = this.requests.length;
    try {
      const target3 = `elements of ${where.name}`;
      for (const element2 of elements2) checkOptions(target3, element2, KEYS5.element);
      this.pushElements(message3, flags2, where, newElements(elements2, set3, this.order, message3 === "NFT_MSG_NEWSETELEM"));
    } catch (error) {
      this.requests.length = before;
      throw error;
    }
  }
  pushElements(message3, flags2, { family: family2, table: table15, name }, portions, reference = {}) {
    for (const elements2 of portions)
      this.push(message3, flags2, family2, { table: table15, set: name, ...reference, elements: elements2 }, `${table15} ${name}`);
  }
  newObject(verb, object3, flags2) {
    checkObject(`objects.${verb}`, object3, ["table", "name", "type"], KEYS5.object);
    this.push("NFT_MSG_NEWOBJ", flags2, object3.family, newObject(object3), `${object3.table} ${object3.name}`);
  }
  newFlowtable(verb, flowtable2, flags2) {
    checkObject(`flowtables.${verb}`, flowtable2, ["table", "name"], KEYS5.flowtable);
    const { family: family2, table: table15, name } = flowtable2;
    this.push("NFT_MSG_NEWFLOWTABLE", flags2, family2, newFlowtable(flowtable2), `${table15} ${name}`);
  }
};

// src/netfilter/nftables/nftables.ts
var RETRIES = 10;
var WATCH_OPTIONS = ["signal", "receiveBuffer", "fd"];
var checkList = (call, where, keys2, options) => {
  checkOptions(call, where, keys2);
  checkRequestOptions(call, options);
};
var Nftables = class _Nftables {
  constructor(socket2, opener) {
    /** Masquerading and published ports, in one line each. */
    this.nat = new Nat(this);
    this.tables = {
      list: async (where = {}, options) => {
        checkList("tables.list", where, ["family"], options);
        return (await this.dumps.tables(where, options)).map(readTable);
      }
    };
    this.chains = {
      list: async (where = {}, options) => {
        checkList("chains.list", where, ["family", "table"], options);
        return (await this.dumps.chains(where, options)).map(readChain);
      }
    };
    this.rules = {
      /** Those of a chain in their order; of everything where nothing is said. */
      list: async (where = {}, options) => {
        checkList("rules.list", where, ["family", "table", "chain"], options);
        const read2 = async () => {
          const { family: family2, table: table15 } = where;
          const held = await holdSets(this.dumps, await this.dumps.sets({ family: family2, table: table15 }, options), options);
          return this.dumps.rules(where, this.ruleReader(held), options);
        };
        return (await this.dumps.settled(read2, options)).value;
      }
    };
    this.sets = {
      /** Maps as well, with their elements; those of rules alone are left out. */
      list: async (where = {}, options) => {
        checkList("sets.list", where, ["family", "table"], options);
        const { order } = this.socket;
        const read2 = async () => readSets(this.dumps, named4(await this.dumps.sets(where, options)), order, options);
        return (await this.dumps.settled(read2, options)).value;
      }
    };
    this.objects = {
      list: async (where = {}, options) => {
        checkList("objects.list", where, ["family", "table"], options);
        return (await this.dumps.objects(where, options)).map(readObject);
      }
    };
    this.flowtables = {
      /** None where the kernel was built without them. */
      list: async (where = {}, options) => {
        checkList("flowtables.list", where, ["family", "table"], options);
        return (await this.dumps.flowtables(where, options)).map(readFlowtable);
      }
    };
    this.socket = socket2;
    this.opener = opener;
    this.dumps = new Dumps(socket2);
  }
  /**
   * Opens a socket in the namespace of this process or in `netns`, or takes over `fd`. Rejects with UnsupportedError
   * where there is no netlink, with SocketError where the kernel refuses, with NetnsError where the namespace can't be
   * entered (it takes CAP_SYS_ADMIN).
   */
  static async open(given4 = {}) {
    checkOpenOptions("Nftables.open", given4);
    const { socket: socket2, ...options } = given4;
    if (socket2 !== void 0) return new _Nftables(socket2, Opener.without(NETFILTER));
    const opener = await Opener.open(NETFILTER, options);
    return new _Nftables(opener.socket, opener);
  }
  /** A number that every transaction raises. */
  async generation(options) {
    checkRequestOptions("generation", options);
    return this.dumps.generation(options);
  }
  /** Everything, of one generation: what changed while it was read is read again. */
  async ruleset(options) {
    checkRequestOptions("ruleset", options);
    const { generation: generation2, value } = await this.dumps.settled(() => this.readAll(options), options);
    return { generation: generation2, ...value };
  }
  /**
   * All that `fill` writes down, or nothing of it. It is written for the rules as they are: where somebody else changes
   * them before it reaches the kernel, it is written anew, so `fill` may read what it depends on. Rejects with
   * TransactionError, which names what was refused, and with ConflictError when the retries are used up.
   */
  async transaction(fill, how = {}) {
    checkRequestOptions("transaction", how, ["retries"]);
    const { retries = RETRIES, ...options } = how;
    if (!Number.isSafeInteger(retries) || retries < 0)
      throw new OptionError("transaction", "retries", `expected a number of times, got ${String(retries)}`);
    if (typeof fill !== "function") throw new OptionError("transaction", "fill", "expected a function");
    let conflict = await this.attempt(fill, options);
    for (let left = retries; conflict !== void 0; left--) {
      if (left === 0) throw conflict;
      conflict = await this.attempt(fill, options);
    }
  }
  /**
   * What transactions do from now on, whoever makes them, by a socket of its own. Rules read as in `rules.list`. Slow
   * consumers lose events and are told so (`lost`). Throws UnsupportedError where the client itself was opened with `fd`,
   * `socket` or one `transport`, and the monitor has no `fd` of its own.
   */
  monitor(options = {}) {
    checkOptions("monitor", options, WATCH_OPTIONS);
    return this.opener.another("monitor", options.fd, (socket2) => openMonitor(options, socket2));
  }
  /**
   * The way of packets through the rules, step by step: of those that met a rule with `meta nftrace set 1`. By a socket of
   * its own, like `monitor`.
   */
  trace(options = {}) {
    checkOptions("trace", options, WATCH_OPTIONS);
    return this.opener.another("trace", options.fd, (socket2) => openTrace(options, socket2));
  }
  /** Closes the socket it opened. Requests that have no answer yet reject with ClosedError. */
  close() {
    this.opener.close();
  }
  async [Symbol.asyncDispose]() {
    this.close();
  }
  async readAll(options) {
    const [tables, chains, sets, objects, flowtables] = await Promise.all([
      this.dumps.tables({}, options),
      this.dumps.chains({}, options),
      this.dumps.sets({}, options),
      this.dumps.objects({}, options),
      this.dumps.flowtables({}, options)
    ]);
    const held = await holdSets(this.dumps, sets, options);
    return {
      tables: tables.map(readTable),
      chains: chains.map(readChain),
      sets: await readSets(this.dumps, named4(sets), this.socket.order, options),
      objects: objects.map(readObject),
      flowtables: flowtables.map(readFlowtable),
      rules: await this.dumps.rules({}, this.ruleReader(held), options)
    };
  }
  ruleReader(held) {
    return (value) => readRule(value, this.socket.order, finder(held, value.family, value.table));
  }
  /** Resolves with what says that somebody else was faster. */
  async attempt(fill, options) {
    const generation2 = await this.generation(options);
    const transaction = new Transaction(this.socket.order, await this.dumps.sets({}, options));
    await fill(transaction);
    transaction.seal();
    const { requests } = transaction;
    if (requests.length === 0) return void 0;
    const refused = (error) => {
      const reason = explain2(error, generation2, requests.length);
      if (reason instanceof ConflictError) return reason;
      throw reason;
    };
    return this.socket.atomic(this.enclose(requests, generation2), options).then(() => void 0, refused);
  }
  enclose(requests, genid) {
    const { NFNL_MSG_BATCH_BEGIN: begin, NFNL_MSG_BATCH_END: end } = messageTypes;
    const payload2 = (value) => encode(
      begin.node,
      { header: { resId: NFNL_SUBSYS_NFTABLES }, ...value },
      { order: this.socket.order }
    );
    const last2 = requests.length - 1;
    return [
      { type: begin.type, payload: payload2({ genid }) },
      ...requests.map(
        (request, at) => at === last2 ? { ...request, flags: Number(request.flags) | NLM_F_ACK } : request
      ),
      { type: end.type, payload: payload2({}) }
    ];
  }
};
var named4 = (sets) => sets.filter((set3) => !isAnonymous2(set3));
var explain2 = (error, generation2, total) => {
  if (!(error instanceof BatchError)) return error;
  const failures = error.failures;
  const beginning = failures.get(0);
  if (beginning !== void 0)
    return beginning.code === "ERESTART" ? new ConflictError(generation2, beginning) : beginning;
  return new TransactionError(new Map([...failures].map(([index, failure]) => [index - 1, failure])), total);
};

// bench/firewall.ts
var numbersOf = (i) => ({
  high: i >> 8 & 255,
  low: i & 255,
  port: 1024 + i % 4e4,
  kind: i % 4
});
var address2 = (i) => `10.${i >> 16}.${i >> 8 & 255}.${i & 255}`;
var octets = (text2) => text2.split(".").reduce((all, octet) => all * 3 + Number(octet), 0);
var checkOf = ({ rules: rules2, ports: ports2, elements: elements2 }) => {
  const sum = (numbers2) => numbers2.reduce((all, one2) => all + one2, 0);
  return `rules=${rules2} ports=${sum(ports2)} elements=${elements2.length} octets=${sum(elements2.map(octets))}`;
};

// bench/ours/figures.ts
var tell = (figures) => {
  process.stdout.write(`${JSON.stringify(figures)}
`);
};
var argument = (index) => {
  const value = process.argv[index + 2];
  if (value === void 0) throw new Error(`argument ${index + 1} is missing`);
  return value;
};

// bench/ours/nftables.ts
var what = argument(0);
var ways = argument(1).split(",");
var count2 = Number(argument(2));
var passes = Number(argument(3));
var statements = (i) => {
  const { high, low, port, kind: kind2 } = numbersOf(i);
  switch (kind2) {
    case 0:
      return [ip.saddr(`10.9.${high}.${low}`), tcp3.dport(port), counter2(), accept()];
    case 1:
      return [ip.daddr(`10.${high}.${low}.0/24`), udp2.dport(`${port}-${port + 9}`), drop()];
    case 2:
      return [
        meta2.iifname(`eth${i % 16}`),
        ct3.state("established,related"),
        ip.saddr(`172.16.${high}.${low}`),
        counter2(),
        accept()
      ];
    default:
      return [
        ip6.daddr(`2001:db8::${(i + 1).toString(16)}`),
        tcp3.dport(port),
        limit2(1 + i % 100, "second"),
        log2({ prefix: `p${i % 8}` })
      ];
  }
};
var GROWING_MS = 1e3;
var IN = { family: "inet", table: "bench" };
var rules = (tx) => {
  tx.chains.add({ ...IN, name: "input", type: "filter", hook: "input", priority: "filter", policy: "accept" });
  for (let i = 0; i < count2; i++) {
    const rule2 = { ...IN, chain: "input", statements: statements(i) };
    tx.rules.add(i % 4 === 3 ? { ...rule2, comment: `rule ${i}` } : rule2);
  }
};
var set2 = (tx) => {
  const elements2 = Array.from({ length: count2 }, (_, i) => ({ key: address2(i) }));
  tx.sets.add({ ...IN, name: "many", type: "ipv4_addr", elements: elements2 });
};
var load = async (nft3) => {
  await nft3.transaction((tx) => {
    tx.tables.add({ family: "inet", name: "bench" });
    if (what === "rules") rules(tx);
    else set2(tx);
  });
};
var flush = async (nft3) => {
  await nft3.transaction((tx) => tx.flush());
};
var portOf = (statement) => "match" in statement && /^(tcp|udp) dport$/.test(statement.match) && typeof statement.right === "number" ? statement.right : 0;
var check2 = ({ rules: all, sets }) => checkOf({
  rules: all.length,
  ports: all.flatMap((one2) => one2.statements.map(portOf)),
  elements: sets.flatMap(({ elements: elements2 = [] }) => elements2.map(({ key }) => String(key)))
});
var steps = {
  load,
  list: (nft3) => nft3.ruleset(),
  flush
};
var nft2 = await Nftables.open();
var times = Object.fromEntries(ways.map((way) => [way, []]));
var read = "";
for (let pass = 0; pass < passes; pass++)
  for (const way of ways) {
    const since = performance.now();
    const found2 = await steps[way](nft2);
    times[way]?.push(performance.now() - since);
    if (found2 !== void 0) read = check2(found2);
    if (way === "load" && ways.length > 1) await new Promise((resolve) => setTimeout(resolve, GROWING_MS));
  }
nft2.close();
tell({ ...times, check: read });
/*! Bundled license information:

buffer-layout/lib/Layout.js:
  (**
   * Support for translating between Buffer instances and JavaScript
   * native types.
   *
   * {@link module:Layout~Layout|Layout} is the basis of a class
   * hierarchy that associates property names with sequences of encoded
   * bytes.
   *
   * Layouts are supported for these scalar (numeric) types:
   * * {@link module:Layout~UInt|Unsigned integers in little-endian
   *   format} with {@link module:Layout.u8|8-bit}, {@link
   *   module:Layout.u16|16-bit}, {@link module:Layout.u24|24-bit},
   *   {@link module:Layout.u32|32-bit}, {@link
   *   module:Layout.u40|40-bit}, and {@link module:Layout.u48|48-bit}
   *   representation ranges;
   * * {@link module:Layout~UIntBE|Unsigned integers in big-endian
   *   format} with {@link module:Layout.u16be|16-bit}, {@link
   *   module:Layout.u24be|24-bit}, {@link module:Layout.u32be|32-bit},
   *   {@link module:Layout.u40be|40-bit}, and {@link
   *   module:Layout.u48be|48-bit} representation ranges;
   * * {@link module:Layout~Int|Signed integers in little-endian
   *   format} with {@link module:Layout.s8|8-bit}, {@link
   *   module:Layout.s16|16-bit}, {@link module:Layout.s24|24-bit},
   *   {@link module:Layout.s32|32-bit}, {@link
   *   module:Layout.s40|40-bit}, and {@link module:Layout.s48|48-bit}
   *   representation ranges;
   * * {@link module:Layout~IntBE|Signed integers in big-endian format}
   *   with {@link module:Layout.s16be|16-bit}, {@link
   *   module:Layout.s24be|24-bit}, {@link module:Layout.s32be|32-bit},
   *   {@link module:Layout.s40be|40-bit}, and {@link
   *   module:Layout.s48be|48-bit} representation ranges;
   * * 64-bit integral values that decode to an exact (if magnitude is
   *   less than 2^53) or nearby integral Number in {@link
   *   module:Layout.nu64|unsigned little-endian}, {@link
   *   module:Layout.nu64be|unsigned big-endian}, {@link
   *   module:Layout.ns64|signed little-endian}, and {@link
   *   module:Layout.ns64be|unsigned big-endian} encodings;
   * * 32-bit floating point values with {@link
   *   module:Layout.f32|little-endian} and {@link
   *   module:Layout.f32be|big-endian} representations;
   * * 64-bit floating point values with {@link
   *   module:Layout.f64|little-endian} and {@link
   *   module:Layout.f64be|big-endian} representations;
   * * {@link module:Layout.const|Constants} that take no space in the
   *   encoded expression.
   *
   * and for these aggregate types:
   * * {@link module:Layout.seq|Sequence}s of instances of a {@link
   *   module:Layout~Layout|Layout}, with JavaScript representation as
   *   an Array and constant or data-dependent {@link
   *   module:Layout~Sequence#count|length};
   * * {@link module:Layout.struct|Structure}s that aggregate a
   *   heterogeneous sequence of {@link module:Layout~Layout|Layout}
   *   instances, with JavaScript representation as an Object;
   * * {@link module:Layout.union|Union}s that support multiple {@link
   *   module:Layout~VariantLayout|variant layouts} over a fixed
   *   (padded) or variable (not padded) span of bytes, using an
   *   unsigned integer at the start of the data or a separate {@link
   *   module:Layout.unionLayoutDiscriminator|layout element} to
   *   determine which layout to use when interpreting the buffer
   *   contents;
   * * {@link module:Layout.bits|BitStructure}s that contain a sequence
   *   of individual {@link
   *   module:Layout~BitStructure#addField|BitField}s packed into an 8,
   *   16, 24, or 32-bit unsigned integer starting at the least- or
   *   most-significant bit;
   * * {@link module:Layout.cstr|C strings} of varying length;
   * * {@link module:Layout.blob|Blobs} of fixed- or variable-{@link
   *   module:Layout~Blob#length|length} raw data.
   *
   * All {@link module:Layout~Layout|Layout} instances are immutable
   * after construction, to prevent internal state from becoming
   * inconsistent.
   *
   * @local Layout
   * @local ExternalLayout
   * @local GreedyCount
   * @local OffsetLayout
   * @local UInt
   * @local UIntBE
   * @local Int
   * @local IntBE
   * @local NearUInt64
   * @local NearUInt64BE
   * @local NearInt64
   * @local NearInt64BE
   * @local Float
   * @local FloatBE
   * @local Double
   * @local DoubleBE
   * @local Sequence
   * @local Structure
   * @local UnionDiscriminator
   * @local UnionLayoutDiscriminator
   * @local Union
   * @local VariantLayout
   * @local BitStructure
   * @local BitField
   * @local Boolean
   * @local Blob
   * @local CString
   * @local Constant
   * @local bindConstructorLayout
   * @module Layout
   * @license MIT
   * @author Peter A. Bigot
   * @see {@link https://github.com/pabigot/buffer-layout|buffer-layout on GitHub}
   *)
*/
