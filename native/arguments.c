/*
 * From JavaScript's arguments to C and back. Misuse throws a TypeError; whatever the kernel says is a number.
 *
 * Reading an element of an array can run the caller's code: a getter, or a trap of a Proxy further up its prototypes. That
 * code can close the socket, start a thread on it, or detach a buffer. So the order is the same in every method: first all
 * values, then the pointers into buffers, then the state of the socket. Nothing after the first of the three runs
 * JavaScript: numbers are not converted, and results are made of own data properties, which call no setter.
 */
#include "socket.h"

#include <limits.h>
#include <stdint.h>
#include <stdio.h>

bool function_begin(napi_env env, napi_callback_info info, struct call *call) {
  void *environment = NULL;
  call->env = env;
  call->socket = NULL;
  call->count = ARGUMENTS;
  if (napi_get_cb_info(env, info, &call->count, call->values, NULL, &environment) != napi_ok) return false;
  call->environment = environment;
  return true;
}

bool method_begin(napi_env env, napi_callback_info info, struct call *call) {
  void *environment = NULL, *socket = NULL;
  call->env = env;
  call->count = ARGUMENTS;
  if (napi_get_cb_info(env, info, &call->count, call->values, &call->self, &environment) != napi_ok) return false;
  /* Methods of a class defined through Node-API carry its signature: V8 has already refused any other receiver. */
  if (napi_unwrap(env, call->self, &socket) != napi_ok || socket == NULL) {
    napi_throw_type_error(env, NULL, "not a Socket");
    return false;
  }
  call->environment = environment;
  call->socket = socket;
  return true;
}

bool wrong_argument(const struct call *call, size_t index, const char *expected) {
  char message[96];
  bool pending = false;
  snprintf(message, sizeof message, "argument %zu must be %s", index + 1, expected);
  /* an exception that a getter or a proxy of the caller threw comes first */
  if (napi_is_exception_pending(call->env, &pending) != napi_ok || !pending) {
    napi_throw_type_error(call->env, NULL, message);
  }
  return false;
}

/* Node-API's own conversions to integers make 0 of NaN, cut fractions off and wrap what is too large. */
bool integer_of(napi_env env, napi_value value, int32_t *integer) {
  double number = 0;
  if (napi_get_value_double(env, value, &number) != napi_ok || !(number >= INT32_MIN && number <= INT32_MAX)) return false;
  *integer = (int32_t)number;
  return *integer == number;
}

bool argument_integer(const struct call *call, size_t index, int32_t *value) {
  return integer_of(call->env, call->values[index], value) || wrong_argument(call, index, "an integer of 32 bits");
}

bool argument_unsigned(const struct call *call, size_t index, uint32_t *value) {
  double number = 0;
  if (napi_get_value_double(call->env, call->values[index], &number) == napi_ok && number >= 0 && number <= UINT32_MAX) {
    *value = (uint32_t)number;
    if (*value == number) return true;
  }
  return wrong_argument(call, index, "an unsigned integer of 32 bits");
}

static bool bytes_of(napi_env env, napi_value value, struct iovec *bytes) {
  napi_typedarray_type type;
  size_t length = 0;
  void *data = NULL;
  if (napi_get_typedarray_info(env, value, &type, &length, &data, NULL, NULL) != napi_ok) return false;
  if (type != napi_uint8_array) return false;
  bytes->iov_base = data;
  bytes->iov_len = length;
  return true;
}

/** The same of memory that no JavaScript can detach or shrink, and that a thread may therefore write into. */
bool shared_bytes_of(napi_env env, napi_value value, struct iovec *bytes) {
  napi_typedarray_type type;
  napi_value buffer;
  bool detachable = true;
  return bytes_of(env, value, bytes) && napi_get_typedarray_info(env, value, &type, NULL, NULL, &buffer, NULL) == napi_ok &&
         napi_is_arraybuffer(env, buffer, &detachable) == napi_ok && !detachable;
}

bool argument_bytes(const struct call *call, size_t index, struct iovec *bytes) {
  return bytes_of(call->env, call->values[index], bytes) || wrong_argument(call, index, "a Uint8Array");
}

/**
 * The elements of an array. Runs JavaScript where they have getters: call it before anything else of the arguments is
 * taken by its address. With more than `most` elements `count` says so and none is read.
 */
bool argument_elements(const struct call *call, size_t index, uint32_t most, napi_value *values, uint32_t *count,
                       const char *expected) {
  if (napi_get_array_length(call->env, call->values[index], count) != napi_ok) {
    return wrong_argument(call, index, expected);
  }
  for (uint32_t i = 0; i < *count && *count <= most; i++) {
    if (napi_get_element(call->env, call->values[index], i, &values[i]) != napi_ok) {
      return wrong_argument(call, index, expected);
    }
  }
  return true;
}

bool argument_vectors(const struct call *call, size_t index, struct vectors *vectors) {
  static const char expected[] = "a Uint8Array or an array of them";
  napi_value values[VECTORS];
  uint32_t count = 0;
  vectors->count = 1;
  vectors->excess = false;
  if (bytes_of(call->env, call->values[index], vectors->list)) return true;
  if (!argument_elements(call, index, VECTORS, values, &count, expected)) return false;
  vectors->excess = count > VECTORS;
  vectors->count = vectors->excess ? 0 : count;
  for (size_t i = 0; i < vectors->count; i++) {
    if (!bytes_of(call->env, values[i], &vectors->list[i])) return wrong_argument(call, index, expected);
  }
  return true;
}

bool argument_function(const struct call *call, size_t index) {
  napi_valuetype type;
  if (napi_typeof(call->env, call->values[index], &type) == napi_ok && type == napi_function) return true;
  return wrong_argument(call, index, "a function");
}

/** The length of a buffer in a type that the kernel takes; what is beyond it the kernel would not use either. */
socklen_t length_of(const struct iovec *bytes) { return bytes->iov_len < INT_MAX ? (socklen_t)bytes->iov_len : INT_MAX; }

/**
 * Gives a property of its own to an object, writable and enumerable like one that was assigned; no setter of a prototype
 * is called, as assigning would.
 */
bool define(napi_env env, napi_value object, const char *name, napi_value value) {
  const napi_property_descriptor property = {name, NULL, NULL, NULL, NULL, value, napi_default_jsproperty, NULL};
  return value != NULL && napi_define_properties(env, object, 1, &property) == napi_ok;
}

/** The same for an element of an array. */
bool define_element(napi_env env, napi_value array, uint32_t index, napi_value value) {
  char name[12];
  snprintf(name, sizeof name, "%u", index);
  return define(env, array, name, value);
}

napi_value number(napi_env env, int value) {
  napi_value result = NULL;
  return napi_create_int32(env, value, &result) == napi_ok ? result : NULL;
}
