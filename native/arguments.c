/*
 * Converts JavaScript arguments to C, and results back. Misuse throws a TypeError; errors of the kernel are returned as
 * numbers.
 *
 * Reading an array element can run code of the caller: a getter, or a Proxy trap in the prototype chain. That code can
 * close the socket, start a thread on it, or detach a buffer. So every method first reads all values, then takes pointers
 * into buffers, then checks the state of the socket. Only the first step runs JavaScript: numbers are not coerced, and
 * results are defined as own data properties, which call no setter.
 */
#include "arguments.h"

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
  /* V8 checks the receiver of methods defined by napi_define_class; any other object has been refused already. */
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
  /* an exception thrown by a getter or a Proxy of the caller takes precedence */
  if (napi_is_exception_pending(call->env, &pending) != napi_ok || !pending) {
    napi_throw_type_error(call->env, NULL, message);
  }
  return false;
}

/* Node-API's integer conversions turn NaN into 0, truncate fractions and wrap large numbers. */
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

/** Like bytes_of(), for shared memory only: JavaScript cannot detach or shrink it, so a thread may write into it. */
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
 * Reads the elements of an array. Getters may run JavaScript, so call it before taking pointers into any argument. If the
 * array has more than `maximum` elements, sets `count` and reads none.
 */
bool argument_elements(const struct call *call, size_t index, uint32_t maximum, napi_value *values, uint32_t *count,
                       const char *expected) {
  if (napi_get_array_length(call->env, call->values[index], count) != napi_ok) {
    return wrong_argument(call, index, expected);
  }
  for (uint32_t i = 0; i < *count && *count <= maximum; i++) {
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

/**
 * A buffer's length as socklen_t, INT_MAX at most: a longer address or option is invalid or truncated by the kernel
 * anyway.
 */
socklen_t length_of(const struct iovec *bytes) { return bytes->iov_len < INT_MAX ? (socklen_t)bytes->iov_len : INT_MAX; }

/** Defines an own property, writable and enumerable. Unlike an assignment, it calls no setter of a prototype. */
bool define(napi_env env, napi_value object, const char *name, napi_value value) {
  const napi_property_descriptor property = {name, NULL, NULL, NULL, NULL, value, napi_default_jsproperty, NULL};
  return value != NULL && napi_define_properties(env, object, 1, &property) == napi_ok;
}

/** Defines an array element, as define() does. */
bool define_element(napi_env env, napi_value array, uint32_t index, napi_value value) {
  char name[12];
  snprintf(name, sizeof name, "%u", index);
  return define(env, array, name, value);
}

napi_value number(napi_env env, int value) {
  napi_value result = NULL;
  return napi_create_int32(env, value, &result) == napi_ok ? result : NULL;
}
