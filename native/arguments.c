/* From JavaScript's arguments to C and back. Misuse throws a TypeError; whatever the kernel says is a number. */
#include "socket.h"

#include <errno.h>
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
  napi_value self;
  call->env = env;
  call->count = ARGUMENTS;
  if (napi_get_cb_info(env, info, &call->count, call->values, &self, &environment) != napi_ok) return false;
  /* Methods of a class defined through Node-API carry its signature: V8 has already refused any other receiver. */
  if (napi_unwrap(env, self, &socket) != napi_ok || socket == NULL) {
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

bool argument_integer(const struct call *call, size_t index, int32_t *value) {
  if (napi_get_value_int32(call->env, call->values[index], value) == napi_ok) return true;
  return wrong_argument(call, index, "a number");
}

bool argument_unsigned(const struct call *call, size_t index, uint32_t *value) {
  if (napi_get_value_uint32(call->env, call->values[index], value) == napi_ok) return true;
  return wrong_argument(call, index, "a number");
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

bool argument_bytes(const struct call *call, size_t index, struct iovec *bytes) {
  return bytes_of(call->env, call->values[index], bytes) || wrong_argument(call, index, "a Uint8Array");
}

bool argument_vectors(const struct call *call, size_t index, struct vectors *vectors) {
  static const char expected[] = "a Uint8Array or an array of them";
  uint32_t count = 0;
  bool array = false;
  vectors->count = 1;
  vectors->excess = false;
  if (bytes_of(call->env, call->values[index], vectors->list)) return true;
  if (napi_is_array(call->env, call->values[index], &array) != napi_ok || !array ||
      napi_get_array_length(call->env, call->values[index], &count) != napi_ok) {
    return wrong_argument(call, index, expected);
  }
  if (count > VECTORS) {
    vectors->excess = true;
    vectors->count = 0;
    return true;
  }
  vectors->count = count;
  for (uint32_t i = 0; i < count; i++) {
    napi_value element;
    if (napi_get_element(call->env, call->values[index], i, &element) != napi_ok ||
        !bytes_of(call->env, element, &vectors->list[i])) {
      return wrong_argument(call, index, expected);
    }
  }
  return true;
}

bool argument_function(const struct call *call, size_t index) {
  napi_valuetype type;
  if (napi_typeof(call->env, call->values[index], &type) == napi_ok && type == napi_function) return true;
  return wrong_argument(call, index, "a function");
}

napi_value number(napi_env env, int value) {
  napi_value result = NULL;
  return napi_create_int32(env, value, &result) == napi_ok ? result : NULL;
}
