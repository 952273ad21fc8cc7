var __create = Object.create;
var __defProp = Object.defineProperty;
var __getOwnPropDesc = Object.getOwnPropertyDescriptor;
var __getOwnPropNames = Object.getOwnPropertyNames;
var __getProtoOf = Object.getPrototypeOf;
var __hasOwnProp = Object.prototype.hasOwnProperty;
var __knownSymbol = (name, symbol) => (symbol = Symbol[name]) ? symbol : /* @__PURE__ */ Symbol.for("Symbol." + name);
var __typeError = (msg) => {
  throw TypeError(msg);
};
var __commonJS = (cb, mod) => function __require() {
  try {
    return mod || (0, cb[__getOwnPropNames(cb)[0]])((mod = { exports: {} }).exports, mod), mod.exports;
  } catch (e) {
    throw mod = 0, e;
  }
};
var __copyProps = (to, from, except, desc) => {
  if (from && typeof from === "object" || typeof from === "function") {
    for (let key of __getOwnPropNames(from))
      if (!__hasOwnProp.call(to, key) && key !== except)
        __defProp(to, key, { get: () => from[key], enumerable: !(desc = __getOwnPropDesc(from, key)) || desc.enumerable });
  }
  return to;
};
var __toESM = (mod, isNodeMode, target) => (target = mod != null ? __create(__getProtoOf(mod)) : {}, __copyProps(
  // If the importer is in node compatibility mode or this is not an ESM
  // file that has been converted to a CommonJS file using a Babel-
  // compatible transform (i.e. "__esModule" has not been set), then set
  // "default" to the CommonJS "module.exports" for node compatibility.
  isNodeMode || !mod || !mod.__esModule ? __defProp(target, "default", { value: mod, enumerable: true }) : target,
  mod
));
var __using = (stack, value, async) => {
  if (value != null) {
    if (typeof value !== "object" && typeof value !== "function") __typeError("Object expected");
    var dispose, inner;
    if (async) dispose = value[__knownSymbol("asyncDispose")];
    if (dispose === void 0) {
      dispose = value[__knownSymbol("dispose")];
      if (async) inner = dispose;
    }
    if (typeof dispose !== "function") __typeError("Object not disposable");
    if (inner) dispose = function() {
      try {
        inner.call(this);
      } catch (e) {
        return Promise.reject(e);
      }
    };
    stack.push([async, dispose, value]);
  } else if (async) {
    stack.push([async]);
  }
  return value;
};
var __callDispose = (stack, error, hasError) => {
  var E = typeof SuppressedError === "function" ? SuppressedError : function(e, s, m, _) {
    return _ = Error(m), _.name = "SuppressedError", _.error = e, _.suppressed = s, _;
  };
  var fail = (e) => error = hasError ? new E(e, error, "An error was suppressed during disposal") : (hasError = true, e);
  var next = (it) => {
    while (it = stack.pop()) {
      try {
        var result = it[1] && it[1].call(it[2]);
        if (it[0]) return Promise.resolve(result).then(next, (e) => (fail(e), next()));
      } catch (e) {
        fail(e);
      }
    }
    if (hasError) throw error;
  };
  return next();
};

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
      var start2 = j * 32;
      var vlen = Math.min(32, m - start2) + start2;
      for (var k = start2; k < vlen; k++) {
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
      for (var k = start2; k < vlen; k++) {
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
      constructor(elementLayout, count2, property) {
        if (!(elementLayout instanceof Layout)) {
          throw new TypeError("elementLayout must be a Layout");
        }
        if (!(count2 instanceof ExternalLayout && count2.isCount() || Number.isInteger(count2) && 0 <= count2)) {
          throw new TypeError("count must be non-negative integer or an unsigned integer ExternalLayout");
        }
        let span = -1;
        if (!(count2 instanceof ExternalLayout) && 0 < elementLayout.span) {
          span = count2 * elementLayout.span;
        }
        super(span, property);
        this.elementLayout = elementLayout;
        this.count = count2;
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
        let count2 = this.count;
        if (count2 instanceof ExternalLayout) {
          count2 = count2.decode(b, offset);
        }
        if (0 < this.elementLayout.span) {
          span = count2 * this.elementLayout.span;
        } else {
          let idx = 0;
          while (idx < count2) {
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
        let count2 = this.count;
        if (count2 instanceof ExternalLayout) {
          count2 = count2.decode(b, offset);
        }
        while (i < count2) {
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
      constructor(word2, msb, property) {
        if (!(word2 instanceof UInt || word2 instanceof UIntBE)) {
          throw new TypeError("word must be a UInt or UIntBE layout");
        }
        if ("string" === typeof msb && void 0 === property) {
          property = msb;
          msb = void 0;
        }
        if (4 < word2.span) {
          throw new RangeError("word cannot exceed 32 bits");
        }
        super(word2.span, property);
        this.word = word2;
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
        const word2 = this.container._packedGetValue();
        const wordValue = fixBitwiseResult(word2 & this.wordMask);
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
        const word2 = this.container._packedGetValue();
        const wordValue = fixBitwiseResult(value << this.start);
        this.container._packedSetValue(fixBitwiseResult(word2 & ~this.wordMask) | wordValue);
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
      constructor(length, property) {
        if (!(length instanceof ExternalLayout && length.isCount() || Number.isInteger(length) && 0 <= length)) {
          throw new TypeError("length must be positive integer or an unsigned integer ExternalLayout");
        }
        let span = -1;
        if (!(length instanceof ExternalLayout)) {
          span = length;
        }
        super(span, property);
        this.length = length;
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
    exports.bits = ((word2, msb, property) => new BitStructure(word2, msb, property));
    exports.seq = ((elementLayout, count2, property) => new Sequence(elementLayout, count2, property));
    exports.union = ((discr, defaultLayout, property) => new Union(discr, defaultLayout, property));
    exports.unionLayoutDiscriminator = ((layout, property) => new UnionLayoutDiscriminator(layout, property));
    exports.blob = ((length, property) => new Blob(length, property));
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
      function padPart(part, length) {
        while (part.length < length) {
          part = `0${part}`;
        }
        return part;
      }
      const ipaddr2 = {};
      ipaddr2.IPv4 = (function() {
        function IPv4(octets) {
          if (octets.length !== 4) {
            throw new Error("ipaddr: ipv4 octet count should be 4");
          }
          let i, octet;
          for (i = 0; i < octets.length; i++) {
            octet = octets[i];
            if (!(0 <= octet && octet <= 255)) {
              throw new Error("ipaddr: ipv4 octet should fit in 8 bits");
            }
          }
          this.octets = octets;
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
          const octets = [];
          let i = 0;
          while (i < 4) {
            octets.push(parseInt(ipInterfaceOctets[i], 10) | parseInt(subnetMaskOctets[i], 10) ^ 255);
            i++;
          }
          return new this(octets);
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
        const match = string2.match(/^(.+)\/(\d+)$/);
        if (!ipaddr2.IPv4.isValidCIDR(string2) || !match) {
          return false;
        }
        return ipaddr2.IPv4.isValidFourPartDecimal(match[1]);
      };
      ipaddr2.IPv4.networkAddressFromCIDR = function(string2) {
        let cidr, i, ipInterfaceOctets, octets, subnetMaskOctets;
        try {
          cidr = this.parseCIDR(string2);
          ipInterfaceOctets = cidr[0].toByteArray();
          subnetMaskOctets = this.subnetMaskFromPrefixLength(cidr[1]).toByteArray();
          octets = [];
          i = 0;
          while (i < 4) {
            octets.push(parseInt(ipInterfaceOctets[i], 10) & parseInt(subnetMaskOctets[i], 10));
            i++;
          }
          return new this(octets);
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
        let match;
        if (match = string2.match(/^(.+)\/(\d+)$/)) {
          const maskLength = parseInt(match[2]);
          if (maskLength >= 0 && maskLength <= 32) {
            const parsed = [this.parse(match[1]), maskLength];
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
        let match, part, value;
        if (match = string2.match(ipv4Regexes.fourOctet)) {
          return (function() {
            const ref = match.slice(1, 6);
            const results = [];
            for (let i = 0; i < ref.length; i++) {
              part = ref[i];
              results.push(parseIntAuto(part));
            }
            return results;
          })();
        } else if (match = string2.match(ipv4Regexes.longValue)) {
          value = parseIntAuto(match[1]);
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
        } else if (match = string2.match(ipv4Regexes.twoOctet)) {
          return (function() {
            const ref = match.slice(1, 4);
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
        } else if (match = string2.match(ipv4Regexes.threeOctet)) {
          return (function() {
            const ref = match.slice(1, 5);
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
      ipaddr2.IPv4.subnetMaskFromPrefixLength = function(prefix3) {
        prefix3 = parseInt(prefix3);
        if (Number.isNaN(prefix3) || prefix3 < 0 || prefix3 > 32) {
          throw new Error("ipaddr: invalid IPv4 prefix length");
        }
        const octets = [0, 0, 0, 0];
        let j = 0;
        const filledOctetCount = Math.floor(prefix3 / 8);
        while (j < filledOctetCount) {
          octets[j] = 255;
          j++;
        }
        if (filledOctetCount < 4) {
          octets[filledOctetCount] = Math.pow(2, prefix3 % 8) - 1 << 8 - prefix3 % 8;
        }
        return new this(octets);
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
          let match;
          while (match = regex.exec(string2)) {
            const groups3 = (match[0].match(/0/g) || []).length;
            if (groups3 > bestMatchGroups) {
              bestMatchGroups = groups3;
              bestMatchIndex = match.index;
              bestMatchLength = match[0].length;
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
          const octets = [];
          let i = 0;
          while (i < 16) {
            octets.push(parseInt(ipInterfaceOctets[i], 10) | parseInt(subnetMaskOctets[i], 10) ^ 255);
            i++;
          }
          return new this(octets);
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
        let cidr, i, ipInterfaceOctets, octets, subnetMaskOctets;
        try {
          cidr = this.parseCIDR(string2);
          ipInterfaceOctets = cidr[0].toByteArray();
          subnetMaskOctets = this.subnetMaskFromPrefixLength(cidr[1]).toByteArray();
          octets = [];
          i = 0;
          while (i < 16) {
            octets.push(parseInt(ipInterfaceOctets[i], 10) & parseInt(subnetMaskOctets[i], 10));
            i++;
          }
          return new this(octets);
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
        let maskLength, match, parsed;
        if (match = string2.match(/^(.+)\/(\d+)$/)) {
          maskLength = parseInt(match[2]);
          if (maskLength >= 0 && maskLength <= 128) {
            parsed = [this.parse(match[1]), maskLength];
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
        let addr, i, match, octet, octets, zoneId;
        if (match = string2.match(ipv6Regexes.deprecatedTransitional)) {
          return this.parser(`::ffff:${match[1]}`);
        }
        if (ipv6Regexes.native.test(string2)) {
          return expandIPv6(string2, 8);
        }
        if (match = string2.match(ipv6Regexes.transitional)) {
          zoneId = match[6] || "";
          addr = match[1];
          if (!match[1].endsWith("::")) {
            addr = addr.slice(0, -1);
          }
          addr = expandIPv6(addr + zoneId, 6);
          if (addr && addr.parts) {
            octets = [
              parseInt(match[2]),
              parseInt(match[3]),
              parseInt(match[4]),
              parseInt(match[5])
            ];
            for (i = 0; i < octets.length; i++) {
              octet = octets[i];
              if (!(0 <= octet && octet <= 255)) {
                return null;
              }
            }
            addr.parts.push(octets[0] << 8 | octets[1]);
            addr.parts.push(octets[2] << 8 | octets[3]);
            return {
              parts: addr.parts,
              zoneId: addr.zoneId
            };
          }
        }
        return null;
      };
      ipaddr2.IPv6.subnetMaskFromPrefixLength = function(prefix3) {
        prefix3 = parseInt(prefix3);
        if (Number.isNaN(prefix3) || prefix3 < 0 || prefix3 > 128) {
          throw new Error("ipaddr: invalid IPv6 prefix length");
        }
        const octets = [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0];
        let j = 0;
        const filledOctetCount = Math.floor(prefix3 / 8);
        while (j < filledOctetCount) {
          octets[j] = 255;
          j++;
        }
        if (filledOctetCount < 16) {
          octets[filledOctetCount] = Math.pow(2, prefix3 % 8) - 1 << 8 - prefix3 % 8;
        }
        return new this(octets);
      };
      ipaddr2.fromByteArray = function(bytes2) {
        const length = bytes2.length;
        if (length === 4) {
          return new ipaddr2.IPv4(bytes2);
        } else if (length === 16) {
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
      ipaddr2.subnetMatch = function(address4, rangeList, defaultName) {
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
              if (address4.kind() === subnet[0].kind() && address4.match.apply(address4, subnet)) {
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
  constructor(code, message2, options3) {
    super(message2, options3);
    this.name = "NetlinkError";
    this.code = code;
    Object.defineProperty(this, BRAND, { value: true });
  }
};
var DecodeError = class extends NetlinkError {
  constructor(message2, path, offset) {
    super("ERR_DECODE", `${path === "" ? "" : `${path}: `}${message2} (at byte ${offset})`);
    this.name = "DecodeError";
    this.path = path;
    this.offset = offset;
  }
};
var EncodeError = class _EncodeError extends NetlinkError {
  constructor(path, expected, given, suggestion) {
    const got = given === void 0 ? "" : `, got ${show(given)}`;
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
var show = (given) => {
  if (typeof given === "string") return JSON.stringify(given);
  if (typeof given === "bigint") return `${given}n`;
  if (given instanceof Uint8Array) return `${given.length} bytes`;
  if (Array.isArray(given)) return "a list";
  return typeof given === "object" && given !== null ? "an object" : String(given);
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
var describeRefusal = ({ errno, operation, target, extack }) => {
  const what = target === void 0 ? operation : `${operation} ${target}`;
  const field = extack?.missing === void 0 ? extack?.path : `missing ${extack.missing}`;
  const words = extack?.message ?? (errno === EPERM ? `${errnoText(errno)} (${PRIVILEGE})` : errnoText(errno));
  return `${what}: ${errnoName(errno)}: ${words}${field === void 0 ? "" : ` (${field})`}`;
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
  constructor(operation, length) {
    super("ERR_TRUNCATED", `${operation}: an answer of ${length} bytes did not fit the receive buffer`);
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
  constructor(operation, milliseconds) {
    super("ERR_TIMEOUT", `${operation}: no answer within ${milliseconds} ms`);
    this.name = "TimeoutError";
  }
};
var UnsupportedError = class extends NetlinkError {
  constructor(feature, reason, options3 = {}) {
    super(
      "ERR_UNSUPPORTED",
      `${feature}: ${reason}`,
      options3.cause === void 0 ? void 0 : { cause: options3.cause }
    );
    this.name = "UnsupportedError";
    this.feature = feature;
    this.minimumKernel = options3.minimumKernel;
  }
};
var named = (name) => (error) => typeof error === "object" && error !== null && error.name === name && /* @__PURE__ */ Symbol.for("rtnl.NetlinkError") in error;
var isKernelError = named("KernelError");

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
  const keys = KEYS.get(node) ?? new Set(node.fields.map(({ key }) => key));
  KEYS.set(node, keys);
  return keys;
};
var rowOf = ({ rows: rows41 }, key, path) => {
  const row = rows41[key];
  if (row?.id === void 0) throw unknownKey(path, key, Object.keys(rows41));
  return row;
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
var suggest = (given, known) => {
  if (known.length === 0) return void 0;
  const near = (0, import_fastest_levenshtein.closest)(given, known);
  return (0, import_fastest_levenshtein.distance)(given, near) <= Math.max(2, given.length / 3) ? near : void 0;
};
var unknownKey = (path, key, known) => new EncodeError(joinPath(path, key), "a field that exists", void 0, suggest(key, known));
var wordNumber = (node, word2, path) => {
  const number2 = node.numbers[word2];
  if (number2 !== void 0) return number2;
  const known = Object.keys(node.numbers);
  const listed = known.length <= 12 ? `one of ${known.join(", ")}` : "a known word";
  throw new EncodeError(path, `${listed}, or a number`, word2, suggest(word2, known));
};
var numberOf = (node, value, path) => typeof value === "string" ? wordNumber(node, value, path) : value;
var maskOf = (node, value, path) => {
  if (!Array.isArray(value)) return value;
  let mask = 0;
  for (const [index, word2] of value.entries()) {
    const bits = typeof word2 === "string" ? wordNumber(node, word2, joinPath(path, index)) : word2;
    if (!Number.isInteger(bits) || bits < 0 || bits > 4294967295)
      throw new EncodeError(joinPath(path, index), "a word, or a number from 0 to 4294967295", bits);
    mask |= bits;
  }
  return mask >>> 0;
};
var identify = ({ words }, value, path) => {
  if (typeof value !== "string") return value;
  for (const [text3, word2] of words ?? []) if (word2 === value) return BigInt(text3);
  if (!/^(0x[0-9a-f]{1,16}|\d{1,20})$/i.test(value))
    throw new EncodeError(path, "64 bits such as 0x1122334455667788", value);
  return BigInt(value);
};

// src/netlink/socket/options.ts
var OptionError = class extends NetlinkError {
  constructor(where, option, problem) {
    super("ERR_OPTION", `${where}: ${option}: ${problem}`);
    this.name = "OptionError";
    this.option = option;
  }
};
var describe = (value) => {
  if (value === null || typeof value === "number" || typeof value === "boolean") return String(value);
  if (typeof value === "string") return JSON.stringify(value);
  return Array.isArray(value) ? "a list" : typeof value === "object" ? "an object" : `a ${typeof value}`;
};
var checkOptions = (where, options3, known) => {
  if (options3 === void 0) return;
  if (typeof options3 !== "object" || options3 === null || Array.isArray(options3))
    throw new OptionError(where, "options", `expected an object, got ${describe(options3)}`);
  for (const key in options3) {
    if (known.includes(key)) continue;
    const suggestion = suggest(key, known);
    throw new OptionError(
      where,
      key,
      `no such option${suggestion === void 0 ? "" : `; did you mean ${suggestion}?`}`
    );
  }
};
var checkOption = (where, options3, option, fits, expected) => {
  const value = options3[option];
  if (value === void 0 || fits(value)) return;
  throw new OptionError(where, option, `expected ${expected}, got ${describe(value)}`);
};
var integerFrom = (low, high) => (value) => Number.isInteger(value) && value >= low && value <= high;
var REQUEST_OPTIONS = ["signal", "timeout", "target"];
var requestOptionsOf = ({ signal, timeout, target }) => ({
  signal,
  timeout,
  target
});
var MAX_TIMEOUT = 2147483647;
var checkRequestOptions = (where, options3, more = []) => {
  if (options3 === void 0) return;
  checkOptions(where, options3, [...REQUEST_OPTIONS, ...more]);
  const { signal, timeout } = options3;
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

// src/netlink/socket/socket.ts
import { performance as performance2 } from "node:perf_hooks";

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
var uint = { type: "uint" };
var id64 = { type: "identifier", order: "host" };
var beId64 = { type: "identifier", order: "be" };
var namedId64 = (prefix3, words) => ({
  ...id64,
  prefix: prefix3,
  words: new Map(Object.entries(words))
});
var text = (format, size) => ({ type: "text", format, size });
var string = text("string");
var unterminated = { ...string, unterminated: true };
var address = text("address");
var addressOrNone = { ...text("address"), none: true };
var ipv4 = text("ipv4", 4);
var ipv6 = text("ipv6", 16);
var lladdr = text("lladdr");
var mac = text("lladdr", 6);
var lladdrIn = (size, least) => ({ ...text("lladdr", size), least });
var mpls = text("mpls");
var chars = (size) => text("string", size);
var bytes = { type: "bytes", size: void 0 };
var bytesOf = (size) => ({ type: "bytes", size });
var flag = { type: "flag" };
var reportedFlag = { type: "flag", reported: true };
var list = (of, count2) => ({ type: "list", of, count: count2 });
var countedList = (of, countedBy) => ({ ...list(of), countedBy });
var vector = (of, prefix3, names, first = 1) => ({ type: "vector", of, prefix: prefix3, first, names });
var items = (of, how = {}) => ({
  type: "items",
  of,
  id: how.id,
  first: how.first ?? 0
});
var groups = (of) => ({ type: "groups", of });
var select = (by, cases, otherwise) => ({
  type: "select",
  by,
  cases,
  otherwise
});
var attr = (id2, node, { constant, nested } = {}) => ({
  id: id2,
  node,
  constant,
  nested,
  repeated: false
});
var repeated = (id2, node, options3 = {}) => ({
  ...attr(id2, node, options3),
  repeated: true
});
var readOnly = (row, when = "always") => ({
  ...row,
  readOnly: when
});
var attributes = (prefix3, rows41) => ({
  type: "attributes",
  prefix: prefix3,
  rows: rows41
});
var message = (header2, table7) => ({
  type: "message",
  header: header2,
  attributes: table7
});
var records = (header2, length, table7) => ({ type: "records", header: header2, length, attributes: table7 });
var upperSnake = (key) => key.replace(/[A-Z]/g, (letter) => `_${letter}`).toUpperCase();
var constantOf = (table7, key) => table7.rows[key]?.constant ?? table7.prefix + upperSnake(key);
var NLA_TYPE_MASK = 16383;
var NLA_F_NESTED = 32768;
var NLA_HDRLEN = 4;
var align4 = (length) => length + 3 & ~3;
var isNest = (node) => node.type === "attributes" || node.type === "items" || node.type === "groups";

// src/netlink/codec/enumeration.ts
var named2 = (scalar, prefix3, words) => {
  const numbers2 = /* @__PURE__ */ Object.create(null);
  const constants3 = /* @__PURE__ */ Object.create(null);
  const byNumber = /* @__PURE__ */ new Map();
  for (const [word2, entry] of Object.entries(words)) {
    const number2 = typeof entry === "number" ? entry : entry[0];
    numbers2[word2] = number2;
    constants3[word2] = typeof entry === "number" ? prefix3 + upperSnake(word2).replaceAll("-", "_") : entry[1];
    if (!byNumber.has(number2)) byNumber.set(number2, word2);
  }
  return { scalar, prefix: prefix3, numbers: numbers2, words: byNumber, constants: constants3 };
};
var enumeration = (scalar, prefix3, words) => ({ type: "enum", ...named2(scalar, prefix3, words) });
var flags = (scalar, prefix3, words) => ({
  type: "flags",
  ...named2(scalar, prefix3, words)
});
var flagWords = (node, bits) => {
  const words = [];
  let rest = bits;
  for (const [mask, word2] of node.words) {
    if (mask !== 0 && (bits & mask) >>> 0 === mask >>> 0) {
      words.push(word2);
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
var gapAfter = (bytes2, start2, until, end) => {
  const full = start2 + align4(until - start2);
  const gap = bytes2.slice(until, Math.min(full, end));
  return gap.length === full - until && gap.every(isZero) ? void 0 : gap;
};
var isChars = ({ node }) => node.type === "text" && node.format === "string" && node.size !== void 0;
var charsEnd = (bytes2, start2, end) => {
  const nul = bytes2.subarray(start2, end).indexOf(0);
  return nul < 0 ? end : start2 + nul;
};
var saysAll = ({ fields: fields2, size }, bytes2, start2) => {
  let said = start2;
  for (const field of fields2) {
    const from = start2 + field.offset;
    for (let at = said; at < from; at++) if (bytes2[at] !== 0) return false;
    said = field.size === void 0 ? start2 + size : from + field.size;
    if (!isChars(field)) continue;
    for (let at = charsEnd(bytes2, from, said); at < said; at++) if (bytes2[at] !== 0) return false;
  }
  for (let at = said; at < start2 + size; at++) if (bytes2[at] !== 0) return false;
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
      return Math.max(1, ...node.fields.map((field) => alignmentOf(field.node)));
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
var struct2 = (name, fields2, { prefix: prefix3 = "", names = {}, packed = false } = {}) => {
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
    fieldName: (key) => names[key] === void 0 ? prefix3 + upperSnake(key).toLowerCase() : names[key]
  };
};
var lengthOffset = ({ header: header2, length }) => {
  const field = header2.fields.find(({ key }) => key === length);
  if (field === void 0) throw new TypeError(`${header2.name ?? "a record"} has no field ${length}`);
  return field.offset;
};
var later = (node) => node;

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
var encodeUtf8 = (text3) => text3.isWellFormed() ? encoder.encode(text3) : encodeEscaped(text3);
var decodeEscaping = (bytes2) => {
  let text3 = "";
  let from = 0;
  for (let at = 0; at < bytes2.length; ) {
    const length = sequenceLength(bytes2, at);
    if (length === 0) {
      text3 += strict.decode(bytes2.subarray(from, at)) + String.fromCharCode(ESCAPE + bytes2[at]);
      from = at + 1;
    }
    at += Math.max(length, 1);
  }
  return text3 + strict.decode(bytes2.subarray(from));
};
var sequenceLength = (bytes2, at) => {
  const first = bytes2[at];
  if (first < 128) return 1;
  if (first < 194 || first > 244) return 0;
  const length = first < 224 ? 2 : first < 240 ? 3 : 4;
  const low = first === 224 ? 160 : first === 240 ? 144 : 128;
  const high = first === 237 ? 159 : first === 244 ? 143 : 191;
  const second = bytes2[at + 1] ?? 0;
  if (second < low || second > high) return 0;
  for (let index = 2; index < length; index++) if (((bytes2[at + index] ?? 0) & 192) !== 128) return 0;
  return length;
};
var encodeEscaped = (text3) => {
  const bytes2 = [];
  for (const letter of text3) {
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
var halfText = (table7, half, end) => {
  const text3 = `${half >>> 8}.${half & 255}${end}`;
  table7[half] = text3;
  return text3;
};
var SEEN_NUMBERS = new Int32Array(256);
var SEEN_TEXTS = new Array(256).fill("0.0.0.0");
var formatIpv4 = (bytes2, at) => {
  const high = bytes2[at] << 8 | bytes2[at + 1];
  const low = bytes2[at + 2] << 8 | bytes2[at + 3];
  const number2 = high << 16 | low;
  const place2 = low & 255;
  if (SEEN_NUMBERS[place2] === number2) return SEEN_TEXTS[place2];
  const text3 = (HEADS[high] ?? halfText(HEADS, high, ".")) + (TAILS[low] ?? halfText(TAILS, low, ""));
  SEEN_NUMBERS[place2] = number2;
  SEEN_TEXTS[place2] = text3;
  return text3;
};
var formatIpv4Prefix = (bytes2, at, suffix) => {
  const high = bytes2[at] << 8 | bytes2[at + 1];
  const low = bytes2[at + 2] << 8 | bytes2[at + 3];
  return (HEADS[high] ?? halfText(HEADS, high, ".")) + ((TAILS[low] ?? halfText(TAILS, low, "")) + suffix);
};
var formatIpv6 = (bytes2, at) => {
  let bestStart = -1;
  let bestLength = 1;
  let start2 = -1;
  for (let group = 0; group <= 8; group++) {
    const zero = group < 8 && bytes2[at + 2 * group] === 0 && bytes2[at + 2 * group + 1] === 0;
    if (zero) {
      if (start2 < 0) start2 = group;
    } else if (start2 >= 0) {
      if (group - start2 > bestLength) {
        bestStart = start2;
        bestLength = group - start2;
      }
      start2 = -1;
    }
  }
  const mapped = bestStart === 0 && bestLength === 5 && bytes2[at + 10] === 255 && bytes2[at + 11] === 255;
  if (mapped) return `::ffff:${formatIpv4(bytes2, at + 12)}`;
  if (bestStart === 0 && bestLength === 6) return `::${formatIpv4(bytes2, at + 12)}`;
  let text3 = "";
  for (let group = 0; group < 8; group++) {
    if (group === bestStart) {
      text3 += "::";
      group += bestLength - 1;
      continue;
    }
    if (text3 !== "" && group !== bestStart + bestLength) text3 += ":";
    text3 += (bytes2[at + 2 * group] << 8 | bytes2[at + 2 * group + 1]).toString(16);
  }
  return text3;
};
var SEEN_HIGH = new Int32Array(256);
var SEEN_LOW = new Int32Array(256);
var SEEN_LINKS = new Array(256).fill("00:00:00:00:00:00");
var formatEthernet = (bytes2, at) => {
  const high = bytes2[at] << 16 | bytes2[at + 1] << 8 | bytes2[at + 2];
  const low = bytes2[at + 3] << 16 | bytes2[at + 4] << 8 | bytes2[at + 5];
  const slot = 3 * high + low & 255;
  if (SEEN_HIGH[slot] === high && SEEN_LOW[slot] === low) return SEEN_LINKS[slot];
  const text3 = formatOctets(bytes2, at, at + 6);
  SEEN_HIGH[slot] = high;
  SEEN_LOW[slot] = low;
  SEEN_LINKS[slot] = text3;
  return text3;
};
var formatLinkAddress = (bytes2, start2, end) => end - start2 === 6 ? formatEthernet(bytes2, start2) : formatOctets(bytes2, start2, end);
var addressEnd = (least, bytes2, start2, end) => {
  let until = end;
  while (until > start2 + least && bytes2[until - 1] === 0) until--;
  return until;
};
var formatOctets = (bytes2, start2, end) => {
  if (start2 === end) return "";
  let text3 = HEX[bytes2[start2]];
  for (let at = start2 + 1; at < end; at++) text3 += `:${HEX[bytes2[at]]}`;
  return text3;
};
var formatMpls = (bytes2, start2, end) => {
  const labels = [];
  for (let at = start2; at + 4 <= end; at += 4) {
    labels.push(bytes2[at] << 12 | bytes2[at + 1] << 4 | bytes2[at + 2] >>> 4);
    const rest = bytes2[at + 2] & 15 | bytes2[at + 3];
    const last = at + 4 === end;
    if (rest !== (last ? 1 : 0)) return void 0;
  }
  return labels.join("/");
};
var SEEN = new Array(1024);
var formatString = (bytes2, start2, end) => {
  let hash = end - start2;
  for (let at = start2; at < end; at++) hash = Math.imul(hash, 31) + bytes2[at] | 0;
  const slot = hash & 1023;
  const seen = SEEN[slot];
  if (seen !== void 0 && equals(seen, bytes2, start2, end)) return seen;
  const text3 = decodeUtf8(bytes2.subarray(start2, end));
  if (text3.length === end - start2 && text3.length <= 64) SEEN[slot] = text3;
  return text3;
};
var equals = (text3, bytes2, start2, end) => {
  if (text3.length !== end - start2) return false;
  for (let at = start2, i = 0; at < end; at++, i++) if (text3.charCodeAt(i) !== bytes2[at]) return false;
  return true;
};

// src/netlink/codec/decode.ts
var ORDERS = ["be", "le"];
var hostOrder = ORDERS[new Uint8Array(Uint16Array.of(1).buffer)[0]];
var Malformed = class extends Error {
};
var MAX_LEVELS = 64;
var Reader = class {
  constructor(bytes2, options3) {
    this.levels = 0;
    this.bytes = new Uint8Array(bytes2.buffer, bytes2.byteOffset, bytes2.byteLength);
    this.view = new DataView(bytes2.buffer, bytes2.byteOffset, bytes2.byteLength);
    this.little = (options3.order ?? hostOrder) === "le";
    this.options = options3;
    this.spans = options3.spans;
  }
  problem(path, offset, message2) {
    if (this.options.strict === true) throw new DecodeError(message2, path, offset);
    this.options.problems?.push({ path, offset, message: message2 });
  }
  node(node, start2, end, scope, path) {
    switch (node.type) {
      case "scalar":
        return this.scalar(node, start2, end);
      case "uint":
        return this.scalar(end - start2 === 8 ? u64 : u32, start2, end);
      case "enum":
        return this.enumeration(node, start2, end);
      case "flags":
        return flagWords(node, this.scalar(node.scalar, start2, end));
      case "text":
        return this.text(node, start2, end);
      case "bytes":
        if (node.size !== void 0 && end - start2 !== node.size)
          throw new Malformed(lengthMessage(node.size, end - start2));
        return this.bytes.slice(start2, end);
      case "flag":
        if (node.reported === true && end - start2 === 1) return this.bytes[start2] !== 0;
        if (end !== start2) throw new Malformed(lengthMessage(0, end - start2));
        return true;
      case "identifier":
        if (end - start2 !== 8) throw new Malformed(lengthMessage(8, end - start2));
        return this.identifier(node, start2);
      case "list":
        return this.list(node, start2, end, scope, path);
      case "vector":
        return this.vector(node, start2, end);
      case "struct":
        return this.struct(node, start2, end, scope, path);
      case "items":
        return this.items(node, start2, end, scope, path);
      case "groups":
        return this.groups(node, start2, end, scope, path);
      case "attributes":
        return this.attributes(node, {}, start2, end, scope.header, path);
      case "message":
        return this.message(node, start2, end, path);
      case "records":
        return this.records(node, start2, end, scope, path);
      case "select":
        return this.node(choose(node, scope), start2, end, scope, path);
    }
  }
  scalar({ size, signed, order }, start2, end) {
    if (end - start2 !== size) throw new Malformed(lengthMessage(size, end - start2));
    const little5 = order === "host" && this.little;
    switch (size) {
      case 1:
        return signed ? this.view.getInt8(start2) : this.view.getUint8(start2);
      case 2:
        return signed ? this.view.getInt16(start2, little5) : this.view.getUint16(start2, little5);
      case 4:
        return signed ? this.view.getInt32(start2, little5) : this.view.getUint32(start2, little5);
      case 8:
        return signed ? this.view.getBigInt64(start2, little5) : this.view.getBigUint64(start2, little5);
    }
  }
  enumeration(node, start2, end) {
    const number2 = this.scalar(node.scalar, start2, end);
    return node.words.get(number2) ?? number2;
  }
  identifier({ order, words }, start2) {
    const text3 = `0x${this.view.getBigUint64(start2, order === "host" && this.little).toString(16)}`;
    return words?.get(text3) ?? text3;
  }
  text(node, start2, end) {
    const { format, size, least } = node;
    if (size !== void 0 && end - start2 !== size) throw new Malformed(lengthMessage(size, end - start2));
    const length = end - start2;
    switch (format) {
      case "string": {
        let stop = start2;
        while (stop < end && this.bytes[stop] !== 0) stop++;
        return formatString(this.bytes, start2, stop);
      }
      case "lladdr":
        return formatLinkAddress(
          this.bytes,
          start2,
          least === void 0 ? end : addressEnd(least, this.bytes, start2, end)
        );
      case "mpls": {
        const labels = length % 4 === 0 && length > 0 ? formatMpls(this.bytes, start2, end) : void 0;
        if (labels === void 0) throw new Malformed("not an MPLS label stack");
        return labels;
      }
      default:
        if (length === 0 && node.none === true) return void 0;
        if (length === 4) return formatIpv4(this.bytes, start2);
        if (length === 16) return formatIpv6(this.bytes, start2);
        throw new Malformed(`an address has 4 or 16 bytes, not ${length}`);
    }
  }
  list(node, start2, end, scope, path) {
    const size = sizeOfEach(node);
    if ((end - start2) % size !== 0) throw new Malformed(`${end - start2} bytes are no list of ${size}-byte values`);
    if (node.count !== void 0 && end - start2 !== node.count * size)
      throw new Malformed(lengthMessage(node.count * size, end - start2));
    const values = [];
    for (let at = start2; at < end; at += size)
      values.push(this.node(node.of, at, at + size, scope, joinPath(path, values.length)));
    return values;
  }
  /** Places that the bytes don't reach are undefined; those behind the last known name have their number as key. */
  vector({ of, names, first }, start2, end) {
    if ((end - start2) % of.size !== 0)
      throw new Malformed(`${end - start2} bytes are no vector of ${of.size}-byte values`);
    const value = {};
    for (const name of names) value[name] = void 0;
    for (let at = start2, place2 = 0; at < end; at += of.size, place2++)
      value[names[place2] ?? String(place2 + first)] = this.scalar(of, at, at + of.size);
    return value;
  }
  /** Fields that don't fit any more are undefined; bytes that no field takes are kept under `tail`. */
  struct(node, start2, end, { header: header2 }, path) {
    const value = {};
    const scope = { header: header2, attributes: value };
    let taken2 = start2;
    for (const { key, node: field, offset, size } of node.fields) {
      const from = start2 + offset;
      const until = size === void 0 ? openEnd(field, value, from, end) : from + size;
      value[key] = void 0;
      if (from > end || until > end) continue;
      const inner = joinPath(path, key);
      const span = this.open("field", from, until - from, key, node.fieldName(key) ?? void 0, inner, field);
      value[key] = this.node(field, from, until, scope, inner);
      this.close(span, value[key]);
      taken2 = until;
    }
    if (end - start2 >= node.size) taken2 = Math.max(taken2, start2 + node.size);
    if (taken2 < end) value["tail"] = this.bytes.slice(taken2, end);
    if (this.options.exact === true && end - start2 >= node.size && !saysAll(node, this.bytes, start2))
      attachLayout(value, [{ image: this.bytes.slice(start2, start2 + node.size) }]);
    return value;
  }
  attributes(table7, value, start2, end, header2, path) {
    if (this.levels === MAX_LEVELS) throw new Malformed(`nested more than ${MAX_LEVELS} levels deep`);
    this.levels++;
    try {
      return this.nest(table7, value, start2, end, header2, path);
    } finally {
      this.levels--;
    }
  }
  nest(table7, value, start2, end, header2, path) {
    const layout = this.options.exact === true ? [] : void 0;
    const nest = { table: table7, value, scope: { header: header2, attributes: value }, path, layout };
    const keys = keysOf(table7);
    const waiting = [];
    this.each(start2, end, path, layout, (found2) => {
      const { id: id2, type, from, after } = found2;
      const key = keys.get(id2);
      const row = key === void 0 ? void 0 : table7.rows[key];
      if (key === void 0 || row === void 0) return this.foreign(nest, found2);
      if (path === "" && this.options.skip?.has(key) === true) return;
      if (key in value && !row.repeated) {
        const entry = this.keep(nest, found2);
        layout?.push(entry);
        return this.problem(joinPath(path, key), from, "stands there twice");
      }
      value[key] ??= row.repeated ? [] : void 0;
      const place2 = layout === void 0 ? 0 : layout.push({ key, type, ending: void 0, after }) - 1;
      const read3 = () => {
        const entry = this.attribute(nest, key, row, found2);
        if (layout !== void 0) layout[place2] = entry;
      };
      if (row.node.type === "select" && !row.node.by.startsWith("header.")) waiting.push(read3);
      else read3();
    });
    for (const read3 of waiting) read3();
    if (layout !== void 0) attachLayout(value, layout);
    return value;
  }
  /** Reads the value of one attribute, or keeps its bytes where it is malformed. */
  attribute(nest, key, { node, repeated: repeated2 }, found2) {
    const { table: table7, value, scope, path, layout } = nest;
    const { type, from, until, after } = found2;
    const chosen = node.type === "select" ? chooseAll(node, scope) : node;
    if (repeated2) value[key] ??= [];
    const list2 = repeated2 ? value[key] : void 0;
    const inner = list2 === void 0 ? joinPath(path, key) : joinPath(joinPath(path, key), list2.length);
    const span = this.open(
      "attribute",
      from - NLA_HDRLEN,
      until - from + NLA_HDRLEN,
      key,
      constantOf(table7, key),
      inner,
      chosen
    );
    let read3;
    try {
      read3 = this.node(chosen, from, until, scope, inner);
    } catch (error) {
      if (!(error instanceof Malformed)) throw error;
      this.problem(inner, from, error.message);
    }
    this.close(span, read3);
    if (read3 === void 0) {
      if (list2 === void 0 || list2.length === 0) delete value[key];
      return this.keep(nest, found2);
    }
    if (list2 === void 0) value[key] = read3;
    else list2.push(read3);
    return { key, type, ending: layout && endingOf(chosen, this.bytes, from, until), after };
  }
  /** An attribute that the table does not know. */
  foreign(nest, found2) {
    const { from, until, id: id2 } = found2;
    const entry = this.keep(nest, found2);
    nest.layout?.push(entry);
    this.close(
      this.open(
        "unknown",
        from - NLA_HDRLEN,
        until - from + NLA_HDRLEN,
        String(id2),
        void 0,
        joinPath(nest.path, `#${id2}`),
        void 0
      ),
      void 0
    );
  }
  /** Calls back for every attribute between two offsets; what is left and no attribute is a problem. */
  each(start2, end, path, layout, visit) {
    let at = start2;
    while (end - at >= NLA_HDRLEN) {
      const length = this.view.getUint16(at, this.little);
      if (length < NLA_HDRLEN || length > end - at) break;
      const type = this.view.getUint16(at + 2, this.little);
      const until = at + length;
      const after = layout === void 0 ? void 0 : gapAfter(this.bytes, at, until, end);
      visit({ id: type & NLA_TYPE_MASK, type, from: at + NLA_HDRLEN, until, after });
      at += Math.min(align4(length), end - at);
    }
    if (at === end) return;
    layout?.push({ rest: this.bytes.slice(at, end) });
    this.problem(path, at, `${end - at} bytes that are no attribute`);
  }
  /** An attribute that no row can take is kept as it came. */
  keep({ value }, { id: id2, type, from, until, after }) {
    const unknown = { id: id2, bytes: this.bytes.slice(from, until) };
    const kept = value["unknown"];
    if (kept === void 0) value["unknown"] = [unknown];
    else kept.push(unknown);
    return { unknown, type, after };
  }
  items(node, start2, end, scope, path) {
    const values = [];
    const layout = this.options.exact === true ? [] : void 0;
    this.each(start2, end, path, layout, ({ id: id2, type, from, until, after }) => {
      const inner = joinPath(path, values.length);
      if (node.id !== void 0 && id2 !== node.id) throw new Malformed(`item of type ${id2}, expected ${node.id}`);
      const span = this.open(
        "item",
        from - NLA_HDRLEN,
        until - from + NLA_HDRLEN,
        String(values.length),
        void 0,
        inner,
        node.of
      );
      const value = this.node(node.of, from, until, scope, inner);
      this.close(span, value);
      layout?.push({ key: String(values.length), type, ending: endingOf(node.of, this.bytes, from, until), after });
      values.push(value);
    });
    if (layout !== void 0) attachLayout(values, layout);
    return values;
  }
  /** A new group begins with an attribute that the last one has already. */
  groups({ of }, start2, end, { header: header2 }, path) {
    const cuts = [];
    let types2 = /* @__PURE__ */ new Set();
    for (let at = start2; end - at >= NLA_HDRLEN; ) {
      const length = this.view.getUint16(at, this.little);
      if (length < NLA_HDRLEN || length > end - at) break;
      const type = this.view.getUint16(at + 2, this.little) & NLA_TYPE_MASK;
      if (cuts.length === 0 || types2.has(type)) {
        cuts.push(at);
        types2 = /* @__PURE__ */ new Set();
      }
      types2.add(type);
      at += Math.min(align4(length), end - at);
    }
    if (cuts.length === 0 && start2 < end) cuts.push(start2);
    return cuts.map(
      (from, place2) => this.attributes(of, {}, from, cuts[place2 + 1] ?? end, header2, joinPath(path, place2))
    );
  }
  message(node, start2, end, path) {
    const struct3 = headerOf(node, end - start2);
    const { name, size } = struct3;
    if (end - start2 < size)
      throw new Malformed(`${end - start2} bytes are too few for ${name ?? "the header"} (${size})`);
    const scope = { header: {}, attributes: {} };
    const span = this.open("header", start2, size, "header", name, joinPath(path, "header"), struct3);
    const header2 = this.struct(struct3, start2, start2 + size, scope, joinPath(path, "header"));
    this.close(span, header2);
    const first = Math.min(start2 + align4(size), end);
    const value = this.attributes(node.attributes, { header: header2 }, first, end, header2, path);
    const padding = this.bytes.slice(start2 + size, first);
    if (struct3 !== node.header) layoutOf(value)?.unshift({ padding, header: size });
    else if (first === end || padding.some((byte) => byte !== 0)) layoutOf(value)?.unshift({ padding });
    return value;
  }
  records(node, start2, end, scope, path) {
    const { size } = node.header;
    const lengthAt = lengthOffset(node);
    const values = [];
    let at = start2;
    while (at < end) {
      const inner = joinPath(path, values.length);
      const length = end - at < size ? 0 : this.view.getUint16(at + lengthAt, this.little);
      if (length < size || length > end - at)
        throw new Malformed(`record ${values.length} has a length of ${length} where ${end - at} bytes are left`);
      const span = this.open("item", at, length, String(values.length), node.header.name, inner, node.header);
      const header2 = this.struct(node.header, at, at + size, scope, joinPath(inner, "header"));
      delete header2[node.length];
      const value = this.attributes(node.attributes, { header: header2 }, at + size, at + length, scope.header, inner);
      this.close(span, value);
      values.push(value);
      at += Math.min(align4(length), end - at);
    }
    return values;
  }
  /** Starts a span when spans are wanted; those read before `close` are its children. */
  open(kind, offset, length, name, constant, path, node) {
    if (this.spans === void 0) return void 0;
    const span = { kind, offset, length, name, constant, path, node, value: void 0, children: [] };
    const outer2 = this.spans;
    outer2.push(span);
    this.spans = span.children;
    return { span, outer: outer2 };
  }
  close(opened, value) {
    if (opened === void 0) return;
    opened.span.value = value;
    this.spans = opened.outer;
  }
};
var openEnd = (node, value, from, end) => node.type === "list" && node.countedBy !== void 0 ? Math.min(end, from + (Number(value[node.countedBy]) + 1) * sizeOfEach(node)) : end;
var headerOf = ({ header: header2, short = header2 }, length) => length > 0 && length < header2.size ? short : header2;
var lengthMessage = (expected, found2) => `${found2} bytes, expected ${expected}`;
var KEYS2 = /* @__PURE__ */ new WeakMap();
var keysOf = (table7) => {
  let keys = KEYS2.get(table7);
  if (keys === void 0) {
    keys = new Map(Object.entries(table7.rows).map(([key, row]) => [row.id, key]));
    KEYS2.set(table7, keys);
  }
  return keys;
};
var choose = (node, scope) => {
  const by = node.by.startsWith("header.") ? scope.header[node.by.slice(7)] : scope.attributes[node.by];
  const word2 = String(by);
  return by !== void 0 && Object.hasOwn(node.cases, word2) ? node.cases[word2] : node.otherwise;
};
var chooseAll = (node, scope) => {
  const chosen = choose(node, scope);
  return chosen.type === "select" ? chooseAll(chosen, scope) : chosen;
};
var decode = (node, bytes2, options3 = {}) => {
  try {
    const scope = { header: {}, attributes: {} };
    return new Reader(bytes2, options3).node(node, 0, bytes2.length, scope, "");
  } catch (error) {
    if (error instanceof Malformed) throw new DecodeError(error.message, "", 0);
    throw error;
  }
};

// src/netlink/codec/spans.ts
var describe2 = (node, bytes2, options3 = {}) => {
  const spans = [];
  const value = decode(node, bytes2, { ...options3, spans });
  return { value, spans };
};
var spanAt = (spans, offset) => {
  const span = spans.find((candidate) => offset >= candidate.offset && offset < candidate.offset + candidate.length);
  return span === void 0 ? void 0 : spanAt(span.children, offset) ?? span;
};

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
  constructor(bytes2, start2, length) {
    this.free = true;
    this.bytes = bytes2;
    this.start = start2;
    this.length = length;
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
var copied = ({ bytes: bytes2, start: start2, length }) => {
  const place2 = length > LONG ? void 0 : enter();
  const into = place2?.bytes ?? new Uint8Array(ROOM + align4(length));
  const at = place2?.at ?? ROOM;
  copy(bytes2, start2, length, into, at);
  into.fill(0, at + length, align4(at + length));
  if (place2 !== void 0) leave(at + length);
  return new Payload(into, at, length);
};
var SHORT = 128;
var copy = (from, start2, length, to, at) => {
  if (length > SHORT) to.set(from.subarray(start2, start2 + length), at);
  else for (let place2 = 0; place2 < length; place2++) to[at + place2] = from[start2 + place2];
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
var alignMessage = (length) => length + 3 & ~3;
function* frames(bytes2, little5) {
  const view = new DataView(bytes2.buffer, bytes2.byteOffset, bytes2.byteLength);
  let at = 0;
  while (bytes2.length - at >= NLMSG_HDRLEN) {
    const length = view.getUint32(at + NLMSG_LEN_AT, little5);
    if (length < NLMSG_HDRLEN || length > bytes2.length - at) break;
    yield {
      type: view.getUint16(at + NLMSG_TYPE_AT, little5),
      flags: view.getUint16(at + NLMSG_FLAGS_AT, little5),
      seq: view.getUint32(at + NLMSG_SEQ_AT, little5),
      port: view.getUint32(at + NLMSG_PID_AT, little5),
      start: at,
      end: at + length
    };
    at += Math.min(alignMessage(length), bytes2.length - at);
  }
  return { rest: bytes2.length - at };
}
var checkFlags = (flags2) => {
  if ((flags2 & 65535) !== flags2) throw new EncodeError("flags", "message flags, an integer from 0 to 65535", flags2);
};
var checkPayload = (payload) => {
  if (!(payload instanceof Payload) && !(payload instanceof Uint8Array))
    throw new EncodeError("payload", "bytes (a Uint8Array)", payload);
};
var framedLength = ({ length }) => alignMessage(NLMSG_HDRLEN + length);
var putRequest = (bytes2, at, type, flags2, payload, little5) => {
  putHeader(bytes2, at, type, flags2, payload.length, little5);
  if (payload instanceof Payload) copy(payload.bytes, payload.start, payload.length, bytes2, at + NLMSG_HDRLEN);
  else copy(payload, 0, payload.length, bytes2, at + NLMSG_HDRLEN);
};
var putHeader = (bytes2, at, type, flags2, length, little5) => {
  if ((type & 65535) !== type) throw new EncodeError("type", "a message type, an integer from 0 to 65535", type);
  checkFlags(flags2);
  put32(bytes2, at + NLMSG_LEN_AT, NLMSG_HDRLEN + length, little5);
  put16(bytes2, at + NLMSG_TYPE_AT, type, little5);
  put16(bytes2, at + NLMSG_FLAGS_AT, flags2 | NLM_F_REQUEST, little5);
  put32(bytes2, at + NLMSG_SEQ_AT, 0, little5);
  put32(bytes2, at + NLMSG_PID_AT, 0, little5);
};
var frameRequest = (type, flags2, payload, little5) => {
  const bytes2 = new Uint8Array(framedLength(payload));
  putRequest(bytes2, 0, type, flags2, payload, little5);
  return bytes2;
};
var bytesOf2 = ({ bytes: bytes2, start: start2, end }) => bytes2.subarray(start2, end);
var place = { bytes: new Uint8Array(0), start: 0, end: 0 };
var frameShared = (type, flags2, payload, little5) => {
  checkPayload(payload);
  const { bytes: bytes2, start: start2, length } = roomy(payload);
  putHeader(bytes2, start2 - NLMSG_HDRLEN, type, flags2, length, little5);
  place.bytes = bytes2;
  place.start = start2 - NLMSG_HDRLEN;
  place.end = alignMessage(start2 + length);
  return place;
};
var roomy = (payload) => {
  if (!(payload instanceof Payload)) return copied({ bytes: payload, start: 0, length: payload.length });
  return payload.takeRoom() ? payload : copied(payload);
};
var askNoAck = ({ bytes: bytes2, start: start2 }, little5) => {
  const at = start2 + (little5 ? NLMSG_FLAGS_AT : NLMSG_FLAGS_AT + 1);
  bytes2[at] = bytes2[at] & ~NLM_F_ACK;
};
var put32 = (bytes2, at, value, little5) => {
  put16(bytes2, little5 ? at : at + 2, value, little5);
  put16(bytes2, little5 ? at + 2 : at, value >>> 16, little5);
};
var put16 = (bytes2, at, value, little5) => {
  bytes2[little5 ? at : at + 1] = value;
  bytes2[little5 ? at + 1 : at] = value >>> 8;
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
var readAck = (message2, flags2, order) => {
  const view = new DataView(message2.buffer, message2.byteOffset, message2.byteLength);
  const little5 = order === "le";
  if (message2.length < NLMSG_HDRLEN + 4) return { errno: EBADMSG, attributes: void 0 };
  const errno = -view.getInt32(NLMSG_HDRLEN, little5);
  const echo = NLMSG_HDRLEN + 4;
  if ((flags2 & NLM_F_ACK_TLVS) === 0 || message2.length < echo + NLMSG_HDRLEN) return { errno, attributes: void 0 };
  const echoed = (flags2 & NLM_F_CAPPED) !== 0 ? NLMSG_HDRLEN : view.getUint32(echo, little5);
  const start2 = echo + 4 * Math.ceil(echoed / 4);
  return {
    errno,
    attributes: start2 < message2.length ? decode(nlmsgerr, message2.subarray(start2), { order }) : void 0
  };
};
var readDone = (message2, flags2, order) => {
  const view = new DataView(message2.buffer, message2.byteOffset, message2.byteLength);
  if (message2.length < NLMSG_HDRLEN + 4) return { errno: 0, attributes: void 0 };
  const errno = Math.max(0, -view.getInt32(NLMSG_HDRLEN, order === "le"));
  const told = (flags2 & NLM_F_ACK_TLVS) !== 0 && message2.length > NLMSG_HDRLEN + 4;
  return { errno, attributes: told ? decode(nlmsgerr, message2.subarray(NLMSG_HDRLEN + 4), { order }) : void 0 };
};
var tableOf = (node) => node?.type === "attributes" ? node : node?.type === "message" ? node.attributes : void 0;
var missingPath = (table7, path, type) => {
  const key = Object.entries(table7?.rows ?? {}).find(([, row]) => row.id === type)?.[0];
  return key === void 0 || table7 === void 0 ? joinPath(path, `#${type}`) : joinPath(path, key);
};
var spansOf = (node, payload, order) => {
  try {
    return describe2(node, payload, { order }).spans;
  } catch (error) {
    if (!(error instanceof DecodeError)) throw error;
    return [];
  }
};
var explain = (told, request2, node, order) => {
  const spans = node === void 0 ? [] : spansOf(node, request2.subarray(NLMSG_HDRLEN), order);
  const at = (offset) => spanAt(spans, offset - NLMSG_HDRLEN);
  const nest = told.missNest === void 0 ? void 0 : at(told.missNest);
  const table7 = told.missNest === void 0 ? tableOf(node) : tableOf(nest?.node);
  return {
    message: told.msg,
    offset: told.offs,
    path: told.offs === void 0 ? void 0 : at(told.offs)?.path,
    missing: told.missType === void 0 ? void 0 : missingPath(table7, nest?.path ?? "", told.missType),
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
    for (const one of this.barriers.keys()) if (one === seq || precedes(one, seq)) this.barriers.delete(one);
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
    for (const [seq, one] of this.barriers) if (one === ticket) return seq;
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
    return this.list.slice(this.head).filter((one) => !one.landed)[Symbol.iterator]();
  }
  /** A list that is emptied one by one keeps its memory. */
  reset() {
    while (this.list.length > 0) this.list.pop();
    this.head = 0;
  }
  compact() {
    this.list = this.list.filter((one) => !one.landed);
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
  add({ bytes: bytes2, start: start2, end }) {
    this.count++;
    this.length += end - start2;
    if (bytes2 !== this.bytes || start2 !== this.end) {
      this.cutOff();
      this.bytes = bytes2;
      this.start = start2;
    }
    this.end = end;
  }
  finish() {
    this.cutOff();
    return this.pieces;
  }
  cutOff() {
    const { bytes: bytes2, start: start2, end } = this;
    if (bytes2 !== void 0) this.pieces.push(bytesOf2({ bytes: bytes2, start: start2, end }));
  }
};

// src/netlink/protocol/engine.ts
var MAX_FRAMES = 256;
var MAX_BYTES = 65536;
var ACK_BYTES = 3328;
var USUAL_ANSWER = 4096;
var weightOfAnswer = (length) => 1 + Math.ceil(2 * length / ACK_BYTES);
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
    const load = new OutgoingBuilder();
    let answers = 0;
    let single = true;
    let alone = false;
    let conclude = this.conclusive && !this.answersEach;
    if (this.holes > 0) this.requeue(this.waitingInQueue());
    if (this.doubt.due && (this.waiting > 0 || this.dumping?.cutAt !== void 0)) load.add(this.barrier(ticket));
    while (this.head < this.queue.length && !alone) {
      const { kind, start: start2, end } = this.queue[this.head];
      const room2 = Math.min(this.window - this.claimed, MAX_FRAMES - load.count);
      const left = MAX_BYTES - load.length;
      const apart2 = kind === "atomic" || !this.answersEach;
      if (room2 < this.weightOf(kind) && (this.claimed > 0 || load.count > 0)) break;
      if (load.count > 0 && (end - start2 > left || apart2)) break;
      const hushed = kind === "change" && this.mayBeSilent;
      const last = hushed ? this.lastOfTrain(room2, left) : this.head;
      const train = last === this.head ? ALONE : this.queue.slice(this.head, last);
      const flight = this.launch(this.queue[last], ticket, train);
      this.waiting += train.length + 1;
      this.claimed += train.length + flight.weight;
      alone = apart2;
      if (hushed) this.dropAck(flight);
      else this.flights.add(flight);
      if (hushed) conclude = true;
      else if (kind === "ask" || kind === "change") answers++;
      else single = false;
      for (; this.head <= last; this.head++) load.add(this.queue[this.head]);
    }
    if (this.head === this.queue.length) this.requeue([]);
    const room = load.count < (this.answersEach ? MAX_FRAMES : 1) && !alone;
    const dump = this.dumping === void 0 && room ? this.dumps.shift() : void 0;
    if (dump !== void 0) {
      this.dumping = this.launch(dump, ticket);
      this.flights.add(this.dumping);
      load.add(dump);
      single = false;
    }
    const { count: count2 } = load;
    if (count2 === 0) return void 0;
    this.ticket = ticket + 1 >>> 0;
    return { ticket, frames: load.finish(), count: count2, answers: single ? answers : 0, conclude };
  }
  /** Gives a request its number, for one that is sent past the queue. */
  number({ bytes: bytes2, start: start2 }) {
    const seq = this.nextSeq();
    this.stamp(bytes2, start2, seq);
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
  receive(bytes2, view, start2, end, elsewhere = false) {
    let at = start2;
    while (end - at >= NLMSG_HDRLEN) {
      const length = view.getUint32(at, this.little);
      if (length < NLMSG_HDRLEN || length > end - at) break;
      this.message(bytes2, view, at, at + length, elsewhere);
      at += alignMessage(length);
    }
    if (at < end) this.garbled(at - start2);
    this.doubt.heard();
  }
  /** A datagram that did not fit: what it answered fails. */
  truncated(view, start2, stored, length) {
    const flight = stored < NLMSG_HDRLEN ? void 0 : this.answered(view, start2);
    if (flight === void 0) return this.overrun();
    const one = member(flight, view.getUint32(start2 + NLMSG_SEQ_AT, this.little));
    if (one !== void 0) return one.failed(new TruncatedError(one.operation, length));
    const error = new TruncatedError(flight.exchange.operation, length);
    if (flight === this.dumping) this.cut(flight, error);
    else if (this.last(flight, view, start2)) this.fail(flight, error);
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
      ...train.filter((one) => one !== void 0),
      ...abandoned ? [] : [exchange]
    ]);
    for (const list2 of [this.waitingInQueue(), this.dumps]) for (const one of list2) exchanges.push(one);
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
  message(bytes2, view, start2, end, elsewhere) {
    const seq = view.getUint32(start2 + NLMSG_SEQ_AT, this.little);
    const type = view.getUint16(start2 + NLMSG_TYPE_AT, this.little);
    const flight = this.latest?.seq === seq ? this.latest : this.idle ? void 0 : this.find(seq);
    const ours = !elsewhere && view.getUint32(start2 + NLMSG_PID_AT, this.little) === this.port;
    if (type === NLMSG_ERROR && ours && this.doubt.answered(seq)) return this.decide(seq, true);
    if (type === NLMSG_OVERRUN) return this.overrun();
    if (flight === void 0 || !ours) {
      if (type >= NLMSG_MIN_TYPE) this.notifications.notification(bytes2, view, start2, end);
      return;
    }
    this.latest = flight;
    const flags2 = view.getUint16(start2 + NLMSG_FLAGS_AT, this.little);
    if (type === NLMSG_ERROR && isPlainSuccess(view, start2, end, flags2))
      return this.acknowledged(flight, SUCCESS, seq);
    if (type === NLMSG_ERROR)
      return this.acknowledged(flight, readAck(bytes2.subarray(start2, end), flags2, this.order), seq);
    if (type === NLMSG_DONE) {
      if ((flags2 & NLM_F_DUMP_INTR) !== 0) flight.interrupted = true;
      return this.acknowledged(flight, readDone(bytes2.subarray(start2, end), flags2, this.order), seq);
    }
    if (type < NLMSG_MIN_TYPE) return;
    if (!isReply(flight, flags2)) return this.notifications.notification(bytes2, view, start2, end);
    if ((flags2 & NLM_F_DUMP_INTR) !== 0) flight.interrupted = true;
    if (flight.cutAt !== void 0) flight.cutAt = this.seq;
    flight.heard = true;
    if (end - start2 > this.longest && flight !== this.dumping) this.expect(end - start2);
    if (!flight.abandoned) this.reply(flight, bytes2, view, start2, end);
    if (flight.exchange.kind === "ask") this.acknowledged(flight, SUCCESS, seq);
  }
  reply(flight, bytes2, view, start2, end) {
    try {
      flight.exchange.reply?.(bytes2, view, start2, end);
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
    for (const one of train) one?.done(false);
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
  isHopeless({ exchange: { kind }, heard }) {
    if (kind === "dump") return !heard && this.answersAtOnce;
    return kind !== "ask" || this.answersAtOnce;
  }
  expect(length) {
    this.longest = length;
    this.answerWeight = weightOfAnswer(length);
  }
  /** The part of the window that a request of that kind takes. */
  weightOf(kind) {
    return kind === "change" || kind === "atomic" ? 1 : this.answerWeight;
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
    for (const one of flight.train) one?.failed(error);
    if (!flight.abandoned) flight.exchange.failed(error);
  }
  /** Settles a request at once; its answers keep coming and are dropped. */
  abandon(flight, error) {
    if (flight.abandoned) return;
    flight.abandoned = true;
    flight.exchange.failed(error);
  }
  find(seq) {
    return this.flights.find(seq) ?? this.quiet.find((one) => seq >= one.first && seq <= one.seq);
  }
  /** The request that a message of the kernel's answers. */
  answered(view, start2) {
    const flight = this.find(view.getUint32(start2 + NLMSG_SEQ_AT, this.little));
    const ours = view.getUint32(start2 + NLMSG_PID_AT, this.little) === this.port;
    if (flight === void 0 || !ours) return void 0;
    const control = view.getUint16(start2 + NLMSG_TYPE_AT, this.little) < NLMSG_MIN_TYPE;
    return control || isReply(flight, view.getUint16(start2 + NLMSG_FLAGS_AT, this.little)) ? flight : void 0;
  }
  /** Whether nothing comes behind this answer. */
  last(flight, view, start2) {
    const type = view.getUint16(start2 + NLMSG_TYPE_AT, this.little);
    return flight.exchange.kind === "ask" || type < NLMSG_MIN_TYPE;
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
    const request2 = { bytes: bytes2, start: 0, end: bytes2.length };
    this.doubt.sent(this.number(request2), ticket);
    return request2;
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
        for (const one of flight.train) one?.failed(new OverrunError(one.operation));
        if (again && (exchange.kind === "get" || exchange.kind === "ask") && !abandoned) unanswered2.push(exchange);
        else if (!abandoned) exchange.failed(new OverrunError(exchange.operation));
      }
    }
    if (unanswered2.length > 0) this.requeue(unanswered2.concat(this.waitingInQueue()));
  }
  requeue(queue) {
    this.queue = queue;
    this.head = 0;
    this.holes = 0;
    this.lastHole = 0;
  }
  /** Where in the queue the last one stands of the changes that are settled together from here on. */
  lastOfTrain(most, bytes2) {
    const end = Math.min(this.head + most, this.queue.length);
    let at = this.head;
    for (let left = bytes2; at < end; at++) {
      const { kind, start: start2, end: behind } = this.queue[at];
      left -= behind - start2;
      if (kind !== "change" || left < 0) break;
    }
    return Math.max(at - 1, this.head);
  }
  dropAck(flight) {
    for (const one of flight.train) askNoAck(one, this.little);
    askNoAck(flight.exchange, this.little);
    this.quiet.push(flight);
  }
  /** `train`: the changes before it that are settled with it. */
  launch(exchange, ticket, train = ALONE) {
    if (this.seq >= 4294967295 - train.length) this.seq = 0;
    for (const one of train) this.number(one);
    if (exchange.kind === "atomic") return flightOf(exchange, ticket, 1, ...this.numberAll(exchange));
    const weight = exchange.kind === "dump" ? 0 : this.weightOf(exchange.kind);
    const seq = this.number(exchange);
    return flightOf(exchange, ticket, weight, seq, seq - train.length, train);
  }
  /** Numbers in a row: which of them will be acknowledged last, and the first. */
  numberAll(request2) {
    const bytes2 = bytesOf2(request2);
    const messages2 = [...frames(bytes2, this.little)];
    if (this.seq > 4294967295 - messages2.length) this.seq = 0;
    const first = this.seq + 1;
    let last = first;
    for (const { start: start2, flags: flags2 } of messages2) {
      const seq = this.nextSeq();
      this.stamp(bytes2, start2, seq);
      if ((flags2 & NLM_F_ACK) !== 0) last = seq;
    }
    return [last, first];
  }
  stamp(bytes2, start2, seq) {
    put32(bytes2, start2 + NLMSG_SEQ_AT, seq, this.little);
  }
  /** Never 0, which notifications carry. */
  nextSeq() {
    this.seq = this.seq === 4294967295 ? 1 : this.seq + 1;
    return this.seq;
  }
};
var member = ({ train, first }, seq) => {
  const one = train[seq - first];
  if (one !== void 0) train[seq - first] = void 0;
  return one;
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
var isPlainSuccess = (view, start2, end, flags2) => end - start2 >= NLMSG_HDRLEN + 4 && view.getInt32(start2 + NLMSG_HDRLEN) === 0 && (flags2 & NLM_F_ACK_TLVS) === 0;
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
var conductOf = (protocol) => ({
  answersEach: EACH_MESSAGE.includes(protocol),
  answersAtOnce: !ANSWER_LATER.includes(protocol)
});

// src/netlink/transport/forgotten.ts
var found = /* @__PURE__ */ new Map();
var warn = () => {
  for (const [text3, count2] of found) {
    const message2 = count2 === 1 ? text3 : `${text3} (${count2} of them)`;
    process.emitWarning(message2, { type: "RtnlWarning", code: "RTNL_LEFT_OPEN" });
  }
  found.clear();
};
var warnOf = (text3) => {
  if (found.size === 0) setImmediate(warn);
  found.set(text3, (found.get(text3) ?? 0) + 1);
};
var forgotten = new FinalizationRegistry(warnOf);
var watchOver = (owner, text3) => forgotten.register(owner, text3, owner);
var letGo = (owner) => void forgotten.unregister(owner);

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
    const load = require2("node-gyp-build");
    loaded = load(packageRoot());
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
var LEFT_OPEN = "A netlink socket was garbage-collected: `close` its client when it is done with, or declare it with `await using`";
var little = hostOrder === "le";
var int = (value) => new Uint8Array(new Int32Array([value]).buffer);
var check = (syscall, result) => {
  if (result < 0) throw new SocketError(syscall, -result);
  return result;
};
var openSocket = ({ protocol = NETLINK_ROUTE, fd }) => {
  const native = loadNative();
  const socket = fd === void 0 ? native.open(AF_NETLINK, SOCK_RAW, protocol) : native.adopt(fd);
  if (typeof socket === "number") throw new SocketError(fd === void 0 ? "socket" : "adopt", -socket);
  return socket;
};
var setWhereKnown = (socket, option, value = 1) => {
  const result = socket.setsockopt(SOL_NETLINK, option, int(value));
  if (result !== -ENOPROTOOPT) check("setsockopt", result);
};
var setBuffer = (socket, force, ask, size) => {
  const forced = socket.setsockopt(SOL_SOCKET, force, int(size));
  if (forced === -EPERM2) check("setsockopt", socket.setsockopt(SOL_SOCKET, ask, int(size)));
  else check("setsockopt", forced);
};
var numberOf2 = (socket, option) => {
  const value = new Int32Array(1);
  check("getsockopt", socket.getsockopt(SOL_SOCKET, option, new Uint8Array(value.buffer)));
  return value[0];
};
var bindToPort = (socket) => {
  const address4 = new Uint8Array(SOCKADDR_NL);
  const view = new DataView(address4.buffer);
  const port = () => {
    check("getsockname", socket.getsockname(address4));
    if (view.getUint16(0, little) !== AF_NETLINK)
      throw new UnsupportedError("netlink", "the file descriptor is no AF_NETLINK socket");
    return view.getUint32(4, little);
  };
  const before = port();
  if (before !== 0) return before;
  address4.fill(0);
  view.setUint16(0, AF_NETLINK, little);
  check("bind", socket.bind(address4));
  return port();
};
var configure = (socket, options3) => {
  const port = bindToPort(socket);
  for (const option of [NETLINK_EXT_ACK, NETLINK_CAP_ACK, NETLINK_GET_STRICT_CHK]) setWhereKnown(socket, option);
  if (options3.listenAllNsid === true)
    check("setsockopt", socket.setsockopt(SOL_NETLINK, NETLINK_LISTEN_ALL_NSID, int(1)));
  setBuffer(socket, SO_RCVBUFFORCE, SO_RCVBUF, options3.receiveBuffer ?? RECEIVE_BUFFER);
  return port;
};
var protocolOf = (socket, { fd, protocol }) => {
  if (fd === void 0) return protocol ?? NETLINK_ROUTE;
  const actual = numberOf2(socket, SO_PROTOCOL);
  if (protocol === void 0 || protocol === actual) return actual;
  throw new UnsupportedError("netlink", `the file descriptor is a socket of protocol ${actual}, not ${protocol}`);
};
var takeOver = (socket, { listenAllNsid = false }) => {
  check("connect", socket.connect(new Uint8Array(SOCKADDR_NL)));
  const detached = socket.setsockopt(SOL_SOCKET, SO_DETACH_FILTER, int(0));
  if (detached !== -ENOENT) check("setsockopt", detached);
  check("setsockopt", socket.setsockopt(SOL_NETLINK, NETLINK_NO_ENOBUFS, int(0)));
  if (!listenAllNsid) setWhereKnown(socket, NETLINK_LISTEN_ALL_NSID, 0);
  const slab = borrow();
  try {
    let left = numberOf2(socket, SO_RCVBUF);
    for (let used = 1; used > 0 && left > 0; left -= used) used = check("recvmsg", socket.receive(slab.bytes, WINDOW));
  } finally {
    giveBack(slab);
  }
};
var KernelTransport = class {
  constructor(options3) {
    /**
     * netlink_sendmsg returns when the kernel has read what was sent and has queued what it says about it, unless a signal
     * interrupted it there. The I/O thread takes no signals.
     */
    this.conclusive = true;
    this.closed = false;
    this.sendBuffer = LEAST_BUFFER;
    this.socket = openSocket(options3);
    this.adopted = options3.fd !== void 0 && options3.fresh !== true;
    try {
      this.port = configure(this.socket, options3);
      this.protocol = protocolOf(this.socket, options3);
      if (this.adopted) takeOver(this.socket, options3);
      this.window = Math.max(1, Math.floor(SAFE_ACKS * numberOf2(this.socket, SO_RCVBUF) / DEFAULT_BUFFER));
    } catch (error) {
      this.socket.close();
      throw error;
    }
    watchOver(this, LEFT_OPEN);
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
  makeRoom(length) {
    const needed = length + SEND_OVERHEAD;
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
var nsidOf = ({ view }, start2, length, little5) => {
  for (let at = start2; at + CMSG_HEADER + 4 <= start2 + length; ) {
    const size = view.getUint32(little5 ? at : at + 4, little5);
    if (size < CMSG_HEADER || size > length) return void 0;
    const listened = view.getInt32(at + 8, little5) === SOL_NETLINK2 && view.getInt32(at + 12, little5) === NETLINK_LISTEN_ALL_NSID2;
    if (listened) return view.getInt32(at + CMSG_HEADER, little5);
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
var readRecords = (slab, used, little5, events) => {
  const { words, bytes: bytes2, view } = slab;
  let at = 0;
  while (at < used) {
    const word2 = at >>> 2;
    const size = words[word2];
    const length = words[word2 + 1];
    const flags2 = words[word2 + 2];
    if ((flags2 & (ERROR_RECEIVE | ERROR_SEND | CONCLUDED)) !== 0) {
      report(flags2, length, events);
    } else {
      const control = view.getUint16(at + 14, little5);
      const start2 = at + RECORD_HEADER + (control + 7 & ~7);
      const port = words[word2 + 5];
      if (port === 0) {
        const nsid2 = control === 0 ? void 0 : nsidOf(slab, at + RECORD_HEADER, control, little5);
        events.datagram(bytes2, view, start2, Math.min(start2 + length, at + size), length, nsid2);
      }
    }
    at += size;
  }
};
var soleDatagram = ({ words, view }, used, little5) => {
  const alone = used > 0 && words[0] === used && words[2] === 0 && words[5] === 0;
  return alone && view.getUint16(14, little5) === 0 ? words[1] : 0;
};

// src/netlink/transport/inline.ts
var EVERYTHING = 1024;
var MUCH = SLAB / 4;
var InlineTransport = class extends KernelTransport {
  constructor(options3) {
    super(options3);
    this.immediate = true;
    this.held = false;
    this.polling = false;
    this.ways = this.socket.ways();
    this.told = options3.listenAllNsid === true;
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
  send({ ticket, frames: frames2, answers, conclude }) {
    const slab = borrow();
    try {
      this.makeRoom(frames2[0].length);
      const used = this.socket.exchange(frames2, slab.bytes, WINDOW, this.most(conclude ? 0 : answers));
      this.handle(slab, used, ticket, conclude);
    } finally {
      giveBack(slab);
    }
  }
  exchange({ bytes: bytes2, start: start2, end }, most, slab) {
    this.makeRoom(end - start2);
    return this.ways.exchange(bytes2, start2, end, slab.bytes, WINDOW, this.most(most));
  }
  post({ bytes: bytes2, start: start2, end }) {
    this.makeRoom(end - start2);
    return this.ways.send(bytes2, start2, end);
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
  constructor(options3) {
    super(options3);
    this.immediate = true;
    this.backlog = [];
    this.held = false;
    /** Sends to go without looking out for their answer: the last look-outs were in vain. */
    this.resting = 0;
    this.vain = 0;
    this.slabs = Array.from({ length: SLABS }, () => slabOf(new SharedArrayBuffer(SLAB)));
    this.coalesce = options3.coalesce ?? 0;
    this.control = options3.listenAllNsid === true ? 1 : 0;
  }
  start(events) {
    this.events = events;
    const slabs = this.slabs.map(({ bytes: bytes2 }) => bytes2);
    const onSlab = (index, used) => this.take(index, used);
    const linger = this.coalesce > 0 ? 0 : LINGER_US;
    check("thread", this.socket.startThread(slabs, WINDOW, linger, onSlab, this.coalesce, this.control));
  }
  send({ ticket, frames: frames2, count: count2, answers, conclude }) {
    this.makeRoom(frames2[0].length);
    const result = this.socket.post(ticket, frames2, conclude ? 1 : 0);
    if (result < 0) this.events.sendFailed(ticket, new SocketError("sendmsg", -result));
    if ((answers > 0 || conclude) && count2 <= FEW && CORES > 1) this.lookOut();
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
    const next = this.backlog.shift();
    if (next === void 0) return;
    this.read(next.index, next.used);
    if (this.backlog.length > 0) setImmediate(() => this.catchUp());
  }
};

// src/netlink/transport/open.ts
var openKernel = (options3) => options3.io === "inline" ? new InlineTransport(options3) : new ThreadTransport(options3);

// src/netlink/transport/transport.ts
var isInPlace = (transport) => "exchange" in transport;

// src/netlink/socket/abort.ts
var watched = /* @__PURE__ */ new WeakMap();
var onAbort = (signal, call2) => {
  const calls = watched.get(signal) ?? watch(signal);
  calls.add(call2);
  return () => {
    calls.delete(call2);
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
var onEvent = ({ target }) => {
  for (const call2 of watched.get(target)) call2();
};

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

// src/netlink/socket/exchange.ts
var resolveLatest;
var remember = (resolve2) => {
  resolveLatest = resolve2;
};
var PendingRequest = class {
  /** `place`: of the whole message; sequence number and port are filled in. */
  constructor({ bytes: bytes2, start: start2, end }, options3, terms) {
    this.bytes = bytes2;
    this.start = start2;
    this.end = end;
    this.options = options3;
    this.terms = terms;
    this.promise = new Promise(remember);
    this.resolve = resolveLatest;
    if (options3 !== void 0) this.arm(options3);
  }
  get operation() {
    return operationOf(bytesOf2(this), this.terms);
  }
  done(interrupted) {
    if (interrupted) return this.failed(new DumpInterruptedError(this.operation));
    const resolve2 = this.settle();
    if (resolve2 === void 0) return;
    try {
      resolve2(this.result());
    } catch (error) {
      resolve2(rejection(error));
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
    const limited2 = timeout !== void 0 && timeout !== Number.POSITIVE_INFINITY;
    const late = () => this.giveUp(new TimeoutError(this.operation, timeout));
    const timer = limited2 ? setTimeout(late, timeout) : void 0;
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
    const { resolve: resolve2 } = this;
    if (resolve2 === void 0) return void 0;
    this.resolve = void 0;
    this.disarm?.();
    this.terms.ended();
    return resolve2;
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
  constructor(kind, visit, place2, options3, terms) {
    super(place2, options3, terms);
    this.kind = kind;
    this.visit = visit;
  }
  reply(bytes2, view, start2, end) {
    this.visit(bytes2, view, start2, end);
  }
  result() {
  }
};
var GetRequest = class extends PendingRequest {
  constructor(kind, read3, place2, options3, terms) {
    super(place2, options3, terms);
    this.answered = false;
    this.kind = kind;
    this.read = read3;
  }
  reply(bytes2, view, start2, end) {
    if (this.answered) return;
    this.value = this.read(bytes2, view, start2, end);
    this.answered = true;
  }
  result() {
    if (this.kind === "ask" && !this.answered) throw new NoAnswerError(this.operation, "acknowledged, but not answered");
    return this.value;
  }
};
var typeOf = (request2, order) => new DataView(request2.buffer, request2.byteOffset).getUint16(NLMSG_TYPE_AT, order === "le");
var operationOf = (request2, { order, messages: messages2 }) => {
  const type = typeOf(request2, order);
  return messages2.get(type)?.name ?? `message ${type}`;
};
var extackOf = (request2, { attributes: attributes2 }, { order, messages: messages2 }) => {
  const node = messages2.get(typeOf(request2, order))?.node;
  return attributes2 === void 0 ? void 0 : explain(attributes2, request2, node, order);
};
var refusal = (request2, target, ack, terms) => {
  const extack = extackOf(request2, ack, terms);
  const operation = operationOf(request2, terms);
  return new KernelError({ errno: ack.errno, operation, target, extack, request: request2.slice() });
};
var remark = (request2, target, ack, terms) => {
  const { message: message2, path } = extackOf(request2, ack, terms) ?? {};
  if (message2 !== void 0) terms.warn?.({ operation: operationOf(request2, terms), target, message: message2, path });
};

// src/netlink/socket/atomic.ts
var joined = (requests, starts, little5) => {
  const bytes2 = new Uint8Array(starts[requests.length]);
  for (let index = 0; index < requests.length; index++) {
    const { type, flags: flags2 = 0, payload } = requests[index];
    putRequest(bytes2, starts[index], type, flags2, payload, little5);
  }
  return bytes2;
};
var startsOf = (requests) => {
  const starts = [0];
  let end = 0;
  for (const { payload } of requests) {
    checkPayload(payload);
    end += framedLength(payload);
    starts.push(end);
  }
  return starts;
};
var PendingAtomic = class extends PendingRequest {
  constructor(requests, options3, terms) {
    const starts = startsOf(requests);
    const bytes2 = joined(requests, starts, terms.order === "le");
    super({ bytes: bytes2, start: 0, end: bytes2.length }, options3, terms);
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
  constructor(batch, index, { bytes: bytes2, start: start2, end }) {
    this.batch = batch;
    this.index = index;
    this.bytes = bytes2;
    this.start = start2;
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
    const { batch, index } = this;
    this.failed(refusal(bytesOf2(this), batch.targetOf(index), ack, batch.terms));
  }
  warned(ack) {
    const { batch, index } = this;
    remark(bytesOf2(this), batch.targetOf(index), ack, batch.terms);
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
    this.promise = new Promise((resolve2) => {
      this.resolve = resolve2;
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
  constructor(engine, transport, little5) {
    this.left = 0;
    /** Of the last exchange: its number, what it brought, and where that lies. */
    this.seq = 0;
    this.used = 0;
    this.engine = engine;
    this.transport = transport;
    this.little = little5;
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
  ask(request2, read3) {
    const slab = this.exchange(request2, 1);
    const length = this.answerIn(slab);
    if (length === 0) return void 0;
    const answer = readIn(slab, RECORD_HEADER + length, read3);
    giveBack(slab);
    return answer;
  }
  /** Asks for a change, without an ACK: nothing comes where it was carried out. Undefined: as above. */
  change(request2) {
    askNoAck(request2, this.little);
    this.left--;
    this.seq = this.engine.number(request2);
    const status = this.transport.post(request2);
    if (status === 0) return CARRIED_OUT2;
    this.slab = borrow();
    this.used = status < 0 ? status : this.transport.receive(this.slab);
    return void 0;
  }
  /** Goes on from what the last exchange brought, the long way. */
  fallBack(request2) {
    const slab = this.slab;
    const ticket = this.engine.launched(request2, this.seq);
    try {
      this.transport.handle(slab, this.used, ticket, request2.kind === "change");
    } finally {
      giveBack(slab);
    }
    return request2.promise;
  }
  exchange(request2, most) {
    const slab = borrow();
    this.left--;
    this.slab = slab;
    this.seq = this.engine.number(request2);
    this.used = this.transport.exchange(request2, most, slab);
    return slab;
  }
  /** The length of the answer, if that is all that came; else 0. */
  answerIn(slab) {
    const { little: little5 } = this;
    const { view } = slab;
    const received = soleDatagram(slab, this.used, little5);
    if (received < NLMSG_HDRLEN) return 0;
    const length = view.getUint32(RECORD_HEADER + NLMSG_LEN_AT, little5);
    const one = alignMessage(length) === alignMessage(received);
    const ours = view.getUint32(RECORD_HEADER + NLMSG_SEQ_AT, little5) === this.seq && view.getUint32(RECORD_HEADER + NLMSG_PID_AT, little5) === this.engine.port && view.getUint16(RECORD_HEADER + NLMSG_TYPE_AT, little5) >= NLMSG_MIN_TYPE;
    return one && ours && length <= received ? length : 0;
  }
};
var readIn = ({ bytes: bytes2, view }, end, read3) => {
  try {
    return Promise.resolve(read3(bytes2, view, RECORD_HEADER, end));
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
var checkSocketOptions = (options3) => {
  const where = "NetlinkSocket";
  checkOptions(where, options3, KEYS3);
  checkOption(where, options3, "protocol", integerFrom(0, MAX_LINKS - 1), `an integer from 0 to ${MAX_LINKS - 1}`);
  checkOption(where, options3, "groups", (groups3) => Array.isArray(groups3) && groups3.every(isGroup), "numbers of groups");
  checkOption(where, options3, "listenAllNsid", isBoolean, "true or false");
  checkOption(where, options3, "coalesce", integerFrom(0, MAX_INT), "microseconds, an integer");
  checkKernelOptions(where, options3);
};
var checkKernelOptions = (where, options3) => {
  checkOption(where, options3, "onWarning", (call2) => typeof call2 === "function", "a function");
  checkOption(where, options3, "io", (io) => io === "thread" || io === "inline", '"thread" or "inline"');
  checkOption(where, options3, "fd", integerFrom(0, MAX_INT), "a file descriptor");
  checkOption(where, options3, "receiveBuffer", integerFrom(1, MAX_INT), "bytes, an integer above 0");
  checkOption(where, options3, "order", (order) => order === "le" || order === "be", '"le" or "be"');
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
  next(stream2) {
    if (this.cancel === void 0 && !this.ended) this.begin();
    if (this.taken < this.values.length) return Promise.resolve({ done: false, value: this.take() });
    if (this.error !== void 0) {
      const { reason } = this.error;
      this.error = void 0;
      return rejection(reason);
    }
    if (this.ended) return Promise.resolve({ done: true, value: void 0 });
    this.waiting = stream2;
    return new Promise((resolve2) => {
      this.takers.push(resolve2);
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
    if (this.source.close?.() === true) warnOf(LEFT_OPEN2);
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
var LEFT_OPEN2 = "A monitor was garbage-collected: leave the loop over it, call `return`, or declare it with `await using`";
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
var ENDED = { next: async () => ({ done: true, value: void 0 }) };
var LateStream = class {
  /** `instead` is told the error that came instead of the first value, and throws it unless it only means that there is none. */
  constructor(open2, instead) {
    this.open = open2;
    this.instead = instead;
  }
  [Symbol.asyncIterator]() {
    return this;
  }
  next() {
    if (this.stream !== void 0) return this.stream.next();
    this.opening ??= this.open();
    return this.opening.then((stream2) => {
      this.stream ??= stream2;
      return this.stream.next();
    }).catch((error) => {
      this.stream = ENDED;
      this.instead(error);
      return this.stream.next();
    });
  }
  /** Called when a loop is left early: nothing more is read. */
  async return() {
    const stream2 = this.stream ?? await this.opening?.catch(() => void 0);
    this.stream = ENDED;
    await stream2?.return?.();
    return { done: true, value: void 0 };
  }
  async [Symbol.asyncDispose]() {
    await this.return();
  }
};

// src/netlink/socket/socket.ts
var DUMP_ATTEMPTS = 10;
var INLINE_TURN_MS = 8;
var QUICK_MS = 0.5;
var UNSEEN = 7;
var NetlinkSocket = class {
  /** Throws SocketError where the kernel refuses, UnsupportedError where there is no netlink. Opens nothing it does not close. */
  constructor(options3 = {}) {
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
    checkSocketOptions(options3);
    this.order = options3.order ?? hostOrder;
    this.little = this.order === "le";
    this.transport = options3.transport ?? openKernel(options3);
    this.engine = new Engine(this.order, {
      notification: (bytes2, view, start2, end) => this.notify(bytes2, view, start2, end),
      lost: () => this.tell((one) => one.lost())
    });
    this.engine.port = this.transport.port;
    this.engine.window = this.transport.window;
    this.setConduct(this.transport.protocol ?? options3.protocol ?? NETLINK_ROUTE, options3.onWarning !== void 0);
    this.fastPath = isInPlace(this.transport) ? new FastPath(this.engine, this.transport, this.little) : void 0;
    this.terms = {
      order: this.order,
      messages: options3.messages ?? /* @__PURE__ */ new Map(),
      ended: () => this.settle(),
      withdraw: (exchange) => this.engine.withdraw(exchange),
      warn: options3.onWarning === void 0 ? void 0 : shielded(options3.onWarning)
    };
    try {
      for (const group of options3.groups ?? []) this.join(group);
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
  request(type, flags2, payload, options3) {
    try {
      const request2 = this.frame(type, flags2, NLM_F_ACK, payload, options3);
      const way = this.shortest(options3);
      return way?.change(request2) ?? this.wait(new ChangeRequest(request2, options3, this.terms), options3, way);
    } catch (error) {
      return Promise.reject(error);
    }
  }
  /** A change that answers with what was made (NLM_F_ECHO); empty where the kernel does not echo it. */
  async echo(type, flags2, payload, read3, options3) {
    const values = [];
    const request2 = this.frame(type, flags2, NLM_F_ACK | NLM_F_ECHO, payload, options3);
    const visit = (bytes2, view, start2, end) => values.push(read3(bytes2, view, start2, end));
    await this.submit(new VisitRequest("echo", visit, request2, options3, this.terms), options3);
    return values;
  }
  /** A question with one answer; undefined where the kernel acknowledges without one. */
  async get(type, payload, read3, options3) {
    const request2 = this.frame(type, 0, NLM_F_ACK, payload, options3);
    return this.submit(new GetRequest("get", read3, request2, options3, this.terms), options3);
  }
  /**
   * Like `get`, for questions that the kernel is known to answer with one message or a refusal: without an ACK behind
   * it, which would cost a third of the time. Rejects with ERR_NO_ANSWER where it does neither.
   */
  ask(type, payload, read3, options3) {
    try {
      const request2 = this.frame(type, 0, 0, payload, options3);
      const way = this.shortest(options3);
      return way?.ask(request2, read3) ?? this.wait(new GetRequest("ask", read3, request2, options3, this.terms), options3, way);
    } catch (error) {
      return Promise.reject(error);
    }
  }
  /** A dump as a list. One that was interrupted by a change is asked again; it is never torn. */
  async dump(type, payload, read3, options3 = {}) {
    let values = [];
    const restart = () => {
      values = [];
    };
    await this.scan(
      type,
      payload,
      (bytes2, view, start2, end) => values.push(read3(bytes2, view, start2, end)),
      restart,
      options3
    );
    return values;
  }
  /** A dump message by message. `restart` is called before it is asked again after an interruption. */
  async scan(type, payload, visit, restart, options3 = {}) {
    const { timeout } = options3;
    const since = performance2.now();
    const once3 = async (attempt2) => {
      const left = timeout === void 0 ? void 0 : Math.max(0, timeout - (performance2.now() - since));
      const limited2 = { ...options3, timeout: left };
      const dump = this.dumping(type, payload, visit, limited2);
      try {
        await this.submit(dump, limited2);
        return true;
      } catch (error) {
        if (error instanceof TimeoutError) throw new TimeoutError(dump.operation, timeout);
        if (!(error instanceof DumpInterruptedError) || attempt2 === DUMP_ATTEMPTS) throw error;
        return false;
      }
    };
    for (let attempt2 = 1; !await once3(attempt2); attempt2++) restart();
  }
  /**
   * A dump as a stream in constant memory: while nobody takes from it, the kernel waits with the rest. Ends with
   * DumpInterruptedError where the table changed meanwhile, since what was given out can't be taken back. Messages that
   * the reader has undefined for are passed over.
   */
  iterate(type, payload, read3, options3 = {}) {
    const stream2 = new Stream({
      start: (push) => {
        const reply = (bytes2, view, start2, end) => {
          const value = read3(bytes2, view, start2, end);
          if (value !== void 0) push(value);
        };
        const dump = this.dumping(type, payload, reply, options3);
        return { finished: this.submit(dump, options3), cancel: (reason) => this.cancel(dump, reason) };
      },
      hold: () => {
        const alone = this.engine.pending === 1 && this.listeners.size === 0;
        if (alone) this.transport.hold();
        return alone;
      },
      resume: () => this.transport.resume()
    });
    return stream2;
  }
  /**
   * Many changes, few sends: settled one by one, in order. An abort takes back what was not sent, which rejects with its
   * reason; what was sent has the kernel's answer all the same. After `timeout` nothing is waited for.
   */
  async batch(requests, options3 = {}) {
    checkRequestOptions("batch", options3);
    const batch = new PendingBatch(requests, this.terms);
    const { signal } = options3;
    for (const [index, { type, flags: flags2 = 0, payload }] of requests.entries()) {
      const part = batch.part(index, this.frame(type, flags2, NLM_F_ACK, payload, void 0));
      if (this.closed) part.failed(this.closing(part.operation));
      else if (signal?.aborted === true) part.failed(signal.reason);
      else this.enqueue(part);
    }
    batch.arm(options3, (mine) => this.engine.recall(mine));
    return batch.promise;
  }
  /** Like `batch`; rejects with BatchError if any of them failed. */
  async batchAll(requests, options3 = {}) {
    const failures = /* @__PURE__ */ new Map();
    for (const [index, result] of (await this.batch(requests, options3)).entries())
      if (result.status === "rejected") failures.set(index, result.reason);
    if (failures.size > 0) throw new BatchError(failures, requests.length);
  }
  /**
   * Many messages in one datagram, for families that carry out all or none of them (nfnetlink, between
   * NFNL_MSG_BATCH_BEGIN and NFNL_MSG_BATCH_END). One has to carry NLM_F_ACK; the last that does settles it. Rejects with
   * BatchError, which names what was refused, if anything was.
   */
  async atomic(requests, options3 = {}) {
    checkRequestOptions("atomic", options3);
    return this.submit(new PendingAtomic(requests, options3, this.terms), options3);
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
  setConduct(protocol, warns) {
    const { engine, transport } = this;
    const { answersEach, answersAtOnce } = conductOf(protocol);
    engine.conclusive = transport.conclusive === true;
    engine.answersEach = answersEach;
    engine.answersAtOnce = answersAtOnce;
    engine.silent = engine.conclusive && protocol === NETLINK_ROUTE && transport.adopted !== true && !warns;
  }
  receive() {
    this.transport.start({
      datagram: (bytes2, view, start2, end, length, nsid2) => {
        this.nsid = nsid2;
        this.reading = true;
        if (length > end - start2) this.engine.truncated(view, start2, end - start2, length);
        else this.engine.receive(bytes2, view, start2, end, nsid2 !== void 0);
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
  frame(type, flags2, own, payload, options3) {
    if (options3?.constructor === Object) checkRequestOptions(this.nameOf(type), options3);
    checkFlags(flags2);
    return frameShared(type, flags2 | own, payload, this.little);
  }
  nameOf(type) {
    return this.terms.messages.get(type)?.name ?? `message ${type}`;
  }
  dumping(type, payload, visit, options3) {
    const request2 = this.frame(type, 0, NLM_F_DUMP, payload, options3);
    return new VisitRequest("dump", visit, request2, options3, this.terms);
  }
  submit(exchange, options3) {
    if (this.closed) exchange.failed(this.closing(exchange.operation));
    else if (options3?.signal?.aborted === true) exchange.failed(options3.signal.reason);
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
  shortest(options3) {
    const { fastPath } = this;
    if (fastPath?.open !== true || this.closed || this.reading || this.listeners.size > 0) return void 0;
    if (options3 !== void 0 && (options3.signal !== void 0 || options3.timeout !== void 0)) return void 0;
    return this.sinceTurn() > INLINE_TURN_MS ? void 0 : fastPath;
  }
  wait(request2, options3, way) {
    return way === void 0 ? this.submit(request2, options3) : way.fallBack(request2);
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
  tell(what) {
    for (const listener of this.listeners) {
      try {
        what(listener);
      } catch (error) {
        surface(error);
      }
    }
  }
  /** `tell` without a closure for each of very many. */
  notify(bytes2, view, start2, end) {
    for (const listener of this.listeners) {
      try {
        listener.notification(bytes2, view, start2, end, this.nsid);
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
var shielded = (call2) => (argument2) => {
  try {
    call2(argument2);
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
  constructor({ errno, operation, target, syscall, needs: missing }) {
    const refused3 = errno === EPERM3 || errno === EACCES;
    const needs = missing ?? (refused3 ? NEEDS[syscall] ?? NEEDS_OF_OPERATION[operation] : void 0);
    const hint = needs === void 0 ? "" : ` (it needs ${needs})`;
    super(errnoName(errno), `netns ${operation} ${target}: ${syscall}: ${errnoName(errno)}: ${errnoText(errno)}${hint}`);
    this.name = "NetnsError";
    this.errno = errno;
    this.operation = operation;
    this.target = target;
    this.syscall = syscall;
    this.needs = needs;
  }
};
var HelperError = class extends NetlinkError {
  constructor(operation, target, problem) {
    super("ERR_HELPER", `netns ${operation} ${target}: ${problem}`);
    this.name = "HelperError";
    this.operation = operation;
    this.target = target;
  }
};
var LeftBehindError = class extends NetlinkError {
  constructor(operation, target, left, cause) {
    const why = left instanceof Error ? left.message : String(left);
    const failed2 = cause?.message ?? `netns ${operation} ${target}: given up`;
    super("ERR_LEFT_BEHIND", `${failed2}; the name may be left behind: ${why}`, { cause });
    this.name = "LeftBehindError";
    this.operation = operation;
    this.target = target;
    this.left = left;
  }
};

// src/setns/run-dir.ts
import { readdir } from "node:fs/promises";

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

// src/setns/run-dir.ts
var readNames = async () => {
  try {
    return (await readdir(NETNS_RUN_DIR, { encoding: "buffer" })).map(decodeUtf8).sort();
  } catch (error) {
    const { code, errno } = error;
    if (code === "ENOENT") return [];
    throw new NetnsError({ errno: -errno, operation: "list", target: NETNS_RUN_DIR, syscall: "open" });
  }
};
var namesById = async (idOf2) => {
  const names = /* @__PURE__ */ new Map();
  for (const name of await readNames()) {
    try {
      const id2 = await idOf2(namespacePath(name));
      if (id2 !== void 0) names.set(id2, name);
    } catch (error) {
      if (!(error instanceof NetnsError || error instanceof EncodeError)) throw error;
    }
  }
  return names;
};

// src/setns/helper.ts
import { closeSync } from "node:fs";

// src/setns/pending.ts
var PendingRequest2 = class {
  constructor(request2, settled2, undoing = false) {
    /** When it was made, in milliseconds of the system's clock. */
    this.since = Date.now();
    /** Among all that one thread sends; 0 before it is sent. */
    this.number = 0;
    this.request = request2;
    this.settled = settled2;
    this.undoing = undoing;
  }
  /** It has settled; if it was sent, a reply is still to come. */
  get over() {
    return this.settled === void 0;
  }
  /** It gives a name to a namespace. */
  get makesName() {
    const { operation, text: text3 } = this.request;
    return text3.length > 0 && (operation === "create" || operation === "attach");
  }
  /** False where it was over before. */
  settle(error, answer) {
    const { settled: settled2 } = this;
    if (settled2 === void 0) return false;
    this.settled = void 0;
    this.disarm?.();
    settled2(error, answer);
    return true;
  }
  /** Settles it when the signal aborts or the time is over, and then calls `gaveUp`. */
  arm({ signal, timeout }, gaveUp) {
    const giveUp = (reason) => {
      if (this.settle(reason)) gaveUp();
    };
    if (signal?.aborted === true) return giveUp(signal.reason);
    const { operation, target } = this.request;
    const late = () => giveUp(new TimeoutError(`netns ${operation} ${target}`, timeout));
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
var notSent = ({ request: { operation, target } }, errno) => errno === EBADF ? new ClosedError(`netns ${operation} ${target}`) : new SocketError("sendmsg", errno);
var refusal2 = ({ request: request2 }, reply, fd) => {
  const { operation, target } = request2;
  const { errno, text: text3 } = reply;
  if (errno !== 0) return new NetnsError({ errno, operation, target, syscall: new TextDecoder().decode(text3) });
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
var encodeRequest = (operation, { number: number2, uid, gid }, text3, numbers2 = NO_SOCKET) => {
  const { domain, type, protocol, backlog = -1, reuseAddress, reusePort, v6only, connect: connect2 } = numbers2;
  const bytes2 = new Uint8Array(REQUEST_HEADER + text3.length);
  const view = new DataView(bytes2.buffer);
  view.setUint32(0, OPERATIONS[operation], little2);
  view.setUint32(4, number2, little2);
  view.setUint32(8, uid, little2);
  view.setUint32(12, gid, little2);
  view.setInt32(16, domain, little2);
  view.setInt32(20, type, little2);
  view.setInt32(24, protocol, little2);
  view.setInt32(28, backlog, little2);
  view.setUint32(32, (reuseAddress ? 1 : 0) | (reusePort ? 2 : 0) | (v6only ? 4 : 0) | (connect2 ? 8 : 0), little2);
  bytes2.set(text3, REQUEST_HEADER);
  return bytes2;
};
var decodeReply = (bytes2, length) => {
  const view = new DataView(bytes2.buffer, bytes2.byteOffset);
  const operation = view.getUint32(0, little2);
  const flags2 = view.getUint32(12, little2);
  return {
    naming: operation === OPERATIONS.create || operation === OPERATIONS.attach,
    errno: view.getInt32(8, little2),
    leaving: (flags2 & 1) !== 0,
    stale: (flags2 & 2) !== 0,
    text: bytes2.slice(REPLY_HEADER, length)
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
    const set = requests[1].setsockopt(SOL_SOCKET2, SO_PASSCRED, new Uint8Array(new Int32Array([1]).buffer));
    if (set < 0) throw new SocketError("setsockopt", -set);
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
  send({ number: number2, request: { operation, text: text3, socket, namespace } }) {
    if (namespace !== void 0 && namespace.fd < 0) return -EBADF2;
    const { geteuid, getegid } = process;
    const bytes2 = encodeRequest(operation, { number: number2, uid: geteuid(), gid: getegid() }, text3, socket);
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
      const { code, message: message2 } = error;
      if (code !== "ESRCH") this.end(message2, void 0);
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
var askAlone = (request2) => {
  const outcome = {};
  const pending = new PendingRequest2(request2, (error2, answer2) => Object.assign(outcome, { error: error2, answer: answer2 }));
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
  if (!pending.over) pending.settle(unanswered(request2, helper2));
  helper2.dismiss();
  const { error, answer } = outcome;
  if (answer === void 0) throw error;
  return answer;
};
var unanswered = ({ operation, target }, helper2) => {
  if (helper2.over) return new HelperError(operation, target, "the helper ended before it answered");
  helper2.kill();
  return new HelperError(operation, target, `the helper did not answer within ${DEADLINE} ms`);
};

// src/setns/leftovers.ts
import { lstatSync, statfsSync, unlinkSync } from "node:fs";
var NSFS_MAGIC = 1853056627;
var TICK = 20;
var removeEmpty = ({ request: request2, since }) => {
  const path = Buffer.concat([Buffer.from(`${NETNS_RUN_DIR}/`), request2.text]);
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
var ENOENT2 = 2;
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
  ask(request2, options3) {
    return new Promise((resolve2, reject) => {
      const pending = new PendingRequest2(request2, (error, answer) => {
        if (answer === void 0) reject(error);
        else resolve2(answer);
      });
      pending.arm(options3, () => this.gaveUp(pending));
      if (pending.over) return;
      this.waiting.push(pending);
      this.feed();
    });
  }
  /** Waits for the answer in place; undefined where there is none, and the request is given up. */
  askNow(request2) {
    if (this.asked.length + this.waiting.length > 0 || this.leaving || this.restarts.pause > 0) return void 0;
    const outcome = { over: false };
    const pending = new PendingRequest2(
      request2,
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
      const [next] = this.waiting;
      if (next === void 0) break;
      next.number = ++this.number;
      const sent = this.process.send(next);
      if (sent === -EPIPE2 || sent === -ECONNRESET3 || sent === -EAGAIN2) break;
      this.waiting.shift();
      if (sent < 0) next.settle(notSent(next, -sent));
      else this.asked.push(next);
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
      for (const one of this.waiting.splice(0)) one.settle(error);
      return false;
    }
  }
  /** A request settled before its answer. If it was not sent, it never is. */
  gaveUp(pending) {
    this.waiting = this.waiting.filter((one) => one !== pending);
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
  conclude(one, reply, fd) {
    const error = refusal2(one, reply, fd);
    if (error instanceof SocketError && one.makesName) this.undo(one, error);
    else if (error !== void 0) one.settle(error);
    else if (!one.settle(void 0, { text: reply.text, fd })) {
      if (fd !== void 0) closeSync(fd);
      if (one.makesName) this.undo(one, void 0);
    }
  }
  /** Requests that the helper had not begun go to the next one. */
  ended(how, noted, cause) {
    const asked = this.asked.splice(0);
    const begun = this.leaving ? void 0 : asked.shift();
    const tooMany = cause === void 0 ? this.restarts.ended(this.replied) : void 0;
    clearTimeout(this.grace);
    this.process = void 0;
    this.leaving = false;
    this.replied = false;
    this.waiting.unshift(...asked.filter((one) => !one.over));
    if (begun !== void 0) this.bury(begun, begun.number === noted, how);
    if (cause !== void 0 || tooMany !== void 0) {
      for (const one of this.waiting.splice(0)) one.settle(cause ?? notBegun(one, tooMany, how));
    }
    this.feed();
  }
  /** A request whose helper died in the middle of it: nothing stays half made. */
  bury(one, named3, how) {
    const { operation, target } = one.request;
    const error = new HelperError(operation, target, `the helper ended (${how}) before it answered`);
    if (operation === "delete" && !one.undoing) this.deleteAgain(one, error);
    else if (named3) this.undo(one, error);
    else this.settleUndone(one, error, one.makesName ? sweep(one) : void 0);
  }
  /** Deletes a name before anything else is done. */
  deleteFirst({ request: { target, text: text3 } }, deleted) {
    this.waiting.unshift(new PendingRequest2({ operation: "delete", target, text: text3 }, deleted, true));
  }
  /**
   * Once more, and not more often. Where the name is not there then, or another helper has died, nobody knows whether the
   * first attempt has deleted it.
   */
  deleteAgain(one, error) {
    this.deleteFirst(one, (failure, answer) => {
      const unknown = isGone(failure) || failure instanceof HelperError;
      one.settle(unknown ? error : failure, answer);
    });
  }
  /** Deletes the name of a request, and settles the request then. */
  undo(one, error) {
    this.deleteFirst(one, (failure) => this.settleUndone(one, error, isGone(failure) ? void 0 : failure));
  }
  /** `left`: why something is left behind, if anything is. */
  settleUndone(one, error, left) {
    const { operation, target } = one.request;
    const told = left === void 0 ? error : new LeftBehindError(operation, target, left, one.over ? void 0 : error);
    if (!one.over) one.settle(told);
    else if (told instanceof LeftBehindError)
      process.emitWarning(told.message, { type: "RtnlWarning", code: "RTNL_NETNS_LEFT_BEHIND" });
  }
};
var isGone = (failure) => failure instanceof NetnsError && failure.errno === ENOENT2;
var notBegun = ({ request: { operation, target } }, count2, how) => new HelperError(operation, target, `not begun: ${count2} helpers in a row ended without an answer (${how})`);
var helper = new Helper();
var askHelperNow = (request2) => helper.askNow(request2) ?? askAlone(request2);
var askHelper = async (request2, options3 = {}) => {
  loadNative();
  return helper.ask(request2, options3);
};

// src/netns/requests.ts
var askByName = (operation, name, signal, namespace) => {
  const text3 = name === "" ? new Uint8Array(0) : namespaceNameBytes(name);
  return askHelper({ operation, target: name === "" ? "anonymous" : name, text: text3, namespace }, { signal });
};

// src/netns/delete-all.ts
var DeleteAllError = class extends NetlinkError {
  constructor(deleted, failures) {
    const [reason] = failures.values();
    const total = deleted.length + failures.size;
    super(
      "ERR_DELETE_ALL",
      `${failures.size} of ${total} names were not deleted; first: ${reason.message}`,
      {
        cause: reason
      }
    );
    this.name = "DeleteAllError";
    this.deleted = deleted;
    this.failures = failures;
  }
};
var deleteAllNames = async (signal) => {
  const names = await readNames();
  const deleted = [];
  const failures = /* @__PURE__ */ new Map();
  const remove = async (name) => {
    try {
      await askByName("delete", name, signal);
      deleted.push(name);
    } catch (error) {
      if (!(error instanceof NetnsError && error.code === "ENOENT")) failures.set(name, error);
    }
  };
  await Promise.all(names.map(remove));
  if (failures.size > 0) throw new DeleteAllError(deleted, failures);
  return deleted;
};

// src/setns/descriptor.ts
import { closeSync as closeSync2, fstatSync } from "node:fs";
var inodeOf = (fd) => {
  try {
    return fstatSync(fd).ino;
  } catch {
    return void 0;
  }
};
var closeIfOpen = (fd, inode) => {
  if (inodeOf(fd) === inode) closeSync2(fd);
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
var handOverLater = async (fd, take) => {
  const { ino } = fstatSync(fd);
  try {
    return await take(fd);
  } catch (error) {
    closeIfOpen(fd, ino);
    throw error;
  }
};
var adoptNamespace = (fd) => handOver(fd, () => {
  const file = loadNative().adoptNamespace(fd);
  if (typeof file === "number") throw new SocketError("adopt", -file);
  return file;
});

// src/setns/limits.ts
var limited = async (what, { signal, timeout } = {}, work) => {
  signal?.throwIfAborted();
  if (timeout === void 0 || timeout === Number.POSITIVE_INFINITY) return work(signal);
  const controller = new AbortController();
  const disarm = signal === void 0 ? void 0 : onAbort(signal, () => controller.abort(signal.reason));
  const timer = setTimeout(() => controller.abort(new TimeoutError(what, timeout)), timeout);
  try {
    return await work(controller.signal);
  } finally {
    clearTimeout(timer);
    disarm?.();
  }
};
var unlessAborted = async (signal, begin, dispose) => {
  signal?.throwIfAborted();
  if (signal === void 0) return begin();
  return new Promise((resolve2, reject) => {
    let aborted = false;
    const disarm = onAbort(signal, () => {
      aborted = true;
      reject(signal.reason);
    });
    begin().then((value) => aborted ? dispose(value) : resolve2(value), reject).finally(disarm);
  });
};

// src/setns/options.ts
var WAIT_OPTIONS = ["signal", "timeout"];
var checkWaitOptions = (where, options3) => {
  if (options3 === void 0) return;
  checkOptions(where, options3, WAIT_OPTIONS);
  const { signal, timeout } = options3;
  checkSignal(where, signal);
  checkTimeout(where, timeout);
};

// src/setns/reference.ts
import { closeSync as closeSync3, constants, existsSync as existsSync2, openSync } from "node:fs";
var ENOENT3 = 2;
var ESRCH = 3;
var EINVAL = 22;
var isNumber = (value, least) => Number.isInteger(value) && value >= least;
var placeOf = (given, path) => {
  if (typeof given === "string") {
    if (!given.includes("/")) return { path: namespacePath(given, path) };
    if (!given.includes("\0") && pathBytes(given) !== void 0) return { path: given };
  }
  if (isNumber(given, 1)) return { pid: given };
  if (typeof given === "object" && given !== null) {
    if ("fd" in given && isNumber(given.fd, 0)) return { fd: given.fd };
    if ("pid" in given && isNumber(given.pid, 0)) return { pid: given.pid };
  }
  throw new EncodeError(path, "a namespace: its name, a path, the number of a process, { fd } or { pid }", given);
};
var describeNamespace = (given) => {
  if (typeof given !== "object") return String(given);
  return "fd" in given ? `fd ${given.fd}` : `pid ${given.pid}`;
};
var refuseOpened = ({ fd, transport }) => {
  if (fd !== void 0 || transport !== void 0)
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
    closeSync3(fd);
  }
};
var openNamespace = (given, path = "netns") => {
  const place2 = placeOf(given, path);
  const opened = "fd" in place2 ? loadNative().openNamespace(place2.fd) : openPath("path" in place2 ? place2.path : `/proc/${place2.pid}/ns/net`);
  if (typeof opened !== "number") return opened;
  if (opened === -EINVAL) throw new EncodeError(path, "a network namespace, and not some other file", given);
  const missing = opened === -ENOENT3 && !existsSync2("/proc/self");
  const needs = missing ? "/proc, which is not mounted" : void 0;
  const errno = "pid" in place2 && opened === -ENOENT3 && !missing ? ESRCH : -opened;
  throw new NetnsError({ errno, operation: "open", target: describeNamespace(given), syscall: "open", needs });
};
var NamespaceNumbers = class {
  constructor() {
    this.files = [];
    this.close = () => {
      for (const file of this.files.splice(0)) file.close();
    };
  }
  /** Throws EncodeError with `path` as the field at fault, NetnsError. */
  of(given, path) {
    const place2 = placeOf(given, path);
    if (!("path" in place2)) return place2;
    const file = openNamespace(given, path);
    this.files.push(file);
    return { fd: file.fd };
  }
};

// src/setns/socket.ts
var AF_NETLINK2 = 16;
var SOCK_RAW2 = 3;
var openSocketIn = async (namespace, target, socket, address4 = new Uint8Array(0), options3 = {}) => {
  const { fd } = await askHelper({ operation: "socket", target, text: address4, socket, namespace }, options3);
  return fd;
};
var netlink = (protocol) => ({ domain: AF_NETLINK2, type: SOCK_RAW2, protocol });
var openNetlinkIn = (namespace, target, protocol, options3 = {}) => openSocketIn(namespace, target, netlink(protocol), void 0, options3);
var openNetlinkNow = (namespace, target, protocol) => {
  const text3 = new Uint8Array(0);
  const { fd } = askHelperNow({ operation: "socket", target, text: text3, socket: netlink(protocol), namespace });
  return fd;
};

// src/netns/agent.ts
import { Agent } from "node:https";

// src/netns/connect.ts
import { once } from "node:events";
import { isIP, Socket } from "node:net";

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
var parseQuad = (text3, end = text3.length) => {
  let dots = 0;
  let value = -1;
  let number2 = 0;
  for (let at = 0; at < end; at++) {
    const digit = text3.charCodeAt(at) - 48;
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
var parseIpv4 = (text3) => {
  const number2 = parseQuad(text3);
  return number2 < 0 ? void 0 : Uint8Array.of(number2 >>> 24, number2 >>> 16, number2 >>> 8, number2);
};
var COLON = 58;
var GROUPS = 8;
var digitOf = (code) => {
  if (code >= 48 && code <= 57) return code - 48;
  const letter = code | 32;
  return letter >= 97 && letter <= 102 ? letter - 87 : -1;
};
var parseGroups = (text3) => {
  const bytes2 = new Uint8Array(2 * GROUPS);
  let group = 0;
  let gap = -1;
  for (let at = 0; at < text3.length; ) {
    if (text3.charCodeAt(at) === COLON) {
      const doubled = text3.charCodeAt(at + 1) === COLON;
      if (doubled ? gap >= 0 : at === 0 || at + 1 === text3.length) return void 0;
      if (doubled) gap = group;
      at += doubled ? 2 : 1;
      if (text3.charCodeAt(at) === COLON) return void 0;
    }
    if (at === text3.length) break;
    let value = 0;
    const start2 = at;
    for (; at < text3.length; at++) {
      const digit = digitOf(text3.charCodeAt(at));
      if (digit < 0) break;
      value = value * 16 + digit;
    }
    if (at === start2 || at - start2 > 4 || group === GROUPS) return void 0;
    if (at < text3.length && text3.charCodeAt(at) !== COLON) return void 0;
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
var parseAddress = (text3) => {
  if (!text3.includes(":")) return parseIpv4(text3);
  const plain2 = parseGroups(text3);
  if (plain2 !== void 0) return plain2;
  const groups3 = withoutQuad(text3);
  if (groups3 === void 0 || text3.includes("%") || !import_ipaddr.default.IPv6.isValid(groups3)) return void 0;
  return Uint8Array.from(import_ipaddr.default.IPv6.parse(groups3).toByteArray());
};
var withoutQuad = (text3) => {
  if (!text3.includes(".")) return text3;
  const quad = text3.lastIndexOf(":") + 1;
  const number2 = parseQuad(text3.slice(quad));
  return number2 < 0 ? void 0 : `${text3.slice(0, quad)}${(number2 >>> 16).toString(16)}:${(number2 & 65535).toString(16)}`;
};
var parseLinkAddress = (text3) => {
  if (text3 === "") return new Uint8Array(0);
  if (!/^[0-9a-f]{2}([:-][0-9a-f]{2})*$/i.test(text3)) return void 0;
  return Uint8Array.from(text3.split(/[:-]/), (byte) => Number.parseInt(byte, 16));
};
var parseMpls = (text3) => {
  const labels = text3.split("/");
  const bytes2 = new Uint8Array(labels.length * 4);
  for (const [index, label] of labels.entries()) {
    if (!/^\d{1,7}$/.test(label) || Number(label) >= 1 << 20) return void 0;
    const last = index === labels.length - 1;
    new DataView(bytes2.buffer).setUint32(index * 4, Number(label) * 4096 + (last ? 256 : 0));
  }
  return bytes2;
};
var SHORT2 = 64;
var parseAscii = (text3) => {
  if (text3.length > SHORT2) return void 0;
  const bytes2 = new Uint8Array(text3.length);
  for (let at = 0; at < text3.length; at++) {
    const code = text3.charCodeAt(at);
    if (code === 0 || code > 127) return void 0;
    bytes2[at] = code;
  }
  return bytes2;
};
var parseString = (text3) => parseAscii(text3) ?? (text3.includes("\0") ? void 0 : encodeUtf8(text3));
var parse = (format, text3) => {
  switch (format) {
    case "string":
      return parseString(text3);
    case "lladdr":
      return parseLinkAddress(text3);
    case "mpls":
      return parseMpls(text3);
    default:
      return parseAddress(text3);
  }
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

// src/netns/values.ts
var checkText = (value, path, expected = "text without NUL") => {
  if (typeof value === "string" && !value.includes("\0")) return value;
  throw new EncodeError(path, expected, value);
};
var checkBoolean = (value, path) => {
  if (value !== void 0 && typeof value !== "boolean") throw new EncodeError(path, "true or false", value);
};
var checkInteger = (value, path) => {
  if (Number.isInteger(value) && value >= 0 && value <= 2147483647) return value;
  throw new EncodeError(path, "an integer from 0 to 2147483647", value);
};
var checkAlone = (options3, chosen, others) => {
  for (const key of others)
    if (options3[key] !== void 0)
      throw new EncodeError(key, `nothing beside \`${chosen}\``);
};
var checkCall = (where, options3, more) => {
  checkOptions(where, options3, [...WAIT_OPTIONS, ...more]);
  checkSignal(where, options3.signal);
  checkTimeout(where, options3.timeout);
};

// src/netns/socket-address.ts
var AF_UNIX2 = 1;
var AF_INET = 2;
var AF_INET6 = 10;
var SOCK_STREAM = 1;
var SOCK_DGRAM = 2;
var PATH_SIZE = 108;
var little3 = hostOrder === "le";
var readAddress = (address4, path) => {
  const bytes2 = typeof address4 === "string" ? parseAddress(address4) : void 0;
  if (bytes2 === void 0 || bytes2.length < 4)
    throw new EncodeError(path, "an IPv4 or IPv6 address (names would be looked up outside of the namespace)", address4);
  return bytes2;
};
var familyOf = (address4) => address4.length === 4 ? AF_INET : AF_INET6;
var checkPort = (port, path = "port") => {
  if (Number.isInteger(port) && port >= 0 && port <= 65535) return port;
  throw new EncodeError(path, "a port from 0 to 65535", port);
};
var internetAddress = (address4, port) => {
  const four = address4.length === 4;
  const bytes2 = new Uint8Array(four ? 16 : 28);
  const view = new DataView(bytes2.buffer);
  view.setUint16(0, four ? AF_INET : AF_INET6, little3);
  view.setUint16(2, port);
  bytes2.set(address4, four ? 4 : 8);
  return bytes2;
};
var unixAddress = (text3) => {
  const bytes2 = new Uint8Array(2 + text3.length);
  new DataView(bytes2.buffer).setUint16(0, AF_UNIX2, little3);
  bytes2.set(text3, 2);
  return bytes2;
};
var LONE_SURROGATE2 = new RegExp("\\p{Surrogate}", "u");
var isAbstract = (path) => typeof path === "string" && path.startsWith("\0");
var abstractAddress = (name) => {
  const text3 = new TextEncoder().encode(name);
  if (text3.length > PATH_SIZE || LONE_SURROGATE2.test(name))
    throw new EncodeError("path", "an abstract name of at most 107 bytes behind the NUL", name);
  return unixAddress(text3);
};
var PATH = "a path of 1 to 107 bytes without NUL";
var checkSocketPath = (path) => {
  const text3 = checkText(path, "path", PATH);
  const { length } = new TextEncoder().encode(text3);
  if (length === 0 || length >= PATH_SIZE || LONE_SURROGATE2.test(text3)) throw new EncodeError("path", PATH, path);
  return text3;
};
var pathAddress = (path) => unixAddress(new TextEncoder().encode(`${path}\0`));

// src/netns/connect.ts
var OPTIONS = ["host", "port", "path", "localAddress", "localPort", "allowHalfOpen", "lookup"];
var stream = (domain, more = {}) => ({
  domain,
  type: SOCK_STREAM,
  protocol: 0,
  ...more
});
var boundTo = ({ localAddress, localPort }, domain) => {
  if (localAddress === void 0 && localPort === void 0) return void 0;
  const address4 = readAddress(localAddress ?? (domain === AF_INET ? "0.0.0.0" : "::"), "localAddress");
  if (familyOf(address4) !== domain)
    throw new EncodeError("localAddress", "an address of the family of `host`", localAddress);
  return internetAddress(address4, checkPort(localPort ?? 0, "localPort"));
};
var furnish = async (open2, socket, address4, destination2) => {
  const gone = new AbortController();
  const leave2 = () => gone.abort();
  socket.once("close", leave2);
  const domain = familyOf(readAddress(address4, "host"));
  const local = boundTo(destination2, domain);
  const fd = await open2(stream(domain, { reuseAddress: local !== void 0 }), local, gone.signal);
  socket.off("close", leave2);
  const { _handle: handle } = socket;
  handOver(fd, () => {
    const status = handle === null ? -ECANCELED : handle.open(fd);
    if (status < 0) throw new SocketError("open", -status);
  });
};
var ECANCELED = 125;
var lookUp = (host, options3, lookup) => new Promise((resolve2, reject) => {
  lookup(host, { ...options3, all: false }, (error, address4) => {
    if (error === null) resolve2(address4);
    else reject(error);
  });
});
var dialAddress = (open2, destination2) => {
  const { host = "127.0.0.1", port, lookup, family: family2, hints, ...how } = destination2;
  const named3 = isIP(host) === 0 && lookup !== void 0;
  checkPort(port);
  if (!named3) boundTo(destination2, familyOf(readAddress(host, "host")));
  const { allowHalfOpen, noDelay, keepAlive, keepAliveInitialDelay } = how;
  const socket = new Socket({ allowHalfOpen, noDelay, keepAlive, keepAliveInitialDelay });
  socket.connect({
    // what is no address is looked up
    host: named3 ? host : `[${host}]`,
    port,
    family: family2,
    hints,
    autoSelectFamily: false,
    lookup: (_host, options3, done) => {
      const connected = async () => {
        const address4 = named3 ? await lookUp(host, options3, lookup) : host;
        await furnish(open2, socket, address4, destination2);
        return address4;
      };
      connected().then(
        (address4) => done(null, address4, isIP(address4)),
        (error) => done(error, "", 0)
      );
    }
  });
  return socket;
};
var dialPath = ({ path, allowHalfOpen }) => {
  const socket = new Socket({ allowHalfOpen });
  return socket.connect({ path: checkSocketPath(path) });
};
var connectAbstract = async (open2, destination2, signal) => {
  const address4 = abstractAddress(destination2.path);
  const fd = await open2(stream(AF_UNIX2, { connect: true }), address4, signal);
  const { allowHalfOpen } = destination2;
  return handOver(fd, () => new Socket({ fd, allowHalfOpen, readable: true, writable: true }));
};
var dial = (open2, destination2) => {
  const { path } = destination2;
  if (path === void 0) return dialAddress(open2, destination2);
  return isAbstract(path) ? connectAbstract(open2, destination2) : dialPath(destination2);
};
var checkConnect = (options3) => {
  checkCall("Netns.connect", options3, OPTIONS);
  checkBoolean(options3.allowHalfOpen, "allowHalfOpen");
  if (options3.path !== void 0) checkAlone(options3, "path", ["host", "port", "localAddress", "localPort", "lookup"]);
  if (options3.lookup !== void 0 && typeof options3.lookup !== "function")
    throw new EncodeError("lookup", "a function", options3.lookup);
};
var connect = async (open2, options3) => {
  checkConnect(options3);
  const { path, host = "127.0.0.1", port } = options3;
  return limited(`connect to ${path ?? `${host} port ${port}`}`, options3, async (signal) => {
    if (isAbstract(path)) return connectAbstract(open2, options3, signal);
    const socket = dial(open2, options3);
    try {
      await once(socket, "connect", { signal });
      return socket;
    } catch (error) {
      socket.destroy();
      throw signal?.aborted === true ? signal.reason : error;
    }
  });
};

// src/netns/agent.ts
var OPTIONS2 = [
  ...["keepAlive", "keepAliveMsecs", "maxSockets", "maxTotalSockets", "maxFreeSockets", "timeout", "scheduling"],
  ...[
    "agentKeepAliveTimeoutBuffer",
    "maxCachedSessions",
    "noDelay",
    "keepAliveInitialDelay",
    "lookup",
    "family",
    "hints"
  ],
  ...["localAddress", "localPort", "allowHalfOpen", "host", "port", "servername", "session", "minDHSize", "ca", "cert"],
  ...["key", "passphrase", "pfx", "crl", "ciphers", "clientCertEngine", "dhparam", "ecdhCurve", "honorCipherOrder"],
  ...["sigalgs", "minVersion", "maxVersion", "secureProtocol", "secureOptions", "secureContext", "sessionIdContext"],
  ...["sessionTimeout", "ticketKeys", "privateKeyEngine", "privateKeyIdentifier", "rejectUnauthorized", "requestCert"],
  ...["requestOCSP", "checkServerIdentity", "ALPNProtocols", "SNICallback", "pskCallback", "enableTrace"],
  ...["allowPartialTrustChain", "highWaterMark"]
];
var base = Agent.prototype;
var isSecure = ({ protocol, _defaultAgent }) => (protocol ?? _defaultAgent?.protocol) === "https:";
var NO_PORT = -1;
var destinationOf = ({ path, port, ...options3 }) => typeof path === "string" ? { ...options3, path } : { ...options3, port: Number(port) };
var NamespaceAgent = class extends Agent {
  constructor(open2, options3) {
    super(options3);
    this.open = open2;
    Object.assign(this, { protocol: void 0, defaultPort: NO_PORT });
  }
  addRequest(request2, options3, ...more) {
    const port = Number(options3.port) === NO_PORT ? isSecure(options3) ? 443 : 80 : options3.port;
    base.addRequest.call(this, request2, { ...options3, port }, ...more);
  }
  /** Connections with the same name are used one for the other. */
  getName(options3 = {}) {
    return `${isSecure(options3) ? "https" : "http"}:${base.getName.call(this, options3)}`;
  }
  createConnection(given, created) {
    const options3 = given;
    const failed2 = (error) => created(error);
    try {
      const socket = dial(this.open, destinationOf(options3));
      if (!(socket instanceof Promise)) return this.finish(socket, options3);
      socket.then((connected) => created(null, this.finish(connected, options3))).catch(failed2);
    } catch (error) {
      failed2(error);
    }
    return void 0;
  }
  /** With TLS around it where the request asks for that. */
  finish(socket, options3) {
    try {
      const stream2 = isSecure(options3) ? base.createConnection.call(this, { ...options3, socket }) : socket;
      if (options3.timeout) stream2.setTimeout(options3.timeout);
      return stream2;
    } catch (error) {
      socket.destroy();
      throw error;
    }
  }
};
var agentOf = (open2, options3) => {
  checkOptions("Netns.agent", options3, OPTIONS2);
  return new NamespaceAgent(open2, options3);
};

// src/netns/datagram.ts
import { createSocket } from "node:dgram";
var FLAGS = ["reuseAddr", "reusePort", "ipv6Only"];
var OPTIONS3 = [...FLAGS, "type", "address", "port"];
var check2 = (options3) => {
  checkCall("Netns.createSocket", options3, OPTIONS3);
  for (const flag2 of FLAGS) checkBoolean(options3[flag2], flag2);
  const { type } = options3;
  if (type !== "udp4" && type !== "udp6") throw new EncodeError("type", "udp4 or udp6", type);
};
var addressOf = ({ type, address: address4, port }, domain) => {
  if (address4 === void 0 && port === void 0) return void 0;
  const bytes2 = readAddress(address4 ?? (domain === AF_INET ? "0.0.0.0" : "::"), "address");
  if (familyOf(bytes2) !== domain) throw new EncodeError("address", `an address of ${type}`, address4);
  return internetAddress(bytes2, checkPort(port ?? 0));
};
var openDatagram = async (open2, options3) => {
  check2(options3);
  const { type, reuseAddr, reusePort, ipv6Only } = options3;
  const domain = type === "udp4" ? AF_INET : AF_INET6;
  const address4 = addressOf(options3, domain);
  const numbers2 = { domain, type: SOCK_DGRAM, protocol: 0, reuseAddress: reuseAddr, reusePort, v6only: ipv6Only };
  const fd = await limited("netns createSocket", options3, (signal) => open2(numbers2, address4, signal));
  return handOver(fd, () => {
    const socket = createSocket(type);
    try {
      return socket.bind({ fd, exclusive: true });
    } catch (error) {
      socket.close();
      throw error;
    }
  });
};

// src/netlink/codec/memoized.ts
var LASTING = /* @__PURE__ */ new WeakMap();
var NOTHING = new Uint8Array(0);
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
  reserve(count2) {
    const start2 = this.at;
    this.at += count2;
    if (this.at > this.bytes.length) this.grow(start2);
    else for (let at = start2; at < this.at; at++) this.bytes[at] = 0;
    return start2;
  }
  append(bytes2) {
    const start2 = this.at;
    this.at += bytes2.length;
    if (this.at > this.bytes.length) this.grow(start2);
    copy(bytes2, 0, bytes2.length, this.bytes, start2);
  }
  /** Larger memory, with what was written before `start`. */
  grow(start2) {
    const larger = new Uint8Array(Math.max(this.at, this.bytes.length * 2));
    larger.set(this.bytes.subarray(0, start2));
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
    const little5 = order === "host" && this.little;
    const at = this.reserve(size);
    if (size === 1) this.view.setUint8(at, Number(value));
    else if (size === 2) this.view.setUint16(at, Number(value), little5);
    else if (size === 4) this.view.setUint32(at, Number(value), little5);
    else this.view.setBigUint64(at, BigInt(value), little5);
  }
  /** Writes a number that fits, where there is room for it. */
  number(at, size, number2, big) {
    if (size === 4) this.view.setUint32(at, number2, this.little && !big);
    else if (size === 2) this.view.setUint16(at, number2, this.little && !big);
    else this.bytes[at] = number2;
  }
  /** An attribute that is such a number, at a multiple of 4. */
  numberAttribute(type, size, number2, big) {
    const start2 = this.at;
    this.at += NLA_HDRLEN + 4;
    if (this.at > this.bytes.length) this.grow(start2);
    this.view.setUint16(start2, NLA_HDRLEN + size, this.little);
    this.view.setUint16(start2 + 2, type, this.little);
    if (size < 4) this.view.setUint32(start2 + NLA_HDRLEN, 0);
    this.number(start2 + NLA_HDRLEN, size, number2, big);
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
    const start2 = this.reserve(value.length);
    for (let index = 0; index < value.length; index++) {
      const code = value.charCodeAt(index);
      if (code === 0 || code > 127) {
        this.at = start2;
        return false;
      }
      this.bytes[start2 + index] = code;
    }
    return true;
  }
  blob(value, size, path) {
    if (!(value instanceof Uint8Array)) throw new EncodeError(path, "bytes (a Uint8Array)", value);
    if (size !== void 0 && value.length !== size) throw new EncodeError(path, `${size} bytes`, value);
    this.append(value);
  }
  identifier(node, value, path, ending) {
    const start2 = this.at;
    this.scalar({ type: "scalar", size: 8, signed: false, order: node.order }, identify(node, value, path), path);
    if (ending !== void 0 && this.word(node, ending) === value) copy(ending, 0, 8, this.bytes, start2);
  }
  word({ order, words }, bytes2) {
    const number2 = new DataView(bytes2.buffer, bytes2.byteOffset).getBigUint64(0, order === "host" && this.little);
    return words?.get(`0x${number2.toString(16)}`);
  }
  list({ of, count: count2 }, value, scope, path) {
    const values = listOf(value, path);
    if (count2 !== void 0 && values.length !== count2) throw new EncodeError(path, `a list of ${count2}`, value);
    for (let index = 0; index < values.length; index++) this.node(of, values[index], scope, this.path(path, index));
  }
  vector({ of, names, first }, value, path) {
    const object = objectOf(value, path);
    const start2 = this.at;
    for (const [key, number2] of Object.entries(object)) {
      if (number2 === void 0) continue;
      const place2 = names.includes(key) ? names.indexOf(key) : /^\d+$/.test(key) ? Number(key) - first : -1;
      if (place2 < 0 || place2 > NLA_MAX / of.size) throw unknownKey(path, key, names);
      const end = start2 + (place2 + 1) * of.size;
      if (end > this.at) this.reserve(end - this.at);
      const after = this.at;
      this.at = end - of.size;
      this.scalar(of, number2, this.path(path, key));
      this.at = after;
    }
  }
  /** Fields that the value leaves out are zero. */
  struct(node, value, { header: header2 }, path) {
    const object = objectOf(value, path);
    const scope = { header: header2, attributes: object };
    const keys = fieldKeys(node);
    for (const key of Object.keys(object)) if (!keys.has(key) && key !== "tail") throw unknownKey(path, key, [...keys]);
    const start2 = this.at;
    const rest = node.fields.at(-1);
    const open2 = rest !== void 0 && rest.size === void 0 && !(rest.key in object && object[rest.key] === void 0);
    this.reserve(open2 ? rest.offset : this.shortened(node, object));
    const image = imageOf(object);
    if (image !== void 0) copy(image, 0, Math.min(image.length, this.at - start2), this.bytes, start2);
    for (const { key, node: field, offset, size } of node.fields) {
      if (object[key] === void 0) {
        if (image !== void 0) this.bytes.fill(0, start2 + offset, Math.min(start2 + offset + (size ?? 0), this.at));
        continue;
      }
      const after = this.at;
      if (size !== void 0) this.at = start2 + offset;
      this.node(field, object[key], scope, this.path(path, key));
      if (size !== void 0) this.at = after;
      if (image !== void 0 && isChars({ node: field })) this.chars(image, offset, start2 + offset, size);
    }
    if (object["tail"] !== void 0) this.blob(object["tail"], void 0, this.path(path, "tail"));
  }
  /** Puts back what stood behind a text in a field of fixed size, if it is still that text. */
  chars(image, from, at, size) {
    const end = charsEnd(image, from, from + size);
    const same2 = charsEnd(this.bytes, at, at + size) - at === end - from;
    for (let index = 0; index < end - from; index++) if (!same2 || this.bytes[at + index] !== image[from + index]) return;
    copy(image, from, size, this.bytes, at);
  }
  /** A struct that was decoded from an older kernel's, shorter one has its last keys, with undefined behind them. */
  shortened({ fields: fields2, size }, object) {
    const left = ({ key }) => key in object && object[key] === void 0;
    const last = fields2.findLast((field) => !left(field));
    if (last === void 0) return 0;
    return last === fields2.at(-1) ? size : last.offset + last.size;
  }
  attributes(table7, value, header2, path) {
    const object = objectOf(value, path);
    const kept = keptOf(object);
    if (kept === void 0) return this.nest(table7, object, header2, path);
    if (kept.table === table7 && kept.little === this.little) return this.append(kept.bytes);
    const start2 = this.at;
    this.nest(table7, object, header2, path);
    Object.assign(kept, { table: table7, little: this.little, bytes: this.bytes.slice(start2, this.at) });
  }
  nest(table7, object, header2, path) {
    const scope = { header: header2, attributes: object };
    const layout = layoutOf(object);
    if (layout !== void 0) return this.nestAsItWas({ table: table7, object, scope, path, written: /* @__PURE__ */ new Map() }, layout);
    for (const key in object) {
      const value = object[key];
      if (value === void 0 || key === "header" || key === "unknown") continue;
      const row = rowOf(table7, key, path);
      const { node, repeated: repeated2 } = row;
      const inner = this.path(path, key);
      if (repeated2) this.repeated(row, listOf(value, inner), 0, scope, inner);
      else if (value !== false || node.type !== "flag") this.attribute(attributeType(row), node, value, scope, inner);
    }
    const unknown = object["unknown"];
    if (unknown !== void 0) this.unknown(unknown, scope, path);
  }
  repeated(row, values, first, scope, path) {
    for (let index = first; index < values.length; index++)
      this.attribute(attributeType(row), row.node, values[index], scope, this.path(path, index));
  }
  unknown(all, scope, path) {
    for (const { id: id2, bytes: bytes2 } of all) this.attribute(id2, BYTES, bytes2, scope, this.path(path, "unknown"));
  }
  /** In the order in which it was decoded; what has come since stands behind it. */
  nestAsItWas(nest, layout) {
    const { table: table7, object, scope, path, written } = nest;
    for (const entry of layout) this.entry(nest, entry);
    for (const key of Object.keys(object)) {
      const value = object[key];
      if (value === void 0 || key === "header" || key === "unknown") continue;
      const row = rowOf(table7, key, path);
      const { node, repeated: repeated2 } = row;
      const inner = this.path(path, key);
      const before = written.get(key) ?? 0;
      if (repeated2) this.repeated(row, listOf(value, inner), before, scope, inner);
      else if (before === 0 && (value !== false || node.type !== "flag"))
        this.attribute(attributeType(row), node, value, scope, inner);
    }
    const unknown = object["unknown"] ?? [];
    this.unknown(
      unknown.filter((one) => !written.has(one)),
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
    const { table: table7, object, written } = nest;
    if (!("type" in entry)) return;
    if ("unknown" in entry) {
      if (!(object["unknown"] ?? []).includes(entry.unknown)) return;
      written.set(entry.unknown, 1);
      return this.attribute(entry.type, BYTES, entry.unknown.bytes, nest.scope, nest.path, void 0, entry.after);
    }
    const row = table7.rows[entry.key];
    const index = written.get(entry.key) ?? 0;
    written.set(entry.key, index + 1);
    const value = object[entry.key];
    if (value === void 0 || row.repeated && value.length <= index) return;
    if (value === false && row.node.type === "flag" && !tells(entry.ending, false)) return;
    this.row(nest, entry.key, row, index, entry);
  }
  row({ object, scope, path }, key, row, index, entry) {
    const { node, repeated: repeated2 } = row;
    const { type, ending, after } = entry;
    const inner = this.path(path, key);
    const value = repeated2 ? object[key][index] : object[key];
    this.attribute(type, node, value, scope, repeated2 ? this.path(inner, index) : inner, ending, after);
  }
  attribute(type, node, value, scope, path, ending, after) {
    this.reserve(align4(this.at) - this.at);
    const start2 = this.reserve(NLA_HDRLEN);
    this.node(node, value, scope, path, ending);
    const length = this.at - start2;
    if (length > NLA_MAX) throw new EncodeError(path, `at most ${NLA_MAX - NLA_HDRLEN} bytes on the wire`, length);
    this.view.setUint16(start2, length, this.little);
    this.view.setUint16(start2 + 2, type, this.little);
    if (after === void 0 || after.length > align4(length) - length) this.reserve(align4(length) - length);
    else this.append(after);
  }
  items(node, value, scope, path) {
    const values = listOf(value, path);
    const layout = layoutOf(values) ?? NO_LAYOUT;
    for (let index = 0; index < values.length; index++) {
      const entry = layout[index];
      const known = entry !== void 0 && "key" in entry ? entry : void 0;
      const type = known?.type ?? (node.id ?? node.first + index) | (isNest(node.of) ? NLA_F_NESTED : 0);
      this.attribute(type, node.of, values[index], scope, this.path(path, index), known?.ending, known?.after);
    }
    this.rest(layout);
  }
  groups({ of }, value, { header: header2 }, path) {
    for (const [index, one] of listOf(value, path).entries()) this.attributes(of, one, header2, this.path(path, index));
  }
  message(node, value, path) {
    const object = objectOf(value, path);
    const header2 = objectOf(object["header"] ?? {}, this.path(path, "header"));
    const scope = { header: header2, attributes: {} };
    const start2 = this.at;
    this.struct(node.header, header2, scope, this.path(path, "header"));
    const [first] = layoutOf(object) ?? [];
    if (first !== void 0 && "padding" in first && first.header !== void 0) this.shorten(start2, first.header);
    if (first !== void 0 && "padding" in first) this.append(first.padding);
    else this.reserve(align4(this.at) - this.at);
    this.attributes(node.attributes, object, scope.header, path);
  }
  /** Takes away the end of a header that was decoded from fewer bytes, unless a field has been set there since. */
  shorten(start2, size) {
    if (this.bytes.subarray(start2 + size, this.at).every((byte) => byte === 0)) this.at = start2 + size;
  }
  records(node, value, scope, path) {
    const lengthAt = lengthOffset(node);
    for (const [index, item] of listOf(value, path).entries()) {
      const inner = this.path(path, index);
      const object = objectOf(item, inner);
      this.reserve(align4(this.at) - this.at);
      const start2 = this.at;
      this.struct(node.header, object["header"] ?? {}, scope, this.path(inner, "header"));
      this.attributes(node.attributes, object, scope.header, inner);
      this.view.setUint16(start2 + lengthAt, this.at - start2, this.little);
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
var attributeType = (row) => row.id | (row.nested ?? isNest(row.node) ? NLA_F_NESTED : 0);

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

// src/rtnl/link/tables/bridge-cfm.ts
var ccmInterval = enumeration(u32, "BR_CFM_CCM_INTERVAL_", {
  none: 0,
  "3.3ms": [1, "BR_CFM_CCM_INTERVAL_3_3_MS"],
  "10ms": [2, "BR_CFM_CCM_INTERVAL_10_MS"],
  "100ms": [3, "BR_CFM_CCM_INTERVAL_100_MS"],
  "1s": [4, "BR_CFM_CCM_INTERVAL_1_SEC"],
  "10s": [5, "BR_CFM_CCM_INTERVAL_10_SEC"],
  "1m": [6, "BR_CFM_CCM_INTERVAL_1_MIN"],
  "10m": [7, "BR_CFM_CCM_INTERVAL_10_MIN"]
});
var mepCreate = attributes("IFLA_BRIDGE_CFM_MEP_CREATE_", {
  instance: attr(1, u32),
  domain: attr(2, enumeration(u32, "BR_CFM_", { port: 0, vlan: 1 })),
  direction: attr(3, enumeration(u32, "BR_CFM_MEP_DIRECTION_", { down: 0, up: 1 })),
  ifindex: attr(4, u32)
});
var mepDelete = attributes("IFLA_BRIDGE_CFM_MEP_DELETE_", { instance: attr(1, u32) });
var mepConfig = attributes("IFLA_BRIDGE_CFM_MEP_CONFIG_", {
  instance: attr(1, u32),
  unicastMac: attr(2, mac),
  mdlevel: attr(3, u32),
  mepid: attr(4, u32)
});
var ccConfig = attributes("IFLA_BRIDGE_CFM_CC_CONFIG_", {
  instance: attr(1, u32),
  enable: attr(2, u32),
  expInterval: attr(3, ccmInterval),
  /** Identifier of the maintenance association that is expected. */
  expMaid: attr(4, bytesOf(48))
});
var ccPeerMep = attributes("IFLA_BRIDGE_CFM_CC_PEER_MEP_", {
  instance: attr(1, u32),
  mepid: attr(2, u32, { constant: "IFLA_BRIDGE_CFM_CC_PEER_MEPID" })
});
var ccRdi = attributes("IFLA_BRIDGE_CFM_CC_RDI_", { instance: attr(1, u32), rdi: attr(2, u32) });
var ccCcmTx = attributes("IFLA_BRIDGE_CFM_CC_CCM_TX_", {
  instance: attr(1, u32),
  dmac: attr(2, mac),
  seqNoUpdate: attr(3, u32),
  /** Seconds that checks are sent for. */
  period: attr(4, u32),
  ifTlv: attr(5, u32),
  ifTlvValue: attr(6, u8),
  portTlv: attr(7, u32),
  portTlvValue: attr(8, u8)
});
var mepStatus = attributes("IFLA_BRIDGE_CFM_MEP_STATUS_", {
  instance: attr(1, u32),
  opcodeUnexpSeen: attr(2, u32),
  versionUnexpSeen: attr(3, u32),
  rxLevelLowSeen: attr(4, u32)
});
var ccPeerStatus = attributes("IFLA_BRIDGE_CFM_CC_PEER_STATUS_", {
  instance: attr(1, u32),
  peerMepid: attr(2, u32),
  ccmDefect: attr(3, u32),
  rdi: attr(4, u32),
  portTlvValue: attr(5, u8),
  ifTlvValue: attr(6, u8),
  seen: attr(7, u32),
  tlvSeen: attr(8, u32),
  seqUnexpSeen: attr(9, u32)
});
var rows = {
  mepCreate: attr(1, mepCreate),
  mepDelete: attr(2, mepDelete),
  mepConfig: attr(3, mepConfig),
  ccConfig: attr(4, ccConfig),
  ccPeerMepAdd: attr(5, ccPeerMep),
  ccPeerMepRemove: attr(6, ccPeerMep),
  ccRdi: attr(7, ccRdi),
  ccCcmTx: attr(8, ccCcmTx),
  mepCreateInfo: repeated(9, mepCreate),
  mepConfigInfo: repeated(10, mepConfig),
  ccConfigInfo: repeated(11, ccConfig),
  ccRdiInfo: repeated(12, ccRdi),
  ccCcmTxInfo: repeated(13, ccCcmTx),
  ccPeerMepInfo: repeated(14, ccPeerMep),
  mepStatusInfo: repeated(15, mepStatus),
  ccPeerStatusInfo: repeated(16, ccPeerStatus)
};
var bridgeCfm = attributes("IFLA_BRIDGE_CFM_", rows);

// src/rtnl/link/tables/bridge-mrp.ts
var portState = enumeration(u32, "BR_MRP_PORT_STATE_", { disabled: 0, blocked: 1, forwarding: 2, not_connected: 3 });
var portRole = enumeration(u32, "BR_MRP_PORT_ROLE_", { primary: 0, secondary: 1, inter: 2 });
var ringState = enumeration(u32, "BR_MRP_RING_STATE_", { open: 0, closed: 1 });
var ringRole = enumeration(u32, "BR_MRP_RING_ROLE_", { disabled: 0, mrc: 1, mrm: 2, mra: 3 });
var inState = enumeration(u32, "BR_MRP_IN_STATE_", { open: 0, closed: 1 });
var inRole = enumeration(u32, "BR_MRP_IN_ROLE_", { disabled: 0, mic: 1, mim: 2 });
var instance = attributes("IFLA_BRIDGE_MRP_INSTANCE_", {
  ringId: attr(1, u32),
  pIfindex: attr(2, u32),
  sIfindex: attr(3, u32),
  prio: attr(4, u16)
});
var startTest = attributes("IFLA_BRIDGE_MRP_START_TEST_", {
  ringId: attr(1, u32),
  /** Microseconds between test frames. */
  interval: attr(2, u32),
  /** Test frames that may get lost before the ring counts as open. */
  maxMiss: attr(3, u32),
  /** Microseconds that the test lasts. */
  period: attr(4, u32),
  monitor: attr(5, u32)
});
var inRoleRequest = attributes("IFLA_BRIDGE_MRP_IN_ROLE_", {
  ringId: attr(1, u32),
  inId: attr(2, u16),
  role: attr(3, inRole),
  iIfindex: attr(4, u32)
});
var startInTest = attributes("IFLA_BRIDGE_MRP_START_IN_TEST_", {
  inId: attr(1, u32),
  /** Microseconds between test frames. */
  interval: attr(2, u32),
  maxMiss: attr(3, u32),
  /** Microseconds that the test lasts. */
  period: attr(4, u32)
});
var infoRows = {
  ringId: attr(1, u32),
  pIfindex: attr(2, u32),
  sIfindex: attr(3, u32),
  prio: attr(4, u16),
  ringState: attr(5, ringState),
  ringRole: attr(6, ringRole),
  /** Microseconds. */
  testInterval: attr(7, u32),
  testMaxMiss: attr(8, u32),
  testMonitor: attr(9, u32),
  iIfindex: attr(10, u32),
  inState: attr(11, inState),
  inRole: attr(12, inRole),
  /** Microseconds. */
  inTestInterval: attr(13, u32),
  inTestMaxMiss: attr(14, u32)
};
var info = attributes("IFLA_BRIDGE_MRP_INFO_", infoRows);
var rows2 = {
  instance: attr(1, instance, { nested: false }),
  portState: attr(2, attributes("IFLA_BRIDGE_MRP_PORT_STATE_", { state: attr(1, portState) }), { nested: false }),
  portRole: attr(3, attributes("IFLA_BRIDGE_MRP_PORT_ROLE_", { role: attr(1, portRole) }), { nested: false }),
  ringState: attr(4, attributes("IFLA_BRIDGE_MRP_RING_STATE_", { ringId: attr(1, u32), state: attr(2, ringState) }), {
    nested: false
  }),
  ringRole: attr(5, attributes("IFLA_BRIDGE_MRP_RING_ROLE_", { ringId: attr(1, u32), role: attr(2, ringRole) }), {
    nested: false
  }),
  startTest: attr(6, startTest, { nested: false }),
  /** One for each ring of the bridge. */
  info: repeated(7, info, { nested: false }),
  inRole: attr(8, inRoleRequest, { nested: false }),
  inState: attr(9, attributes("IFLA_BRIDGE_MRP_IN_STATE_", { inId: attr(1, u32), state: attr(2, inState) }), {
    nested: false
  }),
  startInTest: attr(10, startInTest, { nested: false })
};
var bridgeMrp = attributes("IFLA_BRIDGE_MRP_", rows2);

// src/rtnl/tables/bridge-id.ts
var id = struct2("ifla_bridge_id", {
  /** Spanning tree priority; C sees two bytes, the higher one first. `ip` writes it in hexadecimal before the address. */
  prio: be16,
  addr: mac
});
var bridgeId = id;

// src/rtnl/link/tables/kinds/bridge-port.ts
var bridgePortState = enumeration(u8, "BR_STATE_", {
  disabled: 0,
  listening: 1,
  learning: 2,
  forwarding: 3,
  blocking: 4
});
var rows3 = {
  state: attr(1, bridgePortState),
  priority: attr(2, u16),
  cost: attr(3, u32),
  /** Hairpin: frames may leave by the port they came in. */
  mode: attr(4, u8),
  guard: attr(5, u8),
  protect: attr(6, u8),
  fastLeave: attr(7, u8),
  learning: attr(8, u8),
  unicastFlood: attr(9, u8),
  proxyarp: attr(10, u8),
  learningSync: attr(11, u8),
  proxyarpWifi: attr(12, u8),
  rootId: readOnly(attr(13, bridgeId)),
  bridgeId: readOnly(attr(14, bridgeId)),
  designatedPort: readOnly(attr(15, u16)),
  designatedCost: readOnly(attr(16, u16)),
  id: readOnly(attr(17, u16)),
  no: readOnly(attr(18, u16)),
  topologyChangeAck: readOnly(attr(19, u8)),
  configPending: readOnly(attr(20, u8)),
  /** Hundredths of a second (USER_HZ), like the two timers after it. */
  messageAgeTimer: readOnly(attr(21, u64)),
  forwardDelayTimer: readOnly(attr(22, u64)),
  holdTimer: readOnly(attr(23, u64)),
  /** A request to forget the addresses learned on the port. */
  flush: attr(24, flag),
  /** 0: never, 1: when a router is heard, 2: always, 3: for a while. */
  multicastRouter: attr(25, u8),
  pad: readOnly(attr(26, bytes), "sometimes"),
  mcastFlood: attr(27, u8),
  mcastToUcast: attr(28, u8),
  vlanTunnel: attr(29, u8),
  bcastFlood: attr(30, u8),
  /** Bit X lets frames to 01:80:c2:00:00:0X through. */
  groupFwdMask: attr(31, u16),
  neighSuppress: attr(32, u8),
  isolated: attr(33, u8),
  /** Index of the port that takes over when this one loses its carrier. */
  backupPort: attr(34, u32),
  mrpRingOpen: readOnly(attr(35, u8), "sometimes"),
  mrpInOpen: readOnly(attr(36, u8), "sometimes"),
  mcastEhtHostsLimit: attr(37, u32),
  mcastEhtHostsCnt: readOnly(attr(38, u32), "sometimes"),
  locked: attr(39, u8),
  mab: attr(40, u8),
  mcastNGroups: readOnly(attr(41, u32), "sometimes"),
  /** 0: no limit. */
  mcastMaxGroups: attr(42, u32),
  neighVlanSuppress: attr(43, u8),
  /** Nexthop object for what goes to the backup port; 0: none. */
  backupNhid: attr(44, u32),
  neighForwardGrat: attr(45, u8)
};
var bridgePort = attributes("IFLA_BRPORT_", rows3);

// src/rtnl/link/tables/bridge-af-spec.ts
var vlanInfoFlags = flags(u16, "BRIDGE_VLAN_INFO_", {
  master: 1 << 0,
  pvid: 1 << 1,
  untagged: 1 << 2,
  range_begin: 1 << 3,
  range_end: 1 << 4,
  brentry: 1 << 5,
  only_opts: 1 << 6
});
var vlanInfo = struct2("bridge_vlan_info", { flags: vlanInfoFlags, vid: u16 });
var bridgeVlanInfo = vlanInfo;
var tunnelRows = {
  /** Tunnel key. */
  id: attr(1, u32),
  vid: attr(2, u16),
  flags: attr(3, vlanInfoFlags)
};
var bridgeVlanTunnel = attributes("IFLA_BRIDGE_VLAN_TUNNEL_", tunnelRows);
var mstEntryRows = {
  msti: attr(1, u16),
  state: attr(2, bridgePortState)
};
var mstEntry = attributes("IFLA_BRIDGE_MST_ENTRY_", mstEntryRows);
var rows4 = {
  /** Which of the two hears a request: the bridge (`master`) or the port's own driver (`self`). */
  flags: attr(0, flags(u16, "BRIDGE_FLAGS_", { master: 1, self: 2 })),
  mode: attr(1, enumeration(u16, "BRIDGE_MODE_", { veb: 0, vepa: 1, undef: 65535 })),
  vlanInfo: repeated(2, bridgeVlanInfo),
  vlanTunnelInfo: repeated(3, bridgeVlanTunnel, { nested: false }),
  mrp: attr(4, bridgeMrp, { nested: false }),
  cfm: attr(5, bridgeCfm),
  /** A nest of IFLA_BRIDGE_MST_ENTRY. */
  mst: attr(6, items(mstEntry, { id: 1 }))
};
var bridgeAfSpec = attributes("IFLA_BRIDGE_", rows4);

// src/rtnl/tables/family.ts
var familyWords = {
  unspec: 0,
  inet: 2,
  inet6: 10,
  bridge: 7,
  mpls: 28,
  /** Link-layer addresses. iproute2 says `link`; `packet` is accepted too. */
  link: [17, "AF_PACKET"],
  packet: 17,
  unix: 1,
  netlink: 16,
  phonet: 35,
  can: 29,
  mctp: 45,
  xdp: 44,
  vsock: 40,
  /** IPv4 multicast routing. */
  ipmr: [128, "RTNL_FAMILY_IPMR"],
  /** IPv6 multicast routing. */
  ip6mr: [129, "RTNL_FAMILY_IP6MR"]
};
var family = enumeration(u8, "AF_", familyWords);

// src/rtnl/link/tables/ifinfo.ts
var linkType = enumeration(u16, "ARPHRD_", {
  netrom: 0,
  ether: 1,
  eether: 2,
  ax25: 3,
  pronet: 4,
  chaos: 5,
  ieee802: 6,
  arcnet: 7,
  atalk: [8, "ARPHRD_APPLETLK"],
  dlci: 15,
  atm: 19,
  metricom: 23,
  ieee1394: 24,
  eui64: 27,
  infiniband: 32,
  slip: 256,
  cslip: 257,
  slip6: 258,
  cslip6: 259,
  rsrvd: 260,
  adapt: 264,
  rose: 270,
  x25: 271,
  hwx25: 272,
  can: 280,
  mctp: 290,
  ppp: 512,
  hdlc: 513,
  lapb: 516,
  ddcmp: 517,
  rawhdlc: 518,
  rawip: 519,
  ipip: [768, "ARPHRD_TUNNEL"],
  tunnel6: 769,
  frad: 770,
  skip: 771,
  loopback: 772,
  ltalk: [773, "ARPHRD_LOCALTLK"],
  fddi: 774,
  bif: 775,
  sit: 776,
  "ip/ddp": [777, "ARPHRD_IPDDP"],
  gre: [778, "ARPHRD_IPGRE"],
  pimreg: 779,
  hippi: 780,
  ash: 781,
  econet: 782,
  irda: 783,
  fcpp: 784,
  fcal: 785,
  fcpl: 786,
  fcfb0: [787, "ARPHRD_FCFABRIC"],
  tr: [800, "ARPHRD_IEEE802_TR"],
  "ieee802.11": [801, "ARPHRD_IEEE80211"],
  "ieee802.11/prism": [802, "ARPHRD_IEEE80211_PRISM"],
  "ieee802.11/radiotap": [803, "ARPHRD_IEEE80211_RADIOTAP"],
  "ieee802.15.4": [804, "ARPHRD_IEEE802154"],
  "ieee802.15.4/monitor": [805, "ARPHRD_IEEE802154_MONITOR"],
  phonet: 820,
  phonet_pipe: 821,
  caif: 822,
  gre6: [823, "ARPHRD_IP6GRE"],
  netlink: 824,
  "6lowpan": 825,
  vsockmon: 826,
  none: 65534,
  void: 65535
});
var linkFlags = flags(u32, "IFF_", {
  /** Administratively up. */
  up: 1 << 0,
  broadcast: 1 << 1,
  debug: 1 << 2,
  loopback: 1 << 3,
  pointopoint: 1 << 4,
  notrailers: 1 << 5,
  /** Operational: what operstate calls `up` or `unknown`. */
  running: 1 << 6,
  noarp: 1 << 7,
  promisc: 1 << 8,
  allmulti: 1 << 9,
  master: 1 << 10,
  slave: 1 << 11,
  multicast: 1 << 12,
  portsel: 1 << 13,
  automedia: 1 << 14,
  dynamic: 1 << 15,
  /** The driver reports a carrier. */
  lower_up: 1 << 16,
  dormant: 1 << 17,
  echo: 1 << 18
});
var header = struct2(
  "ifinfomsg",
  {
    family,
    /** ARPHRD_*. */
    type: linkType,
    index: s32,
    flags: linkFlags,
    /** Which of the flags a request changes; in an event, which have changed. */
    change: linkFlags
  },
  { prefix: "ifi_" }
);
var ifinfomsg = header;

// src/rtnl/link/tables/ip-conf.ts
var inetNames = [
  "forwarding",
  "mcForwarding",
  "proxyArp",
  "acceptRedirects",
  "secureRedirects",
  "sendRedirects",
  "sharedMedia",
  "rpFilter",
  "acceptSourceRoute",
  "bootpRelay",
  "logMartians",
  "tag",
  "arpfilter",
  "mediumId",
  "noxfrm",
  "nopolicy",
  "forceIgmpVersion",
  "arpAnnounce",
  "arpIgnore",
  "promoteSecondaries",
  "arpAccept",
  "arpNotify",
  "acceptLocal",
  "srcVmark",
  "proxyArpPvlan",
  "routeLocalnet",
  "igmpv2UnsolicitedReportInterval",
  "igmpv3UnsolicitedReportInterval",
  "ignoreRoutesWithLinkdown",
  "dropUnicastInL2Multicast",
  "dropGratuitousArp",
  "bcForwarding",
  "arpEvictNocarrier"
];
var inetConf = vector(s32, "IPV4_DEVCONF_", inetNames);
var inet6Names = [
  "forwarding",
  "hoplimit",
  "mtu6",
  "acceptRa",
  "acceptRedirects",
  "autoconf",
  "dadTransmits",
  "rtrSolicits",
  "rtrSolicitInterval",
  "rtrSolicitDelay",
  "useTempaddr",
  "tempValidLft",
  "tempPreferedLft",
  "regenMaxRetry",
  "maxDesyncFactor",
  "maxAddresses",
  "forceMldVersion",
  "acceptRaDefrtr",
  "acceptRaPinfo",
  "acceptRaRtrPref",
  "rtrProbeInterval",
  "acceptRaRtInfoMaxPlen",
  "proxyNdp",
  "optimisticDad",
  "acceptSourceRoute",
  "mcForwarding",
  "disableIpv6",
  "acceptDad",
  "forceTllao",
  "ndiscNotify",
  "mldv1UnsolicitedReportInterval",
  "mldv2UnsolicitedReportInterval",
  "suppressFragNdisc",
  "acceptRaFromLocal",
  "useOptimistic",
  "acceptRaMtu",
  "stableSecret",
  "useOifAddrsOnly",
  "acceptRaMinHopLimit",
  "ignoreRoutesWithLinkdown",
  "dropUnicastInL2Multicast",
  "dropUnsolicitedNa",
  "keepAddrOnDown",
  "rtrSolicitMaxInterval",
  "seg6Enabled",
  "seg6RequireHmac",
  "enhancedDad",
  "addrGenMode",
  "disablePolicy",
  "acceptRaRtInfoMinPlen",
  "ndiscTclass",
  "rplSegEnabled",
  "raDefrtrMetric",
  "ioam6Enabled",
  "ioam6Id",
  "ioam6IdWide",
  "ndiscEvictNocarrier",
  "acceptUntrackedNa",
  "acceptRaMinLft",
  "forceForwarding"
];
var inet6Conf = vector(s32, "DEVCONF_", inet6Names, 0);

// src/rtnl/link/tables/ip-mib.ts
var ipstatsNames = [
  "num",
  "inpkts",
  "inoctets",
  "indelivers",
  "noectpkts",
  "ect1pkts",
  "ect0pkts",
  "cepkts",
  "outrequests",
  "outpkts",
  "outoctets",
  "outforwdatagrams",
  "inhdrerrors",
  "intoobigerrors",
  "innoroutes",
  "inaddrerrors",
  "inunknownprotos",
  "intruncatedpkts",
  "indiscards",
  "outdiscards",
  "outnoroutes",
  "reasmtimeout",
  "reasmreqds",
  "reasmoks",
  "reasmfails",
  "fragoks",
  "fragfails",
  "fragcreates",
  "inmcastpkts",
  "outmcastpkts",
  "inbcastpkts",
  "outbcastpkts",
  "inmcastoctets",
  "outmcastoctets",
  "inbcastoctets",
  "outbcastoctets",
  "csumerrors",
  "reasmOverlaps"
];
var ipstats = vector(u64, "IPSTATS_MIB_", ipstatsNames, 0);
var icmp6Names = ["num", "inmsgs", "inerrors", "outmsgs", "outerrors", "csumerrors", "ratelimithost"];
var icmp6stats = vector(u64, "ICMP6_MIB_", icmp6Names, 0);

// src/rtnl/link/tables/inet.ts
var inetRows = {
  /** As the kernel reports it. A request that changes settings needs a nest of IPV4_DEVCONF_* attributes here instead. */
  conf: attr(1, inetConf)
};
var linkInet = attributes("IFLA_INET_", inetRows);
var cacheinfo = struct2("ifla_cacheinfo", {
  maxReasmLen: u32,
  /** Hundredths of a second since boot at which the link's IPv6 state last changed. */
  tstamp: u32,
  /** Milliseconds. */
  reachableTime: u32,
  /** Milliseconds. */
  retransTime: u32
});
var linkCacheinfo = cacheinfo;
var inet6Rows = {
  /** IF_* of the kernel's include/net/if_inet6.h: router advertisements that were asked for and came. */
  flags: attr(
    1,
    flags(u32, "IF_", {
      rs_sent: [16, null],
      ra_rcvd: [32, null],
      ra_managed: [64, null],
      ra_otherconf: [128, null],
      ready: [2147483648, null]
    })
  ),
  conf: attr(2, inet6Conf),
  stats: attr(3, ipstats),
  mcast: attr(4, bytes),
  cacheinfo: attr(5, linkCacheinfo),
  icmp6stats: attr(6, icmp6stats),
  /** Host part of the addresses that router advertisements give; `::`: none. */
  token: attr(7, ipv6),
  addrGenMode: attr(
    8,
    enumeration(u8, "IN6_ADDR_GEN_MODE_", {
      eui64: 0,
      none: 1,
      stable_secret: [2, "IN6_ADDR_GEN_MODE_STABLE_PRIVACY"],
      random: 3
    })
  ),
  /** MTU that a router advertised. */
  raMtu: attr(9, u32)
};
var linkInet6 = attributes("IFLA_INET6_", inet6Rows);
var mctpRows = {
  net: attr(1, u32),
  /** MCTP_PHYS_BINDING_* of the kernel's include/net/mctp.h. */
  physBinding: attr(
    2,
    enumeration(u8, "MCTP_PHYS_BINDING_", {
      unspec: [0, null],
      smbus: [1, null],
      pcie_vdm: [2, null],
      usb: [3, null],
      kcs: [4, null],
      serial: [5, null],
      i3c: [6, null],
      mmbi: [7, null],
      pcc: [8, null],
      ucie: [9, null],
      vendor: [255, null]
    })
  )
};
var linkMctp = attributes("IFLA_MCTP_", mctpRows);
var afSpecRows = {
  inet: attr(2, linkInet, { nested: false }),
  inet6: attr(10, linkInet6, { nested: false }),
  mctp: attr(45, linkMctp, { nested: false })
};
var linkAfSpec = attributes("AF_", afSpecRows);

// src/rtnl/link/tables/kinds/can.ts
var bittimingStruct = struct2("can_bittiming", {
  /** Bit/s. */
  bitrate: u32,
  /** Tenths of a percent. */
  samplePoint: u32,
  /** Time quantum, ns. */
  tq: u32,
  /** Time quanta, as are the next three. */
  propSeg: u32,
  phaseSeg1: u32,
  phaseSeg2: u32,
  sjw: u32,
  brp: u32
});
var canBittiming = bittimingStruct;
var bittimingConstStruct = struct2("can_bittiming_const", {
  /** Of the controller. */
  name: chars(16),
  tseg1Min: u32,
  tseg1Max: u32,
  tseg2Min: u32,
  tseg2Max: u32,
  sjwMax: u32,
  brpMin: u32,
  brpMax: u32,
  brpInc: u32
});
var canBittimingConst = bittimingConstStruct;
var statsStruct = struct2("can_device_stats", {
  busError: u32,
  /** Changes to this state, as are the next two. */
  errorWarning: u32,
  errorPassive: u32,
  busOff: u32,
  arbitrationLost: u32,
  restarts: u32
});
var canDeviceStats = statsStruct;
var controlModes = flags(u32, "CAN_CTRLMODE_", {
  loopback: 1,
  "listen-only": [2, "CAN_CTRLMODE_LISTENONLY"],
  "triple-sampling": [4, "CAN_CTRLMODE_3_SAMPLES"],
  "one-shot": 8,
  "berr-reporting": 16,
  fd: 32,
  "presume-ack": 64,
  "fd-non-iso": 128,
  "cc-len8-dlc": 256,
  "tdc-auto": 512,
  "tdc-manual": 1024,
  restricted: 2048,
  xl: 4096,
  "xl-tdc-auto": 8192,
  "xl-tdc-manual": 16384,
  "xl-tms": 32768
});
var tdcRows = {
  tdcvMin: attr(1, u32),
  tdcvMax: attr(2, u32),
  tdcoMin: attr(3, u32),
  tdcoMax: attr(4, u32),
  tdcfMin: attr(5, u32),
  tdcfMax: attr(6, u32),
  tdcv: attr(7, u32),
  tdco: attr(8, u32),
  tdcf: attr(9, u32)
};
var canTdc = attributes("IFLA_CAN_TDC_", tdcRows);
var pwmRows = {
  pwmsMin: attr(1, u32),
  pwmsMax: attr(2, u32),
  pwmlMin: attr(3, u32),
  pwmlMax: attr(4, u32),
  pwmoMin: attr(5, u32),
  pwmoMax: attr(6, u32),
  pwms: attr(7, u32),
  pwml: attr(8, u32),
  pwmo: attr(9, u32)
};
var canPwm = attributes("IFLA_CAN_PWM_", pwmRows);
var rows5 = {
  bittiming: attr(1, canBittiming),
  bittimingConst: readOnly(attr(2, canBittimingConst), "sometimes"),
  /** `freq` in Hz. */
  clock: readOnly(attr(3, struct2("can_clock", { freq: u32 })), "sometimes"),
  state: readOnly(
    attr(
      4,
      enumeration(u32, "CAN_STATE_", {
        "error-active": 0,
        "error-warning": 1,
        "error-passive": 2,
        "bus-off": 3,
        stopped: 4,
        sleeping: 5
      })
    ),
    "sometimes"
  ),
  /** `mask`: the modes to change. The kernel sends 0 there. */
  ctrlmode: attr(5, struct2("can_ctrlmode", { mask: controlModes, flags: controlModes })),
  /** Time after bus-off to restart in, ms; 0: only when told to. */
  restartMs: attr(6, u32),
  /** 1: restart now. */
  restart: attr(7, u32),
  berrCounter: readOnly(attr(8, struct2("can_berr_counter", { txerr: u16, rxerr: u16 })), "sometimes"),
  /** CAN FD. */
  dataBittiming: attr(9, canBittiming),
  dataBittimingConst: readOnly(attr(10, canBittimingConst), "sometimes"),
  /** Ohm, 0: none. */
  termination: attr(11, u16),
  /** What the hardware offers, ohm. */
  terminationConst: readOnly(attr(12, list(u16)), "sometimes"),
  /** What the hardware offers, bit/s. */
  bitrateConst: readOnly(attr(13, list(u32)), "sometimes"),
  dataBitrateConst: readOnly(attr(14, list(u32)), "sometimes"),
  /** Bit/s, 0: no limit known. */
  bitrateMax: readOnly(attr(15, u32), "sometimes"),
  tdc: attr(16, canTdc),
  ctrlmodeExt: readOnly(attr(17, attributes("IFLA_CAN_CTRLMODE_", { supported: attr(1, controlModes) })), "sometimes"),
  xlDataBittiming: attr(18, canBittiming),
  xlDataBittimingConst: readOnly(attr(19, canBittimingConst), "sometimes"),
  xlDataBitrateConst: readOnly(attr(20, list(u32)), "sometimes"),
  xlTdc: attr(21, canTdc),
  xlPwm: attr(22, canPwm)
};
var can = attributes("IFLA_CAN_", rows5);

// src/rtnl/link/tables/kinds/amt.ts
var rows6 = {
  mode: attr(1, enumeration(u32, "AMT_MODE_", { gateway: 0, relay: 1 })),
  relayPort: attr(2, be16),
  gatewayPort: attr(3, be16),
  /** Index of the device below. */
  link: attr(4, u32),
  localIp: attr(5, ipv4),
  /** Relay that the gateway found. */
  remoteIp: readOnly(attr(6, ipv4), "sometimes"),
  discoveryIp: attr(7, ipv4),
  maxTunnels: attr(8, u32)
};
var amt = attributes("IFLA_AMT_", rows6);

// src/rtnl/link/tables/kinds/bareudp.ts
var rows7 = {
  port: attr(1, be16),
  /** ETH_P_* of what is inside. */
  ethertype: attr(2, enumeration(be16, "ETH_P_", { ip: 2048, ipv6: 34525, mpls_uc: 34887, mpls_mc: 34888 })),
  srcportMin: attr(3, u16),
  /** With `ip` also IPv6, with `mpls_uc` also multicast MPLS. */
  multiprotoMode: attr(4, flag)
};
var bareudp = attributes("IFLA_BAREUDP_", rows7);

// src/rtnl/link/tables/kinds/bond.ts
var mode = enumeration(u8, "BOND_MODE_", {
  "balance-rr": [0, "BOND_MODE_ROUNDROBIN"],
  "active-backup": [1, "BOND_MODE_ACTIVEBACKUP"],
  "balance-xor": [2, "BOND_MODE_XOR"],
  broadcast: 3,
  "802.3ad": [4, "BOND_MODE_8023AD"],
  "balance-tlb": [5, "BOND_MODE_TLB"],
  "balance-alb": [6, "BOND_MODE_ALB"]
});
var arpValidate = enumeration(u32, "BOND_ARP_", {
  none: [0, null],
  active: [1, null],
  backup: [2, null],
  all: [3, null],
  filter: [4, null],
  filter_active: [5, null],
  filter_backup: [6, null]
});
var xmitHashPolicy = enumeration(u8, "BOND_XMIT_POLICY_", {
  layer2: 0,
  "layer3+4": [1, "BOND_XMIT_POLICY_LAYER34"],
  "layer2+3": [2, "BOND_XMIT_POLICY_LAYER23"],
  "encap2+3": [3, "BOND_XMIT_POLICY_ENCAP23"],
  "encap3+4": [4, "BOND_XMIT_POLICY_ENCAP34"],
  "vlan+srcmac": [5, "BOND_XMIT_POLICY_VLAN_SRCMAC"]
});
var adInfoRows = {
  aggregator: attr(1, u16),
  numPorts: attr(2, u16),
  actorKey: attr(3, u16),
  partnerKey: attr(4, u16),
  partnerMac: attr(5, mac)
};
var adInfo = attributes("IFLA_BOND_AD_INFO_", adInfoRows);
var rows8 = {
  mode: attr(1, mode),
  /** Index of the active port. */
  activeSlave: attr(2, u32),
  /** Milliseconds between looks at the carrier; 0: none. */
  miimon: attr(3, u32),
  /** Milliseconds. */
  updelay: attr(4, u32),
  /** Milliseconds. */
  downdelay: attr(5, u32),
  useCarrier: attr(6, u8),
  /** Milliseconds between ARP probes; 0: none. */
  arpInterval: attr(7, u32),
  arpIpTarget: attr(8, items(ipv4), { nested: false }),
  arpValidate: attr(9, arpValidate),
  arpAllTargets: attr(10, enumeration(u32, "BOND_ARP_TARGETS_", { any: [0, null], all: [1, null] })),
  /** Index of the preferred port. */
  primary: attr(11, u32),
  primaryReselect: attr(
    12,
    enumeration(u8, "BOND_PRI_RESELECT_", { always: [0, null], better: [1, null], failure: [2, null] })
  ),
  failOverMac: attr(13, enumeration(u8, "BOND_FOM_", { none: [0, null], active: [1, null], follow: [2, null] })),
  xmitHashPolicy: attr(14, xmitHashPolicy),
  resendIgmp: attr(15, u32),
  numPeerNotif: attr(16, u8),
  allSlavesActive: attr(17, u8),
  minLinks: attr(18, u32),
  /** Seconds between learning packets. */
  lpInterval: attr(19, u32),
  packetsPerSlave: attr(20, u32),
  adLacpRate: attr(21, enumeration(u8, "BOND_AD_", { slow: [0, null], fast: [1, null] })),
  adSelect: attr(
    22,
    enumeration(u8, "BOND_AD_", {
      stable: [0, null],
      bandwidth: [1, null],
      count: [2, null],
      actor_port_prio: [3, null]
    })
  ),
  adInfo: readOnly(attr(23, adInfo, { nested: false }), "sometimes"),
  adActorSysPrio: attr(24, u16),
  adUserPortKey: attr(25, u16),
  adActorSystem: attr(26, mac),
  tlbDynamicLb: attr(27, u8),
  /** Milliseconds. */
  peerNotifDelay: attr(28, u32),
  adLacpActive: attr(29, u8),
  missedMax: attr(30, u8),
  nsIp6Target: attr(31, items(ipv6)),
  coupledControl: attr(32, u8),
  broadcastNeigh: attr(33, u8),
  lacpStrict: attr(34, u8)
};
var bond = attributes("IFLA_BOND_", rows8);

// src/rtnl/link/tables/kinds/bond-port.ts
var lacpState = {
  active: [1, "LACP_STATE_LACP_ACTIVITY"],
  short_timeout: [2, "LACP_STATE_LACP_TIMEOUT"],
  aggregating: [4, "LACP_STATE_AGGREGATION"],
  in_sync: [8, "LACP_STATE_SYNCHRONIZATION"],
  collecting: [16, "LACP_STATE_COLLECTING"],
  distributing: [32, "LACP_STATE_DISTRIBUTING"],
  defaulted: [64, "LACP_STATE_DEFAULTED"],
  expired: [128, "LACP_STATE_EXPIRED"]
};
var churnState = enumeration(u8, "AD_", { monitoring: [0, null], churned: [1, null], none: [2, null] });
var rows9 = {
  state: readOnly(attr(1, enumeration(u8, "BOND_STATE_", { active: 0, backup: 1 }))),
  miiStatus: readOnly(
    attr(
      2,
      enumeration(u8, "BOND_LINK_", {
        up: 0,
        going_down: [1, "BOND_LINK_FAIL"],
        down: 2,
        going_back: [3, "BOND_LINK_BACK"]
      })
    )
  ),
  linkFailureCount: readOnly(attr(3, u32)),
  /** The address that the port had before it was enslaved. */
  permHwaddr: readOnly(attr(4, lladdr)),
  queueId: attr(5, u16),
  adAggregatorId: readOnly(attr(6, u16), "sometimes"),
  adActorOperPortState: readOnly(attr(7, flags(u8, "LACP_STATE_", lacpState)), "sometimes"),
  adPartnerOperPortState: readOnly(attr(8, flags(u16, "LACP_STATE_", lacpState)), "sometimes"),
  prio: attr(9, s32),
  actorPortPrio: attr(10, u16),
  adChurnActorState: readOnly(attr(11, churnState), "sometimes"),
  adChurnPartnerState: readOnly(attr(12, churnState), "sometimes")
};
var bondPort = attributes("IFLA_BOND_SLAVE_", rows9);

// src/rtnl/tables/vlan-protocol.ts
var vlanProtocol = enumeration(be16, "ETH_P_", {
  "802.1Q": [33024, "ETH_P_8021Q"],
  "802.1ad": [34984, "ETH_P_8021AD"]
});

// src/rtnl/link/tables/kinds/bridge.ts
var boolopts = flags(u32, "BR_BOOLOPT_", {
  no_linklocal_learn: [1 << 0, null],
  mcast_vlan_snooping: [1 << 1, null],
  mst_enabled: [1 << 2, null],
  mdb_offload_fail_notification: [1 << 3, null],
  fdb_local_vlan_0: [1 << 4, null]
});
var querierRows = {
  ipAddress: attr(1, ipv4),
  /** Index of the port behind which the querier is. */
  ipPort: attr(2, u32),
  /** Hundredths of a second until another querier is forgotten. */
  ipOtherTimer: attr(3, u64),
  pad: attr(4, bytes),
  ipv6Address: attr(5, ipv6),
  /** Index of the port behind which the querier is. */
  ipv6Port: attr(6, u32),
  /** Hundredths of a second until another querier is forgotten. */
  ipv6OtherTimer: attr(7, u64)
};
var bridgeQuerier = attributes("BRIDGE_QUERIER_", querierRows);
var rows10 = {
  /** Hundredths of a second (USER_HZ), like every time of this table. */
  forwardDelay: attr(1, u32),
  helloTime: attr(2, u32),
  maxAge: attr(3, u32),
  ageingTime: attr(4, u32),
  /** 0: off, 1: the kernel's spanning tree, 2: a program's. */
  stpState: attr(5, u32),
  priority: attr(6, u16),
  vlanFiltering: attr(7, u8),
  vlanProtocol: attr(8, vlanProtocol),
  /** Bit X lets frames to 01:80:c2:00:00:0X through. */
  groupFwdMask: attr(9, u16),
  rootId: readOnly(attr(10, bridgeId)),
  bridgeId: readOnly(attr(11, bridgeId)),
  rootPort: readOnly(attr(12, u16)),
  rootPathCost: readOnly(attr(13, u32)),
  topologyChange: readOnly(attr(14, u8)),
  topologyChangeDetected: readOnly(attr(15, u8)),
  helloTimer: readOnly(attr(16, u64)),
  tcnTimer: readOnly(attr(17, u64)),
  topologyChangeTimer: readOnly(attr(18, u64)),
  gcTimer: readOnly(attr(19, u64)),
  groupAddr: attr(20, mac),
  /** A request to forget every learned address. */
  fdbFlush: attr(21, flag),
  /** 0: never, 1: when a router is heard, 2: always. */
  mcastRouter: attr(22, u8),
  mcastSnooping: attr(23, u8),
  mcastQueryUseIfaddr: attr(24, u8),
  mcastQuerier: attr(25, u8),
  mcastHashElasticity: attr(26, u32),
  mcastHashMax: attr(27, u32),
  mcastLastMemberCnt: attr(28, u32),
  mcastStartupQueryCnt: attr(29, u32),
  mcastLastMemberIntvl: attr(30, u64),
  mcastMembershipIntvl: attr(31, u64),
  mcastQuerierIntvl: attr(32, u64),
  mcastQueryIntvl: attr(33, u64),
  mcastQueryResponseIntvl: attr(34, u64),
  mcastStartupQueryIntvl: attr(35, u64),
  nfCallIptables: attr(36, u8),
  nfCallIp6tables: attr(37, u8),
  nfCallArptables: attr(38, u8),
  /** VLAN that untagged frames get; 0: none. */
  vlanDefaultPvid: attr(39, u16),
  pad: readOnly(attr(40, bytes), "sometimes"),
  vlanStatsEnabled: attr(41, u8),
  mcastStatsEnabled: attr(42, u8),
  mcastIgmpVersion: attr(43, u8),
  mcastMldVersion: attr(44, u8),
  vlanStatsPerPort: attr(45, u8),
  /** Which options are on, and which of them a request changes. */
  multiBoolopt: attr(46, struct2("br_boolopt_multi", { optval: boolopts, optmask: boolopts })),
  mcastQuerierState: readOnly(attr(47, bridgeQuerier), "sometimes"),
  fdbNLearned: readOnly(attr(48, u32), "sometimes"),
  /** 0: no limit. */
  fdbMaxLearned: attr(49, u32),
  stpMode: attr(50, enumeration(u32, "BR_STP_MODE_", { auto: 0, user: 1, kernel: 2 }))
};
var bridge = attributes("IFLA_BR_", rows10);

// src/rtnl/link/tables/kinds/geneve.ts
var rows11 = {
  /** Virtual network identifier, 24 bits. */
  id: attr(1, u32),
  remote: attr(2, ipv4),
  /** 0: decided by the route. */
  ttl: attr(3, u8),
  /** 1: inherited. */
  tos: attr(4, u8),
  /** Destination port. */
  port: attr(5, be16),
  collectMetadata: attr(6, flag),
  remote6: attr(7, ipv6),
  udpCsum: attr(8, u8),
  udpZeroCsum6Tx: attr(9, u8),
  udpZeroCsum6Rx: attr(10, u8),
  /** IPv6 flow label, 20 bits in network order. */
  label: attr(11, be32),
  ttlInherit: attr(12, u8),
  df: attr(13, enumeration(u8, "GENEVE_DF_", { unset: 0, set: 1, inherit: 2 })),
  /** Carries network-layer packets without an Ethernet header. */
  innerProtoInherit: attr(14, flag),
  /** Source ports. */
  portRange: attr(15, struct2("ifla_geneve_port_range", { low: be16, high: be16 })),
  groHint: attr(16, flag),
  local: attr(17, ipv4),
  local6: attr(18, ipv6)
};
var geneve = attributes("IFLA_GENEVE_", rows11);

// src/rtnl/link/tables/kinds/tunnel.ts
var tunnelEncap = enumeration(u16, "TUNNEL_ENCAP_", { none: 0, fou: 1, gue: 2, mpls: 3 });
var tunnelEncapFlags = flags(u16, "TUNNEL_ENCAP_FLAG_", { csum: 1, csum6: 2, remcsum: 4 });
var ip6TunnelFlags = flags(u32, "IP6_TNL_F_", {
  /** Add no encapsulation limit (`encaplimit none`). */
  "ign-encap-limit": 1,
  /** `tclass inherit`. */
  "use-orig-tclass": 2,
  /** `flowlabel inherit`. */
  "use-orig-flowlabel": 4,
  "mip6-dev": 8,
  /** `dscp inherit`. */
  "rcv-dscp-copy": 16,
  /** `fwmark inherit`. */
  "use-orig-fwmark": 32,
  /** `allow-localremote`. */
  "allow-local-remote": 64,
  "cap-xmit": [65536, null],
  "cap-rcv": [131072, null],
  "cap-per-packet": [262144, null]
});

// src/rtnl/link/tables/kinds/gre.ts
var greFlags = flags(be16, "GRE_", {
  csum: 32768,
  routing: 16384,
  key: 8192,
  seq: 4096,
  strict: 2048,
  ack: 128
});
var common = {
  /** Index of the device the tunnel is bound to, 0 for none. */
  link: attr(1, u32),
  /** What received packets must carry. */
  iflags: attr(2, greFlags),
  /** What sent packets carry. */
  oflags: attr(3, greFlags),
  /** Key of received packets; iproute2 writes it as a dotted quad. Counts where `iflags` has `key`. */
  ikey: attr(4, be32),
  /** Key of sent packets. */
  okey: attr(5, be32)
};
var outer = {
  /** 0: inherit from the packet inside. */
  ttl: attr(8, u8),
  /** 1: inherit from the packet inside. */
  tos: attr(9, u8),
  /** 1: path MTU discovery. */
  pmtudisc: attr(10, u8),
  encapLimit: attr(11, u8),
  /** Traffic class (bits 20 to 27) and flow label (bits 0 to 19). */
  flowinfo: attr(12, be32),
  flags: attr(13, ip6TunnelFlags),
  encapType: attr(14, tunnelEncap),
  encapFlags: attr(15, tunnelEncapFlags),
  /** UDP source port, 0: chosen by flow. */
  encapSport: attr(16, be16),
  encapDport: attr(17, be16),
  /** `external`: routes and filters say where packets go. */
  collectMetadata: attr(18, flag),
  ignoreDf: attr(19, u8),
  fwmark: attr(20, u32),
  /** Version 1: index of the mirrored port, 20 bits. */
  erspanIndex: attr(21, u32),
  /** 0 (type I), 1 (type II) or 2 (type III). */
  erspanVer: attr(22, u8),
  /** Version 2: direction of the mirrored packets. */
  erspanDir: attr(23, enumeration(u8, "", { ingress: [0, null], egress: [1, null] })),
  /** Version 2: 6 bits. */
  erspanHwid: attr(24, u16)
};
var rows12 = { ...common, local: attr(6, ipv4), remote: attr(7, ipv4), ...outer };
var rows62 = { ...common, local: attr(6, ipv6), remote: attr(7, ipv6), ...outer };
var gre = attributes("IFLA_GRE_", rows12);
var ip6gre = attributes("IFLA_GRE_", rows62);

// src/rtnl/link/tables/kinds/gtp.ts
var rows13 = {
  /** UDP socket of GTPv0. */
  fd0: attr(1, u32),
  /** UDP socket of GTPv1. */
  fd1: attr(2, u32),
  pdpHashsize: attr(3, u32),
  role: attr(4, enumeration(u32, "GTP_ROLE_", { ggsn: 0, sgsn: 1 })),
  /** 1: the kernel makes the sockets itself. */
  createSockets: attr(5, u8),
  restartCount: attr(6, u8),
  local: attr(7, ipv4),
  local6: attr(8, ipv6)
};
var gtp = attributes("IFLA_GTP_", rows13);

// src/rtnl/link/tables/kinds/hsr.ts
var rows14 = {
  /** Index of the first port. */
  slave1: attr(1, u32),
  /** Index of the second port. */
  slave2: attr(2, u32),
  /** Last byte of the address of supervision frames. */
  multicastSpec: attr(3, u8),
  supervisionAddr: readOnly(attr(4, mac)),
  seqNr: readOnly(attr(5, u16)),
  /** HSR version, 0 or 1. */
  version: attr(6, u8),
  protocol: attr(7, enumeration(u8, "HSR_PROTOCOL_", { hsr: 0, prp: 1 })),
  /** Index of the port that leads out of the ring. */
  interlink: attr(8, u32)
};
var hsr = attributes("IFLA_HSR_", rows14);

// src/rtnl/link/tables/kinds/ipoib.ts
var rows15 = {
  pkey: attr(1, u16),
  mode: attr(2, enumeration(u16, "IPOIB_MODE_", { datagram: 0, connected: 1 })),
  umcast: attr(3, u16)
};
var ipoib = attributes("IFLA_IPOIB_", rows15);

// src/rtnl/link/tables/kinds/iptun.ts
var mode2 = enumeration(u8, "IPPROTO_", {
  any: [0, null],
  ipip: 4,
  ip6ip: [41, "IPPROTO_IPV6"],
  mplsip: [137, "IPPROTO_MPLS"]
});
var mode6 = enumeration(u8, "IPPROTO_", {
  any: [0, null],
  ipip6: [4, "IPPROTO_IPIP"],
  ip6ip6: [41, "IPPROTO_IPV6"]
});
var shared = {
  /** Index of the device the tunnel is bound to, 0 for none. */
  link: attr(1, u32),
  /** 0: inherit from the packet inside. */
  ttl: attr(4, u8),
  /** 1: inherit from the packet inside. */
  tos: attr(5, u8),
  encapLimit: attr(6, u8),
  /** Traffic class (bits 20 to 27) and flow label (bits 0 to 19). */
  flowinfo: attr(7, be32),
  /** 1: path MTU discovery. */
  pmtudisc: attr(10, u8),
  "6rdPrefix": attr(11, ipv6),
  "6rdRelayPrefix": attr(12, ipv4),
  "6rdPrefixlen": attr(13, u16),
  "6rdRelayPrefixlen": attr(14, u16),
  encapType: attr(15, tunnelEncap),
  encapFlags: attr(16, tunnelEncapFlags),
  /** UDP source port, 0: chosen by flow. */
  encapSport: attr(17, be16),
  encapDport: attr(18, be16),
  /** `external`: routes and filters say where packets go. */
  collectMetadata: attr(19, flag),
  fwmark: attr(20, u32)
};
var rows16 = {
  ...shared,
  local: attr(2, ipv4),
  remote: attr(3, ipv4),
  /** Host order, unlike the GRE flags that share its type in the kernel: SIT_ISATAP is defined without a byte order. */
  flags: attr(8, flags(u16, "SIT_", { isatap: 1 })),
  proto: attr(9, mode2)
};
var rows63 = {
  ...shared,
  local: attr(2, ipv6),
  remote: attr(3, ipv6),
  flags: attr(8, ip6TunnelFlags),
  proto: attr(9, mode6)
};
var iptun = attributes("IFLA_IPTUN_", rows16);
var ip6tnl = attributes("IFLA_IPTUN_", rows63);

// src/rtnl/link/tables/kinds/ipvlan.ts
var rows17 = {
  mode: attr(1, enumeration(u16, "IPVLAN_MODE_", { l2: 0, l3: 1, l3s: 2 })),
  /** No flag is what `ip` calls `bridge`. */
  flags: attr(2, flags(u16, "IPVLAN_F_", { private: 1, vepa: 2 }))
};
var ipvlan = attributes("IFLA_IPVLAN_", rows17);

// src/rtnl/link/tables/kinds/macsec.ts
var cipherSuite = namedId64("MACSEC_CIPHER_ID_", {
  "0x80c20001000001": "gcm-aes-128",
  "0x80c20001000002": "gcm-aes-256",
  "0x80c20001000003": "gcm-aes-xpn-128",
  "0x80c20001000004": "gcm-aes-xpn-256",
  "0x80020001000001": "gcm-aes-128"
});
var rows18 = {
  /** Secure channel: the link's address and a port, `0x525400123456` and `0001`. */
  sci: attr(1, beId64),
  port: attr(2, be16),
  /** Bytes, 8 to 16. */
  icvLen: attr(3, u8),
  /** MACSEC_CIPHER_ID_* of <linux/if_macsec.h> in the words of `ip link add type macsec cipher`. */
  cipherSuite: attr(4, cipherSuite),
  /** Packets; told where `replayProtect` is 1. */
  window: attr(5, u32),
  /** Secure association that sends, 0 to 3. */
  encodingSa: attr(6, u8),
  encrypt: attr(7, u8),
  protect: attr(8, u8),
  incSci: attr(9, u8),
  es: attr(10, u8),
  scb: attr(11, u8),
  replayProtect: attr(12, u8),
  validation: attr(13, enumeration(u8, "MACSEC_VALIDATE_", { disabled: 0, check: 1, strict: 2 })),
  pad: attr(14, bytes),
  offload: attr(15, enumeration(u8, "MACSEC_OFFLOAD_", { off: 0, phy: 1, mac: 2 }))
};
var macsec = attributes("IFLA_MACSEC_", rows18);

// src/rtnl/link/tables/kinds/macvlan.ts
var rows19 = {
  mode: attr(1, enumeration(u32, "MACVLAN_MODE_", { private: 1, vepa: 2, bridge: 4, passthru: 8, source: 16 })),
  flags: attr(2, flags(u16, "MACVLAN_FLAG_", { nopromisc: 1, nodst: 2 })),
  /** What a request does to the list of source addresses. */
  macaddrMode: attr(3, enumeration(u32, "MACVLAN_MACADDR_", { add: 0, del: 1, flush: 2, set: 3 })),
  /** The address that `add` and `del` of `macaddrMode` name. */
  macaddr: attr(4, lladdr),
  /** Source addresses, of mode `source`: a nest of IFLA_MACVLAN_MACADDR. */
  macaddrData: attr(5, items(lladdr, { id: 4 }), { nested: false }),
  /** How many source addresses there are. */
  macaddrCount: readOnly(attr(6, u32)),
  /** Broadcast packets that may wait, as asked for. */
  bcQueueLen: attr(7, u32),
  /** Broadcast packets that may wait, as in force: the most that any link on the same lower link asks for. */
  bcQueueLenUsed: readOnly(attr(8, u32)),
  /** Multicast is queued as broadcast is when more links than this listen; 1 by default, negative: never. */
  bcCutoff: attr(9, s32)
};
var macvlan = attributes("IFLA_MACVLAN_", rows19);

// src/rtnl/link/tables/kinds/peer.ts
function peer() {
  return {
    type: "message",
    header: ifinfomsg,
    get attributes() {
      return link.attributes;
    }
  };
}

// src/rtnl/link/tables/kinds/netkit.ts
var policy2 = enumeration(u32, "NETKIT_", { forward: [0, "NETKIT_PASS"], blackhole: [2, "NETKIT_DROP"] });
var scrub = enumeration(u32, "NETKIT_SCRUB_", { none: 0, default: 1 });
var rows20 = {
  /** The other end, when a pair is made. */
  peerInfo: attr(1, peer()),
  /** 1: the end that was asked for, 0: its peer. */
  primary: readOnly(attr(2, u8)),
  policy: attr(3, policy2),
  peerPolicy: attr(4, policy2),
  mode: attr(5, enumeration(u32, "NETKIT_", { l2: 0, l3: 1 })),
  /** What is wiped from packets that cross to another namespace. */
  scrub: attr(6, scrub),
  peerScrub: attr(7, scrub),
  /** Bytes. */
  headroom: attr(8, u16),
  /** Bytes. */
  tailroom: attr(9, u16),
  pairing: attr(10, enumeration(u32, "NETKIT_DEVICE_", { pair: 0, single: 1 }))
};
var netkit = attributes("IFLA_NETKIT_", rows20);

// src/rtnl/link/tables/kinds/rmnet.ts
var rmnetFlags = flags(u32, "RMNET_FLAGS_", {
  "ingress-deaggregation": 1,
  "ingress-map-commands": 2,
  "ingress-map-cksumv4": 4,
  "egress-map-cksumv4": 8,
  "ingress-map-cksumv5": 16,
  "egress-map-cksumv5": 32
});
var rows21 = {
  /** Channel, 1 to 254. */
  muxId: attr(1, u16),
  /** `mask`: the flags to change. */
  flags: attr(2, struct2("ifla_rmnet_flags", { flags: rmnetFlags, mask: rmnetFlags }))
};
var rmnet = attributes("IFLA_RMNET_", rows21);

// src/rtnl/link/tables/kinds/small.ts
var batadvRows = { algoName: attr(1, string) };
var batadv = attributes("IFLA_BATADV_", batadvRows);
var caifRows = {
  ipv4Connid: attr(1, u32),
  ipv6Connid: attr(2, u32),
  loopback: attr(3, u8)
};
var caif = attributes("IFLA_CAIF_", caifRows);
var dsaRows = { conduit: attr(1, u32) };
var dsa = attributes("IFLA_DSA_", dsaRows);
var ovpnRows = { mode: attr(1, enumeration(u8, "OVPN_MODE_", { p2p: 0, mp: 1 })) };
var ovpn = attributes("IFLA_OVPN_", ovpnRows);
var pppRows = { devFd: attr(1, s32) };
var ppp = attributes("IFLA_PPP_", pppRows);
var wwanRows = { linkId: attr(1, u32) };
var wwan = attributes("IFLA_WWAN_", wwanRows);

// src/rtnl/link/tables/kinds/tun.ts
var rows22 = {
  /** User who may attach to it. */
  owner: readOnly(attr(1, u32), "sometimes"),
  /** Group whose members may attach to it. */
  group: readOnly(attr(2, u32), "sometimes"),
  /** IFF_TUN: packets, IFF_TAP: Ethernet frames. */
  type: readOnly(attr(3, enumeration(u8, "IFF_", { tun: 1, tap: 2 }))),
  /** 1: packets come with `struct tun_pi` in front. */
  pi: readOnly(attr(4, u8)),
  vnetHdr: readOnly(attr(5, u8)),
  /** 1: outlives the program that made it. */
  persist: readOnly(attr(6, u8)),
  multiQueue: readOnly(attr(7, u8)),
  /** Told where `multiQueue` is 1. */
  numQueues: readOnly(attr(8, u32), "sometimes"),
  numDisabledQueues: readOnly(attr(9, u32), "sometimes")
};
var tun = attributes("IFLA_TUN_", rows22);

// src/rtnl/link/tables/kinds/veth.ts
var rows23 = {
  /** The other end, in requests alone: a header and the attributes of a link. */
  peer: attr(1, peer(), { nested: false })
};
var veth = attributes("VETH_INFO_", rows23);

// src/rtnl/link/tables/kinds/vlan.ts
var vlanFlagBits = { reorder_hdr: 1, gvrp: 2, loose_binding: 4, mvrp: 8, bridge_binding: 16 };
var vlanFlags = struct2("ifla_vlan_flags", {
  flags: flags(u32, "VLAN_FLAG_", vlanFlagBits),
  /** Which of the flags a request changes; all ones in a reply. */
  mask: u32
});
var qosMapping = struct2("ifla_vlan_qos_mapping", { from: u32, to: u32 });
var rows24 = {
  /** VLAN id, 0 to 4095. */
  id: attr(1, u16),
  flags: attr(2, vlanFlags),
  /** IFLA_VLAN_QOS_MAPPING items: priority of the socket buffer to that of the tag. */
  egressQos: attr(3, items(qosMapping, { id: 1 }), { nested: false }),
  /** IFLA_VLAN_QOS_MAPPING items: priority of the tag to that of the socket buffer. */
  ingressQos: attr(4, items(qosMapping, { id: 1 }), { nested: false }),
  protocol: attr(5, vlanProtocol)
};
var vlan = attributes("IFLA_VLAN_", rows24);

// src/rtnl/link/tables/kinds/vrf.ts
var rows25 = {
  /** Routing table of the device. */
  table: attr(1, u32)
};
var vrf = attributes("IFLA_VRF_", rows25);
var portRows = {
  /** Routing table of the master. */
  table: readOnly(attr(1, u32))
};
var vrfPort = attributes("IFLA_VRF_PORT_", portRows);

// src/rtnl/link/tables/kinds/vti.ts
var shared2 = {
  /** Index of the device the tunnel is bound to, 0 for none. */
  link: attr(1, u32),
  ikey: attr(2, be32),
  okey: attr(3, be32),
  fwmark: attr(6, u32)
};
var rows26 = { ...shared2, local: attr(4, ipv4), remote: attr(5, ipv4) };
var rows64 = { ...shared2, local: attr(4, ipv6), remote: attr(5, ipv6) };
var vti = attributes("IFLA_VTI_", rows26);
var vti6 = attributes("IFLA_VTI_", rows64);

// src/rtnl/link/tables/kinds/vxcan.ts
var rows27 = {
  /** The other end, when a pair is made; the kernel does not tell it afterwards. */
  peer: attr(1, peer())
};
var vxcan = attributes("VXCAN_INFO_", rows27);

// src/rtnl/link/tables/kinds/vxlan.ts
var rows28 = {
  /** VXLAN network identifier, 24 bits. */
  id: attr(1, u32),
  /** Multicast group, or the address of the one remote end. */
  group: attr(2, ipv4),
  /** Index of the link that carries the tunnel. */
  link: attr(3, u32),
  local: attr(4, ipv4),
  /** 0: inherited. */
  ttl: attr(5, u8),
  /** 1: inherited. */
  tos: attr(6, u8),
  learning: attr(7, u8),
  /** Seconds that a learned address lives; 0: for ever. */
  ageing: attr(8, u32),
  /** Most addresses that are learned; 0: no limit. */
  limit: attr(9, u32),
  /** Source ports; 0 and 0: the range of local ports. */
  portRange: attr(10, struct2("ifla_vxlan_port_range", { low: be16, high: be16 })),
  proxy: attr(11, u8),
  rsc: attr(12, u8),
  l2miss: attr(13, u8),
  l3miss: attr(14, u8),
  /** Destination port. */
  port: attr(15, be16),
  group6: attr(16, ipv6),
  local6: attr(17, ipv6),
  udpCsum: attr(18, u8),
  udpZeroCsum6Tx: attr(19, u8),
  udpZeroCsum6Rx: attr(20, u8),
  remcsumTx: attr(21, u8),
  remcsumRx: attr(22, u8),
  gbp: attr(23, flag),
  remcsumNopartial: attr(24, flag),
  collectMetadata: attr(25, u8),
  /** IPv6 flow label, 20 bits in network order. */
  label: attr(26, be32),
  gpe: attr(27, flag),
  /** The TTL of the packet inside. */
  ttlInherit: attr(28, reportedFlag),
  df: attr(29, enumeration(u8, "VXLAN_DF_", { unset: 0, set: 1, inherit: 2 })),
  vnifilter: attr(30, u8),
  localbypass: attr(31, u8),
  labelPolicy: attr(32, enumeration(u32, "VXLAN_LABEL_", { fixed: 0, inherit: 1 })),
  /** Bits of the VXLAN header that may be set although the link makes nothing of them. */
  reservedBits: attr(33, struct2(void 0, { flags: be32, vni: be32 })),
  mcRoute: attr(34, u8)
};
var vxlan = attributes("IFLA_VXLAN_", rows28);

// src/rtnl/link/tables/kinds/xfrm.ts
var rows29 = {
  /** Index of the device below, 0 for none. */
  link: attr(1, u32),
  ifId: attr(2, u32),
  /** `external`: the routes say which `ifId`. */
  collectMetadata: attr(3, flag)
};
var xfrm = attributes("IFLA_XFRM_", rows29);

// src/rtnl/link/tables/kinds/index.ts
var plain = attributes("IFLA_", {});
var linkKinds = {
  amt,
  bareudp,
  batadv,
  bond,
  bridge,
  caif,
  can,
  dsa,
  dummy: plain,
  erspan: gre,
  geneve,
  gre,
  gretap: gre,
  gtp,
  hsr,
  ifb: plain,
  ip6erspan: ip6gre,
  ip6gre,
  ip6gretap: ip6gre,
  ip6tnl,
  ipip: iptun,
  ipoib,
  ipvlan,
  ipvtap: ipvlan,
  lowpan: plain,
  macsec,
  macvlan,
  macvtap: macvlan,
  netdevsim: plain,
  /** Read when it is asked for, like veth. */
  get netkit() {
    return netkit;
  },
  nlmon: plain,
  openvswitch: plain,
  ovpn,
  pfcp: plain,
  ppp,
  rmnet,
  sit: iptun,
  team: plain,
  tun,
  vcan: plain,
  /** Read when it is asked for: its peer is a link, whose table in turn holds this record. */
  get veth() {
    return veth;
  },
  virt_wifi: plain,
  vlan,
  vrf,
  vsockmon: plain,
  vti,
  vti6,
  /** Read when it is asked for, like veth. */
  get vxcan() {
    return vxcan;
  },
  vxlan,
  wireguard: plain,
  wwan,
  xfrm
};
var portKinds = {
  bond: bondPort,
  bridge: bridgePort,
  vrf: vrfPort
};
var portRequestKinds = {
  bond_slave: bondPort,
  bridge_slave: bridgePort,
  vrf_slave: vrfPort
};

// src/rtnl/link/tables/stats.ts
var stats32 = struct2("rtnl_link_stats", {
  rxPackets: u32,
  txPackets: u32,
  rxBytes: u32,
  txBytes: u32,
  rxErrors: u32,
  txErrors: u32,
  /** Received, but not processed: no memory, no protocol. */
  rxDropped: u32,
  txDropped: u32,
  multicast: u32,
  collisions: u32,
  rxLengthErrors: u32,
  rxOverErrors: u32,
  rxCrcErrors: u32,
  rxFrameErrors: u32,
  rxFifoErrors: u32,
  /** Missed by the host for lack of buffers; part of what /proc/net/dev calls drop. */
  rxMissedErrors: u32,
  txAbortedErrors: u32,
  txCarrierErrors: u32,
  txFifoErrors: u32,
  txHeartbeatErrors: u32,
  txWindowErrors: u32,
  rxCompressed: u32,
  txCompressed: u32,
  /** Dropped because the link may not deliver to the stack, as a backup port. */
  rxNohandler: later(u32)
});
var linkStats = stats32;
var stats64 = struct2("rtnl_link_stats64", {
  rxPackets: u64,
  txPackets: u64,
  rxBytes: u64,
  txBytes: u64,
  rxErrors: u64,
  txErrors: u64,
  /** Received, but not processed: no memory, no protocol. */
  rxDropped: u64,
  txDropped: u64,
  multicast: u64,
  collisions: u64,
  rxLengthErrors: u64,
  rxOverErrors: u64,
  rxCrcErrors: u64,
  rxFrameErrors: u64,
  rxFifoErrors: u64,
  /** Missed by the host for lack of buffers; part of what /proc/net/dev calls drop. */
  rxMissedErrors: u64,
  txAbortedErrors: u64,
  txCarrierErrors: u64,
  txFifoErrors: u64,
  txHeartbeatErrors: u64,
  txWindowErrors: u64,
  rxCompressed: u64,
  txCompressed: u64,
  /** Dropped because the link may not deliver to the stack, as a backup port. */
  rxNohandler: later(u64),
  /** Dropped because they were addressed to another host's link-layer address. */
  rxOtherhostDropped: later(u64)
});
var linkStats64 = stats64;
var ifmap = struct2("rtnl_link_ifmap", {
  memStart: u64,
  memEnd: u64,
  baseAddr: u64,
  irq: u16,
  dma: u8,
  port: u8
});
var linkMap = ifmap;

// src/rtnl/link/tables/vf.ts
var vlanInfo2 = struct2("ifla_vf_vlan_info", { vf: u32, vlan: u32, qos: u32, vlanProto: vlanProtocol });
var statsRows = {
  rxPackets: attr(0, u64),
  txPackets: attr(1, u64),
  rxBytes: attr(2, u64),
  txBytes: attr(3, u64),
  broadcast: attr(4, u64),
  multicast: attr(5, u64),
  pad: attr(6, bytes),
  rxDropped: attr(7, u64),
  txDropped: attr(8, u64)
};
var stats = attributes("IFLA_VF_STATS_", statsRows);
var linkState = enumeration(u32, "IFLA_VF_LINK_STATE_", { auto: 0, enable: 1, disable: 2 });
var macOf = (length) => struct2("ifla_vf_mac", { vf: u32, mac: lladdrIn(32, length) });
var broadcastOf = (length) => struct2("ifla_vf_broadcast", { broadcast: lladdrIn(32, length) });
var rows30 = {
  /** As long as the link's own address. */
  mac: attr(1, select("header.type", { infiniband: macOf(20) }, macOf(6))),
  vlan: attr(2, struct2("ifla_vf_vlan", { vf: u32, vlan: u32, qos: u32 })),
  /** Mbit/s; 0: no limit. */
  txRate: attr(3, struct2("ifla_vf_tx_rate", { vf: u32, rate: u32 })),
  spoofchk: attr(4, struct2("ifla_vf_spoofchk", { vf: u32, setting: u32 })),
  linkState: attr(5, struct2("ifla_vf_link_state", { vf: u32, linkState })),
  /** Mbit/s; 0: no limit. */
  rate: attr(6, struct2("ifla_vf_rate", { vf: u32, minTxRate: u32, maxTxRate: u32 })),
  rssQueryEn: attr(7, struct2("ifla_vf_rss_query_en", { vf: u32, setting: u32 })),
  stats: attr(8, stats, { nested: false }),
  trust: attr(9, struct2("ifla_vf_trust", { vf: u32, setting: u32 })),
  ibNodeGuid: attr(10, struct2("ifla_vf_guid", { vf: u32, guid: id64 })),
  ibPortGuid: attr(11, struct2("ifla_vf_guid", { vf: u32, guid: id64 })),
  /** A nest of IFLA_VF_VLAN_INFO, at most one. */
  vlanList: attr(12, items(vlanInfo2, { id: 1 }), { nested: false }),
  /** The link's broadcast address. */
  broadcast: attr(13, select("header.type", { infiniband: broadcastOf(20) }, broadcastOf(6)))
};
var vf = attributes("IFLA_VF_", rows30);
var portRows2 = {
  vf: attr(1, u32),
  profile: attr(2, string),
  vsiType: attr(
    3,
    struct2("ifla_port_vsi", {
      vsiMgrId: u8,
      vsiTypeId: bytesOf(3),
      vsiTypeVersion: u8,
      pad: bytesOf(3)
    })
  ),
  instanceUuid: attr(4, bytesOf(16)),
  hostUuid: attr(5, bytesOf(16)),
  request: attr(
    6,
    enumeration(u8, "PORT_REQUEST_", { preassociate: 0, preassociate_rr: 1, associate: 2, disassociate: 3 })
  ),
  /** PORT_VDP_RESPONSE_* and PORT_PROFILE_RESPONSE_* of <linux/if_link.h>. */
  response: attr(7, u16)
};
var vfPort = attributes("IFLA_PORT_", portRows2);

// src/rtnl/link/tables/link.ts
var data = {
  type: "select",
  by: "kind",
  get cases() {
    return linkKinds;
  },
  otherwise: bytes
};
var slaveDataOfKind = {
  type: "select",
  by: "kind",
  get cases() {
    return portRequestKinds;
  },
  otherwise: bytes
};
var slaveData = {
  type: "select",
  by: "slaveKind",
  get cases() {
    return portKinds;
  },
  otherwise: slaveDataOfKind
};
var infoRows2 = {
  kind: attr(1, string),
  /** The kind's own table. */
  data: attr(2, data),
  /** The kind's own counters: `can` alone sends them here. */
  xstats: attr(3, select("kind", { can: canDeviceStats }, bytes)),
  /** Kind of the master. */
  slaveKind: attr(4, string),
  /** What the master's kind knows about its port. */
  slaveData: attr(5, slaveData)
};
var linkinfo = attributes("IFLA_INFO_", infoRows2);
var linkAddress = select(
  "header.type",
  { ipip: address, sit: address, gre: address, tunnel6: address, gre6: address },
  lladdr
);
var xdpRows = {
  /** Descriptor of the program; -1 detaches. In requests alone. */
  fd: attr(1, s32),
  attached: attr(2, enumeration(u8, "XDP_ATTACHED_", { none: 0, drv: 1, skb: 2, hw: 3, multi: 4 })),
  flags: attr(3, flags(u32, "XDP_FLAGS_", { update_if_noexist: 1, skb_mode: 2, drv_mode: 4, hw_mode: 8, replace: 16 })),
  progId: attr(4, u32),
  drvProgId: attr(5, u32),
  skbProgId: attr(6, u32),
  hwProgId: attr(7, u32),
  /** Descriptor of the program that must be attached, with the flag `replace`. */
  expectedFd: attr(8, s32)
};
var xdp = attributes("IFLA_XDP_", xdpRows);
var protoDownReason = attributes("IFLA_PROTO_DOWN_REASON_", { mask: attr(1, u32), value: attr(2, u32) });
var devlinkPort = attributes("DEVLINK_ATTR_", {
  busName: attr(1, string),
  devName: attr(2, string),
  portIndex: attr(3, u32),
  /** Index of the devlink device. */
  index: attr(184, uint)
});
var rows31 = {
  address: attr(1, linkAddress),
  broadcast: attr(2, linkAddress),
  ifname: attr(3, string),
  mtu: attr(4, u32),
  /** Index of the link below or, of a veth, on the other side; in the namespace that `linkNetnsid` names, if any. */
  link: attr(5, u32),
  qdisc: attr(6, string),
  stats: attr(7, linkStats),
  cost: attr(8, bytes),
  priority: attr(9, bytes),
  /** Index of the bridge, bond, vrf, ... that the link is a port of; 0 in a request: of none. */
  master: attr(10, u32),
  wireless: attr(11, bytes),
  /** Of family `bridge` the port's settings, of family `inet6` the IPv6 state of the link. */
  protinfo: attr(12, select("header.family", { bridge: bridgePort, inet6: linkInet6 }, bytes), { nested: true }),
  /** Packets. */
  txqlen: attr(13, u32),
  map: attr(14, linkMap),
  weight: attr(15, u32),
  /** RFC 2863. */
  operstate: attr(
    16,
    enumeration(u8, "IF_OPER_", {
      unknown: 0,
      notpresent: 1,
      down: 2,
      lowerlayerdown: 3,
      testing: 4,
      dormant: 5,
      up: 6
    })
  ),
  linkmode: attr(17, enumeration(u8, "IF_LINK_MODE_", { default: 0, dormant: 1, testing: 2 })),
  linkinfo: attr(18, linkinfo, { nested: false }),
  /** Namespace to move to, by a process in it. */
  netNsPid: attr(19, u32),
  /** At most 255 bytes. */
  ifalias: attr(20, unterminated),
  numVf: attr(21, u32),
  /** A nest of IFLA_VF_INFO. */
  vfinfoList: attr(22, items(vf, { id: 1 }), { nested: false }),
  stats64: attr(23, linkStats64),
  /** A nest of IFLA_VF_PORT. */
  vfPorts: attr(24, items(vfPort, { id: 1 }), { nested: false }),
  portSelf: attr(25, vfPort, { nested: false }),
  /** By address family; of family `bridge` the port's VLANs, rings and trees. */
  afSpec: attr(26, select("header.family", { bridge: bridgeAfSpec }, linkAfSpec)),
  group: attr(27, u32),
  /** Namespace to move to, by a descriptor of it. */
  netNsFd: attr(28, u32),
  /** What a reply shall or shall not hold. */
  extMask: attr(
    29,
    flags(u32, "RTEXT_FILTER_", {
      vf: 1 << 0,
      brvlan: 1 << 1,
      brvlan_compressed: 1 << 2,
      skip_stats: 1 << 3,
      mrp: 1 << 4,
      cfm_config: 1 << 5,
      cfm_status: 1 << 6,
      mst: 1 << 7,
      name_only: 1 << 8
    })
  ),
  /** How many have asked for promiscuous mode. */
  promiscuity: attr(30, u32),
  numTxQueues: attr(31, u32),
  numRxQueues: attr(32, u32),
  carrier: attr(33, u8),
  physPortId: attr(34, bytes),
  carrierChanges: attr(35, u32),
  physSwitchId: attr(36, bytes),
  /** Namespace of `link`, by the id it has in the link's own namespace; -1: it has none. */
  linkNetnsid: attr(37, s32),
  physPortName: attr(38, string),
  protoDown: attr(39, u8),
  gsoMaxSegs: attr(40, u32),
  /** Bytes, like the sizes after it. */
  gsoMaxSize: attr(41, u32),
  pad: attr(42, bytes),
  xdp: attr(43, xdp, { nested: false }),
  /** Why the kernel tells about a link that has not changed. */
  event: attr(
    44,
    enumeration(u32, "IFLA_EVENT_", {
      none: 0,
      reboot: 1,
      "feature change": [2, "IFLA_EVENT_FEATURES"],
      "bonding failover": [3, "IFLA_EVENT_BONDING_FAILOVER"],
      "notify peers": [4, "IFLA_EVENT_NOTIFY_PEERS"],
      "resend igmp": [5, "IFLA_EVENT_IGMP_RESEND"],
      "bonding option": [6, "IFLA_EVENT_BONDING_OPTIONS"]
    })
  ),
  /** Namespace that the link has moved to. */
  newNetnsid: attr(45, s32),
  /** Namespace that a request is about, and its answer. The kernel's first name for it is IFLA_IF_NETNSID. */
  targetNetnsid: attr(46, s32),
  carrierUpCount: attr(47, u32),
  carrierDownCount: attr(48, u32),
  /** Index that the link has got in the namespace it has moved to. */
  newIfindex: attr(49, s32),
  minMtu: attr(50, u32),
  /** 0: no limit. */
  maxMtu: attr(51, u32),
  /** Other names: a nest of IFLA_ALT_IFNAME. */
  propList: attr(52, items(string, { id: 53 })),
  /** Asks for the link that has this name, be it the first or another. */
  altIfname: attr(53, string),
  permAddress: attr(54, linkAddress),
  protoDownReason: attr(55, protoDownReason),
  parentDevName: attr(56, string),
  parentDevBusName: attr(57, string),
  groMaxSize: attr(58, u32),
  tsoMaxSize: attr(59, u32),
  tsoMaxSegs: attr(60, u32),
  /** How many have asked for all multicast packets. */
  allmulti: attr(61, u32),
  devlinkPort: attr(62, devlinkPort),
  gsoIpv4MaxSize: attr(63, u32),
  groIpv4MaxSize: attr(64, u32),
  dpllPin: attr(65, attributes("DPLL_A_PIN_", { id: attr(1, u32) })),
  /** Nanoseconds. */
  maxPacingOffloadHorizon: attr(66, uint),
  netnsImmutable: attr(67, u8),
  /** Bytes that the driver wants in front of a packet. */
  headroom: attr(68, u16),
  /** Bytes that the driver wants behind a packet. */
  tailroom: attr(69, u16)
};
var link = message(ifinfomsg, attributes("IFLA_", rows31));

// src/rtnl/nsid/tables/nsid.ts
var rtgenmsg = struct2("rtgenmsg", { family }, { prefix: "rtgen_" });
var rows32 = {
  /** -1 (NETNSA_NSID_NOT_ASSIGNED): in an answer none is given yet, in a request choose one. */
  nsid: attr(1, s32),
  /** A process in the namespace. */
  pid: attr(2, u32),
  /** An open file of the namespace. */
  fd: attr(3, u32),
  /** Ask as if from this namespace. */
  targetNsid: attr(4, s32),
  /** With `targetNsid`: number of the same namespace here. */
  currentNsid: attr(5, s32)
};
var table = attributes("NETNSA_", rows32);
var nsid = message(rtgenmsg, table);

// src/netlink/codec/query.ts
var shortOf = ({ fields: fields2 }) => {
  const { key, node } = fields2[0];
  return struct2("rtgenmsg", { [key]: node }, { prefix: "rtgen_" });
};
var query = (node) => {
  let short;
  return {
    ...node,
    // a layout is declared when it is first used
    get short() {
      short ??= shortOf(node.header);
      return short;
    }
  };
};

// src/rtnl/tables/route-words.ts
var routeType = enumeration(u8, "RTN_", {
  none: [0, "RTN_UNSPEC"],
  unspec: 0,
  unicast: 1,
  local: 2,
  broadcast: 3,
  anycast: 4,
  multicast: 5,
  blackhole: 6,
  unreachable: 7,
  prohibit: 8,
  throw: 9,
  nat: 10,
  xresolve: 11
});
var routeProtocol = enumeration(u8, "RTPROT_", {
  unspec: 0,
  redirect: 1,
  kernel: 2,
  boot: 3,
  static: 4,
  gated: 8,
  ra: 9,
  mrt: 10,
  zebra: 11,
  bird: 12,
  dnrouted: 13,
  xorp: 14,
  ntk: 15,
  dhcp: 16,
  mrouted: 17,
  keepalived: 18,
  babel: 42,
  ovn: 84,
  openr: 99,
  bgp: 186,
  isis: 187,
  ospf: 188,
  rip: 189,
  eigrp: 192
});
var routeScope = enumeration(u8, "RT_SCOPE_", {
  global: [0, "RT_SCOPE_UNIVERSE"],
  site: 200,
  link: 253,
  host: 254,
  nowhere: 255
});
var tableWords = { unspec: 0, default: 253, main: 254, local: 255 };
var routeTable = enumeration(u32, "RT_TABLE_", tableWords);
var routeTableLow = enumeration(u8, "RT_TABLE_", { ...tableWords, compat: 252 });

// src/rtnl/address/tables/address.ts
var addressFlagWords = {
  secondary: 1,
  temporary: 1,
  nodad: 2,
  optimistic: 4,
  dadfailed: 8,
  home: [16, "IFA_F_HOMEADDRESS"],
  deprecated: 32,
  tentative: 64,
  permanent: 128
};
var addressFlagsLow = flags(u8, "IFA_F_", addressFlagWords);
var addressFlags = flags(u32, "IFA_F_", {
  ...addressFlagWords,
  mngtmpaddr: [256, "IFA_F_MANAGETEMPADDR"],
  noprefixroute: 512,
  autojoin: [1024, "IFA_F_MCAUTOJOIN"],
  "stable-privacy": 2048
});
var addressProtocol = enumeration(u8, "IFAPROT_", { unspec: 0, kernel_lo: 1, kernel_ra: 2, kernel_ll: 3 });
var ifaddrmsg = struct2(
  "ifaddrmsg",
  {
    family,
    prefixlen: u8,
    /** The low eight of the flags; the attribute `flags` has them all and counts where it is present. */
    flags: addressFlagsLow,
    scope: routeScope,
    /** The link's index. */
    index: u32
  },
  { prefix: "ifa_" }
);
var cacheinfoFields = struct2(
  "ifa_cacheinfo",
  {
    /** Seconds until the address is deprecated; 4294967295 is for ever. */
    preferred: u32,
    /** Seconds until the address is removed; 4294967295 is for ever. */
    valid: u32,
    /** When it was made, in hundredths of a second since the machine started. */
    cstamp: u32,
    /** When it was last changed, in hundredths of a second since the machine started. */
    tstamp: u32
  },
  { names: { preferred: "ifa_prefered", valid: "ifa_valid" } }
);
var addressCacheinfo = cacheinfoFields;
var anyAddress = select("header.family", { mctp: lladdr, phonet: lladdr }, address);
var rows33 = {
  /** Of a point-to-point link the peer's address, else the same as `local`. IPv6 has this one alone where there is no peer. */
  address: attr(1, anyAddress),
  local: attr(2, anyAddress),
  /** The link's name, or `eth0:label`. IPv4 only. */
  label: attr(3, string),
  broadcast: attr(4, address),
  anycast: attr(5, address),
  cacheinfo: attr(6, addressCacheinfo),
  multicast: attr(7, address),
  flags: attr(8, addressFlags),
  /** Metric of the route to the address's prefix. */
  rtPriority: attr(9, u32),
  /** In a request: ask in the namespace that has this id here. In its answer: that id. */
  targetNetnsid: attr(10, s32),
  proto: attr(11, addressProtocol)
};
var table2 = attributes("IFA_", rows33);
var address2 = message(ifaddrmsg, table2);

// src/rtnl/neighbour/tables/neighbour.ts
var neighbourStates = flags(u16, "NUD_", {
  incomplete: 1,
  reachable: 2,
  stale: 4,
  delay: 8,
  probe: 16,
  failed: 32,
  noarp: 64,
  permanent: 128
});
var neighbourFlags = flags(u8, "NTF_", {
  use: 1,
  self: 2,
  master: 4,
  proxy: 8,
  extern_learn: [16, "NTF_EXT_LEARNED"],
  offload: [32, "NTF_OFFLOADED"],
  sticky: 64,
  router: 128
});
var neighbourExtFlags = flags(u32, "NTF_EXT_", {
  managed: 1,
  locked: 2,
  extern_valid: [4, "NTF_EXT_EXT_VALIDATED"]
});
var ndmsg = struct2(
  "ndmsg",
  { family, ifindex: s32, state: neighbourStates, flags: neighbourFlags, type: routeType },
  { prefix: "ndm_" }
);
var cacheinfo2 = struct2("nda_cacheinfo", { confirmed: u32, used: u32, updated: u32, refcnt: u32 }, { prefix: "ndm_" });
var fdbExtAttrs = attributes("NFEA_", {
  activityNotify: attr(
    1,
    flags(u8, "FDB_NOTIFY_", { activity_notify: [1, "FDB_NOTIFY_BIT"], inactive: [2, "FDB_NOTIFY_INACTIVE_BIT"] })
  ),
  /** Sent only: leave the time of the last use as it is. */
  dontRefresh: attr(2, flag)
});
var rows34 = {
  /** Address of the neighbour; of a vxlan entry the tunnel's other end; of MCTP an endpoint's one byte. */
  dst: attr(1, select("header.family", { mctp: lladdr }, address)),
  lladdr: attr(2, lladdr),
  cacheinfo: attr(3, cacheinfo2),
  probes: attr(4, u32),
  vlan: attr(5, u16),
  /** UDP port of a vxlan's other end. */
  port: attr(6, be16),
  vni: attr(7, u32),
  /** Index of the link that leads to a vxlan's other end. */
  ifindex: attr(8, u32),
  /** Index of the bridge. */
  master: attr(9, u32),
  linkNetnsid: attr(10, s32),
  srcVni: attr(11, u32),
  /** Who made the entry. */
  protocol: attr(12, routeProtocol),
  /** Id of a nexthop object (`ip nexthop`). */
  nhId: attr(13, u32),
  fdbExtAttrs: attr(14, fdbExtAttrs),
  flagsExt: attr(15, neighbourExtFlags),
  /** Bulk deletion: which bits of the header's `state` count. */
  ndmStateMask: attr(16, neighbourStates),
  /** Bulk deletion: which bits of the header's `flags` count. */
  ndmFlagsMask: attr(17, neighbourFlags)
};
var table3 = attributes("NDA_", rows34);
var neighbour = message(ndmsg, table3);

// src/rtnl/netconf/tables/netconf.ts
var netconfmsg = struct2("netconfmsg", { family }, { prefix: "ncm_" });
var rows35 = {
  /** Index of a link, or `all` or `default`, which are directories of /proc/sys/net/ipv4/conf. */
  ifindex: attr(1, enumeration(s32, "NETCONFA_IFINDEX_", { all: -1, default: -2 })),
  /** 1: on, as with the rest. */
  forwarding: attr(2, s32),
  /** Reverse path filter. */
  rpFilter: attr(3, enumeration(s32, "", { off: [0, null], strict: [1, null], loose: [2, null] })),
  mcForwarding: attr(4, s32),
  /** Proxy ARP or proxy NDP. */
  proxyNeigh: attr(5, s32),
  ignoreRoutesWithLinkdown: attr(6, s32),
  /** MPLS. */
  input: attr(7, s32),
  bcForwarding: attr(8, s32),
  /** IPv6: forwards whatever `forwarding` of all says. */
  forceForwarding: attr(9, s32)
};
var table4 = attributes("NETCONFA_", rows35);
var netconf = message(netconfmsg, table4);

// src/rtnl/tables/ip-protocol.ts
var ipProtocol = enumeration(u8, "IPPROTO_", {
  icmp: 1,
  igmp: 2,
  ipencap: [4, "IPPROTO_IPIP"],
  tcp: 6,
  udp: 17,
  dccp: 33,
  ipv6: 41,
  rsvp: 46,
  gre: 47,
  esp: 50,
  ah: 51,
  "ipv6-icmp": [58, "IPPROTO_ICMPV6"],
  pim: 103,
  l2tp: 115,
  sctp: 132,
  udplite: 136,
  "mpls-in-ip": [137, "IPPROTO_MPLS"]
});

// src/rtnl/route/tables/ioam6.ts
var trace = struct2(
  "ioam6_trace_hdr",
  {
    namespaceId: be16,
    /** The high five bits: length of one node's data in units of 4 bytes; 0x04: overflow. */
    nodelen: u8,
    /** The low seven bits: free space in units of 4 bytes. */
    remlen: u8,
    /** Which data each node adds: bit 0 of RFC 9197 is the highest, the lowest eight bits are reserved. */
    typeBe32: be32,
    data: bytes
  },
  { packed: true, names: { nodelen: null, remlen: null, typeBe32: "type_be32" } }
);
var rows36 = {
  mode: attr(1, enumeration(u8, "IOAM6_IPTUNNEL_MODE_", { inline: 1, encap: 2, auto: 3 })),
  dst: attr(2, ipv6),
  trace: attr(3, trace),
  /** Of `freqN` packets this many get a trace. */
  freqK: attr(4, u32),
  freqN: attr(5, u32),
  src: attr(6, ipv6)
};
var ioam6 = attributes("IOAM6_IPTUNNEL_", rows36);

// src/rtnl/route/tables/segment-routing.ts
var fields = {
  nexthdr: u8,
  /** Length in units of 8 bytes, the first 8 not counted: two for each segment. */
  hdrlen: u8,
  /** 4, the routing type of segment routing. */
  type: u8,
  /** Index in `segments` of the one to visit next. */
  segmentsLeft: u8,
  /** Index of the last entry of `segments`, which is visited first. */
  firstSegment: u8,
  flags: flags(u8, "SR6_FLAG1_", { protected: 64, oam: 32, alert: 16, hmac: 8 }),
  /** The kernel puts it on the wire as it came, so network order. */
  tag: be16,
  /** As on the wire, the last to be visited first: the reverse of what `ip` writes. */
  segments: countedList(ipv6, "firstSegment")
};
var srhStruct = struct2("ipv6_sr_hdr", fields);
var srh = srhStruct;
var encapStruct = struct2(void 0, {
  mode: enumeration(s32, "SEG6_IPTUN_MODE_", {
    inline: 0,
    encap: 1,
    l2encap: 2,
    "encap.red": [3, "SEG6_IPTUN_MODE_ENCAP_RED"],
    "l2encap.red": [4, "SEG6_IPTUN_MODE_L2ENCAP_RED"]
  }),
  ...fields
});
var seg6Encap = encapStruct;
var rplStruct = struct2(
  "ipv6_rpl_sr_hdr",
  {
    nexthdr: u8,
    /** Length in units of 8 bytes, the first 8 not counted: two for each segment. */
    hdrlen: u8,
    /** 3, the routing type of RPL. */
    type: u8,
    segmentsLeft: u8,
    /** Octets left out of each address: the high half CmprI, the low one CmprE. Routes hold whole addresses, 0. */
    cmpr: u8,
    /** The high half: octets of padding at the end. */
    pad: u8,
    reserved: be16,
    /** As on the wire: the reverse of what `ip` writes. */
    segments: list(ipv6)
  },
  { packed: true, names: { cmpr: null, pad: null, reserved: null } }
);
var rplSrh = rplStruct;

// src/rtnl/route/tables/seg6-local.ts
var action = enumeration(u32, "SEG6_LOCAL_ACTION_", {
  unspec: 0,
  End: [1, "SEG6_LOCAL_ACTION_END"],
  "End.X": [2, "SEG6_LOCAL_ACTION_END_X"],
  "End.T": [3, "SEG6_LOCAL_ACTION_END_T"],
  "End.DX2": [4, "SEG6_LOCAL_ACTION_END_DX2"],
  "End.DX6": [5, "SEG6_LOCAL_ACTION_END_DX6"],
  "End.DX4": [6, "SEG6_LOCAL_ACTION_END_DX4"],
  "End.DT6": [7, "SEG6_LOCAL_ACTION_END_DT6"],
  "End.DT4": [8, "SEG6_LOCAL_ACTION_END_DT4"],
  "End.B6": [9, "SEG6_LOCAL_ACTION_END_B6"],
  "End.B6.Encaps": [10, "SEG6_LOCAL_ACTION_END_B6_ENCAP"],
  "End.BM": [11, "SEG6_LOCAL_ACTION_END_BM"],
  "End.S": [12, "SEG6_LOCAL_ACTION_END_S"],
  "End.AS": [13, "SEG6_LOCAL_ACTION_END_AS"],
  "End.AM": [14, "SEG6_LOCAL_ACTION_END_AM"],
  "End.BPF": [15, "SEG6_LOCAL_ACTION_END_BPF"],
  "End.DT46": [16, "SEG6_LOCAL_ACTION_END_DT46"]
});
var program = attributes("SEG6_LOCAL_BPF_", { prog: attr(1, u32), progName: attr(2, string) });
var counters = attributes("SEG6_LOCAL_CNT_", {
  pad: attr(1, bytes),
  packets: attr(2, u64),
  bytes: attr(3, u64),
  /** Packets that could not be processed. */
  errors: attr(4, u64)
});
var flavors = attributes("SEG6_LOCAL_FLV_", {
  /** Bits whose numbers are SEG6_LOCAL_FLV_OP_*. */
  operation: attr(
    1,
    flags(u32, "", { psp: [2, null], usp: [4, null], usd: [8, null], "next-csid": [16, null] })
  ),
  lcblockBits: attr(2, u8),
  lcnodeFnBits: attr(3, u8)
});
var rows37 = {
  action: attr(1, action),
  srh: attr(2, srh),
  table: attr(3, routeTable),
  nh4: attr(4, ipv4),
  nh6: attr(5, ipv6),
  /** Index of a link. */
  iif: attr(6, u32),
  /** Index of a link. */
  oif: attr(7, u32),
  bpf: attr(8, program, { nested: false }),
  vrftable: attr(9, routeTable),
  counters: attr(10, counters),
  flavors: attr(11, flavors)
};
var seg6Local = attributes("SEG6_LOCAL_", rows37);

// src/rtnl/route/tables/encaps.ts
var encapType = enumeration(u16, "LWTUNNEL_ENCAP_", {
  none: 0,
  mpls: 1,
  ip: 2,
  ila: 3,
  ip6: 4,
  seg6: 5,
  bpf: 6,
  seg6local: [7, "LWTUNNEL_ENCAP_SEG6_LOCAL"],
  rpl: 8,
  ioam6: 9,
  xfrm: 10
});
var mplsRows = {
  /** Labels that are pushed. */
  dst: attr(1, mpls),
  ttl: attr(2, u8)
};
var mplsEncap = attributes("MPLS_IPTUNNEL_", mplsRows);
var tunnelFlags = flags(be16, "TUNNEL_", {
  csum: 1,
  routing: 2,
  key: 4,
  seq: 8,
  strict: 16,
  rec: 32,
  version: 64,
  "no-key": 128,
  "dont-fragment": 256,
  oam: 512,
  "crit-opt": 1024,
  "geneve-opt": 2048,
  "vxlan-opt": 4096,
  nocache: 8192,
  "erspan-opt": 16384,
  "gtp-opt": 32768
});
var geneve2 = attributes("LWTUNNEL_IP_OPT_GENEVE_", { class: attr(1, be16), type: attr(2, u8), data: attr(3, bytes) });
var vxlan2 = attributes("LWTUNNEL_IP_OPT_VXLAN_", { gbp: attr(1, u32) });
var erspan = attributes("LWTUNNEL_IP_OPT_ERSPAN_", {
  ver: attr(1, u8),
  /** Version 1. */
  index: attr(2, be32),
  /** Version 2: 0 ingress, 1 egress. */
  dir: attr(3, u8),
  /** Version 2. */
  hwid: attr(4, u8)
});
var optionRows = { geneve: attr(1, groups(geneve2)), vxlan: attr(2, vxlan2), erspan: attr(3, erspan) };
var options = attributes("LWTUNNEL_IP_OPTS_", optionRows);
var ipRows = {
  /** Key or network identifier of the tunnel. */
  id: attr(1, beId64),
  dst: attr(2, ipv4),
  src: attr(3, ipv4),
  ttl: attr(4, u8),
  tos: attr(5, u8),
  flags: attr(6, tunnelFlags),
  pad: attr(7, bytes),
  opts: attr(8, options)
};
var ipEncap = attributes("LWTUNNEL_IP_", ipRows);
var ip6Rows = {
  /** Key or network identifier of the tunnel. */
  id: attr(1, beId64),
  dst: attr(2, ipv6),
  src: attr(3, ipv6),
  hoplimit: attr(4, u8),
  /** Traffic class. */
  tc: attr(5, u8),
  flags: attr(6, tunnelFlags),
  pad: attr(7, bytes),
  opts: attr(8, options)
};
var ip6Encap = attributes("LWTUNNEL_IP6_", ip6Rows);
var ilaRows = {
  /** The upper half of an address. */
  locator: attr(1, beId64),
  identifier: attr(2, beId64),
  locatorMatch: attr(3, beId64),
  ifindex: attr(4, s32),
  dir: attr(5, flags(u32, "ILA_DIR_", { in: 1, out: 2 })),
  pad: attr(6, bytes),
  csumMode: attr(
    7,
    enumeration(u8, "ILA_CSUM_", {
      "adj-transport": [0, "ILA_CSUM_ADJUST_TRANSPORT"],
      "neutral-map": 1,
      "no-action": 2,
      "neutral-map-auto": 3
    })
  ),
  identType: attr(
    8,
    enumeration(u8, "ILA_ATYPE_", {
      iid: 0,
      luid: 1,
      "virt-v4": 2,
      "virt-uni-v6": 3,
      "virt-multi-v6": 4,
      "nonlocal-addr": 5,
      "use-format": 32
    })
  ),
  hookType: attr(
    9,
    enumeration(u8, "ILA_HOOK_", { output: [0, "ILA_HOOK_ROUTE_OUTPUT"], input: [1, "ILA_HOOK_ROUTE_INPUT"] })
  )
};
var ilaEncap = attributes("ILA_ATTR_", ilaRows);
var program2 = attributes("LWT_BPF_PROG_", { fd: attr(1, u32), name: attr(2, string) });
var bpfRows = {
  in: attr(1, program2, { nested: false }),
  out: attr(2, program2, { nested: false }),
  xmit: attr(3, program2, { nested: false }),
  /** Bytes, up to 256. */
  xmitHeadroom: attr(4, u32)
};
var bpfEncap = attributes("LWT_BPF_", bpfRows);
var seg6Rows = { srh: attr(1, seg6Encap), src: attr(2, ipv6) };
var seg6Route = attributes("SEG6_IPTUNNEL_", seg6Rows);
var rplRows = { srh: attr(1, rplSrh) };
var rplEncap = attributes("RPL_IPTUNNEL_", rplRows);
var xfrmRows = {
  /** Interface id that IPsec policies and states name. */
  ifId: attr(1, u32),
  /** Index of the device below. */
  link: attr(2, u32)
};
var xfrmEncap = attributes("LWT_XFRM_", xfrmRows);
var encaps = {
  mpls: mplsEncap,
  ip: ipEncap,
  ila: ilaEncap,
  ip6: ip6Encap,
  seg6: seg6Route,
  bpf: bpfEncap,
  seg6local: seg6Local,
  rpl: rplEncap,
  ioam6,
  xfrm: xfrmEncap
};

// src/rtnl/route/tables/flags.ts
var nexthopWords = {
  /** Its link is down or gone. */
  dead: [1, "RTNH_F_DEAD"],
  /** Look its gateway up recursively. */
  pervasive: [2, "RTNH_F_PERVASIVE"],
  /** Its gateway is taken to be on the link, whatever the prefixes say. */
  onlink: [4, "RTNH_F_ONLINK"],
  offload: [8, "RTNH_F_OFFLOAD"],
  /** Its link has no carrier. */
  linkdown: [16, "RTNH_F_LINKDOWN"],
  /** A multicast route that still waits for its daemon. */
  unresolved: [32, "RTNH_F_UNRESOLVED"],
  trap: [64, "RTNH_F_TRAP"]
};
var nexthopFlags = flags(u8, "RTNH_F_", nexthopWords);
var routeFlags = flags(u32, "RTM_F_", {
  ...nexthopWords,
  notify: 256,
  /** An answer to a lookup, or an exception that the kernel learned; not an entry of a table. */
  cloned: 512,
  equalize: 1024,
  prefix: 2048,
  /** In a request: answer with the number of the table that decided. */
  lookup_table: 4096,
  /** In a request: answer with the entry of the table and not with the lookup's result. */
  fib_match: 8192,
  rt_offload: [16384, "RTM_F_OFFLOAD"],
  rt_trap: [32768, "RTM_F_TRAP"],
  /** The same bit as `mc`; which of the two it is `cloned` tells. */
  rt_offload_failed: [536870912, "RTM_F_OFFLOAD_FAILED"],
  rtcf_notify: [65536, "RTCF_NOTIFY"],
  "dst-direct": [131072, "RTCF_DIRECTDST"],
  redirected: [262144, "RTCF_REDIRECTED"],
  proxy: [524288, "RTCF_TPROXY"],
  fastroute: [2097152, "RTCF_FAST"],
  masq: [4194304, "RTCF_MASQ"],
  "src-nat": [8388608, "RTCF_SNAT"],
  redirect: [16777216, "RTCF_DOREDIRECT"],
  "src-direct": [67108864, "RTCF_DIRECTSRC"],
  "dst-nat": [134217728, "RTCF_DNAT"],
  brd: [268435456, "RTCF_BROADCAST"],
  mc: [536870912, "RTCF_MULTICAST"],
  reject: [1073741824, "RTCF_REJECT"],
  local: [2147483648, "RTCF_LOCAL"]
});

// src/rtnl/route/tables/metrics.ts
var locks = flags(u32, "RTAX_", {
  mtu: [4, "1 << RTAX_MTU"],
  window: [8, "1 << RTAX_WINDOW"],
  rtt: [16, "1 << RTAX_RTT"],
  rttvar: [32, "1 << RTAX_RTTVAR"],
  ssthresh: [64, "1 << RTAX_SSTHRESH"],
  cwnd: [128, "1 << RTAX_CWND"],
  advmss: [256, "1 << RTAX_ADVMSS"],
  reordering: [512, "1 << RTAX_REORDERING"],
  hoplimit: [1024, "1 << RTAX_HOPLIMIT"],
  initcwnd: [2048, "1 << RTAX_INITCWND"],
  features: [4096, "1 << RTAX_FEATURES"],
  rto_min: [8192, "1 << RTAX_RTO_MIN"],
  initrwnd: [16384, "1 << RTAX_INITRWND"],
  quickack: [32768, "1 << RTAX_QUICKACK"],
  congctl: [65536, "1 << RTAX_CC_ALGO"],
  fastopen_no_cookie: [131072, "1 << RTAX_FASTOPEN_NO_COOKIE"]
});
var rows38 = {
  lock: attr(1, locks),
  /** Bytes. */
  mtu: attr(2, u32),
  /** Bytes. */
  window: attr(3, u32),
  /** Eighths of a millisecond. */
  rtt: attr(4, u32),
  /** Quarters of a millisecond. */
  rttvar: attr(5, u32),
  ssthresh: attr(6, u32),
  cwnd: attr(7, u32),
  /** Bytes. */
  advmss: attr(8, u32),
  reordering: attr(9, u32),
  hoplimit: attr(10, u32),
  /** Segments. */
  initcwnd: attr(11, u32),
  features: attr(12, flags(u32, "RTAX_FEATURE_", { ecn: 1, sack: 2, timestamp: 4, allfrag: 8, tcp_usec_ts: 16 })),
  /** Milliseconds. */
  rtoMin: attr(13, u32),
  /** Segments. */
  initrwnd: attr(14, u32),
  quickack: attr(15, u32),
  /** Name of the congestion control algorithm: `bbr`. */
  ccAlgo: attr(16, string),
  fastopenNoCookie: attr(17, u32)
};
var routeMetrics = attributes("RTAX_", rows38);

// src/rtnl/route/tables/route.ts
var rtmsg = struct2(
  "rtmsg",
  {
    family,
    /** Prefix length of `dst`; 0 is the default route. */
    dstLen: u8,
    srcLen: u8,
    tos: u8,
    /** The table where its number is below 256; the attribute `table` holds them all. */
    table: routeTableLow,
    protocol: routeProtocol,
    scope: routeScope,
    type: routeType,
    flags: routeFlags
  },
  { prefix: "rtm_" }
);
var rtnexthop = struct2(
  "rtnexthop",
  {
    len: u16,
    flags: nexthopFlags,
    /** Weight less one. Of a multicast route: the least TTL that is sent on. */
    hops: u8,
    ifindex: s32
  },
  { prefix: "rtnh_" }
);
var rtvia = struct2(
  "rtvia",
  { family: enumeration(u16, "AF_", familyWords), address: select("family", { link: lladdr }, address) },
  { prefix: "rtvia_", names: { address: "rtvia_addr" } }
);
var cacheinfo3 = struct2(
  "rta_cacheinfo",
  {
    /** References to the route. */
    clntref: u32,
    lastuse: u32,
    /** Until it expires; 0 is never. */
    expires: s32,
    /** A negative errno, such as -101 of an unreachable destination. The header says unsigned; the kernel stores an int. */
    error: s32,
    used: u32,
    id: u32,
    ts: u32,
    tsage: u32
  },
  { prefix: "rta_" }
);
var mfcStats = struct2("rta_mfc_stats", { packets: u64, bytes: u64, wrongIf: u64 }, { prefix: "mfcs_" });
var routerPreference = enumeration(u8, "ICMPV6_ROUTER_PREF_", { medium: 0, high: 1, invalid: 2, low: 3 });
var destination = select("header.family", { mpls, mctp: lladdr, phonet: lladdr }, address);
var nexthopRows = {
  gateway: attr(5, select("header.family", { mctp: lladdr }, address)),
  /** Realms: of the source in the high half, of the destination in the low half. */
  flow: attr(11, u32),
  via: attr(18, rtvia),
  /** MPLS: the labels that replace the packet's. */
  newdst: attr(19, mpls),
  encapType: attr(21, encapType),
  encap: attr(22, select("encapType", encaps, bytes), { nested: false }),
  ttlPropagate: attr(26, u8)
};
var nexthopTable = attributes("RTA_", nexthopRows);
var multipath = records(rtnexthop, "len", nexthopTable);
var rows39 = {
  dst: attr(1, destination),
  src: attr(2, address),
  iif: attr(3, u32),
  oif: attr(4, u32),
  gateway: nexthopRows.gateway,
  /** The metric `ip` writes as `metric`. */
  priority: attr(6, u32),
  prefsrc: attr(7, address),
  metrics: attr(8, routeMetrics, { nested: false }),
  multipath: attr(9, multipath),
  /** Not used by Linux any more. */
  protoinfo: attr(10, bytes),
  flow: nexthopRows.flow,
  cacheinfo: attr(12, cacheinfo3),
  /** Not used by Linux any more. */
  session: attr(13, bytes),
  /** Not used by Linux any more. */
  mpAlgo: attr(14, bytes),
  table: attr(15, routeTable),
  mark: attr(16, u32),
  mfcStats: attr(17, mfcStats),
  via: nexthopRows.via,
  newdst: nexthopRows.newdst,
  pref: attr(20, routerPreference),
  encapType: nexthopRows.encapType,
  encap: nexthopRows.encap,
  /** Seconds a route lives from now on; of a multicast route hundredths of a second since it was last used. */
  expires: attr(23, select("header.family", { ipmr: u64, ip6mr: u64 }, u32)),
  pad: attr(24, bytes),
  uid: attr(25, u32),
  ttlPropagate: nexthopRows.ttlPropagate,
  ipProto: attr(27, ipProtocol),
  sport: attr(28, be16),
  dport: attr(29, be16),
  /** Id of a nexthop object (`ip nexthop`). */
  nhId: attr(30, u32),
  flowlabel: attr(31, be32)
};
var table5 = attributes("RTA_", rows39);
var route = message(rtmsg, table5);

// src/rtnl/rule/tables/rule.ts
var ruleAction = enumeration(u8, "FR_ACT_", {
  unspec: 0,
  lookup: [1, "FR_ACT_TO_TBL"],
  goto: 2,
  nop: 3,
  blackhole: 6,
  unreachable: 7,
  prohibit: 8
});
var ruleFlags = flags(u32, "FIB_RULE_", {
  permanent: 1,
  /** `not`: the rule counts for packets that do not fit. */
  invert: 2,
  /** The target of `goto` does not exist. */
  unresolved: 4,
  /** There is no link of that name. */
  iif_detached: 8,
  /** There is no link of that name. */
  oif_detached: 16,
  find_saddr: 65536
});
var fibRuleHdr = struct2("fib_rule_hdr", {
  family,
  /** Prefix length of `dst`. */
  dstLen: u8,
  /** Prefix length of `src`. */
  srcLen: u8,
  tos: u8,
  /** The table where its number is below 256; the attribute `table` holds them all. */
  table: routeTableLow,
  res1: u8,
  res2: u8,
  action: ruleAction,
  flags: ruleFlags
});
var uidRange = struct2("fib_rule_uid_range", { start: u32, end: u32 });
var portRange = struct2("fib_rule_port_range", { start: u16, end: u16 });
var rows40 = {
  dst: attr(1, addressOrNone),
  src: attr(2, addressOrNone),
  iifname: attr(3, string),
  /** Priority of the rule to go on with. */
  goto: attr(4, u32),
  unused2: attr(5, bytes),
  /** Rules are tried in this order, the least first. */
  priority: attr(6, u32),
  unused3: attr(7, bytes),
  unused4: attr(8, bytes),
  unused5: attr(9, bytes),
  fwmark: attr(10, u32),
  /** Realms: of the source in the high half, of the destination in the low half. */
  flow: attr(11, u32),
  /** Identifier of the tunnel that the packet came from. */
  tunId: attr(12, beId64),
  /** Routes through links of this group do not count. */
  suppressIfgroup: attr(13, u32),
  /** Routes with prefixes this long or shorter do not count; 4294967295 where it is not set. */
  suppressPrefixlen: attr(14, u32),
  table: attr(15, routeTable),
  fwmask: attr(16, u32),
  oifname: attr(17, string),
  pad: attr(18, bytes),
  /** 1: the table of the VRF that the packet belongs to. */
  l3mdev: attr(19, u8),
  uidRange: attr(20, uidRange),
  /** Who made the rule. */
  protocol: attr(21, routeProtocol),
  ipProto: attr(22, ipProtocol),
  sportRange: attr(23, portRange),
  dportRange: attr(24, portRange),
  /** Six bits: the TOS without its lowest two. */
  dscp: attr(25, u8),
  flowlabel: attr(26, be32),
  flowlabelMask: attr(27, be32),
  sportMask: attr(28, u16),
  dportMask: attr(29, u16),
  dscpMask: attr(30, u8)
};
var table6 = attributes("FRA_", rows40);
var rule = message(fibRuleHdr, table6);

// src/rtnl/tables/index.ts
var messageTypes = {
  RTM_NEWLINK: { type: 16, node: link },
  RTM_DELLINK: { type: 17, node: link },
  RTM_GETLINK: { type: 18, node: query(link) },
  RTM_SETLINK: { type: 19, node: link },
  RTM_NEWADDR: { type: 20, node: address2 },
  RTM_DELADDR: { type: 21, node: address2 },
  RTM_GETADDR: { type: 22, node: query(address2) },
  RTM_NEWROUTE: { type: 24, node: route },
  RTM_DELROUTE: { type: 25, node: route },
  RTM_GETROUTE: { type: 26, node: query(route) },
  RTM_NEWNEIGH: { type: 28, node: neighbour },
  RTM_DELNEIGH: { type: 29, node: neighbour },
  RTM_GETNEIGH: { type: 30, node: query(neighbour) },
  RTM_NEWRULE: { type: 32, node: rule },
  RTM_DELRULE: { type: 33, node: rule },
  RTM_GETRULE: { type: 34, node: query(rule) },
  /** Multicast addresses that links listen to; since Linux 6.14 for IPv4 and IPv6. */
  RTM_NEWMULTICAST: { type: 56, node: address2 },
  RTM_DELMULTICAST: { type: 57, node: address2 },
  RTM_GETMULTICAST: { type: 58, node: query(address2) },
  RTM_NEWANYCAST: { type: 60, node: address2 },
  RTM_DELANYCAST: { type: 61, node: address2 },
  RTM_GETANYCAST: { type: 62, node: query(address2) },
  RTM_NEWNETCONF: { type: 80, node: netconf },
  RTM_DELNETCONF: { type: 81, node: netconf },
  RTM_GETNETCONF: { type: 82, node: query(netconf) },
  RTM_NEWNSID: { type: 88, node: nsid },
  RTM_DELNSID: { type: 89, node: nsid },
  RTM_GETNSID: { type: 90, node: query(nsid) },
  /** Other names of a link. */
  RTM_NEWLINKPROP: { type: 108, node: link },
  RTM_DELLINKPROP: { type: 109, node: link },
  RTM_GETLINKPROP: { type: 110, node: query(link) }
};
var messages = new Map(
  Object.entries(messageTypes).map(([name, { type, node }]) => [type, { name, node }])
);

// src/netns/ids.ts
var NONE = -1;
var AF_NETLINK3 = 16;
var SOCK_RAW3 = 3;
var NETLINK_ROUTE2 = 0;
var read = (bytes2, _view, start2, end) => decode(nsid, bytes2.subarray(start2 + NLMSG_HDRLEN, end));
var request = (socket, attributes2) => encode(nsid, { header: {}, ...attributes2 }, { order: socket.order });
var withSocket = async (ask) => {
  var _stack = [];
  try {
    const socket = __using(_stack, new NetlinkSocket({ io: "inline", messages }), true);
    return await ask(socket);
  } catch (_) {
    var _error = _, _hasError = true;
  } finally {
    var _promise = __callDispose(_stack, _error, _hasError);
    _promise && await _promise;
  }
};
var idOf = async (socket, namespace, signal) => {
  const numbers2 = new NamespaceNumbers();
  try {
    const payload = request(socket, numbers2.of(namespace, "netns"));
    const { nsid: id2 } = await socket.ask(messageTypes.RTM_GETNSID.type, payload, read, { signal });
    return id2 === NONE ? void 0 : id2;
  } finally {
    numbers2.close();
  }
};
var checkId = (id2, path, expected = "a number from 0 to 2147483647") => {
  if (!Number.isInteger(id2) || id2 < 0 || id2 > 2147483647)
    throw new EncodeError(path, expected, id2);
};
var setId = async (socket, namespace, id2, signal) => {
  if (id2 !== "auto") checkId(id2, "id", "a number from 0 to 2147483647, or 'auto'");
  const numbers2 = new NamespaceNumbers();
  try {
    const payload = request(socket, { ...numbers2.of(namespace, "netns"), nsid: id2 === "auto" ? NONE : id2 });
    await socket.request(messageTypes.RTM_NEWNSID.type, 0, payload, { target: `nsid ${id2}`, signal });
  } finally {
    numbers2.close();
  }
};
var finish = ({ nsid: id2 = NONE, currentNsid }) => currentNsid === void 0 || currentNsid === NONE ? { nsid: id2 } : { nsid: id2, currentNsid };
var listIds = async (socket, target, signal) => {
  if (target !== void 0) checkId(target, "target");
  const payload = request(socket, { targetNsid: target });
  return (await socket.dump(messageTypes.RTM_GETNSID.type, payload, read, { signal })).map(finish);
};
var lookUpId = async (socket, id2, target, signal) => {
  checkId(id2, "nsid");
  if (target !== void 0) checkId(target, "target");
  const payload = request(socket, { nsid: id2, targetNsid: target });
  return finish(await socket.ask(messageTypes.RTM_GETNSID.type, payload, read, { signal }));
};
var countLinks = async (namespace, target, signal) => {
  var _stack = [];
  try {
    const netlink2 = { domain: AF_NETLINK3, type: SOCK_RAW3, protocol: NETLINK_ROUTE2 };
    const fd = await openSocketIn(namespace, target, netlink2, void 0, { signal });
    const socket = __using(_stack, handOver(fd, () => new NetlinkSocket({ io: "inline", fd, messages })), true);
    const all = { header: {}, extMask: ["skip_stats"] };
    const payload = encode(link, all, { order: socket.order });
    return (await socket.dump(messageTypes.RTM_GETLINK.type, payload, () => 1, { signal })).length;
  } catch (_) {
    var _error = _, _hasError = true;
  } finally {
    var _promise = __callDispose(_stack, _error, _hasError);
    _promise && await _promise;
  }
};

// src/netns/socket-file.ts
import { lstatSync as lstatSync2, unlinkSync as unlinkSync2 } from "node:fs";
import { resolve } from "node:path";
var SOCK_SEQPACKET2 = 5;
var resolveSocketPath = (path) => checkSocketPath(path === "" ? path : resolve(path));
var call = (syscall, result) => {
  if (typeof result === "number" && result < 0) throw new SocketError(syscall, -result);
  return result;
};
var duplicate = (socket) => {
  const [one, other] = call("socketpair", loadNative().socketpair(AF_UNIX2, SOCK_SEQPACKET2, 0));
  try {
    call("sendmsg", one.sendFds(new Uint8Array(1), [socket.fd]));
    const { fds } = call("recvmsg", other.receiveFds(new Uint8Array(1), 1));
    const [fd] = fds;
    if (fd === void 0) throw new SocketError("recvmsg", EMFILE2);
    return fd;
  } finally {
    one.close();
    other.close();
  }
};
var EMFILE2 = 24;
var bind = (socket, path) => {
  const status = socket.bind(pathAddress(path));
  if (status < 0) throw new NetnsError({ errno: -status, operation: "listen", target: path, syscall: "bind" });
  const { dev, ino } = lstatSync2(path);
  return { path, dev, ino };
};
var bindToPath = (fd, path) => {
  const socket = handOver(fd, () => call("adopt", loadNative().adopt(fd)));
  try {
    return handOver(duplicate(socket), (bound) => ({ fd: bound, file: bind(socket, path) }));
  } finally {
    socket.close();
  }
};
var removePath = ({ path, dev, ino }) => {
  try {
    const found2 = lstatSync2(path, { throwIfNoEntry: false });
    if (found2?.dev === dev && found2.ino === ino) unlinkSync2(path);
  } catch (error) {
    const message2 = `the socket ${path} could not be removed: ${error.message}`;
    process.emitWarning(message2, { type: "RtnlWarning", code: "RTNL_SOCKET_LEFT_BEHIND" });
  }
};

// src/netns/listen.ts
var OPTIONS4 = ["host", "port", "path", "backlog", "ipv6Only", "reusePort"];
var BACKLOG = 511;
var EAFNOSUPPORT = 97;
var numbers = (domain, more = {}) => ({
  domain,
  type: SOCK_STREAM,
  protocol: 0,
  ...more
});
var openAnywhere = async (open2, port, how, signal) => {
  try {
    return await open2(numbers(AF_INET6, how), internetAddress(readAddress("::", "host"), port), signal);
  } catch (error) {
    if (error.errno !== EAFNOSUPPORT) throw error;
    return await open2(numbers(AF_INET, how), internetAddress(readAddress("0.0.0.0", "host"), port), signal);
  }
};
var openUnix = async (open2, path, backlog, signal) => {
  if (isAbstract(path)) return { fd: await open2(numbers(AF_UNIX2, { backlog }), abstractAddress(path), signal) };
  const place2 = resolveSocketPath(path);
  return bindToPath(await open2(numbers(AF_UNIX2), void 0, signal), place2);
};
var openBound = async (open2, options3, signal) => {
  const { host, port = 0, path, backlog = BACKLOG, ipv6Only, reusePort } = options3;
  if (path !== void 0) return openUnix(open2, path, backlog, signal);
  const how = { backlog, v6only: ipv6Only, reusePort, reuseAddress: true };
  if (host === void 0) return { fd: await openAnywhere(open2, port, how, signal) };
  const address4 = readAddress(host, "host");
  return { fd: await open2(numbers(familyOf(address4), how), internetAddress(address4, port), signal) };
};
var adopt = (server, fd, options3) => new Promise((resolve2, reject) => {
  const over = (settle2) => () => {
    for (const [event, listener] of listeners) server.off(event, listener);
    settle2();
  };
  const failed2 = (error) => over(() => reject(error))();
  const listeners = [
    ["listening", over(resolve2)],
    ["error", failed2],
    ["close", over(() => reject(new ClosedError("netns listen")))]
  ];
  for (const [event, listener] of listeners) server.on(event, listener);
  const { backlog = BACKLOG, signal } = options3;
  try {
    server.listen({ fd, exclusive: true, backlog, ...signal === void 0 ? {} : { signal } });
  } catch (error) {
    failed2(error);
  }
});
var check3 = (server, options3) => {
  checkCall("Netns.listen", options3, OPTIONS4);
  const { port = 0, path, backlog, ipv6Only, reusePort } = options3;
  if (path !== void 0) {
    checkAlone(options3, "path", ["host", "port", "ipv6Only", "reusePort"]);
    if (typeof path !== "string") throw new EncodeError("path", "a path, or an abstract name", path);
  }
  checkPort(port);
  if (backlog !== void 0) checkInteger(backlog, "backlog");
  checkBoolean(ipv6Only, "ipv6Only");
  checkBoolean(reusePort, "reusePort");
  if (server?.listening !== false)
    throw new EncodeError("server", "a server that does not listen yet", server);
};
var listen = async (open2, server, options3) => {
  check3(server, options3);
  return limited("netns listen", options3, async (signal) => {
    const { fd, file } = await openBound(open2, options3, signal);
    try {
      await handOverLater(fd, () => adopt(server, fd, options3));
    } catch (error) {
      if (file !== void 0) removePath(file);
      throw error;
    }
    if (file !== void 0) server.once("close", () => removePath(file));
    return server;
  });
};

// src/netns/listing.ts
import { readdir as readdir2, stat } from "node:fs/promises";
var identityOf = async (path) => stat(pathBytes(path)).then(
  ({ dev, ino }) => ({ dev, ino }),
  () => void 0
);
var same = (one, other) => one?.dev === other.dev && one.ino === other.ino;
var inodeOf2 = async (given) => {
  const file = openNamespace(given);
  try {
    const { dev, ino } = await stat(`/proc/self/fd/${file.fd}`);
    return { dev, ino };
  } finally {
    file.close();
  }
};
var identify2 = async (given) => {
  const wanted = await inodeOf2(given);
  const names = await readNames();
  const found2 = await Promise.all(names.map(async (name) => same(await identityOf(namespacePath(name)), wanted)));
  return names.filter((_, place2) => found2[place2]);
};
var pids = async (given) => {
  const wanted = await inodeOf2(given);
  const all = (await readdir2("/proc")).filter((name) => /^\d+$/.test(name));
  const found2 = await Promise.all(all.map(async (pid) => same(await identityOf(`/proc/${pid}/ns/net`), wanted)));
  return all.filter((_, place2) => found2[place2]).map(Number);
};

// src/netns/monitor.ts
import { mkdirSync, readdirSync, watch as watch2 } from "node:fs";

// src/netns/history.ts
var toggle = (names, name) => {
  if (names.delete(name)) return "delete";
  names.add(name);
  return "add";
};
var History = class {
  /** `names`: what is there as the listening begins. */
  constructor(names) {
    this.heard = [];
    /** Names in doubt, and how often they had been heard of. */
    this.doubted = /* @__PURE__ */ new Map();
    this.known = new Set(names);
  }
  /** There are names to look for once more, a little later. */
  get doubtful() {
    return this.doubted.size > 0;
  }
  hear(name) {
    this.heard.push(name);
  }
  /** What happened since, in order. `names`: what is there now. */
  look(names) {
    const before = this.doubted;
    const times = /* @__PURE__ */ new Map();
    for (const name of this.heard) times.set(name, (times.get(name) ?? 0) + 1);
    this.doubted = /* @__PURE__ */ new Map();
    const old = /* @__PURE__ */ new Set();
    for (const name of this.odd(new Set(names))) {
      const said = times.get(name) ?? 0;
      if (before.get(name) !== said) this.doubted.set(name, said);
      else if (said === 0) this.heard.push(name);
      else old.add(name);
    }
    const heard = this.heard.filter((name) => !old.delete(name));
    const first = heard.findIndex((name) => this.doubted.has(name));
    const settled2 = first < 0 ? heard.length : first;
    this.heard = heard.slice(settled2);
    return heard.slice(0, settled2).map((name) => ({ action: toggle(this.known, name), name }));
  }
  /** The names for which what was heard leads elsewhere. */
  odd(there) {
    const expected = new Set(this.known);
    for (const name of this.heard) toggle(expected, name);
    return [.../* @__PURE__ */ new Set([...expected, ...there])].filter((name) => expected.has(name) !== there.has(name));
  }
};

// src/netns/monitor.ts
var DOUBT = 20;
var failed = (syscall, error) => {
  const { errno } = error;
  return new NetnsError({ errno: -errno, operation: "monitor", target: NETNS_RUN_DIR, syscall });
};
var attempt = (syscall, call2) => {
  try {
    return call2();
  } catch (error) {
    throw failed(syscall, error);
  }
};
var namesNow = () => attempt("open", () => readdirSync(NETNS_RUN_DIR, { encoding: "buffer" })).map(decodeUtf8);
var Watch = class {
  constructor({ signal }) {
    this.early = [];
    this.push = (event) => void this.early.push(event);
    this.over = false;
    attempt("mkdir", () => mkdirSync(NETNS_RUN_DIR, { mode: 493, recursive: true }));
    this.finished = new Promise((resolve2, reject) => {
      this.finish = (reason) => reason === void 0 ? resolve2() : reject(reason);
    });
    this.finished.catch(() => {
    });
    this.watcher = attempt("inotify", () => watch2(NETNS_RUN_DIR, "buffer"));
    try {
      this.history = new History(namesNow());
    } catch (error) {
      this.watcher.close();
      throw error;
    }
    this.watcher.on("change", (kind, name) => {
      if (kind === "rename") this.history.hear(decodeUtf8(name));
      this.immediate ??= setImmediate(() => this.look());
    });
    if (signal?.aborted === true) this.end();
    else this.disarm = signal === void 0 ? void 0 : onAbort(signal, () => this.end());
  }
  start(push) {
    this.push = push;
    for (const event of this.early.splice(0)) push(event);
    return { finished: this.finished, cancel: () => this.end() };
  }
  close() {
    const open2 = !this.over;
    this.end();
    return open2;
  }
  hold() {
    return false;
  }
  /* c8 ignore next -- nothing is ever held */
  resume() {
  }
  end(reason) {
    if (this.over) return;
    this.over = true;
    this.disarm?.();
    clearImmediate(this.immediate);
    clearTimeout(this.timer);
    this.watcher.close();
    this.finish(reason);
  }
  look() {
    clearTimeout(this.timer);
    this.immediate = void 0;
    try {
      for (const event of this.history.look(namesNow())) this.push(event);
    } catch (error) {
      return this.end(error);
    }
    if (this.history.doubtful) this.timer = setTimeout(() => this.look(), DOUBT);
  }
};
var openMonitor = (options3) => {
  checkOptions("Netns.monitor", options3, ["signal"]);
  checkSignal("Netns.monitor", options3.signal);
  return new Stream(new Watch(options3));
};

// src/netns/named.ts
import { fstatSync as fstatSync2, lstatSync as lstatSync3 } from "node:fs";
var EPERM4 = 1;
var EVERYWHERE = ["EMFILE", "ENFILE", "ENOMEM", "ECANCELED"];
var isOfName = (error) => {
  if (error instanceof NetnsError) return !EVERYWHERE.includes(error.code);
  return error instanceof EncodeError || error instanceof KernelError || error instanceof DumpInterruptedError;
};
var linksOf = async (file, name, signal) => {
  try {
    return { links: await countLinks(file, name, signal) };
  } catch (error) {
    if (!isOfName(error)) throw error;
    return error instanceof NetnsError && error.errno === EPERM4 ? {} : { error };
  }
};
var describe3 = async (socket, name, signal) => {
  try {
    const file = openNamespace(name);
    try {
      const [nsid2, found2] = await Promise.all([idOf(socket, file, signal), linksOf(file, name, signal)]);
      return { name, inode: fstatSync2(file.fd).ino, nsid: nsid2, ...found2 };
    } finally {
      file.close();
    }
  } catch (error) {
    if (!isOfName(error)) throw error;
    const found2 = lstatSync3(pathBytes(namespacePath(name)), { throwIfNoEntry: false });
    return found2 === void 0 ? void 0 : { name, error };
  }
};
var listNamed = async (socket, signal) => {
  const all = [];
  for (const name of await readNames()) {
    signal?.throwIfAborted();
    const found2 = await describe3(socket, name, signal);
    if (found2 !== void 0) all.push(found2);
  }
  return all;
};

// src/netns/program.ts
import { spawn as spawn2 } from "node:child_process";

// src/netns/users.ts
import { readFileSync } from "node:fs";
var HIGHEST = 4294967294;
var isId = (value) => Number.isInteger(value) && value >= 0 && value <= HIGHEST;
var read2 = (file) => {
  try {
    return readFileSync(file, "utf8");
  } catch (error) {
    const { errno } = error;
    throw new NetnsError({ errno: -errno, operation: "exec", target: file, syscall: "open" });
  }
};
var lineOf = (file, name) => {
  for (const line of read2(file).split("\n")) {
    const fields2 = line.split(":");
    if (fields2[0] === name && !/^[+-]/.test(name)) return fields2;
  }
  return void 0;
};
var idIn = (field) => {
  const id2 = field !== void 0 && /^\d{1,10}$/.test(field) ? Number(field) : void 0;
  return isId(id2) ? id2 : void 0;
};
var look = (file, given, path) => {
  const fields2 = typeof given === "string" && given !== "" ? lineOf(file, given) : void 0;
  const id2 = idIn(fields2?.[2]);
  if (fields2 === void 0 || id2 === void 0)
    throw new EncodeError(path, `a number from 0 to ${HIGHEST}, or a name of ${file}`, given);
  return { id: id2, fields: fields2 };
};
var userOf = (given) => {
  if (isId(given)) return { uid: given, gid: void 0 };
  const { id: id2, fields: fields2 } = look("/etc/passwd", given, "uid");
  const gid = idIn(fields2[3]);
  if (gid === void 0) throw new EncodeError("uid", "a user whose line in /etc/passwd names a group", given);
  return { uid: id2, gid };
};
var groupOf = (given) => isId(given) ? given : look("/etc/group", given, "gid").id;

// src/netns/program-options.ts
var EXEC_OPTIONS = [
  ...["mounts", "uid", "gid", "cwd", "env", "argv0", "shell", "signal", "timeout", "killSignal", "detached"],
  // node:child_process takes them everywhere; they mean something on Windows
  ...["windowsHide", "windowsVerbatimArguments"]
];
var SPAWN_OPTIONS = [...EXEC_OPTIONS, "stdio", "serialization"];
var KEEP = "-";
var checkIdentity = (options3) => {
  for (const key of ["uid", "gid"])
    if (key in options3 && options3[key] === void 0)
      throw new EncodeError(key, "a number or a name, not undefined; leave it out to keep that of the caller");
  const user = options3.uid === void 0 ? void 0 : userOf(options3.uid);
  const gid = options3.gid === void 0 ? user?.gid : groupOf(options3.gid);
  return { uid: String(user?.uid ?? KEEP), gid: String(gid ?? KEEP) };
};
var checkEnvironment = (env) => {
  if (env === void 0) return;
  if (typeof env !== "object" || env === null) throw new EncodeError("env", "an object", env);
  for (const key in env) {
    const value = env[key];
    const path = `env.${key}`;
    if (key === "" || key.includes("=") || key.includes("\0"))
      throw new EncodeError("env", "names without = and NUL", key);
    if (value !== void 0) checkText(typeof value === "number" ? String(value) : value, path);
  }
};
var checkShell = (shell) => {
  if (shell === void 0 || typeof shell === "boolean") return;
  if (checkText(shell, "shell", "true, false or a path") === "")
    throw new EncodeError("shell", "true, false or a path", shell);
};
var checkCommand = (program3, words) => {
  if (checkText(program3, "program", "the path or the name of a program") === "")
    throw new EncodeError("program", "the path or the name of a program", program3);
  if (!Array.isArray(words)) throw new EncodeError("args", "a list of arguments", words);
  for (const [index, word2] of words.entries()) checkText(word2, `args[${index}]`);
};
var check4 = (where, program3, words, given, known) => {
  checkOptions(where, given, known);
  checkCommand(program3, words);
  const { mounts = true, uid: _uid, gid: _gid, stdio, shell, argv0, timeout, ...rest } = given;
  checkBoolean(mounts, "mounts");
  checkShell(shell);
  if (argv0 !== void 0) checkText(argv0, "argv0");
  if (typeof rest.cwd === "string") checkText(rest.cwd, "cwd");
  checkEnvironment(rest.env);
  checkSignal(where, rest.signal);
  checkTimeout(where, timeout);
  const wait = timeout === void 0 || timeout === Number.POSITIVE_INFINITY ? void 0 : Math.ceil(timeout);
  return { options: { ...rest, timeout: wait }, mounts, ...checkIdentity(given), stdio, shell, argv0 };
};
var checkSpawn = (program3, words, options3 = {}) => check4("Netns.spawn", program3, words, options3, SPAWN_OPTIONS);
var checkExec = (program3, words, options3 = {}) => {
  checkOptions("Netns.exec", options3, [...EXEC_OPTIONS, "input"]);
  const { input, ...rest } = options3;
  if (input !== void 0 && typeof input !== "string" && !(input instanceof Uint8Array))
    throw new OptionError("Netns.exec", "input", "expected text or bytes");
  const stdio = [input === void 0 ? "ignore" : "pipe", "pipe", "pipe"];
  return { ...check4("Netns.exec", program3, words, rest, EXEC_OPTIONS), stdio, input };
};

// src/netns/program.ts
var ProgramError = class extends NetlinkError {
  constructor(program3, exitCode, signal, { stdout, stderr }) {
    const how = signal === null ? `exit code ${exitCode}` : signal;
    super("ERR_PROGRAM", `${program3}: ${how}${stderr === "" ? "" : `: ${stderr.trimEnd()}`}`);
    this.name = "ProgramError";
    this.exitCode = exitCode;
    this.signal = signal;
    this.stdout = stdout;
    this.stderr = stderr;
  }
};
var HEADER = 12;
var little4 = hostOrder === "le";
var readReports = function* (bytes2, program3) {
  const view = new DataView(bytes2.buffer, bytes2.byteOffset, bytes2.length);
  for (let at = 0; at + HEADER <= bytes2.length; ) {
    const end = at + HEADER + view.getUint32(at + 8, little4);
    const syscall = bytes2.toString("utf8", at + HEADER, end);
    const errno = view.getInt32(at, little4);
    const fatal = view.getUint32(at + 4, little4) === 1;
    yield { error: new NetnsError({ errno, operation: "exec", target: program3, syscall }), fatal };
    at = end;
  }
};
var watch3 = (child, report2, program3) => {
  const parts = [];
  report2.on("data", (part) => parts.push(part));
  report2.on("end", () => {
    for (const { error, fatal } of readReports(Buffer.concat(parts), program3)) {
      if (fatal) child.emit("error", error);
      else process.emitWarning(error.message, { type: "RtnlWarning", code: "RTNL_NETNS_ETC" });
    }
  });
};
var listOf2 = (stdio) => {
  const list2 = Array.isArray(stdio) ? [...stdio] : [stdio, stdio, stdio];
  while (list2.length < 3) list2.push(void 0);
  return list2.map((one) => one ?? "pipe");
};
var commandOf = (program3, words, shell) => {
  if (shell === void 0 || shell === false) return [program3, ...words];
  return [shell === true ? "/bin/sh" : shell, "-c", [program3, ...words].join(" ")];
};
var wordOf = (name) => name === void 0 || new RegExp("\\p{Surrogate}", "u").test(name) ? "" : name;
var start = (place2, program3, words, checked) => {
  const { options: options3, mounts, uid, gid, stdio, shell, argv0 } = checked;
  const list2 = listOf2(stdio);
  const command = commandOf(program3, words, shell);
  const [file = ""] = command;
  const numbers2 = [list2.length, list2.length + 1, mounts ? 1 : 0, uid, gid];
  const args = ["exec", ...numbers2.map(String), wordOf(place2.name), argv0 ?? file, ...command];
  const child = spawn2(helperPath(), args, { ...options3, stdio: [...list2, place2.fd, "pipe"] });
  const report2 = child.stdio[list2.length + 1];
  if (report2 !== void 0 && report2 !== null) watch3(child, report2, program3);
  return child;
};
var spawnIn = (place2, program3, words, options3) => start(place2, program3, words, checkSpawn(program3, words, options3));
var execIn = async (place2, program3, words, options3) => {
  const { input, ...checked } = checkExec(program3, words, options3);
  const child = start(place2, program3, words, checked);
  const output = { stdout: "", stderr: "" };
  for (const name of ["stdout", "stderr"]) {
    child[name]?.setEncoding("utf8").on("data", (text3) => {
      output[name] += text3;
    });
  }
  child.stdin?.on("error", () => void 0).end(input);
  const [code, signal] = await new Promise((resolve2, reject) => {
    child.once("error", reject);
    child.once("close", (...how) => resolve2(how));
  });
  if (code !== 0) throw new ProgramError(program3, code, signal, output);
  return output;
};

// src/netns/sysctl.ts
import { fstatSync as fstatSync3, statSync } from "node:fs";
import { constants as constants2, open } from "node:fs/promises";
var PART = /^[^/\0]+$/;
var LONGEST_KEY = 400;
var partsOf = (key) => {
  const separator = /[./]/.exec(key)?.[0];
  if (separator === ".") return key.split(".").map((part) => part.replaceAll("/", "."));
  return separator === "/" ? key.split("/") : [];
};
var sysctlPath = (key) => {
  const parts = typeof key === "string" ? partsOf(key) : [];
  const path = parts.join("/");
  const bad = parts.length < 2 || parts[0] !== "net" || parts.some((part) => !PART.test(part) || /^\.\.?$/.test(part));
  if (bad || (encodeUtf8(path)?.length ?? Number.POSITIVE_INFINITY) > LONGEST_KEY)
    throw new EncodeError("key", "a setting beneath net, such as net.ipv4.ip_forward or net/ipv4/conf/eth0.5/mtu", key);
  return path;
};
var lineOf2 = (value) => {
  const line = Number.isSafeInteger(value) ? String(value) : value;
  if (typeof line !== "string" || line.includes("\0") || line.slice(0, -1).includes("\n"))
    throw new EncodeError("value", "an integer, or one line of text", value);
  return line === "" ? "\n" : line;
};
var isOwn = ({ fd }) => {
  const own = statSync("/proc/self/ns/net", { throwIfNoEntry: false });
  const { dev, ino } = fstatSync3(fd);
  return own?.ino === ino && own.dev === dev;
};
var transfer = async (file, value) => {
  if (value === void 0) return file.readFile();
  await file.writeFile(value);
  return value;
};
var inPlace = async ({ operation, target, path, value }) => {
  try {
    const file = await open(`/proc/sys/${path}`, value === void 0 ? constants2.O_RDONLY : constants2.O_WRONLY);
    try {
      return await transfer(file, value);
    } finally {
      await file.close();
    }
  } catch (error) {
    const { errno, syscall } = error;
    throw new NetnsError({ errno: -errno, operation, target, syscall });
  }
};
var byHelper = async ({ operation, target, path, value }, namespace, options3) => {
  const key = Buffer.from(encodeUtf8(path));
  const text3 = value === void 0 ? key : Buffer.concat([key, Buffer.of(0), value]);
  return (await askHelper({ operation, target, text: text3, namespace }, options3)).text;
};
var Sysctl = class {
  /** `namespace` throws where it is closed. */
  constructor(namespace) {
    this.namespace = namespace;
  }
  /** The value, without the line end behind it. Rejects with NetnsError ENOENT where there is no such setting. */
  async get(key, options3) {
    const path = sysctlPath(key);
    checkWaitOptions("Sysctl.get", options3);
    return decodeUtf8(await this.carryOut({ operation: "get sysctl", target: key, path }, options3)).replace(/\n$/, "");
  }
  /**
   * Sets a value; several numbers are one text: `'4096 131072 6291456'`. An empty text empties a setting that holds text.
   * Rejects with NetnsError: EINVAL for a value that can't be, ...
   */
  async set(key, value, options3) {
    const path = sysctlPath(key);
    const text3 = encodeUtf8(lineOf2(value));
    if (text3 === void 0 || LONGEST_KEY + 1 + text3.length > TEXT_MAXIMUM)
      throw new EncodeError("value", `text of at most ${TEXT_MAXIMUM - LONGEST_KEY - 1} bytes`, value);
    checkWaitOptions("Sysctl.set", options3);
    await this.carryOut({ operation: "set sysctl", target: key, path, value: text3 }, options3);
  }
  carryOut(work, options3 = {}) {
    const namespace = this.namespace();
    if (!isOwn(namespace)) return byHelper(work, namespace, options3);
    return limited(
      `netns ${work.operation} ${work.target}`,
      options3,
      (signal) => unlessAborted(
        signal,
        () => inPlace(work),
        () => void 0
      )
    );
  }
};

// src/netns/netns.ts
var forgotten3 = new FinalizationRegistry((label) => {
  const message2 = `Netns ${label} was not closed: \`close\` it when it is done with, or declare it with \`await using\``;
  process.emitWarning(message2, { type: "RtnlWarning", code: "RTNL_NETNS_LEFT_OPEN" });
});
var Netns = class _Netns {
  constructor(file, label, name) {
    this.opener = async (numbers2, address4, signal) => openSocketIn(this.opened(), this.label, numbers2, address4, { signal });
    this.file = file;
    this.label = label;
    this.name = name;
    this.sysctl = new Sysctl(() => this.opened());
    forgotten3.register(this, label, this);
  }
  /**
   * Makes a namespace with a name, as `ip netns add` does; it stays until it is deleted. Rejects with EncodeError for what
   * can't be a name, with NetnsError where the kernel refuses: EEXIST where the name is taken, EPERM without CAP_SYS_ADMIN.
   */
  static async create(name, options3) {
    checkWaitOptions("Netns.create", options3);
    checkNamespaceName(name);
    return limited(
      `netns create ${name}`,
      options3,
      async (signal) => _Netns.adopt(await askByName("create", name, signal), name, name)
    );
  }
  /** Makes a namespace without a name, which is gone when nobody holds it any more: this handle, sockets, processes. */
  static async createAnonymous(options3) {
    checkWaitOptions("Netns.createAnonymous", options3);
    return limited(
      "netns create anonymous",
      options3,
      async (signal) => _Netns.adopt(await askByName("create", "", signal), "anonymous", void 0)
    );
  }
  /**
   * Opens one that exists: by name, by path, by the number of a process in it, or by an open file of it. Rejects with
   * NetnsError ENOENT or ESRCH where there is none.
   */
  static async open(namespace) {
    const name = typeof namespace === "string" && !namespace.includes("/") ? namespace : void 0;
    return new _Netns(openNamespace(namespace), describeNamespace(namespace), name);
  }
  /**
   * Opens the namespace that the calling thread is in. Its sysctls are read and written without the helper, and need no
   * privilege to enter a namespace.
   */
  static async current() {
    return new _Netns(openNamespace("/proc/thread-self/ns/net"), "current", void 0);
  }
  /** Gives the namespace of a process, or any other, a name (`ip netns attach`). */
  static async attach(name, namespace, options3) {
    checkWaitOptions("Netns.attach", options3);
    checkNamespaceName(name);
    const file = openNamespace(namespace);
    try {
      await limited(`netns attach ${name}`, options3, (signal) => askByName("attach", name, signal, file));
      return new _Netns(file, name, name);
    } catch (error) {
      file.close();
      throw error;
    }
  }
  /**
   * Deletes a name. The namespace itself, its links and the other ends of their pairs go when nothing holds it any more:
   * open handles and sockets do, and processes in it.
   */
  static async delete(name, options3) {
    checkWaitOptions("Netns.delete", options3);
    checkNamespaceName(name);
    await limited(`netns delete ${name}`, options3, (signal) => askByName("delete", name, signal));
  }
  /**
   * Deletes all names there are, and answers with them; one that somebody else deletes meanwhile is not among them. Rejects
   * with DeleteAllError, which says what was deleted and what was not, where some can't be.
   */
  static async deleteAll(options3) {
    checkWaitOptions("Netns.deleteAll", options3);
    return limited("netns deleteAll", options3, deleteAllNames);
  }
  /**
   * The names there are (`ip netns list`), in order, with what is known of each. A name that can't be looked into is listed
   * with its `error`.
   */
  static async list(options3) {
    checkWaitOptions("Netns.list", options3);
    return limited("netns list", options3, (signal) => withSocket((socket) => listNamed(socket, signal)));
  }
  /** The names of a process's namespace, by default of this one's; none where it has no name. */
  static identify(pid = process.pid) {
    return identify2(pid);
  }
  /** The processes in a namespace. Those that are not ours to look at are left out. */
  static pids(namespace) {
    return pids(namespace);
  }
  /** Gives a namespace an id here, `auto` one of the kernel's choice. Rejects with KernelError EEXIST where it has one. */
  static async setId(namespace, id2, options3) {
    checkWaitOptions("Netns.setId", options3);
    return limited("netns setId", options3, (signal) => withSocket((socket) => setId(socket, namespace, id2, signal)));
  }
  /** The ids that namespaces have here (`ip netns list-id`). */
  static async listIds(options3 = {}) {
    checkCall("Netns.listIds", options3, ["target", "nsid"]);
    const { target, nsid: nsid2 } = options3;
    return limited(
      "netns listIds",
      options3,
      (signal) => withSocket(async (socket) => {
        const names = await namesById((path) => idOf(socket, path, signal));
        const one = nsid2 !== void 0;
        const ids = one ? [await lookUpId(socket, nsid2, target, signal)] : await listIds(socket, target, signal);
        return ids.map((id2) => ({ ...id2, name: names.get(id2.currentNsid ?? id2.nsid) }));
      })
    );
  }
  /** Names as they come and go, from now on. */
  static monitor(options3 = {}) {
    return openMonitor(options3);
  }
  /** The open file of the namespace; -1 once it is closed. */
  get fd() {
    return this.file.fd;
  }
  /**
   * Starts a program inside; the same as `spawn` of node:child_process otherwise, which gives its ChildProcess. Throws
   * EncodeError and OptionError for what can't be before anything is started.
   */
  spawn(program3, words = [], options3) {
    return spawnIn({ fd: this.opened().fd, name: this.name }, program3, words, options3);
  }
  /** Runs a program inside to its end. Rejects with ProgramError where its exit code is not 0, with NetnsError where it can't run. */
  async exec(program3, words = [], options3) {
    return execIn({ fd: this.opened().fd, name: this.name }, program3, words, options3);
  }
  /** Connects to an address or a unix socket from inside. Resolves once it is connected. */
  async connect(options3) {
    return connect(this.opener, options3);
  }
  /** Lets a server (of node:net, node:http, ...) listen inside. Resolves once it does. */
  listen(server, options3 = {}) {
    return listen(this.opener, server, options3);
  }
  /** A socket of node:dgram inside, bound where an address or a port is given. */
  async createSocket(options3) {
    return openDatagram(this.opener, typeof options3 === "string" ? { type: options3 } : options3);
  }
  /**
   * An agent for requests of node:http and node:https that start inside: `https.get('https://192.0.2.1/', { agent: ns.agent() })`.
   * It takes the options of `Agent` of node:https.
   */
  agent(options3) {
    return agentOf(this.opener, options3);
  }
  /**
   * The descriptor of a socket of any kind, opened inside: close-on-exec, non-blocking, the caller's to close. The numbers
   * are those of socket(2).
   */
  async socket(domain, type, protocol = 0, options3) {
    checkWaitOptions("Netns.socket", options3);
    const numbers2 = {
      domain: checkInteger(domain, "domain"),
      type: checkInteger(type, "type"),
      protocol: checkInteger(protocol, "protocol")
    };
    return limited("netns socket", options3, (signal) => this.opener(numbers2, void 0, signal));
  }
  /** Deletes its name, and closes the handle. */
  async delete(options3) {
    if (this.name === void 0) throw new EncodeError("name", "a namespace that was opened by its name");
    await _Netns.delete(this.name, options3);
    this.close();
  }
  /** Lets go of the namespace. A name stays. Closing twice does nothing. */
  close() {
    forgotten3.unregister(this);
    this.file.close();
  }
  async [Symbol.asyncDispose]() {
    this.close();
  }
  opened() {
    if (this.file.fd < 0) throw new ClosedError(`netns ${this.label}`);
    return this.file;
  }
  static adopt({ fd }, label, name) {
    return new _Netns(adoptNamespace(fd), label, name);
  }
};

// src/setns/opener.ts
var SOCKET_KEYS = ["io", "fd", "receiveBuffer", "order", "onWarning", "netns", "transport"];
var KEYS4 = [...SOCKET_KEYS, "signal", "timeout"];
var checkOpenOptions = (where, options3) => {
  checkOptions(where, options3, [...KEYS4, "socket"]);
  checkKernelOptions(where, options3);
  checkSignal(where, options3.signal);
  checkTimeout(where, options3.timeout);
  if ("netns" in options3 && options3.netns === void 0)
    throw new OptionError(where, "netns", "expected a namespace, got undefined; leave it out for that of this process");
  const beside = SOCKET_KEYS.find((key) => options3[key] !== void 0);
  if (options3.socket !== void 0 && beside !== void 0)
    throw new OptionError(where, beside, "has no meaning for a socket that is open already");
};
var MONITOR_NEEDS = "it needs a socket of its own in the namespace of the client, which was opened with a socket that was given to it; give the monitor one more (`fd`)";
var made = (transport) => typeof transport === "function" ? transport() : transport;
var Opener = class _Opener {
  constructor(family2, options3, socket, place2) {
    this.family = family2;
    this.options = options3;
    this.socket = socket;
    this.place = place2;
  }
  /** For a client that has a socket, and nowhere to open another one. */
  static without(family2) {
    return new _Opener(family2, {}, void 0);
  }
  /** Rejects with UnsupportedError, SocketError, NetnsError, HelperError, TimeoutError. */
  static async open(family2, options3) {
    const { netns, transport, signal, timeout, ...others } = options3;
    signal?.throwIfAborted();
    const opened = (given, place3) => {
      const socket = new NetlinkSocket({ ...others, ...family2, transport: given });
      return new _Opener(family2, options3, socket, place3);
    };
    if (netns === void 0) return opened(made(transport));
    refuseOpened(options3);
    const place2 = { file: openNamespace(netns), target: describeNamespace(netns) };
    try {
      const fd = await openNetlinkIn(place2.file, place2.target, family2.protocol, { signal, timeout });
      const { io, receiveBuffer } = options3;
      const { protocol } = family2;
      return opened(
        handOver(fd, () => openKernel({ io, receiveBuffer, protocol, fd, fresh: true })),
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
  another(what, fd, use) {
    const { io, order, transport } = this.options;
    const { place: place2, family: family2 } = this;
    if (fd !== void 0) return use({ ...family2, io, order, fd });
    const given = this.options.fd !== void 0 || this.socket === void 0;
    if (given || transport !== void 0 && typeof transport !== "function")
      throw new UnsupportedError(what, MONITOR_NEEDS);
    if (place2 === void 0) return use({ ...family2, io, order, transport: made(transport) });
    const opened = openNetlinkNow(place2.file, place2.target, family2.protocol);
    return handOver(opened, () => use({ ...family2, io, order, fd: opened }));
  }
  /** Closes the socket it opened. */
  close() {
    this.socket?.close();
    this.place?.file.close();
  }
};

// src/netlink/socket/flush.ts
var WHOLE = "say { all: true } to delete everything";
var isObject = (value) => typeof value === "object" && value !== null;
var filterOf = (where, selection) => {
  if (!isObject(selection) || Array.isArray(selection))
    throw new OptionError(where, "filter", `expected what to delete; ${WHOLE}`);
  if (!Object.hasOwn(selection, "all")) {
    refuseEmpty(where, "", selection);
    return selection;
  }
  if (selection.all !== true) throw new OptionError(where, "all", "expected true");
  if (Object.keys(selection).length > 1) throw new OptionError(where, "all", "expected no filter beside it");
  return {};
};
var refuseEmpty = (where, path, value) => {
  const entries = Object.entries(value);
  if (entries.length === 0) throw new OptionError(where, path || "filter", `it selects everything; ${WHOLE}`);
  for (const [key, field] of entries) {
    const inner = joinPath(path, key);
    if (field === void 0) throw new OptionError(where, inner, `undefined would select everything; ${WHOLE}`);
    if (isObject(field)) refuseEmpty(where, inner, field);
  }
};

// src/netlink/codec/fast-paths.ts
var fastPaths = true;

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
    const { start: start2, at, pooled } = this;
    this.reserve(align4(at) - at);
    if (pooled !== void 0) leave(pooled === this.bytes ? at : void 0);
    return new Payload(this.bytes, start2, at - start2);
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

// src/netlink/codec/same-family.ts
var isAddress = (node) => node.type === "text" ? node.format === "address" : node.type === "select" && node.by === "header.family" && isAddress(node.otherwise);
var ADDRESSES = /* @__PURE__ */ new WeakMap();
var addressesOf = (node) => {
  let keys = ADDRESSES.get(node);
  if (keys === void 0) {
    const { rows: rows41 } = node.attributes;
    keys = Object.keys(rows41).filter((key) => isAddress(rows41[key].node));
    ADDRESSES.set(node, keys);
  }
  return keys;
};
var checkFamily = (node, shape, input) => {
  const { family: family2 } = input;
  if (family2 !== "inet" && family2 !== "inet6") return;
  for (const key of addressesOf(node)) {
    const value = input[key];
    if (typeof value !== "string" || value === shape.absent?.[key]) continue;
    checkAddress(value, family2, key);
  }
};
var checkAddress = (text3, family2, path) => {
  if (text3.includes(":") !== (family2 === "inet6")) throw new EncodeError(path, `an address of family ${family2}`, text3);
};

// src/netlink/codec/unshape.ts
var PLACES = /* @__PURE__ */ new WeakMap();
var placesOf = (node, shape) => {
  let places = PLACES.get(shape);
  if (places !== void 0) return places;
  places = /* @__PURE__ */ new Map();
  const called = (key, names = {}) => names[key] ?? key;
  for (const { key } of node.header.fields) places.set(called(key, shape.header), ["header", key]);
  for (const [key, row] of Object.entries(node.attributes.rows)) {
    if (shape.lift?.includes(key) !== true) places.set(called(key, shape.rename), [key]);
    else for (const inner of keysOf2(row)) places.set(called(inner, shape.rename), [key, inner]);
  }
  PLACES.set(shape, places);
  return places;
};
var keysOf2 = ({ node }) => node.type === "attributes" ? Object.keys(node.rows) : [];
var MPLS_LABEL_BITS = 20;
var bitsAt = (text3, at) => {
  if (at === text3.length || text3.length - at > 3) return Number.NaN;
  let bits = 0;
  for (let place2 = at; place2 < text3.length; place2++) {
    const digit = text3.charCodeAt(place2) - 48;
    if (digit < 0 || digit > 9) return Number.NaN;
    bits = bits * 10 + digit;
  }
  return bits;
};
var splitPrefix = (text3, family2, path) => {
  if (family2 === "mpls") return { address: text3, length: MPLS_LABEL_BITS };
  if (typeof text3 !== "string") throw new EncodeError(path, PREFIX, text3);
  const slash = text3.indexOf("/");
  const address4 = slash < 0 ? text3 : text3.slice(0, slash);
  const whole = address4.includes(":") ? 128 : 32;
  const length = slash < 0 ? whole : bitsAt(text3, slash + 1);
  if (!(length <= whole)) throw new EncodeError(path, PREFIX, text3);
  return { address: address4, length };
};
var PREFIX = "a prefix such as 10.0.0.0/8";
var unshape = (node, shape, input) => {
  const places = placesOf(node, shape);
  const header2 = {};
  const value = { header: header2 };
  for (const name of Object.keys(input)) {
    if (input[name] === void 0) continue;
    const place2 = places.get(name);
    if (place2 === void 0)
      throw new EncodeError(name, "a field that exists", void 0, suggest(name, [...places.keys()]));
    const [outer2, inner] = place2;
    const lengthKey = inner === void 0 ? shape.prefix?.[outer2] : void 0;
    if (inner !== void 0 && outer2 === "header") {
      header2[inner] = input[name];
    } else if (inner !== void 0) {
      value[outer2] = { ...value[outer2], [inner]: input[name] };
    } else if (lengthKey === void 0) {
      value[outer2] = input[name];
    } else if (input[name] === shape.absent?.[outer2]) {
      header2[lengthKey] = 0;
    } else {
      const { address: address4, length } = splitPrefix(input[name], input["family"], name);
      value[outer2] = address4;
      header2[lengthKey] = length;
    }
  }
  return value;
};
var friendlyPath = (node, shape, path) => {
  for (const [name, place2] of placesOf(node, shape)) {
    const key = place2.join(".");
    const rest = path.slice(key.length);
    if (path.startsWith(key) && /^([.[]|$)/.test(rest)) return name + rest;
  }
  return path;
};
var encodeShaped = (node, shape, value, order) => {
  try {
    return encodeRequest2(node, value, order);
  } catch (error) {
    if (!(error instanceof EncodeError)) throw error;
    throw error.renamed(friendlyPath(node, shape, error.path));
  }
};

// src/netlink/codec/direct.ts
var PLAIN = /* @__PURE__ */ new Set(["scalar", "uint", "enum", "flags", "text", "bytes", "identifier"]);
var isPlain = (node, places) => {
  if (node.type !== "select") return PLAIN.has(node.type);
  const { by, cases, otherwise } = node;
  const field = by.startsWith("header.") ? by.slice(7) : void 0;
  const [outer2, inner] = places.get(field ?? "") ?? [];
  return outer2 === "header" && inner === field && [...Object.values(cases), otherwise].every(({ type }) => PLAIN.has(type));
};
var SLASH = 47;
var NO_WORDS = /* @__PURE__ */ new Map();
var SKIP = {
  offset: -1,
  type: 0,
  node: void 0,
  size: 0,
  big: false,
  least: 0,
  most: 0,
  words: NO_WORDS,
  word: void 0,
  number: -1,
  address: false,
  length: void 0,
  absent: void 0
};
var numeric = (node) => {
  const scalar = node.type === "enum" ? node.scalar : node;
  if (scalar.type !== "scalar" || scalar.size === 8) return void 0;
  const { size, order, signed } = scalar;
  const most = 2 ** (signed ? 8 * size - 1 : 8 * size) - 1;
  const fitting = ([, number2]) => number2 >>> 0 === number2 && number2 <= most;
  const words = node.type === "enum" ? new Map(Object.entries(node.numbers).filter(fitting)) : NO_WORDS;
  return { size, big: order === "be", most, words };
};
var stepOf = ([outer2, inner], node, shape, places) => {
  if (outer2 === "header") {
    const field = node.header.fields.find(({ key: key2 }) => key2 === inner);
    if (field === void 0 || !isPlain(field.node, places)) return void 0;
    return { ...SKIP, offset: field.offset, node: field.node, ...numeric(field.node) };
  }
  const row = node.attributes.rows[outer2];
  if (row === void 0 || inner !== void 0 || row.repeated || !isPlain(row.node, places)) return void 0;
  const key = shape.prefix?.[outer2];
  const length = key === void 0 ? void 0 : stepOf(["header", key], node, shape, places);
  return {
    ...SKIP,
    type: attributeType(row),
    node: row.node,
    ...numeric(row.node),
    address: isAddress(row.node),
    length,
    absent: shape.absent?.[outer2]
  };
};
var quickly = (step, value) => {
  if (typeof value === "number") return value >>> 0 === value && value >= step.least && value <= step.most ? value : -1;
  if (step.word !== value) {
    step.word = value;
    step.number = step.words.get(value) ?? -1;
  }
  return step.number;
};
var slashOf = (text3) => {
  const { length } = text3;
  for (let at = length - 1; at >= 0 && at > length - 4; at--) if (text3.charCodeAt(at) === SLASH) return at;
  return length;
};
var writeNumber = (writer, { offset, type, size, big }, number2) => {
  if (offset < 0) writer.numberAttribute(type, size, number2, big);
  else writer.number(writer.start + offset, size, number2, big);
};
var writeQuad = (writer, { type, length }, text3) => {
  const end = length === void 0 ? text3.length : slashOf(text3);
  const quad = parseQuad(text3, end);
  const bits = end === text3.length ? 32 : bitsAt(text3, end + 1);
  if (quad < 0 || !(bits <= 32)) return false;
  if (length !== void 0) writeNumber(writer, length, bits);
  writer.numberAttribute(type, 4, quad, true);
  return true;
};
var writeAttribute = (writer, step, value, name, scope) => {
  const { family: family2 } = scope.header;
  if (step.address && (family2 === "inet" || family2 === "inet6") && typeof value === "string")
    checkAddress(value, family2, name);
  writer.attribute(step.type, step.node, value, scope, name);
};
var writeOther = (writer, step, value, name, scope) => {
  const { offset, node, length, absent } = step;
  if (node === void 0) return false;
  if (offset >= 0) {
    const after = writer.at;
    writer.at = writer.start + offset;
    writer.node(node, value, scope, name);
    writer.at = after;
  } else if (length === void 0) {
    writeAttribute(writer, step, value, name, scope);
  } else if (value === absent) {
    writeNumber(writer, length, 0);
  } else {
    const split2 = splitPrefix(value, scope.header["family"], name);
    writeNumber(writer, length, split2.length);
    writeAttribute(writer, step, split2.address, name, scope);
  }
  return true;
};
var LARGEST_INDEX = 2147483647;
var makePlan = (node, shape, beside) => {
  const fields2 = /* @__PURE__ */ new Map();
  const places = placesOf(node, shape);
  for (const [name, place2] of places) {
    const step = stepOf(place2, node, shape, places);
    if (step !== void 0) fields2.set(name, step);
  }
  for (const [name, field] of Object.entries(beside?.index ?? {}))
    fields2.set(name, { ...fields2.get(field), least: 1, most: LARGEST_INDEX, node: void 0 });
  for (const name of beside?.told ?? []) fields2.set(name, SKIP);
  for (const name of beside?.long ?? []) fields2.delete(name);
  return { size: align4(node.header.size), fields: fields2, names: [], steps: [] };
};
var PLANS = /* @__PURE__ */ new WeakMap();
var latestShape;
var latestPlan;
var planOf = (node, shape) => {
  if (shape === latestShape) return latestPlan;
  latestPlan = PLANS.get(shape) ?? makePlan(node, shape);
  latestShape = shape;
  PLANS.set(shape, latestPlan);
  return latestPlan;
};
var write = (writer, { fields: fields2, names, steps }, values, scope) => {
  const inet = scope.header["family"] === "inet";
  let at = 0;
  for (const name in values) {
    const value = values[name];
    if (value === void 0) continue;
    if (names[at] !== name) {
      names[at] = name;
      steps[at] = fields2.get(name);
    }
    const step = steps[at];
    if (step === void 0) return false;
    at++;
    if (step === SKIP) continue;
    const number2 = step.size === 0 ? -1 : quickly(step, value);
    const quad = number2 < 0 && inet && step.address && typeof value === "string" && writeQuad(writer, step, value);
    if (number2 >= 0) writeNumber(writer, step, number2);
    else if (!quad && !writeOther(writer, step, value, name, scope)) return false;
  }
  return true;
};
var encodeDirectly = (order, fill) => {
  if (!fastPaths) return void 0;
  const writer = requestWriter(order);
  let whole = false;
  try {
    whole = fill(writer);
  } catch (error) {
    if (!(error instanceof EncodeError)) throw error;
  } finally {
    if (!whole) writer.drop();
  }
  return whole ? writer.end() : void 0;
};
var encodeTheLongWay = (node, shape, input, order) => {
  checkFamily(node, shape, input);
  return encodeShaped(node, shape, unshape(node, shape, input), order);
};
var encodeInput = (node, shape, input, order) => encodeDirectly(order, (writer) => {
  const plan = planOf(node, shape);
  writer.reserve(plan.size);
  return write(writer, plan, input, { header: input, attributes: input });
}) ?? encodeTheLongWay(node, shape, input, order);
var PrefixedEncoder = class {
  constructor(node, shape, beside) {
    this.bytes = new Uint8Array(0);
    this.node = node;
    this.shape = shape;
    this.beside = beside;
  }
  /**
   * `head` is not to be changed any more. Undefined for what takes more than writing down one field after the other, or
   * is wrong.
   */
  encode(head, rest, order) {
    return encodeDirectly(order, (writer) => {
      this.plan ??= makePlan(this.node, this.shape, this.beside);
      if (head === this.head && order === this.order) writer.append(this.bytes);
      else if (!this.begin(writer, head, order)) return false;
      return write(writer, this.plan, rest, this.scope);
    });
  }
  begin(writer, head, order) {
    const plan = planOf(this.node, this.shape);
    const scope = { header: head, attributes: head };
    writer.reserve(plan.size);
    if (!write(writer, plan, head, scope)) return false;
    this.bytes = writer.bytes.slice(writer.start, writer.at);
    this.scope = scope;
    this.order = order;
    this.head = head;
    return true;
  }
};

// src/netlink/codec/shape.ts
var toPlain = (value) => {
  if (typeof value === "bigint") return Number(value);
  if (typeof value !== "object" || value === null || value instanceof Uint8Array) return value;
  if (Array.isArray(value)) return value.map(toPlain);
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, toPlain(inner)]));
};
var join2 = (message2, shape) => {
  const header2 = message2["header"];
  for (const [key, lengthKey] of Object.entries(shape.prefix ?? {})) {
    const length = header2[lengthKey];
    const text3 = message2[key] ?? (length === 0 ? shape.absent?.[key] : void 0);
    if (text3 === void 0) continue;
    message2[key] = message2[key] === void 0 || header2["family"] === "mpls" ? text3 : `${text3}/${length}`;
  }
};
var put = (value, part, names = {}) => {
  for (const [key, inner] of Object.entries(part)) {
    const name = names[key] === void 0 ? key : names[key];
    if (name !== null && inner !== void 0) value[name] = toPlain(inner);
  }
};
var hidden = ({ rename = {} }) => new Set(Object.keys(rename).filter((key) => rename[key] === null));
var decodeShaped = (node, shape, payload, options3) => {
  const message2 = decode(node, payload, { ...options3, skip: hidden(shape) });
  join2(message2, shape);
  const { header: header2, ...attributes2 } = message2;
  const value = {};
  put(value, header2, shape.header);
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
  identifier: (v, s, little5) => `0x${v.getBigUint64(s, little5).toString(16)}`,
  named: (words, text3) => words.get(text3) ?? text3,
  keep: (o, id2, bytes2) => {
    if (o.unknown === void 0) o.unknown = [{ id: id2, bytes: bytes2 }];
    else o.unknown.push({ id: id2, bytes: bytes2 });
  }
};
var SUFFIXES = Array.from({ length: 256 }, (_, length) => `/${length}`);
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
var sayings = (word2) => String(Number(word2)) === word2 ? [quote(word2), word2] : [quote(word2)];
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
  constructor(compiler, little5) {
    this.constants = [];
    this.compiler = compiler;
    this.little = little5;
  }
  function(node) {
    return this.finish(this.body(node));
  }
  shaped(node, shape) {
    return this.finish(this.shapedBody(node, shape));
  }
  finish(body) {
    const names = Object.keys(LIBRARY);
    const constants3 = this.constants.map((_, index) => `k${index}`);
    const source = `'use strict'
return (b, v, s, e, h) => {
let n = 0
${body}
}`;
    const make2 = new Function(...names, ...constants3, source);
    return make2(...Object.values(LIBRARY), ...this.constants);
  }
  constant(value) {
    this.constants.push(value);
    return `k${this.constants.length - 1}`;
  }
  /** An empty object with room for those keys. */
  fresh(keys) {
    const room = keys.map((key) => `this${access(String(key))} = 0`).join(";");
    const make2 = new Function(`return function () { if (arguments.length > 0) { ${room} } }`)();
    make2.prototype = Object.prototype;
    return `new ${this.constant(make2)}()`;
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
        const present = this.sized(0, s, e, "true");
        return node.reported === true ? `(${e} - ${s} === 1 ? b[${s}] !== 0 : ${present})` : present;
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
    const numeric2 = node.type === "scalar" || node.type === "enum" || node.type === "flags";
    return numeric2 ? this.number(node, s) : this.value(node, s, e, NESTED);
  }
  /** Expression for a number, or what it stands for. */
  number(node, s) {
    if (node.type === "scalar") return this.scalar(node, s);
    return node.type === "enum" ? this.word(node, s) : `${this.constant(flagSets(node))}(${this.scalar(node.scalar, s)})`;
  }
  sized(size, s, e, expression) {
    return `(${e} - ${s} === ${size} ? ${expression} : bad())`;
  }
  scalar({ size, signed, order }, s) {
    const little5 = order === "host" && this.little;
    if (size === 1) return signed ? `v.getInt8(${s})` : `b[${s}]`;
    if (size < 8) return `v.get${signed ? "Int" : "Uint"}${size * 8}(${s}, ${little5})`;
    const [upper, lower] = [this.half(signed, order, s, "upper"), this.half(false, order, s, "lower")];
    return `((n = ${upper}) === 0 ? ${lower} : ${lower} + n * 4294967296)`;
  }
  /** Half of a number of 64 bits. */
  half(signed, order, s, which) {
    const little5 = order === "host" && this.little;
    return `v.get${signed ? "Int" : "Uint"}32(${little5 === (which === "upper") ? `${s} + 4` : s}, ${little5})`;
  }
  /**
   * An object of values of fixed sizes. Of many counters it is looked first whether all are small: that they are integers
   * need not be found out one by one then.
   */
  literal(fields2) {
    const values = (of) => `{ ${fields2.map((field) => `${quote(field.key)}: ${of(field)}`).join(",\n")} }`;
    const all = values((field) => this.placed(field));
    if (fields2.length < MANY || !fields2.every(({ node }) => isCounter(node))) return all;
    const uppers = fields2.map(({ s }) => this.half(false, "host", s, "upper")).join(" | ");
    return `((${uppers}) === 0 ? ${values(({ s }) => this.half(false, "host", s, "lower"))} : ${all})`;
  }
  /** The same where only the first of them are there. */
  shortened(fields2) {
    const some = (field) => `e >= ${field.e} ? ${this.placed(field)} : undefined`;
    return `{ ${fields2.map((field) => `${quote(field.key)}: ${some(field)}`).join(",\n")} }`;
  }
  word(node, s) {
    const table7 = wordTable(node);
    const name = this.constant(table7);
    return Array.isArray(table7) ? `${name}[b[${s}]]` : `${name}(${this.scalar(node.scalar, s)})`;
  }
  identifier({ order, words }, s) {
    const text3 = `identifier(v, ${s}, ${order === "host" && this.little})`;
    return words === void 0 ? text3 : `named(${this.constant(words)}, ${text3})`;
  }
  text({ format, size, least }, s, e) {
    const read3 = {
      string: `text(b, ${s}, ${e})`,
      lladdr: least === void 0 ? `formatLinkAddress(b, ${s}, ${e})` : `formatLinkAddress(b, ${s}, addressEnd(${least}, b, ${s}, ${e}))`,
      mpls: `mpls(b, ${s}, ${e})`,
      ipv4: `formatIpv4(b, ${s})`,
      ipv6: `formatIpv6(b, ${s})`,
      address: `(${e} - ${s} === 4 ? formatIpv4(b, ${s}) : ${this.sized(16, s, e, `formatIpv6(b, ${s})`)})`
    }[format];
    return size === void 0 ? read3 : this.sized(size, s, e, read3);
  }
  /** Few cases by the header are written out; many by an attribute are looked up. */
  select(node, s, e, context) {
    if (node.by.startsWith("header.")) {
      const field = context.field(node.by.slice(7));
      const cases = /* @__PURE__ */ new Map();
      for (const [word2, one] of Object.entries(node.cases)) cases.set(one, [...cases.get(one) ?? [], word2]);
      let expression = this.value(node.otherwise, s, e, context);
      for (const [one, words] of cases) {
        const test = words.flatMap(sayings).map((said) => `${field} === ${said}`).join(" || ");
        expression = `(${test} ? ${this.value(one, s, e, context)} : ${expression})`;
      }
      return expression;
    }
    const parts = new Map(Object.entries(node.cases).map(([word2, one]) => [word2, this.compiler.part(one)]));
    const otherwise = this.constant(this.compiler.part(node.otherwise));
    return `(${this.constant(parts)}.get(String(${context.sibling(node.by)})) ?? ${otherwise}).f(b, v, ${s}, ${e}, ${context.header})`;
  }
  structBody(node) {
    const rest = node.fields.at(-1);
    const open2 = rest !== void 0 && rest.size === void 0;
    const fixed = open2 ? node.fields.slice(0, -1) : node.fields;
    const least = open2 ? rest.offset : node.size;
    const end = ({ offset, size }) => offset + size;
    const placed = (field) => ({
      key: field.key,
      node: field.node,
      s: `(s + ${field.offset})`,
      e: `(s + ${end(field)})`
    });
    const ends = fixed.map((field) => ` && e - s !== ${end(field)}`).join("");
    const context = { ...NESTED, sibling: ofObject };
    const counted = open2 && rest.node.type === "list" ? rest.node.countedBy : void 0;
    const counter = node.fields.find(({ key }) => key === counted);
    const lone = open2 && rest.node.type === "list" && counter !== void 0 ? sizeOfEach(rest.node) : 0;
    const whole = counter === void 0 ? "" : `if (e - s > ${least} && e - s !== ${least} + (b[s + ${counter.offset}] + 1) * ${lone}) throw BAD`;
    const last = open2 ? this.value(rest.node, `(s + ${rest.offset})`, "e", context) : "";
    return [
      `if (e - s < ${least} && e !== s${ends}) throw BAD`,
      whole,
      `const o = e - s >= ${least} ? ${this.literal(fixed.map(placed))} : ${this.shortened(fixed.map(placed))}`,
      open2 ? `o${access(rest.key)} = e - s >= ${least} ? ${last} : undefined` : `if (e - s > ${node.size}) o.tail = b.slice(s + ${node.size}, e)`,
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
    const { of, count: count2 } = node;
    const size = sizeOfEach(node);
    return [
      `if ((e - s) % ${size} !== 0 ${count2 === void 0 ? "" : `|| e - s !== ${count2 * size}`}) throw BAD`,
      "const o = []",
      `for (let p = s; p < e; p += ${size}) o.push(${this.value(of, "p", `(p + ${size})`, NESTED)})`,
      "return o"
    ].join("\n");
  }
  /** Code that visits the attributes between `start` and `e` and puts what `visit` says into a switch over their types. */
  each(start2, cases) {
    return `
let p = ${start2}
while (e - p >= 4) {
  const l = v.getUint16(p, ${this.little})
  if (l < 4 || l > e - p) throw BAD
  const q = p + 4, r = p + l, t = v.getUint16(p + 2, ${this.little}) & ${NLA_TYPE_MASK}
  ${cases}
  p += (l + 3) & ~3
}
if (p < e) throw BAD`;
  }
  itemsBody({ of, id: id2 }) {
    const check5 = id2 === void 0 ? "" : `if (t !== ${id2}) throw BAD`;
    return `const o = []
${this.each("s", `${check5}
o.push(${this.value(of, "q", "r", NESTED)})`)}
return o`;
  }
  /** Code that reads attributes; `place` says where the value of a key goes, `custom` how one is read that differs. */
  attributes(table7, start2, context, place2 = ofObject, custom = {}, unread = []) {
    const inner = { ...context, sibling: place2 };
    const before = [];
    const after = [];
    const row = ([key, { id: id2, node, repeated: repeated2 }]) => {
      const to = place2(key);
      const waits = node.type === "select" && !node.by.startsWith("header.");
      if (repeated2 && waits) {
        before.push(`const w${id2} = []`);
        after.push(`if (w${id2}.length > 0) ${to} = w${id2}.map(([q, r]) => ${this.value(node, "q", "r", inner)})`);
        return `case ${id2}: w${id2}.push([q, r]); break`;
      }
      if (repeated2) return `case ${id2}: (${to} ??= []).push(${this.value(node, "q", "r", inner)}); break`;
      if (!waits) {
        const value = custom[key] ?? this.value(node, "q", "r", inner);
        return `case ${id2}: if (${to} !== undefined) throw BAD; ${to} = ${value}; break`;
      }
      before.push(`let s${id2} = 0, e${id2} = 0`);
      after.push(`if (e${id2} !== 0) ${to} = ${this.value(node, `s${id2}`, `e${id2}`, inner)}`);
      return `case ${id2}: if (e${id2} !== 0) throw BAD; s${id2} = q; e${id2} = r; break`;
    };
    const rows41 = Object.entries(table7.rows).map(row);
    const passed = unread.map((id2) => `case ${id2}: break`);
    const cases = `switch (t) {
${[...rows41, ...passed].join("\n")}
default: keep(o, t, b.slice(q, r))
}`;
    return [...before, this.each(start2, cases), ...after].join("\n");
  }
  messageBody({ header: header2, attributes: attributes2 }) {
    const context = { ...NESTED, field: (name) => `header${access(name)}`, header: "header" };
    const lines = [
      `if (e - s < ${header2.size}) throw BAD`,
      `const header = ${this.constant(this.compiler.part(header2))}.f(b, v, s, s + ${header2.size}, h)`,
      `const o = ${this.fresh([])}`,
      "o.header = header",
      this.attributes(attributes2, `s + ${align4(header2.size)}`, context)
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
    const { header: header2, length, attributes: attributes2 } = node;
    const at = lengthOffset(node);
    const unit = new _Unit(this.compiler, this.little);
    const one = this.constant({ f: unit.finish(unit.recordBody(header2, length, attributes2)) });
    return `
const o = []
let p = s
while (p < e) {
  const l = e - p < ${header2.size} ? 0 : v.getUint16(p + ${at}, ${this.little})
  if (l < ${header2.size} || l > e - p) throw BAD
  o.push(${one}.f(b, v, p, p + l, h))
  p += (l + 3) & ~3
}
return o`;
  }
  recordBody(header2, length, attributes2) {
    return [
      `const header = ${this.constant(this.compiler.part(header2))}.f(b, v, s, s + ${header2.size}, h)`,
      `delete header${access(length)}`,
      `const o = ${this.fresh([])}`,
      "o.header = header",
      this.attributes(attributes2, `s + ${align4(header2.size)}`, NESTED),
      "return o"
    ].join("\n");
  }
  /** A whole message as its shape wants it. Fields of the header come first, attributes of the same name replace them. */
  shapedBody({ header: header2, attributes: attributes2 }, shape) {
    const field = (key) => `h_${key}`;
    const called = (key, names = {}) => names[key] === void 0 ? key : names[key];
    const named3 = (key) => called(key, shape.rename);
    const shown = header2.fields.flatMap(({ key }) => {
      const name = called(key, shape.header);
      return name === null ? [] : [{ key, name }];
    });
    const taken2 = new Set(shown.map(({ name }) => name));
    const own = (key) => named3(key) !== null && !taken2.has(named3(key)) && shape.lift?.includes(key) !== true;
    const place2 = (key) => own(key) ? `o${access(named3(key))}` : `x_${key}`;
    const left = hidden(shape);
    const [read3, unread] = split(attributes2, left);
    const aside = Object.keys(attributes2.rows).filter((key) => !own(key));
    const asked = header2.fields.map(({ key }) => `${quote(key)}: ${field(key)}`);
    const context = { ...NESTED, field, header: `{ ${asked.join(", ")} }` };
    const custom = Object.fromEntries(
      Object.keys(shape.prefix ?? {}).map((key) => [key, this.prefixed(attributes2, key, shape, context)])
    );
    return [
      `if (e - s < ${header2.size}) throw BAD`,
      ...header2.fields.map(
        ({ key, node, offset, size }) => `const ${field(key)} = ${this.placed({ key, node, s: `(s + ${offset})`, e: `(s + ${offset + size})` })}`
      ),
      `const o = ${this.fresh([...taken2, ...Object.keys(read3.rows)])}`,
      ...shown.map(({ key, name }) => `o${access(name)} = ${field(key)}`),
      ...aside.map((key) => `let x_${key}`),
      this.attributes(read3, `s + ${align4(header2.size)}`, context, place2, custom, unread),
      ...Object.entries(shape.absent ?? {}).map(
        ([key, text3]) => `if (${place2(key)} === undefined && ${field(shape.prefix?.[key])} === 0) ${place2(key)} = ${quote(text3)}`
      ),
      ...aside.filter((key) => taken2.has(named3(key))).map((key) => `if (x_${key} !== undefined) o${access(named3(key))} = x_${key}`),
      ...(shape.lift ?? []).map((key) => `if (x_${key} !== undefined) {
${this.lifted(attributes2, key, named3)}
}`),
      "return o"
    ].join("\n");
  }
  /** Puts the attributes of a lifted nest where they belong. */
  lifted(table7, key, named3) {
    return Object.entries(liftedNames(table7, key, named3)).flatMap(([inner, name]) => {
      const value = `x_${key}${access(inner)}`;
      return name === null ? [] : [`if (${value} !== undefined) o${access(name)} = ${value}`];
    }).join("\n");
  }
  /** An address with its length behind it. */
  prefixed({ rows: rows41 }, key, shape, context) {
    const { node } = rows41[key];
    const suffix = `${this.constant(SUFFIXES)}[${context.field(shape.prefix?.[key])}]`;
    return `(r - q === 4 && ${context.field("family")} === 'inet' ? formatIpv4Prefix(b, q, ${suffix}) : ${context.field("family")} === 'mpls' ? ${this.value(node, "q", "r", context)} : ${this.value(node, "q", "r", context)} + ${suffix})`;
  }
};
var ofObject = (key) => `o${access(key)}`;
var split = (table7, left) => {
  const rows41 = Object.entries(table7.rows);
  const read3 = Object.fromEntries(rows41.filter(([key]) => !left.has(key)));
  return [{ ...table7, rows: read3 }, rows41.filter(([key]) => left.has(key)).map(([, { id: id2 }]) => id2)];
};
var liftedNames = ({ rows: rows41 }, key, named3) => {
  const { node } = rows41[key];
  if (node.type !== "attributes") throw new TypeError(`${key} is no nest`);
  return {
    ...Object.fromEntries(Object.keys(node.rows).map((inner) => [inner, named3(inner)])),
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
var compile = (node, shape, options3 = {}) => {
  const order = options3.order ?? hostOrder;
  const slow = (bytes2, _view, start2, end) => decodeShaped(node, shape, bytes2.subarray(start2, end), { ...options3, order });
  if (!canGenerate || options3.generate === false) return slow;
  let fast;
  return (bytes2, view, start2, end) => {
    if (!fastPaths) return slow(bytes2, view, start2, end);
    fast ??= compilerOf(order).message(node, shape);
    try {
      return fast(bytes2, view, start2, end, NO_HEADER);
    } catch (error) {
      if (error !== BAD) throw error;
      compilerOf(order).nesting.levels = 0;
      return slow(bytes2, view, start2, end);
    }
  };
};
var NO_HEADER = {};

// src/rtnl/shapes.ts
var linkShape = {
  header: { family: null, change: null },
  rename: { ifname: "name", ifalias: "alias", propList: "altnames", stats: null, pad: null },
  lift: ["linkinfo"]
};
var protinfoShape = { ...linkShape, header: { change: null } };
var addressShape = {
  header: { prefixlen: "prefixlen" },
  rename: { rtPriority: "metric" }
};
var routeShape = {
  header: { dstLen: null, srcLen: null },
  rename: { priority: "metric", pad: null },
  prefix: { dst: "dstLen", src: "srcLen" },
  absent: { dst: "default" }
};
var otherRouteShape = {
  ...routeShape,
  rename: { ...routeShape.rename, table: "tableAttribute" }
};
var ruleShape = {
  header: { dstLen: null, srcLen: null, res1: null, res2: null },
  rename: { pad: null },
  prefix: { dst: "dstLen", src: "srcLen" }
};
var neighbourShape = {
  header: { ifindex: "index" },
  rename: { ifindex: "viaIndex" }
};
var nsidShape = { header: { family: null } };
var netconfShape = { rename: { ifindex: "index" } };

// src/rtnl/devices.ts
var IFNAMSIZ = 16;
var ALTIFNAMSIZ = 128;
var ENODEV = 19;
var { type: RTM_GETLINK } = messageTypes.RTM_GETLINK;
var checkIndex = (index, path) => {
  if (Number.isInteger(index) && index > 0 && index <= 2147483647) return index;
  throw new EncodeError(path, "the name of a link, or its index (above 0)", index);
};
var NO_NAME = /[/\t-\r \0]/;
var linkSelector = (dev, path = "dev") => {
  if (typeof dev === "number") return { index: checkIndex(dev, path) };
  const length = typeof dev === "string" ? encodeUtf8(dev)?.length ?? 0 : 0;
  if (length === 0 || length >= ALTIFNAMSIZ || NO_NAME.test(dev) || dev === "." || dev === "..")
    throw new EncodeError(path, "the name of a link (1 to 127 bytes, no slash, no space), or its index", dev);
  return length < IFNAMSIZ ? { name: dev } : { altIfname: dev };
};
var encodeLink = (requester, request2) => encodeInput(link, linkShape, request2, requester.order);
var light = (request2) => ({ ...request2, extMask: ["skip_stats"] });
var SHAPE = {
  rename: Object.fromEntries(Object.keys(link.attributes.rows).map((key) => [key, key === "ifname" ? "name" : null]))
};
var decoders = /* @__PURE__ */ new Map();
var readNamed = ({ order }) => {
  const decode2 = decoders.get(order) ?? compile(link, SHAPE, { order });
  decoders.set(order, decode2);
  return (bytes2, view, start2, end) => decode2(bytes2, view, start2 + NLMSG_HDRLEN, end);
};
var deviceIndex = async (requester, dev, options3 = {}, path = "dev") => {
  const request2 = linkSelector(dev, path);
  if (typeof dev === "number") return dev;
  const found2 = await requester.ask(RTM_GETLINK, encodeLink(requester, light(request2)), readNamed(requester), {
    ...options3,
    target: dev
  });
  return found2.index;
};
var deviceName = async (requester, index) => {
  try {
    const found2 = await requester.ask(
      RTM_GETLINK,
      encodeLink(requester, light(linkSelector(index))),
      readNamed(requester)
    );
    return found2.name;
  } catch (error) {
    if (error instanceof KernelError && error.errno === ENODEV) return void 0;
    throw error;
  }
};
var readNames2 = async (requester, options3 = {}) => {
  const links2 = await requester.dump(RTM_GETLINK, encodeLink(requester, light({})), readNamed(requester), options3);
  return new Map(links2.map(({ index, name }) => [index, name]));
};

// src/rtnl/change.ts
var Change = class _Change {
  constructor(type, flags2, payload, about2, release) {
    this.type = type;
    this.flags = flags2;
    this.payload = payload;
    this.about = about2;
    this.release = release;
  }
  get target() {
    return this.about.target;
  }
  /** The same, for which something was opened. */
  releasing(release) {
    return new _Change(this.type, this.flags, this.payload, this.about, release);
  }
};
var VERBS = {
  /** Refused where it exists. */
  add: NLM_F_CREATE | NLM_F_EXCL,
  /** Made, or put in the place of what exists. */
  replace: NLM_F_CREATE | NLM_F_REPLACE,
  /** Made beside what exists. */
  append: NLM_F_CREATE | NLM_F_APPEND,
  /** Refused where it does not exist. */
  change: NLM_F_REPLACE,
  /** Settings of what exists. */
  set: 0,
  delete: 0
};
var ECHO = ["echo"];
var wantsEcho = (where, options3) => {
  const { echo = false } = options3 ?? {};
  if (typeof echo !== "boolean") throw new OptionError(where, "echo", "expected true or false");
  return echo;
};
var makeChange = (requester, { node, shape }, name, flags2, input, target) => {
  const payload = encodeInput(node, shape, input, requester.order);
  return new Change(messageTypes[name].type, flags2, payload, typeof target === "string" ? { target } : target);
};
var noChange = (about2) => new Change(NLMSG_NOOP, 0, new Uint8Array(0), about2);
var send = (requester, make2, options3, where = "request", more = []) => {
  try {
    if (options3 !== void 0) checkRequestOptions(where, options3, more);
    const changing = make2();
    if (changing instanceof Promise) return changing.then((change) => sendMade(requester, change, options3));
    return sendMade(requester, changing, options3);
  } catch (error) {
    return Promise.reject(error);
  }
};
var sendMade = (requester, change, options3) => {
  const request2 = requester.request(change.type, change.flags, change.payload, about(change, options3));
  return change.release === void 0 ? request2 : request2.finally(change.release);
};
var about = (change, options3) => options3 === void 0 ? change.about : { signal: options3.signal, timeout: options3.timeout, target: change.target };
var make = async (requester, { finish: finish3 }, making, { reader, find }, options3, where = "request") => {
  checkRequestOptions(where, options3, ECHO);
  const change = await making();
  const echo = requester.echo(change.type, change.flags, change.payload, reader, about(change, options3));
  const [echoed] = await echo.finally(change.release);
  const finished = echoed === void 0 || finish3 === void 0 ? echoed : finish3(echoed, await readNames2(requester));
  const made2 = finished ?? await find();
  if (made2 === void 0)
    throw new NetlinkError("ERR_NO_ANSWER", `${change.target}: made, but not to be found any more`);
  return made2;
};
var put2 = (requester, kind, making, back, options3, where) => {
  try {
    if (options3 === void 0 || !wantsEcho(where, options3)) return send(requester, making, options3, where, ECHO);
    return make(requester, kind, making, back(), options3, where);
  } catch (error) {
    return Promise.reject(error);
  }
};
var deleteListed = async (deletions, isGone5) => {
  const failures = /* @__PURE__ */ new Map();
  const gone = [];
  for (const [place2, one] of (await Promise.allSettled(deletions)).entries()) {
    if (one.status === "fulfilled") continue;
    if (isGone5(one.reason)) gone.push(place2);
    else failures.set(place2, one.reason);
  }
  if (failures.size > 0) throw new BatchError(failures, deletions.length);
  return gone;
};

// src/netlink/codec/prefix.ts
var parsePrefix = (text3, path) => {
  const slash = typeof text3 === "string" ? text3.indexOf("/") : -1;
  const address4 = slash < 0 ? text3 : text3.slice(0, slash);
  const bytes2 = typeof address4 === "string" ? parseAddress(address4) : void 0;
  const bits = bytes2 === void 0 ? 0 : bytes2.length * 8;
  const length = slash < 0 ? bits : lengthOf(text3.slice(slash + 1));
  if (bytes2 === void 0 || length === void 0 || length > bits)
    throw new EncodeError(path, "an address, with or without the length of its prefix, such as 10.0.0.0/8", text3);
  return { address: address4, bytes: bytes2, length };
};
var lengthOf = (text3) => /^\d{1,3}$/.test(text3) ? Number(text3) : void 0;

// src/rtnl/prefix.ts
var parsePrefix2 = (text3, path) => {
  const { address: address4, bytes: bytes2, length } = parsePrefix(text3, path);
  return { family: bytes2.length === 4 ? "inet" : "inet6", address: address4, bytes: bytes2, length };
};

// src/rtnl/read-only.ts
var wasRead = (input, { told }) => told.every((name) => input[name] !== void 0);
var refused = (path, why) => new EncodeError(path, `nothing: the kernel alone sets it${why === "" ? "" : `; ${why}`}`);
var otherWord = (list2, words) => list2.findIndex((word2) => typeof word2 === "string" && !words.includes(word2));
var settable = (input, what) => {
  const { fields: fields2, words = {} } = what;
  const left = {};
  let same2 = true;
  for (const [name, value] of Object.entries(input)) {
    const known = Array.isArray(value) ? words[name] : void 0;
    const other = known === void 0 ? -1 : otherWord(value, known);
    const whole = value !== void 0 && Object.hasOwn(fields2, name);
    if (!whole && other < 0) {
      left[name] = value;
      continue;
    }
    if (!wasRead(input, what))
      throw whole ? refused(name, fields2[name]) : refused(`${name}[${other}]`, `it reports \`${value[other]}\``);
    same2 = false;
    if (!whole) left[name] = value.filter((word2) => typeof word2 !== "string" || known?.includes(word2));
  }
  return same2 ? input : left;
};
var rowsOf = ({ rows: rows41 }, when) => Object.keys(rows41).filter((key) => rows41[key]?.readOnly === when);
var readOnlyKeys = (table7) => [...rowsOf(table7, "always"), ...rowsOf(table7, "sometimes")];
var settableNest = (input, table7, path) => {
  const [always, all] = [rowsOf(table7, "always"), readOnlyKeys(table7)];
  const given = Object.keys(input).filter((key) => input[key] !== void 0);
  const found2 = given.find((key) => all.includes(key));
  if (found2 === void 0) return input;
  const alone = all.length < Object.keys(table7.rows).length && given.every((key) => all.includes(key));
  if (alone || !always.every((key) => given.includes(key))) throw refused(joinPath(path, found2), "");
  return Object.fromEntries(Object.entries(input).filter(([key]) => !all.includes(key)));
};

// src/rtnl/read-only-fields.ts
var QUERY = "a route has none; it is what `routes.get` asks with";
var UNUSED = "Linux does not use it any more";
var addressReadOnly = {
  told: ["family", "flags", "scope", "index"],
  fields: {
    cacheinfo: "lifetimes are set by `preferred` and `valid`",
    multicast: "",
    targetNetnsid: ""
  },
  words: { flags: ["nodad", "optimistic", "home", "mngtmpaddr", "noprefixroute", "autojoin"] }
};
var INET_ADDRESS_FLAGS = ["noprefixroute", "autojoin"];
var routeReadOnly = {
  told: ["family", "tos", "table", "protocol", "scope", "type", "flags"],
  fields: {
    cacheinfo: "a lifetime is set by `expires`",
    mfcStats: "",
    iif: QUERY,
    mark: QUERY,
    uid: QUERY,
    ipProto: QUERY,
    sport: QUERY,
    dport: QUERY,
    flowlabel: QUERY,
    protoinfo: UNUSED,
    session: UNUSED,
    mpAlgo: UNUSED
  },
  words: { flags: ["onlink", "pervasive"] }
};
var multicastRouteReadOnly = {
  told: routeReadOnly.told,
  fields: { mfcStats: "", cacheinfo: "", expires: "" },
  words: { flags: [] }
};
var ruleReadOnly = {
  told: ["family", "tos", "table", "action", "flags"],
  fields: {},
  words: { flags: ["permanent", "invert", "find_saddr"] }
};
var neighbourReadOnly = {
  told: ["family", "index", "state", "flags", "type"],
  fields: { cacheinfo: "", probes: "", type: "", linkNetnsid: "" },
  words: { flags: ["use", "self", "master", "proxy", "extern_learn", "sticky", "router"] }
};
var linkReadOnly = {
  told: ["type", "index", "flags"],
  fields: {
    type: "",
    flags: "`up`, `arp`, `promisc` and the like set them",
    qdisc: "traffic control sets it",
    stats64: "",
    xstats: "",
    promiscuity: "",
    allmulti: "",
    carrierChanges: "",
    carrierUpCount: "",
    carrierDownCount: "",
    minMtu: "",
    maxMtu: "",
    permAddress: "",
    parentDevName: "",
    parentDevBusName: "",
    tsoMaxSize: "",
    tsoMaxSegs: "",
    physPortId: "",
    physPortName: "",
    physSwitchId: "",
    numVf: "",
    event: "",
    newNetnsid: "",
    newIfindex: "",
    devlinkPort: "",
    dpllPin: "",
    maxPacingOffloadHorizon: "",
    netnsImmutable: "",
    headroom: "netkit has it among its options (`data`)",
    tailroom: "netkit has it among its options (`data`)",
    peerNetns: "",
    altnames: "`addAltname` and `deleteAltname` change them; `links.add` takes them",
    xdp: "a program is attached by a descriptor of it, not by its number"
  }
};

// src/netlink/codec/columns.ts
var MAKERS = {
  u1: (rows41) => new Uint8Array(rows41),
  u2: (rows41) => new Uint16Array(rows41),
  u4: (rows41) => new Uint32Array(rows41),
  u8: (rows41) => new BigUint64Array(rows41),
  s1: (rows41) => new Int8Array(rows41),
  s2: (rows41) => new Int16Array(rows41),
  s4: (rows41) => new Int32Array(rows41),
  s8: (rows41) => new BigInt64Array(rows41)
};
var integer2 = ({ size, signed, order }, hostLittle) => {
  const make2 = MAKERS[`${signed ? "s" : "u"}${size}`];
  const little5 = order === "host" && hostLittle;
  const fits = (at, end) => end - at === size;
  const write3 = size === 1 ? (cells, row, bytes2, _view, at, end) => fits(at, end) && store(cells, row, bytes2[at]) : size === 2 ? (cells, row, _bytes, view, at, end) => fits(at, end) && store(cells, row, view.getUint16(at, little5)) : size === 4 ? (cells, row, _bytes, view, at, end) => fits(at, end) && store(cells, row, view.getUint32(at, little5)) : (cells, row, _bytes, view, at, end) => fits(at, end) && store(cells, row, view.getBigUint64(at, little5));
  return { make: make2, width: 1, write: write3 };
};
var store = (cells, row, value) => {
  cells[row] = value;
  return true;
};
var address3 = (family2) => {
  if (family2 === "inet") return integer2({ type: "scalar", size: 4, signed: false, order: "be" }, false);
  if (family2 !== "inet6") return void 0;
  const write3 = (cells, row, bytes2, _view, at, end) => {
    if (end - at !== 16) return false;
    for (let byte = 0; byte < 16; byte++) cells[row * 16 + byte] = bytes2[at + byte];
    return true;
  };
  return { make: MAKERS["u1"], width: 16, write: write3 };
};
var NUMBERS = "fields that are numbers, words, flags or addresses";
var refused2 = (expected, name) => new EncodeError("columns", expected, name);
var columnOf = (name, node, family2, little5) => {
  const kind = (() => {
    if (node.type === "scalar") return integer2(node, little5);
    if (node.type === "enum" || node.type === "flags") return integer2(node.scalar, little5);
    const text3 = node.type === "select" && node.by === "header.family" ? node.otherwise : node;
    if (text3.type !== "text" || text3.format !== "address") throw refused2(NUMBERS, name);
    const made2 = address3(family2);
    if (made2 === void 0) throw refused2("a filter with `family` 'inet' or 'inet6' for columns of addresses", name);
    return made2;
  })();
  return { name, ...kind, cells: kind.make(0), present: new Uint8Array(0) };
};
var FIRST_ROWS = 1024;
var ColumnReader = class {
  /** Throws EncodeError for a field that makes no column. */
  constructor(node, names, family2, order) {
    this.header = [];
    this.attributes = [];
    this.columns = [];
    this.rows = 0;
    this.room = 0;
    this.little = order === "le";
    this.headerSize = node.header.size;
    for (const name of names) {
      const row = Object.hasOwn(node.attributes.rows, name) ? node.attributes.rows[name] : void 0;
      const field = node.header.fields.find(({ key }) => key === name || `header.${key}` === name);
      const inner = row?.node ?? field?.node;
      if (inner === void 0) throw refused2("fields of the header or attributes", name);
      if (row?.repeated === true) throw refused2(NUMBERS, name);
      const column = columnOf(name, inner, family2, this.little);
      this.columns.push(column);
      if (row !== void 0) this.attributes[row.id] = column;
      if (field?.size !== void 0 && (row === void 0 || sameNumbers(row.node, field.node))) {
        const { write: write3 } = row === void 0 ? column : columnOf(name, field.node, family2, this.little);
        this.header.push({ column, write: write3, start: field.offset, end: field.offset + field.size });
      }
    }
  }
  /** Adds the message whose payload stands between the offsets. */
  add(bytes2, view, start2, end) {
    if (this.rows === this.room) this.grow();
    const row = this.rows++;
    const { attributes: attributes2, little: little5 } = this;
    if (end - start2 < this.headerSize) return;
    let at = start2 + align4(this.headerSize);
    while (end - at >= 4) {
      const length = view.getUint16(at, little5);
      if (length < 4 || length > end - at) break;
      const column = attributes2[view.getUint16(at + 2, little5) & NLA_TYPE_MASK];
      if (column?.present[row] === 0 && column.write(column.cells, row, bytes2, view, at + 4, at + length))
        column.present[row] = 1;
      at += length + 3 & ~3;
    }
    for (const { column, write: write3, start: from, end: until } of this.header) {
      if (column.present[row] === 1) continue;
      write3(column.cells, row, bytes2, view, start2 + from, start2 + until);
      column.present[row] = 1;
    }
  }
  /** Forgets all rows. */
  clear() {
    this.rows = 0;
    this.room = 0;
    for (const column of this.columns) column.cells = column.make(0);
  }
  finish() {
    const present = {};
    const cells = {};
    for (const column of this.columns) {
      present[column.name] = column.present.slice(0, this.rows);
      cells[column.name] = column.cells.slice(0, this.rows * column.width);
    }
    return { length: this.rows, present, ...cells };
  }
  grow() {
    this.room = Math.max(FIRST_ROWS, this.room * 2);
    for (const column of this.columns) {
      const { cells, present } = column;
      column.cells = column.make(this.room * column.width);
      column.cells.set(cells);
      column.present = new Uint8Array(this.room);
      if (this.rows > 0) column.present.set(present);
    }
  }
};
var sameNumbers = (row, field) => row.type === field.type && (row.type === "enum" || row.type === "flags");

// src/rtnl/collection.ts
var NO_NAMES = /* @__PURE__ */ new Map();
var decoders2 = /* @__PURE__ */ new WeakMap();
var decoderOf = (kind, order) => {
  const known = decoders2.get(kind) ?? /* @__PURE__ */ new Map();
  decoders2.set(kind, known);
  const decode2 = known.get(order) ?? compile(kind.node, kind.shape, { order });
  known.set(order, decode2);
  return decode2;
};
var Collection = class {
  constructor(requester, kind) {
    /** What reading takes beside the options of every request. */
    this.options = [];
    this.reader = (bytes2, view, start2, end) => this.decode(bytes2, view, start2 + NLMSG_HDRLEN, end);
    this.requester = requester;
    this.kind = kind;
    this.decode = decoderOf(kind, requester.order);
  }
  /** All that match. A list that changed while it was read is read again; it is never torn. */
  async list(filter = {}, options3 = {}) {
    const { payload, read: read3, request: request2 } = await this.prepare("list", filter, options3);
    let values = [];
    const visit = (bytes2, view, start2, end) => {
      const value = read3(bytes2, view, start2, end);
      if (value !== void 0) values.push(value);
    };
    const restart = () => {
      values = [];
    };
    await this.requester.scan(this.kind.type, payload, visit, restart, request2).catch((error) => this.passNothing(error));
    return values;
  }
  /**
   * The same as a stream, in constant memory. Ends with DumpInterruptedError where the kernel's table changed
   * meanwhile: what was given out by then may lack or repeat entries.
   */
  iterate(filter = {}, options3 = {}) {
    const open2 = async () => {
      const { payload, read: read3, request: request2 } = await this.prepare("iterate", filter, options3);
      return this.requester.iterate(this.kind.type, payload, read3, request2);
    };
    return new LateStream(open2, (error) => this.passNothing(error));
  }
  /**
   * Chosen fields of all that match, as typed arrays: for very many. Names are those of the kernel's header and
   * attributes. Addresses need `family` in the filter, so that all have one size.
   */
  async columns(names, filter = {}, options3 = {}) {
    const { payload, keep, request: request2 } = await this.prepare("columns", filter, options3);
    const { family: family2 } = filter;
    const reader = new ColumnReader(this.kind.node, names, family2, this.requester.order);
    const visit = (bytes2, view, start2, end) => {
      if (keep(bytes2, view, start2, end)) reader.add(bytes2, view, start2 + NLMSG_HDRLEN, end);
    };
    await this.requester.scan(this.kind.type, payload, visit, () => reader.clear(), request2).catch((error) => this.passNothing(error));
    return reader.finish();
  }
  /** The options of every request out of those of a call. Throws OptionError for one that does not exist. */
  check(verb, options3, more = []) {
    checkRequestOptions(`${this.kind.name}.${verb}`, options3, more);
    const { signal, timeout, target } = options3;
    return { signal, timeout, target };
  }
  index(dev, options3 = {}) {
    return deviceIndex(this.requester, dev, options3);
  }
  /** Throws every error but the one that says that there is nothing. */
  passNothing(error) {
    if (!(error instanceof KernelError) || error.errno !== this.kind.nothing) throw error;
  }
  async prepare(verb, filter, options3) {
    const request2 = this.check(verb, options3, this.options);
    const question = await this.kind.question(filter, (dev) => this.index(dev, request2));
    const { matches: matches2, family: family2 } = question;
    const { finish: finish3, named: named3, node } = this.kind;
    const names = verb !== "columns" && named3 === true ? await readNames2(this.requester, request2) : NO_NAMES;
    const payload = encode(node, question.request, { order: this.requester.order });
    const akin = (bytes2, start2) => family2 === void 0 || bytes2[start2 + NLMSG_HDRLEN] === family2;
    const read3 = (bytes2, view, start2, end) => {
      if (!akin(bytes2, start2)) return void 0;
      const value = this.decode(bytes2, view, start2 + NLMSG_HDRLEN, end);
      if (matches2 !== void 0 && !matches2(value)) return void 0;
      return finish3 === void 0 ? value : finish3(value, names);
    };
    const keep = (bytes2, view, start2, end) => akin(bytes2, start2) && (matches2 === void 0 || matches2(this.decode(bytes2, view, start2 + NLMSG_HDRLEN, end)));
    return { payload, keep, read: read3, request: request2 };
  }
};

// src/rtnl/fields.ts
var readFields = (given, fields2) => {
  if (typeof given !== "object" || given === null || Array.isArray(given))
    throw new EncodeError("filter", "an object", given);
  const read3 = {};
  for (const [key, value] of Object.entries(given)) {
    const field = Object.hasOwn(fields2, key) ? fields2[key] : void 0;
    if (field === void 0)
      throw new EncodeError(key, "a field that exists", void 0, suggest(key, Object.keys(fields2)));
    if (value !== void 0) read3[key] = field(value, key);
  }
  return read3;
};
var number = (most = 4294967295) => (value, path) => {
  if (Number.isInteger(value) && value >= 0 && value <= most) return value;
  throw new EncodeError(path, `an integer from 0 to ${most}`, value);
};
var wordOf2 = ({ numbers: numbers2 }, value, path, others) => {
  const found2 = typeof value === "string" ? numbers2[value] : void 0;
  if (found2 !== void 0) return found2;
  const known = Object.keys(numbers2);
  const words = known.length > 12 ? `a word such as ${known.slice(0, 5).join(", ")}` : `one of ${known.join(", ")}`;
  throw new EncodeError(path, words + others, value, typeof value === "string" ? suggest(value, known) : void 0);
};
var word = (node) => (value, path) => {
  const given = typeof value === "number" ? number(2 ** (node.scalar.size * 8) - 1)(value, path) : wordOf2(node, value, path, ", or a number");
  return node.words.get(given) ?? given;
};
var flagWord = (node) => (value, path) => {
  wordOf2(node, value, path, "");
  return value;
};
var text2 = (value, path) => {
  if (typeof value === "string") return value;
  throw new EncodeError(path, "text", value);
};
var boolean = (value, path) => {
  if (typeof value === "boolean") return value;
  throw new EncodeError(path, "true or false", value);
};
var device = (value, path) => {
  linkSelector(value, path);
  return value;
};
var printed = (bytes2) => bytes2.length === 4 ? formatIpv4(bytes2, 0) : formatIpv6(bytes2, 0);
var ipAddress = (value, path) => {
  if (typeof value === "string" && value.includes("/"))
    throw new EncodeError(path, "an address without a length", value);
  return printed(parsePrefix2(value, path).bytes);
};
var prefix = (value, path) => {
  if (value === "default") return value;
  const { bytes: bytes2, length } = parsePrefix2(value, path);
  return length === 0 ? "default" : `${printed(bytes2)}/${length}`;
};

// src/rtnl/address/reading.ts
var flagsOf = ({ family: family2, flags: flags2 = [] }) => family2 === "inet6" && flags2.includes("secondary") ? flags2.map((word2) => word2 === "secondary" ? "temporary" : word2) : flags2;
var finish2 = (value, dev) => {
  const { prefixlen, address: other, local, ...rest } = value;
  const own = local ?? other;
  const peer2 = other !== void 0 && other !== own;
  return {
    ...rest,
    flags: flagsOf(value),
    address: own === void 0 ? "" : peer2 ? own : `${own}/${prefixlen}`,
    ...peer2 ? { peer: `${other}/${prefixlen}` } : {},
    ...dev === void 0 ? {} : { dev }
  };
};
var FIELDS = { family: word(family), dev: device, scope: word(routeScope), label: text2 };
var addressKind = {
  name: "addresses",
  node: address2,
  shape: addressShape,
  type: messageTypes.RTM_GETADDR.type,
  named: true,
  finish: (value, names) => finish2(value, names.get(value.index)),
  question: async (filter, index) => {
    const { family: family2, dev, scope, label } = readFields(filter, FIELDS);
    const request2 = { header: { family: family2 ?? "unspec", index: dev === void 0 ? 0 : await index(dev) } };
    const matches2 = (found2) => (family2 === void 0 || found2.family === family2) && (request2.header.index === 0 || found2.index === request2.header.index) && (scope === void 0 || found2.scope === scope) && (label === void 0 || found2.label === label);
    return { request: request2, matches: matches2 };
  }
};
var Addresses = class extends Collection {
  constructor(requester) {
    super(requester, addressKind);
  }
  /** An address by its text, with or without the length (`10.0.0.1`, `10.0.0.1/24`); undefined where no link has it. */
  async get(wanted, filter = {}, options3 = {}) {
    this.check("get", options3);
    const { address: address4, length } = parsePrefix2(wanted, "address");
    const printed2 = ipAddress(address4, "address");
    const whole = wanted.includes("/") ? `${printed2}/${length}` : void 0;
    const all = await this.list(filter, options3);
    return all.find(
      (found2) => whole === void 0 ? found2.address.split("/")[0] === printed2 : found2.address === whole
    );
  }
};

// src/rtnl/address/changes.ts
var linkOf = (given) => {
  const dev = given.dev ?? ("index" in given ? given.index : void 0);
  if (dev === void 0) throw new EncodeError("dev", "the name of a link, or its index");
  return dev;
};
var FIELDS2 = [
  ...["dev", "address", "peer", "label"],
  ...["broadcast", "anycast", "scope", "preferred", "valid", "flags", "metric", "proto", "multicast"],
  ...["family", "index", "cacheinfo", "targetNetnsid", "unknown"]
];
var FOREVER = 4294967295;
var seconds = (time, path) => {
  if (time === void 0 || time === "forever") return FOREVER;
  if (Number.isInteger(time) && time >= 0 && time <= FOREVER) return time;
  throw new EncodeError(path, "whole seconds, or 'forever'", time);
};
var lifetimesOf = (given) => {
  const { cacheinfo: cacheinfo4 } = given;
  const read3 = wasRead(given, addressReadOnly) ? cacheinfo4 : void 0;
  const { preferred = read3?.preferred, valid = read3?.valid } = given;
  if (preferred === void 0 && valid === void 0) return void 0;
  const lifetimes = { preferred: seconds(preferred, "preferred"), valid: seconds(valid, "valid") };
  if (lifetimes.preferred > lifetimes.valid)
    throw new EncodeError("preferred", "a time not above `valid`", given.preferred);
  return lifetimes;
};
var checkFamily2 = (given, family2) => {
  if (family2 === "inet6") {
    for (const key of ["broadcast", "label"])
      if (given[key] !== void 0) throw new EncodeError(key, "nothing: IPv4 addresses alone have one", given[key]);
    return;
  }
  for (const [index, word2] of (given.flags ?? []).entries())
    if (typeof word2 === "string" && !INET_ADDRESS_FLAGS.includes(word2))
      throw new EncodeError(`flags[${index}]`, `one of ${INET_ADDRESS_FLAGS.join(", ")}: IPv4 has no others`, word2);
};
var POINT_TO_POINT = 31;
var edge = ({ bytes: bytes2, length }, which) => {
  if (length >= POINT_TO_POINT) return void 0;
  const edge2 = Uint8Array.from(bytes2);
  const view = new DataView(edge2.buffer);
  const hosts = length === 0 ? 4294967295 : (1 << 32 - length) - 1;
  const number2 = view.getUint32(0);
  view.setUint32(0, which === "+" ? (number2 | hosts) >>> 0 : (number2 & ~hosts) >>> 0);
  return formatIpv4(edge2, 0);
};
var AddressChanges = class {
  constructor(requester) {
    this.requester = requester;
  }
  add(address4) {
    return this.put(address4, VERBS.add);
  }
  /** Made, or changed where the link has it. */
  replace(address4) {
    return this.put(address4, VERBS.replace);
  }
  /** Lifetimes, flags and metric of an address that the link has. */
  change(address4) {
    return this.put(address4, VERBS.change);
  }
  async delete(given) {
    const unknown = Object.keys(given).find((key) => !FIELDS2.includes(key));
    if (unknown !== void 0) throw unknownKey("", unknown, FIELDS2);
    const { address: address4, peer: peer2, label } = given;
    const dev = linkOf(given);
    const local = parsePrefix2(address4, "address");
    const other = peer2 === void 0 ? local : parsePrefix2(peer2, "peer");
    const index = await deviceIndex(this.requester, dev);
    const input = {
      family: local.family,
      prefixlen: other.length,
      index,
      local: local.address,
      address: other.address,
      label
    };
    return makeChange(this.requester, addressKind, "RTM_DELADDR", VERBS.delete, input, `${address4} dev ${dev}`);
  }
  async put(given, flags2) {
    const cacheinfo4 = lifetimesOf(given);
    const written = settable(given, addressReadOnly);
    const dev = linkOf(written);
    const { address: address4, peer: peer2, broadcast, preferred: _, valid: __, dev: ___, scope, ...rest } = written;
    const local = parsePrefix2(address4, "address");
    const other = peer2 === void 0 ? local : parsePrefix2(peer2, "peer");
    if (other.family !== local.family) throw new EncodeError("peer", `an address of family ${local.family}`, peer2);
    checkFamily2(written, local.family);
    const input = {
      ...rest,
      family: local.family,
      prefixlen: other.length,
      scope: scope ?? (local.address.startsWith("127.") ? "host" : "global"),
      index: await deviceIndex(this.requester, dev),
      local: local.address,
      address: other.address,
      broadcast: broadcast === "+" || broadcast === "-" ? edge(other, broadcast) : broadcast,
      cacheinfo: cacheinfo4
    };
    return makeChange(this.requester, addressKind, "RTM_NEWADDR", flags2, input, `${address4} dev ${dev}`);
  }
};

// src/rtnl/address/addresses.ts
var EADDRNOTAVAIL = 99;
var ENODEV2 = 19;
var isGone2 = (reason) => reason instanceof KernelError && (reason.errno === EADDRNOTAVAIL || reason.errno === ENODEV2);
var EditableAddresses = class extends Addresses {
  constructor(requester) {
    super(requester);
    this.changes = new AddressChanges(requester);
  }
  add(address4, options3) {
    return this.put("addresses.add", () => this.changes.add(address4), address4, options3);
  }
  replace(address4, options3) {
    return this.put("addresses.replace", () => this.changes.replace(address4), address4, options3);
  }
  /** Lifetimes, flags and metric of an address that the link has. */
  change(address4, options3) {
    return send(this.requester, () => this.changes.change(address4), options3, "addresses.change");
  }
  /** Takes an address from a link. */
  delete(address4, options3) {
    return send(this.requester, () => this.changes.delete(address4), options3, "addresses.delete");
  }
  /**
   * Deletes the addresses that match, or all of them, those of the loopback included (`{ all: true }`). Resolves with how
   * many there were. Those that are gone by then count as well: the kernel deletes the secondary addresses of a prefix
   * with the primary one.
   *
   * @throws {OptionError} for a filter that is missing, empty or has an undefined field.
   * @throws {BatchError} where some could not be deleted; all others were.
   */
  async flush(filter, options3) {
    checkRequestOptions("addresses.flush", options3);
    const found2 = await this.list(filterOf("addresses.flush", filter), options3);
    const deletions = found2.map(({ address: address4, peer: peer2, index }) => this.delete({ dev: index, address: address4, peer: peer2 }, options3));
    await deleteListed(deletions, isGone2);
    return found2.length;
  }
  put(where, making, address4, options3) {
    const back = () => ({ reader: this.reader, find: () => this.find(address4) });
    return put2(this.requester, this.kind, making, back, options3, where);
  }
  find(wanted) {
    const { address: address4, peer: peer2 } = wanted;
    return this.get(peer2 === void 0 ? address4 : address4.replace(/\/.*/, ""), { dev: linkOf(wanted) });
  }
};

// src/rtnl/link/listed.ts
var FLAGS2 = {
  up: ["up", true],
  arp: ["noarp", false],
  multicast: ["multicast", true],
  allmulticast: ["allmulti", true],
  promisc: ["promisc", true],
  dynamic: ["dynamic", true],
  trailers: ["notrailers", false]
};
var SAME = [
  ...["name", "mtu", "address", "broadcast", "txqlen", "alias", "group", "master", "linkmode"],
  ...["protoDown", "protoDownReason", "gsoMaxSize", "gsoMaxSegs", "groMaxSize"],
  ...["gsoIpv4MaxSize", "groIpv4MaxSize", "kind", "data", "slaveKind", "slaveData"]
];
var BIRTH = ["link", "numTxQueues", "numRxQueues"];
var OWN = [
  ...Object.keys(FLAGS2),
  ...["addrGenMode", "token", "inet", "netns", "peer"]
];
var pick = (value, keys) => Object.fromEntries(keys.flatMap((key) => value[key] === void 0 ? [] : [[key, value[key]]]));
var isListed = (link2) => wasRead(link2, linkReadOnly);
var settingsOf = (link2) => {
  const { flags: flags2, afSpec: afSpec2 } = link2;
  const bits = Object.entries(FLAGS2).map(([key, [word2, value]]) => [key, flags2.includes(word2) === value]);
  const { addrGenMode, token } = afSpec2?.inet6 ?? {};
  return {
    ...Object.fromEntries(bits),
    // `::` is none, which can't be set
    ...pick({ addrGenMode, token: token === "::" ? void 0 : token, inet: afSpec2?.inet?.conf }, OWN),
    ...pick(link2, [...SAME, ...BIRTH]),
    ...pick(link2, OWN)
  };
};
var PAIRS = /* @__PURE__ */ new Set(["veth", "vxcan", "netkit"]);
var TUNNELS = /* @__PURE__ */ new Set(["ipip", "sit", "gre", "tunnel6", "gre6"]);
var NO_PROGRAM = "no program: its number attaches it to no other link; `{ ...link, xdp: undefined }` is the link without it";
var permanentOf = (slaveData2) => slaveData2?.permHwaddr;
var atBirth = ({ kind, data: data2, slaveKind, slaveData: slaveData2 }) => ({
  ...kind === "bond" && data2 !== void 0 ? { data: { ...data2, activeSlave: void 0 } } : {},
  // a port of a bond has the bond's address; its own it gets back when it leaves
  ...slaveKind === "bond" && permanentOf(slaveData2) !== void 0 ? { address: permanentOf(slaveData2) } : {},
  ...slaveKind === "bridge" && slaveData2 !== void 0 ? { slaveData: { ...slaveData2, state: void 0 } } : {}
});
var endAsNew = (given, path) => {
  const { altnames } = given;
  if (!isListed(given)) {
    const written = settable(altnames === void 0 ? given : { ...given, altnames: void 0 }, linkReadOnly);
    return altnames === void 0 ? written : { ...written, altnames };
  }
  const { xdp: xdp2, index } = given;
  if (xdp2?.progId !== void 0) throw new EncodeError(`${path}xdp`, NO_PROGRAM);
  const settings = settingsOf(given);
  const protoDown = settings.protoDown === 0 ? void 0 : settings.protoDown;
  return { ...settings, ...atBirth(settings), altnames, index, protoDown };
};
var peerAsNew = (given) => {
  const peer2 = endAsNew(given, "peer.");
  return isListed(given) ? { ...peer2, kind: void 0, data: void 0, ...{ link: void 0 } } : peer2;
};
var asNew = (given) => {
  if (given.kind === "tun") throw new EncodeError("kind", "a kind that requests can make: /dev/net/tun makes `tun`");
  const own = endAsNew(given, "");
  const link2 = own.peer === void 0 ? own : { ...own, peer: peerAsNew(own.peer) };
  if (!isListed(given)) return link2;
  const { type, linkNetnsid } = given;
  const paired = PAIRS.has(given.kind);
  return {
    ...link2,
    link: paired || link2.link === 0 ? void 0 : link2.link,
    // the namespace of the link below
    ...paired ? {} : { linkNetnsid },
    ...TUNNELS.has(type) ? { address: void 0, broadcast: void 0 } : {}
  };
};
var asSettings = (given) => isListed(given) ? settingsOf(given) : settable(given, linkReadOnly);

// src/rtnl/link/options.ts
import { isDeepStrictEqual } from "node:util";
var FIXED = { vlan: ["id", "protocol"] };
var REPLACED = /* @__PURE__ */ new Set([
  ...["gre", "gretap", "erspan", "ip6gre", "ip6gretap", "ip6erspan"],
  ...["ipip", "sit", "ip6tnl", "vti", "vti6", "xfrm"]
]);
var BOND = ["mode", "miimon", "updelay", "downdelay", "useCarrier", "resendIgmp", "minLinks", "lpInterval"];
var isListedBond = (data2) => BOND.every((key) => data2[key] !== void 0);
var tableIn = (tables, kind) => Object.hasOwn(tables, kind) ? tables[kind] : void 0;
var linkTable = (kind) => tableIn(linkKinds, kind);
var portTable = (kind) => tableIn(portKinds, kind);
var isOptions = (data2) => typeof data2 === "object" && data2 !== null && !(data2 instanceof Uint8Array);
var ALL_ONES = 4294967295;
var vlanBits = (flags2) => flags2.reduce((bits, word2) => bits | (vlanFlagBits[word2] ?? Number(word2)), 0);
var vlanFlags2 = (given, there) => {
  const { flags: flags2, mask } = given ?? {};
  if (!Array.isArray(flags2) || mask !== ALL_ONES) return given;
  return { flags: flags2, mask: (vlanBits(flags2) ^ vlanBits(there)) >>> 0 };
};
var NEW_VLAN = ["reorder_hdr"];
var switches = ({ optval, optmask }, on) => ({
  optval,
  optmask: optmask.filter((word2) => optval.includes(word2) !== on.includes(word2))
});
var without = (data2, key) => Object.fromEntries(Object.entries(data2).filter(([name]) => name !== key));
var anyEnd = (data2) => data2["remote"] === "::" ? without(data2, "remote") : data2;
var sources = (data2) => data2["macaddrData"] === void 0 || data2["macaddrMode"] !== void 0 ? data2 : { macaddrMode: "set", ...data2 };
var ASKING = {
  vlan: (data2, there) => {
    if (data2["flags"] === void 0) return data2;
    const { flags: flags2 } = there?.["flags"] ?? { flags: NEW_VLAN };
    return { ...data2, flags: vlanFlags2(data2["flags"], flags2) };
  },
  // beside a TTL, `inherit` counts whatever it says
  geneve: (data2) => data2["ttl"] !== void 0 && Number(data2["ttlInherit"] ?? 1) === 0 ? without(data2, "ttlInherit") : data2,
  bridge: (given, there) => {
    const data2 = there === void 0 && Number(given["vlanFiltering"] ?? 1) === 0 ? without(given, "vlanFiltering") : given;
    const { multiBoolopt: asked } = data2;
    const before = there?.["multiBoolopt"];
    const isRead = before === void 0 || isDeepStrictEqual(asked?.optmask, before.optmask);
    if (!Array.isArray(asked?.optval) || !Array.isArray(asked.optmask) || !isRead) return data2;
    return { ...data2, multiBoolopt: switches(asked, before?.optval ?? []) };
  },
  // of its sockets nothing is told: where none is given, the kernel makes them
  gtp: (data2, there) => there === void 0 && ["fd0", "fd1", "createSockets"].every((key) => data2[key] === void 0) ? { ...data2, createSockets: 1 } : data2,
  // the channel of an end station is that of its address, and no other can be asked for
  macsec: (data2, there) => there === void 0 && Number(data2["es"] ?? 0) === 1 && data2["port"] === void 0 && typeof data2["sci"] === "string" ? { ...without(data2, "sci"), port: Number(BigInt(data2["sci"]) & 0xffffn) } : data2,
  ip6gretap: anyEnd,
  ip6erspan: anyEnd,
  // of a list alone the kernel does not say what is to be done with it
  macvlan: sources,
  macvtap: sources,
  // that it is named takes bits of the header, be it off
  vxlan: (data2) => Number(data2["remcsumRx"] ?? 1) === 0 ? without(data2, "remcsumRx") : data2
};
var asAsked = (kind, data2, there) => Object.hasOwn(ASKING, kind) ? ASKING[kind](data2, there) : data2;
var optionsOfNew = (kind, data2) => {
  const table7 = linkTable(kind);
  if (table7 === void 0 || !isOptions(data2)) return data2;
  return asAsked(kind, settableNest(data2, table7, "data"), void 0);
};
var checkFixed = (kind, there, asked, path) => {
  const rest = { ...asked };
  for (const key of FIXED[kind] ?? []) {
    const value = rest[key];
    delete rest[key];
    if (value !== void 0 && !isDeepStrictEqual(value, there[key]))
      throw new EncodeError(`${path}.${key}`, `${there[key]}, which stays as it was made`, value);
  }
  return rest;
};
var checkFlags2 = ({ rows: rows41 }, there, asked, path) => {
  for (const [key, value] of Object.entries(asked))
    if (value === false && there[key] === true && rows41[key]?.node.type === "flag")
      throw new EncodeError(`${path}.${key}`, "true: no request turns it off again", value);
};
var withoutReadOnly = (table7, data2) => {
  const out = readOnlyKeys(table7);
  return Object.fromEntries(Object.entries(data2).filter(([key]) => key !== "unknown" && !out.includes(key)));
};
var takesLook = (kind, tables, data2) => {
  if (kind === void 0) return true;
  const table7 = tables(kind);
  if (table7 === void 0 || !isOptions(data2)) return false;
  if (!Object.values(table7.rows).some((row) => row.readOnly === "always")) return true;
  return readOnlyKeys(table7).some((key) => data2[key] !== void 0);
};
var changedOptions = (kind, table7, present, given, path) => {
  if (table7 === void 0 || !isOptions(given)) return given;
  const there = withoutReadOnly(table7, isOptions(present) ? present : {});
  const asked = checkFixed(kind, there, withoutUnknown(settableNest(given, table7, path), present), path);
  checkFlags2(table7, there, asked, path);
  const whole = Object.keys(there).every((key) => given[key] !== void 0);
  const entries = Object.entries(asked).filter(([key, value]) => !whole || !isDeepStrictEqual(value, there[key]));
  if (whole && entries.length === 0) return void 0;
  const changed = Object.fromEntries(entries);
  return asAsked(kind, REPLACED.has(kind) ? { ...there, ...changed } : changed, there);
};
var withoutUnknown = (asked, present) => {
  if (!isOptions(present) || !isDeepStrictEqual(asked["unknown"], present["unknown"])) return asked;
  const { unknown: _, ...rest } = asked;
  return rest;
};

// src/rtnl/link/late-settings.ts
var LATE = [
  ...["alias", "carrier", "protoDown", "protoDownReason", "slaveKind", "slaveData"],
  ...["addrGenMode", "token", "inet", "altnames"]
];
var lateOf = (settings, isPeer = false) => [
  ...LATE.filter((key) => settings[key] !== void 0),
  ...isPeer && settings.master !== void 0 ? ["master"] : [],
  ...settings.up === true && (isPeer || settings.slaveKind === "bond") ? ["up"] : []
];
var apart = (settings, isPeer) => {
  const keys = lateOf(settings, isPeer);
  if (keys.length === 0) return [settings, void 0];
  return [
    { ...settings, ...Object.fromEntries(keys.map((key) => [key, void 0])) },
    Object.fromEntries(keys.map((key) => [key, settings[key]]))
  ];
};
var apartOfBond = (link2) => {
  const [now, late] = apart(link2, false);
  const { data: data2 } = link2;
  if (link2.kind !== "bond" || data2 === void 0 || !isListedBond(data2)) return [now, late];
  const { mode: mode3 } = data2;
  return [
    { ...now, data: { mode: mode3 } },
    { ...late, kind: "bond", data: data2 }
  ];
};
var inTwo = (given) => {
  const link2 = asNew(given);
  const [now, own] = apartOfBond(link2);
  const [peer2, peerLate] = link2.peer === void 0 ? [] : apart(link2.peer, true);
  const [key] = lateOf(link2).concat(link2.peer === void 0 ? [] : lateOf(link2.peer, true));
  if (link2.netns !== void 0 && link2.name === void 0 && key !== void 0)
    throw new EncodeError("name", `a name, by which it is found in its namespace to have ${key} set`);
  return { first: { ...now, peer: peer2 }, own, peer: peerLate };
};

// src/rtnl/about.ts
var AboutDevice = class {
  constructor(dev, what) {
    this.dev = dev;
    this.what = what;
  }
  get target() {
    if (this.dev === void 0) return String(this.what);
    return this.what === void 0 ? String(this.dev) : `${this.what} dev ${this.dev}`;
  }
};

// src/rtnl/nsid/reading.ts
var FIELDS3 = { target: number(2147483647) };
var nsidKind = {
  name: "nsids",
  node: nsid,
  shape: nsidShape,
  type: messageTypes.RTM_GETNSID.type,
  // -1, NETNSA_NSID_NOT_ASSIGNED: it has none
  finish: ({ currentNsid, ...value }) => currentNsid === void 0 || currentNsid === -1 ? value : { ...value, currentNsid },
  question: (filter) => ({ request: { header: {}, targetNsid: readFields(filter, FIELDS3).target } })
};
var isPlain2 = (query2) => typeof query2 === "object" && query2 !== null && Object.getPrototypeOf(query2) === Object.prototype;
var oneOf = (query2) => {
  if (Object.values(query2).filter((value) => value !== void 0).length === 1) return query2;
  throw new EncodeError("query", "one of fd, pid and nsid", query2);
};
var Nsids = class extends Collection {
  constructor(requester) {
    super(requester, nsidKind);
  }
  /** The names (of /run/netns) of the namespaces that have an id here. */
  async names(options3) {
    if (options3 !== void 0) this.check("names", options3);
    const ids = await this.list({}, options3);
    return ids.length === 0 ? /* @__PURE__ */ new Map() : namesById((path) => this.get(path, {}, options3));
  }
  /** The id of a namespace, with `target` the one it has there; undefined where it has none. */
  async get(query2, filter = {}, options3 = {}) {
    const asked = this.check("get", options3);
    const { target } = readFields(filter, FIELDS3);
    const numbers2 = new NamespaceNumbers();
    try {
      const named3 = isPlain2(query2) ? oneOf(query2) : numbers2.of(query2, "query");
      const request2 = { header: {}, ...named3, targetNsid: target };
      const payload = encode(nsid, request2, { order: this.requester.order });
      const { nsid: id2 } = await this.requester.ask(this.kind.type, payload, this.reader, asked);
      return id2 === -1 ? void 0 : id2;
    } finally {
      numbers2.close();
    }
  }
};

// src/rtnl/link/reading.ts
var FIELDS4 = {
  kind: text2,
  master: device,
  up: boolean,
  group: number(),
  type: word(linkType)
};
var linkKind = {
  name: "links",
  node: link,
  shape: linkShape,
  type: messageTypes.RTM_GETLINK.type,
  question: async (filter, index) => {
    const { kind, master, up, group, type } = readFields(filter, FIELDS4);
    const request2 = {
      header: {},
      linkinfo: kind === void 0 ? void 0 : { kind },
      master: master === void 0 ? void 0 : await index(master)
    };
    const matches2 = (found2) => (kind === void 0 || found2.kind === kind) && (request2.master === void 0 || found2.master === request2.master) && (up === void 0 || found2.flags.includes("up") === up) && (group === void 0 || found2.group === group) && (type === void 0 || found2.type === type);
    return { request: request2, matches: matches2 };
  }
};
var withPeerNetns = (link2, names) => {
  const peerNetns = link2.linkNetnsid === void 0 ? void 0 : names.get(link2.linkNetnsid);
  return peerNetns === void 0 ? link2 : { ...link2, peerNetns };
};
var PEER_NETNS = ["peerNetns"];
var Links = class extends Collection {
  constructor(requester) {
    super(requester, linkKind);
    this.options = PEER_NETNS;
  }
  /** One link, by its name, another of its names, or its index. Rejects with KernelError ENODEV where there is none. */
  get(dev, options3) {
    try {
      if (options3 !== void 0) checkRequestOptions("links.get", options3, PEER_NETNS);
      const payload = encodeLink(this.requester, linkSelector(dev));
      const link2 = this.requester.ask(this.kind.type, payload, this.reader, targeted(dev, options3));
      return options3?.peerNetns === true ? link2.then(async (link3) => (await this.named([link3], requestOptionsOf(options3)))[0]) : link2;
    } catch (error) {
      return Promise.reject(error);
    }
  }
  async list(filter, options3 = {}) {
    const request2 = this.check("list", options3, PEER_NETNS);
    const links2 = await super.list(filter, request2);
    return options3.peerNetns === true ? this.named(links2, request2) : links2;
  }
  /** For a stream the names are looked up before it begins: while it is held, nothing else is read. */
  async prepare(verb, filter, options3) {
    const prepared = await super.prepare(verb, filter, options3);
    if (options3.peerNetns !== true) return prepared;
    const names = await new Nsids(this.requester).names(prepared.request);
    const read3 = (bytes2, view, start2, end) => {
      const link2 = prepared.read(bytes2, view, start2, end);
      return link2 === void 0 ? void 0 : withPeerNetns(link2, names);
    };
    return { ...prepared, read: read3 };
  }
  async named(links2, options3) {
    if (links2.every(({ linkNetnsid }) => linkNetnsid === void 0)) return links2;
    const names = await new Nsids(this.requester).names(options3);
    return links2.map((link2) => withPeerNetns(link2, names));
  }
};
var targeted = (dev, options3) => options3 === void 0 ? new AboutDevice(dev) : { ...requestOptionsOf(options3), target: `${dev}` };

// src/rtnl/link/whole-options.ts
import { isDeepStrictEqual as isDeepStrictEqual2 } from "node:util";
var kindNeeded = (path, what) => new EncodeError(path, `the kind of the ${what}, without which nobody can tell what its options mean`);
var isWhole = (inet) => inet !== void 0 && inetConf.names.every((name) => inet[name] !== void 0);
var differing = (given, there) => Object.fromEntries(Object.entries(given).filter(([key, value]) => !isDeepStrictEqual2(value, there[key])));
var checkBirth = (changed, there) => {
  for (const key of BIRTH)
    if (changed[key] !== void 0)
      throw new EncodeError(key, `${there[key] ?? "nothing"}: it stays as it was when the link was made`, changed[key]);
};
var options2 = (settings, present) => {
  const { kind = present.kind, slaveKind = present.slaveKind, data: data2, slaveData: slaveData2 } = settings;
  if (data2 !== void 0 && kind === void 0) throw kindNeeded("kind", "link");
  if (slaveData2 !== void 0 && slaveKind === void 0) throw kindNeeded("slaveKind", "port's master");
  const own = data2 === void 0 || kind === void 0 ? void 0 : changedOptions(kind, linkTable(kind), kind === present.kind ? present.data : void 0, data2, "data");
  const port = slaveData2 === void 0 || slaveKind === void 0 ? void 0 : changedOptions(
    slaveKind,
    portTable(slaveKind),
    slaveKind === present.slaveKind ? present.slaveData : void 0,
    slaveData2,
    "slaveData"
  );
  return {
    ...settings,
    kind: own === void 0 ? void 0 : kind,
    data: own,
    slaveKind: port === void 0 ? void 0 : slaveKind,
    slaveData: port
  };
};
var wantedOf = async (requester, dev, given) => {
  const listed = isListed(given);
  const settings = asSettings(given);
  const { kind, data: data2, slaveKind, slaveData: slaveData2, inet } = settings;
  const own = data2 !== void 0 && takesLook(kind, linkTable, data2);
  const port = slaveData2 !== void 0 && takesLook(slaveKind, portTable, slaveData2);
  if (!listed && !own && !port && !isWhole(inet)) return settings;
  const present = await new Links(requester).get(dev);
  const { inet: conf = {}, ...there } = settingsOf(present);
  const { inet: _, data: __, slaveData: ___, ...rest } = settings;
  const changed = listed ? differing(rest, there) : rest;
  if (listed) checkBirth(changed, there);
  const wanted = options2({ ...changed, kind, slaveKind, data: data2, slaveData: slaveData2 }, present);
  if (inet === void 0) return wanted;
  const others = isWhole(inet) ? differing(inet, conf) : inet;
  return { ...wanted, inet: Object.keys(others).length === 0 ? void 0 : others };
};

// src/rtnl/link/changes.ts
var PEERS = { veth: "peer", vxcan: "peer", netkit: "peerInfo" };
var inetConfRequest = attributes(
  "IPV4_DEVCONF_",
  Object.fromEntries(inetConf.names.map((name, place2) => [name, attr(place2 + inetConf.first, inetConf.of)]))
);
var IFLA_INET_CONF = 1;
var inetRequest = attributes("IFLA_INET_", { inet: attr(IFLA_INET_CONF, inetConfRequest) });
var hasOwnLink = (kind) => "link" in (linkTable(kind)?.rows ?? {});
var MOST_ALIAS = 255;
var checkAlias = (alias) => {
  if (alias === void 0) return;
  const bytes2 = typeof alias === "string" && !alias.includes("\0") ? encodeUtf8(alias) : void 0;
  if (bytes2 === void 0 || bytes2.length > MOST_ALIAS)
    throw new EncodeError("alias", `text of at most ${MOST_ALIAS} bytes, without a NUL`, alias);
};
var flagBits = (settings) => {
  const flags2 = [];
  const change = [];
  for (const [key, [word2, value]] of Object.entries(FLAGS2)) {
    const wanted = settings[key];
    if (wanted === void 0) continue;
    if (typeof wanted !== "boolean") throw new EncodeError(key, "true or false", wanted);
    change.push(word2);
    if (wanted === value) flags2.push(word2);
  }
  return change.length === 0 ? void 0 : { flags: flags2, change };
};
var reworded = async (make2, reword) => {
  try {
    return await make2();
  } catch (error) {
    throw error instanceof EncodeError ? error.renamed(reword(error.path)) : error;
  }
};
var ENVELOPE = /^(protinfo|afSpec\.inet6)\./;
var afSpec = (requester, { addrGenMode, token, inet }) => {
  if (addrGenMode === void 0 && token === void 0 && inet === void 0) return void 0;
  const wire = { order: requester.order };
  const conf = inet === void 0 ? void 0 : encode(inetRequest, { inet }, wire).subarray(NLA_HDRLEN);
  return {
    inet: conf === void 0 ? void 0 : { unknown: [{ id: IFLA_INET_CONF | NLA_F_NESTED, bytes: conf }] },
    inet6: addrGenMode === void 0 && token === void 0 ? void 0 : { addrGenMode, token }
  };
};
var namespaceOf = (netns, namespaces) => {
  if (netns === void 0) return {};
  const ref = namespaces.of(netns, "netns");
  return "fd" in ref ? { netNsFd: ref.fd } : { netNsPid: ref.pid };
};
var withNamespaces = async (make2) => {
  const namespaces = new NamespaceNumbers();
  try {
    return (await make2(namespaces)).releasing(namespaces.close);
  } catch (error) {
    namespaces.close();
    throw error;
  }
};
var checkName = (name) => {
  if (name === void 0) return;
  if (typeof name !== "string" || name.length === 0 || (encodeUtf8(name)?.length ?? IFNAMSIZ) >= IFNAMSIZ || /[/:\t-\r \0]/.test(name) || name === "." || name === "..")
    throw new EncodeError("name", "a name for a link: 1 to 15 bytes, no slash, colon or space", name);
};
var MOST_GROUP = 4294967295;
var LinkChanges = class {
  constructor(requester) {
    this.requester = requester;
  }
  add(link2) {
    return withNamespaces((namespaces) => this.addIn(namespaces, link2));
  }
  async addIn(namespaces, given) {
    const link2 = asNew(given);
    if (typeof link2.kind !== "string" || link2.kind === "")
      throw new EncodeError("kind", "a kind of link, such as veth or bridge", link2.kind);
    const [late] = lateOf(link2);
    if (late !== void 0) throw new EncodeError(late, "nothing: it can be set when the link is there");
    const { peer: peer2, link: below, ...settings } = link2;
    const wire = await this.settings(settings, namespaces);
    const other = peer2 === void 0 ? void 0 : await this.peer(link2.kind, peer2, namespaces);
    const lower = below === void 0 ? void 0 : { link: await deviceIndex(this.requester, below, {}, "link") };
    const inData = hasOwnLink(link2.kind);
    const own = settings.data === void 0 ? void 0 : optionsOfNew(link2.kind, settings.data);
    const parts = [inData ? lower : void 0, own, other].filter((part) => part !== void 0);
    const data2 = parts.length > 1 ? Object.assign({}, ...parts) : parts[0];
    return this.make("RTM_NEWLINK", VERBS.add, { ...wire, ...inData ? {} : lower, data: data2 }, link2.name ?? link2.kind);
  }
  /** Settings of a link that exists. */
  change(dev, settings) {
    return withNamespaces(async (namespaces) => {
      const index = await deviceIndex(this.requester, dev);
      const wire = await this.settings(await wantedOf(this.requester, index, settings), namespaces);
      return this.make("RTM_NEWLINK", VERBS.set, { ...wire, index }, String(dev));
    });
  }
  /** Finds the faults of settings that are sent later, before anything is. Options of an unknown kind are left to then. */
  async check(settings, path) {
    if (settings === void 0) return;
    const { kind, data: data2, slaveKind, slaveData: slaveData2, master, ...rest } = settings;
    const known = {
      ...rest,
      ...kind === void 0 ? {} : { kind, data: data2 },
      ...slaveKind === void 0 ? {} : { slaveKind, slaveData: slaveData2 }
    };
    const { release } = await reworded(
      () => {
        if (master !== void 0 && master !== null) linkSelector(master, "master");
        return withNamespaces(
          async (namespaces) => this.make("RTM_NEWLINK", VERBS.set, await this.settings(known, namespaces), "")
        );
      },
      (inner) => joinPath(path, inner)
    );
    release?.();
  }
  /** `bridge link set`: settings of a bridge port. */
  async changePort(dev, given, how = {}) {
    const port = settableNest(given, bridgePort, "");
    const index = await deviceIndex(this.requester, dev);
    const afSpec2 = how.self === true ? { flags: ["self"] } : void 0;
    return this.make("RTM_SETLINK", VERBS.set, { family: "bridge", index, protinfo: port, afSpec: afSpec2 }, String(dev));
  }
  /** One link. A veth takes its peer along. */
  delete(dev) {
    return makeChange(this.requester, linkKind, "RTM_DELLINK", VERBS.delete, linkSelector(dev), String(dev));
  }
  /** All links of a group at once, which is far faster than one by one. */
  deleteGroup(group) {
    if (!Number.isInteger(group) || group < 1 || group > MOST_GROUP)
      throw new EncodeError("group", `the number of a group, from 1 to ${MOST_GROUP}`, group);
    return makeChange(this.requester, linkKind, "RTM_DELLINK", VERBS.delete, { group }, `group ${group}`);
  }
  async addAltname(dev, ...names) {
    const index = await deviceIndex(this.requester, dev);
    return makeChange(
      this.requester,
      linkKind,
      "RTM_NEWLINKPROP",
      VERBS.append | VERBS.add,
      { index, altnames: names },
      String(dev)
    );
  }
  async deleteAltname(dev, ...names) {
    const index = await deviceIndex(this.requester, dev);
    return makeChange(
      this.requester,
      linkKind,
      "RTM_DELLINKPROP",
      VERBS.delete,
      { index, altnames: names },
      String(dev)
    );
  }
  make(name, flags2, input, target) {
    return reworded(
      () => makeChange(this.requester, linkKind, name, flags2, input, target),
      (path) => path.replace(ENVELOPE, "")
    );
  }
  /** The fields of the request, by the names of the shape. */
  async settings(settings, namespaces) {
    const {
      up,
      arp,
      multicast,
      allmulticast,
      promisc,
      dynamic,
      trailers,
      addrGenMode,
      token,
      inet,
      netns,
      master,
      ...rest
    } = settings;
    checkName(rest.name);
    checkAlias(rest.alias);
    if (netns === void 0 && Object.hasOwn(settings, "netns"))
      throw new EncodeError("netns", "a namespace, or no such field: undefined would mean this one");
    const bits = flagBits(settings);
    return {
      ...rest,
      ...bits === void 0 ? {} : { flags: bits.flags, change: bits.change },
      master: master === void 0 ? void 0 : master === null ? 0 : await deviceIndex(this.requester, master, {}, "master"),
      afSpec: afSpec(this.requester, settings),
      ...namespaceOf(netns, namespaces)
    };
  }
  async peer(kind, peer2, namespaces) {
    const key = PEERS[kind];
    if (key === void 0) throw new EncodeError("peer", `a pair (${Object.keys(PEERS).join(", ")}), not ${kind}`);
    const [late] = lateOf(peer2, true);
    if (late !== void 0) throw new EncodeError(`peer.${late}`, "nothing: it can be set when the pair is there");
    const make2 = async () => {
      const { node, shape } = linkKind;
      const wire = unshape(node, shape, await this.settings(peer2, namespaces));
      encodeShaped(node, shape, wire, this.requester.order);
      return { [key]: wire };
    };
    return reworded(make2, (path) => joinPath("peer", path.replace(ENVELOPE, "")));
  }
};

// src/rtnl/neighbour/reading.ts
var withDev = (value, dev) => dev === void 0 ? value : { ...value, dev };
var FIELDS5 = {
  family: word(family),
  dev: device,
  master: device,
  proxy: boolean,
  state: flagWord(neighbourStates)
};
var neighbourKind = {
  name: "neighbours",
  node: neighbour,
  shape: neighbourShape,
  type: messageTypes.RTM_GETNEIGH.type,
  named: true,
  finish: (value, names) => withDev(value, names.get(value.index)),
  question: async (filter, index) => {
    const { family: family2, dev, master, proxy, state } = readFields(filter, FIELDS5);
    const [link2, above] = [
      dev === void 0 ? void 0 : await index(dev),
      master === void 0 ? void 0 : await index(master)
    ];
    const bridge2 = family2 === "bridge";
    const header2 = {
      family: family2 ?? "unspec",
      flags: proxy === true ? ["proxy"] : [],
      ifindex: bridge2 ? link2 ?? 0 : 0
    };
    const matches2 = (found2) => (family2 === void 0 || found2.family === family2) && (link2 === void 0 || found2.index === link2) && (proxy === void 0 || found2.flags.includes("proxy") === proxy) && (state === void 0 || found2.state.includes(state));
    return { request: { header: header2, ifindex: bridge2 ? void 0 : link2, master: above }, matches: matches2 };
  }
};
var Neighbours = class extends Collection {
  constructor(requester) {
    super(requester, neighbourKind);
  }
  /** One neighbour. Rejects with KernelError ENOENT where the link has none of that address. */
  async get(address4, dev, options3 = {}) {
    const request2 = this.check("get", options3);
    const dst = ipAddress(address4, "address");
    const { family: family2 } = parsePrefix2(address4, "address");
    const question = { header: { family: family2, ifindex: await this.index(dev, request2) }, dst };
    const payload = encode(neighbour, question, { order: this.requester.order });
    const found2 = await this.requester.ask(this.kind.type, payload, this.reader, {
      ...request2,
      target: `${address4} dev ${dev}`
    });
    return withDev(found2, await deviceName(this.requester, found2.index));
  }
};

// src/rtnl/neighbour/changes.ts
var isForwarding = ({ family: family2 }) => family2 === "bridge";
var NeighbourChanges = class {
  constructor(requester) {
    this.requester = requester;
  }
  add(neighbour2) {
    return this.put(neighbour2, VERBS.add);
  }
  replace(neighbour2) {
    return this.put(neighbour2, isOneOfMany(neighbour2) ? VERBS.append : VERBS.replace);
  }
  /** One more destination for a hardware address: of vxlan. */
  append(neighbour2) {
    return this.put(neighbour2, VERBS.append);
  }
  change(neighbour2) {
    return this.put(neighbour2, VERBS.change);
  }
  async delete(neighbour2) {
    const state = isForwarding(neighbour2) ? neighbour2.state ?? ["permanent"] : void 0;
    const input = { ...await this.input(neighbour2), state };
    return makeChange(this.requester, neighbourKind, "RTM_DELNEIGH", VERBS.delete, input, targetOf(neighbour2));
  }
  async put(neighbour2, flags2) {
    const input = await this.input(neighbour2);
    const state = neighbour2.proxy === true ? void 0 : stateOf(neighbour2);
    return makeChange(this.requester, neighbourKind, "RTM_NEWNEIGH", flags2, { ...input, state }, targetOf(neighbour2));
  }
  async input(neighbour2) {
    const { proxy, dev: _, state: __, flags: flags2 = [], dst, lladdr: lladdr2, ...rest } = settable(neighbour2, neighbourReadOnly);
    const forwarding = isForwarding(neighbour2);
    if (forwarding && lladdr2 === void 0) throw new EncodeError("lladdr", "the hardware address of the entry");
    if (!forwarding && dst === void 0) throw new EncodeError("dst", "the address of the neighbour");
    const family2 = forwarding || dst === void 0 ? "bridge" : parsePrefix2(dst, "dst").family;
    if (rest.family !== void 0 && rest.family !== "unspec" && rest.family !== family2)
      throw new EncodeError("dst", `an address of family ${rest.family}`, dst);
    const index = await deviceIndex(this.requester, linkOf(neighbour2));
    if (isOfLink(neighbour2)) await this.checkKeeper(index);
    const keeper = rest.master === void 0 || rest.master === index ? "self" : "master";
    const side = forwarding && !flags2.includes("self") && !flags2.includes("master") ? [keeper] : [];
    const words = [...flags2, ...side, ...proxy === true ? ["proxy"] : []];
    return { ...rest, family: family2, dst, lladdr: lladdr2, flags: words, index };
  }
  /** Of a bridge the same request is about its forwarding entries: what it listens to itself can't be said. */
  async checkKeeper(index) {
    const { kind, name } = await new Links(this.requester).get(index);
    if (kind === "bridge")
      throw new EncodeError(
        "lladdr",
        `nothing: the bridge ${name} listens to the address itself, which no request changes`
      );
  }
};
var isOfLink = (neighbour2) => isForwarding(neighbour2) && wasRead(neighbour2, neighbourReadOnly) && neighbour2.flags?.includes("self") === true && neighbour2.master === void 0 && neighbour2.dst === void 0;
var stateOf = (neighbour2) => {
  const { state = ["permanent"] } = neighbour2;
  const aged = isForwarding(neighbour2) && wasRead(neighbour2, neighbourReadOnly) && state.includes("stale");
  return aged ? ["reachable"] : state;
};
var isOneOfMany = (neighbour2) => isForwarding(neighbour2) && neighbour2.flags?.includes("self") === true && wasRead(neighbour2, neighbourReadOnly) && /^(00(:00)*$|.[13579bdf])/i.test(neighbour2.lladdr ?? "");
var targetOf = (neighbour2) => {
  const { dst, lladdr: lladdr2 } = neighbour2;
  return `${dst ?? lladdr2} dev ${linkOf(neighbour2)}`;
};

// src/rtnl/nsid/changes.ts
var CHOOSE = -1;
var NsidChanges = class {
  constructor(requester) {
    this.requester = requester;
  }
  /** Gives a namespace an id here; `auto` leaves the number to the kernel. It keeps it until it goes. */
  set(namespace, nsid2) {
    if (nsid2 !== "auto" && (!Number.isInteger(nsid2) || nsid2 < 0))
      throw new EncodeError("nsid", "a number from 0, or 'auto'", nsid2);
    const numbers2 = new NamespaceNumbers();
    try {
      const input = { ...numbers2.of(namespace, "namespace"), nsid: nsid2 === "auto" ? CHOOSE : nsid2 };
      const change = makeChange(this.requester, nsidKind, "RTM_NEWNSID", VERBS.set, input, `nsid ${nsid2}`);
      return change.releasing(numbers2.close);
    } catch (error) {
      numbers2.close();
      throw error;
    }
  }
};

// src/rtnl/route/listed.ts
import { isDeepStrictEqual as isDeepStrictEqual3 } from "node:util";

// src/rtnl/route/reading.ts
var flagsOf2 = ({ family: family2, flags: flags2 }) => family2 === "inet" && flags2.includes("cloned") ? flags2.map((word2) => word2 === "rt_offload_failed" ? "mc" : word2) : flags2;
var withDev2 = (value, dev) => {
  const changed = value;
  if (dev !== void 0) changed.dev = dev;
  if (value.flags.length > 1) changed.flags = flagsOf2(value);
  return value;
};
var leavesBy = (route2, oif, gateway) => {
  const fits = (index, hop) => (oif === void 0 || index === oif) && (gateway === void 0 || hop.gateway === gateway || hop.via?.address === gateway);
  return fits(route2.oif, route2) || (route2.multipath ?? []).some((hop) => fits(hop.header.ifindex, hop));
};
var LABELS = /^\d+(\/\d+)*$/;
var FILTER = {
  family: word(family),
  table: word(routeTable),
  dev: device,
  protocol: word(routeProtocol),
  type: word(routeType),
  // labels of MPLS are no prefix
  dst: (value, path) => typeof value === "string" && LABELS.test(value) ? value : prefix(value, path),
  gateway: ipAddress,
  scope: word(routeScope)
};
var familyOfFilter = (given, dst) => {
  if (dst === void 0 || dst === "default") return given;
  const own = LABELS.test(dst) ? "mpls" : parsePrefix2(dst, "dst").family;
  if (given === void 0 || given === own) return own;
  throw new EncodeError("dst", `a destination of family ${given}`, dst);
};
var QUERY2 = {
  from: ipAddress,
  dev: device,
  iif: device,
  mark: number(),
  tos: number(255),
  uid: number(),
  ipProto: word(ipProtocol),
  sport: number(65535),
  dport: number(65535),
  fibMatch: boolean
};
var ENOENT4 = 2;
var routeKind = {
  name: "routes",
  node: route,
  shape: routeShape,
  type: messageTypes.RTM_GETROUTE.type,
  named: true,
  finish: (value, names) => withDev2(value, value.oif === void 0 ? void 0 : names.get(value.oif)),
  nothing: ENOENT4,
  question: async (filter, index) => {
    const { dev, gateway, family: given, ...fields2 } = readFields(filter, FILTER);
    const asked = familyOfFilter(given, filter.dst);
    const { table: table7, protocol, type } = fields2;
    const oif = dev === void 0 ? void 0 : await index(dev);
    const wanted = Object.entries(fields2);
    const all = wanted.length === 0 && oif === void 0 && gateway === void 0;
    const matches2 = (found2) => wanted.every(([key, value]) => found2[key] === value) && (oif === void 0 && gateway === void 0 || leavesBy(found2, oif, gateway));
    const header2 = { family: asked ?? "unspec", protocol: protocol ?? 0, type: type ?? 0 };
    const wire = asked === void 0 ? void 0 : family.numbers[asked] ?? Number(asked);
    return { request: { header: header2, table: table7, oif }, matches: all ? void 0 : matches2, family: wire };
  }
};
var Routes = class extends Collection {
  constructor(requester) {
    super(requester, routeKind);
  }
  /** Which way a packet to the destination would take: the kernel's own decision. Rejects with KernelError ENETUNREACH and the like. */
  async get(destination2, query2 = {}, options3 = {}) {
    const asked = this.check("get", options3);
    const to = parsePrefix2(destination2, "destination");
    const { from, dev, iif, tos = 0, fibMatch, ...rest } = readFields(query2, QUERY2);
    const source = from === void 0 ? void 0 : parsePrefix2(from, "from");
    if (source !== void 0 && source.family !== to.family)
      throw new EncodeError("from", "an address of the family of the destination", from);
    const header2 = {
      family: to.family,
      dstLen: to.length,
      srcLen: source?.length ?? 0,
      tos,
      // IPv6 tells the table unasked, and refuses to be asked.
      flags: [...to.family === "inet" ? ["lookup_table"] : [], ...fibMatch === true ? ["fib_match"] : []]
    };
    const oif = dev === void 0 ? void 0 : await this.index(dev, asked);
    const incoming = iif === void 0 ? void 0 : await this.index(iif, asked);
    const request2 = { header: header2, dst: to.address, src: from, oif, iif: incoming, ...rest };
    const payload = encode(route, request2, { order: this.requester.order });
    const found2 = await this.requester.ask(this.kind.type, payload, this.reader, { ...asked, target: destination2 });
    return withDev2(found2, found2.oif === void 0 ? void 0 : await deviceName(this.requester, found2.oif));
  }
};

// src/rtnl/route/listed.ts
var NOWHERE = /* @__PURE__ */ new Set(["blackhole", "unreachable", "prohibit", "throw"]);
var OF_OBJECT = ["gateway", "via", "oif", "dev", "multipath", "encap", "encapType", "flow", "onlink"];
var lifetime = (hundredths) => hundredths === 0 ? void 0 : Math.max(1, Math.ceil(hundredths / 100));
var byObject = (route2) => ({
  ...route2,
  ...Object.fromEntries(OF_OBJECT.map((name) => [name, void 0])),
  flags: [],
  // the type is that of the object as well
  ...NOWHERE.has(route2.type) ? { type: "unicast" } : {}
});
var asWritten = (route2, family2) => {
  if (family2 === "ipmr" || family2 === "ip6mr") return settable(route2, multicastRouteReadOnly);
  const written = settable(route2, routeReadOnly);
  if (!wasRead(route2, routeReadOnly)) return written;
  const { cacheinfo: cacheinfo4 } = route2;
  const expires = written.expires ?? (family2 === "inet6" ? lifetime(cacheinfo4?.expires ?? 0) : void 0);
  const { nhId = 0 } = written;
  return { ...nhId === 0 ? written : byObject(written), expires };
};
var checkWritable = (route2, family2) => {
  if (family2 === "inet6" && route2.metric === 0 && wasRead(route2, routeReadOnly))
    throw new EncodeError(
      "metric",
      "a number above 0: the kernel alone makes routes of IPv6 that have none, for addresses",
      0
    );
};
var hopAsWritten = (hop) => {
  const { header: header2, ...rest } = hop;
  if (header2 === void 0) return hop;
  const { hops, ifindex, flags: flags2 } = header2;
  const read3 = { dev: ifindex === 0 ? void 0 : ifindex, weight: hops + 1, onlink: flags2.includes("onlink") };
  const given = Object.fromEntries(Object.entries(rest).filter(([, value]) => value !== void 0));
  return { ...read3, ...given };
};
var EEXIST = 17;
var isThere = (route2, error) => error instanceof KernelError && error.errno === EEXIST && wasRead(route2, routeReadOnly);
var saying = ({ cacheinfo: _, ...route2 }) => route2;
var isByLink = ({ gateway, multipath: multipath2, nhId }) => gateway === void 0 && multipath2 === void 0 && nhId === void 0;
var isAmbiguous = (route2, family2) => family2 === "inet6" && isByLink(route2) && wasRead(route2, routeReadOnly);
var placeOf2 = async (requester, route2) => {
  const { dst, table: table7, metric, oif } = route2;
  const all = await new Routes(requester).list({ family: "inet6", dst, table: table7 });
  const alike = all.filter((one) => one.metric === metric && one.src === route2.src && isByLink(one));
  const isSame = (one) => isDeepStrictEqual3(saying(one), saying(route2));
  if (metric === 0 && alike.some(isSame)) return "there";
  const [first, ...others] = alike;
  if (first === void 0 || others.length === 0 || first.oif === oif && first.dev === route2.dev) return "first";
  if (others.some(isSame)) return "there";
  if (alike.every((one) => one.oif !== oif || one.dev !== route2.dev)) return "beside";
  throw new EncodeError("dev", `${first.dev}: of the routes to ${dst} the kernel replaces the first`, route2.dev);
};

// src/rtnl/route/changes.ts
var LOCAL = /* @__PURE__ */ new Set(["local", "broadcast", "nat", "anycast"]);
var tableOf2 = ({ table: table7, type }) => table7 ?? (type !== void 0 && LOCAL.has(type) ? "local" : "main");
var scopeOf = (family2, type, far) => {
  if (family2 !== "inet" || type === "unicast" && far) return "global";
  if (type === "local" || type === "nat") return "host";
  if (type === "broadcast" || type === "multicast" || type === "anycast") return "link";
  return type === "unicast" ? "link" : "global";
};
var DOT2 = 46;
var COLON2 = 58;
var GROUP = 5;
var familyOfText = (text3, path) => {
  if (typeof text3 !== "string") return parsePrefix2(text3, path).family;
  for (let at = 0; at < GROUP; at++) {
    const code = text3.charCodeAt(at);
    if (code === COLON2) return "inet6";
    if (code === DOT2) return "inet";
  }
  return parsePrefix2(text3, path).family;
};
var familyOf2 = (route2) => {
  if (typeof route2.family === "string" && route2.family !== "unspec") return route2.family;
  if (route2.dst !== "default") return familyOfText(route2.dst, "dst");
  if (route2.gateway !== void 0) return familyOfText(route2.gateway, "gateway");
  const hint = route2.multipath?.[0]?.gateway;
  return hint === void 0 ? "inet" : familyOfText(hint, "multipath[0].gateway");
};
var putGateway = (into, family2, gateway, path) => {
  const other = familyOfText(gateway, path);
  if (other === family2) into["gateway"] = gateway;
  else into["via"] = { family: other, address: gateway };
};
var OWN2 = /* @__PURE__ */ new Set(["family", "dev", "onlink", "gateway", "multipath"]);
var NO_HOPS = [];
var BESIDE = { index: { dev: "oif" }, long: ["flags", "nhId", ...Object.keys(routeReadOnly.fields)] };
var MADE = new PrefixedEncoder(routeKind.node, routeKind.shape, {
  ...BESIDE,
  told: ["family", "type", "protocol", "table", "scope"]
});
var DELETED = new PrefixedEncoder(routeKind.node, routeKind.shape, { ...BESIDE, told: ["family", "scope"] });
var soughtOf = (family2, scope) => kindOf(family2) === routeKind ? { family: family2, scope } : { family: family2, type: "unicast", table: "main" };
var kindOf = (family2) => family2 === "inet" || family2 === "inet6" ? routeKind : { node: routeKind.node, shape: otherRouteShape };
var RouteChanges = class {
  constructor(requester) {
    this.head = { family: "inet" };
    this.sought = { family: "inet" };
    this.requester = requester;
  }
  add(route2) {
    return this.put(route2, VERBS.add);
  }
  replace(route2) {
    if (!isAmbiguous(route2, familyOf2(route2))) return this.put(route2, VERBS.replace);
    return placeOf2(this.requester, route2).then((place2) => {
      if (place2 === "there") return noChange(new AboutDevice(route2.dev, route2.dst));
      return this.put(route2, place2 === "first" ? VERBS.replace : VERBS.append);
    });
  }
  /** PrefixedEncoder what exists: another route to the destination, of IPv6 another nexthop. */
  append(route2) {
    return this.put(route2, VERBS.append);
  }
  /** A route that exists. */
  change(route2) {
    return this.put(route2, VERBS.change);
  }
  /** The first route that has all that is given. */
  delete(route2) {
    const family2 = familyOf2(route2);
    const scope = route2.scope ?? (family2 === "inet" ? "nowhere" : void 0);
    if (this.sought.family !== family2 || this.sought.scope !== scope) this.sought = { family: family2, scope };
    return this.plain(DELETED, "RTM_DELROUTE", VERBS.delete, this.sought, route2) ?? this.remove(route2, family2, scope);
  }
  remove(route2, family2, scope) {
    const written = { ...asWritten(route2, family2), expires: void 0 };
    return this.resolve(
      written,
      (oif, hops) => this.make("RTM_DELROUTE", VERBS.delete, written, oif, hops, soughtOf(family2, scope))
    );
  }
  put(route2, flags2) {
    const family2 = familyOf2(route2);
    const type = route2.type ?? "unicast";
    const far = route2.gateway !== void 0 || route2.multipath !== void 0 || route2.nhId !== void 0;
    const scope = route2.scope ?? scopeOf(family2, type, far);
    const head = this.headOf(family2, type, route2.protocol ?? "boot", tableOf2(route2), scope);
    return this.plain(MADE, "RTM_NEWROUTE", flags2, head, route2) ?? this.long(route2, flags2, head);
  }
  long(route2, flags2, head) {
    checkWritable(route2, head.family);
    const written = asWritten(route2, head.family);
    return this.resolve(written, (oif, hops) => this.make("RTM_NEWROUTE", flags2, written, oif, hops, { ...head }));
  }
  /** The one of the last route, if that was alike. */
  headOf(family2, type, protocol, table7, scope) {
    const { head } = this;
    const same2 = head.family === family2 && head.type === type && head.protocol === protocol && head.table === table7 && head.scope === scope;
    if (!same2) this.head = { family: family2, type, protocol, table: table7, scope };
    return this.head;
  }
  /** Undefined for a route that takes more than writing down one field after the other. */
  plain(behind, name, flags2, head, route2) {
    if (kindOf(head.family) !== routeKind || route2.type !== void 0 && NOWHERE.has(route2.type)) return void 0;
    const payload = behind.encode(head, route2, this.requester.order);
    return payload && new Change(messageTypes[name].type, flags2, payload, new AboutDevice(route2.dev, route2.dst));
  }
  /** Finds the indexes of the links; without names nothing has to be waited for. */
  resolve(route2, make2) {
    const { dev, multipath: multipath2 } = route2;
    if (multipath2 === void 0 && typeof dev !== "string") {
      return make2(dev === void 0 ? dev : checkIndex(dev, "dev"), NO_HOPS);
    }
    const named3 = [dev, ...(multipath2 ?? []).map((hop) => hopAsWritten(hop).dev)];
    for (const [place2, one] of named3.entries())
      if (one !== void 0) linkSelector(one, place2 === 0 ? "dev" : `multipath[${place2 - 1}].dev`);
    const isIndex = (one) => typeof one !== "string";
    if (named3.every(isIndex)) {
      const [oif, ...hops] = named3;
      return make2(oif, hops);
    }
    const lookups = named3.map((one) => isIndex(one) ? one : deviceIndex(this.requester, one));
    return Promise.all(lookups).then(([oif, ...hops]) => make2(oif, hops));
  }
  /** Completes `input`, which has the family and what is not given. */
  make(name, flags2, route2, oif, hops, input) {
    const { family: family2 } = input;
    const { dst, dev, gateway, multipath: multipath2 } = route2;
    if (family2 === "inet" && NOWHERE.has(route2.type) && (dev !== void 0 || gateway !== void 0))
      throw new EncodeError(
        dev === void 0 ? "gateway" : "dev",
        `nothing: a route of type ${route2.type} leads nowhere`,
        dev ?? gateway
      );
    for (const key in route2) if (!OWN2.has(key)) input[key] = route2[key];
    if (oif !== void 0) input["oif"] = oif;
    if (route2.onlink === true) input["flags"] = [...route2.flags ?? [], "onlink"];
    if (gateway !== void 0) {
      input["via"] = void 0;
      putGateway(input, family2, gateway, "gateway");
    }
    input["multipath"] = multipath2?.map((hop, place2) => nexthop(hop, hops[place2], family2, `multipath[${place2}]`));
    return makeChange(this.requester, kindOf(family2), name, flags2, input, new AboutDevice(dev, dst));
  }
};
var nexthop = (hop, index, family2, path) => {
  const { gateway, dev: _, weight = 1, onlink, ...rest } = hopAsWritten(hop);
  if (!Number.isInteger(weight) || weight < 1 || weight > 256)
    throw new EncodeError(`${path}.weight`, "a number from 1 to 256", weight);
  const header2 = { hops: weight - 1, ifindex: index ?? 0, flags: onlink === true ? ["onlink"] : [] };
  const input = { ...rest, ...gateway === void 0 ? {} : { via: void 0 }, header: header2 };
  if (gateway !== void 0) putGateway(input, family2, gateway, `${path}.gateway`);
  return input;
};

// src/rtnl/rule/reading.ts
var FIELDS6 = {
  family: word(family),
  table: word(routeTable),
  priority: number(),
  protocol: word(routeProtocol)
};
var ruleKind = {
  name: "rules",
  node: rule,
  shape: ruleShape,
  type: messageTypes.RTM_GETRULE.type,
  question: (filter) => {
    const { family: family2 = "unspec", ...others } = readFields(filter, FIELDS6);
    const wanted = Object.entries(filter.family === void 0 ? others : { family: family2, ...others });
    return {
      request: { header: { family: family2 } },
      // a rule without a priority has 0
      matches: (found2) => wanted.every(([key, value]) => (found2[key] ?? 0) === value)
    };
  }
};
var Rules = class extends Collection {
  constructor(requester) {
    super(requester, ruleKind);
  }
  /** The rules of a priority: there may be several, and the three at the start have priority 0, 32766 and 32767. */
  async get(priority, filter = {}, options3) {
    number()(priority, "priority");
    return this.list({ ...filter, priority }, options3);
  }
};

// src/rtnl/rule/changes.ts
var familyOf3 = ({ family: family2, src, dst }) => {
  if (family2 !== void 0) return family2;
  const hint = dst ?? src;
  return hint === void 0 ? "inet" : parsePrefix2(hint, dst === void 0 ? "src" : "dst").family;
};
var prioritized = (rule2) => rule2.priority === void 0 && wasRead(rule2, ruleReadOnly) ? { ...rule2, priority: 0 } : rule2;
var RuleChanges = class {
  constructor(requester) {
    this.requester = requester;
  }
  add(rule2) {
    const action2 = rule2.goto === void 0 ? "lookup" : "goto";
    const table7 = rule2.table ?? (rule2.action === void 0 && rule2.goto === void 0 && rule2.l3mdev === void 0 ? "main" : void 0);
    return this.make("RTM_NEWRULE", VERBS.add, { action: action2, protocol: "boot", ...rule2, table: table7 });
  }
  /** The first rule that has all that is given. What is undefined would select any rule, as an empty rule does. */
  delete(rule2) {
    const given = Object.entries(rule2).filter(([key]) => key !== "family");
    if (given.length === 0) throw new EncodeError("rule", "what tells the rule from others, such as its priority");
    for (const [key, value] of given)
      if (value === void 0) throw new EncodeError(key, "a value, or no such field: undefined would select any rule");
    return this.make("RTM_DELRULE", VERBS.delete, rule2.goto === void 0 ? rule2 : { action: "goto", ...rule2 });
  }
  make(name, flags2, given) {
    const { not, ...rule2 } = prioritized(settable(given, ruleReadOnly));
    const words = not === true ? [...rule2.flags ?? [], "invert"] : rule2.flags;
    const input = { ...rule2, family: familyOf3(rule2), flags: words };
    const target = rule2.priority === void 0 ? `from ${rule2.src ?? "all"}` : `priority ${rule2.priority}`;
    return makeChange(this.requester, ruleKind, name, flags2, input, target);
  }
};

// src/rtnl/batch.ts
var record = (changes, steps) => {
  const recording = (verb) => (...args) => {
    try {
      steps.push(verb.apply(changes, args));
    } catch (reason) {
      steps.push({ reason });
    }
  };
  const { constructor: _, ...verbs } = Object.getOwnPropertyDescriptors(Object.getPrototypeOf(changes));
  return Object.fromEntries(
    Object.entries(verbs).map(([name, { value }]) => [name, recording(value)])
  );
};
var isThenable = (value) => typeof value === "object" && value !== null && typeof value.then === "function";
var NOT_ASYNC = "a function that returns before anything is awaited: read first, then write down the changes";
var refuseAsync = (returned) => {
  if (!isThenable(returned)) return;
  returned.then(void 0, () => void 0);
  throw new EncodeError("fill", NOT_ASYNC);
};
var write2 = (requester, fill) => {
  if (typeof fill !== "function") throw new EncodeError("fill", NOT_ASYNC, fill);
  const steps = [];
  try {
    const returned = fill({
      links: record(new LinkChanges(requester), steps),
      addresses: record(new AddressChanges(requester), steps),
      routes: record(new RouteChanges(requester), steps),
      rules: record(new RuleChanges(requester), steps),
      neighbours: record(new NeighbourChanges(requester), steps),
      nsids: record(new NsidChanges(requester), steps)
    });
    refuseAsync(returned);
  } catch (error) {
    void Promise.all(steps.map(settled)).then(letGo2);
    throw error;
  }
  return steps;
};
var letGo2 = (made2) => {
  for (const one of made2) if (!("reason" in one)) one.release?.();
};
var settled = async (step) => {
  try {
    return await step;
  } catch (reason) {
    return { reason };
  }
};
var runBatch = async (requester, fill, options3 = {}) => {
  checkRequestOptions("batch", options3);
  const steps = write2(requester, fill);
  const waits = steps.some((step) => step instanceof Promise);
  const made2 = waits ? await Promise.all(steps.map(settled)) : steps;
  const changes = made2.filter((step) => !("reason" in step));
  const outcomes = await requester.batch(changes, options3);
  letGo2(changes);
  let place2 = 0;
  return made2.map(
    (step) => "reason" in step ? { status: "rejected", reason: step.reason } : outcomes[place2++]
  );
};

// src/rtnl/elsewhere.ts
var ROUTE = { protocol: 0, messages };
var openInside = async (netns, limits2 = {}) => {
  placeOf(netns, "netns");
  const open2 = () => Opener.open(ROUTE, { netns });
  return limited(
    `netns open ${describeNamespace(netns)}`,
    limits2,
    (signal) => unlessAborted(signal, open2, (late) => late.close())
  );
};

// src/rtnl/link/group-deletion.ts
var SHAPE2 = {
  rename: Object.fromEntries(Object.keys(link.attributes.rows).map((key) => [key, key === "group" ? "group" : null]))
};
var decoders3 = /* @__PURE__ */ new Map();
var readGroups = async (requester, options3) => {
  const decode2 = decoders3.get(requester.order) ?? compile(link, SHAPE2, { order: requester.order });
  decoders3.set(requester.order, decode2);
  const links2 = await requester.dump(
    messageTypes.RTM_GETLINK.type,
    encodeLink(requester, { extMask: ["skip_stats"] }),
    (bytes2, view, start2, end) => decode2(bytes2, view, start2 + NLMSG_HDRLEN, end),
    options3
  );
  return new Map(links2.map(({ index, group = 0 }) => [index, group]));
};
var FIRST_TEMPORARY = 1879048192;
var RANDOM_BITS = 268435455;
var isTemporary = (group) => group >= FIRST_TEMPORARY && group <= FIRST_TEMPORARY + RANDOM_BITS;
var unusedGroup = (groups3) => {
  const used = new Set(groups3.values());
  for (; ; ) {
    const [random] = crypto.getRandomValues(new Uint32Array(1));
    const group = FIRST_TEMPORARY + (random & RANDOM_BITS);
    if (!used.has(group)) return group;
  }
};
var ENODEV3 = 19;
var isGone3 = (reason) => reason instanceof KernelError && reason.errno === ENODEV3;
var reasonsOf = (outcomes) => {
  const reasons = /* @__PURE__ */ new Map();
  for (const [index, one] of outcomes.entries()) if (one.status === "rejected") reasons.set(index, one.reason);
  return reasons;
};
var GroupDeletion = class {
  /** `indexes`: of the links, each once. */
  constructor(requester, changes, indexes, options3) {
    this.group = 0;
    this.before = /* @__PURE__ */ new Map();
    this.requester = requester;
    this.changes = changes;
    this.indexes = indexes;
    this.options = options3;
  }
  /** Rejects where a link can't be moved, or the kernel refuses the deletion: then nothing was deleted by this call. */
  async run() {
    this.before = await readGroups(this.requester, this.options);
    this.group = unusedGroup(this.before);
    try {
      await this.gather();
      if (await this.isOurs()) await this.deleteGroup();
      await this.deleteRest();
    } catch (error) {
      await this.putBack(error);
      throw error;
    }
  }
  /** Moves the links into the group. Those that another call has claimed stay in its group: it restores what was before. */
  async gather() {
    const free = this.indexes.filter((index) => !isTemporary(this.groupBefore(index)));
    const [first] = reasonsOf(await this.move(free, () => this.group, this.options)).values();
    if (first !== void 0) throw first;
  }
  groupBefore(index) {
    return this.before.get(index) ?? 0;
  }
  /** Whether the group holds links of ours and no others. The kernel deletes by group alone, so others would be lost. */
  async isOurs() {
    const ours = new Set(this.indexes);
    const members = [...await readGroups(this.requester, this.options)].filter(([, group]) => group === this.group);
    return members.length > 0 && members.every(([index]) => ours.has(index));
  }
  async deleteGroup() {
    try {
      await send(this.requester, () => this.changes.deleteGroup(this.group), this.options);
    } catch (reason) {
      if (!isGone3(reason)) throw reason;
    }
  }
  /** Deletes one by one what is left: links that another program moved, or all where the group holds links of others. */
  async deleteRest() {
    const rest = await this.left();
    if (rest.length === 0) return;
    const requests = rest.map((index) => this.changes.delete(index));
    const reasons = reasonsOf(await this.requester.batch(await Promise.all(requests), this.options));
    for (const [place2, reason] of reasons) if (isGone3(reason)) reasons.delete(place2);
    if (reasons.size > 0) throw new BatchError(reasons, rest.length);
    const kept = await this.left();
    if (kept.length > 0)
      throw new NetlinkError(
        "ERR_NOT_DELETED",
        `links.deleteAll: the kernel acknowledged the deletion of the links ${kept.join(", ")}, and kept them`
      );
  }
  async left() {
    const groups3 = await readGroups(this.requester, this.options);
    return this.indexes.filter((index) => groups3.has(index));
  }
  /** Gives back the groups, even after an abort. A link that is not in our group any more is left as another program set it. */
  async putBack(cause) {
    let stuck = this.indexes;
    let why;
    try {
      const groups3 = await readGroups(this.requester);
      const moved = this.indexes.filter((index) => groups3.get(index) === this.group);
      const reasons = reasonsOf(await this.move(moved, (index) => this.groupBefore(index)));
      for (const [place2, reason] of reasons) if (isGone3(reason)) reasons.delete(place2);
      stuck = moved.filter((_, place2) => reasons.has(place2));
      why = [...reasons.values()][0];
    } catch (error) {
      why = error;
    }
    if (stuck.length > 0)
      throw new NetlinkError(
        "ERR_NOT_RESTORED",
        `links.deleteAll: failed, and links may be left in the temporary group ${this.group} (index ${stuck.join(", ")}): ${why}`,
        { cause }
      );
  }
  async move(indexes, to, options3) {
    const changes = await Promise.all(indexes.map((index) => this.changes.change(index, { group: to(index) })));
    return this.requester.batch(changes, options3);
  }
};

// src/rtnl/link/making.ts
var EEXIST2 = 17;
var MOST_TRIES = 16;
var Side = class _Side {
  constructor(requester, opener) {
    this.requester = requester;
    this.links = new Links(requester);
    this.changes = new LinkChanges(requester);
    this.opener = opener;
  }
  /** Rejects with NetnsError where the namespace can't be entered. */
  static async open(requester, netns, limits2) {
    if (netns === void 0) return new _Side(requester, void 0);
    const { signal, timeout } = limits2;
    const opener = await openInside(netns, { signal, timeout });
    return new _Side(opener.socket, opener);
  }
  /** Names have a request of their own (RTM_NEWLINKPROP); the options of a port are taken by the master that it has already. */
  async change(index, { altnames = [], master, ...settings }) {
    if (master !== void 0) await send(this.requester, () => this.changes.change(index, { master }));
    if (Object.keys(settings).length > 0) await send(this.requester, () => this.changes.change(index, settings));
    if (altnames.length > 0) await send(this.requester, () => this.changes.addAltname(index, ...altnames));
  }
  delete(index) {
    return send(this.requester, () => this.changes.delete(index));
  }
  async names() {
    const links2 = await this.links.list();
    return new Set(links2.flatMap(({ name, altnames = [] }) => [name, ...altnames]));
  }
  close() {
    this.opener?.close();
  }
};
var LinkMaking = class {
  constructor(requester, link2, parts, options3, here) {
    this.since = performance.now();
    this.requester = requester;
    this.changes = new LinkChanges(requester);
    this.here = here;
    this.link = link2;
    this.parts = parts;
    this.options = options3;
  }
  /** The link as it was made or, with `echo`, as it is in the end. Namespaces are entered before anything is made. */
  async run() {
    const own = await Side.open(this.requester, this.link.netns, this.options);
    try {
      const elsewhere = this.parts.peer === void 0 ? void 0 : this.link.peer?.netns;
      const peer2 = await Side.open(this.requester, elsewhere, this.options);
      return await this.runIn(own, peer2).finally(() => peer2.close());
    } finally {
      own.close();
    }
  }
  async runIn(own, peer2) {
    this.checkpoint();
    const made2 = await this.first(own);
    try {
      this.checkpoint();
      if (this.parts.own !== void 0) await own.change(made2.index, this.parts.own);
      if (this.parts.peer !== void 0) await peer2.change(peerOf(made2), this.parts.peer);
      this.checkpoint();
    } catch (error) {
      await own.delete(made2.index).catch((reason) => {
        const problem = `links.add ${made2.name}: it was made, a later step failed, and it can't be deleted again: ${reason}`;
        throw new NetlinkError("ERR_HALF_MADE", problem, { cause: error });
      });
      throw error;
    }
    return this.options.echo === true ? own.links.get(made2.index) : made2;
  }
  /**
   * Signal and timeout count between the steps: a request that is given up in flight may be carried out all the same, and
   * would leave a link half made.
   */
  checkpoint() {
    const { signal, timeout } = this.options;
    signal?.throwIfAborted();
    if (timeout !== void 0 && performance.now() - this.since > timeout) throw new TimeoutError("links.add", timeout);
  }
  /** What an echo says of a link goes to the namespace that it is made in, so there it is read by its name. */
  async first(own) {
    const { netns, name } = this.link;
    if (netns === void 0 || name === void 0) return this.here();
    const create = (name2) => send(this.requester, () => this.changes.add({ ...this.parts.first, name: name2 }));
    return own.links.get(await this.named(own, name, create));
  }
  /**
   * The kernel numbers names such as `veth%d`, and tells the number to the namespace of the link alone. So the first free
   * name is picked here; the kernel refuses one that was taken in between.
   */
  async named(own, name, create) {
    if (!name.includes("%d")) {
      await create(name);
      return name;
    }
    const refused3 = /* @__PURE__ */ new Set();
    for (; ; ) {
      const taken2 = await own.names();
      let number2 = 0;
      const numbered = () => name.replace("%d", String(number2));
      while (taken2.has(numbered()) || refused3.has(numbered())) number2++;
      try {
        await create(numbered());
        return numbered();
      } catch (error) {
        if (!(error instanceof KernelError && error.errno === EEXIST2) || refused3.size === MOST_TRIES) throw error;
        refused3.add(numbered());
      }
    }
  }
};
var peerOf = ({ name, link: link2 }) => {
  if (link2 !== void 0) return link2;
  throw new NetlinkError("ERR_NO_ANSWER", `links.add ${name}: the kernel does not say which link is its peer`);
};

// src/rtnl/link/links.ts
var EditableLinks = class extends Links {
  constructor(requester) {
    super(requester);
    this.changes = new LinkChanges(requester);
  }
  async add(link2, options3 = {}) {
    checkRequestOptions("links.add", options3, ECHO);
    const echo = wantsEcho("links.add", options3);
    const parts = inTwo(link2);
    await this.changes.check(parts.own, "");
    await this.changes.check(parts.peer, "peer");
    const making = () => this.changes.add(parts.first);
    const inOne = parts.own === void 0 && parts.peer === void 0;
    if (inOne && !echo) return send(this.requester, making, options3, "links.add", ECHO);
    const find = async () => link2.name === void 0 || link2.name.includes("%") ? void 0 : this.get(link2.name);
    const here = (options4 = {}) => make(this.requester, this.kind, making, { reader: this.reader, find }, options4, "links.add");
    if (inOne && link2.netns === void 0) return here(options3);
    if (link2.netns !== void 0 && link2.name === void 0)
      throw new EncodeError("name", "a name, by which it is read in its namespace");
    const made2 = await new LinkMaking(this.requester, link2, parts, options3, here).run();
    return echo ? made2 : void 0;
  }
  /** Settings of a link that exists. What is left out stays as it is. */
  change(dev, settings, options3) {
    return send(this.requester, () => this.changes.change(dev, settings), options3, "links.change");
  }
  /** `bridge link set`: settings of a bridge port, by the names they are read with (`slaveData`). */
  changePort(dev, port, options3) {
    return send(this.requester, () => this.changes.changePort(dev, port), options3, "links.changePort");
  }
  addAltname(dev, ...names) {
    return send(this.requester, () => this.changes.addAltname(dev, ...names));
  }
  deleteAltname(dev, ...names) {
    return send(this.requester, () => this.changes.deleteAltname(dev, ...names));
  }
  /** One link; a veth takes its peer along. Rejects with KernelError ENODEV where there is none. */
  delete(dev, options3) {
    return send(this.requester, () => this.changes.delete(dev), options3, "links.delete");
  }
  /**
   * Deletes many links at once, far faster than one by one: they are moved to a temporary link group, and the group is
   * deleted. If one of them does not exist, or can't be deleted, the call rejects, nothing is deleted and their groups are
   * restored. Links that other programs move or delete meanwhile are left to them or deleted one by one; links of others
   * are never deleted.
   *
   * @throws {BatchError} where links that had to be deleted one by one were refused; all others were deleted.
   */
  async deleteAll(devs, options3) {
    checkRequestOptions("links.deleteAll", options3);
    if (!Array.isArray(devs)) throw new EncodeError("devs", "a list of names or indexes of links", devs);
    const lookups = devs.map((dev, place2) => deviceIndex(this.requester, dev, options3, `devs[${place2}]`));
    const indexes = [...new Set(await Promise.all(lookups))];
    const [first] = indexes;
    if (first === void 0) return;
    if (indexes.length === 1) return this.delete(first, options3);
    await new GroupDeletion(this.requester, this.changes, indexes, options3).run();
  }
  /** All links of a group. */
  deleteGroup(group, options3) {
    return send(this.requester, () => this.changes.deleteGroup(group), options3, "links.deleteGroup");
  }
};

// src/netlink/socket/monitor.ts
var RECEIVE_BUFFER2 = 8 << 20;
var COALESCE = 1500;
var BACKLOG2 = 65536;
var Watch2 = class {
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
    const finished = new Promise((resolve2, reject) => {
      this.finish = resolve2;
      this.fail = reject;
      if (this.over) return resolve2();
      this.socket.listen({
        notification: (bytes2, view, start2, end, nsid2) => {
          if (this.waiting === void 0) this.teller.tell(bytes2, view, start2, end, nsid2);
          else this.waiting.push({ bytes: bytes2.slice(start2, end), nsid: nsid2 });
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
    const open2 = !this.over;
    this.end(void 0);
    return open2;
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
    for (const { bytes: bytes2, nsid: nsid2 } of messages2) {
      const view = new DataView(bytes2.buffer, bytes2.byteOffset, bytes2.byteLength);
      this.teller.tell(bytes2, view, 0, bytes2.length, nsid2);
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
var openWatch = (options3, socketOptions, teller) => new Stream(new Watch2(options3, socketOptions, teller), BACKLOG2);
var unlessUnreadable = (read3) => {
  try {
    return read3();
  } catch (error) {
    if (error instanceof DecodeError) return void 0;
    throw error;
  }
};

// src/rtnl/netconf/netconfs.ts
var withDev3 = (value, dev) => dev === void 0 ? value : { ...value, dev };
var COMMON = ["all", "default"];
var FIELDS7 = { family: word(family), dev: device };
var netconfKind = {
  name: "netconf",
  node: netconf,
  shape: netconfShape,
  type: messageTypes.RTM_GETNETCONF.type,
  named: true,
  finish: (value, names) => withDev3(value, typeof value.index === "number" ? names.get(value.index) : value.index),
  question: async (filter, index) => {
    const { family: family2, dev } = readFields(filter, FIELDS7);
    const wanted = dev === void 0 || COMMON.includes(String(dev)) ? dev : await index(dev);
    return {
      request: { header: { family: family2 ?? "unspec" } },
      matches: (found2) => (family2 === void 0 || found2.family === family2) && (wanted === void 0 || found2.index === wanted)
    };
  }
};
var Netconfs = class extends Collection {
  constructor(requester) {
    super(requester, netconfKind);
  }
  /** The settings of one link, of `all`, or of `default`. */
  async get(dev, of = "inet", options3 = {}) {
    const request2 = this.check("get", options3);
    const { family: family2 } = readFields({ family: of, dev }, FIELDS7);
    const ifindex = COMMON.includes(String(dev)) ? dev : await this.index(dev, request2);
    const question = { header: { family: family2 }, ifindex };
    const payload = encode(netconf, question, { order: this.requester.order });
    const found2 = await this.requester.ask(this.kind.type, payload, this.reader, { ...request2, target: String(dev) });
    return withDev3(found2, typeof found2.index === "number" ? await deviceName(this.requester, found2.index) : found2.index);
  }
};

// src/rtnl/events.ts
var kinds = {
  link: linkKind,
  address: addressKind,
  route: routeKind,
  rule: ruleKind,
  neighbour: neighbourKind,
  nsid: nsidKind,
  netconf: netconfKind
};
var types = (name) => [
  messageTypes[`RTM_NEW${name}`].type,
  messageTypes[`RTM_DEL${name}`].type
];
var TYPES = {
  link: types("LINK"),
  address: types("ADDR"),
  route: types("ROUTE"),
  rule: types("RULE"),
  neighbour: types("NEIGH"),
  nsid: types("NSID"),
  netconf: types("NETCONF")
};
var verbOf = (flags2, family2) => {
  if ((flags2 & NLM_F_REPLACE) !== 0) return "replace";
  if ((flags2 & NLM_F_APPEND) !== 0) return "append";
  if ((flags2 & NLM_F_CREATE) === 0) return void 0;
  if ((flags2 & NLM_F_EXCL) !== 0) return "add";
  return family2 === familyWords.inet ? "prepend" : void 0;
};
var RTM_NEWLINK = messageTypes.RTM_NEWLINK.type;
var RTM_DELLINK = messageTypes.RTM_DELLINK.type;
var RTM_NEWROUTE = messageTypes.RTM_NEWROUTE.type;
var NO_NAMES2 = /* @__PURE__ */ new Map();
var EventReader = class {
  constructor(order) {
    this.names = /* @__PURE__ */ new Map();
    this.entries = [];
    this.little = order === "le";
    this.protinfo = compile(linkKind.node, protinfoShape, { order });
    for (const [object, pair] of Object.entries(TYPES)) {
      const { node, shape, finish: finish3 } = kinds[object];
      const decode2 = compile(node, shape, { order });
      for (const [index, type] of pair.entries())
        this.entries[type] = { object, action: index === 0 ? "new" : "delete", decode: decode2, finish: finish3 };
    }
  }
  /** Names of links as they are now, in place of those that were known. */
  rename(names) {
    this.names.clear();
    for (const [index, name] of names) this.names.set(index, name);
  }
  read(bytes2, view, start2, end, nsid2) {
    const type = view.getUint16(start2 + NLMSG_TYPE_AT, this.little);
    const entry = this.entry(type, bytes2[start2 + NLMSG_HDRLEN]);
    const value = entry === void 0 ? void 0 : unlessUnreadable(() => entry.decode(bytes2, view, start2 + NLMSG_HDRLEN, end));
    if (entry === void 0 || value === void 0)
      return { action: "other", type, bytes: bytes2.slice(start2, end), ...nsid2 === void 0 ? {} : { nsid: nsid2 } };
    const { object, action: action2, finish: finish3 } = entry;
    const local = nsid2 === void 0;
    if (local && type === RTM_NEWLINK) this.names.set(value.index, value.name);
    const finished = finish3 === void 0 ? value : finish3(value, local ? this.names : NO_NAMES2);
    if (local && object === "link" && action2 === "delete") this.names.delete(value.index);
    const verb = type === RTM_NEWROUTE ? verbOf(view.getUint16(start2 + NLMSG_FLAGS_AT, this.little), bytes2[start2 + NLMSG_HDRLEN]) : void 0;
    const event = { action: action2, object, value: finished, ...verb === void 0 ? {} : { verb } };
    return local ? event : { ...event, nsid: nsid2 };
  }
  /** Messages about links of a family other than AF_UNSPEC are not about the link as a whole. */
  entry(type, family2) {
    const entry = this.entries[type];
    const whole = type !== RTM_NEWLINK && type !== RTM_DELLINK || family2 === familyWords.unspec;
    return entry === void 0 || whole ? entry : { ...entry, object: "protinfo", decode: this.protinfo };
  }
};

// src/rtnl/tables/groups.ts
var groupWords = {
  none: 0,
  link: 1,
  notify: 2,
  neigh: 3,
  tc: 4,
  "ipv4-ifaddr": 5,
  "ipv4-mroute": 6,
  "ipv4-route": 7,
  "ipv4-rule": 8,
  "ipv6-ifaddr": 9,
  "ipv6-mroute": 10,
  "ipv6-route": 11,
  "ipv6-ifinfo": 12,
  "decnet-ifaddr": [13, "RTNLGRP_DECnet_IFADDR"],
  nop2: 14,
  "decnet-route": [15, "RTNLGRP_DECnet_ROUTE"],
  "decnet-rule": [16, "RTNLGRP_DECnet_RULE"],
  nop4: 17,
  "ipv6-prefix": 18,
  "ipv6-rule": 19,
  "nd-useropt": 20,
  "phonet-ifaddr": 21,
  "phonet-route": 22,
  dcb: 23,
  "ipv4-netconf": 24,
  "ipv6-netconf": 25,
  mdb: 26,
  "mpls-route": 27,
  nsid: 28,
  "mpls-netconf": 29,
  "ipv4-mroute-r": 30,
  "ipv6-mroute-r": 31,
  nexthop: 32,
  brvlan: 33,
  "mctp-ifaddr": 34,
  tunnel: 35,
  stats: 36,
  "ipv4-mcaddr": 37,
  "ipv6-mcaddr": 38,
  "ipv6-acaddr": 39
};
var groups2 = enumeration(u32, "RTNLGRP_", groupWords);

// src/rtnl/monitor.ts
var SUBJECTS = {
  link: ["link", void 0],
  // forwarding entries are neighbours too, but only listed on demand
  neigh: ["neighbour", void 0, "bridge"],
  nsid: ["nsid", void 0],
  "ipv4-ifaddr": ["address", "inet"],
  "ipv6-ifaddr": ["address", "inet6"],
  "ipv4-route": ["route", "inet"],
  "ipv6-route": ["route", "inet6"],
  "mpls-route": ["route", "mpls"],
  "ipv4-mroute": ["route", "ipmr"],
  "ipv6-mroute": ["route", "ip6mr"],
  // those of multicast routing are told to the same groups
  "ipv4-rule": ["rule", "inet", "ipmr"],
  "ipv6-rule": ["rule", "inet6", "ip6mr"],
  "ipv4-netconf": ["netconf", "inet"],
  "ipv6-netconf": ["netconf", "inet6"],
  "mpls-netconf": ["netconf", "mpls"]
};
var subjectsOf = (groups3) => {
  const subjects = /* @__PURE__ */ new Map();
  for (const group of groups3) {
    const [object, ...families] = SUBJECTS[group] ?? [];
    if (object === void 0) continue;
    const all = subjects.get(object) ?? /* @__PURE__ */ new Set();
    for (const family2 of families) all.add(family2);
    subjects.set(object, all);
  }
  return subjects;
};
var numberOf3 = (group) => {
  const number2 = Object.hasOwn(groupWords, group) ? groups2.numbers[group] : void 0;
  if (number2 === void 0 || number2 === 0)
    throw new EncodeError("groups", `names such as ${Object.keys(groupWords).slice(1, 8).join(", ")}`, group);
  return number2;
};
var Subjects = class {
  constructor(groups3) {
    const numbers2 = new Set(groups3.map(numberOf3));
    this.families = subjectsOf(groups3);
    this.named = [...this.families.keys()].some((object) => kinds[object].named === true);
    this.links = numbers2.has(groupWords.link);
    if (this.named) numbers2.add(groupWords.link);
    this.groups = [...numbers2];
  }
};
var RtnlTranslator = class {
  constructor(socket, push, subjects, snapshots) {
    this.socket = socket;
    this.push = push;
    this.subjects = subjects;
    this.snapshots = snapshots;
    this.reader = new EventReader(socket.order);
    this.prepare = subjects.named || snapshots ? (stale) => this.readAll(stale) : void 0;
  }
  tell(bytes2, view, start2, end, nsid2) {
    const event = this.reader.read(bytes2, view, start2, end, nsid2);
    if (this.subjects.links || event.action === "other" || !isOfLink2(event.object, event.value)) this.push(event);
  }
  async readAll(stale) {
    if (this.subjects.named) this.reader.rename(await readNames2(this.socket));
    if (!this.snapshots) return;
    const events = [];
    for (const [object, families] of this.subjects.families) {
      const list2 = new Collection(this.socket, kinds[object]);
      const lists = [];
      for (const family2 of families) lists.push(await list2.list(family2 === void 0 ? {} : { family: family2 }));
      events.push({ action: "snapshot", object, values: lists.flat() });
    }
    if (!stale()) for (const event of events) this.push(event);
  }
};
var isOfLink2 = (object, value) => object === "link" || object === "protinfo" && value.family === "bridge";
var MONITOR_OPTIONS = ["groups", "listenAllNsid", "snapshots", "signal", "receiveBuffer", "fd"];
var openMonitor2 = (options3, withSocket2) => {
  checkOptions("monitor", options3, MONITOR_OPTIONS);
  const { groups: groups3, listenAllNsid, snapshots = false } = options3 ?? {};
  checkSignal("monitor", options3?.signal);
  for (const [key, value] of Object.entries({ listenAllNsid, snapshots }))
    if (value !== void 0 && typeof value !== "boolean")
      throw new OptionError("monitor", key, "expected true or false");
  if (!Array.isArray(groups3)) throw new EncodeError("groups", "a list of names such as link, ipv4-route", groups3);
  const subjects = new Subjects(groups3);
  return withSocket2(
    (socket) => openWatch(
      options3,
      { ...socket, messages, groups: subjects.groups, listenAllNsid },
      (own, push) => new RtnlTranslator(own, push, subjects, snapshots)
    )
  );
};

// src/rtnl/neighbour/neighbours.ts
var EditableNeighbours = class extends Neighbours {
  constructor(requester) {
    super(requester);
    this.changes = new NeighbourChanges(requester);
  }
  add(neighbour2, options3) {
    return this.put("neighbours.add", () => this.changes.add(neighbour2), neighbour2, options3);
  }
  replace(neighbour2, options3) {
    return this.put("neighbours.replace", () => this.changes.replace(neighbour2), neighbour2, options3);
  }
  /** One more destination for a hardware address: of vxlan. */
  append(neighbour2, options3) {
    return send(this.requester, () => this.changes.append(neighbour2), options3, "neighbours.append");
  }
  /** One that exists. */
  change(neighbour2, options3) {
    return send(this.requester, () => this.changes.change(neighbour2), options3, "neighbours.change");
  }
  /** Takes it away. */
  delete(neighbour2, options3) {
    return send(this.requester, () => this.changes.delete(neighbour2), options3, "neighbours.delete");
  }
  put(where, making, neighbour2, options3) {
    const back = () => ({ reader: this.reader, find: () => this.find(neighbour2) });
    return put2(this.requester, this.kind, making, back, options3, where);
  }
  async find({ dev, dst, lladdr: lladdr2, family: family2, proxy }) {
    const found2 = await this.list({ dev, family: family2 === "bridge" ? family2 : void 0, proxy });
    const address4 = dst === void 0 ? void 0 : ipAddress(dst, "dst");
    const hardware = lladdr2?.toLowerCase();
    return found2.find(
      (one) => (address4 === void 0 || one.dst === address4) && (hardware === void 0 || one.lladdr === hardware)
    );
  }
};

// src/rtnl/nsid/nsids.ts
var EditableNsids = class extends Nsids {
  constructor(requester) {
    super(requester);
    this.changes = new NsidChanges(requester);
  }
  /** Gives a namespace an id here, `auto` one of the kernel's choice. Rejects with KernelError EEXIST where it has one. */
  set(namespace, nsid2, options3) {
    return send(this.requester, () => this.changes.set(namespace, nsid2), options3, "nsids.set");
  }
};

// src/rtnl/route/gateway.ts
var WORLD = {
  inet: ["240.0.0.9", "198.51.100.9", "203.0.113.9", "192.0.2.9", "9.9.9.9", "1.1.1.1", "193.0.14.129", "128.63.2.53"],
  inet6: ["3fff::9", "2001:db8:ffff::9", "2620:fe::9", "2606:4700:4700::1111", "2001:500:2::c", "2a00:1450:4001::9"]
};
var WIDEST = { inet: 1, inet6: 3 };
var NO_WAY = /* @__PURE__ */ new Set(["ENETUNREACH", "EHOSTUNREACH", "EACCES", "EINVAL", "EAFNOSUPPORT", "EOPNOTSUPP"]);
var unlessNoWay = (lookup) => lookup.catch((error) => {
  if (error instanceof KernelError && NO_WAY.has(error.code)) return void 0;
  throw error;
});
var leadsToTheWorld = ({ type, dst }, family2) => type === "unicast" && (dst === "default" || Number(dst?.split("/")[1]) <= WIDEST[family2]);
var defaultGateway = async (routes, links2, family2, options3) => {
  if (!Object.hasOwn(WORLD, family2)) throw new EncodeError("family", "inet or inet6", family2);
  const lookups = WORLD[family2].map(async (destination2) => {
    const route2 = await unlessNoWay(routes.get(destination2, { fibMatch: true }, options3));
    return route2 !== void 0 && leadsToTheWorld(route2, family2) ? { destination: destination2, route: route2 } : void 0;
  });
  const found2 = (await Promise.all(lookups)).find((one) => one !== void 0);
  if (found2 === void 0) return void 0;
  const way = await unlessNoWay(routes.get(found2.destination, {}, options3));
  if (way?.oif === void 0) return void 0;
  const { name } = await links2.get(way.oif, options3);
  const metric = way.metric ?? found2.route.metric ?? 0;
  const gateway = way.gateway ?? way.via?.address;
  return { family: family2, gateway, index: way.oif, dev: name, metric, source: found2.route.prefsrc };
};
var primaryInterface = async (routes, links2, options3) => {
  const gateway = await defaultGateway(routes, links2, "inet", options3) ?? await defaultGateway(routes, links2, "inet6", options3);
  return gateway === void 0 ? void 0 : links2.get(gateway.index, options3);
};

// src/rtnl/route/routes.ts
var ESRCH2 = 3;
var isGone4 = (reason) => reason instanceof KernelError && reason.errno === ESRCH2;
var EditableRoutes = class extends Routes {
  constructor(requester) {
    super(requester);
    this.changes = new RouteChanges(requester);
  }
  add(route2, options3) {
    return this.put("routes.add", () => this.changes.add(route2), route2, options3);
  }
  replace(route2, options3) {
    const put3 = this.put("routes.replace", () => this.changes.replace(route2), route2, options3);
    return put3.catch((error) => {
      if (!isThere(route2, error)) throw error;
      return options3?.echo === true ? this.find(route2) : void 0;
    });
  }
  append(route2, options3) {
    return this.put("routes.append", () => this.changes.append(route2), route2, options3);
  }
  /** A route that exists. */
  change(route2, options3) {
    return send(this.requester, () => this.changes.change(route2), options3, "routes.change");
  }
  /** The first route that has all that is given. */
  delete(route2, options3) {
    return send(this.requester, () => this.changes.delete(route2), options3, "routes.delete");
  }
  /**
   * Deletes the routes that match, or all of them (`{ all: true }`). Those of table `local`, which the kernel keeps by
   * itself, stay unless the filter names a table. Resolves with how many there were; those that are gone by then count as
   * well: routes are deleted by the kernel with a link or an address.
   *
   * @throws {OptionError} for a filter that is missing, empty or has an undefined field.
   * @throws {BatchError} where some could not be deleted; all others were.
   */
  async flush(selection, options3) {
    checkRequestOptions("routes.flush", options3);
    const filter = filterOf("routes.flush", selection);
    const listed = await this.list(filter, options3);
    const found2 = filter.table === void 0 ? listed.filter(({ table: table7 }) => table7 !== "local") : listed;
    const deletions = found2.map((route2) => this.delete(identity(route2), options3));
    const gone = await deleteListed(deletions, isGone4);
    if (gone.length > 0) await this.refuseLeft(found2, gone, filter, options3);
    return found2.length;
  }
  /** The kernel says of a route that it does not find what it says of one that is not there: it must not be listed either. */
  async refuseLeft(found2, gone, filter, options3) {
    const name = (route2) => JSON.stringify(identity(route2));
    const left = new Set((await this.list(filter, options3)).map(name));
    const failures = gone.filter((place2) => left.has(name(found2[place2])));
    if (failures.length === 0) return;
    const reason = new NetlinkError("ERR_NOT_DELETED", "the kernel lists the route, but does not find it to delete it");
    throw new BatchError(new Map(failures.map((place2) => [place2, reason])), found2.length);
  }
  put(where, making, route2, options3) {
    const back = () => ({ reader: this.reader, find: () => this.find(route2) });
    return put2(this.requester, this.kind, making, back, options3, where);
  }
  async find(route2) {
    const { dst, metric } = route2;
    const found2 = await this.list({ family: familyOf2(route2), dst, table: tableOf2(route2) });
    return found2.find((one) => metric === void 0 || one.metric === metric);
  }
};
var identity = (route2) => {
  if (route2.nhId !== void 0 || route2.multipath !== void 0) return { ...route2, dev: route2.oif };
  const { family: family2, dst, table: table7, tos, metric, type, protocol, scope, oif, gateway, via, prefsrc, src } = route2;
  const next = gateway ?? via?.address;
  return { family: family2, dst, table: table7, tos, metric, type, protocol, scope, dev: oif, gateway: next, prefsrc, src };
};

// src/rtnl/rule/matching.ts
import { isDeepStrictEqual as isDeepStrictEqual4 } from "node:util";
var IGNORED = /* @__PURE__ */ new Set(["family", "priority", "flags", "not", "goto", "unknown"]);
var UNSET = {
  ...{ action: "unspec", table: "unspec", protocol: "unspec", tos: 0, iifname: "", oifname: "", l3mdev: 0 },
  ...{ fwmark: 0, fwmask: 0, tunId: "0x0", ipProto: 0, suppressIfgroup: 4294967295, suppressPrefixlen: 4294967295 }
};
var matches = (rule2, found2) => Object.entries(rule2).every(
  ([key, value]) => IGNORED.has(key) || UNSET[key] === value || isDeepStrictEqual4(found2[key], value)
);
var describe4 = ({ src, dst, table: table7, action: action2, goto, flags: flags2 }) => {
  const target = goto === void 0 ? action2 === "lookup" ? `lookup ${table7}` : String(action2) : `goto ${goto}`;
  return `${flags2.includes("invert") ? "not " : ""}from ${src ?? "all"}${dst === void 0 ? "" : ` to ${dst}`} ${target}`;
};
var checkDeletion = (rule2, all) => {
  const first = all.find((found2) => matches(rule2, found2));
  if (first === void 0 || isDeepStrictEqual4(settable(first, ruleReadOnly), settable(rule2, ruleReadOnly))) return;
  throw new EncodeError(
    "rule",
    `one that the kernel tells from those before it: it would delete the rule \`${describe4(first)}\` of the same priority`
  );
};

// src/rtnl/rule/rules.ts
var EditableRules = class extends Rules {
  constructor(requester) {
    super(requester);
    this.changes = new RuleChanges(requester);
  }
  add(rule2, options3) {
    return this.put("rules.add", () => this.changes.add(rule2), rule2, options3);
  }
  /**
   * Deletes the first rule that has all that is given. A rule that was read is deleted alone: where the kernel would delete
   * another one of the same priority, which has all that this one has and more, nothing is deleted.
   *
   * @throws {EncodeError} with the path `rule` where the kernel would delete another rule than the one that was read.
   */
  delete(rule2, options3) {
    const making = () => wasRead(rule2, ruleReadOnly) ? this.deletionOfListed(rule2, options3) : this.changes.delete(rule2);
    return send(this.requester, making, options3, "rules.delete");
  }
  async deletionOfListed(rule2, options3) {
    const { priority = 0, family: family2 } = rule2;
    checkDeletion(rule2, await this.get(priority, { family: String(family2) }, options3));
    return this.changes.delete(rule2);
  }
  put(where, making, rule2, options3) {
    const back = () => ({ reader: this.reader, find: () => this.find(rule2) });
    return put2(this.requester, this.kind, making, back, options3, where);
  }
  async find(rule2) {
    const { priority } = rule2;
    return priority === void 0 ? void 0 : (await this.get(priority, { family: String(familyOf3(rule2)) })).at(-1);
  }
};

// src/rtnl/rtnl.ts
var Rtnl = class _Rtnl {
  constructor(socket, opener) {
    this.socket = socket;
    this.opener = opener;
    this.links = new EditableLinks(socket);
    this.addresses = new EditableAddresses(socket);
    this.routes = new EditableRoutes(socket);
    this.rules = new EditableRules(socket);
    this.neighbours = new EditableNeighbours(socket);
    this.nsids = new EditableNsids(socket);
    this.netconf = new Netconfs(socket);
  }
  /**
   * Opens a socket in the namespace of this process or in `netns`, or takes over `fd`. Rejects with UnsupportedError
   * where there is no netlink, with SocketError where the kernel refuses, with NetnsError where the namespace can't be
   * entered (it takes CAP_SYS_ADMIN).
   */
  static async open(given = {}) {
    checkOpenOptions("Rtnl.open", given);
    const { socket, ...options3 } = given;
    if (socket !== void 0) return new _Rtnl(socket, Opener.without(ROUTE));
    const opener = await Opener.open(ROUTE, options3);
    return new _Rtnl(opener.socket, opener);
  }
  /**
   * What changes from now on, as it happens, by a socket of its own, in the namespace of the client or that of
   * `options.fd`. Slow consumers lose events and are told so (`lost`). Throws UnsupportedError where the client itself
   * was opened with `fd`, `socket` or one `transport`, and the monitor has no `fd` of its own: nobody knows how to open
   * a second socket where that one is.
   */
  monitor(options3) {
    return openMonitor2(options3, (use) => this.opener.another("monitor", options3.fd, use));
  }
  /**
   * Many changes in few sends: `rtnl.batch((b) => { b.routes.add(...); b.links.delete(...) })`. They are sent in order when
   * all could be made, and settled one by one. Links are looked up before anything is sent: a link that the batch itself
   * makes can't be named in it. After an abort all that is not settled rejects with its
   * reason: what was not sent is not carried out, what was may be. `fill` must not be asynchronous: one that returns a
   * promise is refused, and nothing is sent.
   */
  batch(fill, options3) {
    return runBatch(this.socket, fill, options3);
  }
  /** Like `batch`; rejects with BatchError, which says which of them failed, if any did. */
  async batchAll(fill, options3) {
    const results = await this.batch(fill, options3);
    const failures = /* @__PURE__ */ new Map();
    for (const [index, result] of results.entries())
      if (result.status === "rejected") failures.set(index, result.reason);
    if (failures.size > 0) throw new BatchError(failures, results.length);
  }
  /**
   * Where packets to the world go: the gateway that the kernel uses for destinations without a route of their own, as
   * `ip route get` tells it. Undefined where there is none, or where a route or rule makes the world unreachable.
   */
  async defaultGateway(family2 = "inet", options3) {
    return defaultGateway(this.routes, this.links, family2, options3);
  }
  /** The link that packets to the world leave by: of IPv4 or, where that has no way out, of IPv6. */
  async primaryInterface(options3) {
    return primaryInterface(this.routes, this.links, options3);
  }
  /** Hardware address of a link (`02:42:ac:11:00:02`), by default of the primary one; undefined where it has none. */
  async macAddress(dev, options3 = {}) {
    const link2 = dev === void 0 ? await this.primaryInterface(options3) : await this.links.get(dev, options3);
    return link2?.address === "" ? void 0 : link2?.address;
  }
  /** Closes the socket it opened. Requests that have no answer yet reject with ClosedError. */
  close() {
    this.opener.close();
  }
  async [Symbol.asyncDispose]() {
    this.close();
  }
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

// bench/ours/namespaces.ts
var prefix2 = argument(0);
var count = Number(argument(1));
var passes = [];
var atOnce = Number(argument(3));
var links = 0;
var once2 = async (name) => {
  var _stack = [];
  try {
    const ns = __using(_stack, await Netns.create(name), true);
    const inside = __using(_stack, await Rtnl.open({ netns: ns, io: "inline" }), true);
    const { length } = await inside.links.list();
    links += length;
    await Netns.delete(name);
  } catch (_) {
    var _error = _, _hasError = true;
  } finally {
    var _promise = __callDispose(_stack, _error, _hasError);
    _promise && await _promise;
  }
};
var pass = async () => {
  let next = 0;
  const work = async () => {
    while (next < count) await once2(`${prefix2}-${next++}`);
  };
  await Promise.all(Array.from({ length: atOnce }, work));
};
while (passes.length < Number(argument(2))) {
  const since = performance.now();
  await pass();
  passes.push(performance.now() - since);
}
tell({ passes, check: `links=${links}` });
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
